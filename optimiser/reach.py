"""The best level of a policy that could be reached, whatever it cost and with the other policies off."""

from dataclasses import replace

import numpy as np
from scipy import sparse

from models.fields import PricePath
from models.findings import Reach
from models.instance import Instance
from models.tables import Policy
from optimiser.areas import merge_areas
from optimiser.formulation import Formulation, formulate
from optimiser.measures import terms, unit_of
from optimiser.policies import PolicyRow, active_policies, active_terms, level_at, year_number
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.quantities import Linear, Programming
from optimiser.relaxation import Relaxation, root_relaxation

_CLOSE = 1e-7
_ROUNDS = 10
_SCALE = 1e5
"""Pounds per child-year, so that the solver sees numbers of its usual size."""


def reach(instance: Instance, demand: str | None, prices: PricePath | None) -> tuple[Reach, ...]:
    """Return the best reachable level of every policy that is on, by year."""
    problem = merge_areas(compile_problem(instance, demand, prices)).problem
    policies = active_policies(problem)
    if not policies:
        return ()
    made = formulate(problem, allowed_shortfall=np.full(len(active_terms(problem)), np.inf))
    programming, relaxation = Programming(made), Relaxation(made)
    rows: dict[tuple[str, str], list[PolicyRow]] = {}
    for row in made.policies:
        rows.setdefault((row.policy.policy, row.policy.financial_year), []).append(row)
    found = []
    for policy in policies:
        mine = rows.get((policy.policy, policy.financial_year), [])
        best = _best(relaxation, programming, mine[0]) if len(mine) == 1 else _best_of_several(problem, policy)
        floor = policy.is_floor
        found.append(
            Reach(policy.policy, policy.financial_year, policy.level, max(0.0, best), policy.strength, floor)
        )
    return tuple(found)


def _best(relaxation: Relaxation, programming: Programming, row: PolicyRow) -> float:
    """Return the best level of a policy of one term."""
    policy, term = row.policy, row.term
    year = year_number(programming.problem, policy)
    counted = term.numerator.linear(programming, year)
    if term.denominator is None:
        factor = _sense(policy) / unit_of(policy)
        return _least(relaxation, (factor * counted[0], factor * counted[1]))[1] / factor
    whole = term.denominator.linear(programming, year)
    level = policy.level
    for _ in range(_ROUNDS):
        # How far the level can be beaten, in child-years or moves; none is left at the best level.
        beaten = (_sense(policy) * (counted[0] - level * whole[0]), _sense(policy) * (counted[1] - level * whole[1]))
        values, least = _least(relaxation, beaten)
        children = _at(whole, values)
        if not children:
            return float(policy.is_floor)
        step = _sense(policy) * least / children
        level += step
        # Where every plan has as many children in offers, one step is exact; else the ratio is approached.
        uneven = abs(1.0 - children / row.scale) if row.scale else 0.0
        if abs(step) * uneven <= _CLOSE:
            break
    return level


def _sense(policy: Policy) -> float:
    return -1.0 if policy.is_floor else 1.0


def _at(linear: Linear, values: Floats) -> float:
    """Return what is counted at some values of the columns."""
    return float(linear[0] @ values[: len(linear[0])]) + linear[1]


def _least(relaxation: Relaxation, wanted: Linear) -> tuple[Floats, float]:
    """Return the columns at which something is least, and that least."""
    values, least = relaxation.least(wanted[0] * _SCALE)
    return values, least / _SCALE + wanted[1]


def _best_of_several(problem: Problem, policy: Policy) -> float:
    """Return the least level that several shares can all keep, such as those of the providers."""
    level = 0.0
    if not terms(problem, policy):
        return level
    alone = replace(problem, instance=problem.instance.model_copy(update={"policies": (policy,)}))
    for _ in range(_ROUNDS):
        made = formulate(alone, allowed_shortfall=np.full(len(terms(alone, policy)), np.inf))
        values = _least_of_the_largest(made, level)
        programming = Programming(made)
        reached = [level_at(programming, row, values) for row in made.policies]
        if abs(max(reached) - level) <= _CLOSE:
            return max(reached)
        level = max(reached)
    return level


def _least_of_the_largest(made: Formulation, level: float) -> Floats:
    """Return the columns at which the largest excess of numerator over `level` x denominator is least."""
    programming = Programming(made)
    # Excesses may be below 0 and columns are not: the column is the largest excess beside so many child-years.
    beside = 1.0 + 2.0 * max(row.scale for row in made.policies)
    rows, right = [], []
    for row in made.policies:
        year = year_number(made.problem, row.policy)
        assert row.term.denominator is not None
        counted, whole = row.term.numerator.linear(programming, year), row.term.denominator.linear(programming, year)
        rows.append(np.append(counted[0] - level * whole[0], -1.0))
        right.append(-beside - counted[1] + level * whole[1])
    (largest,) = made.model.add_columns("largest", np.array([np.inf]))
    made.model.add_rows("largest", sparse.coo_array(np.array(rows)), "<=", np.array(right))
    cost = np.zeros(made.model.column_count)
    cost[largest] = _SCALE
    made.model.replace_cost(cost)
    return root_relaxation(made)[0]
