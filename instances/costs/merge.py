"""Costs to prices: rows joined on URN, else by provision and route, and what became of each row."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from math import fsum
from pathlib import Path

from instances.costs.layouts import read_costs
from instances.costs.lines import NEED_LEVEL, CostFile, CostLine, HomeCost
from instances.costs.prices import Prices, Target
from instances.merge_folder import merge_into
from instances.source_values import URN_PREFIX, urn_id
from models.faults import Fault, InputError
from models.fields import MAX_TEXT, Route
from models.instance import Instance
from models.merging import MergeReport, Outcome, RowOutcome
from models.tables import Offer

_PAID_OTHERWISE = frozenset({"block", "home", "gap"})


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
        InputError: if a need level is not the instance's, or prices do not fit the day up to which costs seem to
            have run.
    """
    merging = _Merging(instance, costs)
    merging.homes()
    merging.lines()
    return merging.result()


@dataclass
class _Merging:
    """A merge under way: prices as they change, what became of each row."""

    instance: Instance
    costs: CostFile
    outcomes: list[tuple[CostLine | HomeCost, Outcome | None, str]] = field(default_factory=list)
    priced_homes: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.prices = Prices(self.instance, self.costs)
        self.offers = {offer.offer: offer for offer in self.instance.offers}

    def tell(self, row: CostLine | HomeCost, reason: str, offers: tuple[str, ...]) -> None:
        """Tell of a row: left out for a reason, or merged into offers (whether they change is known at the end)."""
        self.outcomes.append((row, "left_out" if reason else None, reason or ", ".join(offers)))

    def lines(self) -> None:
        """Take every row of a placement."""
        self._check_needs()
        groups: dict[Target, list[CostLine]] = defaultdict(list)
        for line in self.costs.lines:
            target = self._target(line)
            reason = self._reason_against(line) or ("" if target else self._no_target(line))
            if reason or target is None:
                self.tell(line, reason, ())
            else:
                groups[target].append(line)
        for target, lines in groups.items():
            self._take(target, lines)
        self.outcomes += [(line, "repeated", line.reason) for line in self.costs.repeated]

    def _check_needs(self) -> None:
        known = {need.need for need in self.instance.needs}
        expected = f"a need level of the instance ({', '.join(sorted(known))}), or blank"
        self.prices.faults += [
            Fault(line.file, expected, line.row, NEED_LEVEL)
            for line in self.costs.lines
            if line.need not in {"", *known}
        ]

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

    def _target(self, line: CostLine) -> Target | None:
        """Return the offers that a row prices: its provider's, else the lines of its provision and route."""
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
            return Target(joined, line.provision, by_urn=True)
        alike = [o for o in fitting if o.route == line.route and not o.provider.startswith(URN_PREFIX)]
        return Target(tuple(o.offer for o in alike), line.provision, by_urn=False) if alike else None

    def _take(self, target: Target, lines: list[CostLine]) -> None:
        """Move the prices of a target to the means of its rows: by need where rows name it, the others together."""
        by_need: dict[str, list[CostLine]] = defaultdict(list)
        for line in lines:
            by_need[line.need].append(line)
        merged_lines: list[CostLine] = []
        for need, rows in by_need.items():
            reason = self._move(target, {need} if need else self.prices.needs(target.offers) - set(by_need), rows)
            merged_lines += [] if reason else rows
            for line in rows:
                self.tell(line, reason, target.offers)
        if target.by_urn:
            self._route(target, merged_lines)

    def _move(self, target: Target, needs: set[str], rows: list[CostLine]) -> str:
        mean = fsum(line.gbp for line in rows) / fsum(line.weeks for line in rows)
        if not needs & self.prices.needs(target.offers):
            return f"no price for this need level in {', '.join(target.offers)}, or rows that name it price them all"
        return self.prices.move(target, needs, mean, f"placements: {len(rows)}")

    def _route(self, target: Target, lines: list[CostLine]) -> None:
        """Set the route of a provider's offers to that of most weeks."""
        weeks: dict[Route, list[float]] = defaultdict(list)
        for line in lines:
            if line.route is not None:
                weeks[line.route].append(line.weeks)
        if not weeks:
            return
        route = max(sorted(weeks), key=lambda name: fsum(weeks[name]))
        for name in target.offers:
            if self.offers[name].route != route:
                note = f"route {route} from {self.costs.layout}; {self.offers[name].note}"
                self.offers[name] = self.offers[name].model_copy(update={"route": route, "note": note[:MAX_TEXT]})

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
                self.tell(row, reason, tuple(offer.offer for offer in offers))

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
        target = Target(tuple(offer.offer for offer in offers), "residential", by_urn=True)
        basis = f"cost of the home over {filled:.2f} children (practical occupancy)"
        return self.prices.move(target, self.prices.needs(target.offers), mean, basis)

    def _occupancy(self, places: float) -> float:
        """Return practical occupancy of a home: that of the nearest number of beds in the table."""
        limits = self.instance.occupancy_limits
        return min(limits, key=lambda row: abs(row.beds - places)).practical_share

    def result(self) -> tuple[Instance, MergeReport]:
        """Return the instance with its prices and the report."""
        if self.prices.faults:
            raise InputError(self.prices.faults)
        instance = self.instance.model_copy(
            update={"offers": tuple(self.offers.values()), "offer_prices": tuple(self.prices.rows.values())}
        )
        routed = {offer.offer for offer in self.instance.offers if offer != self.offers[offer.offer]}
        updated = self.prices.updated() | routed
        report = MergeReport(
            layout=f"{self.costs.layout}{'' if self.costs.year is None else f', {self.costs.year}'}",
            rows=self._rows(updated),
            offers_added=(),
            offers_updated=tuple(name for name in self.offers if name in updated),
            prices=self.prices.changes(),
            totals=self._totals(),
            remarks=(*self.costs.remarks, *self.prices.remarks),
        )
        return instance, report

    def _rows(self, updated: set[str]) -> tuple[RowOutcome, ...]:
        found = []
        for row, outcome, what in self.outcomes:
            changed: Outcome = "updated" if updated & set(what.split(", ")) else "unchanged"
            found.append(RowOutcome(row.file, row.row, outcome or changed, what))
        return tuple(sorted(found, key=lambda row: (row.file, row.row)))

    def _totals(self) -> dict[str, float]:
        """Return the pounds of the file, read from it and told of row by row."""
        unit = "gbp_per_week" if self.costs.weekly else "gbp"
        placements = self.costs.lines + self.costs.repeated
        amounts = {"read": [row.gbp for row in placements] + [row.gbp for row in self.costs.homes]}
        for name, outcome in (("merged", None), ("left_out", "left_out"), ("repeated", "repeated")):
            amounts[name] = [row.gbp for row, found, _ in self.outcomes if found == outcome]
        return {f"{unit}_{name}": round(fsum(values), 2) for name, values in amounts.items()}
