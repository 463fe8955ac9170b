"""Block contracts month by month, for the enumeration and for checking plans: beds, places, prices, ends.

The stock form has the same in `contracts`, worked out in another way.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from models.calendar import FinancialYear
from models.fields import PricePath
from models.instance import Instance
from models.money import rate_in, uplift_index
from models.plan import Commitment
from models.tables import Block


def rho(instance: Instance, beds: int) -> float:
    """Return the practical share of beds: linear between the numbers given, constant outside them."""
    known = {row.beds: row.practical_share for row in instance.occupancy_limits}
    below = max((b for b in known if b <= beds), default=min(known))
    above = min((b for b in known if b >= beds), default=max(known))
    if below >= above:
        return known[below if beds >= below else above]
    return known[below] + (known[above] - known[below]) * (beds - below) / (above - below)


@dataclass(frozen=True)
class Contracted:
    """A contract taken: what is there in a month."""

    instance: Instance
    block: Block
    start: int
    last: int
    size: int
    path: PricePath

    @property
    def empties(self) -> int | None:
        """Month in which the contract's end empties the offer, if before the end of the tail."""
        return self.last if self.last < self.instance.calendar.all_months else None

    @property
    def running(self) -> bool:
        """Whether it runs already."""
        return self.block.beds_today is not None

    def there(self, month: int) -> bool:
        """Whether the beds are there."""
        return self.start <= month <= self.last

    def beds(self, month: int) -> int:
        """Beds there: fewer in the years of a ramp."""
        if not self.there(month):
            return 0
        year = 1 + (month - self.start) // 12
        for row in self.instance.block_ramps:
            if (row.block, row.contract_year) == (self.block.block, year):
                return math.ceil(round(self.size * row.beds_share, 9))
        return self.size

    def vacant(self, month: int) -> int:
        """Beds kept for emergencies, of those there."""
        return self.block.emergency_beds if self.beds(month) > self.block.emergency_beds else 0

    def guaranteed(self, month: int) -> float:
        """Beds paid for whether used or not, those for emergencies among them."""
        return self.beds(month) * self.block.guarantee_share

    def kept(self, month: int) -> float:
        """Beds for emergencies that are paid for."""
        return self.vacant(month) * self.block.guarantee_share

    def places(self, month: int) -> float:
        """Places at a month's end."""
        if month == self.empties or not self.there(month):
            return 0.0
        usable = self.beds(month) - self.vacant(month)
        return rho(self.instance, usable) * usable

    @cached_property
    def _key(self) -> str:
        return next(o.provision for o in self.instance.offers if o.offer == self.block.offer)

    @cached_property
    def _rises(self) -> dict[FinancialYear, float]:
        return {
            FinancialYear.parse(row.financial_year): row.uplift_share
            for row in self.instance.uplifts
            if (row.uplift, row.prices) == (self._key, self.path)
        }

    def bed_price(self, month: int) -> float:
        """Nominal pounds of a bed in a month."""
        calendar = self.instance.calendar
        tiers = (row for row in self.instance.block_tiers if row.block == self.block.block)
        weekly = next(row.gbp_per_bed_per_week for row in tiers if row.beds_from <= self.size <= row.beds_to)
        return weekly * float(calendar.weeks[month]) * self._factor(month) if self.there(month) else 0.0

    def _factor(self, month: int) -> float:
        calendar, base = self.instance.calendar, self.instance.price_base
        at = 0 if self.running else self.start
        factor = uplift_index(self._rises, base, [max(calendar.year_of(at), base)])[0]
        while at < month:
            at += 1
            year = calendar.year_of(at)
            if calendar.first_day(at).month == self.block.review_month and year > base:
                factor *= 1.0 + self._review(rate_in(self._rises, year))
        return factor

    def _review(self, rise: float) -> float:
        block = self.block
        if block.review == "fixed":
            return 0.0
        if block.review_cap_share is not None:
            rise = min(rise, block.review_cap_share)
        if block.review_collar_share is not None:
            rise = max(rise, block.review_collar_share)
        return rise

    @property
    def breaks(self) -> bool:
        """Whether it ends at its break."""
        after = self.block.break_after_months
        return after is not None and after < self.block.term_months and self.last == self.start + after - 1


def contracts_in(instance: Instance, commitments: tuple[Commitment, ...], path: PricePath) -> dict[str, Contracted]:
    """Return the contracts among commitments, by block."""
    calendar, blocks = instance.calendar, {block.block: block for block in instance.blocks}
    return {
        c.id: Contracted(instance, blocks[c.id], calendar.month_of(c.start), calendar.month_of(c.end), c.size, path)
        for c in commitments
        if c.kind == "block" and c.end is not None
    }
