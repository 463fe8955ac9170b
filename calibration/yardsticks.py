"""What the plan and the instance are held against: policies, the council's projection, recorded behaviour."""

from calibration.finance import COST_BASE, RECONCILING, YEARS
from calibration.recorded import CHILDREN_TODAY, POOL_TODAY
from calibration.sources import (
    ASSUMED,
    CABINET,
    DFE_2019,
    DFE_2021,
    IN_USE,
    PROJECTION,
    STABILITY,
    UPLIFT_APPENDIX,
)
from models.tables import Calibration, Policy, Published

CHILDREN_PROJECTED = 770.015
FURTHER_AWAY_GBP = 6_000.0

POLICIES = (
    (
        "locality", "share_within_ring", "in_authority", "hard", (0.590, 0.600, 0.610),
        "duty to place in the area; no target is published: today's share (306 of 518), then a point a year",
    ),
    (
        "near_home", "share_within_ring", "within_20_miles", "soft", (0.930, 0.935, 0.940),
        "no target is published: about today's share (484 of 518); price of a child-year further away "
        "assumed",
    ),
    (
        "stability", "moves_per_child_year", None, "hard", (0.480, 0.480, 0.480),
        "no target is published; doing nothing gives 0.42 to 0.47, so that this leaves some slack",
    ),
    (
        "family_setting", "family_share", None, "off", (0.77, 0.78, 0.79),
        "the strategy puts a family setting first and prints no target: today 397 of 518; off unless an overlay asks",
    ),
    (
        "in_house_share", "in_house_share_of_fostering", None, "off", (0.62, 0.63, 0.64),
        "the strategy wants a larger in-house share, without a target: today 247 of 397; off unless an overlay asks",
    ),
    (
        "on_framework", "framework_share", None, "off", (0.80, 0.82, 0.84),
        "off-framework placements are to fall; no target is printed; off unless an overlay asks",
    ),
    (
        "homes_cap", "residential_children", None, "off", (70.0, 70.0, 70.0),
        "reliance on homes is to fall; today 70 children; off unless an overlay asks",
    ),
)  # fmt: skip
"""Policy, measure, ring, strength, level by year, basis."""

MEASURES = (
    (
        "first_year_moves_per_child_year", 257 / 589.5, 0.35, 0.50,
        f"{DFE_2021}, reasons for placement change",
        "324 changes less 67 of status only, over the mean of 566 and 613 children; planned moves are in it",
    ),
    (
        "same_placement_two_years_under_16", 0.77, 0.70, 0.80, STABILITY,
        "189 of 247 in 2021; in the model today's under-16s who are in care and under 16 after 24 months: "
        "how many are still where they are today",
    ),
    (
        "share_in_authority", 0.59, 0.54, 0.64, f"{DFE_2019}, placement location",
        "311 of 527 in 2019, those with parents included; of new placements in 2020/21, 291 of 490 known",
    ),
    (
        "share_within_20_miles", 0.922, 0.88, 0.96, f"{DFE_2019}, placement location",
        "486 of 527 in 2019, those with parents included",
    ),
    ("share_in_house_fostering", 247 / POOL_TODAY, 0.44, 0.51, IN_USE, "247 of 518, connected carers too"),
    ("share_ifa", 150 / POOL_TODAY, 0.25, 0.33, IN_USE, "150 of 518"),
    ("share_residential", 70 / POOL_TODAY, 0.11, 0.16, IN_USE, "70 of 518"),
    ("share_supported_accommodation", 51 / POOL_TODAY, 0.08, 0.12, IN_USE, "31 SaILs and 20 lodgings of 518"),
    ("share_residential_in_borough", 25 / 70, 0.32, 0.50, f"{CABINET}, residential in borough", "25 of 70"),
)  # fmt: skip
"""Measure, recorded figure, accepted range, source, note."""


def policy_rows() -> list[Policy]:
    """Return the rules that a plan must keep."""
    return [
        Policy.model_validate(
            {
                "policy": policy,
                "measure": measure,
                "ring": ring,
                "financial_year": year,
                "level": level,
                "strength": strength,
                "gbp_per_unit": FURTHER_AWAY_GBP if strength == "soft" else None,
                "source": ASSUMED,
                "note": note,
            }
        )
        for policy, measure, ring, strength, levels, note in POLICIES
        for year, level in zip(YEARS, levels, strict=True)
    ]


def published_rows() -> list[Published]:
    """Return the council's own projection of cost to March 2025."""
    base = [
        Published(
            item="cost_base",
            line=head,
            value=cost,
            uplift_share=rate,
            source=UPLIFT_APPENDIX,
            note="cost 2021/22",
        )
        for head, (cost, rate) in COST_BASE.items()
    ]
    rest = (
        ("untyped_cost", RECONCILING, UPLIFT_APPENDIX, "reconciling figure, without uplift"),
        ("children_now", float(CHILDREN_TODAY), PROJECTION, "18 February 2022, labelled March 2022"),
        (
            "children_projected",
            CHILDREN_PROJECTED,
            PROJECTION,
            "770 printed; growth of 7,429 thousand needs this",
        ),
        ("rounding", -1.0, UPLIFT_APPENDIX, "types add to 27,923,959; 27,923,958 is printed"),
    )
    return base + [
        Published.model_validate(
            {
                "item": item,
                "line": "total",
                "value": value,
                "uplift_share": None,
                "source": source,
                "note": note,
            }
        )
        for item, value, source, note in rest
    ]


def calibration_rows() -> list[Calibration]:
    """Return recorded figures that the instance's behaviour is shown beside."""
    return [
        Calibration(measure=measure, recorded=round(recorded, 4), low=low, high=high, source=source, note=note)
        for measure, recorded, low, high, source, note in MEASURES
    ]
