"""Settled children and those of them who leave: columns, rows, and what becomes of all, by hand and by month."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from models.tables import Offer, Row
from optimiser.effects import Effects
from optimiser.formulation import Formulation, effects_in, formulate
from optimiser.plan import solve
from optimiser.problem import Floats, Problem
from optimiser.settled import settled_today
from optimiser.trajectory import Trajectory, admitted_by, trajectory
from tests.optimiser.cases import (
    GAP,
    children,
    compiled,
    entering,
    formulated,
    month,
    moving,
    optimum,
    plain,
    programme,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, row, settings

HOME = offer("house")
"""A children's home at 700 pounds a day; families below cost 100."""
FAMILY = offer("family", "ifa", "framework")
COHORTS = [cohort("child"), cohort("trial", "trial"), cohort("better", "better")]
NEEDS = tuple(
    row("needs", need=need, rank=rank, escalation_share=0.0, description=need)
    for rank, need in enumerate(("better", "trial", "low"), 1)
)


def pathway(**changes: Any) -> Row:
    """Return a step-down from the cohort `child` to `trial`: a tenth of the settled a month, free, without limit."""
    given: dict[str, Any] = {
        "pathway": "step_down",
        "cohort": "child",
        "trial_cohort": "trial",
        "readiness_monthly_share": 0.1,
        "max_per_year": 1000.0,
        "release_gbp": 0.0,
        "start_from": month(1),
    }
    made: Row = row("step_downs", **{**given, **changes})
    return made


def houses(
    *pathways: Row,
    stays: dict[tuple[str, str], float] | None = None,
    hazard: dict[int, float] | None = None,
    offers: tuple[Offer, ...] = (HOME, FAMILY),
    **tables: Any,
) -> Instance:
    """Return ten children in a home, three years there; only a family takes those on trial, at 700 pounds a week.

    Nobody changes cohort or leaves unless said so; in the home the chance of an end is `hazard` by months.
    """
    weekly = {
        "gap": {"low": 70_000.0, "trial": 70_000.0, "better": 70_000.0},
        "house": {"low": 4900.0},
        "family": {"trial": 700.0, "better": 700.0},
    }
    weekly |= {o.offer: {"low": 4900.0} for o in offers if o.offer not in weekly}
    chance = {name: {need: {0: 0.0} for need in needs} for name, needs in weekly.items()}
    chance["house"]["low"] = hazard or {0: 0.0}
    given: dict[str, Any] = {
        "needs": NEEDS,
        "transitions": moving(stays or {(c.cohort, c.cohort): 1.0 for c in COHORTS}),
        "entries": (entering(0),),
        "placements_today": (children(10, HOME, 36),),
        "offer_prices": priced(weekly),
        "disruption": hazards(chance),
        "step_downs": pathways,
    }
    return instance([GAP, *offers], COHORTS, **{**given, **tables})


def solved(planning: Instance) -> tuple[Formulation, Floats, Effects]:
    """Return the programme of an instance, its optimum, and what pathways and programmes do there."""
    made = formulated(planning)
    values = plain(made).values
    return made, values, effects_in(made, values)


def test_without_pathways_there_are_no_columns() -> None:
    """Nor rows."""
    made = formulated(houses())
    assert made.leavers == []
    assert not [name for name in made.model.groups if name.startswith(("leaving", "left"))]
    assert not {"readiness", "reunification", "settled", "pathway_year"} & set(made.model.families)


def test_releases_take_a_share_of_the_settled_every_month() -> None:
    """Row `readiness`: of 10 children 1 in April, of 9 then 0.9, and so on; each is 600 a day cheaper."""
    made, _, effects = solved(houses(pathway()))
    released = effects.left[0, :, made.problem.offer_index("house"), 0]
    assert released[:3] == pytest.approx([1, 0.9, 0.81])
    # Every month a tenth less; in the tail's quarters three tenths of those there before.
    path = trajectory(made.problem, admitted_by(made.problem, made.blocks, plain(made).values), effects)
    assert path.stock[1, 1:13, 0] == pytest.approx(10 * 0.9 ** np.arange(1, 13))
    assert path.stock[1, [15, 18], 0] == pytest.approx(10 * 0.9**12 * np.array([0.7, 0.49]))
    assert path.stock[2, 1:13, 1] == pytest.approx(10 - 10 * 0.9 ** np.arange(1, 13))
    assert path.moves[1, 1:4] == pytest.approx([1, 0.9, 0.81]), "planned moves, by the offer left"


@pytest.mark.parametrize(
    ("rows", "without", "cost"),
    [
        # One a year, in April: half of April at both prices. 10 children x 731 days x 700, less 600 a day for 716
        # days of the first and, in thirds from April, May and June of the tail, 351, 320.5, 290 days of the second.
        ((pathway(max_per_year=1.0),), "pathway_year", 10 * 731 * 700 - 600 * (716 + 320.5)),
        # In the quarter from January 2024: 0.3 x 10 in thirds, for 15.5 + 29 + 31, 14.5 + 31, and 15.5 days.
        ((pathway(start_from=month(22)),), "readiness", 10 * 731 * 700 - 600 * 136.5),
        ((pathway(start_from=month(22)),), "settled", 10 * 731 * 700 - 600 * 136.5),
        # From February on there is no whole period left.
        ((pathway(start_from=month(23)),), None, 10 * 731 * 700),
    ],
)
def test_rows_of_releases(rows: tuple[Row, ...], without: str | None, cost: float) -> None:
    """Least cost by hand; dropping the row makes it cheaper."""
    planning = houses(*rows)
    assert optimum(planning) == pytest.approx(cost)
    if without is not None:
        assert optimum(planning, without) < cost - 1


def test_a_release_costs_its_preparation_and_a_move() -> None:
    """One in April: 1,000 for the release and 300 for the move; another in the first quarter of the tail."""
    planning = houses(pathway(max_per_year=1.0, release_gbp=1000.0), settings=settings(move_gbp=300.0))
    saved = 600 * (716 + 320.5) - 2 * 1300
    assert optimum(planning) == pytest.approx(10 * 731 * 700 - saved)
    plan = solve(planning, gap=0.0)
    lines = {(line.line, line.id): line.amount_gbp for line in plan.ledger}
    assert lines["step_down", "step_down"] == 1000.0
    assert lines["moves", "house"] == 300.0
    assert plan.summary.objective_groups_gbp["moves"] == pytest.approx(2 * 1300)
    assert [(e.kind, e.id, e.cohort, e.offer, e.period_start) for e in plan.effects] == [
        ("released", "step_down", "child", "house", month(1)),
        ("released", "step_down", "child", "house", month(13)),
    ]
    assert [e.amount for e in plan.effects] == pytest.approx([1, 1])


def test_what_is_dear_to_release_is_not_released() -> None:
    """A release saves at most 600 x 716 days."""
    assert optimum(houses(pathway(release_gbp=430_000.0))) == pytest.approx(10 * 731 * 700)


def test_who_is_taken_back_returns_from_the_family() -> None:
    """A tenth of the children on trial need the home again in a month: no family takes them then."""
    stays = {("child", "child"): 1.0, ("trial", "trial"): 0.6, ("trial", "better"): 0.3, ("trial", "child"): 0.1}
    made, values, effects = solved(houses(pathway(max_per_year=1.0), stays=stays | {("better", "better"): 1.0}))
    path = trajectory(made.problem, admitted_by(made.problem, made.blocks, values), effects)
    # One released in April; in May 0.6 are still on trial, 0.3 better, and 0.1 move back to the home.
    assert path.stock[2, 2] == pytest.approx([0, 0.6, 0.3])
    assert path.stock[1, 2, 0] == pytest.approx(9.1)
    assert path.moves[2, 2] == pytest.approx(0.1)


def test_only_settled_children_are_released() -> None:
    """The last hazard from 12 months on: who enters in April is settled at the end of April a year later."""
    planning = houses(
        pathway(),
        hazard={0: 0.0, 12: 0.0},
        placements_today=(children(0, HOME),),
        entries=(entering(10, 1, "child"),),
    )
    made, _, effects = solved(planning)
    released = effects.left[0, :, 1, 0]
    # Settled at the end of month 13, in the quarter 13 to 15; three tenths of them may leave in each of the next two.
    assert not released[:13].any()
    assert released[13:15] == pytest.approx([3, 2.1])
    assert not [name for name in made.model.groups if name.startswith("left_0_") and "_12_" in name]


def test_todays_children_settle_too() -> None:
    """Ten months there today: settled at the end of May, released from June."""
    _, _, effects = solved(houses(pathway(), hazard={0: 0.0, 12: 0.0}, placements_today=(children(10, HOME, 10),)))
    assert effects.left[0, :4, 1, 0] == pytest.approx([0, 0, 1, 0.9])


def test_settled_children_are_counted_from_their_months() -> None:
    """Five for 11 months and five for 36, of whom a tenth moves on a month from 12 months on."""
    problem = compiled(
        houses(pathway(), hazard={0: 0.0, 12: 0.1}, placements_today=(children(5, HOME, 11), children(5, HOME, 36)))
    )
    never = problem.months + 1
    stock = settled_today(problem)[1, never][:3, 0]
    # At the end of April the five have been there for 12 months, and their first hazard of a tenth is in May.
    assert stock == pytest.approx([5, 5 + 4.5, 4.5 + 4.05])


@pytest.mark.parametrize("monthly", [12, 0])
def test_no_more_leave_than_there_are(monthly: int) -> None:
    """In a closing home nobody is released in the month in which it empties or later."""
    closing = offer("house", live_to=month(6).replace(day=30))
    spot = offer("spot")
    planning = houses(pathway(), offers=(closing, spot, FAMILY), settings=settings(monthly))
    made, values, effects = solved(planning)
    path = trajectory(made.problem, admitted_by(made.problem, made.blocks, values), effects)
    assert path.stock.min() > -1e-9
    last = 6 if monthly else 4
    assert effects.left[0, last - 1 if monthly else 1, 1].sum() == 0


def test_those_whose_part_closes_cannot_leave_too() -> None:
    """Of a home's ten children 95 % lose their place in the second month of the last quarter, where three are ready.

    With x released a month, (10 - x) x 0.05 - 2 x are left at its end: x is at most 0.5 / 2.05.
    """
    closing = row("closures", offer="house", month=month(23), closing_share=0.95)
    planning = houses(pathway(start_from=month(22)), hazard={0: 0.0, 12: 0.0}, closures=(closing,))
    made, values, effects = solved(planning)
    assert effects.left[0, -1, 1, 0] == pytest.approx(3 * 0.5 / 2.05)
    path = trajectory(made.problem, admitted_by(made.problem, made.blocks, values), effects)
    assert path.stock[1].min() > -1e-9
    assert optimum(planning, "settled") < optimum(planning) - 1


def test_settled_children_are_counted_where_releases_ask_for_them() -> None:
    """At the month ends before periods; where a part closes inside a period, at those of its months too."""
    closing = row("closures", offer="house", month=month(23), closing_share=0.95)
    home_takes, periods = 1, 16
    for closures, month_ends in (((), periods), ((closing,), periods + 3)):
        made = formulated(houses(pathway(), closures=closures))
        never = made.problem.months + 1
        columns = made.model.groups[f"settled_1_{never}"]
        assert columns.stop - columns.start == month_ends * home_takes


def by_month(problem: Problem, admitted: Floats, effects: Effects) -> Trajectory:
    """Follow everybody month by month and by months since admission, as docs/mathematics.md says."""
    size, last = len(problem.cohorts), problem.hazard.shape[1] - 1
    state = np.zeros((len(problem.offers), last + 1, size))
    for child in problem.today:
        state[child.offer, min(child.months, last), child.cohort] += child.children
    stock = np.zeros((len(problem.offers), problem.months + 1, size))
    stock[:, 0] = state.sum(axis=1)
    moves, pool = np.zeros(stock.shape[:2]), problem.unplaced_today.copy()
    trial = [p.trial for p in problem.pathways]
    for t, period in enumerate(problem.calendar.periods):
        averted = effects.averted[:, t].sum(axis=0) if effects.averted.size else 0.0
        for now in period.months:
            pool = pool @ problem.transitions + problem.entries[now] * (1 - averted)
            moved = state @ problem.transitions
            fits = moved * problem.eligible[:, None]
            fits[problem.gap] = 0.0
            broken = fits * problem.hazard
            stays = fits - broken
            pool += (moved - fits).sum(axis=(0, 1)) + broken.sum(axis=(0, 1)) @ problem.escalation
            moves[:, now] += (moved - fits + broken).sum(axis=(1, 2))
            state = np.zeros_like(state)
            state[:, 1:] = stays[:, :-1]
            state[:, -1] += stays[:, -1]
            for i, left in enumerate(effects.left):
                going = left[t] / len(period)
                state[:, -1] -= going
                if i < len(trial):
                    pool += going.sum(axis=0) @ trial[i]
                    moves[:, now] += going.sum(axis=1)
            state[:, 0] += admitted[t] / len(period)
            pool -= admitted[t].sum(axis=0) / len(period)
            stock[:, now] = state.sum(axis=1)
        assert pool == pytest.approx(0, abs=1e-7), "nobody is without a placement at the end of a period"
    return Trajectory(stock, moves[None], admitted, ())


@pytest.mark.parametrize("monthly", [12, 3, 0])
def test_the_plan_is_what_happens_month_by_month(monthly: int) -> None:
    """Two pathways and two programmes: stock, moves and cost are those of a simulation of every child."""
    planning = mixed(monthly)
    made, values, effects = solved(planning)
    assert effects.left.sum(axis=(1, 2, 3)).min() > 0.01, "everything is used"
    assert effects.averted.any()
    admitted = admitted_by(made.problem, made.blocks, values)
    path = trajectory(made.problem, admitted, effects)
    other = by_month(made.problem, admitted, effects)
    assert path.stock == pytest.approx(other.stock, abs=1e-8)
    assert path.moves == pytest.approx(other.moves, abs=1e-8)
    # Fees, gap and moves at 300 pounds of both paths; programmes and releases are free.
    weeks = made.problem.calendar.weeks
    fees = sum(float(weeks @ (other.average[p] @ made.problem.price[p])) for p in range(len(made.problem.offers)))
    assert float(made.model.cost @ values) == pytest.approx(fees + 300 * other.moves.sum(), rel=1e-9)


def mixed(monthly: int) -> Instance:
    """Return children who age, break down and step down, beside programmes that avert and reunify."""
    stays = {
        ("child", "child"): 0.95,
        ("child", "better"): 0.03,
        ("trial", "trial"): 0.7,
        ("trial", "better"): 0.2,
        ("trial", "child"): 0.08,
        ("better", "better"): 0.94,
        ("better", "child"): 0.02,
    }
    return houses(
        pathway(readiness_monthly_share=0.05),
        pathway(pathway="fast", readiness_monthly_share=0.02, max_per_year=1.5),
        stays=stays,
        hazard={0: 0.1, 3: 0.06, 8: 0.03},
        settings=settings(monthly, move_gbp=300.0),
        entries=tuple(entering(0.5 + 0.05 * n, n, "child") for n in range(1, 13)),
        programmes=(
            programme(),
            programme(programme="early_help", effect="averts_entries", effect_share=0.2, haircut_share=0.5),
        ),
        placements_today=(children(6, HOME, 2), children(4, HOME, 20), children(1)),
    )


def test_fixed_commitments_take_no_programme() -> None:
    """Where nothing is taken, programmes do nothing; releases are practice and go on."""
    problem = compiled(mixed(12))
    made = formulate(problem, fixed_units=np.zeros(2))
    effects = effects_in(made, plain(made).values)
    assert effects.left[0].any()
    assert not effects.left[2].any()
    assert not effects.averted.any()
