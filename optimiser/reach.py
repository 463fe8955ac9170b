"""The best level of a policy that could be reached, whatever it cost and with the other policies off."""

import numpy as np

from models.fields import PricePath
from models.findings import Reach
from models.instance import Instance
from optimiser.areas import merge_areas
from optimiser.formulation import formulate
from optimiser.policies import YearMeasures, active_policies, year_number
from optimiser.problem import compile_problem
from optimiser.solve import root_relaxation


def reach(instance: Instance, demand: str | None, prices: PricePath | None) -> tuple[Reach, ...]:
    """Return the best reachable level of every policy that is on, by year."""
    problem = merge_areas(compile_problem(instance, demand, prices)).problem
    policies = active_policies(problem)
    if not policies:
        return ()
    formulation = formulate(problem, allowed_shortfall=np.full(len(policies), np.inf))
    model = formulation.model
    measures = YearMeasures(problem, formulation.blocks, formulation.today, model.column_count)
    found = []
    for row in formulation.policies:
        # The row says shortage <= right-hand side + shortfall: the shortage itself is minimised.
        cost, constant = model.row(row.row)
        cost[row.slack] = 0.0
        model.replace_cost(cost * _SCALE)
        values, least = root_relaxation(formulation)
        in_offers, today = measures.child_years(year_number(problem, row.policy))
        children = float(in_offers @ values) + today
        at_least = row.policy.ring is not None
        short = (least / _SCALE - constant) / children if children else 0.0
        best = row.policy.level - short if at_least else row.policy.level + short
        if not children:
            best = 1.0 if at_least else 0.0
        found.append(
            Reach(
                row.policy.policy,
                row.policy.financial_year,
                row.policy.level,
                max(0.0, best),
                row.policy.strength,
                at_least,
            )
        )
    return tuple(found)


_SCALE = 1e5
"""Pounds per child-year, so that the solver sees numbers of its usual size."""
