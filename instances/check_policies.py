"""Checks of policies: years, what they keep from year to year, and levels that nothing could ever meet."""

from collections.abc import Callable, Iterator

from instances.draft import Draft
from instances.eligibility import Eligibility
from models.faults import Fault
from models.fields import FAMILY_PROVISIONS, RESIDENTIAL_PROVISIONS, RINGS, SUPPORTED_PROVISIONS
from models.tables import Area, Block, Cohort, Home, Offer, Policy

_KEPT = ("measure", "ring", "among", "authority", "budget_head")
"""Columns that a policy has alike in all its years."""
_AMONG = {"family": FAMILY_PROVISIONS, "residential": RESIDENTIAL_PROVISIONS, "supported": SUPPORTED_PROVISIONS}
_OWN_FAMILIES = frozenset({"in_house_fostering", "connected_carers"})
_BOUGHT = frozenset({"framework", "spot", "block"})


def policy_rows(draft: Draft) -> Iterator[Fault]:
    """Yield faults of policies: outside the planned years, changing what they measure, or asking for nowhere."""
    years = None if draft.calendar is None else {str(year) for year in draft.calendar.years}
    first: dict[str, Policy] = {}
    for line, row in draft.sound(Policy):
        if years is not None and row.financial_year not in years:
            text = f"a planned year, {min(years)} to {max(years)}"
            yield draft.fault(Policy, text, line, "financial_year", row.financial_year)
        before = first.setdefault(row.policy, row)
        for column in _KEPT:
            if getattr(row, column) != getattr(before, column):
                text = f"{getattr(before, column) or 'blank'}, as in the policy's first row"
                yield draft.fault(Policy, text, line, column, getattr(row, column))
                break
        if row.ring == "nowhere":
            text = "a ring where children live; nowhere is only for the offer gap"
            yield draft.fault(Policy, text, line, "ring", row.ring)


def policies_have_a_subject(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each policy in force that nothing in the instance could meet, or could speak of."""
    subjects = _Subjects(draft)
    if not subjects.whole:
        return
    for line, row in draft.sound(Policy):
        wanted = _WANTED.get(row.measure)
        nothing_asked = row.strength == "off" or (row.is_floor and row.level == 0)
        if wanted is None or nothing_asked or not subjects.of(row):
            continue
        if text := wanted(subjects, row):
            column = "level" if row.measure == "emergency_places" else "measure"
            yield draft.fault(Policy, text, line, column, getattr(row, column))


class _Subjects:
    """What policies may speak of."""

    def __init__(self, draft: Draft) -> None:
        self.eligibility = Eligibility(draft)
        self.whole = self.eligibility.whole and all(draft.whole(model) for model in (Area, Block, Home))
        self.cohorts = draft.rows(Cohort)
        self.offers = [offer for offer in draft.rows(Offer) if offer.provision != "gap"]
        self.rings = {(area.home_area, area.placed_in): area.ring for area in draft.rows(Area)}
        self.homes = draft.rows(Home)
        self.blocks = draft.rows(Block)

    def of(self, policy: Policy) -> list[Cohort]:
        """Return the cohorts that a policy holds for."""
        name = policy.authority
        return [cohort for cohort in self.cohorts if name in (None, self.eligibility.authority(cohort))]

    def placed(self, policy: Policy) -> Iterator[tuple[Offer, Cohort]]:
        """Yield each offer with each cohort of a policy that it takes."""
        for cohort in self.of(policy):
            for offer in self.offers:
                if self.eligibility.takes(offer, cohort):
                    yield offer, cohort


def _within_ring(subjects: _Subjects, policy: Policy) -> str:
    """Return what is missing of a floor of `share_within_ring`."""
    if policy.ring is None or policy.ring == "nowhere":
        return ""
    near = RINGS[: RINGS.index(policy.ring) + 1]
    among = _AMONG.get(policy.among)
    found = any(
        subjects.rings.get((cohort.home_area, offer.placed_in)) in near
        for offer, cohort in subjects.placed(policy)
        if among is None or offer.provision in among
    )
    return (
        ""
        if found
        else f"a measure that some offer meets: none lies within the ring {policy.ring} of a cohort it takes"
    )


def _offers_of(subjects: _Subjects, policy: Policy, provisions: frozenset[str], words: str) -> str:
    found = any(offer.provision in provisions for offer, _ in subjects.placed(policy))
    return "" if found else f"a measure that some offer meets: there is none of {words}"


def _family(subjects: _Subjects, policy: Policy) -> str:
    return _offers_of(subjects, policy, FAMILY_PROVISIONS, "foster families")


def _in_house(subjects: _Subjects, policy: Policy) -> str:
    return _offers_of(subjects, policy, _OWN_FAMILIES, "in-house fostering or connected carers")


def _framework(subjects: _Subjects, policy: Policy) -> str:
    found = any(offer.route == "framework" for offer, _ in subjects.placed(policy))
    return "" if found else "a measure that some offer meets: there is none of route framework"


def _siblings(subjects: _Subjects, policy: Policy) -> str:
    found = any(cohort.group_size > 1 for cohort in subjects.of(policy))
    return "" if found else "a measure of somebody: no cohort has a group_size above 1"


def _providers(subjects: _Subjects, policy: Policy) -> str:
    found = any(offer.route in _BOUGHT for offer, _ in subjects.placed(policy))
    return "" if found else "a measure of some offer: there is none of route framework, spot or block"


def _emergency(subjects: _Subjects, policy: Policy) -> str:
    most = sum(block.emergency_beds for block in subjects.blocks)
    most += sum(home.emergency_beds * (home.max_homes + home.homes_today) for home in subjects.homes)
    return (
        ""
        if policy.level <= most
        else f"at most {most}, the emergency_beds of all blocks and homes that there can be"
    )


_WANTED: dict[str, Callable[[_Subjects, Policy], str]] = {
    "share_within_ring": _within_ring,
    "family_share": _family,
    "in_house_share_of_fostering": _in_house,
    "framework_share": _framework,
    "siblings_together_share": _siblings,
    "provider_share": _providers,
    "emergency_places": _emergency,
}
"""Measure to what an instance lacks for it, empty for nothing."""
