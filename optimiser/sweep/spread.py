"""Points of a sweep over processes or a cluster. What is computed does not depend on who does it."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from optimiser import spread as spreading
from optimiser.progress import Progress
from optimiser.session import Interrupts
from optimiser.spread import HERE, Hands
from optimiser.sweep.live import Effort


def spread[Task, Found](
    solve: Callable[[Task, Effort], Found], tasks: Sequence[Task], effort: Effort, hands: Hands
) -> Iterator[Found]:
    """Yield what `solve` finds for each task, in order, until the effort is over.

    Args:
        solve: a function of a module, so that another process can find it.
        tasks: what is to be solved; can be pickled.
        effort: how to search; elsewhere progress and Ctrl-C are the task's own.
        hands: who does it.
    """
    if hands is HERE or len(tasks) < 2:
        yield from spreading.spread(lambda task: solve(task, effort), tasks, stopped=lambda: effort.stopped)
        return
    effort.progress.on_stage(f"{len(tasks)} tasks at a time")

    def told(done: int) -> None:
        effort.progress.on_stage(f"{done} of {len(tasks)} tasks done")

    yield from spreading.spread(_Elsewhere(solve, effort), tasks, hands, told, lambda: effort.stopped)


_PRESSED = Interrupts()
"""Ctrl-C in this process: once pressed, tasks that it is still given end at once too."""


class _Elsewhere[Task, Found]:
    """Solves a task in another process, where Ctrl-C ends it with what it has."""

    def __init__(self, solve: Callable[[Task, Effort], Found], effort: Effort) -> None:
        self.solve = solve
        self.effort = replace(effort, progress=Progress(), interrupts=Interrupts())
        # Each machine counts seconds from a start of its own: the deadline goes by the time of day.
        self.until = time.time() + effort.deadline - time.monotonic()

    def __call__(self, task: Task) -> Found:
        """Solve one task."""
        deadline = time.monotonic() + self.until - time.time()
        effort = replace(self.effort, deadline=deadline, interrupts=_PRESSED)
        with effort.interrupts.listening():
            return self.solve(task, effort)
