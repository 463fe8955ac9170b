"""Lines of supply of Sefton 2022, priced relative to each other; `prices` scales them to the published ones."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from calibration.children import NEEDS
from calibration.step_down import TRIAL

Prices = Mapping[str, float]

OWN_CARERS = {"core": 229.0, "enhanced": 283.0}
CONNECTED = {"core": 225.0, "enhanced": 275.0}
AGENCY = {"core": 690.0, "enhanced": 790.0}
HOME = {"enhanced": 3600.0, "complex": 4200.0}
SPOT_HOME = {"complex": 5300.0, "intensive": 7200.0}
SEMI = {"core": 820.0, "enhanced": 1020.0}
GAP_GBP_PER_WEEK = 8500.0

ANY_AGE = (0, 17)
HOME_AGES = (5, 17)
YOUNGER = (5, 15)
SIXTEEN_PLUS = (16, 17)
CALL_OFFS = dt.date(2023, 1, 1)
"""First day of call-offs under the council's own framework."""

WEAK = "takes no new children: grade below the rule; today's residents stay"
CEILING = (
    "market lines in the borough add to 30 beds: with a 12-bed block 42 of the 46 beds (103 less 57) that "
    "Sefton can use without displacing other councils' children"
)


@dataclass(frozen=True)
class Line:
    """One line of supply.

    Attributes:
        capacity: children at most; None where blocks, homes or fostering set it, or for no limit.
        head: budget head.
        prices: pounds a week by need, before scaling; a need without a price is not taken.
        ages: youngest and oldest age.
        note: why, for the reader of the table.
        opens: first day; None if it is open today.
        skills: skills, separated by spaces; None for none.
    """

    provision: str
    route: str
    provider: str
    placed_in: str
    grade: str
    capacity: float | None
    head: str
    prices: Prices
    ages: tuple[int, int]
    note: str
    opens: dt.date | None = None
    skills: str | None = None


def times(prices: Prices, factor: float) -> dict[str, float]:
    """Return the prices multiplied by `factor`."""
    return {need: price * factor for need, price in prices.items()}


def _connected(place: str, capacity: float, note: str) -> Line:
    return Line(
        "connected_carers", "in_house", "sefton_connected", place, "not_graded", capacity, "in_house",
        CONNECTED,
        ANY_AGE, f"120 of the 247 in house are with family and friends (80 of 165 households); {note}",
    )  # fmt: skip


def _agency(
    lot: str,
    place: str,
    capacity: float,
    prices: Prices,
    note: str,
    *,
    route: str = "framework",
    grade: str = "good",
    opens: dt.date | None = None,
) -> Line:
    return Line("ifa", route, f"ifa_{lot}", place, grade, capacity, "ifa", prices, ANY_AGE, note, opens)


def _home(
    lot: str,
    place: str,
    capacity: float,
    prices: Prices,
    note: str,
    *,
    route: str = "framework",
    grade: str = "good",
    ages: tuple[int, int] = HOME_AGES,
    opens: dt.date | None = None,
) -> Line:
    return Line(
        "residential", route, f"homes_{lot}", place, grade, capacity, "residential", prices, ages, note, opens
    )


def _semi(
    lot: str,
    place: str,
    capacity: float,
    prices: Prices,
    note: str,
    *,
    route: str = "spot",
    head: str = "leaving_care",
) -> Line:
    kind = "supported_accommodation"
    return Line(kind, route, lot, place, "not_graded", capacity, head, prices, SIXTEEN_PLUS, note)


def _committed(
    provision: str,
    place: str,
    grade: str,
    head: str,
    ages: tuple[int, int],
    needs: tuple[str, ...],
    note: str,
) -> Line:
    route = "home" if provision == "internal_home" else "block"
    provider = "sefton_homes" if route == "home" else "local_framework_blocks"
    free = dict.fromkeys(needs, 0.0)
    return Line(provision, route, provider, place, grade, None, head, free, ages, note)


FAMILY_LINES = {
    "inhouse_mainstream": Line(
        "in_house_fostering", "in_house", "sefton_fostering", "sefton", "not_graded", None, "in_house",
        OWN_CARERS,
        ANY_AGE, "127 of the 247 in house, by the 85 of 165 households that are not family and friends",
    ),
    "connected_borough": _connected("sefton", 92.0, "84 of them in the borough and the limit assumed"),
    "connected_region": _connected("city_region", 40.0, "36 of them near the borough and the limit assumed"),
    "ifa_borough": _agency(
        "borough", "sefton", 38.0, times(AGENCY, 1.015), "limit a quarter above today's use"
    ),
    "ifa_region": _agency(
        "region", "city_region", 120.0, AGENCY, "limit half above today's use: the framework's largest lot"
    ),
    "ifa_adjoining": _agency(
        "adjoining", "adjoining", 34.0, times(AGENCY, 1.015), "room assumed further away", grade="outstanding"
    ),
    "ifa_specialist": _agency(
        "specialist", "city_region", 25.0, {"complex": 1200.0},
        "few carers take complex need, a gap that the joint strategy names; limit a fifth above today's use",
    ),
    "ifa_spot": _agency(
        "spot", "city_region", 36.0, times(AGENCY, 1.15),
        "5 of 141 off framework in December 2021; what the market offers beyond the framework assumed",
        route="spot",
    ),
    "ifa_pdps": _agency(
        "pdps", "sefton", 10.0, times(AGENCY, 1.01),
        "call-offs of the council's own framework (PDPS), awarded in January 2023; room assumed",
        opens=CALL_OFFS,
    ),
    "ifa_step_down": _agency(
        "step_down", "sefton", 10.0, {"enhanced": 1180.0, TRIAL: 1480.0},
        "families who take children from homes, provider-led; Lancashire paid 1,300 in 2020 against 770 for others; "
        "room assumed",
        opens=CALL_OFFS,
    ),
    "inhouse_specialist": Line(
        "in_house_fostering", "in_house", "sefton_specialist_fostering", "sefton", "not_graded", None, "in_house",
        {"enhanced": 480.0, "complex": 620.0, TRIAL: 620.0},
        (5, 17), "specialist carers that the strategy wants to recruit (disability, exploitation, mother and baby); "
        "none today; fee assumed", skills="disability exploitation parent_and_child",
    ),
    "ifa_weak": _agency(
        "weak", "city_region", 3.0, times(AGENCY, 0.97), WEAK, grade="requires_improvement"
    ),
}  # fmt: skip

HOME_LINES = {
    "res_north_framework": _home("north", "north", 10.0, HOME, CEILING),
    "res_south_framework": _home(
        "south", "south", 8.0, HOME, f"homes for 5 to 15; {CEILING}", grade="outstanding", ages=YOUNGER
    ),
    "res_borough_spot": _home("borough_spot", "sefton", 7.0, SPOT_HOME, CEILING, route="spot"),
    "res_borough_weak": _home(
        "borough_weak", "sefton", 5.0, times(HOME, 0.96), WEAK, grade="requires_improvement"
    ),
    "res_pdps": _home(
        "pdps", "sefton", 4.0, times(HOME, 0.98),
        "call-offs of the council's own framework (PDPS), awarded in January 2023: the last 4 of the 46 beds in the "
        "borough that Sefton can use",
        opens=CALL_OFFS,
    ),
    "res_region_framework": _home(
        "region", "city_region", 17.0, times(HOME, 0.99),
        "limit is today's use: the Cabinet report speaks of a shrinking market and spot searches",
    ),
    "res_region_spot": _home(
        "region_spot", "city_region", 12.0, times(SPOT_HOME, 0.98), "off framework; limit assumed",
        route="spot"
    ),
    "res_adjoining_framework": _home(
        "adjoining", "adjoining", 9.0, times(HOME, 1.01), "homes for 5 to 15; limit is today's use",
        ages=YOUNGER
    ),
    "res_distance_framework": _home(
        "therapeutic", "distance", 8.0, {"intensive": 5800.0}, "therapeutic homes for 5 to 15; limit assumed",
        grade="outstanding", ages=YOUNGER,
    ),
    "res_distance_spot": _home(
        "distance_spot", "distance", 14.0, times(SPOT_HOME, 1.06), "dearest of the market; limit assumed",
        route="spot"
    ),
    "res_region_weak": _home(
        "region_weak", "city_region", 4.0, times(HOME, 0.95), WEAK, grade="requires_improvement"
    ),
    "res_distance_weak": _home(
        "distance_weak", "distance", 1.0, {"complex": 4200.0}, WEAK, grade="inadequate"
    ),
}  # fmt: skip

SUPPORTED_LINES = {
    "sails_borough": _semi(
        "sails_borough", "sefton", 18.0, SEMI, "30 of 33 SaILs off framework in December 2021; limit assumed"
    ),
    "sails_region": _semi(
        "sails_region", "city_region", 20.0, times(SEMI, 1.02), "SaILs off framework; limit assumed"
    ),
    "sails_framework": _semi(
        "sails_framework", "city_region", 5.0, times(SEMI, 0.94),
        "3 of 33 SaILs on framework in December 2021; limit assumed", route="framework",
    ),
    "sails_high_support": _semi(
        "sails_high_support", "sefton", 10.0, {"complex": 1420.0},
        "staffed round the clock; kept small: complex need moved here for want of homes is the "
        "displacement that the joint strategy describes",
    ),
    "lodgings": _semi(
        "local_solutions", "sefton", 22.0, {"core": 205.0, "enhanced": 230.0},
        "supported lodgings; charged to the untyped head, see the fixed line reconciling", route="direct",
        head="reconciling",
    ),
}  # fmt: skip

COMMITTED_LINES = {
    "block_home_complex": _committed(
        "block_residential", "south", "good", "residential", HOME_AGES, ("enhanced", "complex"),
        "block for complex need in the borough; paid by bed",
    ),
    "block_home_intensive": _committed(
        "block_residential", "central", "good", "residential", HOME_AGES, ("complex", "intensive"),
        "therapeutic block in the borough; paid by bed",
    ),
    "block_carers": _committed(
        "block_fostering", "sefton", "good", "ifa", ANY_AGE, ("core", "enhanced"),
        "block of agency carers in the borough; paid by place",
    ),
    "block_sixteen_plus": _committed(
        "block_16plus", "south", "not_graded", "leaving_care", SIXTEEN_PLUS, ("core", "enhanced"),
        "block of semi-independent places; paid by bed",
    ),
    "own_home_two_beds": _committed(
        "internal_home", "central", "awaiting_first_inspection", "residential", HOME_AGES,
        ("complex", "intensive"),
        "council home for the most complex children; paid by home",
    ),
    "own_home_three_beds": _committed(
        "internal_home", "south", "awaiting_first_inspection", "residential", HOME_AGES,
        ("complex", "intensive"),
        "council home; paid by home",
    ),
    "own_home_relaunched": _committed(
        "internal_home", "central", "awaiting_first_inspection", "residential", HOME_AGES, ("enhanced", "complex"),
        "one of the council's own homes, shut today, relaunched for stabilisation and assessment; paid by home",
    ),
    "own_home_four_beds": _committed(
        "internal_home", "north", "awaiting_first_inspection", "residential", HOME_AGES,
        ("enhanced", "complex"),
        "council home for assessment and step-down; paid by home",
    ),
}  # fmt: skip

LINES: dict[str, Line] = {
    **FAMILY_LINES,
    **HOME_LINES,
    **SUPPORTED_LINES,
    **COMMITTED_LINES,
    "gap": Line(
        "gap", "gap", "none_found", "none_found", "none", None, "residential",
        dict.fromkeys((*NEEDS, TRIAL), GAP_GBP_PER_WEEK), ANY_AGE,
        "no sufficient placement: priced as the emergency market",
    ),
}  # fmt: skip
