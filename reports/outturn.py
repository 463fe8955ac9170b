"""The year that is planned anew from inside it, on the screen: to date, the months left before and now, outturn."""

from collections.abc import Sequence

from models.replanning import Outturn
from reports.table import Table, pounds

_FOOT = (
    "Forecast outturn: actual to date, and the months left as planned now. Variance: forecast less net budget, above "
    "0 an overspend."
)
_HEAD = ("budget head", "net budget", "actual to date", "left, before", "left, now", "forecast outturn", "variance")


def outturn_table(found: Sequence[Outturn], year: str) -> Table:
    """Return the year by budget head; a head without actuals has no forecast."""
    columns: list[list[float | None]] = [
        [row.net_budget_gbp for row in found],
        [row.actual_to_date_gbp for row in found],
        [row.left_before_gbp for row in found],
        [row.left_now_gbp for row in found],
        [row.forecast_gbp for row in found],
        [row.variance_gbp for row in found],
    ]
    names = [row.budget_head.replace("_", " ") for row in found]
    rows = [[name, *map(_maybe, cells)] for name, cells in zip(names, zip(*columns, strict=True), strict=True)]
    if len(rows) > 1:
        totals = [None if None in of else sum(value or 0.0 for value in of) for of in columns]
        rows.append(["total", *map(_maybe, totals)])
    return Table(f"{year}: to date and the months left (net, nominal pounds)", _HEAD, rows, foot=_FOOT)


def _maybe(value: float | None) -> str:
    return "-" if value is None else pounds(value)
