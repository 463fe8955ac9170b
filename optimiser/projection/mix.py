"""Placements by type: a projected total divided by the last known mix, or by the trend of the mix."""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy import stats

from models.projections import HIGH, LOW, HeldOut, Lacking
from models.tables import PlacementHistory
from optimiser.projection.backtest import HELD_OUT_YEARS, Known, held_out_by
from optimiser.projection.methods import METHODS
from optimiser.projection.project import default_method
from optimiser.projection.record import Floats, NotEnoughHistoryError, Record, years_between
from optimiser.projection.widths import LAWS

MIX_DRIFT = 0.15
"""Yearly standard deviation of the log of a type's share: that of Sefton's three types from 2019 to 2022, for want of
national figures (docs/projection.md)."""
FEWEST_CHILDREN = 0.5
"""Children from which a band is drawn where fewer are projected: nobody today does not mean nobody for years."""
FEWEST_DAYS = 3
_MONTHS_OF_RECORD = 12 * max(HELD_OUT_YEARS)


@dataclass(frozen=True)
class Mix:
    """Children in care by type of placement on some days.

    Attributes:
        days: days of the counts, ascending.
        types: names of the K types.
        children: (n, K), children by day and type.
    """

    days: tuple[dt.date, ...]
    types: tuple[str, ...]
    children: Floats

    @property
    def shares(self) -> Floats:
        """(n, K), shares of each day's children."""
        shares: Floats = self.children / self.children.sum(axis=1, keepdims=True)
        return shares

    def until(self, day: dt.date) -> "Mix":
        """Return the days up to `day`.

        Raises:
            NotEnoughHistoryError: if there is none.
        """
        kept = sum(counted <= day for counted in self.days)
        if not kept:
            raise NotEnoughHistoryError(f"placements by type on or before {day}")
        return Mix(self.days[:kept], self.types, self.children[:kept])


def mix_of(rows: Iterable[PlacementHistory]) -> Mix | None:
    """Return the table `placement_history` as a mix; None if it is empty."""
    counted = {(row.day, row.type): row.children for row in rows}
    if not counted:
        return None
    days = tuple(sorted({day for day, _ in counted}))
    types = tuple(dict.fromkeys(kind for _, kind in counted))
    return Mix(days, types, np.array([[counted[day, kind] for kind in types] for day in days]))


def mix_held(mix: Mix, _years: float) -> Floats:
    """Return (K,), shares of the last day."""
    last: Floats = mix.shares[-1]
    return last


def mix_trend(mix: Mix, years: float) -> Floats:
    """Return (K,), shares `years` after the last day, on straight lines; below 0 is 0, the rest scaled to add to 1.

    Raises:
        NotEnoughHistoryError: with fewer than three days.
    """
    if len(mix.days) < FEWEST_DAYS:
        raise NotEnoughHistoryError(f"placements by type on {FEWEST_DAYS} days; there are {len(mix.days)}")
    known = np.array([years_between(mix.days[-1], day) for day in mix.days])
    slopes = np.array([stats.linregress(known, share).slope for share in mix.shares.T])
    shares: Floats = np.maximum(mix.shares[-1] + slopes * years, 0.0)
    return shares / shares.sum()


MixRule = Callable[[Mix, float], Floats]
MIX_RULES: dict[str, MixRule] = {"mix_held": mix_held, "mix_trend": mix_trend}


def factor(share: float, years: float, mix_years: float, known: Record, mix: Floats, method: str) -> Floats:
    """Return (K,), by what children by type are multiplied to reach the quantile `share`.

    `years` have passed since the last count of the record, `mix_years` since the mix (K,) was last known. Adds up, as
    variances of logs: the total's law, the chance that single children are of one type or another, and the drift of
    the mix.
    """
    law = LAWS[method]
    total = law.scale(np.array([years]), known.last, known.unrest)[0] ** 2
    chance = (1.0 - mix) / np.maximum(mix * known.last, 1.0)
    return np.asarray(np.exp(stats.t.ppf(share, law.freedom) * np.sqrt(total + chance + MIX_DRIFT**2 * mix_years)))


def backtest_mix(record: Record, mix: Mix) -> tuple[tuple[HeldOut, ...], tuple[Lacking, ...]]:
    """Return the counts by type held out, projected by the default method's total and each rule for the mix."""

    def missed(known: Known, name: str, rule: MixRule) -> Iterator[HeldOut]:
        origin = known.record.origin
        before = mix.until(origin)
        method = default_method(known.record, _MONTHS_OF_RECORD)
        for i, day in enumerate(mix.days):
            if day <= origin:
                continue
            years, mix_years = years_between(origin, day), years_between(before.days[-1], day)
            shares = rule(before, mix_years)
            projected = METHODS[method](known.record, np.array([years]))[0] * shares
            size = np.maximum(projected, FEWEST_CHILDREN)
            low, high = (size * factor(edge, years, mix_years, known.record, shares, method) for edge in (LOW, HIGH))
            for k, kind in enumerate(mix.types):
                yield HeldOut(
                    method=name,
                    what=kind,
                    held_out_years=known.held_out_years,
                    origin=origin,
                    day=day,
                    actual=float(mix.children[i, k]),
                    projected=float(projected[k]),
                    # Whole children: of a type with one or two, no law of sizes holds nought.
                    low=math.floor(low[k]),
                    high=math.ceil(high[k]),
                )

    return held_out_by(record, MIX_RULES, missed)
