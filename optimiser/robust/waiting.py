"""Waiting for next year's count before committing to more: the search over the tree, and what it says."""

import datetime as dt
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from models.fields import UNKNOWN_PROVISION
from models.robust import Bracket, Branch, Taken, Waiting
from optimiser.commitments import Decisions
from optimiser.options import Option
from optimiser.problem import Floats, Ints, Problem
from optimiser.robust.compare import taken, units_of
from optimiser.robust.recourse import StoppedError, Watch
from optimiser.robust.scenarios import Scenario, certain, pool_in
from optimiser.robust.search import Method, Searched, search
from optimiser.robust.tree import Tree
from optimiser.spread import HERE, Hands

FINER = 0.5
"""Share of the gap to which the tree is searched: what waiting saves is the difference of two plans of a gap each."""
CONTRACTED = ("block", "programme")
"""Kinds whose option has the month of its start; others have the month of decision."""


@dataclass(frozen=True)
class Wait:
    """What waits for a count.

    Attributes:
        month: number of the first month whose decisions wait; children are counted at the end of the month before.
        branches: results of the count that are told apart, at most.
        notice: months before its start by which a block or programme has to be decided.
    """

    month: int
    branches: int = 3
    notice: int = 0

    @property
    def counted(self) -> int:
        """Month at whose end children are counted."""
        return self.month - 1

    def late(self, option: Option) -> bool:
        """Whether an option is decided after the count; running blocks, which started before month 1, never are."""
        notice = self.notice if option.kind in CONTRACTED else 0
        return option.month - notice >= self.month


def tree_of(found: Searched, wait: Wait, branch: Ints) -> Tree:
    """Return the tree over what was searched; `branch` (S,) is that of each scenario."""
    late = np.array([wait.late(option) for option in found.two_stage.options], dtype=np.bool_)
    return Tree(late, branch)


def search_tree(
    found: Searched, tree: Tree, method: Method, gap: float, *, seed: int, watch: Watch, hands: Hands = HERE
) -> Searched:
    """Search the tree, from the commitments found without waiting on, to a finer gap than theirs.

    If the time is over before there is more, these stand in every branch, bounded by perfect information.
    """
    programme = tree.programme(found.two_stage)
    same = tree.everywhere(units_of(found.two_stage, found.best))
    try:
        return search(programme, [same], method, FINER * gap, seed=seed, watch=watch, hands=hands)
    except StoppedError:
        first = np.concatenate([same, found.best.first[len(tree.late) :]])
        best = replace(found.best, first=first)
        return Searched(programme, best, found.foreseen, (best,), found.foreseen, stopped=True)


@dataclass(frozen=True)
class Waited:
    """A tree searched, and the search without waiting.

    Attributes:
        problem: the problem on the demand path.
        scenarios: the scenarios, in the order of the tree's.
        wait: what waits.
        tree: the tree.
        found: the search without waiting.
        later: the search of the tree.
    """

    problem: Problem
    scenarios: tuple[Scenario, ...]
    wait: Wait
    tree: Tree
    found: Searched
    later: Searched

    def result(self, gap: float) -> Waiting:
        """Return what waiting is worth, and what is committed to before and after the count, for a gap asked."""
        later, tree = self.later, self.tree
        units = units_of(later.two_stage, later.best)
        return Waiting(
            counted_on=(self.problem.calendar.first_day(self.wait.month) - dt.timedelta(days=1)).isoformat(),
            status="optimal" if later.gap <= max(gap, 1e-8) else "feasible",
            objective_gbp=later.best.objective,
            bound_gbp=later.bound,
            gap=later.gap,
            path_children=self._count(certain(self.problem)),
            found_gbp=self.found.best.objective - later.best.objective,
            value=value_of_waiting(self.found, later),
            commitments=self._taken(np.where(tree.late, 0.0, units[tree.columns(0)])),
            branches=self._branches(units),
        )

    def _taken(self, units: Floats) -> tuple[Taken, ...]:
        return taken(self.problem, Decisions(self.found.two_stage.options, units))

    def _count(self, scenario: Scenario) -> float:
        return float(in_care(self.problem, pool_in(self.problem, scenario))[self.wait.counted])

    def _branches(self, units: Floats) -> tuple[Branch, ...]:
        tree = self.tree
        counts = np.array([self._count(scenario) for scenario in self.scenarios])
        chance = self.found.two_stage.probability
        cost = np.array([placed.cash + placed.penalty for placed in self.later.best.placed])
        sides = edges(counts, tree.branch)
        found = []
        for number, (above, upto) in enumerate(pairwise([None, *sides, None])):
            here = tree.branch == number
            share = chance[here] / chance[here].sum()
            found.append(
                Branch(
                    probability=float(chance[here].sum()),
                    scenarios=int(here.sum()),
                    children=float(share @ counts[here]),
                    children_above=above,
                    children_to=upto,
                    expected_gbp=float(share @ cost[here]),
                    commitments=self._taken(np.where(tree.late, units[tree.columns(number)], 0.0)),
                )
            )
        return tuple(found)


def value_of_waiting(found: Searched, later: Searched) -> Bracket:
    """Return what deciding everything now costs more than waiting; what bounds the tree bounds that too."""
    low = max(0.0, found.bound - later.best.objective)
    return Bracket(low, max(low, found.best.objective - later.bound))


def edges(counts: Floats, branch: Ints) -> list[int]:
    """Return the whole numbers of children between neighbouring branches: a branch has more than the one below it.

    Args:
        counts: (S,), children of each scenario.
        branch: (S,), its branch, fewest children first.
    """
    middles = [(counts[branch == b].max() + counts[branch == b + 1].min()) / 2.0 for b in range(int(branch.max()))]
    return [int(middle) for middle in middles]


def in_care(problem: Problem, pool: Floats) -> Floats:
    """Return (M + 1,), children in care, for (M + 1,) of the pool: those on fixed lines are a constant share."""
    fixed = sum(
        row.children
        for row in problem.instance.placements_today
        if row.offer is None and row.provision != UNKNOWN_PROVISION
    )
    return np.asarray(pool + fixed * pool / pool[0]) if pool[0] else pool + fixed
