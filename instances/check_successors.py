"""Checks of what ends: offers and parts of offers that close, and the offers that take their residents over."""

import datetime as dt
from collections.abc import Iterator

from instances.draft import Draft
from instances.eligibility import supplied_offers
from models.faults import Fault
from models.tables import Block, Closure, Offer


def successors(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each successor that cannot take residents over for good."""
    endings = _Endings(draft)
    for line, offer in draft.sound(Offer):
        if offer.successor is not None and offer.live_to is None:
            text = "blank where live_to is blank: the offer stays open"
            yield draft.fault(Offer, text, line, "successor", offer.successor)
        elif text := endings.trouble(offer.successor, offer.offer, offer.live_to):
            yield draft.fault(Offer, text, line, "successor", offer.successor)
    for line, closure in draft.sound(Closure):
        if text := endings.trouble(closure.successor, closure.offer, closure.month):
            yield draft.fault(Closure, text, line, "successor", closure.successor)
    for line, block in draft.sound(Block):
        if text := endings.trouble(block.successor, block.offer, None):
            yield draft.fault(Block, text, line, "successor", block.successor)


class _Endings:
    """Offers and how they end."""

    def __init__(self, draft: Draft) -> None:
        self.offers = {offer.offer: offer for offer in draft.rows(Offer)}
        self.closing = {closure.offer for closure in draft.rows(Closure)}
        self.blocks = {block.offer for block in draft.rows(Block)}

    def trouble(self, successor: str | None, offer: str, ends: dt.date | None) -> str:
        """Return what is expected of a successor that will not do; nothing of one that will, or is unknown."""
        found = self.offers.get(successor or "")
        if found is None:
            return ""
        if found.offer == offer:
            return "another offer than the one that ends"
        if found.provision == "gap":
            return "an offer with sufficient placements, or blank; gap is not one"
        if found.live_to is not None or found.offer in self.closing:
            return f"an offer that does not end itself; {found.offer} has a live_to or closures"
        if found.offer in self.blocks:
            return f"an offer that does not end itself; {found.offer} ends with the contract of its block"
        if ends is not None and found.live_from is not None and found.live_from > ends:
            return f"an offer that is open by then, {ends}; {found.offer} opens on {found.live_from}"
        return ""


def closures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of closures: of supplied offers and gap, of nothing, outside the plan, after the offer's end."""
    offers = {offer.offer: offer for offer in draft.rows(Offer)}
    supplied = supplied_offers(draft)
    calendar = draft.calendar
    for line, row in draft.sound(Closure):
        offer = offers.get(row.offer)
        if row.closing_share == 0:
            yield draft.fault(Closure, "a share above 0", line, "closing_share", 0)
        if row.offer in supplied or (offer is not None and offer.provision == "gap"):
            text = (
                "an offer of spot, framework or direct places; those of blocks, homes, services and gap do not close"
            )
            yield draft.fault(Closure, text, line, "offer", row.offer)
        if calendar is not None and not 1 <= calendar.month_of(row.month) <= calendar.all_months:
            last = calendar.first_day(calendar.all_months)
            text = f"a month of the plan or of the year after it, {calendar.start} to {last}"
            yield draft.fault(Closure, text, line, "month", row.month)
        if offer is not None and offer.live_to is not None and row.month >= offer.live_to.replace(day=1):
            text = f"a month before that of the offer's live_to, {offer.live_to}"
            yield draft.fault(Closure, text, line, "month", row.month)
