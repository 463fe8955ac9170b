"""Price index of each uplift key by month, and present-value factors."""

from dataclasses import dataclass, field

import numpy as np

from audit.aliases import Floats
from models.calendar import FinancialYear
from models.fields import PricePath
from models.instance import Instance
from models.money import discount_factors, rate_in, uplift_index


@dataclass(frozen=True)
class Prices:
    """Price indices of an instance on one price path, 1.0 in the year of the price base.

    Attributes:
        instance: the planning problem.
        path: price path: low, central or high.
    """

    instance: Instance
    path: PricePath
    _known: dict[tuple[str, FinancialYear], float] = field(default_factory=dict)

    def at(self, key: str, month: int) -> float:
        """Return the index of uplift key `key` in month `month`, which may lie after the tail."""
        year = self.instance.calendar.year_of(month)
        if (key, year) not in self._known:
            self._known[key, year] = self._index(key, year)
        return self._known[key, year]

    def by_month(self, key: str, months: int) -> Floats:
        """Return (months + 1,), the index of `key` in each month; index 0 is unused and 0."""
        return np.array([0.0, *(self.at(key, month) for month in range(1, months + 1))])

    def rise(self, key: str, month: int) -> float | None:
        """Return the uplift of `key` in the financial year of a month; None up to the year of the price base."""
        year = self.instance.calendar.year_of(month)
        return None if year <= self.instance.price_base else rate_in(self._uplifts(key), year)

    def _index(self, key: str, year: FinancialYear) -> float:
        if year <= self.instance.price_base:
            return 1.0
        return uplift_index(self._uplifts(key), self.instance.price_base, [year])[0]

    def _uplifts(self, key: str) -> dict[FinancialYear, float]:
        uplifts = {
            FinancialYear.parse(row.financial_year): row.uplift_share
            for row in self.instance.uplifts
            if row.uplift == key and row.prices == self.path
        }
        if not uplifts:
            raise ValueError(f"no uplift of {key} on the price path {self.path}")
        return uplifts


def deflators_of(instance: Instance) -> dict[FinancialYear, float]:
    """Return the deflator of each year given."""
    return {FinancialYear.parse(row.financial_year): row.deflator_share for row in instance.deflators}


def present_value(instance: Instance, months: int) -> Floats:
    """Return (months + 1,), the present-value factor of each month; 1 in the first financial year.

    Index 0 is unused and 0.
    """
    calendar = instance.calendar
    first = calendar.years[0]
    years = [first + step for step in range(calendar.year_index(months) + 1)]
    factors = discount_factors(deflators_of(instance), years)
    return np.array([0.0] + [factors[calendar.year_index(month)] for month in range(1, months + 1)])
