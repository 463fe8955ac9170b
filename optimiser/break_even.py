"""From what occupancy and what demand on a commitment pays; docs/mathematics.md, section 9."""

import numpy as np

from optimiser.binding import PaysFrom
from optimiser.commitments import Decisions
from optimiser.explain.demand import children_at
from optimiser.formulation import Formulation
from optimiser.occupied import occupied
from optimiser.problem import Problem
from optimiser.solve import Solution
from optimiser.trajectory import Trajectory


def pay_from(
    formulation: Formulation, solution: Solution, problem: Problem, path: Trajectory, decisions: Decisions
) -> dict[int, PaysFrom]:
    """Return from where each commitment taken pays, by position of its option."""
    occupancy = break_even_shares(formulation, solution, problem, path, decisions)
    found = {}
    for i, worth in solution.worth.items():
        children = None if worth.factor is None else children_at(formulation.problem, worth.factor)
        share = None if children is None else children / children_at(formulation.problem, 1.0)
        found[i] = PaysFrom(occupancy.get(i), worth.pays, children, share)
    return found


def break_even_shares(
    formulation: Formulation, solution: Solution, problem: Problem, path: Trajectory, decisions: Decisions
) -> dict[int, float]:
    """Return the break-even occupancy of each block and home taken, by position of the option.

    Occupancy times own payments over cost avoided, in present value; docs/mathematics.md, section 9. Options without
    which the hard rows cannot hold, and those that avoid no cost, are left out.
    """
    found = {}
    for i, worth in solution.worth.items():
        if np.isinf(worth.without):
            continue
        own = own_payments(formulation, solution, i)
        avoided = worth.without - (solution.objective - own)
        used = occupied(problem, path, decisions, decisions.options[i], round(float(decisions.units[i])))
        if used is not None and avoided > 0.0:
            found[i] = used.share * own / avoided
    return found


def own_payments(formulation: Formulation, solution: Solution, option: int) -> float:
    """Return the present value of what is paid for an option's beds or homes, economic charge included."""
    columns = [int(formulation.units[option])]
    columns += [beds.column for beds in formulation.excess if option in beds.options]
    values = np.array(solution.values)[columns]
    return float(sum(formulation.costs[group][0][columns] @ values for group in ("blocks", "homes", "charge")))
