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
        policy = row.policy
        coefficients, constant = model.row(row.row)
        coefficients[row.slack] = 0.0
        in_offers, today = measures.child_years(year_number(problem, policy))
        sign = 1.0 if policy.ring is not None else -1.0
        level, best = policy.level, np.inf
        for _ in range(_ROUNDS):
            level = level if np.isinf(best) else best
            # The row says level x child-years - near <= 0 (or moves - level x child-years <= 0), here at `level`.
            shift = sign * (level - policy.level)
            model.replace_cost((coefficients + shift * in_offers) * _SCALE)
            values, least = root_relaxation(formulation)
            children = float(in_offers @ values) + today
            if not children:
                best = max(sign, 0.0)
                break
            best = level - sign * (least / _SCALE - constant + shift * today) / children
            # Where every plan has as many children in offers, one step is exact; else the ratio is approached.
            uneven = abs(1.0 - children / row.scale) if row.scale else 0.0
            if abs(best - level) * uneven <= _CLOSE:
                break
        found.append(
            Reach(policy.policy, policy.financial_year, policy.level, max(0.0, best), policy.strength, sign > 0)
        )
    return tuple(found)


_CLOSE = 1e-7
_ROUNDS = 10
_SCALE = 1e5
"""Pounds per child-year, so that the solver sees numbers of its usual size."""
