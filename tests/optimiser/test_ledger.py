"""The ledger by hand: every line of docs/mathematics.md, section 5, in its year, rounded once."""

from typing import Any

import numpy as np

from models.instance import Instance
from models.plan import LedgerLine
from optimiser.commitments import Decisions, options_of
from optimiser.ledger import NET, REVENUE, ledger, totals_by_year
from optimiser.problem import Problem
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import GAP, block, compiled, home, month, one_cohort, service, tier
from tests.oracles.small import flat_uplifts, offer, row, settings

SPOT = offer("spot", budget_head="agency")
HOME = offer("home", "internal_home", "home", budget_head="own_homes")
BLOCK = offer("block", "block_residential", "block", budget_head="agency")
CARERS = offer("carers", "in_house_fostering", "in_house", budget_head="fostering")
Taken = dict[tuple[str, int], float]
"""Units of the options taken, by kind and month."""


def follow(problem: Problem, stocks: dict[str, Any], moves: dict[str, Any] | None = None) -> Trajectory:
    """Return a trajectory with the stock of each offer at every month's end, and its moves in every month."""
    months = problem.months + 1
    stock, moved = np.zeros((len(problem.offers), months, 1)), np.zeros((len(problem.offers), months))
    for name, count in stocks.items():
        stock[problem.offer_index(name), :, 0] = count
    for name, count in (moves or {}).items():
        moved[problem.offer_index(name), 1:] = count
    return Trajectory(stock, moved[None], np.zeros((0, 0, 0)), ())


def booked(
    planning: Instance, stocks: dict[str, Any], moves: dict[str, Any] | None = None, taken: Taken | None = None
) -> list[Any]:
    """Return ledger lines as (year, line, id, kind, budget head, pounds) for stocks and for options taken."""
    problem = compiled(planning)
    options = options_of(problem)
    units = np.array([(taken or {}).get((o.kind, o.month), 0.0) for o in options])
    lines = ledger(problem, follow(problem, stocks, moves), Decisions(options, units))
    return [(x.financial_year, x.line, x.id, x.kind, x.budget_head, x.amount_gbp) for x in lines]


def two_years(prices: dict[Any, float], **tables: Any) -> Instance:
    """Return an instance of two years, base 2021/22: prices rise by 10 % in each."""
    keys = [SPOT, GAP, HOME, BLOCK, CARERS]
    given = {
        "uplifts": flat_uplifts(keys, 0.1, ["2022/23", "2023/24"]),
        "settings": settings(
            24, 3, financial_years=2, price_base="2021/22", move_gbp=100.0, gap_penalty_gbp_per_week=9999.0
        ),
        "deflators": tuple(
            row("deflators", financial_year=year, deflator_share=0.02) for year in ("2022/23", "2023/24")
        ),
    }
    return one_cohort(prices, **{**given, **tables})


def test_fees_by_day_and_year() -> None:
    """Two children at 100 pounds a day at the base: 365 days at 110, 366 at 121."""
    assert booked(two_years({SPOT: 700}), {"spot": 2.0}) == [
        ("2022/23", "fees", "spot", "revenue", "agency", 80_300.0),
        ("2023/24", "fees", "spot", "revenue", "agency", 88_572.0),
    ]


def test_fees_are_of_average_children() -> None:
    """One at the end of April only: half of it in April, half in May, 15 and 15.5 days at 110."""
    at_ends = np.zeros(37)
    at_ends[1] = 1.0
    assert booked(two_years({SPOT: 700}), {"spot": at_ends}) == [
        ("2022/23", "fees", "spot", "revenue", "agency", 3355.0)
    ]


def test_gap_at_its_cash_price_without_penalty() -> None:
    """One child at 1,000 a day at the base; no fees are paid for it."""
    found = booked(two_years({}), {"gap": 1.0}, {"gap": 1.0})
    assert found == [
        ("2022/23", "gap", "gap", "revenue", "placements", 401_500.0),
        # Twelve moves at 110.
        ("2022/23", "moves", "gap", "revenue", "placements", 1320.0),
        ("2023/24", "gap", "gap", "revenue", "placements", 442_860.0),
        ("2023/24", "moves", "gap", "revenue", "placements", 1452.0),
    ]


def test_moves_are_booked_to_the_offer_left() -> None:
    """A quarter of a move a month at 110, then at 121 pounds, under the offer's head."""
    assert booked(two_years({SPOT: 700, CARERS: 0}, fostering=(service(),)), {}, {"carers": 0.25}) == [
        ("2022/23", "moves", "carers", "revenue", "fostering", 330.0),
        ("2023/24", "moves", "carers", "revenue", "fostering", 363.0),
    ]


def test_a_block_is_used_and_void() -> None:
    """Three beds at 77 a day; one child and a half there from the start in July on."""
    planning = two_years(
        {BLOCK: 0},
        blocks=(block(start_from=month(4), start_to=month(4), term_months=12, mobilisation_gbp=5000.0),),
        block_tiers=(tier(3, 3, 490),),
    )
    at_ends = np.zeros(37)
    at_ends[4:16] = 1.5
    # July to March: 274 days. July has 0.75 on average: 31 x 0.75 + 243 x 1.5 = 387.75 child-days used of 822. April
    # to June 2023, the last of the term: 91 days at 84.7; at the end of June they are still there.
    assert booked(planning, {"block": at_ends}, taken={("block", 4): 1.0}) == [
        ("2022/23", "block_used", "beds", "revenue", "agency", 29_856.75),
        ("2022/23", "mobilisation", "beds", "revenue", "agency", 5500.0),
        ("2022/23", "voids", "beds", "revenue", "agency", 33_437.25),
        ("2023/24", "block_used", "beds", "revenue", "agency", 11_561.55),
        ("2023/24", "voids", "beds", "revenue", "agency", 11_561.55),
    ]


def test_an_empty_block_is_all_voids() -> None:
    """One bed of nobody for a year: 365 days at 77."""
    planning = two_years({BLOCK: 0}, blocks=(block(term_months=12),), block_tiers=(tier(1, 1, 490),))
    assert booked(planning, {}, taken={("block", 1): 1.0}) == [
        ("2022/23", "voids", "beds", "revenue", "agency", 28_105.0)
    ]


def test_homes_opening_running_capital_grant_and_repayment() -> None:
    """Two homes decided in January 2023, live in April: opened at last year's prices, repaid from the tail on."""
    planning = two_years(
        {HOME: 0},
        homes=(home(works_months=3, max_homes=2, capital_gbp=100e3, grant_share=0.25, pre_opening_gbp=10e3),),
    )
    # All at index 1.1 but the running cost, 12,000 a year at 1.21. Nothing is repaid within the two years.
    assert booked(planning, {}, taken={("home", 10): 2.0}) == [
        ("2022/23", "capital", "own", "capital", "own_homes", 220_000.0),
        ("2022/23", "grant", "own", "capital", "own_homes", -55_000.0),
        ("2022/23", "pre_opening", "own", "revenue", "own_homes", 22_000.0),
        ("2023/24", "home_running", "own", "revenue", "own_homes", 29_040.0),
    ]


def test_homes_are_repaid_from_the_year_after() -> None:
    """One home at once, 110,000 of capital without grant: over 10 years at 4 %, 13,562.00 a year from 2023/24."""
    planning = two_years({HOME: 0}, homes=(home(capital_gbp=100e3, running_gbp_per_year=0.0),))
    # 110,000 x 0.04 / (1 - 1.04^-10) = 4,400 / 0.32443583 = 13,562.00.
    assert booked(planning, {}, taken={("home", 1): 1.0}) == [
        ("2022/23", "capital", "own", "capital", "own_homes", 110_000.0),
        ("2023/24", "mrp_and_interest", "own", "financing", "own_homes", 13_562.0),
    ]


def test_pre_opening_before_the_horizon_is_in_no_year() -> None:
    """Live in the first April: opened in March, of the year before."""
    planning = two_years({HOME: 0}, homes=(home(pre_opening_gbp=10e3),))
    assert [line[1] for line in booked(planning, {}, taken={("home", 1): 1.0})] == ["home_running", "home_running"]


def test_recruitment_is_paid_when_decided() -> None:
    """Three approvals in January 2023, live in July: 110 each."""
    recruiting = service(approval_gbp=100.0, lead_months=6, approvals_per_year_max=3)
    planning = two_years({CARERS: 0}, fostering=(recruiting,))
    assert booked(planning, {}, taken={("fostering", 10): 3.0}) == [
        ("2022/23", "recruitment", "carers", "revenue", "fostering", 330.0)
    ]


def test_fixed_lines_and_income() -> None:
    """1,200 a year at 10 % uplift; income nominal and negative; years outside the horizon nowhere."""
    planning = two_years(
        {},
        fixed_lines=(
            row(
                "fixed_lines", line="secure", provision="secure", gbp_per_year=1200.0, uplift="other", budget_head="f"
            ),
        ),
        income=tuple(
            row("income", income="grant", financial_year=year, budget_head="g", amount_gbp=amount)
            for year, amount in (("2021/22", 1.0), ("2022/23", 100.0), ("2023/24", 200.0), ("2024/25", 1.0))
        ),
    )
    assert booked(planning, {}) == [
        ("2022/23", "fixed", "secure", "revenue", "f", 1320.0),
        ("2022/23", "income", "grant", "income", "g", -100.0),
        ("2023/24", "fixed", "secure", "revenue", "f", 1452.0),
        ("2023/24", "income", "grant", "income", "g", -200.0),
    ]


def test_lines_are_rounded_once_a_year() -> None:
    """0.014 pounds a day for a child all year is 5.11, not 12 roundings; less than half a penny is left out."""
    planning = one_cohort({SPOT: 0.098, offer("other"): 7e-5}, settings=settings())
    assert booked(planning, {"spot": 1.0, "other": 1.0}) == [("2022/23", "fees", "spot", "revenue", "agency", 5.11)]


def test_lines_are_in_order_of_year_head_and_line() -> None:
    """So that two ledgers of the same plan are the same file."""
    planning = two_years({SPOT: 700, CARERS: 7}, fostering=(service(),))
    found = booked(planning, {"spot": 1.0, "carers": 1.0, "gap": 1.0}, {"spot": 1.0})
    assert [line[0] for line in found] == ["2022/23"] * 4 + ["2023/24"] * 4
    for year in (found[:4], found[4:]):
        assert [line[4:0:-3] for line in year] == [
            ("agency", "fees"),
            ("agency", "moves"),
            ("fostering", "fees"),
            ("placements", "gap"),
        ]


def test_the_authority_is_named_in_every_line() -> None:
    """As its settings do."""
    problem = compiled(two_years({SPOT: 700}))
    assert {x.authority for x in ledger(problem, follow(problem, {"spot": 1.0}), Decisions((), np.zeros(0)))} == {
        "test"
    }


def amount(kind: Any, pounds: float, year: str = "2022/23") -> LedgerLine:
    """Return a line of some kind."""
    return LedgerLine(
        financial_year=year, authority="test", budget_head="h", line="l", kind=kind, id="i", amount_gbp=pounds
    )


def test_totals_are_sums_of_rounded_lines() -> None:
    """Of revenue; and of revenue, financing and income; capital is in neither. Ten pennies are ten pence."""
    lines = (
        *(amount("revenue", 0.01) for _ in range(10)),
        amount("financing", 5.0),
        amount("income", -2.5),
        amount("capital", 100.0),
        amount("revenue", 7.0, "2023/24"),
    )
    years = ["2022/23", "2023/24", "2024/25"]
    assert totals_by_year(lines, REVENUE, years) == {"2022/23": 0.1, "2023/24": 7.0, "2024/25": 0.0}
    assert totals_by_year(lines, NET, years) == {"2022/23": 2.6, "2023/24": 7.0, "2024/25": 0.0}
