"""The optimiser against the oracles: the same optimum, and a plan that is what it says it is."""

from functools import cache
from pathlib import Path

import numpy as np
import pulp
import pytest
from hypothesis import HealthCheck, given, settings

from audit.verify import verify
from instances.reader import load
from models.instance import Instance
from models.plan import Plan
from optimiser.plan import do_nothing, export_mps, solve
from tests.oracles.capacities import capacities, lives_under, run_off, there_of
from tests.oracles.contracted import contracts_in
from tests.oracles.enumeration import evaluate
from tests.oracles.hand import GAP, children, one_cohort
from tests.oracles.measures import POUNDS, weight
from tests.oracles.programme import UnsolvedError
from tests.oracles.random_instances import instances
from tests.oracles.reading import read
from tests.oracles.result import OracleResult, in_order
from tests.oracles.sample import LARGER, SAME, SAMPLE, drawn, one_relaxation, solved
from tests.oracles.small import MONTHS, cohort, hazards, instance, offer, priced, row
from tests.oracles.small import settings as plain_settings
from tests.oracles.stock_form import solve_stock_form, stock_form
from tests.oracles.variants import CHEAPER, policies_off
from tests.oracles.written import admissions_of, replayed

SHA = "0" * 64
ROOM = 1e-5
"""Where hard policies cannot hold, the plan's room is a millionth; it costs at least what ten times that costs."""


def plan_of(planning: Instance, **options: str) -> Plan:
    """Solve to optimality."""
    return solve(planning, gap=0.0, instance_sha256=SHA, explain=False, **options)


@cache
def planned(number: int) -> Plan:
    """Return the optimiser's plan for an instance of the sample."""
    return plan_of(drawn(number))


def objective(plan: Plan) -> float:
    """Return the objective of a plan."""
    return plan.summary.certificate.objective_gbp


def assert_optimal(planning: Instance, plan: Plan, exact: OracleResult) -> None:
    """Assert that a plan costs what the stock form's optimum costs.

    Where hard policies cannot hold, cost is so steep at the least shortfall that a millionth of it matters:
    there the plan is between the optimum with the shortfall held exactly and that with a little room.
    """
    if exact.feasible:
        # The bound itself is a sum of floating point numbers: a gap of nothing may come out as a few 1e-8.
        assert plan.summary.certificate.status == "optimal" or plan.summary.certificate.gap <= SAME / 10
        assert objective(plan) == pytest.approx(exact.objective, rel=SAME)
        return
    assert plan.summary.certificate.status == "relaxed"
    if one_relaxation(planning):
        tight, roomy = (stock_form(planning).solve(room) for room in (0.0, ROOM))
        assert roomy.objective * (1 - SAME) <= objective(plan) <= tight.objective * (1 + SAME)
    rows = sum(policy.strength == "hard" for policy in planning.policies)
    assert shortfall(planning, plan) <= least_shortfall(planning) * (1 + ROOM) + 10 * rows * SAME


def shortfall(planning: Instance, plan: Plan) -> float:
    """Return the summed shortfall of hard policies, each relative to its level."""
    again = replayed(planning, plan)
    return sum(
        max(0.0, short) * weight(again.reading, first, policy)
        for first, policy, short in again.shortfalls
        if policy.strength == "hard"
    )


def least_shortfall(planning: Instance) -> float:
    """Return the least summed shortfall that the stock form finds."""
    form = stock_form(planning)
    values = form.solve_shortfalls()
    return float(sum(weight * values[column] for column, weight in form.hard.items()))


@pytest.mark.parametrize("number", range(SAMPLE))
def test_optimum_is_that_of_the_stock_form(number: int) -> None:
    """The two exact forms have one optimum."""
    assert_optimal(drawn(number), planned(number), solved(number))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SAMPLE, LARGER))
def test_optimum_is_that_of_the_stock_form_on_a_larger_sample(number: int) -> None:
    """The same on more instances."""
    assert_optimal(drawn(number), plan_of(drawn(number)), solve_stock_form(drawn(number)))


@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(instances())
def test_optimum_on_shrinkable_instances(planning: Instance) -> None:
    """The same where a failure shrinks to the smallest shape that shows it."""
    assert_optimal(planning, plan_of(planning), solve_stock_form(planning))


@pytest.mark.parametrize("number", range(0, SAMPLE, 2))
def test_commitments_are_among_the_best_of_all_sets(number: int) -> None:
    """The plan's set costs by enumeration what the best of all sets costs, which is the stock form's optimum.

    That every set tried one by one has this least cost is what `test_oracles_agree` tries, on the same sample.
    """
    chosen = evaluate(drawn(number), in_order(list(planned(number).commitments)))
    best = solved(number)
    if best.feasible:
        assert chosen.objective == pytest.approx(best.objective, rel=SAME)
        assert objective(planned(number)) == pytest.approx(best.objective, rel=SAME)


@pytest.mark.parametrize("number", range(SAMPLE))
def test_every_child_is_placed_at_every_period_end(number: int) -> None:
    """Conservation by cohort: played out, the plan leaves nobody in the pool, and puts nobody there twice."""
    again = replayed(drawn(number), planned(number))
    ends = [last for _, last in again.reading.clock.periods]
    assert np.abs(again.played.pool[0, ends]).max() < SAME
    assert again.played.settled.min() > -SAME


@pytest.mark.parametrize("number", range(SAMPLE))
def test_limits_hold_at_period_ends_and_on_average(number: int) -> None:
    """Played out, nowhere are more children than the commitments made allow."""
    planning, plan = drawn(number), planned(number)
    again, reading = replayed(planning, plan), read(planning)
    lives = lives_under(reading, contracts_in(planning, plan.commitments, "central"))
    left, kept = run_off(reading, lives), households_kept(planning, plan)
    for position, limit in capacities(reading, plan.commitments).items():
        offer = lives[position].offer.offer
        most = np.maximum(limit.without, left[position]) + limit.added + kept.get(offer, 0.0)
        room = most - again.played.stock[0, position] @ lives[position].use
        on_average = (room[:-1] + room[1:]) / 2
        for first, last in reading.clock.periods:
            assert room[last] > -SAME
            assert last == first or on_average[first - 1 : last].mean() > -SAME


def households_kept(planning: Instance, plan: Plan) -> dict[str, np.ndarray]:
    """Return places of retained households at each month's end, by offer."""
    clock, found = read(planning).clock, {}
    for effect in (e for e in plan.effects if e.kind == "retained"):
        programme = next(p for p in planning.programmes if p.programme == effect.id)
        service = next(f for f in planning.fostering if f.service == programme.service)
        first, last = next(p for p in clock.periods if p[0] == clock.month_of(effect.period_start))
        households = effect.amount * service.places_per_household * service.fill_share
        months = range(first, last + 1)
        parts = [there_of(service, households / len(months), month, clock.end + 1) for month in months]
        found[service.offer] = found.get(service.offer, 0.0) + sum(parts)
    return found


@pytest.mark.parametrize("number", range(SAMPLE))
def test_objective_is_the_sum_of_its_groups(number: int) -> None:
    """And each group is what the plan, played out, costs by the oracle's accounts."""
    plan = planned(number)
    groups = plan.summary.objective_groups_gbp
    assert sum(groups.values()) == pytest.approx(objective(plan), rel=1e-9)
    expected = replayed(drawn(number), plan).groups
    for name in {*groups, *expected}:
        tolerance = SAME * objective(plan)
        assert groups.get(name, 0.0) == pytest.approx(expected.get(name, 0.0), abs=tolerance), name


@pytest.mark.parametrize("number", range(SAMPLE))
def test_occupancy_and_gap_are_those_played_out(number: int) -> None:
    """The tables of occupancy and gap say what follows from the admissions."""
    planning, plan = drawn(number), planned(number)
    again = replayed(planning, plan)
    reading, played = again.reading, again.played
    lasts = dict(reading.clock.periods)
    areas = np.array([c.home_area for c in planning.cohorts])
    for line in plan.occupancy:
        first = reading.clock.month_of(line.period_start)
        months = played.average[0, reading.position(line.offer), first - 1 : lasts[first]]
        expected = months[:, areas == line.home_area].sum(axis=1).mean()
        assert line.children == pytest.approx(expected, abs=1e-6)
        beds = reading.lives[reading.position(line.offer)].beds
        expected = (months @ (beds * (areas == line.home_area))).mean()
        assert line.beds_used == pytest.approx(expected, abs=1e-6)
    gap = played.average[0, reading.gap]
    reported = [(first, last) for first, last in reading.clock.periods if last <= reading.clock.last]
    for first, last in reported:
        lines = [x.children for x in plan.gap if reading.clock.month_of(x.period_start) == first]
        assert sum(lines) == pytest.approx(gap[first - 1 : last].sum(axis=1).mean(), abs=1e-5)


@pytest.mark.parametrize("number", range(SAMPLE))
def test_verify_accepts_every_plan(number: int) -> None:
    """The verifier, which shares no code with the optimiser or the oracles, finds nothing."""
    for plan in (planned(number), do_nothing(drawn(number), instance_sha256=SHA)):
        verification = verify(drawn(number), SHA, plan)
        assert verification.ok, [check for check in verification.checks if not check.ok]


@pytest.mark.parametrize("change", CHEAPER)
def test_easier_is_never_dearer(change: str) -> None:
    """An easier policy, another offer, a lower price never raise the objective, and somewhere lower it."""
    lowered = 0
    for number in range(SAMPLE):
        before, planning = planned(number), CHEAPER[change](drawn(number))
        if planning == drawn(number) or before.summary.certificate.status == "relaxed":
            continue
        after = objective(plan_of(planning))
        assert after <= objective(before) * (1 + SAME), number
        lowered += after < objective(before) * (1 - 1e-5)
        if lowered >= 4:
            break
    assert lowered


@pytest.mark.slow
def test_plan_of_a_real_instance_is_what_it_says() -> None:
    """Played out by the oracle, the packaged council's plan costs what it says and places every child."""
    loaded = load("sefton-2022")
    plan = solve(loaded.instance, gap=0.02, instance_sha256=loaded.sha256, explain=False)
    again = replayed(loaded.instance, plan)
    assert sum(again.groups.values()) == pytest.approx(objective(plan), rel=SAME)
    assert np.abs(again.played.pool[0, [last for _, last in again.reading.clock.periods]]).max() < SAME
    for _, policy, short in again.shortfalls:
        assert policy.strength == "soft" or short < (1.0 if policy.measure in POUNDS else SAME)


def test_offer_that_ends_inside_a_quarter_seen_from_two_home_areas() -> None:
    """Four children of two areas, half of them in an offer that ends in its quarter's first month."""
    cohorts = [cohort("north_child"), cohort("south_child", home_area="south")]
    ending, spot = offer("ending", live_to=MONTHS[3].replace(day=20)), offer("spot")
    planning = instance(
        [GAP, ending, spot],
        cohorts,
        settings=plain_settings(0, move_gbp=1000.0),
        transitions=tuple(
            row("transitions", cohort=c.cohort, to_cohort=c.cohort, monthly_share=1.0) for c in cohorts
        ),
        placements_today=tuple(children(1, where, name=c.cohort) for c in cohorts for where in (ending, spot)),
        offer_prices=priced({"gap": {"low": 7000}, "ending": {"low": 0}, "spot": {"low": 700}}),
        disruption=hazards({name: {"low": {0: 0.0}} for name in ("ending", "spot")}),
    )
    # Settled in spot: 2 x 731 days x 100. The others move in the second quarter: 59,366.67 and 1,000 each, as in
    # tests/oracles/test_hand_solved.py.
    days = 31 / 6 + 31 / 2 + 25 + 548
    assert objective(plan_of(planning)) == pytest.approx(2 * (73_100 + days * 100 + 1000))


def test_block_may_start_inside_a_quarter() -> None:
    """Decisions are monthly, periods quarters, and May is the one month in which the block may start."""
    spot, block = offer("spot"), offer("block", "block_residential", "block")
    planning = one_cohort(
        {spot: 1400, block: 0},
        settings=plain_settings(0, 1),
        entries=(row("entries", cohort="child", demand="middle", month=MONTHS[3], children=1.0),),
        blocks=(
            row(
                "blocks",
                block="beds",
                offer="block",
                start_from=MONTHS[1],
                start_to=MONTHS[1],
                term_months=24,
                mobilisation_gbp=0.0,
            ),
        ),
        block_tiers=(row("block_tiers", block="beds", beds_from=1, beds_to=2, gbp_per_bed_per_week=70.0),),
    )
    plan = plan_of(planning)
    assert [(c.start, c.size) for c in plan.commitments] == [(MONTHS[1], 2)]
    assert_optimal(planning, plan, solve_stock_form(planning))


def two_alike(monthly: int, escalation: float, move_gbp: float) -> Instance:
    """Return an instance whose two offers differ in nothing but how many placements break down."""
    cohorts = [cohort("low", "low"), cohort("high", "high")]
    offers = [offer("gap", "gap", "gap", placed_in="nowhere", grade="none"), offer("firm"), offer("shaky")]
    weekly = {"low": 1000.0, "high": 2000.0}
    chances = {"firm": 0.02, "shaky": 0.06}
    today = {"cohort": "low", "provision": "residential", "months_in_placement": 4, "children": 5.0}
    return instance(
        offers,
        cohorts,
        settings=plain_settings(monthly, move_gbp=move_gbp),
        needs=tuple(
            row("needs", need=need, rank=rank, escalation_share=escalation, description=need)
            for rank, need in enumerate(weekly, 1)
        ),
        transitions=tuple(
            row("transitions", cohort=c.cohort, to_cohort=c.cohort, monthly_share=0.97) for c in cohorts
        ),
        entries=tuple(
            row("entries", cohort="low", demand="middle", month=month, children=1.0) for month in MONTHS[:12]
        ),
        placements_today=tuple(row("placements_today", offer=name, **today) for name in chances),
        offer_prices=priced({"gap": {"low": 9000, "high": 9000}, "firm": weekly, "shaky": weekly}),
        disruption=hazards({name: {need: {0: share} for need in weekly} for name, share in chances.items()}),
    )


@pytest.mark.parametrize("monthly", [12, 6, 0])
@pytest.mark.parametrize("escalation", [0.0, 0.3])
@pytest.mark.parametrize("move_gbp", [500.0, 10_000.0])
def test_of_two_offers_alike_the_stabler_is_chosen(
    monthly: int, escalation: float, move_gbp: float, request: pytest.FixtureRequest
) -> None:
    """Nobody is newly placed where more placements break down, all else being the same."""
    if (monthly > 0, escalation, move_gbp) == (True, 0.3, 500.0):
        # An eighth of a child in thirteen is placed so that returns fall early in the tail's quarters and wait
        # there for nothing; where a move costs more, or escalates less, it does not pay.
        request.applymarker(pytest.mark.xfail(strict=True, reason="waiting inside a quarter costs nothing"))
    plan = plan_of(two_alike(monthly, escalation, move_gbp))
    placed = {name: sum(a.children for a in plan.admissions if a.offer == name) for name in ("firm", "shaky")}
    assert placed["shaky"] == pytest.approx(0, abs=SAME)
    assert placed["firm"] > 12


@pytest.mark.parametrize("number", [n for n in range(SAMPLE) if n % 4 == 0])
@pytest.mark.parametrize("solver", [pulp.COIN_CMD, pulp.HiGHS])
def test_exported_model_read_back_has_the_same_optimum(number: int, solver: type, tmp_path: Path) -> None:
    """HiGHS and CBC agree with the optimiser on the model it exports, constants included."""
    if planned(number).summary.certificate.status == "relaxed":
        pytest.skip("hard policies cannot hold: what is exported is not one programme")
    path = tmp_path / "model.mps"
    export_mps(drawn(number), path)
    _, problem = pulp.LpProblem.fromMPS(str(path))
    problem.solve(solver(msg=False, gapRel=0.0, gapAbs=0.0))
    assert pulp.value(problem.objective) == pytest.approx(objective(planned(number)), rel=SAME)


@pytest.mark.parametrize("number", range(0, SAMPLE, 2))
def test_no_new_commitments_is_the_optimum_with_those_of_today(number: int) -> None:
    """The second baseline: recruitment at today's rate, nothing else, and children placed at least cost."""
    planning = drawn(number)
    plan = plan_of(planning, kind="optimised_no_new_commitments")
    running = {block.block for block in planning.blocks if block.beds_today is not None}
    assert all(c.kind == "fostering" or c.id in running for c in plan.commitments)
    form = stock_form(planning)
    form.fix_commitments(plan.commitments)
    form.fix_effects(frozenset({"sold"}))
    fixed = form.solve()
    if fixed.feasible:
        assert objective(plan) == pytest.approx(fixed.objective, rel=SAME)
        if solved(number).feasible:
            assert objective(plan) >= objective(planned(number)) * (1 - SAME)


def test_do_nothing_never_costs_less_than_the_plan() -> None:
    """Do nothing in the reported months, and the best of the tail after it, is one of the plans chosen from.

    Only so: over the reported months alone the plan may well cost more, where what it pays for serves the tail.
    And only month by month, for do nothing's admissions differ within a quarter; without policies, which it
    ignores; and without fostering, whose places it fills to the limit of the day, although some are lost later.
    """
    compared = 0
    for number in range(3 * SAMPLE):
        planning = policies_off(drawn(number))
        if planning.fostering or planning.settings.calendar.monthly_periods < 12:
            continue
        nothing = do_nothing(planning, instance_sha256=SHA)
        form = stock_form(planning)
        form.fix_commitments(nothing.commitments)
        reported = admissions_of(form.clock, nothing.admissions)
        form.fix_admissions({key: n for key, n in reported.items() if key[2] <= form.clock.last})
        try:
            followed = form.solve()
        except UnsolvedError:  # what was placed does not fit the limits of the plan
            continue
        compared += 1
        assert followed.objective >= objective(plan_of(planning)) * (1 - SAME)
    assert compared >= 5
