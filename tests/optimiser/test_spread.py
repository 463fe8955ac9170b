"""Numbered tasks: in order wherever they are done, told as they come, dropped when nobody listens on."""

import itertools
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest

from optimiser.spread import HERE, Hands, processes, spread, threads


def halved(task: int) -> tuple[int, int]:
    """Return the task and a half of it; odd ones are refused."""
    if task % 2:
        raise ValueError(f"{task} is odd")
    return task, task // 2


def own_process(_task: int) -> tuple[int, bool]:
    """Return the number of this process, and whether Ctrl-C leaves it alone."""
    return os.getpid(), signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def in_a_moment(task: int) -> int:
    """Return the task, after a twentieth of a second."""
    time.sleep(0.05)
    return task


PLACES: tuple[Callable[[], AbstractContextManager[Hands]], ...] = (
    lambda: nullcontext(HERE),
    lambda: threads(3),
    lambda: processes(1),
    lambda: processes(2),
)


@pytest.mark.parametrize("place", PLACES)
def test_results_come_in_the_order_of_the_tasks(place: Callable[[], AbstractContextManager[Hands]]) -> None:
    """Every task once, and what it finds in its own place; the number done is told before each."""
    told: list[int] = []
    with place() as hands:
        found = list(spread(halved, [8, 2, 6, 4], hands, told.append))
    assert found == [(8, 4), (2, 1), (6, 3), (4, 2)]
    assert told == [1, 2, 3, 4]


@pytest.mark.parametrize("place", PLACES)
def test_a_fault_of_the_work_is_its_own(place: Callable[[], AbstractContextManager[Hands]]) -> None:
    """Results before it come; then what the work raised."""
    with place() as hands:
        found = spread(halved, [2, 3, 4], hands)
        assert next(found) == (2, 1)
        with pytest.raises(ValueError, match="3 is odd"):
            next(found)


def test_here_a_task_begins_only_when_asked_for() -> None:
    """Tasks without end are no trouble."""
    begun: list[int] = []
    found = spread(begun.append, range(1_000_000))
    list(itertools.islice(found, 3))
    assert begun == [0, 1, 2]


def test_what_has_not_begun_is_dropped() -> None:
    """One thread is held in the first task until the listener has left: of the other 99 at most the next begins."""
    begun: list[int] = []
    left = threading.Event()

    def wait(task: int) -> None:
        begun.append(task)
        if task > 0:
            left.wait(30)

    with threads(1) as hands:
        found = spread(wait, range(100), hands)
        next(found)
        found.close()  # type: ignore[attr-defined]
        left.set()
    assert len(begun) <= 3


def test_what_has_not_begun_when_it_is_stopped_is_dropped() -> None:
    """A hundred tasks of a moment each, stopped after the first: the one under way comes, not all."""
    stop = threading.Event()
    with threads(1) as hands:
        found = []
        for each in spread(in_a_moment, range(100), hands, stopped=stop.is_set):
            found.append(each)
            stop.set()
    assert found == list(range(len(found)))
    assert len(found) < 50


def test_processes_are_others_which_leave_ctrl_c_to_this_one() -> None:
    """In a terminal Ctrl-C reaches every process of a command at once."""
    with processes(2) as hands:
        found = list(spread(own_process, range(4), hands))
    assert os.getpid() not in {number for number, _ in found}
    assert all(ignored for _, ignored in found)
