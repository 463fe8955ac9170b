"""Prices by year, present values and annuities: docs/mathematics.md, sections 5 and 6."""

from dataclasses import dataclass

from models.instance import Instance

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

    def index(self, key: str, year: int) -> float:
        """Index of an uplift key in a year: product of (1 + uplift) over the years after the price base."""
        rises = {
            int(row.financial_year[:4]): row.uplift_share
            for row in self.instance.uplifts
            if row.uplift == key and row.prices == self.path
        }
        product = 1.0
        for after in range(int(self.instance.settings.money.price_base[:4]) + 1, year + 1):
            product *= 1 + self._rate(rises, after)
        return product

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
