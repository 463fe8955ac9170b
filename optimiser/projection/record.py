"""What is known of past demand, as arrays: counts, flows by age, people by age and area, reasons for leaving.

A record ends with its last count, the origin; projections run from there. Years are of 365.25 days.
"""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Band = tuple[int, int]
"""Youngest and oldest age in years, both inclusive."""

ALL_AGES: Band = (0, 17)
DAYS_PER_YEAR = 365.25
RECENT_YEARS = 5.05
"""Counts and flows at most so many years old are used: five years, and a few days for month ends."""
TYPICAL_UNREST = 0.0065
"""Mean of `Record.unrest` over the authorities of docs/projection.md, for records of a single count."""


class NotEnoughHistoryError(ValueError):
    """A method lacks the history it needs; the message says what it needs."""


@dataclass(frozen=True)
class Flow:
    """Children starting and ceasing to be looked after in a period, by age band (B bands).

    Attributes:
        start: day before the period begins, on which `before` was counted.
        end: last day of the period, on which `after` was counted.
        starts: (B,), children starting, by age on starting.
        ceases: (B,), children ceasing, by age on ceasing; eighteenth birthdays too.
        before: (B,), children looked after on `start`.
        after: (B,), children looked after on `end`.
    """

    start: dt.date
    end: dt.date
    starts: Floats
    ceases: Floats
    before: Floats
    after: Floats

    @property
    def years(self) -> float:
        """Length of the period in years."""
        return years_between(self.start, self.end)

    @property
    def child_years(self) -> Floats:
        """(B,), years spent in care in the period: mean of the counts at both ends times its length."""
        return (self.before + self.after) / 2.0 * self.years


@dataclass(frozen=True)
class ReasonFlow:
    """Children ceasing to be looked after in a period, by reason."""

    start: dt.date
    end: dt.date
    ceases: dict[str, float]


@dataclass(frozen=True)
class People:
    """Resident children of one group (ages and area), and the share of children in care who come from it.

    Attributes:
        share: share of today's children in care; the groups of a record add to 1.
        days: days of the population figures, ascending.
        people: (n,), residents on those days.
    """

    share: float
    days: tuple[dt.date, ...]
    people: Floats


@dataclass(frozen=True)
class Record:
    """Past demand up to the origin, its last count.

    Attributes:
        days: days of the counts, ascending.
        children: (n,), children looked after on those days.
        bands: age bands of `stock` and `flows`, ascending and without gaps from 0 to 17.
        stock: (B,), children by age band at the origin, adding to the last of `children`.
        flows: periods with starts and ceases by these bands, ascending.
        reasons: periods with reasons for ceasing, ascending.
        people: resident children by group; empty where no population is known.
    """

    days: tuple[dt.date, ...]
    children: Floats
    bands: tuple[Band, ...] = (ALL_AGES,)
    stock: Floats | None = None
    flows: tuple[Flow, ...] = ()
    reasons: tuple[ReasonFlow, ...] = ()
    people: tuple[People, ...] = ()

    def __post_init__(self) -> None:
        if not self.days or len(self.days) != len(self.children):
            raise ValueError("a record has at least one count, and a day for each")
        if list(self.days) != sorted(set(self.days)):
            raise ValueError("the days of a record ascend")

    @property
    def origin(self) -> dt.date:
        """Day of the last count."""
        return self.days[-1]

    @property
    def last(self) -> float:
        """Children on the last day."""
        return float(self.children[-1])

    @cached_property
    def years(self) -> Floats:
        """(n,), years of the counts, the origin being 0 and earlier counts negative."""
        return np.array([years_between(self.origin, day) for day in self.days])

    @cached_property
    def unrest(self) -> float:
        """Mean square of yearly changes of the log of the counts in five years; for a single count a typical one."""
        recent = self.years >= -RECENT_YEARS
        if recent.sum() < 2:
            return TYPICAL_UNREST
        changes = np.diff(np.log(np.maximum(self.children[recent], 1.0)))
        return float((changes**2).sum() / -self.years[recent][0])

    def until(self, day: dt.date) -> "Record":
        """Return what was known on `day`: counts and flows that had ended by then.

        People stay as they are: they come from estimates and projections that are not dated by when they were made.

        Raises:
            NotEnoughHistoryError: if nothing had been counted by then.
        """
        kept = sum(counted <= day for counted in self.days)
        if not kept:
            raise NotEnoughHistoryError(f"a count on or before {day}")
        flows = tuple(flow for flow in self.flows if flow.end <= day)
        reasons = tuple(flow for flow in self.reasons if flow.end <= day)
        children = self.children[:kept]
        stock = scaled(flows[-1].after, float(children[-1])) if flows else None
        return replace(self, days=self.days[:kept], children=children, flows=flows, reasons=reasons, stock=stock)


def years_between(start: dt.date, end: dt.date) -> float:
    """Return the years from `start` to `end`; negative if `end` is earlier."""
    return (end - start).days / DAYS_PER_YEAR


def scaled(ages: Floats, total: float) -> Floats:
    """Return counts by age in the same proportions, adding to `total`."""
    whole = float(ages.sum())
    return ages * (total / whole) if whole else ages
