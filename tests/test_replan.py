"""A plan made anew from where it expects to be: the same commitments, the same cost of the months left."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from audit.expected import expected_at
from audit.objective import GROUP_OF_LINE, gap_child_weeks
from audit.planned import played
from audit.pledges import monthly_charge_gbp
from audit.prices import Prices, present_value
from audit.recompute import Recomputed
from audit.used import used_by
from audit.verify import verify
from instances.reader import load
from instances.replan import Turn, next_instance
from instances.writer import write_folder
from models.instance import Instance
from models.monitoring import Actual
from models.plan import Plan
from optimiser.plan import solve
from reports.replanning import changes
from tests.oracles.random_instances import of_shape
from tests.oracles.random_shape import Shape, random_shape

SHA = "0" * 64
SAME = 1e-6
SLOWER = ((1, 1), (37, 8), (26, 10), (4, 11))


def two_years(number: int, every: int = 12) -> Instance:
    """Return a random instance of two years planned month by month, without policies and without shared supply."""
    rng = np.random.default_rng(number)
    drawn = random_shape(rng)
    kept = {"years": 2, "monthly_periods": 12, "decide_every": every, "measures": (), "strength": "off", "two": False}
    shape: Shape = dataclasses.replace(drawn, **kept, home=True, fostering=number % 2 == 0, programmes=())
    planning = of_shape(rng, dataclasses.replace(shape, programmes=("averts_entries",)))
    calendar = planning.settings.calendar.model_copy(update={"monthly_periods": 24})
    settings = planning.settings.model_copy(update={"calendar": calendar})
    return planning.model_copy(update={"settings": settings})


def as_expected(period: int, by_provision: dict[str, float]) -> list[Actual]:
    """Return actuals that count in every provision what the plan expects."""
    return [
        Actual(
            period=period, budget_head="placements", provision=provision, actual_to_date_gbp=0.0, forecast_gbp=0.0,
            children=children, average_children=children,
        )
        for provision, children in by_provision.items()
    ]  # fmt: skip


def again(planning: Instance, plan: Plan, made: Recomputed, period: int) -> Instance:
    """Return the instance of the months after a period of the first year, from what the plan expects."""
    turn = Turn(planning.calendar.after_period(0, period), 2 if period < 12 else 1)
    month = planning.calendar.month_of(turn.counted)
    expected = expected_at(planning, made, Prices(planning, plan.summary.prices), month)
    used = used_by(planning, plan, made, month)
    return next_instance(planning, plan, turn, expected, used, as_expected(period, expected.by_provision))


def still_to_come(planning: Instance, made: Recomputed, month: int) -> float:
    """Return the present value, as of the new start, of what the first plan has left after a month."""
    factors = present_value(planning, made.simulation.months)
    factors[: month + 1] = 0.0
    total = sum(float(s.monthly @ factors) for s in made.streams if s.line in GROUP_OF_LINE)
    for pledge in made.pledges:
        # The charge of a block that runs by then covered a mobilisation that is not counted any more.
        if pledge.offer is None or not (pledge.bed_price and pledge.live <= month):
            live = factors[max(pledge.live, 1) : pledge.last + 1]
            total += monthly_charge_gbp(planning, pledge) * float(live.sum())
    gap = planning.settings.money.gap_penalty_gbp_per_week
    total += gap * float(gap_child_weeks(planning, made.simulation) @ factors)
    return total / float(factors[month + 1])


def assert_kept(planning: Instance, period: int) -> Instance:
    """Assert that a plan made anew decides the same, at the same present value; return its instance."""
    plan = solve(planning, gap=0.0, instance_sha256=SHA, explain=False)
    made = played(planning, plan)
    following = again(planning, plan, made, period)
    now = solve(following, gap=0.0, instance_sha256=SHA, explain=False)
    left = still_to_come(planning, made, planning.calendar.month_of(following.settings.calendar.start) - 1)
    assert now.summary.certificate.objective_gbp == pytest.approx(left, rel=SAME)
    assert {row.change for row in changes(plan, now, following)} <= {"kept"}
    assert verify(following, SHA, now).ok
    return following


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_what_is_left_of_a_plan_is_planned_again(number: int) -> None:
    """Actuals as expected at the year's end: the same decisions are taken in the second year, at the same value."""
    assert_kept(two_years(number), 12)


@pytest.mark.parametrize(
    ("number", "period"),
    [(17, 10), (27, 6), (20, 8), (39, 3), *(pytest.param(*case, marks=pytest.mark.slow) for case in SLOWER)],
)
def test_the_months_left_of_a_year_are_planned_again(number: int, period: int, tmp_path: Path) -> None:
    """The same inside a year, at the end of any period, with a decision every quarter; and the check accepts it."""
    following = assert_kept(two_years(number, 3), period)
    assert len(following.calendar.months_of(0)) == 12 - period
    write_folder(following, tmp_path / "following")
    assert load(tmp_path / "following").instance == following


def test_a_plan_made_anew_is_made_anew_again() -> None:
    """Period 4, then period 9 of the same year, then its end: what is left of the limits goes down, step by step."""
    planning = two_years(37, 3)
    for period in (4, 9, 12):
        planning = assert_kept(planning, period)
    assert not planning.left_of_year
