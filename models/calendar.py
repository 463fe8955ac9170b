"""The planning calendar: financial years (April to March), months, planning periods.

Month 0 is the moment of the base, the day before the horizon; month 1 is the first of the horizon. Where that is no
April, the first financial year is a part of one, the months left of it. The months of the tail, a financial year,
follow the last reported month; they are costed in the objective and never reported.
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
        start: first day of the horizon, the first of a month.
        financial_years: years planned and reported, 1 to 5, a part year at the start being one; after that comes at
            least a whole one, which the tail repeats.
        monthly_periods: months at the start planned one by one; the rest goes in quarters, those of the financial
            year. So it is a multiple of 3 from an April on, else one more or less.
        decision_every_months: commitments may be decided at the first of every so many months of the financial
            year (1, 3, 6, 12), counted from April.
    """

    start: dt.date
    financial_years: int
    monthly_periods: int
    decision_every_months: int

    def __post_init__(self) -> None:
        if self.start.day != 1:
            raise ValueError("start is the first of a month, the first day of the horizon")
        if not 2000 <= self.start.year <= 2100:
            raise ValueError("start lies in the years 2000 to 2100")
        if not 1 <= self.financial_years <= 5:
            raise ValueError("financial_years is 1 to 5")
        if self.elapsed_months and self.financial_years == 1:
            raise ValueError("financial_years is 2 to 5 where start is no 1 April: the rest of a year and whole ones")
        if (self.elapsed_months + self.monthly_periods) % 3 or not 0 <= self.monthly_periods <= self.horizon_months:
            raise ValueError(f"monthly_periods is {self._monthly_choice()} within the horizon")
        if self.decision_every_months not in (1, 3, 6, 12):
            raise ValueError("decision_every_months is 1, 3, 6 or 12")

    def _monthly_choice(self) -> str:
        first = -self.elapsed_months % 3
        return f"one of {first}, {first + 3}, {first + 6}, ..." if first else "a multiple of 3"

    @property
    def elapsed_months(self) -> int:
        """Months of the first financial year that lie before the horizon: 0 for a start in April."""
        return (self.start.month - 4) % MONTHS_PER_YEAR

    @property
    def horizon_months(self) -> int:
        """Number of reported months."""
        return self.financial_years * MONTHS_PER_YEAR - self.elapsed_months

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
        """First day of month `month` (1 is the first of the horizon)."""
        return add_months(self.start, month - 1)

    def month_of(self, day: dt.date) -> int:
        """Number of the month in which `day` lies; 0 or less before the horizon."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month + 1

    def year_of(self, month: int) -> FinancialYear:
        """Financial year of month `month`; 0 belongs to the year before."""
        return FinancialYear.of(self.first_day(month))

    def year_index(self, month: int) -> int:
        """Financial years since the first planned one: 0 for month 1, below 0 for years before it."""
        return (month - 1 + self.elapsed_months) // MONTHS_PER_YEAR

    def months_of(self, year: int) -> range:
        """Months of financial year number `year` that are planned; the tail is the year after the last reported."""
        april = year * MONTHS_PER_YEAR + 1 - self.elapsed_months
        return range(max(1, april), april + MONTHS_PER_YEAR)

    def after_period(self, year: int, period: int) -> dt.date:
        """First day after accounting period `period`, 1 for April to 12, of reported year number `year`."""
        return add_months(dt.date(self.years[year].start, 4, 1), period)

    def share_of(self, year: int) -> float:
        """Part of financial year number `year` that is planned, 1 but for a part year at the start."""
        return len(self.months_of(year)) / MONTHS_PER_YEAR

    def yearly(self, monthly: npt.NDArray[np.float64], *, tail: bool = False) -> npt.NDArray[np.float64]:
        """Return (..., Y), sums over the months of every reported year of (..., M + 1), whose index 0 is not counted.

        Args:
            monthly: by month, those of the horizon at least.
            tail: whether the tail counts as one more year.
        """
        years = self.financial_years + tail
        months = monthly[..., : self.months_of(years - 1).stop]
        return np.asarray(np.add.reduceat(months, self._first_months[:years], axis=-1), dtype=np.float64)

    @cached_property
    def _first_months(self) -> npt.NDArray[np.int64]:
        return np.array([self.months_of(year).start for year in range(self.financial_years + 1)])

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
        first = 1 + -self.elapsed_months % self.decision_every_months
        return tuple(range(first, self.horizon_months + 1, self.decision_every_months))

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
