"""Tasks on a Dask cluster: one that the user names, or a local one. The only module that knows Dask.

A worker that dies costs the tasks it had: Dask gives them to another, which finds the same. No scheduling of our own.
"""

import functools
import logging
import pickle
import signal
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import resource_tracker
from typing import Any

import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster, wait
from distributed.security import Security

from optimiser.spread import Hands

LOCAL = "local"
"""Stands for a cluster of this machine's own processes."""
LOOPBACK = "127.0.0.1"
CONNECT_SECONDS = 20
LOOK_SECONDS = 0.5
"""How often it is looked whether the work was stopped, while a task is awaited."""
COMPARED = ("placement-sufficiency", "numpy", "numba", "scipy", "pandas", "pulp", "highspy")
"""Packages that have to be the same here and on every worker, so that the figures are."""
UNSTOPPED = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""What a local worker runs first, for systems where Ctrl-C cannot be kept from it before: it is left to this process,
which then ends its workers."""
CLOSED: dict[str, list[str]] = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.preload": [],
    "distributed.nanny.preload": [],
}
"""Settings of a local cluster: its pages are off, and it loads nothing that another configuration names."""


class ClusterError(Exception):
    """The cluster cannot be used, or was lost; says why."""


class _Workers:
    """The workers of a cluster."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def each[Task, Found](
        self, work: Callable[[Task], Found], tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what `work` finds for each task, until it is stopped.

        Raises:
            ClusterError: if the cluster is lost, or one task's workers died again and again.
        """
        # The work is the result of a task too: sent once a worker, and found again when its holder dies. As bytes:
        # what Dask pickles itself arrives as arrays that cannot be written to, for which code is compiled anew.
        shared = self.client.submit(bytes, pickle.dumps(work), pure=False)
        futures = self.client.map(_apply, tasks, pickled=shared, pure=False)
        try:
            for future in futures:
                if not _awaited(self.client, future, stopped):
                    return
                yield future.result()
                future.release()
        except (KilledWorker, CancelledError) as error:
            raise ClusterError("the cluster was lost, or the workers of one task died again and again") from error
        finally:
            self.client.cancel(futures)


def _awaited(client: Client, future: Future[Any], stopped: Callable[[], bool]) -> bool:
    """Wait for a task; return whether it is done, False if the work was stopped before."""
    while not stopped():
        # The client is nobody's default: another cluster's may be open.
        with client.as_current(), suppress(TimeoutError):
            wait([future], timeout=LOOK_SECONDS)
            return True
    return False


def _apply[Task](task: Task, pickled: bytes) -> Any:
    return _work(pickled)(task)


@functools.lru_cache(maxsize=1)
def _work(pickled: bytes) -> Callable[[Any], Any]:
    """Return the work, which a worker unpickles once."""
    work: Callable[[Any], Any] = pickle.loads(pickled)
    return work


@contextmanager
def cluster(address: str, jobs: int) -> Iterator[Hands]:
    """Give the workers of a cluster.

    Args:
        address: `local`, or the scheduler's address. With `tls://` nothing is sent unencrypted; the certificates are
            those of Dask's own configuration.
        jobs: worker processes of a local cluster.

    Raises:
        ClusterError: if there is no such cluster, or its workers have other versions.
    """
    connected = _local(jobs) if address == LOCAL else _connected(address)
    with connected as client:
        yield _Workers(client)


@contextmanager
def _local(jobs: int) -> Iterator[Client]:
    """Start a cluster on the loopback address, encrypted: other users of the machine cannot give it work."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        stack.enter_context(dask.config.set(CLOSED))
        options: dict[str, Any] = {"preload": [UNSTOPPED], "memory_limit": 0, "local_directory": folder}
        with _ctrl_c_held_back():
            made = LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                host=LOOPBACK,
                scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
                security=Security.temporary(),
                silence_logs=logging.CRITICAL,
                **options,
            )
            client = stack.enter_context(Client(stack.enter_context(made), set_as_default=False))
        yield client


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Let Ctrl-C wait, and never reach the threads and processes that are started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # Python's own helper, if it is not there yet, is started by the first process and lets Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """Connect to a scheduler and look at its workers."""
    security = Security(require_encryption=address.startswith("tls://"))
    files = security.get_tls_config_for_role("client")
    if security.require_encryption and not (files["ca_file"] and files["cert"]):
        raise ClusterError(
            "tls:// needs the cluster's certificates: give Dask the files by its settings"
            " distributed.comm.tls.ca-file, .client.cert and .client.key"
        )
    try:
        client = Client(address, security=security, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise ClusterError(f"no Dask scheduler could be reached at {address}") from error
    with client:
        _compare(client)
        yield client


def _compare(client: Client) -> None:
    """Refuse workers on which the same task might not find the same.

    Raises:
        ClusterError: naming the package.
    """
    if not client.scheduler_info()["workers"]:
        raise ClusterError("the cluster has no workers")
    for name in COMPARED:
        own = _own_version(name)
        try:
            theirs = set(client.run(version, name).values())
        except PackageNotFoundError:
            raise ClusterError(f"the cluster's workers need the package {name} {own}; not all have it") from None
        if theirs != {own}:
            found = ", ".join(sorted(theirs))
            raise ClusterError(f"the cluster's workers need the package {name} {own}, as here; they have {found}")


def _own_version(name: str) -> str:
    return version(name)
