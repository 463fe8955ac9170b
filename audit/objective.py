"""The objective, recomputed group by group in present value."""

from collections.abc import Sequence

import numpy as np

from audit.aliases import Floats
from audit.lines import Stream
from audit.pledges import Pledge, monthly_charge_gbp
from audit.policies import Score, soft_penalty
from audit.prices import present_value
from audit.simulate import Simulation
from models.instance import Instance

GROUP_OF_LINE = {
    "fees": "fees",
    "block_used": "blocks",
    "voids": "blocks",
    "emergency_kept": "blocks",
    "termination": "blocks",
    "home_running": "homes",
    "programme": "programmes",
    "moves": "moves",
    "step_down": "moves",
    "gap": "gap",
    "fixed": "fixed",
    "staying_put": "fixed",
    "income": "income",
    "void_sales": "income",
}
"""Ledger line to group; one-off and financing lines are in the objective through the charge alone."""

GROUPS = ("fees", "blocks", "homes", "programmes", "moves", "gap", "fixed", "income", "charge", "penalties")


def objective_groups(
    instance: Instance,
    simulation: Simulation,
    made: Sequence[Stream],
    pledges: Sequence[Pledge],
    policies: Sequence[Score],
) -> dict[str, float]:
    """Return the present value of each group, in pounds; their sum is the objective.

    Args:
        instance: the planning problem.
        simulation: the plan's children; all its months count.
        made: the ledger lines by month.
        pledges: the plan's commitments.
        policies: scores of the policies that may be charged for; empty where policies are off.
    """
    factors = present_value(instance, simulation.months)
    groups = dict.fromkeys(GROUPS, 0.0)
    for stream in made:
        group = GROUP_OF_LINE.get(stream.line)
        if group is not None:
            groups[group] += float(stream.monthly @ factors)
    groups["charge"] = sum(_charge(instance, pledge, factors) for pledge in pledges)
    gap_weeks = float((gap_child_weeks(instance, simulation) * factors).sum())
    groups["penalties"] = gap_weeks * instance.settings.money.gap_penalty_gbp_per_week + sum(
        soft_penalty(score) * float(factors[score.discount_month]) for score in policies
    )
    return groups


def gap_child_weeks(instance: Instance, simulation: Simulation) -> Floats:
    """Return (T + 1,), child-weeks without a sufficient placement by month."""
    children = simulation.average[:, simulation.arrays.gap, :].sum(axis=(1, 2))
    return np.asarray(children * instance.calendar.weeks[: simulation.months + 1], dtype=np.float64)


def _charge(instance: Instance, pledge: Pledge, factors: Floats) -> float:
    live = factors[max(pledge.live, 1) : pledge.last + 1]
    return monthly_charge_gbp(instance, pledge) * float(live.sum())
