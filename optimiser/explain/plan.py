"""Explaining a written plan: its commitments, its policies, its places."""

import time

import numpy as np

from models.explanation import PlanExplanation
from models.instance import Instance
from models.plan import Plan
from optimiser.explain.choices import left_choices, taken_choices
from optimiser.explain.curve import Stopped
from optimiser.explain.demand import children_at
from optimiser.explain.places import place_worths
from optimiser.explain.planned import Planned
from optimiser.explain.policies import policies_resolved, policy_costs
from optimiser.progress import Progress
from optimiser.session import Interrupts


def explain_plan(
    instance: Instance,
    plan: Plan,
    *,
    gap: float = 0.001,
    time_limit: float | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> PlanExplanation:
    """Explain a plan of `solve`.

    Args:
        instance: the instance that it was made for.
        plan: the plan.
        gap: relative gap to which plans without a policy are proven.
        time_limit: seconds in all; None for no limit.
        seed: HiGHS's random seed.
        progress: told of stages, plans and bounds.

    Raises:
        ValueError: if a commitment of the plan is none that the instance offers.
        SolverError: if HiGHS fails.
    """
    started = time.monotonic()
    progress, interrupts = progress or Progress(), Interrupts()
    deadline = np.inf if time_limit is None else started + time_limit
    found = PlanExplanation()
    with interrupts.listening():
        planned = Planned(instance, plan, progress, deadline, interrupts, seed)
        try:
            found.objective_gbp = planned.whole.at(1.0)
            found.projected_children = children_at(planned.problem, 1.0)
            found.policies = policy_costs(planned)
            found.places = place_worths(planned)
            found.choices = taken_choices(planned)
            found.choices += left_choices(planned)
            found.resolved = policies_resolved(planned, plan.summary.certificate.bound_gbp, gap)
            found.complete = True
        except Stopped:
            pass
    found.interrupted = interrupts.requested
    found.seconds = time.monotonic() - started
    return found
