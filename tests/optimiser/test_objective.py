"""The objective, group by group: present value of revenue, the economic charge, penalties."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.money import annuity
from models.tables import Row
from optimiser.commitments import Decisions, options_of
from optimiser.cost_lines import income_by_month, standing_lines
from optimiser.kernel import run_off
from optimiser.model_lines import todays_lines
from optimiser.objective import GROUPS, gap_weights, of_trajectory
from optimiser.summary import group_values
from optimiser.trajectory import admitted_by, trajectory
from tests.optimiser.cases import (
    GAP,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    month,
    one_cohort,
    plain,
    policy,
    service,
    tier,
)
from tests.oracles.small import flat_uplifts, offer, row, settings

SPOT = offer("spot")
HOME = offer("home", "internal_home", "home")
BLOCK = offer("block", "block_residential", "block")
CARERS = offer("carers", "in_house_fostering", "in_house")
INFLATION = tuple(row("deflators", financial_year=year, deflator_share=0.02) for year in ("2022/23", "2023/24"))
LATER = 1 / (1.035 * 1.02)
"""Present value of a pound of the second year under `INFLATION`."""


def groups(planning: Instance) -> dict[str, float]:
    """Return the groups of the optimum, which add up to it."""
    made = formulated(planning)
    found = plain(made)
    values = group_values(made.costs, found.values)
    assert tuple(values) == GROUPS
    assert sum(values.values()) == pytest.approx(found.objective)
    return {group: pytest.approx(value, abs=1e-3) for group, value in values.items() if abs(value) > 1e-3}


def rising(**tables: Any) -> dict[str, Any]:
    """Return tables with everything 10 % dearer in the second year, and discounted at 3.5 % and 2 %."""
    keys = [SPOT, GAP, HOME, BLOCK, CARERS]
    return {"uplifts": flat_uplifts(keys, 0.1), "deflators": INFLATION, **tables}


def test_fees_of_a_settled_child() -> None:
    """365 days at 100 pounds, 366 at 110, discounted."""
    planning = one_cohort({SPOT: 700}, **rising(placements_today=(children(1, SPOT),)))
    assert groups(planning) == {"fees": 36_500 + 366 * 110 * LATER}


def test_fees_of_an_admitted_child() -> None:
    """In April half a child on average: 350 days."""
    planning = one_cohort({SPOT: 700}, **rising(placements_today=(children(1),)))
    assert groups(planning) == {"fees": 35_000 + 366 * 110 * LATER}


def test_gap_and_its_penalty() -> None:
    """Cash 1,000 a day, dearer by 10 % in the second year; the penalty, 700 a week, is 100 a day in both."""
    planning = one_cohort(
        {},
        **rising(placements_today=(children(1),), settings=settings(gap_penalty_gbp_per_week=700.0, move_gbp=1000.0)),
    )
    assert groups(planning) == {
        "gap": 350_000 + 366 * 1100 * LATER,
        "penalties": 35_000 + 36_600 * LATER,
        # A move out of gap every month from May on: 11 at 1,000 and 12 at 1,100.
        "moves": 11_000 + 12 * 1100 * LATER,
    }


def test_gap_today_counts_as_gap() -> None:
    """A child in gap at the base date is there half of April, and admitted again the other half."""
    planning = one_cohort(
        {},
        placements_today=(children(1, GAP),),
        settings=settings(gap_penalty_gbp_per_week=700.0, move_gbp=1000.0),
    )
    assert groups(planning) == {"gap": 731_000, "penalties": 73_100, "moves": 24_000}


def test_moves_of_todays_and_of_new_children() -> None:
    """One child, a tenth of whom moves every month: 12 at 1,000 pounds, 12 at 1,100."""
    planning = one_cohort(
        {SPOT: 0},
        {"spot": {0: 0.1}},
        **rising(placements_today=(children(1, SPOT),), settings=settings(move_gbp=1000.0)),
    )
    assert groups(planning) == {"moves": 1200 + 1320 * LATER}


def test_a_block_is_paid_by_the_bed() -> None:
    """Two beds at 100 a day for a child and a half: fees of the offer itself are nothing."""
    planning = one_cohort(
        {SPOT: 7000, BLOCK: 0},
        **rising(
            placements_today=(children(1.5),),
            blocks=(block(mobilisation_gbp=2400.0),),
            block_tiers=(tier(2, 2, 700),),
        ),
    )
    yearly = annuity(2400, 1 / LATER - 1, 2)
    assert groups(planning) == {"blocks": 73_000 + 366 * 220 * LATER, "charge": yearly * (1 + LATER)}


def test_a_home_is_run_from_its_live_month() -> None:
    """Decided in April, live in July: 9 months at 1,000, then 12 at 1,100; the charge from July on."""
    planning = one_cohort(
        {SPOT: 7000, HOME: 0},
        **rising(
            entries=(entering(0.5, 4),),
            homes=(home(works_months=3, capital_gbp=200e3, grant_share=0.5, pre_opening_gbp=20e3),),
        ),
    )
    yearly = annuity(120e3, 1 / LATER - 1, 10)
    found = groups(planning)
    assert found["homes"] == 9000 + 13_200 * LATER
    assert found["charge"] == yearly * (9 / 12 + LATER)


def test_a_household_costs_its_charge_only() -> None:
    """Live in May; approval 19,000 at 19 % attrition; in the ledger it is paid in April, here over its life."""
    planning = one_cohort(
        {SPOT: 7000, CARERS: 0},
        **rising(entries=(entering(0.2, 2),), fostering=(service(lead_months=1, approval_gbp=19e3),)),
    )
    yearly = annuity(19e3, 1 / LATER - 1, 1 / 0.19)
    assert groups(planning)["charge"] == yearly * (11 / 12 + LATER)


def line(**changes: Any) -> Row:
    """Return a fixed line of 36,000 pounds a year that rises like moves."""
    given: dict[str, Any] = {"line": "secure", "provision": "secure", "gbp_per_year": 36_000.0, "uplift": "moves"}
    return row("fixed_lines", **{**given, "budget_head": "fixed", **changes})


def earned(amount: float, year: str) -> Row:
    """Return income of a year."""
    return row("income", income="grant", financial_year=year, budget_head="fixed", amount_gbp=amount)


def test_fixed_lines_rise_with_their_index() -> None:
    """36,000 and 39,600 discounted; nobody is in care."""
    assert groups(one_cohort({}, **rising(fixed_lines=(line(),)))) == {"fixed": 36_000 + 39_600 * LATER}


def test_income_is_nominal_and_of_its_year() -> None:
    """12,000 in the first year and 24,000 in the tail's year; years outside count nowhere."""
    rows = (earned(12_000, "2022/23"), earned(24_000, "2023/24"), earned(99, "2024/25"), earned(99, "2021/22"))
    planning = one_cohort({}, **rising(income=rows))
    problem = compiled(planning)
    total = sum(income_by_month(problem, received) for received in planning.income)
    assert total[[0, 1, 12, 13, 24]].tolist() == [0, 1000, 1000, 2000, 2000]
    assert groups(planning) == {"income": -(12_000 + 24_000 * LATER)}


def test_without_a_row_the_tail_has_no_income() -> None:
    """It is not the last year's again."""
    assert groups(one_cohort({}, **rising(income=(earned(12_000, "2022/23"),)))) == {"income": -12_000}


def test_fixed_costs_by_month() -> None:
    """Two lines; month 0 has none."""
    problem = compiled(one_cohort({}, **rising(fixed_lines=(line(), line(line="other", uplift="gap")))))
    total = sum(line.monthly for line in standing_lines(problem))
    assert total[[0, 1, 13]] == pytest.approx([0, 6000, 6600])


@pytest.mark.parametrize(("year", "factor"), [("2022/23", 1.0), ("2023/24", LATER)])
def test_a_soft_policys_shortfall_is_of_its_year(year: str, factor: float) -> None:
    """A child settled away: half a child-year short of one half, at 8,000 pounds, discounted as its year."""
    away = offer("away", placed_in="away")
    planning = one_cohort(
        {away: 0},
        deflators=INFLATION,
        placements_today=(children(1, away),),
        policies=(policy(0.5, price=8000.0, financial_year=year),),
        settings=settings(financial_years=2),
        uplifts=flat_uplifts([away, GAP], 0.1, ["2023/24", "2024/25"]),
    )
    assert groups(planning) == {"penalties": 4000 * factor}


def test_the_penalty_of_a_month_in_gap() -> None:
    """Seven pounds a week, discounted, at constant prices."""
    problem = compiled(one_cohort({SPOT: 700}, **rising(settings=settings(gap_penalty_gbp_per_week=7.0))))
    assert gap_weights(problem)[[0, 1, 13]] == pytest.approx([0, 30, 30 * LATER])


def test_todays_children_while_they_stay() -> None:
    """Half of them break down each month: on average 0.75, 0.375 ... of April's 30, May's 31 days."""
    problem = compiled(
        one_cohort(
            {SPOT: 700}, {"spot": {0: 0.5}}, placements_today=(children(1, SPOT),), settings=settings(move_gbp=10.0)
        )
    )
    found = {(line.line, line.id): line.monthly.sum() for line in todays_lines(problem, run_off(problem))}
    days = problem.calendar.weeks[1:] * 7
    assert found["fees", "spot"] == pytest.approx(sum(0.75 * 0.5**k * n * 100 for k, n in enumerate(days)))
    assert found["moves", "spot"] == pytest.approx(10 * (1 - 0.5**24))
    assert found["gap", "gap"] == 0


def busy() -> Instance:
    """Return an instance with something in every group."""
    away = offer("away", placed_in="away", capacity_children=1.0)
    offers = {SPOT: 2800, away: 1400, BLOCK: 0, HOME: 0, CARERS: 0}
    return one_cohort(
        offers,
        {o.offer: {0: 0.1, 3: 0.05} for o in offers},
        uplifts=flat_uplifts([*offers, GAP], 0.1),
        deflators=INFLATION,
        placements_today=(children(2, SPOT, 4), children(1, GAP), children(1)),
        entries=tuple(entering(0.2, number) for number in range(1, 13)),
        blocks=(block(mobilisation_gbp=2400.0, start_to=month(7)),),
        block_tiers=(tier(1, 2, 1400),),
        homes=(home(capital_gbp=90e3, pre_opening_gbp=5e3, running_gbp_per_year=40e3),),
        fostering=(service(households_today=1.0, approval_gbp=9e3),),
        fixed_lines=(line(),),
        income=(earned(12_000, "2022/23"),),
        settings=settings(move_gbp=800.0, gap_penalty_gbp_per_week=3000.0, decision_every_months=6),
    )


def test_the_columns_cost_what_their_children_cost() -> None:
    """The optimum's groups, all months, are those of its trajectory in the horizon and after it."""
    made = formulated(busy())
    values = plain(made).values
    problem = made.problem
    path = trajectory(problem, admitted_by(problem, made.blocks, values))
    units = np.round(values[made.units])
    decisions = Decisions(made.options, units)
    horizon = of_trajectory(problem, path, decisions)
    whole = group_values(made.costs, values)
    later = {group: whole[group] - horizon[group] for group in GROUPS}
    # The rest of each group is what the same accounts give for months 13 to 24.
    average, weeks = path.average[:, 13:], problem.calendar.weeks[13:] * LATER
    rises = {key: index[13:] for key, index in problem.index.items()}
    fees = sum(
        (rises[o.provision] * weeks) @ (average[p] @ problem.price[p])
        for p, o in enumerate(problem.offers)
        if o.offer != "gap"
    )
    assert later["fees"] == pytest.approx(fees)
    assert later["moves"] == pytest.approx(800 * LATER * (rises["moves"] @ path.moves[:, 13:].sum(axis=0)))
    assert later["gap"] == pytest.approx((rises["gap"] * weeks) @ (average[0] @ problem.price[0]), abs=1e-6)
    assert later["penalties"] == pytest.approx(3000 * (weeks @ average[0].sum(axis=1)), abs=1e-6)
    beds = sum(n * o.bed_payments[13:].sum() for o, n in decisions.taken())
    homes = sum(n * o.lines["home_running"][13:].sum() for o, n in decisions.taken() if o.kind == "home")
    assert later["blocks"] == pytest.approx(beds * LATER)
    assert later["homes"] == pytest.approx(homes * LATER)
    assert later["charge"] == pytest.approx(
        LATER * sum(n * o.charge[13:].sum() for o, n in zip(made.options, units, strict=True))
    )
    assert later["fixed"] == pytest.approx(39_600 * LATER)
    assert later["income"] == 0


def test_groups_of_a_trajectory_over_the_reported_months() -> None:
    """By hand: a child in spot and one in gap for 365 days, a home all year, a household from July."""
    planning = one_cohort(
        {SPOT: 700, HOME: 0, CARERS: 0},
        placements_today=(children(1, SPOT), children(1, GAP)),
        homes=(home(capital_gbp=24e3),),
        fostering=(service(approval_gbp=19e3),),
        fixed_lines=(line(),),
        income=(earned(12_000, "2022/23"),),
        settings=settings(move_gbp=10.0, gap_penalty_gbp_per_week=70.0, decision_every_months=3),
    )
    problem = compiled(planning)
    periods = len(problem.calendar.periods)
    admitted = np.zeros((periods, 4, 1))
    admitted[:, 0] = 1.0  # back into gap every month; the tail, too, which must not count
    options = options_of(problem)
    assert [(o.kind, o.month) for o in options] == [(k, m) for k in ("home", "fostering") for m in (1, 4, 7, 10)]
    admitted[12:] /= 3
    units = np.array([1.0, 0, 0, 0, 0, 2.0, 0, 0])
    found = of_trajectory(problem, trajectory(problem, admitted), Decisions(options, units))
    assert found == {
        "fees": pytest.approx(36_500),
        "blocks": 0,
        "homes": pytest.approx(12_000),
        "programmes": 0,
        "moves": pytest.approx(120),
        "gap": pytest.approx(365_000),
        "fixed": pytest.approx(36_000),
        "income": pytest.approx(-12_000),
        # The home's 24,000 over 10 years: 2,400; two households' 3,610 a year for nine months: 5,415.
        "charge": pytest.approx(2400 + 5415),
        "penalties": pytest.approx(3650),
    }
