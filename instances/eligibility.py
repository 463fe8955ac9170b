"""Which offer takes which cohort, as docs/mathematics.md, section 3, has it; on sound rows of a draft."""

from collections import defaultdict

from instances.draft import Draft
from models.instance import Authority
from models.tables import AgedRow, Block, Cohort, Fostering, Home, Offer, OfferPrice, OfferShare

NEEDED = (Cohort, Offer, OfferPrice, OfferShare)
"""Tables that eligibility rests on."""


def contains(offer: AgedRow, cohort: AgedRow) -> bool:
    """Return whether the age band of `offer` contains all of the cohort's."""
    return offer.age_from <= cohort.age_from and cohort.age_to <= offer.age_to


def overlaps(one: AgedRow, other: AgedRow) -> bool:
    """Return whether two age bands share a year."""
    return one.age_from <= other.age_to and other.age_from <= one.age_to


def fits_group(offer: Offer, cohort: Cohort) -> bool:
    """Return whether an offer takes a group of the cohort's size, together or split."""
    within = offer.largest_group is None or cohort.group_size <= offer.largest_group
    return within or cohort.split_allowed == "yes"


def has_skill(offer: Offer, cohort: Cohort) -> bool:
    """Return whether an offer has the skill that the cohort asks for, if it asks for one."""
    return cohort.skill is None or cohort.skill in (offer.skills or "").split()


def supplied_offers(draft: Draft) -> set[str]:
    """Return the offers that blocks, own homes and fostering services supply."""
    supplies: list[Block | Home | Fostering] = [*draft.rows(Block), *draft.rows(Home), *draft.rows(Fostering)]
    return {row.offer for row in supplies}


class Eligibility:
    """Eligibility of cohorts in offers.

    Attributes:
        whole: whether every row that it rests on is sound: only then can somebody be said to have no place.
    """

    def __init__(self, draft: Draft) -> None:
        own = draft.section("authority", Authority)
        self.whole = own is not None and all(draft.whole(model) for model in NEEDED)
        self.own = "" if own is None else own.id
        self._priced = {(row.offer, row.need) for row in draft.rows(OfferPrice)}
        self._sharing: dict[str, set[str]] = defaultdict(set)
        for row in draft.rows(OfferShare):
            self._sharing[row.offer].add(row.authority)

    def authority(self, cohort: Cohort) -> str:
        """Return the authority of a cohort."""
        return cohort.authority or self.own

    def open_to(self, offer: Offer, authority: str) -> bool:
        """Return whether an authority may use an offer."""
        sharing = self._sharing.get(offer.offer)
        return offer.authority in (None, authority) and (sharing is None or authority in sharing)

    def takes(self, offer: Offer, cohort: Cohort) -> bool:
        """Return whether an offer takes a cohort; gap takes every one."""
        if offer.provision == "gap":
            return True
        return (
            contains(offer, cohort)
            and (offer.offer, cohort.need) in self._priced
            and has_skill(offer, cohort)
            and fits_group(offer, cohort)
            and self.open_to(offer, self.authority(cohort))
        )
