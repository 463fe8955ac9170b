"""What the futures of demand rest on, in words: nothing about them is to be taken on trust."""

from dataclasses import dataclass

from models.projections import HIGH, LOW
from optimiser.projection.counted import JEFFREYS, counted
from optimiser.projection.futures import RATES, level_at
from optimiser.projection.record import Record

BETWEEN_AUTHORITIES = {"entry": 0.21, "leaving": 0.23}
"""Standard deviation of the log of starts, and of ceases, per child-year in care over 150 authorities, chance apart
(docs/projection.md): what is known of an authority of which nothing was counted."""


@dataclass(frozen=True)
class _Side:
    rate: str
    events: str
    count: float
    dispersion: float

    @property
    def variance(self) -> float:
        return 1.0 / (self.count / self.dispersion + JEFFREYS)


def futures_rest_on(record: Record) -> tuple[str, ...]:
    """Return a sentence each on the rates of entry and of leaving: the counts they rest on, how well they tell."""
    seen = counted(record)
    sides = (_Side("entry", "starts", seen.starts, RATES.dispersion), _Side("leaving", "ceases", seen.ceases, 1.0))
    return tuple(_sentence(side, seen.years, assumed=seen.assumed) for side in sides)


def _sentence(side: _Side, years: float, *, assumed: bool) -> str:
    low, high = (float(level_at(share, side.variance)) for share in (LOW, HIGH))
    if assumed:
        basis = (
            f"the record has no period with {side.events} and counts at both ends; as uncertain as if "
            f"{side.count:.0f} {side.events} had been counted in a year (England's rate)"
        )
    else:
        basis = f"rests on {side.count:.0f} {side.events} counted in {years:.1f} years"
    told = f"{side.rate}: {basis}; in four futures of five its level is {low:.2f} to {high:.2f} times the path's"
    spread = BETWEEN_AUTHORITIES[side.rate]
    if side.variance > spread**2:
        told += (
            f". So few tell less than is known without them, that authorities differ by {100 * spread:.0f} % "
            "(standard deviation): give more years of the record before the spread of the futures is relied on"
        )
    return told
