"""What policies measure, in words, and levels in the unit of their measure."""

from models.tables import IN_CHILDREN, IN_POUNDS, Policy
from reports.table import children, percent, pounds, rate
from reports.words import words

_RINGS = {
    "home_area": "share of children in the home area",
    "in_authority": "share of children in the authority",
    "within_20_miles": "share of children within 20 miles",
    "adjoining": "share of children in or next to the authority",
    "at_a_distance": "share of children in a sufficient placement anywhere",
}
_MEASURES = {
    "family_share": "share of children in foster families",
    "in_house_share_of_fostering": "share of fostered children with the council's own or connected carers",
    "framework_share": "share of framework in framework and spot placements",
    "siblings_together_share": "share of siblings in groups who live together",
    "emergency_places": "places kept for emergencies",
    "moves_per_child_year": "care moves per child-year",
    "at_a_distance_share": "share of children at a distance",
    "residential_share": "share of children in residential care",
    "residential_children": "children in residential care on average",
    "provider_share": "largest share of one provider",
    "lower_grade_share": "share of children in offers whose grade is not accepted for new placements",
    "gap_children": "children without a sufficient placement on average",
    "revenue_gbp": "revenue in pounds",
    "capital_gbp": "capital net of grant in pounds",
}
_AMONG = {
    "family": "of those in foster families",
    "residential": "of those in residential care",
    "supported": "of those in supported accommodation",
    "new_admissions": "of those newly placed",
}

POINT, CHILD, THOUSAND = 0.01, 1.0, 1000.0
"""Steps by which the price of a policy is shown: 0.01 of a share or of moves, a child or place, 1,000 pounds."""


def measure_words(policy: Policy) -> str:
    """Return what a policy measures, of whom, for which authority and budget head."""
    ring = policy.ring or ""
    text = _MEASURES.get(policy.measure) or _RINGS.get(ring, f"share of children: {words(ring)}")
    details = [
        *([_AMONG[policy.among]] if policy.among != "all" else []),
        *([f"budget head {words(policy.budget_head)}"] if policy.budget_head else []),
        *([f"{words(policy.authority)} alone"] if policy.authority else []),
    ]
    return ", ".join([text, *details])


def level_text(policy: Policy, level: float) -> str:
    """Return a level in the unit of the policy's measure."""
    if policy.is_share:
        return percent(level)
    if policy.measure in IN_POUNDS:
        return pounds(level)
    return children(level) if policy.measure in IN_CHILDREN else rate(level)


def target_text(policy: Policy, level: float) -> str:
    """Return a level with its sense, such as `at least 61.0 %`."""
    return f"{'at least' if policy.is_floor else 'at most'} {level_text(policy, level)}"


def miss_text(policy: Policy, amount: float) -> str:
    """Return by how much a level is missed, such as `2.75 percentage points short`.

    Args:
        policy: the policy.
        amount: distance from the level, above 0, in the unit of the measure.
    """
    if policy.is_share:
        unit = f"{percent(amount, 2).removesuffix(' %')} percentage points"
    elif policy.measure in IN_POUNDS:
        unit = f"{pounds(amount)} pounds"
    elif policy.measure in IN_CHILDREN:
        unit = f"{children(amount)} {'places' if policy.measure == 'emergency_places' else 'children'}"
    else:
        unit = f"{rate(amount)} moves"
    return f"{unit} {'short' if policy.is_floor else 'too many'}"


def step(policy: Policy) -> float:
    """Return the step by which the price of a policy is shown, in the unit of its measure."""
    if policy.measure in IN_POUNDS:
        return THOUSAND
    return CHILD if policy.measure in IN_CHILDREN else POINT
