"""Scenarios solved elsewhere: the same figures, and a worker that dies costs only its tasks."""

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from optimiser.areas import merge_areas
from optimiser.cluster import cluster
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.robust.recourse import StoppedError, Watch
from optimiser.robust.run import Asked, solve_robust
from optimiser.robust.search import Searched, search
from optimiser.robust.two_stage import TwoStage
from optimiser.spread import HERE, Hands, processes
from tests.optimiser.cases import compiled
from tests.optimiser.rich import rich
from tests.optimiser.robust.cases import scenarios, today, two_stage
from tests.optimiser.test_cluster import pids


class Copied:
    """Does each task on pickled copies, as another process would, but in this one."""

    def each[Task, Found](
        self, work: Callable[[Task], Found], tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what the copies find."""
        return HERE.each(lambda task: copy(work)(copy(task)), tasks, stopped)


def copy[Sent](sent: Sent) -> Sent:
    """Return what arrives in another process."""
    arrived: Sent = pickle.loads(pickle.dumps(sent))
    return arrived


class Kills(Progress):
    """Kills a worker of a cluster once the search has begun."""

    def __init__(self, hands: Hands) -> None:
        self.hands, self.killed = hands, 0

    def on_stage(self, stage: str) -> None:
        """Kill one."""
        if stage == "decomposition":
            self.killed = min(pids(self.hands))
            os.kill(self.killed, signal.SIGKILL)


def programme() -> tuple[TwoStage, Floats]:
    """Return two scenarios of every kind of supply, and today's commitments."""
    problem = merge_areas(compiled(rich())).problem
    return two_stage(problem, scenarios(problem, [0.5, 1.8], [0.6, 0.4])), today(problem)


def the_same(one: Searched, other: Searched) -> None:
    """Assert that every figure is, to the last digit."""
    assert one.best.objective == other.best.objective
    assert np.array_equal(one.best.first, other.best.first)
    assert (one.bound, one.foreseen) == (other.bound, other.foreseen)
    for here, there in zip(one.best.placed, other.best.placed, strict=True):
        assert np.array_equal(here.values, there.values)


def test_models_kept_alive_find_what_fresh_ones_find() -> None:
    """Each solve starts from its basis alone."""
    two, start = programme()
    the_same(search(two, [start], "benders", 0.0), search(two, [start], "benders", 0.0, hands=Copied()))


def test_time_over_elsewhere() -> None:
    """Is told as it is here."""
    two, start = programme()
    with pytest.raises(StoppedError):
        search(two, [start], "benders", 0.0, watch=Watch(deadline=0.0), hands=Copied())


@pytest.mark.slow
def test_two_processes_find_what_one_finds() -> None:
    """All of it, played out too."""
    asked = Asked(3, futures=10, gap=0.01)
    one = solve_robust(rich(), asked, hands=HERE).result
    with processes(2) as hands:
        two = solve_robust(rich(), asked, hands=hands).result
    assert one.plans == two.plans
    assert (one.bound_gbp, one.scenarios) == (two.bound_gbp, two.scenarios)


@pytest.mark.slow
def test_a_worker_killed_half_way_costs_only_its_tasks() -> None:
    """On a local cluster of two the figures are those of one process."""
    two, start = programme()
    with cluster("local", 2) as hands:
        kills = Kills(hands)
        found = search(two, [start], "benders", 0.0, watch=Watch(kills), hands=hands)
        assert kills.killed
        assert kills.killed not in pids(hands)
    the_same(search(two, [start], "benders", 0.0), found)
