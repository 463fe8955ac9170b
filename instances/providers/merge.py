"""Providers to offers: new ones take what the list does not say from a like offer, known ones are updated."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from instances.merge_folder import merge_into
from instances.providers.areas import UNKNOWN_AREA, Areas, read_area_names
from instances.providers.layouts import Kind, Provider, ProviderList, read_providers
from instances.source_values import URN_PREFIX, urn_id
from models.faults import Fault, InputError
from models.fields import ASSUMPTION, Grade, Provision, Route
from models.instance import Instance, Settings, Source
from models.merging import MergeReport, Outcome, RowOutcome
from models.tables import Disruption, Offer, OfferPrice

_PROVISION: dict[Kind, Provision] = {
    Kind.HOME: "residential",
    Kind.AGENCY: "ifa",
    Kind.SUPPORTED: "supported_accommodation",
}
_ORIGIN = {
    "published": "sent by Ofsted to local authorities; the list does not hold its date",
    "licence": "for local authorities' own work; not for publication",
}
_SUPPLIED_ROUTES = frozenset({"block", "home"})


def merge_providers(path: Path, folder: Path, areas: Path | None = None) -> MergeReport:
    """Merge a provider list into an instance folder.

    Args:
        path: the list, a workbook or CSV.
        folder: the instance.
        areas: CSV file with columns code (local authority or postcode district) and area (of the instance).

    Raises:
        InputError: with every fault of the list, of the areas, or of the instance; nothing is written then.
    """
    listed = read_providers(path)

    def merge(instance: Instance) -> tuple[Instance, MergeReport]:
        named = None if areas is None else read_area_names(areas, instance)
        return merged(instance, listed, Areas(instance, named))

    return merge_into(folder, merge)


def merged(instance: Instance, listed: ProviderList, areas: Areas) -> tuple[Instance, MergeReport]:
    """Return the instance with the providers of the list, and what became of each row.

    Raises:
        InputError: if rows of one provider contradict each other.
    """
    merging = _Merging(instance, listed, areas)
    for urn, rows in _by_number(listed.providers).items():
        merging.take(urn, rows)
    return merging.result()


def _by_number(providers: Iterable[Provider]) -> dict[str, list[Provider]]:
    found: dict[str, list[Provider]] = defaultdict(list)
    for provider in providers:
        found[provider.urn].append(provider)
    return dict(sorted(found.items()))


@dataclass
class _Merging:
    """A merge under way: the tables as they grow, what became of each row."""

    instance: Instance
    listed: ProviderList
    areas: Areas
    outcomes: list[RowOutcome] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    places: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("merged", "left_out", "repeated"), 0.0))

    def __post_init__(self) -> None:
        self.offers = {offer.offer: offer for offer in self.instance.offers}
        self.prices: list[OfferPrice] = list(self.instance.offer_prices)
        self.disruption: list[Disruption] = list(self.instance.disruption)
        self.source = f"Ofsted social care provider list, {self.listed.layout} layout"
        self.faults: list[Fault] = []
        self.supplied = {
            *(row.offer for row in self.instance.blocks),
            *(row.offer for row in self.instance.homes),
            *(row.offer for row in self.instance.fostering),
        }

    def tell(self, provider: Provider, outcome: Outcome, what: str) -> None:
        self.outcomes.append(RowOutcome(provider.row.file, provider.row.line, outcome, what))
        key = outcome if outcome in ("left_out", "repeated") else "merged"
        self.places[key] += provider.places or 0

    def take(self, urn: str, rows: list[Provider]) -> None:
        """Take every row of one provider."""
        wanted = [row for row in self._once(rows) if self._is_wanted(row)]
        groups: dict[str, list[Provider]] = defaultdict(list)
        for row in wanted:
            area = self._area(row)
            if area is None:
                self.tell(
                    row, "left_out", f"area unknown: no area of the instance for local authority {row.authority}"
                )
            else:
                groups[area].append(row)
        if len({(row.kind, row.grade) for row in wanted}) > 1 or (
            len(wanted) > 1 and wanted[0].kind is not Kind.SUPPORTED
        ):
            second = wanted[1].row
            self.faults.append(
                second.fault("URN", f"each URN once; row {wanted[0].row.line} has it with other values")
            )
            return
        for area, group in sorted(groups.items()):
            self._merge(urn_id(urn) + (f"_{area}" if len(groups) > 1 else ""), area, group)

    def _area(self, row: Provider) -> str | None:
        """Return where a provider lies; one that is in the instance stays there if the list does not tell."""
        found = self.areas.find(row.authority, row.postcode)
        known = self._known(urn_id(row.urn))
        return known[0].placed_in if known and found in (None, UNKNOWN_AREA) else found

    def _once(self, rows: list[Provider]) -> list[Provider]:
        """Return rows without those that repeat an earlier one cell for cell."""
        seen: set[tuple[str, ...]] = set()
        kept = []
        for row in rows:
            if row.row.cells in seen:
                self.tell(row, "repeated", "the same row stands above; counted once")
            else:
                seen.add(row.row.cells)
                kept.append(row)
        return kept

    def _is_wanted(self, row: Provider) -> bool:
        reason = self._reason_against(row)
        if reason is not None:
            self.tell(row, "left_out", reason)
        return reason is None

    def _reason_against(self, row: Provider) -> str | None:
        known = self._known(urn_id(row.urn))
        if row.kind not in _PROVISION:
            return row.kind.value
        if row.closed:
            ends = f": end {known[0].offer} in offers.csv (live_to)" if known else ""
            return f"closed, suspended or not yet open{ends}"
        if row.kind is Kind.HOME and row.own and not self.areas.is_own(row.authority):
            return "another council's own home: not on offer"
        if not row.places and not known:
            return f"{row.kind.value} without a number of places: a limit cannot be guessed"
        return None

    def _known(self, name: str) -> list[Offer]:
        """Return the offers of the instance that are this provider's."""
        return [offer for offer in self.offers.values() if name in (offer.provider, offer.offer)]

    def _merge(self, name: str, area: str, group: list[Provider]) -> None:
        here = [offer for offer in self._known(urn_id(group[0].urn)) if offer.placed_in == area]
        known = here or self._known(name)
        if not known:
            self._add(name, area, group)
            return
        if len(known) > 1:
            names = ", ".join(offer.offer for offer in known)
            self.told.append(f"{names} are of one provider: grade and area are updated, places are not shared out")
        before = len(self.updated)
        for offer in known:
            self._update(offer, area, group, alone=len(known) == 1)
        outcome: Outcome = "updated" if len(self.updated) > before else "unchanged"
        for row in group:
            self.tell(row, outcome, known[0].offer)

    def _update(self, offer: Offer, area: str, group: list[Provider], *, alone: bool) -> None:
        """Bring an offer up to date; what the list does not give stays as it is."""
        places = sum(row.places or 0 for row in group)
        changes: dict[str, object] = {"grade": group[0].grade or offer.grade, "placed_in": area}
        if places and alone and offer.offer not in self.supplied and offer.route not in _SUPPLIED_ROUTES:
            changes["capacity_children"] = float(places)
        if any(getattr(offer, name) != value for name, value in changes.items()):
            self.offers[offer.offer] = offer.model_copy(update={**changes, **self._origin(offer)})
            self.updated.append(offer.offer)

    def _origin(self, offer: Offer) -> dict[str, object]:
        """Return source and note of an offer brought up to date: what was assumed stays so."""
        told = f"grade, places and area from {self.source}"
        note = f"{told}; {offer.note}" if told not in offer.note else offer.note
        return {"source": offer.source if offer.source == ASSUMPTION else self.source, "note": note[:2000]}

    def _add(self, name: str, area: str, group: list[Provider]) -> None:
        first = group[0]
        provision = _PROVISION[first.kind]
        route: Route = "in_house" if first.own else "spot"
        like = self._like(provision, route, area, self._grade(first))
        if like is None:
            for row in group:
                self.tell(row, "left_out", f"no offer of provision {provision} to take price and disruption from")
            return
        self.offers[name] = self._offer(name, area, group, like, route)
        copied = f"as offer {like.offer}, because {self.source} does not say"
        self.prices += [
            row.model_copy(update={"offer": name, "source": ASSUMPTION, "note": f"price {copied}; costs replace it"})
            for row in self.instance.offer_prices
            if row.offer == like.offer
        ]
        self.disruption += [
            row.model_copy(update={"offer": name, "source": ASSUMPTION, "note": f"disruption {copied}"})
            for row in self.instance.disruption
            if row.offer == like.offer
        ]
        self.added.append(name)
        for row in group:
            self.tell(row, "added", name)

    def _offer(self, name: str, area: str, group: list[Provider], like: Offer, route: Route) -> Offer:
        first = group[0]
        opened = None if first.kind is Kind.SUPPORTED else first.registered
        base = self.instance.settings.calendar.start - dt.timedelta(days=1)
        note = (
            f"URN {first.urn}; all registered places, of which other councils use some; "
            f"ages and budget head as offer {like.offer}, route assumed"
        )
        return like.model_copy(
            update={
                "offer": name,
                "provider": urn_id(first.urn),
                "route": route,
                "placed_in": area,
                "grade": self._grade(first),
                "capacity_children": float(sum(row.places or 0 for row in group)),
                "live_from": opened if opened is not None and opened > base else None,
                "live_to": None,
                "source": self.source,
                "note": note,
            }
        )

    def _grade(self, row: Provider) -> Grade:
        return row.grade or "awaiting_first_inspection"

    def _like(self, provision: Provision, route: Route, area: str, grade: Grade) -> Offer | None:
        """Return the offer most like a new one: of the provision, then by route, area and grade."""
        offers = [
            offer
            for offer in self.instance.offers
            if offer.provision == provision and not offer.provider.startswith(URN_PREFIX)
        ]
        offers = offers or [offer for offer in self.instance.offers if offer.provision == provision]
        return min(
            offers,
            key=lambda offer: (offer.route != route, offer.placed_in != area, offer.grade != grade),
            default=None,
        )

    def result(self) -> tuple[Instance, MergeReport]:
        """Return the merged instance and the report."""
        if self.faults:
            raise InputError(self.faults)
        instance = self.instance.model_copy(
            update={
                "offers": tuple(self.offers.values()),
                "offer_prices": tuple(self.prices),
                "disruption": tuple(self.disruption),
                "settings": self._settings(),
            }
        )
        read = sum(provider.places or 0 for provider in self.listed.providers)
        places = {(p.row.file, p.row.line): place for place, p in enumerate(self.listed.providers)}
        report = MergeReport(
            layout=f"Ofsted provider list, {self.listed.layout} layout",
            rows=tuple(sorted(self.outcomes, key=lambda row: places[row.file, row.row])),
            offers_added=tuple(self.added),
            offers_updated=tuple(self.updated),
            prices=(),
            totals={"places_read": float(read), **{f"places_{key}": value for key, value in self.places.items()}},
            remarks=(*self.listed.remarks, *self.told, *self._remarks()),
        )
        return instance, report

    def _settings(self) -> Settings:
        """Return the settings, the list among their sources once an offer names it."""
        settings = self.instance.settings
        named = any(offer.source == self.source for offer in self.offers.values())
        if not named or self.source in {source.title for source in settings.sources}:
            return settings
        return settings.model_copy(update={"sources": (*settings.sources, Source(title=self.source, **_ORIGIN))})

    def _remarks(self) -> Iterable[str]:
        listed = {urn_id(provider.urn) for provider in self.listed.providers}
        taken = {(row.file, row.row) for row in self.outcomes if row.outcome in ("added", "updated", "unchanged")}
        unknown = [o.offer for o in self.offers.values() if o.placed_in == UNKNOWN_AREA and o.provider in listed]
        if unknown:
            yield f"in area unknown, for want of their local authority in a file for --areas: {len(unknown)} offers"
        ungraded = sum(p.grade is None and (p.row.file, p.row.line) in taken for p in self.listed.providers)
        if ungraded:
            yield f"without a grade, entered as awaiting_first_inspection: {ungraded} of the rows merged"
        absent = [o.provider for o in self.offers.values() if o.provider.startswith(URN_PREFIX)]
        absent = sorted(set(absent) - listed)
        if absent:
            yield f"offers of providers that the list does not have: {', '.join(absent)}"
        yield from self._twice()

    def _twice(self) -> Iterable[str]:
        """Yield a remark where new offers stand beside lines that may be the same places."""
        new: dict[tuple[str, str], list[Offer]] = defaultdict(list)
        for name in self.added:
            new[self.offers[name].provision, self.offers[name].placed_in].append(self.offers[name])
        for (provision, area), offers in sorted(new.items()):
            beside = [
                offer.offer
                for offer in self.instance.offers
                if (offer.provision, offer.placed_in) == (provision, area)
                and not offer.provider.startswith(URN_PREFIX)
                and offer.offer not in self.supplied
            ]
            if beside:
                places = sum(offer.capacity_children or 0 for offer in offers)
                yield (
                    f"{provision} in {area}: {len(offers)} new offers with {places:g} places stand beside "
                    f"{', '.join(beside)}; where these are the same places, take one of the two out"
                )
