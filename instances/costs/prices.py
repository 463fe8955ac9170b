"""Prices of an instance as costs move them: those of some offers by one factor, so that their mean is the file's."""

from collections import defaultdict
from dataclasses import dataclass

from instances.costs.lines import CostFile
from instances.costs.uplift import conversion
from models.faults import Fault
from models.fields import ASSUMPTION, MAX_TEXT, Provision
from models.instance import Instance
from models.merging import PriceChange
from models.tables import OfferPrice

_SURPRISING, _INCREDIBLE = 3.0, 5.0
_HALF_A_PENNY = 0.005 + 1e-9
"""Prices are whole pence: their mean is as near to the file's as that after a merge, which a second one must keep."""


@dataclass(frozen=True)
class Target:
    """Offers whose prices move together: those of one provider, or the lines of one provision and route."""

    offers: tuple[str, ...]
    provision: Provision
    by_urn: bool


class Prices:
    """The table of prices while costs are merged.

    Attributes:
        rows: price rows by offer and need.
        remarks: prices that move far.
        faults: prices that move so far that the dates cannot be right.
    """

    def __init__(self, instance: Instance, costs: CostFile) -> None:
        self.instance = instance
        self.costs = costs
        self.rows = {(row.offer, row.need): row for row in instance.offer_prices}
        self.remarks: list[str] = []
        self.faults: list[Fault] = []
        self._today = _children_today(instance)

    def needs(self, offers: tuple[str, ...]) -> set[str]:
        """Return the needs that some offers have a price for."""
        return {need for offer, need in self.rows if offer in offers}

    def move(self, target: Target, needs: set[str], mean: float, basis: str) -> str:
        """Scale the prices of a target for some needs to a mean of the file, pounds a week.

        Args:
            target: the offers.
            needs: need levels whose prices are to move.
            mean: weekly price by the file, at its own prices.
            basis: what the mean is taken over, for the note.

        Returns:
            Why it cannot be done, "" if it was.
        """
        rows = [row for row in self.instance.offer_prices if row.offer in target.offers and row.need in needs]
        before = self._mean(rows)
        if before == 0:
            return f"no price above 0 to move in {', '.join(target.offers)}"
        changed = conversion(self.instance, target.provision, self.costs.year)
        wanted = mean * changed.factor
        factor = 1.0 if abs(wanted - before) <= _HALF_A_PENNY else wanted / before
        year = "" if self.costs.year is None else f" {self.costs.year}"
        level = f"level from {self.costs.layout}{year}, {basis}, mean {mean:,.2f} a week"
        left = "differences between these rows as they were" if len(rows) > 1 else ""
        note = "; ".join(filter(None, (level, changed.note, left)))[:MAX_TEXT]
        for row in rows:
            price = round(row.gbp_per_week * factor, 2)
            # Overheads are taken to move with the price: the file does not tell them apart.
            full = None if row.full_gbp_per_week is None else round(row.full_gbp_per_week * factor, 2)
            changes = {"gbp_per_week": price, "full_gbp_per_week": full, "source": ASSUMPTION, "note": note}
            self.rows[row.offer, row.need] = row.model_copy(update=changes)
        self._judge(target, factor, f"{before:,.0f} to {before * factor:,.0f} a week")
        return ""

    def changes(self) -> tuple[PriceChange, ...]:
        """Return every price that is another than before."""
        return tuple(
            PriceChange(old.offer, old.need, old.gbp_per_week, new.gbp_per_week)
            for old, new in zip(self.instance.offer_prices, self.rows.values(), strict=True)
            if old.gbp_per_week != new.gbp_per_week
        )

    def updated(self) -> set[str]:
        """Return the offers of which a price row is another than before, be it only in its note."""
        pairs = zip(self.instance.offer_prices, self.rows.values(), strict=True)
        return {new.offer for old, new in pairs if old != new}

    def _mean(self, rows: list[OfferPrice]) -> float:
        """Return the mean weekly price of rows by children today or, where nobody lives, by rows; 0 without rows."""
        children = [self._today.get((row.offer, row.need), 0.0) for row in rows]
        weights = children if sum(children) else [1.0] * len(rows)
        total = sum(row.gbp_per_week * weight for row, weight in zip(rows, weights, strict=True))
        return total / sum(weights) if rows else 0.0

    def _judge(self, target: Target, factor: float, moves: str) -> None:
        """Tell of a price that moves far; refuse it where the day up to which costs ran is only read off the file."""
        names = ", ".join(target.offers)
        if self.costs.assumed and not self.costs.weekly and not 1 / _INCREDIBLE <= factor <= _INCREDIBLE:
            expected = (
                f"costs that fit their dates: price of {names} would move from {moves}; give --to-date if costs ran "
                f"up to another day than {self.costs.until}, or to confirm that day"
            )
            self.faults.append(Fault(self.costs.layout, expected))
        elif not 1 / _SURPRISING <= factor <= _SURPRISING:
            self.remarks.append(f"price of {names} moves from {moves}: check the dates and the column of costs")


def _children_today(instance: Instance) -> dict[tuple[str, str], float]:
    """Return children at the base date by offer and need."""
    needs = {cohort.cohort: cohort.need for cohort in instance.cohorts}
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in instance.placements_today:
        if row.offer is not None:
            found[row.offer, needs[row.cohort]] += row.children
    return dict(found)
