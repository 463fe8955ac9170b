"""Home areas that nothing distinguishes are merged and told apart again, without loss."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Row
from optimiser.area_split import split_areas
from optimiser.areas import Merged, merge_areas
from optimiser.effects import Effects
from optimiser.formulation import Formulation, formulate
from optimiser.kernel import run_off
from optimiser.plan import solve
from optimiser.problem import Floats, Problem
from optimiser.trajectory import admitted_by, trajectory
from tests.optimiser.cases import (
    GAP,
    alike,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    moving,
    plain,
    policy,
    tier,
    violation,
)
from tests.oracles.small import cohort, flat_uplifts, hazards, instance, offer, priced, row, settings

HOMES = ("north", "south", "east")


def merged_cohorts(planning: Instance) -> list[int]:
    """Return the merged cohort of each cohort."""
    return [int(k) for k in merge_areas(compiled(planning)).into]


def test_alike_areas_are_merged() -> None:
    """Three areas of two needs: two cohorts, by need; the children of all areas are added up."""
    problem = compiled(alike(HOMES))
    merged = merge_areas(problem)
    assert merged.into.tolist() == [0, 1, 0, 1, 0, 1]
    assert [c.cohort for c in merged.problem.cohorts] == ["low_north", "high_north"]
    assert merged.problem.entries == pytest.approx(problem.entries.reshape(25, 3, 2).sum(axis=1))
    assert merged.problem.transitions == pytest.approx(problem.transitions[:2, :2])
    assert merged.problem.escalation.tolist() == [[0.7, 0.3], [0, 1]]
    assert merged.problem.eligible.shape == merged.problem.price.shape == (4, 2)
    assert merged.problem.hazard.shape[2] == 2
    assert sum(t.children for t in merged.problem.today) == pytest.approx(sum(t.children for t in problem.today))
    assert run_off(merged.problem).stock.sum(axis=2) == pytest.approx(run_off(problem).stock.sum(axis=2))


def test_todays_children_of_alike_cohorts_are_one_group() -> None:
    """Of the same offer and months in placement; others stay apart; unknown children are added up."""
    spot = offer("spot")
    today = (
        children(1, spot, 3, "low_north"),
        children(2, spot, 3, "low_south"),
        children(4, spot, 5, "low_south"),
        children(0.5, None, 0, "high_north"),
        children(0.25, None, 0, "high_south"),
    )
    merged = merge_areas(compiled(alike(HOMES[:2], placements_today=today))).problem
    assert [(t.offer, t.cohort, t.months, t.children) for t in merged.today] == [(1, 0, 3, 3.0), (1, 0, 5, 4.0)]
    assert merged.unplaced_today.tolist() == [0, 0.75]


def test_one_area_is_left_as_it_is() -> None:
    """The same problem, not a copy; and telling apart gives what was put in."""
    problem = compiled(alike(["north"]))
    merged = merge_areas(problem)
    assert merged.problem is problem
    given, effects = np.ones((1, 1, 1)), Effects()
    apart = split_areas(problem, merged, given, effects)
    assert apart is not None
    assert apart[0] is given
    assert apart[1] is effects


def told_apart(problem: Problem, merged: Merged, admitted: Floats) -> Floats:
    """Return the admissions of every area, where there are no programmes and pathways."""
    apart = split_areas(problem, merged, admitted, Effects())
    assert apart is not None
    return apart[0]


def near(ring: str, **changes: Any) -> Row:
    """Return a hard policy of half the children within a ring."""
    return policy(0.5, ring, **changes)


@pytest.mark.parametrize(
    ("rules", "into"),
    [
        ((), [0, 1, 0, 1, 0, 1]),
        ((near("in_authority"),), [0, 1, 0, 1, 0, 1]),
        # From the north, spot is in the home area; from the south, cheap is; from the east, nothing is.
        ((near("home_area"),), [0, 1, 2, 3, 4, 5]),
        ((near("home_area").model_copy(update={"strength": "off"}),), [0, 1, 0, 1, 0, 1]),
        ((near("home_area", price=10.0),), [0, 1, 2, 3, 4, 5]),
        ((policy(1.0, None),), [0, 1, 0, 1, 0, 1]),
        ((near("in_authority"), near("home_area", policy="other")), [0, 1, 2, 3, 4, 5]),
    ],
)
def test_policies_that_are_on_tell_areas_apart(rules: tuple[Row, ...], into: list[int]) -> None:
    """By ring as seen from each area; moves and policies that are off do not look."""
    assert merged_cohorts(alike(HOMES, policies=rules)) == into


def test_areas_alike_two_by_two() -> None:
    """North and east see spot at home, south and west cheap: two merged areas."""
    homes = ("north", "south", "east", "west")
    planning = alike(homes, needs=("low",), policies=(near("home_area"),))
    rings = tuple(
        a.model_copy(update={"ring": "home_area"})
        if (a.home_area, a.placed_in) in {("east", "north"), ("west", "south")}
        else a
        for a in planning.areas
    )
    assert merged_cohorts(planning.model_copy(update={"areas": rings})) == [0, 1, 0, 1]


def with_steps(**changes: float) -> Instance:
    """Return two alike areas but for transitions given as `low_south__low_south=0.9`."""
    planning = alike(HOMES[:2])
    steps = {(t.cohort, t.to_cohort): t.monthly_share for t in planning.transitions}
    for name, share in changes.items():
        a, b = name.split("__")
        steps[a, b] = share
    return planning.model_copy(update={"transitions": moving(steps)})


@pytest.mark.parametrize(
    ("steps", "merged"),
    [
        ({"low_south__low_south": 0.95}, True),
        ({"low_south__low_south": 0.9}, False),
        ({"low_south__high_south": 0.01}, False),
        ({"low_south__high_south": 0.01, "low_north__high_north": 0.01}, True),
        # Children who move from one area to the other.
        ({"low_south__low_north": 0.01}, False),
        ({"low_south__low_north": 0.01, "low_north__low_south": 0.01}, False),
    ],
)
def test_movement_tells_areas_apart(steps: dict[str, float], merged: bool) -> None:
    """Alike are areas between whose cohorts children move at the same rates, and never across."""
    assert (len(set(merged_cohorts(with_steps(**steps)))) == 2) == merged


def test_areas_with_other_cohorts_are_apart() -> None:
    """Another age band in the south."""
    cohorts = [cohort("a", home_area="north"), cohort("b", ages=(0, 15), home_area="south")]
    planning = instance([GAP, offer("spot")], cohorts, entries=(entering(0, 1, "a"),))
    assert merged_cohorts(planning) == [0, 1]


def test_cohorts_are_paired_by_need_and_age_not_by_order() -> None:
    """High before low in the south."""
    cohorts = [
        *(cohort(f"{need}_north", need, home_area="north") for need in ("low", "high")),
        *(cohort(f"{need}_south", need, home_area="south") for need in ("high", "low")),
    ]
    steps = {
        (f"{need}_{place}", f"{need}_{place}"): share
        for need, share in (("low", 0.9), ("high", 0.8))
        for place in HOMES[:2]
    }
    planning = instance(
        [GAP, offer("spot")], cohorts, transitions=moving(steps), entries=(entering(0, 1, "low_north"),)
    )
    assert merged_cohorts(planning) == [0, 1, 1, 0]


def supplied(homes: tuple[str, ...], monthly: int, **tables: Any) -> Instance:
    """Return alike areas with a block, a home, an offer that ends in September, and moves that cost."""
    planning = alike(homes, **tables)
    more = [
        offer("block", "block_residential", "block"),
        offer("home", "internal_home", "home"),
        offer("ends", capacity_children=2.0, live_to=dt.date(2022, 9, 20)),
    ]
    weekly = {"block": 0.0, "home": 0.0, "ends": 900.0}
    needs = [need.need for need in planning.needs]
    chance = {o.offer: {need: {0: 0.06, 4: 0.02} for need in needs} for o in more}
    offers = (*planning.offers, *more)
    return planning.model_copy(
        update={
            "offers": offers,
            "offer_prices": planning.offer_prices + priced({n: dict.fromkeys(needs, p) for n, p in weekly.items()}),
            "disruption": planning.disruption + hazards(chance),
            "uplifts": flat_uplifts(offers, 0.03),
            "blocks": (block(mobilisation_gbp=5000.0, start_to=row_month(7)),),
            "block_tiers": (tier(2, 4, 2300),),
            "homes": (home(beds=2, max_homes=2, running_gbp_per_year=190e3, capital_gbp=200e3),),
            "settings": settings(monthly, 6, move_gbp=700.0, gap_penalty_gbp_per_week=4000.0),
        }
    )


def row_month(number: int) -> dt.date:
    """Return the first day of a month of 2022."""
    return dt.date(2022, number + 3, 1)


def true_values(made: Formulation, admitted: Floats, units: Floats) -> Floats:
    """Return columns of the programme of all areas for admissions told apart, with the least shortfalls."""
    values = np.zeros(made.model.column_count)
    values[made.units] = units
    values[made.model.groups["constant"]] = 1.0
    for block_of_columns in made.blocks:
        here = admitted[block_of_columns.period][np.ix_(block_of_columns.offers, block_of_columns.cohorts)]
        values[block_of_columns.admit] = here
        values[block_of_columns.carrier] = here.sum(axis=0)
    for line in made.policies:
        shortage, right = made.model.row(line.row)
        values[line.slack] = max(0.0, float(shortage @ values) - right)
    return values


POLICIES: dict[str, tuple[Row, ...]] = {
    "none": (),
    "hard": (policy(0.975, "in_authority"), policy(0.605, None)),
    "soft": (policy(0.99, "in_authority", 80_000.0), policy(0.6, None, 20_000.0)),
}
"""Hard ones that bind, and soft ones that are partly bought."""


@pytest.mark.parametrize("rules", POLICIES)
@pytest.mark.parametrize("monthly", [12, 6, 0])
@pytest.mark.parametrize("homes", [HOMES[:2], HOMES])
def test_merged_optimum_is_the_true_one(homes: tuple[str, ...], monthly: int, rules: str) -> None:
    """The merged plan, told apart, keeps every row of the programme of all areas and costs its optimum."""
    planning = supplied(homes, monthly, policies=POLICIES[rules])
    problem = compiled(planning)
    merged = merge_areas(problem)
    assert len(merged.problem.cohorts) == 2
    small, whole = formulate(merged.problem), formulate(problem)
    found, true = plain(small), plain(whole)
    assert found.objective == pytest.approx(true.objective, rel=1e-7)
    apart = told_apart(problem, merged, admitted_by(merged.problem, small.blocks, found.values))
    values = true_values(whole, apart, np.round(found.values[small.units]))
    assert violation(whole, values) < 1e-6
    assert float(whole.model.cost @ values) == pytest.approx(true.objective, rel=1e-7)


@pytest.mark.parametrize("monthly", [12, 6, 0])
def test_the_plan_itself_is_of_all_areas(monthly: int) -> None:
    """From instance to plan: the true optimum, and admissions of every cohort of every area."""
    planning = supplied(HOMES, monthly)
    plan = solve(planning, gap=0.0)
    assert plan.summary.certificate.objective_gbp == pytest.approx(plain(formulated(planning)).objective, rel=1e-7)
    assert {a.cohort for a in plan.admissions} == {c.cohort for c in planning.cohorts}
    assert {line.home_area for line in plan.occupancy} == set(HOMES)


@pytest.mark.parametrize("monthly", [12, 3])
def test_telling_apart_conserves_children(monthly: int) -> None:
    """Area by area admissions add up to the merged ones, and every area has its own children at period ends."""
    planning = supplied(HOMES, monthly)
    problem = compiled(planning)
    merged = merge_areas(problem)
    small = formulate(merged.problem)
    admitted = admitted_by(merged.problem, small.blocks, plain(small).values)
    apart = told_apart(problem, merged, admitted)
    assert apart.min() >= 0
    assert apart.reshape(*apart.shape[:2], 3, 2).sum(axis=2) == pytest.approx(admitted, abs=1e-7)
    path = trajectory(problem, apart)
    # Exits do not depend on need, so that each area's number follows from entries alone.
    count = run_off(problem).stock[:, 0].sum(axis=0)
    for number in range(1, 25):
        count = count @ problem.transitions + problem.entries[number]
        if number in {period.last for period in problem.calendar.periods}:
            areas = path.stock[:, number].sum(axis=0).reshape(3, 2).sum(axis=1)
            assert areas == pytest.approx(count.reshape(3, 2).sum(axis=1), abs=1e-7)


def test_areas_take_the_merged_plans_shares() -> None:
    """Of a merged cohort's admissions in April a third went to cheap: so it is in each area."""
    problem = compiled(alike(HOMES[:2], needs=("low",)))
    merged = merge_areas(problem)
    admitted = np.zeros((len(problem.calendar.periods), 4, 1))
    admitted[:, 1], admitted[:, 2] = 2.0, 1.0
    apart = told_apart(problem, merged, admitted)
    shares = apart[0] / apart[0].sum(axis=0)
    assert shares[:, 0] == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert shares[:, 1] == pytest.approx([0, 2 / 3, 1 / 3, 0])


def test_who_is_nobody_in_the_merged_plan_goes_to_gap() -> None:
    """No admissions of the merged cohort, and yet somebody in an area: gap takes everyone."""
    problem = compiled(alike(HOMES[:2], needs=("low",)))
    merged = merge_areas(problem)
    apart = told_apart(problem, merged, np.zeros((len(problem.calendar.periods), 4, 1)))
    assert not apart[:, 1:].any()
    assert apart[0, 0] == pytest.approx(problem.entries[1] + run_off(problem).returns[1])


def uneven_quarters() -> Instance:
    """Return two alike areas: late in spring low children enter the north, early in spring high ones the south.

    A third of low children become high within a month; quarters are planned as one.
    """
    names = [f"{need}_{place}" for need in ("low", "high") for place in HOMES[:2]]
    steps = {(name, name): 0.7 if name.startswith("low") else 1.0 for name in names}
    steps |= {(f"low_{place}", f"high_{place}"): 0.3 for place in HOMES[:2]}
    weekly = {"gap": {"low": 7000.0, "high": 7000.0}, "spot": {"low": 1400.0, "high": 2100.0}}
    return instance(
        [GAP, offer("spot")],
        [cohort(name, name.split("_")[0], home_area=name.split("_")[1]) for name in names],
        transitions=moving(steps),
        entries=(entering(3, 3, "low_north"), entering(6, 1, "high_south")),
        offer_prices=priced(weekly),
        disruption=hazards({"spot": {"low": {0: 0.0}, "high": {0: 0.0}}}),
        settings=settings(0),
    )


def test_a_plan_that_does_not_come_apart() -> None:
    """Placed evenly over spring, some low children of the north would be high before any enter."""
    problem = compiled(uneven_quarters())
    merged = merge_areas(problem)
    small = formulate(merged.problem)
    found = plain(small)
    assert split_areas(problem, merged, admitted_by(merged.problem, small.blocks, found.values), Effects()) is None
    assert found.objective < plain(formulate(problem)).objective * 0.99


def test_then_the_areas_are_planned_one_by_one() -> None:
    """The plan is the optimum of the programme of all areas, not the merged one."""
    planning = uneven_quarters()
    plan = solve(planning, gap=0.0)
    assert plan.summary.certificate.status == "optimal"
    assert plan.summary.certificate.objective_gbp == pytest.approx(plain(formulated(planning)).objective, rel=1e-7)
    assert plan.summary.certificate.gap == pytest.approx(0, abs=1e-8)


def test_rows_of_this_test_are_what_they_seem() -> None:
    """The helper: a needs table of two, with escalation from the lower."""
    planning = alike(["north"])
    assert [(n.need, n.rank, n.escalation_share) for n in planning.needs] == [("low", 1, 0.3), ("high", 2, 0.3)]
    assert row("needs", need="low", rank=1, escalation_share=0.3, description="low") in planning.needs


@pytest.mark.parametrize(
    "changes",
    [
        {"skill": "disability"},
        {"group_size": 2},
        {"group_size": 2, "split_allowed": "yes"},
        {"bed_use": 2.0},
        {"solo": "yes"},
        {"authority": "other"},
    ],
)
def test_what_tells_children_apart_tells_their_areas_apart(changes: dict[str, Any]) -> None:
    """The low ones of the south differ: it is planned by itself, north and east together."""
    planning = alike(HOMES, authorities=(row("authorities", authority="other", name="Other"),))
    cohorts = tuple(c.model_copy(update=changes) if c.cohort == "low_south" else c for c in planning.cohorts)
    assert merged_cohorts(planning.model_copy(update={"cohorts": cohorts})) == [0, 1, 2, 3, 0, 1]


def test_cohorts_of_one_need_and_age_stay_apart_within_a_merged_area() -> None:
    """Single children and pairs of each of two areas: two merged cohorts."""
    homes = HOMES[:2]
    planning = alike(homes, needs=("low",))
    pairs = tuple(c.model_copy(update={"cohort": f"pair_{c.home_area}", "group_size": 2}) for c in planning.cohorts)
    steps = moving({(c.cohort, c.cohort): 0.95 for c in (*planning.cohorts, *pairs)})
    both = planning.model_copy(update={"cohorts": (*planning.cohorts, *pairs), "transitions": steps})
    assert merged_cohorts(both) == [0, 0, 1, 1]


@pytest.mark.parametrize("monthly", [12, 3])
def test_merged_areas_share_contracts_that_end_and_successors(monthly: int) -> None:
    """A running block with an extension and a closing offer, residents going on: the merged plan costs the same."""
    shared = offer("shared", "block_residential", "block")
    base = alike(HOMES[:2], settings=settings(monthly))
    weekly = {"shared": {"low": 0.0, "high": 0.0}}
    planning = base.model_copy(
        update={
            "offers": (*base.offers, shared),
            "offer_prices": (*base.offer_prices, *priced(weekly)),
            "disruption": (*base.disruption, *hazards({"shared": {need: {0: 0.05} for need in ("low", "high")}})),
            "uplifts": (*base.uplifts, *flat_uplifts([shared])),
            "blocks": (
                block(
                    "shared",
                    beds_today=3,
                    start_from=dt.date(2021, 10, 1),
                    start_to=dt.date(2021, 10, 1),
                    term_months=11,
                    extensions=1,
                    extension_months=8,
                    successor="spot",
                ),
            ),
            "block_tiers": (tier(3, 3, 1300),),
            "placements_today": (*base.placements_today, children(1.5, shared, 2, "low_south")),
            "closures": (
                row("closures", offer="cheap", month=dt.date(2022, 7, 1), closing_share=0.4, successor="spot"),
            ),
        }
    )
    assert merged_cohorts(planning) == [0, 1, 0, 1]
    found = solve(planning, gap=0.0).summary
    assert found.certificate.objective_gbp == pytest.approx(plain(formulated(planning)).objective, rel=1e-7)
    assert found.commitments[0].end == dt.date(2023, 4, 30)
