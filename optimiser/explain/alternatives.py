"""Several genuinely different sets of commitments at nearly the same cost."""

import time
from dataclasses import dataclass, field

import numpy as np

from models.plan import Plan
from optimiser.explain.curve import Curve, Stopped
from optimiser.explain.demand import Demand
from optimiser.explain.distance import SEARCHED, Farthest, amounts, least_distance
from optimiser.explain.steps import Steps
from optimiser.formulation import Formulation
from optimiser.plan import Run
from optimiser.problem import Floats
from optimiser.session import Interrupts, Session
from optimiser.solve import Solution

SAME = 1e-3
"""Commitments closer than this to those known are no alternative."""


@dataclass
class Alternatives:
    """Plans at nearly the same cost.

    Attributes:
        plans: the plan of least cost, then the others in the order found.
        distances: of each from the nearest of those before it (`distance`); 0 of the first.
        proven: of each, whether none is farther by more than a tenth; of the first that it is the plan of least cost.
        complete: whether as many were found as asked, or no more were there.
        interrupted: whether Ctrl-C ended the search.
    """

    plans: list[Plan] = field(default_factory=list)
    distances: list[float] = field(default_factory=list)
    proven: list[bool] = field(default_factory=list)
    complete: bool = False
    interrupted: bool = False


def alternatives(run: Run, within: float, number: int) -> Alternatives:
    """Find the plan of least cost, then sets of commitments as far from all found as can be.

    Args:
        run: a solve, not yet started.
        within: share of the cost by which an alternative may be dearer.
        number: how many alternatives to look for.

    Raises:
        NoPlanError: if there is no plan to begin with.
        SolverError: if HiGHS fails.
    """
    first = run.solve()
    is_best = first.plan.summary.certificate.status == "optimal"
    found = Alternatives([first.plan], [0.0], [is_best], interrupted=first.interrupted)
    if first.interrupted:
        return found
    interrupts = Interrupts()
    with interrupts.listening():
        try:
            _search(run, found, within, number, interrupts)
            found.complete = True
        except Stopped:
            pass
    found.interrupted = interrupts.requested
    return found


def _search(run: Run, found: Alternatives, within: float, number: int, interrupts: Interrupts) -> None:
    assert run.searched is not None
    made, best, status = run.searched
    deadline = np.inf if run.deadline is None else run.deadline

    def live() -> Session[Formulation]:
        return Session(made, run.seed, run.progress, deadline, interrupts)

    most = best.objective + within * abs(best.objective)
    steps = Steps(live(), amounts(made), most)
    farthest = Farthest(live(), most) if made.model.column_count <= SEARCHED else None
    start = np.round(best.values[made.units])
    known, priced = [start], live()
    for turn in range(1, number + 1):
        run.progress.on_stage(f"alternative {turn} of {number}")
        units, values, proven = steps.far(start, known), None, False
        if farthest is not None:
            farthest.keep_from(known[-1])
            units, values, proven = farthest.find(_priced(priced, best, units).values, units)
        apart = least_distance(steps.shares, units, known)
        if apart < SAME:
            return
        solution = _priced(priced, best, units, values)
        known.append(units)
        plan = run.written(made, solution, "relaxed" if status == "relaxed" else "feasible")
        if plan is None:
            continue
        found.plans.append(plan)
        found.distances.append(apart)
        found.proven.append(proven)


def _priced(session: Session[Formulation], best: Solution, units: Floats, values: Floats | None = None) -> Solution:
    """Return the cheapest plan with given commitments, or the plan given where there is no time left to look for it.

    What is proven of the best plan bounds it too.

    Raises:
        Stopped: if there is no time left and no plan was given.
    """
    began = time.monotonic()
    duals = np.zeros(0)
    try:
        objective = Curve(session, Demand(session), units).at(1.0)
        values, duals = session.values, session.row_duals
    except Stopped:
        if values is None:
            raise
        objective = float(session.formulation.model.cost @ values)
    seconds = {**best.seconds, "search": best.seconds["search"] + time.monotonic() - began}
    return Solution("feasible", values, objective, best.bound, seconds, duals)
