"""Tasks on real local Dask clusters: the same results, workers that die, nothing open to others."""

import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from distributed import Client

from models.instance import Instance
from models.plan import Plan
from optimiser import cluster as module
from optimiser.cluster import ClusterError, cluster
from optimiser.plan import solve
from optimiser.spread import Hands, spread
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.run import StressTest
from tests.optimiser.at_work import Dying, Waiting
from tests.optimiser.stress.test_run import town

pytestmark = pytest.mark.slow


class Slow:
    """A stress test's chunk that first tells which process does it, and takes its time."""

    def __init__(self, test: StressTest, folder: Path) -> None:
        self.test, self.folder = test, folder

    def __call__(self, numbers: range) -> np.ndarray:
        """Play the chunk; return its costs."""
        (self.folder / f"{numbers.start}_{os.getpid()}").touch()
        time.sleep(0.3)
        return np.array([row["cost_gbp"] for row in self.test._chunk(numbers)])


def negative(task: int) -> int:
    """Return the task's opposite; zero is refused."""
    if task == 0:
        raise ValueError("zero has no opposite")
    return -task


@pytest.fixture(scope="module")
def hands() -> Iterator[Hands]:
    """Two workers on this machine."""
    with cluster("local", 2) as made:
        yield made


@pytest.fixture(scope="module")
def planned() -> tuple[Instance, Plan]:
    """A small town and its plan."""
    made = town()
    return made, solve(made, gap=0.0)


def client_of(hands: Hands) -> Client:
    """Return the client of a cluster."""
    client = hands.client  # type: ignore[attr-defined]
    assert isinstance(client, Client)
    return client


def pids(hands: Hands) -> set[int]:
    """Return the processes of a cluster's workers."""
    return set(client_of(hands).run(os.getpid).values())


def test_results_come_in_the_order_of_the_tasks(hands: Hands) -> None:
    """Done by two processes that are not this one."""
    assert list(spread(negative, [3, 1, 2], hands)) == [-3, -1, -2]
    assert len(pids(hands) - {os.getpid()}) == 2


def test_tasks_are_handed_over_as_they_are(hands: Hands) -> None:
    """Also those that a graph of Dask's could take for something else."""
    tasks = [(len, "abc"), range(3), "negative-1", {"a": [1]}, None]
    assert list(spread(repr, tasks, hands)) == [repr(task) for task in tasks]


def test_work_that_is_stopped_is_not_waited_for(hands: Hands, tmp_path: Path) -> None:
    """A task that is done only afterwards: given up within the moment in which it is looked at."""
    asked = iter([False, True])
    work = Waiting(tmp_path / "sign")
    assert list(spread(work, [60], hands, stopped=lambda: next(asked))) == []
    work.sign.touch()


def test_a_fault_of_the_work_is_its_own(hands: Hands) -> None:
    """As in one process."""
    with pytest.raises(ValueError, match="zero has no opposite"):
        list(spread(negative, [1, 0, 2], hands))


def test_the_same_futures_as_in_one_process(hands: Hands, planned: tuple[Instance, Plan]) -> None:
    """Every figure of every future, to the last digit."""
    test = StressTest(*planned, Assumptions(), seed=5)
    one, two = test.run(250), test.run(250, hands)
    for name in ("cost_gbp", "void_beds", "occupancy", "spot_children", "gap_weeks", "moves", "near", "children"):
        assert np.array_equal(getattr(one, name), getattr(two, name), equal_nan=True), name


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_a_worker_killed_half_way_costs_only_its_tasks(planned: tuple[Instance, Plan], tmp_path: Path) -> None:
    """Killed from outside, by its number, while it plays a chunk: the same futures, and few are played twice."""
    test = StressTest(*planned, Assumptions(), seed=5)
    expected = test.run(1_200).cost_gbp
    chunks = [range(first, first + 100) for first in range(0, 1_200, 100)]
    with cluster("local", 2) as hands:
        before = pids(hands)
        found = spread(Slow(test, tmp_path), chunks, hands)
        parts = [next(found)]
        at_work = int(max(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime_ns).name.split("_")[1])
        os.kill(at_work, signal.SIGKILL)
        parts += found
        assert at_work in before - pids(hands)
    assert np.array_equal(np.concatenate(parts), expected)
    assert len(chunks) <= len(list(tmp_path.iterdir())) < 2 * len(chunks)


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
@pytest.mark.parametrize("workers", [1, 2])
def test_work_that_kills_its_worker_is_tried_elsewhere(tmp_path: Path, workers: int) -> None:
    """Twice dead, the third time done; with a single worker everything it held is sent again."""
    for number in range(2):
        (tmp_path / str(number)).touch()
    with cluster("local", workers) as hands:
        assert list(spread(Dying(tmp_path), range(8), hands)) == [0, 1, 4, 9, 16, 25, 36, 49]
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")
def test_work_that_kills_every_worker_is_given_up(tmp_path: Path) -> None:
    """Four times dead is too often: a message, not a loop without end."""
    for number in range(9):
        (tmp_path / str(number)).touch()
    with cluster("local", 2) as hands, pytest.raises(ClusterError, match="died again and again"):
        list(spread(Dying(tmp_path), range(8), hands))


def test_everything_listens_on_the_loopback_address_alone(hands: Hands) -> None:
    """Scheduler and workers, and whatever else the processes opened."""
    assert hands is not None
    own = psutil.Process()
    sockets = [each for process in (own, *own.children(recursive=True)) for each in process.net_connections("inet")]
    listening = [each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN]
    assert len(listening) >= 3
    assert set(listening) == {"127.0.0.1"}
    assert {each.raddr.ip for each in sockets if each.raddr} <= {"127.0.0.1"}


@pytest.mark.parametrize("page", ["status", "info/main/workers.html", "json/counts.json", "metrics", "health", ""])
def test_there_is_no_dashboard(hands: Hands, page: str) -> None:
    """Neither the scheduler's pages nor its figures."""
    port = client_of(hands).scheduler_info()["services"]["dashboard"]
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}", timeout=20)
    refused.value.close()


def test_without_its_keys_nobody_gets_into_a_local_cluster(hands: Hands) -> None:
    """Another user of the machine finds the port, not the certificate."""
    address = client_of(hands).scheduler_info()["address"]
    assert address.startswith("tls://127.0.0.1:")
    with (
        pytest.raises(ClusterError, match="no Dask scheduler could be reached"),
        cluster(address.replace("tls", "tcp"), 1),
    ):
        pass
    with pytest.raises(ClusterError, match="needs the cluster's certificates"), cluster(address, 1):
        pass


def test_a_cluster_by_its_address(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the certificates in Dask's configuration, its workers are found and work."""
    own = client_of(hands)
    monkeypatch.setattr(module, "Security", lambda **_: own.security)
    with cluster(own.scheduler_info()["address"], 1) as other:
        assert list(spread(negative, [3, 1, 2], other)) == [-3, -1, -2]
        assert pids(other) == pids(hands)


@pytest.mark.parametrize(
    ("package", "fault"),
    [
        ("numpy", r"need the package numpy 0\.1, as here; they have [0-9.]+$"),
        ("no-such-package", r"need the package no-such-package 0\.1; not all have it$"),
    ],
)
def test_workers_with_other_packages_are_refused(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, package: str, fault: str
) -> None:
    """The package is named, with both versions or as missing there."""
    own = client_of(hands)
    monkeypatch.setattr(module, "Security", lambda **_: own.security)
    monkeypatch.setattr(module, "COMPARED", (package,))
    monkeypatch.setattr(module, "_own_version", lambda _: "0.1")
    with pytest.raises(ClusterError, match=fault), cluster(own.scheduler_info()["address"], 1):
        pass


def test_a_cluster_without_workers_is_refused() -> None:
    """Nobody would ever begin."""
    with cluster("local", 0) as none, pytest.raises(ClusterError, match="has no workers"):
        module._compare(client_of(none))
