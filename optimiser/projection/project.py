"""A method run on a record: central line and band at every month end; which methods can run, and the default one."""

import datetime as dt

import numpy as np

from models.calendar import MONTHS_PER_YEAR, add_months
from models.projections import HIGH, LOW, WIDE_HIGH, WIDE_LOW, Fan, Lacking
from optimiser.projection.methods import METHODS
from optimiser.projection.record import Floats, NotEnoughHistoryError, Record
from optimiser.projection.widths import LAWS, Law

PREFERRED = ("flow", "population_rate", "no_change")
"""The default is the first of these that the record allows; the order is that of docs/projection.md."""


def month_ends(base: dt.date, months: int) -> tuple[dt.date, ...]:
    """Return `base`, itself the end of a month, and the ends of the `months` months after it."""
    return tuple(add_months(base, month + 1) - dt.timedelta(days=1) for month in range(months + 1))


def project(record: Record, method: str, months: int) -> Fan:
    """Return the fan of a method of `METHODS` over the months after the origin.

    Raises:
        NotEnoughHistoryError: if the method lacks the history it needs.
    """
    central = METHODS[method](record, years_ahead(months))
    return fan(method, record, central, LAWS[method])


def years_ahead(months: int) -> Floats:
    """Return (months + 1,), years from the origin to each month end."""
    return np.arange(months + 1) / MONTHS_PER_YEAR


def fan(method: str, record: Record, central: Floats, law: Law) -> Fan:
    """Return the band around a central line (M + 1,).

    Args:
        method: name of the method.
        record: past demand up to the base date, the end of a month; its size and unrest decide the width.
        central: children in care at the base date and at each month end after it.
        law: how far the method misses.
    """
    years = years_ahead(len(central) - 1)
    low, high, wide_low, wide_high = (
        central * law.factor(share, years, record) for share in (LOW, HIGH, WIDE_LOW, WIDE_HIGH)
    )
    return Fan(method, month_ends(record.origin, len(central) - 1), central, low, high, wide_low, wide_high)


def available(record: Record, months: int) -> tuple[list[Fan], list[Lacking]]:
    """Return the fans of every method that can run, and what the others need."""
    fans: list[Fan] = []
    lacking: list[Lacking] = []
    for method in METHODS:
        try:
            fans.append(project(record, method, months))
        except NotEnoughHistoryError as problem:
            lacking.append(Lacking(method, str(problem), record.origin))
    return fans, lacking


def default_method(record: Record, months: int) -> str:
    """Return the first preferred method that can run; `no_change` always can."""
    lacking = {item.method for item in available(record, months)[1]}
    return next(method for method in PREFERRED if method not in lacking)
