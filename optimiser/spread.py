"""Numbered tasks over this process, its threads, other processes or a cluster.

What is computed does not depend on where: a task is all that the work knows, and results come in order.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol


class Hands(Protocol):
    """Who does the work."""

    def each[Task, Found](
        self, work: Callable[[Task], Found], tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what `work` finds for each task, in order, until it is stopped.

        What has not begun is dropped if it is stopped, or nobody listens on.
        """


class Here:
    """This process, one task after the other, each begun only when asked for."""

    def each[Task, Found](
        self, work: Callable[[Task], Found], tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what `work` finds for each task."""
        for task in tasks:
            if stopped():
                return
            yield work(task)


HERE = Here()


class _Pool:
    """Threads or processes."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def each[Task, Found](
        self, work: Callable[[Task], Found], tasks: Sequence[Task], stopped: Callable[[], bool]
    ) -> Iterator[Found]:
        """Yield what `work` finds for each task; what stops the work has to reach the tasks under way themselves."""
        futures = [self.executor.submit(work, task) for task in tasks]
        try:
            for future in futures:
                if stopped():
                    _drop(futures)
                if future.cancelled():
                    return
                yield future.result()
        finally:
            _drop(futures)


def _drop(futures: Sequence[Future[Any]]) -> None:
    """Drop the tasks that have not begun."""
    for future in futures:
        future.cancel()


@contextmanager
def threads(jobs: int) -> Iterator[Hands]:
    """Give so many threads, for work that lets go of Python's lock; Ctrl-C waits for the tasks under way."""
    with ThreadPoolExecutor(jobs) as pool:
        yield _Pool(pool)


@contextmanager
def processes(jobs: int) -> Iterator[Hands]:
    """Give so many processes, or this one if it is one only.

    Work and tasks are pickled: functions of a module. Ctrl-C reaches this process alone, unless the work listens
    itself; it waits for the tasks under way.
    """
    if jobs == 1:
        yield HERE
        return
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, spawning, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield _Pool(pool)


def never() -> bool:
    """Return that nothing stops the work."""
    return False


def spread[Task, Found](
    work: Callable[[Task], Found],
    tasks: Sequence[Task],
    hands: Hands = HERE,
    told: Callable[[int], None] | None = None,
    stopped: Callable[[], bool] = never,
) -> Iterator[Found]:
    """Yield what `work` finds for each task, in the order of the tasks.

    Args:
        work: a pure function; for processes and clusters one that can be pickled.
        tasks: what it is given, one by one.
        hands: who does it.
        told: called with the number of tasks done, before each is yielded.
        stopped: whether to begin no more of them.
    """
    for done, found in enumerate(hands.each(work, tasks, stopped), start=1):
        if told is not None:
            told(done)
        yield found
