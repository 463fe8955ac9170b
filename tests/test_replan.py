"""A plan made anew from where it expects to be: the same commitments, the same cost of the months left."""

import dataclasses
import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from audit.expected import expected_at
from audit.objective import GROUP_OF_LINE, gap_child_weeks
from audit.planned import played
from audit.pledges import monthly_charge_gbp
from audit.prices import Prices, present_value
from audit.recompute import Recomputed
from audit.verify import verify
from instances.replan import Turn, next_instance
from models.calendar import FinancialYear
from models.instance import Instance
from models.monitoring import Actual
from models.plan import Plan
from optimiser.plan import solve
from reports.replanning import changes
from tests.oracles.random_instances import _of_shape
from tests.oracles.random_shape import Shape, random_shape

SHA = "0" * 64
SAME = 1e-6
TURN = Turn(FinancialYear(2023), 1, dt.date(2023, 3, 31))


def two_years(number: int) -> Instance:
    """Return a random instance of two years planned month by month, without policies and without shared supply."""
    rng = np.random.default_rng(number)
    drawn = random_shape(rng)
    kept = {"years": 2, "monthly_periods": 12, "decide_every": 12, "measures": (), "strength": "off", "two": False}
    shape: Shape = dataclasses.replace(drawn, **kept, home=True, fostering=number % 2 == 0, programmes=())
    planning = _of_shape(rng, dataclasses.replace(shape, programmes=("averts_entries",)))
    calendar = planning.settings.calendar.model_copy(update={"monthly_periods": 24})
    settings = planning.settings.model_copy(update={"calendar": calendar})
    return planning.model_copy(update={"settings": settings})


def as_expected(by_provision: dict[str, float]) -> list[Actual]:
    """Return actuals that count in every provision what the plan expects."""
    return [
        Actual(
            period=12, budget_head="placements", provision=provision, actual_to_date_gbp=0.0, forecast_gbp=0.0,
            children=children, average_children=children,
        )
        for provision, children in by_provision.items()
    ]  # fmt: skip


def again(planning: Instance, plan: Plan, made: Recomputed) -> Instance:
    """Return the instance of the second year, from what the plan expects."""
    prices = Prices(planning, plan.summary.prices)
    expected = expected_at(planning, made, prices, 12)
    return next_instance(planning, plan, TURN, expected, expected, as_expected(expected.by_provision))


def still_to_come(planning: Instance, made: Recomputed) -> float:
    """Return the present value, as of the second year, of what the first plan has left from month 13 on."""
    factors = present_value(planning, made.simulation.months)
    factors[:13] = 0.0
    total = sum(float(s.monthly @ factors) for s in made.streams if s.line in GROUP_OF_LINE)
    for pledge in made.pledges:
        # The charge of a block that runs by then covered a mobilisation that is not counted any more.
        if pledge.offer is None or not (pledge.bed_price and pledge.live <= 12):
            live = factors[max(pledge.live, 1) : pledge.last + 1]
            total += monthly_charge_gbp(planning, pledge) * float(live.sum())
    gap = planning.settings.money.gap_penalty_gbp_per_week
    total += gap * float(gap_child_weeks(planning, made.simulation) @ factors)
    return total / float(factors[13])


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_what_is_left_of_a_plan_is_planned_again(number: int, tmp_path: Path) -> None:
    """Actuals as expected: the same decisions are taken in the second year, at the same present value."""
    planning = two_years(number)
    plan = solve(planning, gap=0.0, instance_sha256=SHA, explain=False)
    made = played(planning, plan)
    following = again(planning, plan, made)
    now = solve(following, gap=0.0, instance_sha256=SHA, explain=False)
    assert now.summary.certificate.objective_gbp == pytest.approx(still_to_come(planning, made), rel=SAME)
    assert {row.change for row in changes(plan, now, following)} <= {"kept"}
    assert verify(following, SHA, now).ok
