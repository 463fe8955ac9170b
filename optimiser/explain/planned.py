"""A written plan as a live model with its commitments fixed."""

import highspy
import numpy as np

from models.instance import Instance
from models.plan import Plan
from optimiser.areas import merge_areas
from optimiser.binding import commitment_rows
from optimiser.commitments import Decisions, options_of
from optimiser.explain.curve import Curve
from optimiser.explain.demand import Demand
from optimiser.formulation import formulate, least_shortfall, shortfall_held
from optimiser.policies import active_terms
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session, SolverError


class Planned:
    """The live model of a plan, its commitments fixed.

    Attributes:
        problem: the problem, alike home areas taken together.
        units: (options,), the plan's commitments.
        session: the live model.
        demand: its demand.
        whole: what the plan's commitments cost.
        seed: HiGHS's random seed.
    """

    def __init__(
        self, instance: Instance, plan: Plan, progress: Progress, deadline: float, interrupts: Interrupts, seed: int
    ) -> None:
        progress.on_stage("building the model")
        self.problem = merge_areas(compile_problem(instance, plan.summary.demand, plan.summary.prices)).problem
        self.units, self.seed = units_of(self.problem, plan), seed
        made = formulate(self.problem)
        if plan.summary.certificate.status == "relaxed":
            made = formulate(self.problem, allowed_shortfall=least_with(self.problem, self.units))
        self.session = Session(made, seed, progress, deadline, interrupts)
        self.demand = Demand(self.session)
        self.whole = Curve(self.session, self.demand, self.units)

    def without(self, option: int) -> Floats:
        """Return the commitments without one of them."""
        fewer = self.units.copy()
        fewer[option] = 0.0
        return fewer

    def again(self) -> float:
        """Return the objective after a change in place, pounds; infinite where the rows cannot all hold.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
        """
        changed = Curve(self.session, self.demand, self.units, self.whole)
        return changed.at(1.0)


def units_of(problem: Problem, plan: Plan) -> Floats:
    """Return (options,), the commitments of a plan.

    Raises:
        ValueError: if a commitment is none that the instance offers: the plan is not of this instance.
    """
    options = options_of(problem)
    offered = {}
    for i, option in enumerate(options):
        (row,) = commitment_rows(problem, Decisions((option,), np.ones(1)))
        offered[row.kind, row.id, row.start, row.end, row.size if row.kind == "block" else 0] = i
    units = np.zeros(len(options))
    for row in plan.commitments:
        key = (row.kind, row.id, row.start, row.end, row.size if row.kind == "block" else 0)
        if key not in offered:
            raise ValueError(f"{row.kind} {row.id} from {row.start:%d/%m/%Y} is not on offer in the instance")
        units[offered[key]] = 1.0 if row.kind == "block" else float(row.size)
    return units


def least_with(problem: Problem, units: Floats) -> Floats:
    """Return the shortfall that each policy row may have where commitments are given and the hard rows clash."""
    everything = np.full(len(active_terms(problem)), np.inf)
    made = formulate(problem, fixed_units=units, allowed_shortfall=everything)
    least_shortfall(made)
    session = Session(made, 0, Progress(), np.inf, Interrupts())
    status = session.run(solve_relaxation=True, solver="simplex")
    if status != highspy.HighsModelStatus.kOptimal:
        raise SolverError(f"HiGHS ended the least shortfall with {status}")
    return shortfall_held(made, session.values)
