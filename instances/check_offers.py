"""Checks of offers: the gap, prices, disruption, ages, dates."""

from collections import defaultdict
from collections.abc import Iterator

from instances.draft import Draft
from instances.eligibility import contains, overlaps
from models.faults import Fault
from models.fields import Route
from models.tables import Area, Cohort, Disruption, Need, Offer, OfferPrice

_FROM_SIXTEEN = frozenset({"supported_accommodation", "block_16plus"})
_ROUTE_OF: dict[str, Route] = {
    "gap": "gap",
    "internal_home": "home",
    "block_residential": "block",
    "block_fostering": "block",
    "block_16plus": "block",
}


def one_gap(draft: Draft) -> Iterator[Fault]:
    """Yield faults of the offer `gap`: exactly one, without limit, for every child, nowhere near."""
    if not draft.complete(Offer, "provision"):
        return
    count = sum(line.values["provision"] == "gap" for line in draft.lines(Offer))
    gaps = [(line, offer) for line, offer in draft.sound(Offer) if offer.provision == "gap"]
    if count == 0:
        text = "one offer with provision gap, for children without a sufficient placement; it is missing"
        yield draft.fault(Offer, text, None, "provision")
    for line, _ in gaps[1:]:
        yield draft.fault(Offer, "one offer with provision gap; there is one above", line, "provision", "gap")
    for line, gap in gaps[:1]:
        yield from _gap_is_open(draft, line, gap)
        yield from _gap_takes_all(draft, line, gap)


def _gap_is_open(draft: Draft, line: int, gap: Offer) -> Iterator[Fault]:
    for column in ("capacity_children", "live_from", "live_to"):
        value = getattr(gap, column)
        if value is not None:
            yield draft.fault(Offer, "blank for the offer gap, which is always open", line, column, value)


def _gap_takes_all(draft: Draft, line: int, gap: Offer) -> Iterator[Fault]:
    for cohort in draft.rows(Cohort):
        if not contains(gap, cohort):
            text = f"ages that contain every cohort; gap must take {cohort.cohort}"
            yield draft.fault(Offer, text, line, "age_from", f"{gap.age_from} to {gap.age_to}")
            break
    if draft.complete(OfferPrice, "offer", "need"):
        priced = {row.values["need"] for row in draft.lines(OfferPrice) if row.values["offer"] == gap.offer}
        for need in draft.rows(Need):
            if need.need not in priced:
                text = f"a row for {gap.offer} and need {need.need}; gap must have a price for every need"
                yield draft.fault(OfferPrice, text, None, "need", need.need)


def nowhere_is_gap(draft: Draft) -> Iterator[Fault]:
    """Yield faults of ring `nowhere`: where gap lies for every home area, and no other offer."""
    gap_places = {offer.placed_in for offer in draft.rows(Offer) if offer.provision == "gap"}
    nowhere: set[str] = set()
    for line, area in draft.sound(Area):
        if area.ring == "nowhere":
            nowhere.add(area.placed_in)
        elif area.placed_in in gap_places:
            yield draft.fault(Area, "nowhere, because the offer gap lies there", line, "ring", area.ring)
    for line, offer in draft.sound(Offer):
        if offer.provision != "gap" and offer.placed_in in nowhere:
            text = "an area whose ring is not nowhere; only the offer gap lies there"
            yield draft.fault(Offer, text, line, "placed_in", offer.placed_in)


def prices_and_disruption(draft: Draft) -> Iterator[Fault]:
    """Yield faults of offers without a price, and of priced pairs without disruption from month 0."""
    if draft.complete(OfferPrice, "offer"):
        priced = draft.known(OfferPrice, "offer") or frozenset()
        for line, offer in draft.sound(Offer):
            if offer.offer not in priced:
                text = "an offer with at least one row in the table offer_prices"
                yield draft.fault(Offer, text, line, "offer", offer.offer)
    yield from _disruption(draft)


def _disruption(draft: Draft) -> Iterator[Fault]:
    if not draft.complete(Disruption, "offer", "need", "months_from"):
        return
    others = {offer.offer for offer in draft.rows(Offer) if offer.provision != "gap"}
    first: dict[tuple[object, object], int] = {}
    for line in draft.lines(Disruption):
        months = line.values["months_from"]
        pair = (line.values["offer"], line.values["need"])
        if isinstance(months, int):
            first[pair] = min(months, first.get(pair, months))
    for number, price in draft.sound(OfferPrice):
        if price.offer in others and first.get((price.offer, price.need)) != 0:
            text = "an offer and need with rows in the table disruption, the first with months_from 0"
            yield draft.fault(OfferPrice, text, number, "need", f"{price.offer} {price.need}")


def gap_lasts_a_month(draft: Draft) -> Iterator[Fault]:
    """Yield faults of disruption rows that say a child stays in gap: each stay there is one month."""
    gaps = {offer.offer for offer in draft.rows(Offer) if offer.provision == "gap"}
    for line, row in draft.sound(Disruption):
        if row.offer in gaps and row.monthly_share != 1:
            text = "1 for the offer gap, or no row: every stay there lasts one month"
            yield draft.fault(Disruption, text, line, "monthly_share", row.monthly_share)


def offer_ages(draft: Draft) -> Iterator[Fault]:
    """Yield faults of age bands: under-16s in 16+ provision, and bands that cut a cohort in two."""
    priced: dict[str, set[str]] = defaultdict(set)
    for price in draft.rows(OfferPrice):
        priced[price.offer].add(price.need)
    for line, offer in draft.sound(Offer):
        if offer.provision in _FROM_SIXTEEN and offer.age_from < 16:
            text = f"16 or 17: {offer.provision} is barred for under-16s since September 2021"
            yield draft.fault(Offer, text, line, "age_from", offer.age_from)
        for cohort in draft.rows(Cohort):
            cut = overlaps(offer, cohort) and not contains(offer, cohort)
            if cut and cohort.need in priced[offer.offer] and offer.provision != "gap":
                ages = f"{cohort.age_from} to {cohort.age_to}"
                text = f"ages that contain all or nothing of a cohort; this cuts {cohort.cohort} ({ages})"
                column = "age_from" if offer.age_from > cohort.age_from else "age_to"
                yield draft.fault(Offer, text, line, column, getattr(offer, column))
                break


def offer_routes(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each offer whose route is not that of its provision."""
    for line, offer in draft.sound(Offer):
        expected = _ROUTE_OF.get(offer.provision)
        if expected is not None and offer.route != expected:
            text = f"{expected}, the route of provision {offer.provision}"
            yield draft.fault(Offer, text, line, "route", offer.route)
        elif expected is None and offer.route in _ROUTE_OF.values():
            text = f"another route: provision {offer.provision} is not bought by {offer.route}"
            yield draft.fault(Offer, text, line, "route", offer.route)


def offer_dates(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each offer that ends before it begins."""
    for line, offer in draft.sound(Offer):
        if offer.live_from is not None and offer.live_to is not None and offer.live_from > offer.live_to:
            text = f"a day on or after live_from, {offer.live_from}"
            yield draft.fault(Offer, text, line, "live_to", offer.live_to)
