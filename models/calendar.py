"""The planning calendar: financial years (April to March), months, planning periods.

Month 0 is the moment of the base, 31 March before the horizon; month 1 is the first April. The months of
the tail follow the last reported month; they are costed in the objective and never reported.
"""

import calendar as _days
import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
import numpy.typing as npt

MONTHS_PER_YEAR = 12
DAYS_PER_WEEK = 7
TAIL_MONTHS = 12

_WRITTEN = re.compile(r"([0-9]{4})/([0-9]{2})")


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """A financial year, April to March, written ``2024/25``."""

    start: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2024/25``.

        Raises:
            ValueError: for anything else, a bare ``2024`` and ``2024/26`` included.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None or (int(found[1]) + 1) % 100 != int(found[2]):
            raise ValueError("a financial year is written 2024/25")
        return cls(int(found[1]))

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """Return the financial year that `day` lies in."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    def __add__(self, years: int) -> "FinancialYear":
        return FinancialYear(self.start + years)

    def __sub__(self, other: "FinancialYear") -> int:
        return self.start - other.start


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the first of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A planning period: months `first` to `last`, both inclusive and counted from 1."""

    first: int
    last: int
    reported: bool

    @property
    def months(self) -> range:
        """The months of the period."""
        return range(self.first, self.last + 1)

    def __len__(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True)
class PlanningCalendar:
    """Months and periods of a plan.

    Attributes:
        start: first day of the horizon, a first of April.
        financial_years: years planned and reported, 1 to 5.
        monthly_periods: months at the start planned one by one; the rest goes in quarters. A multiple of 3,
            so that quarters are those of the financial year.
        decision_every_months: commitments may be decided at the first of every so many months (1, 3, 6, 12).
    """

    start: dt.date
    financial_years: int
    monthly_periods: int
    decision_every_months: int

    def __post_init__(self) -> None:
        if (self.start.month, self.start.day) != (4, 1):
            raise ValueError("start is a 1 April, the first day of the horizon")
        if not 2000 <= self.start.year <= 2100:
            raise ValueError("start lies in the years 2000 to 2100")
        if not 1 <= self.financial_years <= 5:
            raise ValueError("financial_years is 1 to 5")
        if self.monthly_periods % 3 or not 0 <= self.monthly_periods <= self.horizon_months:
            raise ValueError("monthly_periods is a multiple of 3 within the horizon")
        if self.decision_every_months not in (1, 3, 6, 12):
            raise ValueError("decision_every_months is 1, 3, 6 or 12")

    @property
    def horizon_months(self) -> int:
        """Number of reported months."""
        return self.financial_years * MONTHS_PER_YEAR

    @property
    def all_months(self) -> int:
        """Number of months, the tail included."""
        return self.horizon_months + TAIL_MONTHS

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """Months, then quarters; the tail in unreported quarters."""
        months = [Period(m, m, True) for m in range(1, self.monthly_periods + 1)]
        last = self.horizon_months
        quarters = [Period(m, m + 2, m <= last) for m in range(self.monthly_periods + 1, self.all_months + 1, 3)]
        return (*months, *quarters)

    @property
    def years(self) -> tuple[FinancialYear, ...]:
        """The reported financial years."""
        return tuple(FinancialYear.of(self.start) + i for i in range(self.financial_years))

    def first_day(self, month: int) -> dt.date:
        """First day of month `month` (1 is the first April)."""
        return add_months(self.start, month - 1)

    def month_of(self, day: dt.date) -> int:
        """Number of the month in which `day` lies; 0 or less before the horizon."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month + 1

    def year_of(self, month: int) -> FinancialYear:
        """Financial year of month `month`; 0 belongs to the year before."""
        return FinancialYear.of(self.first_day(month))

    def year_index(self, month: int) -> int:
        """Years since the first planned year: 0 for months 1 to 12."""
        return (month - 1) // MONTHS_PER_YEAR

    @cached_property
    def weeks(self) -> npt.NDArray[np.float64]:
        """Weeks (days / 7) of every month, tail included; index 0 is unused and zero."""
        weeks = np.zeros(self.all_months + 1)
        for month in range(1, self.all_months + 1):
            day = self.first_day(month)
            weeks[month] = _days.monthrange(day.year, day.month)[1] / DAYS_PER_WEEK
        weeks.flags.writeable = False
        return weeks

    @property
    def decision_months(self) -> tuple[int, ...]:
        """Months of the horizon at whose start commitments may be decided."""
        return tuple(range(1, self.horizon_months + 1, self.decision_every_months))

    def live_month(self, month: int) -> int:
        """First month of the period in which something due in `month` goes live.

        A commitment goes live at the first month of a period; what is due inside a quarter waits for the
        next one. Months past the reported horizon are returned unchanged.
        """
        for period in self.periods:
            if period.reported and period.first >= month:
                return period.first
        return max(month, self.horizon_months + 1)


@lru_cache
def calendar_of(
    start: dt.date, financial_years: int, monthly_periods: int, decision_every_months: int
) -> PlanningCalendar:
    """Return the planning calendar, the same one for the same figures: asked for thousands of times in a plan.

    Raises:
        ValueError: if the figures make no calendar.
    """
    return PlanningCalendar(start, financial_years, monthly_periods, decision_every_months)
