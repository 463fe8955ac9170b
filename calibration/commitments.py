"""What the council may commit to: blocks, homes, carers; and how full small units get."""

import datetime as dt
from dataclasses import dataclass

from calibration.prices import average_gbp
from calibration.sources import ASSUMED, CABINET, OFSTED, STRATEGY
from models.tables import Block, BlockTier, Fostering, Home, OccupancyLimit

FIRST_CALL_OFF = dt.date(2023, 1, 1)
LAST_CALL_OFF = dt.date(2024, 10, 1)
TERM_MONTHS = 60
TURNED_AWAY = 0.5
MOST_BEDS = 12
GRANT_SHARE = 0.5
ASSET_LIFE_YEARS = 40
APPROVAL_MONTHS = 3
REGISTRATION_MONTHS = 6
PRE_OPENING_MONTHS = 3
RAMP_MONTHS = 3
BREAK_MONTHS = 36
EXTENSION_MONTHS = 24
REVIEW_CAP = 0.09

MARKET_HOMES = ("res_borough_spot", "res_region_spot", "res_distance_spot")
DISCOUNTS = ((2, 4, 0.05), (5, 8, 0.08), (9, 12, 0.12))
"""Fewest beds, most beds, discount on the like-for-like price."""


@dataclass(frozen=True)
class BlockKind:
    """A block and what it is priced after.

    Attributes:
        offer: offer that the block supplies.
        mobilisation_gbp: one-off cost at the start.
        like: how the names of the offers begin that it is compared with.
        needs: needs compared.
        words: the comparison in words.
        break_months: months after which the council may leave; None for no break clause.
        termination_gbp: one-off cost of leaving.
        guarantee_share: share of the beds paid whether used or not.
    """

    offer: str
    mobilisation_gbp: float
    like: str | tuple[str, ...]
    needs: tuple[str, ...]
    words: str
    break_months: int | None = None
    termination_gbp: float = 0.0
    guarantee_share: float = 1.0


BLOCKS = {
    "block_complex": BlockKind(
        "block_home_complex",
        24_000.0,
        MARKET_HOMES,
        ("complex",),
        "off-framework homes for complex need",
        break_months=BREAK_MONTHS,
        termination_gbp=60_000.0,
    ),
    "block_intensive": BlockKind(
        "block_home_intensive",
        30_000.0,
        MARKET_HOMES,
        ("intensive",),
        "off-framework homes for intensive need",
    ),
    "block_foster": BlockKind(
        "block_carers",
        10_000.0,
        "ifa_",
        ("core", "enhanced"),
        "agency carers for core and enhanced need",
        guarantee_share=0.9,
    ),
    "block_semi": BlockKind(
        "block_sixteen_plus", 12_000.0, "sails_", ("core", "enhanced"), "SaILs for core and enhanced need"
    ),
}


@dataclass(frozen=True)
class HomeKind:
    """A type of council home; pounds at 2021/22 prices, one home; months of the stages before it opens."""

    offer: str
    beds: int
    most: int
    capital_gbp: float
    pre_opening_gbp: float
    running_gbp: float
    works_months: int
    delivery: str = "own"
    grant_share: float = GRANT_SHARE


HOME_NOTES = {
    "own": "no document costs a council home; other councils' reports give 250,000 to 470,000 a bed to buy and refit "
    "and 3,600 to 6,000 a week to run per child about 2024, here at 2021/22 prices; DfE has met half of capital; "
    "stages from purchase and registration elsewhere; ramp assumed",
    "relaunched": f"{STRATEGY} means to relaunch the council's homes, shut today: no purchase, refurbishment and "
    "registration only, without grant; figures assumed beside those of a new home of four beds",
}

HOMES = {
    "home_two_beds": HomeKind("own_home_two_beds", 2, 2, 480_000.0, 60_000.0, 490_000.0, 9),
    "home_three_beds": HomeKind("own_home_three_beds", 3, 3, 640_000.0, 85_000.0, 640_000.0, 11),
    "home_four_beds": HomeKind("own_home_four_beds", 4, 2, 820_000.0, 110_000.0, 690_000.0, 12),
    "home_relaunched": HomeKind(
        "own_home_relaunched", 4, 1, 180_000.0, 110_000.0, 690_000.0, 6, delivery="relaunched", grant_share=0.0
    ),
}


def practical_share(beds: int) -> float:
    """Return the share of beds filled on average where half of those who ask are turned away.

    Carried load per bed of a loss system (Erlang's formula) with `beds` servers; found by bisection.
    """
    low, high = 0.0, 10.0 * beds
    for _ in range(100):
        load = (low + high) / 2
        if _blocked_share(load, beds) < TURNED_AWAY:
            low = load
        else:
            high = load
    return low * (1 - TURNED_AWAY) / beds


def _blocked_share(load: float, beds: int) -> float:
    blocked = 1.0
    for n in range(1, beds + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def occupancy_rows() -> list[OccupancyLimit]:
    """Return practical occupancy for 1 to 12 beds."""
    return [
        OccupancyLimit(
            beds=beds,
            practical_share=round(practical_share(beds), 3),
            source=ASSUMED,
            note="carried load per bed of a loss system that turns away half of those who ask: small "
            "units fill worse; homes in England stand at 80 to 85 %",
        )
        for beds in range(1, MOST_BEDS + 1)
    ]


def block_rows() -> list[Block]:
    """Return the blocks on offer."""
    return [
        Block(
            block=block,
            offer=kind.offer,
            start_from=FIRST_CALL_OFF,
            start_to=LAST_CALL_OFF,
            term_months=TERM_MONTHS,
            mobilisation_gbp=kind.mobilisation_gbp,
            guarantee_share=kind.guarantee_share,
            break_after_months=kind.break_months,
            termination_gbp=kind.termination_gbp,
            extensions=1,
            extension_months=EXTENSION_MONTHS,
            review_cap_share=REVIEW_CAP,
            source=ASSUMED,
            note=f"contracts of at least five years, extended by need ({CABINET}), awarded in January 2023 "
            f"({STRATEGY}); last start, mobilisation, extension, break, guarantee, cap of the review assumed",
        )
        for block, kind in BLOCKS.items()
    ]


def tier_rows() -> list[BlockTier]:
    """Return block prices by number of beds."""
    return [
        BlockTier(
            block=block,
            beds_from=first,
            beds_to=last,
            gbp_per_bed_per_week=float(round(average_gbp(kind.like, kind.needs) * (1 - discount))),
            source=ASSUMED,
            note=f"{discount:.0%} under {kind.words}, 2021/22 prices; block prices elsewhere are "
            "confidential; discounts that can be worked out lie between none and a third",
        )
        for block, kind in BLOCKS.items()
        for first, last, discount in DISCOUNTS
    ]


def home_rows() -> list[Home]:
    """Return the types of home that the council may open."""
    return [
        Home.model_validate(
            {
                "home": home,
                "offer": kind.offer,
                "beds": kind.beds,
                "max_homes": kind.most,
                "decision_from": dt.date(2022, 4, 1),
                "approval_months": APPROVAL_MONTHS,
                "works_months": kind.works_months,
                "registration_months": REGISTRATION_MONTHS,
                "capital_gbp": kind.capital_gbp,
                "grant_share": kind.grant_share,
                "asset_life_years": ASSET_LIFE_YEARS,
                "pre_opening_gbp": kind.pre_opening_gbp,
                "pre_opening_months": PRE_OPENING_MONTHS,
                "ramp_months": RAMP_MONTHS,
                "running_gbp_per_year": kind.running_gbp,
                "delivery": kind.delivery,
                "source": ASSUMED,
                "note": HOME_NOTES[kind.delivery],
            }
        )
        for home, kind in HOMES.items()
    ]


def fostering_rows() -> list[Fostering]:
    """Return the in-house fostering service."""
    return [
        Fostering(
            service="fostering",
            offer="inhouse_mainstream",
            households_today=87.0,
            approvals_per_year_today=15,
            approvals_per_year_max=24,
            attrition_per_year_share=0.135,
            places_per_household=round(300 / 165, 4),
            fill_share=0.83,
            approval_gbp=13_500.0,
            lead_months=8,
            source=ASSUMED,
            note=f"{OFSTED}: 87 households for 127 children at 240 in 165; approvals 45 less 30 family and friends; "
            "300 places in 165 households; 240 filled of 290 available; assumed: attrition (England "
            "2023-24), most approvals, cost of an approval, lead time (8 months is the standard's limit); the "
            "22 young people who stay put are among the places not available, so that they are not taken off again",
        ),
        Fostering(
            service="specialist_fostering",
            offer="inhouse_specialist",
            households_today=0.0,
            approvals_per_year_today=0,
            approvals_per_year_max=6,
            attrition_per_year_share=0.135,
            places_per_household=1.0,
            fill_share=0.83,
            approval_gbp=18_000.0,
            lead_months=8,
            source=ASSUMED,
            note=f"{STRATEGY} wants specialist carers for disability, mother and baby and exploitation; none today; "
            "one child to a household; number and cost assumed beside those of other carers",
        ),
    ]
