"""The year that is planned anew from inside it, on the screen: to date, the months left before and now, outturn."""

from collections.abc import Sequence

from models.replanning import Outturn
from reports.table import Table, known_pounds, known_total
from reports.words import head_words

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
    names = [head_words(row.budget_head) for row in found]
    rows = [[name, *map(known_pounds, cells)] for name, cells in zip(names, zip(*columns, strict=True), strict=True)]
    if len(rows) > 1:
        rows.append(["total", *map(known_total, columns)])
    return Table(f"{year}: to date and the months left (net, nominal pounds)", _HEAD, rows, foot=_FOOT)
