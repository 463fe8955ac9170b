"""Checks of what blocks, homes and fostering services supply."""

from collections.abc import Iterator

from instances.draft import Draft
from models.faults import Fault
from models.tables import Block, Fostering, Home, OccupancyLimit, Offer

BLOCK_PROVISIONS = frozenset({"block_residential", "block_fostering", "block_16plus"})
_SUPPLIES: dict[type[Block | Home | Fostering], frozenset[str]] = {
    Block: BLOCK_PROVISIONS,
    Home: frozenset({"internal_home"}),
    Fostering: frozenset({"in_house_fostering"}),
}


def supplied_offers(draft: Draft) -> Iterator[Fault]:
    """Yield faults of offers that blocks, homes and services supply: right kind, unshared, no own limit."""
    offers = {offer.offer: (line, offer) for line, offer in draft.sound(Offer)}
    supplied: set[str] = set()
    for model, provisions in _SUPPLIES.items():
        for line, row in draft.sound(model):
            if row.offer in supplied:
                text = "an offer that no other block, home or service supplies"
                yield draft.fault(model, text, line, "offer", row.offer)
            supplied.add(row.offer)
            offer = offers[row.offer][1] if row.offer in offers else None
            if offer is not None and offer.provision not in provisions:
                allowed = " or ".join(sorted(provisions))
                text = f"an offer whose provision is {allowed}; this is {offer.provision}"
                yield draft.fault(model, text, line, "offer", row.offer)
    for line, offer in offers.values():
        if offer.offer in supplied and offer.capacity_children is not None:
            text = "blank: the limit comes from the block, home or service that supplies the offer"
            yield draft.fault(Offer, text, line, "capacity_children", offer.capacity_children)


def offers_are_supplied(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each block or home offer that no block or home supplies."""
    for model in (Block, Home):
        if not draft.complete(model, "offer"):
            continue
        supplied = draft.known(model, "offer") or frozenset()
        for line, offer in draft.sound(Offer):
            if offer.provision in _SUPPLIES[model] and offer.offer not in supplied:
                table = "blocks" if model is Block else "homes"
                text = f"an offer that a row of the table {table} supplies, being {offer.provision}"
                yield draft.fault(Offer, text, line, "offer", offer.offer)


def occupancy_above_zero(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each number of beds of which none may be filled."""
    for line, row in draft.sound(OccupancyLimit):
        if row.practical_share == 0:
            text = "a share above 0: a home or block of these beds could take nobody"
            yield draft.fault(OccupancyLimit, text, line, "practical_share", 0)
