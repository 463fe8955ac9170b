"""What the screens of block-size tests and frontiers share: remarks, words, figures that may be missing."""

from collections.abc import Sequence

from models.instance import Instance
from reports.table import Table, figure, pounds

NOT_STRESSED = "expected children, not stressed"
COST = "present value of the whole plan, with penalties and the year after the horizon"
STATUSES = {
    "optimal": "",
    "feasible": "stopped early",
    "infeasible": "hard policies cannot be met",
    "no_plan": "stopped before there was a plan",
    "unavailable": "not on offer",
}
"""Status of a point to the remark beside it."""
NOTHING = "-"
INTERRUPTED = "Interrupted: what is shown is what there was."


def stressed_in(futures: int) -> str:
    """Return what stands in place of NOT_STRESSED beside figures of so many futures."""
    return f"stressed in {futures:,} futures"


def span(instance: Instance) -> str:
    """Return the first and last year of the horizon."""
    years = [str(year) for year in instance.calendar.years]
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def money(value: float | None) -> str:
    """Return whole pounds, or a dash."""
    return NOTHING if value is None else pounds(value)


def number(value: float | None, digits: int = 1) -> str:
    """Return a number, or a dash."""
    return NOTHING if value is None else figure(value, digits)


def revenue_table(head: Sequence[str], planned: Sequence[tuple[Sequence[str], dict[str, float] | None]]) -> Table:
    """Return nominal revenue by financial year.

    Args:
        head: heads of what names a point.
        planned: what names each point, and its revenue by year; None without a plan.
    """
    known = [(names, by_year) for names, by_year in planned if by_year is not None]
    years = list(known[0][1]) if known else []
    rows = [[*names, *(pounds(by[year]) for year in years), pounds(sum(by.values()))] for names, by in known]
    title = f"Revenue by financial year (nominal pounds, all provision; {NOT_STRESSED})"
    return Table(title, [*head, *years, "total"], rows)
