"""What `blocks` and `frontier` share: effort from the options, progress on stderr, exit codes."""

import time
from collections.abc import Callable, Iterable

from commands.interruption import Interruption
from commands.options import Output, Search
from commands.output import DONE, INTERRUPTED, RELAXED, STOPPED
from commands.progress import ProgressLine
from models.sweeps import PointStatus
from optimiser.sweep.live import Effort


def sweep[Result](
    run: Callable[[Effort], Result], search: Search, output: Output, interruption: Interruption
) -> Result:
    """Run a sweep with progress on stderr; Ctrl-C ends it with what it has."""
    progress = ProgressLine(interruption, quiet=output.quiet or output.as_json)
    deadline = float("inf") if search.time_limit is None else time.monotonic() + search.time_limit
    try:
        return run(Effort(search.gap, search.seed, deadline, progress))
    finally:
        progress.close()


def exit_code(statuses: Iterable[PointStatus], *, interrupted: bool) -> int:
    """Return the exit code: 130 interrupted, 4 stopped at the time limit, 3 if no point keeps the hard policies."""
    found = set(statuses)
    if interrupted:
        return INTERRUPTED
    if found & {"feasible", "no_plan"}:
        return STOPPED
    return RELAXED if found == {"infeasible"} else DONE
