"""The tables `offers` and `disruption` of Sefton 2022."""

from calibration.children import NEEDS
from calibration.lines import LINES
from calibration.sources import ASSUMED
from calibration.step_down import TRIAL
from models.tables import Disruption, Offer

MONTHS_FROM = (0, 3, 12)
"""Months since admission from which the chances below hold."""
EARLY_ENDS = {
    "own_carers": {
        "core": (0.085, 0.038, 0.0032),
        "enhanced": (0.110, 0.050, 0.0048),
        "complex": (0.130, 0.060, 0.0070),
        TRIAL: (0.085, 0.038, 0.0032),
    },
    "agency_carers": {
        "core": (0.095, 0.043, 0.0045),
        "enhanced": (0.125, 0.055, 0.0060),
        "complex": (0.150, 0.070, 0.0090),
        TRIAL: (0.095, 0.043, 0.0045),
    },
    "homes": {
        "enhanced": (0.140, 0.065, 0.015),
        "complex": (0.160, 0.075, 0.018),
        "intensive": (0.190, 0.090, 0.022),
    },
    "supported": {
        "core": (0.060, 0.030, 0.010),
        "enhanced": (0.075, 0.038, 0.013),
        "complex": (0.100, 0.050, 0.018),
    },
    "gap": dict.fromkeys((*NEEDS, TRIAL), (1.0, 1.0, 1.0)),
}
"""Monthly chance of an early end by group of provisions and need; alike for all offers of a group."""
GROUPS = {
    "in_house_fostering": "own_carers",
    "connected_carers": "own_carers",
    "ifa": "agency_carers",
    "block_fostering": "agency_carers",
    "residential": "homes",
    "block_residential": "homes",
    "internal_home": "homes",
    "supported_accommodation": "supported",
    "block_16plus": "supported",
    "gap": "gap",
}
NOTES = {
    "own_carers": "unplanned endings 9 % a year with councils' carers (Ofsted 2018-19) are the floor",
    "agency_carers": "unplanned endings 13 % a year with agencies (Ofsted 2018-19) are the floor",
    "homes": "one in seven children in homes moves twice or more a year (England)",
    "supported": "between carers and homes",
}


def offer_rows() -> list[Offer]:
    """Return the table of offers."""
    return [
        Offer.model_validate(
            {
                "offer": name,
                "provision": line.provision,
                "route": line.route,
                "provider": line.provider,
                "placed_in": line.placed_in,
                "grade": line.grade,
                "capacity_children": line.capacity,
                "live_from": line.opens,
                "live_to": None,
                "budget_head": line.head,
                "age_from": line.ages[0],
                "age_to": line.ages[1],
                "skills": line.skills,
                "source": ASSUMED,
                "note": line.note,
            }
        )
        for name, line in LINES.items()
    ]


def disruption_rows() -> list[Disruption]:
    """Return monthly chances of an early end."""
    return [
        Disruption(
            offer=offer,
            need=need,
            months_from=months_from,
            monthly_share=share,
            source=ASSUMED,
            note=_note(GROUPS[line.provision]),
        )
        for offer, line in LINES.items()
        for need in line.prices
        for months_from, share in zip(MONTHS_FROM, EARLY_ENDS[GROUPS[line.provision]][need], strict=True)
    ]


def _note(group: str) -> str:
    if group == "gap":
        return "a child in the gap is placed anew every month"
    return f"falls with months in placement; level set to Sefton's recorded moves and stability; {NOTES[group]}"
