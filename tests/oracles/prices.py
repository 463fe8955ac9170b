"""Prices by year, present values and annuities: docs/mathematics.md, sections 5 and 6."""

from dataclasses import dataclass

import numpy as np

from models.instance import Instance
from tests.oracles.clock import Clock

REAL = 1.035
"""Green Book factor of a year, real."""


@dataclass(frozen=True)
class Prices:
    """Indices of a price path; years are named by the calendar year in which they start.

    A year after the last one given takes the last one's rate.
    """

    instance: Instance
    path: str
    first_year: int

    def _rate(self, rates: dict[int, float], year: int) -> float:
        return rates[min(year, max(rates))]

    @property
    def _base(self) -> int:
        return int(self.instance.settings.money.price_base[:4])

    def rise(self, key: str, year: int) -> float | None:
        """Uplift of a year; None in the year of the price base and before."""
        rises = {
            int(row.financial_year[:4]): row.uplift_share
            for row in self.instance.uplifts
            if row.uplift == key and row.prices == self.path
        }
        return self._rate(rises, year) if year > self._base else None

    def index(self, key: str, year: int) -> float:
        """Index of an uplift key in a year: product of (1 + uplift) over the years after the price base."""
        product = 1.0
        for after in range(self._base + 1, year + 1):
            product *= 1 + (self.rise(key, after) or 0.0)
        return product

    def by_month(self, clock: Clock, key: str) -> np.ndarray:
        """Index of every month from month 0."""
        years = [clock.year(month) for month in range(clock.end + 1)]
        known = {year: self.index(key, year) for year in set(years)}
        return np.array([known[year] for year in years])

    @property
    def _deflators(self) -> dict[int, float]:
        return {int(row.financial_year[:4]): row.deflator_share for row in self.instance.deflators}

    def present(self, year: int) -> float:
        """Present value factor of a year, 1 in the first one."""
        factor = 1.0
        for later in range(self.first_year + 1, year + 1):
            factor /= REAL * (1 + self._rate(self._deflators, later))
        return factor

    @property
    def rate(self) -> float:
        """r of section 6: from the last deflator given."""
        deflators = self._deflators
        return REAL * (1 + deflators[max(deflators)]) - 1


def annuity(principal: float, rate: float, years: float) -> float:
    """Level yearly payment in arrears that repays `principal` over `years`."""
    if rate == 0:
        return principal / years
    return principal * rate / (1 - (1 + rate) ** (-years))
