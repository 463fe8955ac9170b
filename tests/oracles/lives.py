"""An offer as the children in it meet it: whom it takes, how long they stay, where they go when it closes.

Sections 3 and 4 of docs/mathematics.md, written from the specification alone.
"""

from dataclasses import dataclass, replace

import numpy as np

from models.instance import Instance
from models.tables import Cohort, Offer
from tests.oracles.clock import Clock


@dataclass(frozen=True)
class Exit:
    """A share of those left in an offer that goes in a month, to a successor or back to the pool."""

    month: int
    share: float
    successor: str | None


@dataclass(frozen=True)
class Life:
    """An offer as the children in it meet it.

    Attributes:
        takes: 1.0 for each cohort that fits, else 0.0.
        split: 1.0 for each cohort that fits only because its groups may be split.
        use: places that a child of each cohort takes up.
        beds: beds that a child of each cohort takes up.
        bands: hazard by cohort from whole months since admission on, in ascending order from 0.
        today: children at the base date by cohort, keyed by months in placement.
        opens: first month in which it may admit.
        closes: month in which it empties, or None.
        exits: what of it goes when, in the order in which they work.
        accepted: whether its grade allows new placements.
    """

    offer: Offer
    takes: np.ndarray
    split: np.ndarray
    use: np.ndarray
    beds: np.ndarray
    bands: list[tuple[int, np.ndarray]]
    today: dict[int, np.ndarray]
    opens: int
    closes: int | None
    exits: tuple[Exit, ...]
    accepted: bool

    @property
    def is_gap(self) -> bool:
        """Whether this is the offer of provision `gap`."""
        return self.offer.provision == "gap"

    def hazard(self, months: int) -> np.ndarray:
        """Chance of an early end, by cohort, `months` whole months after admission."""
        return next(shares for since, shares in reversed(self.bands) if since <= months)

    def admits_in(self, first: int, last: int) -> bool:
        """Whether the offer is open to admissions in every month of a period."""
        open_throughout = self.opens <= first and (self.closes is None or last < self.closes)
        return open_throughout and (self.accepted or self.is_gap)

    def leaving(self, month: int) -> list[tuple[float, str | None]]:
        """Shares of those left after the step of a month that go, with where they go."""
        left, found = 1.0, []
        for way in self.exits:
            if way.month == month:
                found.append((left * way.share, way.successor))
                left *= 1 - way.share
        return found

    def ending(self, month: int | None, successor: str | None) -> "Life":
        """Return the life with a last month, or with none."""
        if month is None:
            return self
        return replace(self, closes=month, exits=(*self.exits, Exit(month, 1.0, successor)))


def authority_of(instance: Instance, cohort: Cohort) -> str:
    """Return the authority that looks after a cohort."""
    return cohort.authority or instance.settings.authority.id


def life_of(instance: Instance, clock: Clock, offer: Offer) -> Life:
    """Read the life of an offer out of an instance."""
    gap, cohorts = offer.provision == "gap", instance.cohorts
    takes = np.array([float(gap or _fits(instance, offer, c)) for c in cohorts])
    split = np.array([float(not gap and _too_many(offer, c)) for c in cohorts])
    use, beds = _use(instance, offer)
    closes = None if offer.live_to is None else clock.month_of(offer.live_to)
    parts = sorted((clock.month_of(c.month), c) for c in instance.closures if c.offer == offer.offer)
    exits = [Exit(month, c.closing_share, c.successor) for month, c in parts]
    if closes is not None:
        exits.append(Exit(closes, 1.0, offer.successor))
    opens = 1
    while offer.live_from is not None and clock.first_day(opens) < offer.live_from:
        opens += 1
    return Life(
        offer,
        takes,
        takes * split,
        use,
        beds,
        [(0, np.ones(len(cohorts)))] if gap else _bands(instance, offer.offer, takes),
        _today(instance, offer),
        opens,
        closes,
        tuple(exits),
        offer.grade in instance.settings.quality.accepted_grades,
    )


def _fits(instance: Instance, offer: Offer, cohort: Cohort) -> bool:
    prices = {row.need for row in instance.offer_prices if row.offer == offer.offer}
    sharing = {row.authority for row in instance.offer_shares if row.offer == offer.offer}
    own = authority_of(instance, cohort)
    return (
        offer.age_from <= cohort.age_from
        and cohort.age_to <= offer.age_to
        and cohort.need in prices
        and (cohort.skill is None or cohort.skill in (offer.skills or "").split())
        and (not _too_many(offer, cohort) or cohort.split_allowed == "yes")
        and offer.authority in (None, own)
        and (not sharing or own in sharing)
    )


def _too_many(offer: Offer, cohort: Cohort) -> bool:
    return offer.largest_group is not None and cohort.group_size > offer.largest_group


def _use(instance: Instance, offer: Offer) -> tuple[np.ndarray, np.ndarray]:
    """Return places and beds that a child of each cohort takes up."""
    use, beds = [], []
    unit, filled = _unit(instance, offer)
    for cohort in instance.cohorts:
        alone = cohort.solo == "yes"
        use.append(max(1.0, unit * filled) if alone else cohort.bed_use)
        beds.append(max(1.0, unit) if alone else cohort.bed_use)
    if offer.provision == "gap":
        use = beds = [1.0] * len(use)
    return np.array(use), np.array(beds)


def _unit(instance: Instance, offer: Offer) -> tuple[float, float]:
    """Return beds of a unit of an offer, all closed by a solo child, and how far they are filled."""
    for block in instance.blocks:
        if block.offer == offer.offer:
            largest = max(tier.beds_to for tier in instance.block_tiers if tier.block == block.block)
            return block.unit_beds, practical_share(instance, largest - block.emergency_beds)
    for home in instance.homes:
        if home.offer == offer.offer:
            beds = home.beds - home.emergency_beds
            return beds, practical_share(instance, beds)
    for service in instance.fostering:
        if service.offer == offer.offer:
            return service.places_per_household, service.fill_share
    return offer.unit_beds or 1, 1.0


def practical_share(instance: Instance, beds: int) -> float:
    """Return rho of a number of beds: linear between the numbers given, constant outside them."""
    rows = sorted(instance.occupancy_limits, key=lambda row: row.beds)
    return float(np.interp(beds, [row.beds for row in rows], [row.practical_share for row in rows]))


def _today(instance: Instance, offer: Offer) -> dict[int, np.ndarray]:
    place = {cohort.cohort: i for i, cohort in enumerate(instance.cohorts)}
    today: dict[int, np.ndarray] = {}
    for child in instance.placements_today:
        if child.offer == offer.offer:
            group = today.setdefault(child.months_in_placement, np.zeros(len(place)))
            group[place[child.cohort]] += child.children
    return today


def _bands(instance: Instance, offer: str, takes: np.ndarray) -> list[tuple[int, np.ndarray]]:
    rows = [row for row in instance.disruption if row.offer == offer]
    bands = []
    for since in sorted({0, *(row.months_from for row in rows)}):
        shares = np.zeros(len(takes))
        for i, cohort in enumerate(instance.cohorts):
            known = [row for row in rows if row.need == cohort.need and row.months_from <= since]
            if known:
                shares[i] = max(known, key=lambda row: row.months_from).monthly_share
            elif takes[i]:
                raise ValueError(f"no hazard of {offer} for {cohort.need}")
        bands.append((since, shares))
    return bands
