"""Progress on stderr: a line with a bar that is written over; silent when asked, or where stderr is no terminal."""

import re
import sys
from typing import TYPE_CHECKING

from commands.interruption import Interruption
from commands.output import is_terminal
from optimiser.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

_COUNTED = re.compile(r"(\d[\d,]*) of (\d[\d,]*)")


class ProgressLine(Progress):
    """Shows stage, best plan, bound and gap; tells the interruption once there is a plan.

    The bar fills where the stage says how many of how many are done; it only moves where nobody knows.
    """

    def __init__(self, interruption: Interruption, *, quiet: bool) -> None:
        self.interruption = interruption
        self.bar: Bar | None = None
        if not quiet and is_terminal(sys.stderr):
            self.bar = _bar()
            self.task = self.bar.add_task("starting", total=None, found="")
            self.bar.start()

    def on_stage(self, stage: str) -> None:
        """Show the stage."""
        if self.bar is not None:
            done, total = _counted(stage)
            self.bar.update(self.task, description=stage, completed=done, total=total, found="", refresh=True)

    def on_bound(self, _seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Show the best plan, the bound, and how far apart they are."""
        self.interruption.plan_exists |= objective_gbp is not None
        if self.bar is not None:
            self.bar.update(self.task, found=_found(objective_gbp, bound_gbp))

    def close(self) -> None:
        """Clear the line."""
        if self.bar is not None:
            self.bar.stop()


def _bar() -> "Bar":
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TextColumn("{task.fields[found]}", markup=False),
        TimeElapsedColumn(),
    )
    return Bar(*columns, console=Console(stderr=True), transient=True)


def _counted(stage: str) -> tuple[int, int | None]:
    """Return how many are done of how many, as a stage says it; of an unknown number none."""
    found = _COUNTED.search(stage)
    if found is None:
        return 0, None
    done, total = (int(number.replace(",", "")) for number in found.groups())
    return done, total


def _found(objective_gbp: float | None, bound_gbp: float | None) -> str:
    best = "none yet" if objective_gbp is None else f"{objective_gbp:,.0f}"
    bound = "none yet" if bound_gbp is None else f"{bound_gbp:,.0f}"
    if objective_gbp is None or bound_gbp is None or not objective_gbp:
        return f"best plan {best}, bound {bound} pounds"
    gap = max(0.0, objective_gbp - bound_gbp) / abs(objective_gbp)
    return f"best plan {best}, bound {bound} pounds, gap {100 * gap:.3f} %"
