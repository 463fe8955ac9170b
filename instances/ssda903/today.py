"""The children in care on the base date: each in an offer of the base, on a fixed line, or unknown."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from instances.ssda903.dates import Days, whole_months
from instances.ssda903.flows import Band, band_of
from instances.ssda903.lives import Lives
from instances.ssda903.location import NEAR_MILES, Location
from instances.ssda903.mapping import POOL, PROVISIONS, UNKNOWN, Places
from instances.ssda903.pool import places_today
from instances.ssda903.quality import Quality
from models.fields import RINGS, UNKNOWN_PROVISION, Ring
from models.instance import Instance
from models.tables import Offer

MOST_MONTHS = 600
_IN_AUTHORITY: tuple[Ring, ...] = ("home_area", "in_authority")
_NEAR: tuple[Ring, ...] = ("within_20_miles",)
_FAR: tuple[Ring, ...] = ("adjoining", "at_a_distance")
_ANYWHERE = (*_IN_AUTHORITY, *_NEAR, *_FAR)
_CLASSES: tuple[tuple[Ring, ...], ...] = (_IN_AUTHORITY, _NEAR, _FAR, (*_NEAR, *_FAR), _ANYWHERE)
"""Where a child may live: in the authority; outside and near, far, or at a distance not known; not known at all."""


@dataclass(frozen=True)
class Today:
    """Children in care on the base date.

    Attributes:
        rows: their rows in the lives.
        provision: place in `PROVISIONS`, as the mapping has it.
        need, band, area: what makes their cohort.
        months: whole months in the present placement.
        where: place in `_CLASSES`.
    """

    rows: Days
    provision: Places
    need: Places
    band: Places
    area: Places
    months: Days
    where: Places


def children_today(found: Lives, location: Location, bands: tuple[Band, ...]) -> Today:
    """Return the children in care on the base date."""
    base = found.episodes.years.base
    rows = found.on(base)
    ages = found.ages(rows, np.full(len(rows), base))
    provision, need, _ = found.classified(rows, ages)
    stay = found.column("stay")
    begun = found.column("start")[np.searchsorted(stay, stay[rows])]
    months = np.minimum(whole_months(begun, np.full(len(rows), base)), MOST_MONTHS)
    inside, miles = location.inside[rows], location.miles[rows]
    outside = np.where(np.isnan(miles), 3, np.where(miles <= NEAR_MILES, 1, 2))
    where = np.where(inside == 1, 0, np.where(inside == 0, outside, 4))
    return Today(rows, provision, need, band_of(ages, bands), location.area[rows], months, where)


def tell_unmapped(found: Lives, quality: Quality) -> None:
    """Report every episode in provision unknown at its start, by why, and children of today without a birthday."""
    every = np.arange(len(found.frame))
    provision, _, taken = found.classified(every, found.ages(every, found.column("start")))
    homeless = found.column("shown") < 0
    unknown = provision == UNKNOWN
    for rows, what in (
        (unknown & homeless, "temporary placement without one before it"),
        (unknown & ~homeless & ~taken, "codes and age that no row of the mapping takes"),
        (unknown & ~homeless & taken, "codes that the mapping calls unknown"),
    ):
        found.episodes.tell(quality, "unmapped", f"{what}: provision unknown", rows)
    born = found.episodes.children.born[found.column("child")]
    today = np.zeros(len(every), dtype=bool)
    today[found.on(found.episodes.years.base)] = True
    what = "child in care on the last 31 March without a known birthday: an age is assumed"
    found.episodes.tell(quality, "repaired", what, today & (born != found.born))


class Placing:
    """Gives each child an offer of the base: of its provision, age and need, and near or far as it lives."""

    def __init__(self, base: Instance, rings: dict[tuple[str, str], Ring], names: tuple[str, ...]) -> None:
        self.base = base
        self.rings = rings
        self.names = names
        self.prices = {(price.offer, price.need) for price in base.offer_prices}
        self.places = places_today(base)
        self.filled: Counter[str] = Counter()

    def place(self, found: Lives, today: Today, bands: tuple[Band, ...], quality: Quality) -> list[str | None]:
        """Return the offer of each child, None on a fixed line, or where no offer takes it (then reported).

        Children who are alike are shared over the offers in proportion to the places these have.
        """
        offers: list[str | None] = [None] * len(today.rows)
        lost, elsewhere = np.zeros(len(found.frame), dtype=bool), np.zeros(len(found.frame), dtype=bool)
        order = np.lexsort((today.months, today.where, today.area, today.band, today.need, today.provision))
        for child in order[today.provision[order] < len(POOL)]:
            provision, need = PROVISIONS[today.provision[child]], found.mapping.needs[today.need[child]]
            takes = self._takes(provision, need, bands[today.band[child]])
            if not takes:
                lost[today.rows[child]] = True
                continue
            home = self.names[today.area[child]]
            there = [offer for offer in takes if self.rings[home, offer.placed_in] in _CLASSES[today.where[child]]]
            elsewhere[today.rows[child]] = not there
            offers[child] = self._emptiest(there or takes)
        for rows, action, what in (
            (lost, "unmapped", "no offer of the base takes this provision, age and need: provision unknown"),
            (
                elsewhere,
                "noted",
                "the base has no offer of this kind as near or far as the child lives: another is used",
            ),
        ):
            found.episodes.tell(quality, action, f"child in care on the last 31 March, {what}", rows)  # type: ignore[arg-type]
        return offers

    def _takes(self, provision: str, need: str, band: Band) -> list[Offer]:
        accepted = self.base.settings.quality.accepted_grades
        fit = [
            offer
            for offer in self.base.offers
            if offer.provision == provision
            and (offer.offer, need) in self.prices
            and offer.age_from <= band[0]
            and band[1] <= offer.age_to
            and offer.live_from is None
            and offer.live_to is None
        ]
        return [offer for offer in fit if offer.grade in accepted and self.places[offer.offer]] or fit

    def _emptiest(self, offers: list[Offer]) -> str:
        chosen = min(offers, key=lambda o: ((self.filled[o.offer] + 1) / max(self.places[o.offer], 0.1), o.offer))
        self.filled[chosen.offer] += 1
        return chosen.offer


def ring_rows(base: Instance, names: tuple[str, ...]) -> dict[tuple[str, str], Ring]:
    """Return the ring of each home area and place of the base; an area the base does not have gets the farthest."""
    known = {(row.home_area, row.placed_in): row.ring for row in base.areas}
    places = dict.fromkeys(row.placed_in for row in base.areas)
    farthest: dict[str, Ring] = {
        place: max((ring for (_, other), ring in known.items() if other == place), key=RINGS.index)
        for place in places
    }
    return {(name, place): known.get((name, place), farthest[place]) for name in names for place in places}


def final_provision(today: Today, offers: list[str | None]) -> list[str]:
    """Return each child's provision: the mapping's, or unknown where no offer takes the child."""
    return [
        UNKNOWN_PROVISION if place < len(POOL) and offer is None else PROVISIONS[place]
        for place, offer in zip(today.provision, offers, strict=True)
    ]
