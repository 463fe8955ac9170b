"""Points of a sweep over processes. What is computed does not depend on how many there are."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from optimiser.progress import Progress
from optimiser.session import Interrupts
from optimiser.sweep.live import Effort


def spread[Task, Found](
    solve: Callable[[Task, Effort], Found], tasks: Sequence[Task], effort: Effort, jobs: int
) -> Iterator[Found]:
    """Yield what `solve` finds for each task, in order, until the effort is over.

    Args:
        solve: a function of a module, so that another process can find it.
        tasks: what is to be solved; can be pickled.
        effort: how to search; other processes have progress and Ctrl-C of their own.
        jobs: processes; 1 for none but this one.
    """
    if jobs == 1 or len(tasks) < 2:
        for task in tasks:
            if effort.stopped:
                return
            yield solve(task, effort)
        return
    alone = replace(effort, progress=Progress(), interrupts=Interrupts())
    effort.progress.on_stage(f"{len(tasks)} tasks in {jobs} processes")
    with ProcessPoolExecutor(min(jobs, len(tasks)), multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(_Listening(solve, alone), tasks)


class _Listening[Task, Found]:
    """Solves a task in another process, where Ctrl-C ends it with what it has."""

    def __init__(self, solve: Callable[[Task, Effort], Found], effort: Effort) -> None:
        self.solve, self.effort = solve, effort

    def __call__(self, task: Task) -> Found:
        """Solve one task."""
        with self.effort.interrupts.listening():
            return self.solve(task, self.effort)
