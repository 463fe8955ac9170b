"""Money beside placements: fixed lines, budgets, income, uplifts, deflators."""

from calibration.sources import ASSUMED, COSTS, UPLIFT_APPENDIX
from models.fields import PRICE_PATHS
from models.tables import Budget, Deflator, FixedLine, Income, Uplift

YEARS = ("2022/23", "2023/24", "2024/25")
COST_BASE = {
    "residential": (14_863_922.0, 0.05),
    "ifa": (5_730_880.0, 0.05),
    "leaving_care": (1_739_594.0, 0.05),
    "in_house": (3_750_559.0, 0.0237),
    "sgo": (1_839_004.0, 0.0237),
}
"""Budget head, cost 2021/22 in pounds, the council's uplift a year; 27,923,958 is printed as the sum."""
RECONCILING = 2_527_042.0
LODGINGS_A_YEAR = 20 * 215.0 * 52
IN_HOUSE_BEYOND_ALLOWANCE = 3_750_559.0 - 247 * 241 * 52

UPLIFTS = {
    "in_house_fostering": (0.015, 0.0237, 0.040),
    "connected_carers": (0.015, 0.0237, 0.040),
    "sgo": (0.015, 0.0237, 0.040),
    "internal_home": (0.015, 0.0237, 0.055),
    "ifa": (0.030, 0.050, 0.080),
    "supported_accommodation": (0.030, 0.050, 0.090),
    "residential": (0.035, 0.050, 0.170),
    "block_residential": (0.030, 0.050, 0.090),
    "block_fostering": (0.030, 0.050, 0.070),
    "block_16plus": (0.030, 0.050, 0.070),
    "moves": (0.020, 0.030, 0.050),
    "gap": (0.035, 0.050, 0.170),
    "none": (0.0, 0.0, 0.0),
}
"""Key, rise a year on the low, central and high path."""
COUNCILS_OWN = {
    "in_house_fostering": "2.37 % in house",
    "sgo": "2.37 % special guardianship",
    "ifa": "5 % IFA",
    "supported_accommodation": "5 % leaving care",
    "residential": "5 % independent residential",
}
DEFLATORS = {"2022/23": 0.040, "2023/24": 0.024, "2024/25": 0.017, "2025/26": 0.020}


def fixed_line_rows() -> list[FixedLine]:
    """Return what is paid or counted and not chosen."""
    return [
        FixedLine(
            line="in_house_beyond_allowance",
            provision="none",
            gbp_per_year=IN_HOUSE_BEYOND_ALLOWANCE,
            uplift="in_house_fostering",
            budget_head="in_house",
            source=f"{UPLIFT_APPENDIX}; {COSTS}",
            note="3,750,559 less 247 x 241 x 52: what in-house care costs beyond the weekly 241",
        ),
        FixedLine(
            line="special_guardianship",
            provision="none",
            gbp_per_year=COST_BASE["sgo"][0],
            uplift="sgo",
            budget_head="sgo",
            source=UPLIFT_APPENDIX,
            note="paid after care has ended, so that it has no children of the count",
        ),
        FixedLine(
            line="reconciling",
            provision="none",
            gbp_per_year=RECONCILING - LODGINGS_A_YEAR,
            uplift="none",
            budget_head="reconciling",
            source=UPLIFT_APPENDIX,
            note="2,527,042 less 223,600 for supported lodgings (20 x 215 x 52), which the plan pays as "
            "placements, so that they are not paid twice; no uplift in the council's own sum",
        ),
        FixedLine(
            line="other_placements",
            provision="other",
            gbp_per_year=0.0,
            uplift="none",
            budget_head="reconciling",
            source=ASSUMED,
            note="101 children with parents, for adoption, secure and so on; no document gives them a cost",
        ),
    ]


def budget_rows() -> list[Budget]:
    """Return the base budget: the cost base of 2021/22, held flat in cash."""
    heads = {**{head: cost for head, (cost, _) in COST_BASE.items()}, "reconciling": RECONCILING}
    return [
        Budget(
            budget_head=head,
            financial_year=year,
            gross_gbp=cost,
            income_gbp=0.0,
            source=ASSUMED,
            note="cost base 2021/22 of the cost uplift appendix, flat in cash: the documents have no later budget",
        )
        for year in YEARS
        for head, cost in heads.items()
    ]


def income_rows() -> list[Income]:
    """Return income: none is published."""
    return [
        Income(
            income="contributions",
            financial_year=year,
            budget_head="residential",
            amount_gbp=0.0,
            source=ASSUMED,
            note="no document gives health, education or asylum income; published costs are read as net of it",
        )
        for year in YEARS
    ]


def uplift_rows() -> list[Uplift]:
    """Return price rises by key, path and year; the same in every year."""
    return [
        Uplift(
            uplift=key,
            prices=path,
            financial_year=year,
            uplift_share=rate,
            source=UPLIFT_APPENDIX if path == "central" and key in COUNCILS_OWN else ASSUMED,
            note=COUNCILS_OWN[key] if path == "central" and key in COUNCILS_OWN else _basis(key, path),
        )
        for key, rates in UPLIFTS.items()
        for path, rate in zip(PRICE_PATHS, rates, strict=True)
        for year in YEARS
    ]


def _basis(key: str, path: str) -> str:
    if key == "none":
        return "no uplift in the council's own sum"
    if path == "high" and key in ("residential", "gap"):
        return "172,000 a year (2020) to 4,528 a week (2021/22) is 37 % in about two years, 17 % a year"
    if path == "high" and key.startswith("block"):
        return "a contract's price review, held below the market by index or cap"
    if path == "central" and key != "moves":
        return "as the council's uplift for the nearest type"
    return "set round the central path"


def deflator_rows() -> list[Deflator]:
    """Return general inflation as expected in March 2022."""
    return [
        Deflator(
            financial_year=year,
            deflator_share=share,
            source=ASSUMED,
            note="about the GDP deflator forecast of March 2022; recalled, not read from the publication",
        )
        for year, share in DEFLATORS.items()
    ]
