"""What each policy costs a plan: with the commitments kept, and with everything planned again without it."""

import time
from dataclasses import replace

import numpy as np

from models.explanation import PolicyCost, PolicyResolved
from optimiser.explain.curve import Curve, Stopped
from optimiser.explain.demand import Demand
from optimiser.explain.planned import Planned
from optimiser.formulation import Formulation, formulate
from optimiser.policies import PolicyRow
from optimiser.problem import Floats, Problem
from optimiser.session import Session
from optimiser.solve import Solution, optimise


def policy_costs(planned: Planned) -> list[PolicyCost]:
    """Return what each policy of each year costs, the commitments kept.

    Raises:
        Stopped: if the time is over or Ctrl-C was pressed.
    """
    planned.whole.refresh(1.0)
    values, base = planned.session.values, planned.whole.at(1.0)
    rows: dict[tuple[str, str], list[PolicyRow]] = {}
    for row in planned.session.formulation.policies:
        rows.setdefault((row.policy.policy, row.policy.financial_year), []).append(row)
    return [
        PolicyCost(name, year, mine[0].policy.strength, max(0.0, _without(planned, mine, values, base)))
        for (name, year), mine in rows.items()
    ]


def _without(planned: Planned, rows: list[PolicyRow], values: Floats, base: float) -> float:
    """Return by how much the plan is cheaper where these rows ask nothing."""
    session, model = planned.session, planned.session.formulation.model
    session.progress.on_stage(f"what the policies cost: {rows[0].policy.policy} {rows[0].policy.financial_year}")
    slack = np.array([row.slack for row in rows])
    zeros = np.zeros(len(slack))
    session.bound_columns(slack, zeros, zeros + np.inf)
    session.price_columns(slack, zeros)
    try:
        return base - float(model.cost[slack] @ values[slack]) - planned.again()
    finally:
        session.bound_columns(slack, zeros, model.upper[slack])
        session.price_columns(slack, model.cost[slack])


def policies_resolved(planned: Planned, bound: float | None, gap: float) -> list[PolicyResolved]:
    """Return what each policy costs in all its years, everything planned again without it.

    Args:
        planned: the plan.
        bound: pounds that no plan costs less than; None if nothing is proven.
        gap: relative gap to which the plans without a policy are proven.

    Raises:
        Stopped: if the time is over or Ctrl-C was pressed.
    """
    planned.whole.refresh(1.0)
    values = planned.session.values
    names = dict.fromkeys(row.policy.policy for row in planned.session.formulation.policies)
    found = []
    for name in names:
        planned.session.progress.on_stage(f"planning again without the policy {name}")
        solution = _again(planned, name, gap)
        penalty = _penalty(planned.session.formulation, name, values)
        base = planned.whole.at(1.0) - penalty
        # The plan itself is one without the policy.
        cost = max(0.0, base - solution.objective)
        least = None if bound is None or penalty else bound - solution.objective
        found.append(
            PolicyResolved(name, cost, least, base - solution.bound if np.isfinite(solution.bound) else None)
        )
    return found


def _again(planned: Planned, name: str, gap: float) -> Solution:
    """Return a plan without a policy; the others may be missed as far as the plan may."""
    session = planned.session
    left = session.deadline - time.monotonic()
    if session.stopped or left <= 0:
        raise Stopped
    made = formulate(without_policy(planned.problem, name), allowed_shortfall=_allowed(planned, name))
    # What the plan keeps it keeps without one policy too: never infeasible, and the search starts from it.
    live = Session(made, planned.seed, session.progress, session.deadline, session.interrupts)
    known = Curve(live, Demand(live), planned.units).at(1.0)
    limit = max(0.1, session.deadline - time.monotonic()) if np.isfinite(left) else None
    solution = optimise(
        made,
        gap=gap,
        time_limit=limit,
        seed=planned.seed,
        progress=session.progress,
        start=(live.values, known),
    )
    if solution.interrupted or solution.outcome == "no_plan":
        session.interrupts.requested |= solution.interrupted
        raise Stopped
    return solution


def _penalty(made: Formulation, name: str, values: Floats) -> float:
    """Return what the plan pays in penalties for missing a policy."""
    slack = [row.slack for row in made.policies if row.policy.policy == name]
    return float(made.model.cost[slack] @ values[slack])


def without_policy(problem: Problem, name: str) -> Problem:
    """Return the problem without a policy in all its years."""
    kept = tuple(policy for policy in problem.instance.policies if policy.policy != name)
    return replace(problem, instance=problem.instance.model_copy(update={"policies": kept}))


def _allowed(planned: Planned, name: str) -> Floats:
    """Return the shortfall that the plan's other policies may have."""
    made = planned.session.formulation
    upper = made.model.upper
    return np.array([upper[row.slack] for row in made.policies if row.policy.policy != name])
