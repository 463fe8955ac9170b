"""Months and periods of a plan: docs/mathematics.md, section 1, without the calendar of `models`."""

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from functools import cached_property

TAIL = 12


@dataclass(frozen=True)
class Clock:
    """Months and periods: month 1 is that of `start`, `last` the last reported, `end` that of the tail."""

    start: dt.date
    last: int
    monthly: int
    decide_every: int

    @property
    def end(self) -> int:
        """Last month of the tail."""
        return self.last + TAIL

    @cached_property
    def periods(self) -> list[tuple[int, int]]:
        """First and last month of every period: single months, then quarters, those of the tail included."""
        singles = [(m, m) for m in range(1, self.monthly + 1)]
        return singles + [(m, m + 2) for m in range(self.monthly + 1, self.end, 3)]

    @property
    def decision_months(self) -> list[int]:
        """Months at whose start commitments may be decided."""
        return [m for m in range(1, self.last + 1) if self.after_april(m) % self.decide_every == 0]

    @property
    def passed(self) -> int:
        """Months of the first financial year before month 1."""
        return self.after_april(1)

    def after_april(self, month: int) -> int:
        """How many months after its April a month is."""
        return (self.first_day(month).month + 8) % 12

    def of_year(self, month: int) -> range:
        """Months of the financial year of `month`, none before month 1."""
        april = month - self.after_april(month)
        return range(max(1, april), april + 12)

    def first_day(self, month: int) -> dt.date:
        """First day of month `month`; month 0 is the one before the first."""
        year, zero_based = divmod(self.start.year * 12 + self.start.month - 1 + month - 1, 12)
        return dt.date(year, zero_based + 1, 1)

    def last_day(self, month: int) -> dt.date:
        """Last day of a month."""
        return self.first_day(month + 1) - dt.timedelta(days=1)

    def month_of(self, day: dt.date) -> int:
        """Month in which a day lies."""
        return 12 * (day.year - self.start.year) + day.month - self.start.month + 1

    def year(self, month: int) -> int:
        """Calendar year in which the financial year of a month starts."""
        day = self.first_day(month)
        return day.year if day.month > 3 else day.year - 1

    def weeks(self, month: int) -> float:
        """Days of a month divided by 7."""
        day = self.first_day(month)
        return monthrange(day.year, day.month)[1] / 7

    def goes_live(self, due: int) -> int | None:
        """First month of the first reported period that begins in `due` or later; None past the horizon."""
        return min((first for first, last in self.periods if due <= first and last <= self.last), default=None)
