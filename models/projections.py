"""What a projection of demand says, and how it would have done: results without a way to compute them."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LOW, HIGH = 0.1, 0.9
"""Shares of futures below the low and the high line: four of five futures lie between them."""
WIDE_LOW, WIDE_HIGH = 0.025, 0.975


@dataclass(frozen=True)
class AgeLine:
    """Children in care of one age band on one day: central, low and high."""

    day: dt.date
    age_from: int
    age_to: int
    central: float
    low: float
    high: float


@dataclass(frozen=True)
class Fan:
    """A projection of children in care with its band, at the end of each month.

    Attributes:
        method: name of the method.
        days: M + 1 month ends, the first being the base date.
        central: (M + 1,), children in care.
        low: (M + 1,), line below which one future in ten lies.
        high: (M + 1,), line above which one future in ten lies.
        wide_low: (M + 1,), line below which one future in forty lies.
        wide_high: (M + 1,), line above which one future in forty lies.
    """

    method: str
    days: tuple[dt.date, ...]
    central: Floats
    low: Floats
    high: Floats
    wide_low: Floats
    wide_high: Floats

    @property
    def year_ends(self) -> tuple[int, ...]:
        """Positions of the base date and of each 31 March after it."""
        return tuple(i for i, day in enumerate(self.days) if i == 0 or day.month == 3)


@dataclass(frozen=True)
class Lacking:
    """A method that cannot run on what was known on a day, its origin, and what it needs."""

    method: str
    needs: str
    origin: dt.date


@dataclass(frozen=True)
class HeldOut:
    """A count that was held out, and what a method had projected for it.

    Attributes:
        method: name of the method.
        what: children in care, or a type of placement.
        held_out_years: years taken away from the end of the history.
        origin: last day the method knew.
        day: day of the count held out.
        actual: children counted.
        projected: children projected.
        low: low line of the band.
        high: high line of the band.
    """

    method: str
    what: str
    held_out_years: int
    origin: dt.date
    day: dt.date
    actual: float
    projected: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """Projected less actual as a share of actual; not a number where there were no children."""
        return (self.projected - self.actual) / self.actual if self.actual else float("nan")

    @property
    def inside(self) -> bool:
        """Whether the count lies in the band."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Score:
    """How a method did over all counts held out.

    Attributes:
        method: name of the method.
        what: children in care, or a type of placement.
        counts: counts held out.
        absolute_error: mean of the absolute error as a share of the count.
        bias: mean error as a share of the count; above 0 where too many were projected.
        coverage: share of counts inside the band, which should be 0.8.
    """

    method: str
    what: str
    counts: int
    absolute_error: float
    bias: float
    coverage: float


@dataclass(frozen=True)
class Sampled:
    """Expected children in care over sampled futures on one day; the chance of single children is not in it."""

    day: dt.date
    mean: float
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class RateLine:
    """Entries and exits of an age band with what is uncertain about them.

    Attributes:
        age_from: youngest age.
        age_to: oldest age.
        entries: children starting a year; low and high hold four times in five.
        leaving: children ceasing a year per child in care; low and high likewise.
    """

    age_from: int
    age_to: int
    entries: float
    entries_low: float
    entries_high: float
    leaving: float
    leaving_low: float
    leaving_high: float


@dataclass(frozen=True)
class MappedColumn:
    """A column of a file from another model, and what was made of it."""

    column: str
    meaning: str


@dataclass(frozen=True)
class OutsidePath:
    """Children in care as another model projects them.

    Attributes:
        file: name of the file.
        format: name of its format.
        days: days of its rows, ascending.
        children: (n,), children in care on those days.
        columns: its columns, each with what was made of it.
        remarks: what a reader should know of the file.
    """

    file: str
    format: str
    days: tuple[dt.date, ...]
    children: Floats
    columns: tuple[MappedColumn, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Backtest:
    """Counts held out of the history: children in care by method, placements by type and rule for the mix."""

    children: tuple[HeldOut, ...]
    placements: tuple[HeldOut, ...]
    scores: tuple[Score, ...]
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True)
class Demand:
    """Everything the command `demand` tells.

    Attributes:
        authority: name of the authority in words.
        chosen: the projection asked for.
        is_default: whether it was chosen because no method was named.
        others: every projection that can be made, the chosen one included; demand paths of the instance too.
        lacking: methods that cannot run.
        ages: the chosen projection by age band.
        rates: entries and exits by age; empty where no flows are recorded.
        reasons: children ceasing a year per child in care by reason; empty where none are recorded.
        rate_per_10000: children in care per 10,000 resident children today; None where residents are not known.
        sampled: sampled futures at each 31 March; empty unless asked for.
        backtest: counts held out; None unless asked for.
        outside: the file of another model that was read; None where there is none.
        remarks: what a reader should know.
    """

    authority: str
    chosen: Fan
    is_default: bool
    others: tuple[Fan, ...]
    lacking: tuple[Lacking, ...]
    ages: tuple[AgeLine, ...]
    rates: tuple[RateLine, ...]
    reasons: dict[str, float]
    rate_per_10000: float | None
    sampled: tuple[Sampled, ...]
    backtest: Backtest | None
    outside: OutsidePath | None
    remarks: tuple[str, ...]
