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
    """

    offer: str
    mobilisation_gbp: float
    like: str | tuple[str, ...]
    needs: tuple[str, ...]
    words: str


BLOCKS = {
    "block_complex": BlockKind(
        "block_home_complex", 24_000.0, MARKET_HOMES, ("complex",), "off-framework homes for complex need"
    ),
    "block_intensive": BlockKind(
        "block_home_intensive",
        30_000.0,
        MARKET_HOMES,
        ("intensive",),
        "off-framework homes for intensive need",
    ),
    "block_foster": BlockKind(
        "block_carers", 10_000.0, "ifa_", ("core", "enhanced"), "agency carers for core and enhanced need"
    ),
    "block_semi": BlockKind(
        "block_sixteen_plus", 12_000.0, "sails_", ("core", "enhanced"), "SaILs for core and enhanced need"
    ),
}


@dataclass(frozen=True)
class HomeKind:
    """A type of council home; pounds at 2021/22 prices, one home."""

    offer: str
    beds: int
    most: int
    capital_gbp: float
    pre_opening_gbp: float
    running_gbp: float
    lead_months: int


HOMES = {
    "home_two_beds": HomeKind("own_home_two_beds", 2, 2, 480_000.0, 60_000.0, 490_000.0, 18),
    "home_three_beds": HomeKind("own_home_three_beds", 3, 3, 640_000.0, 85_000.0, 640_000.0, 20),
    "home_four_beds": HomeKind("own_home_four_beds", 4, 2, 820_000.0, 110_000.0, 690_000.0, 21),
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
            source=ASSUMED,
            note=f"contracts of at least five years ({CABINET}), awarded in January 2023 ({STRATEGY}); "
            "last start and mobilisation are assumed",
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
        Home(
            home=home,
            offer=kind.offer,
            beds=kind.beds,
            max_homes=kind.most,
            decision_from=dt.date(2022, 4, 1),
            works_months=kind.lead_months,
            capital_gbp=kind.capital_gbp,
            grant_share=GRANT_SHARE,
            asset_life_years=ASSET_LIFE_YEARS,
            pre_opening_gbp=kind.pre_opening_gbp,
            running_gbp_per_year=kind.running_gbp,
            source=ASSUMED,
            note="no document costs a council home; other councils' reports give 250,000 to 470,000 a bed "
            "to buy and refit and 3,600 to 6,000 a week to run per child about 2024, here at 2021/22 "
            "prices; DfE has met half of capital; lead time from purchase and registration elsewhere",
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
            "2023-24), most approvals, cost of an approval, lead time (8 months is the standard's limit)",
        )
    ]
