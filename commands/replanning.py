"""What `monitor --replan` does after the variance report: the instance of the years left, its plan, the changes."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.options import Destination, Output, Paths, Search
from commands.output import user_faults

if TYPE_CHECKING:
    from commands.interruption import Interruption
    from instances.reader import LoadedInstance
    from models.faults import Fault
    from models.instance import Instance
    from models.monitoring import Actual
    from models.plan import Plan

NOTHING_PLANNED = "nothing was planned anew"
_PLACEMENTS = "placements_today.csv"


@dataclass(frozen=True)
class Replanning:
    """What is asked of `--replan`."""

    placements: Path | None
    years: int | None
    explain: bool
    destination: Destination
    search: Search


def next_loaded(
    loaded: "LoadedInstance", plan: "Plan", actuals: Sequence["Actual"], year: int, asked: Replanning
) -> "LoadedInstance":
    """Return the instance of the years left, read back from its files and so checked.

    Raises:
        InputError: with every fault, or if no year is left.
    """
    from audit.expected import expected_at
    from audit.planned import played
    from audit.prices import Prices
    from audit.used import used_by
    from instances.reader import load
    from instances.replan import next_instance
    from instances.writer import write_folder
    from models.faults import InputError

    instance = loaded.instance
    period = max(row.period for row in actuals)
    turn = _turn(instance, year, period, asked)
    made, prices = played(instance, plan), Prices(instance, plan.summary.prices)
    month = instance.calendar.month_of(turn.start) - 1
    expected, used = expected_at(instance, made, prices, month), used_by(instance, plan, made, month)
    rows = [row for row in actuals if row.period == period]
    found = next_instance(instance, plan, turn, expected, used, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "instance"
        write_folder(found, path)
        if asked.placements is None:
            return load(path)
        _replace(path / _PLACEMENTS, asked.placements)
        try:
            return load(path)
        except InputError as error:
            raise InputError([_as_given(fault, asked.placements) for fault in error.faults]) from None


def _turn(instance: "Instance", year: int, period: int, asked: Replanning) -> Any:
    from instances.replan import Turn
    from models.calendar import MONTHS_PER_YEAR
    from models.faults import Fault, InputError

    known, inside = instance.calendar.years, period < MONTHS_PER_YEAR
    left = len(known) - year - (not inside) if asked.years is None else asked.years
    if left < 1 + inside:
        expected = f"a number of years to plan: the plan has none after {known[year]}"
        if inside:
            expected = f"2 or more, the rest of {known[year]} being one: a whole year has to follow"
        raise InputError([Fault("--years", expected, value=None if asked.years is None else str(asked.years))])
    return Turn(instance.calendar.after_period(year, period), left)


def _as_given(fault: "Fault", given: Path) -> "Fault":
    """Return a fault of the table of placements as one of the file that was given for it."""
    from models.faults import printable

    return replace(fault, file=printable(given.name)) if fault.file == _PLACEMENTS else fault


def _replace(target: Path, given: Path) -> None:
    from models.faults import Fault, InputError, printable

    try:
        target.write_bytes(given.read_bytes())
    except OSError as error:
        raise InputError([Fault(printable(given.name), f"a file that can be read ({error.strerror})")]) from None


def replan(
    before: tuple["LoadedInstance", "Plan"],
    actuals: Sequence["Actual"],
    year: int,
    asked: Replanning,
    output: Output,
    interruption: "Interruption",
) -> tuple["LoadedInstance", "Plan"]:
    """Make, check and write the new plan; exits with 2 at a fault, with 4 or 130 if there is no plan."""
    from commands.planning import checked, search_plan, write
    from reports.plan_folder import check_destination

    with user_faults(NOTHING_PLANNED):
        if asked.destination.out is not None:
            check_destination(asked.destination.out, force=asked.destination.force)
        loaded = next_loaded(*before, actuals, year, asked)
    summary = before[1].summary
    paths = Paths(summary.demand, summary.prices)
    plan = search_plan(loaded, "plan", paths, asked.search, output, interruption, explain=asked.explain)
    checked(loaded, plan)
    write(loaded, plan, asked.destination)
    return loaded, plan
