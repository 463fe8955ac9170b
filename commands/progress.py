"""Progress on stderr: one line that is written over; silent when asked, or when stderr is not a terminal."""

import sys

import click

from commands.interruption import Interruption
from commands.output import is_terminal
from optimiser.progress import Progress


class ProgressLine(Progress):
    """Shows stage, best plan and bound; tells the interruption once there is a plan."""

    def __init__(self, interruption: Interruption, *, quiet: bool) -> None:
        self.interruption = interruption
        self.shown = not quiet and is_terminal(sys.stderr)
        self.stage = ""

    def on_stage(self, stage: str) -> None:
        """Show the stage."""
        self.stage = stage
        self._write(f"{stage} ...")

    def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Show the best plan and the bound."""
        self.interruption.plan_exists |= objective_gbp is not None
        best = "none yet" if objective_gbp is None else f"{objective_gbp:,.0f}"
        bound = "none yet" if bound_gbp is None else f"{bound_gbp:,.0f}"
        self._write(f"{self.stage}: {seconds:.0f} s, best plan {best}, bound {bound} pounds")

    def close(self) -> None:
        """Clear the line."""
        self._write("")

    def _write(self, text: str) -> None:
        if self.shown:
            click.echo(f"\r\x1b[2K{text}", err=True, nl=False)
