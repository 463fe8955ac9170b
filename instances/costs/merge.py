"""Costs to prices: offers joined on URN, else the lines of the provision, moved to the mean that the file gives."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum
from pathlib import Path

from instances.costs.layouts import read_costs
from instances.costs.lines import CostFile, CostLine, HomeCost
from instances.costs.uplift import conversion
from instances.merge_folder import merge_into
from instances.source_values import URN_PREFIX, urn_id
from models.faults import Fault, InputError
from models.fields import ASSUMPTION, MAX_TEXT, Provision, Route
from models.instance import Instance
from models.merging import MergeReport, Outcome, RowOutcome
from models.tables import Offer

_PAID_OTHERWISE = frozenset({"block", "home", "gap"})
_SURPRISING, _INCREDIBLE = 3.0, 5.0


def merge_costs(path: Path, folder: Path, until: dt.date | None = None) -> MergeReport:
    """Merge a cost file into an instance folder: prices of its offers.

    Args:
        path: the file, a workbook or CSV.
        folder: the instance.
        until: day up to which costs accrued, or of the census; None to read it off the file.

    Raises:
        InputError: with every fault of the file or the instance; nothing is written then.
    """
    costs = read_costs(path, until)
    return merge_into(folder, lambda instance: merged(instance, costs))


def merged(instance: Instance, costs: CostFile) -> tuple[Instance, MergeReport]:
    """Return the instance with the prices that the costs give, and what became of each row.

    Raises:
        InputError: if prices do not fit the day up to which costs seem to have run.
    """
    merging = _Merging(instance, costs)
    merging.homes()
    merging.lines()
    return merging.result()


@dataclass(frozen=True)
class _Target:
    """Offers whose prices move together: those of one provider, or the lines of one provision and route."""

    offers: tuple[str, ...]
    provision: Provision
    by_urn: bool


@dataclass
class _Merging:
    """A merge under way: prices as they change, what became of each row."""

    instance: Instance
    costs: CostFile
    outcomes: list[RowOutcome] = field(default_factory=list)
    updated: set[str] = field(default_factory=set)
    priced_homes: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    gbp: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("merged", "left_out", "repeated"), 0.0))

    def __post_init__(self) -> None:
        self.prices = {(row.offer, row.need): row for row in self.instance.offer_prices}
        self.offers = {offer.offer: offer for offer in self.instance.offers}
        self.today = _children_today(self.instance)

    def tell(self, row: CostLine | HomeCost, outcome: Outcome, what: str) -> None:
        self.outcomes.append(RowOutcome(row.file, row.row, outcome, what))
        self.gbp[outcome if outcome in self.gbp else "merged"] += row.gbp

    def lines(self) -> None:
        """Take every row of a placement."""
        groups: dict[_Target, list[CostLine]] = defaultdict(list)
        for line in self.costs.lines:
            target = self._target(line)
            reason = self._reason_against(line) or ("" if target else self._no_target(line))
            if reason or target is None:
                self.tell(line, "left_out", reason)
            else:
                groups[target].append(line)
        for target, lines in groups.items():
            self._take(target, lines)
        for line in self.costs.repeated:
            self.tell(line, "repeated", line.reason)

    def _reason_against(self, line: CostLine) -> str:
        if line.reason or line.provision is None:
            return line.reason
        if line.route == "block":
            return "block contract: paid by the bed, its price belongs in block_tiers"
        if line.urn in self.priced_homes:
            return "own home: priced from the costs of the home"
        return "cost of nothing: no price can be drawn from it" if line.gbp == 0 else ""

    def _no_target(self, line: CostLine) -> str:
        if line.route is None:
            return "procurement platform blank, and the URN is not in the instance"
        return f"no offer of provision {line.provision} with route {line.route} in the instance"

    def _target(self, line: CostLine) -> _Target | None:
        if line.provision is None:
            return None
        name = urn_id(line.urn)
        fitting = [
            offer
            for offer in self.instance.offers
            if offer.provision == line.provision and offer.route not in _PAID_OTHERWISE
        ]
        joined = tuple(offer.offer for offer in fitting if name in (offer.provider, offer.offer))
        if joined:
            return _Target(joined, line.provision, by_urn=True)
        lines = tuple(
            offer.offer
            for offer in fitting
            if offer.route == line.route and not offer.provider.startswith(URN_PREFIX)
        )
        return _Target(lines, line.provision, by_urn=False) if lines else None

    def _take(self, target: _Target, lines: list[CostLine]) -> None:
        """Move the prices of a target to the mean of its rows, weighted by weeks."""
        mean = fsum(line.gbp for line in lines) / fsum(line.weeks for line in lines)
        reason = self._move(target, mean, f"{len(lines)} placements")
        if target.by_urn and not reason:
            self._route(target, lines)
        for line in lines:
            self._tell_moved(line, reason, target.offers)

    def _tell_moved(self, row: CostLine | HomeCost, reason: str, offers: tuple[str, ...]) -> None:
        """Tell of a row whose offers were to move: left out for a reason, updated, or nothing to change."""
        changed: Outcome = "updated" if self.updated & set(offers) else "unchanged"
        self.tell(row, "left_out" if reason else changed, reason or ", ".join(offers))

    def _move(self, target: _Target, mean: float, basis: str) -> str:
        """Scale a target's prices to a mean of the file; return why it cannot be done, "" if it was."""
        changed = conversion(self.instance, target.provision, self.costs.year)
        before = self._mean(target.offers)
        if before == 0:
            return f"offers {', '.join(target.offers)} have no price to scale"
        factor = mean * changed.factor / before
        year = "" if self.costs.year is None else f" {self.costs.year}"
        level = f"level from {self.costs.layout}{year}, mean of {basis} {mean:,.2f} a week"
        note = "; ".join(filter(None, (level, changed.note, "differences by need and offer as they were")))
        for (offer, need), row in self.prices.items():
            if offer in target.offers:
                changes = {"gbp_per_week": round(row.gbp_per_week * factor, 2), "source": ASSUMPTION}
                self.prices[offer, need] = row.model_copy(update={**changes, "note": note[:MAX_TEXT]})
                if self.prices[offer, need] != row:
                    self.updated.add(offer)
        self._judge(target, factor, f"{before:,.0f} to {before * factor:,.0f} a week")
        return ""

    def _judge(self, target: _Target, factor: float, moves: str) -> None:
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

    def _mean(self, offers: tuple[str, ...]) -> float:
        """Return the mean weekly price of offers, by today's children; without any, by price rows."""
        rows = [row for row in self.instance.offer_prices if row.offer in offers]
        children = [self.today.get((row.offer, row.need), 0.0) for row in rows]
        if not sum(children):
            children = [1.0] * len(rows)
        return sum(row.gbp_per_week * number for row, number in zip(rows, children, strict=True)) / sum(children)

    def _route(self, target: _Target, lines: list[CostLine]) -> None:
        """Set the route of a provider's offers to that of most weeks."""
        weeks: dict[Route, float] = defaultdict(float)
        for line in lines:
            if line.route is not None:
                weeks[line.route] += line.weeks
        if not weeks:
            return
        route = max(sorted(weeks), key=lambda name: weeks[name])
        for name in target.offers:
            if self.offers[name].route != route:
                note = f"route {route} from {self.costs.layout}; {self.offers[name].note}"
                self.offers[name] = self.offers[name].model_copy(update={"route": route, "note": note[:MAX_TEXT]})
                self.updated.add(name)

    def homes(self) -> None:
        """Take every row of an own home: its cost over the children whom it can keep on average."""
        by_urn: dict[str, list[HomeCost]] = defaultdict(list)
        for home in self.costs.homes:
            by_urn[home.urn].append(home)
        for urn, rows in by_urn.items():
            offers = [o for o in self.instance.offers if o.provision == "residential" and o.provider == urn_id(urn)]
            reason = self._home(offers, rows)
            if not reason:
                self.priced_homes.add(urn)
            for row in rows:
                self._tell_moved(row, reason, tuple(offer.offer for offer in offers))

    def _home(self, offers: list[Offer], rows: list[HomeCost]) -> str:
        """Move the price of a home's offers; return why it cannot be done, "" if it was."""
        weeks = fsum(row.weeks for row in rows)
        if not offers:
            return "own home that is no offer of the instance: import the provider list, or enter it in homes"
        places = offers[0].capacity_children
        filled = 0.0 if places is None else places * self._occupancy(places)
        if not filled or not weeks:
            return "own home without places or without a day in the year: no price can be drawn from it"
        mean = fsum(row.gbp for row in rows) / weeks / filled
        target = _Target(tuple(offer.offer for offer in offers), "residential", by_urn=True)
        return self._move(target, mean, f"the home's cost over {filled:.2f} children, its practical occupancy,")

    def _occupancy(self, places: float) -> float:
        """Return practical occupancy of a home: that of the nearest number of beds in the table."""
        limits = self.instance.occupancy_limits
        return min(limits, key=lambda row: abs(row.beds - places)).practical_share

    def result(self) -> tuple[Instance, MergeReport]:
        """Return the instance with its prices and the report."""
        if self.faults:
            raise InputError(self.faults)
        instance = self.instance.model_copy(
            update={"offers": tuple(self.offers.values()), "offer_prices": tuple(self.prices.values())}
        )
        placements = self.costs.lines + self.costs.repeated
        read = fsum((*(row.gbp for row in placements), *(row.gbp for row in self.costs.homes)))
        unit = "gbp_per_week" if self.costs.weekly else "gbp"
        report = MergeReport(
            layout=f"{self.costs.layout}{'' if self.costs.year is None else f', {self.costs.year}'}",
            rows=tuple(sorted(self.outcomes, key=lambda row: (row.file, row.row))),
            offers_added=(),
            offers_updated=tuple(name for name in self.offers if name in self.updated),
            totals={f"{unit}_read": round(read, 2), **{f"{unit}_{k}": round(v, 2) for k, v in self.gbp.items()}},
            remarks=(*self.costs.remarks, *self.remarks),
        )
        return instance, report


def _children_today(instance: Instance) -> dict[tuple[str, str], float]:
    """Return children at the base date by offer and need."""
    needs = {cohort.cohort: cohort.need for cohort in instance.cohorts}
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in instance.placements_today:
        if row.offer is not None:
            found[row.offer, needs[row.cohort]] += row.children
    return dict(found)
