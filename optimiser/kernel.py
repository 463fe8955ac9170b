"""What becomes of children admitted to an offer: the monthly kernel of docs/mathematics.md, section 3.

A class of lanes shares one kernel (`Problem.classes`). Profiles are computed once per class for a child of every
cohort and combined into columns by period of admission.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.calendar import Period
from optimiser.lanes import NOBODY, Exit
from optimiser.problem import Flags, Floats, Ints, Problem


@dataclass(frozen=True)
class Profile:
    """Life of one child of each cohort after admission to a class of lanes, as far as nothing closes.

    Attributes:
        offer: index of an offer of the class.
        stock: (K + 1, G, G), children of each cohort in the offer k months after the end of the month of
            admission; `stock[0]` is the identity.
        returns: (K + 1, G, G), children of each cohort who return to the pool in that month.
        moves: (K + 1, G), care moves in that month.
        exits: how the lanes of the class empty, in order of time.
        since: whole months since their admission at k = 0.
    """

    offer: int
    stock: Floats
    returns: Floats
    moves: Floats
    exits: tuple[Exit, ...]
    since: int = 0


@dataclass(frozen=True)
class Part:
    """Children in one offer by month of the plan.

    Attributes:
        stock: (M + 1, ..., G), at each month end.
        moves: (M + 1, ...), care moves out of the offer in each month.
    """

    stock: Floats
    moves: Floats

    @cached_property
    def average(self) -> Floats:
        """(M + 1, ..., G), average children in each month; index 0 is unused and zero."""
        average = np.zeros_like(self.stock)
        average[1:] = (self.stock[1:] + self.stock[:-1]) / 2.0
        return average


@dataclass(frozen=True)
class Life:
    """What becomes of a group of children, by month of the plan.

    Attributes:
        own: in the offer that they were admitted to.
        passed: offer to those who went on to it as a successor.
        returns: (M + 1, ..., G), who return to the pool in each month.
    """

    own: Part
    returns: Floats
    passed: dict[int, Part] = field(default_factory=dict)

    @property
    def stock(self) -> Floats:
        """(M + 1, ..., G), at each month end in the offer of admission."""
        return self.own.stock

    @property
    def average(self) -> Floats:
        """(M + 1, ..., G), average children in each month in the offer of admission."""
        return self.own.average

    @property
    def moves(self) -> Floats:
        """(M + 1, ...), care moves in each month, successors included."""
        return np.asarray(self.own.moves + sum(part.moves for part in self.passed.values()))

    def add(self, other: "Life", weight: float = 1.0) -> None:
        """Add another group's life, in place."""
        self.returns[:] += weight * other.returns
        for mine, part in [(self.own, other.own), *((self._in(q, other), part) for q, part in other.passed.items())]:
            mine.stock[:] += weight * part.stock
            mine.moves[:] += weight * part.moves

    def _in(self, offer: int, other: "Life") -> Part:
        """Return this life's part in a successor, nobody there so far."""
        like = other.passed[offer]
        return self.passed.setdefault(offer, Part(np.zeros_like(like.stock), np.zeros_like(like.moves)))

    def as_groups(self) -> "Life":
        """Return the life of a single group (G,) as one of groups (1, G)."""
        passed = {q: Part(part.stock[:, None], part.moves[:, None]) for q, part in self.passed.items()}
        return Life(Part(self.own.stock[:, None], self.own.moves[:, None]), self.returns[:, None], passed)

    def pick(self, cohorts: Ints) -> "Life":
        """Return the life of some of the groups (second axis)."""
        passed = {q: Part(part.stock[:, cohorts], part.moves[:, cohorts]) for q, part in self.passed.items()}
        own = Part(self.own.stock[:, cohorts], self.own.moves[:, cohorts])
        return Life(own, self.returns[:, cohorts], passed)


def nobody(problem: Problem, *shape: int) -> Life:
    """Return the life of no children; `shape` is that of a group without its cohorts."""
    size = len(problem.cohorts)
    series = (problem.months + 1, *shape)
    return Life(Part(np.zeros((*series, size)), np.zeros(series)), np.zeros((*series, size)))


def step(problem: Problem, offer: int, group: Floats, months: int) -> tuple[Floats, Floats, Floats]:
    """Move a group of children one month on.

    Args:
        problem: the problem.
        offer: index of the offer they are in.
        group: (..., G), children by cohort at the end of the month before.
        months: whole months since their admission.

    Returns:
        Children still there, children who return to the pool (both (..., G)), and moves (...).
    """
    moved = group @ problem.transitions
    if offer == problem.gap:
        return np.zeros_like(moved), moved, moved.sum(axis=-1)
    fits = moved * problem.eligible[offer]
    outgrown = moved - fits
    broken = fits * problem.hazard[offer, min(months, problem.hazard.shape[1] - 1)]
    moves = outgrown.sum(axis=-1) + broken.sum(axis=-1)
    return fits - broken, outgrown + broken @ problem.escalation, moves


def follow(problem: Problem, offer: int, exits: tuple[Exit, ...], group: Floats, month: int, months: int) -> Life:
    """Follow a group of children to the end of the tail.

    Args:
        problem: the problem.
        offer: index of the offer they are in.
        exits: how the offer empties, in order of time (`Problem.exits_of`).
        group: (..., G), children by cohort at the end of `month`.
        month: month of the plan; 0 is the base date.
        months: whole months since their admission at the end of `month`.
    """
    life = nobody(problem, *group.shape[:-1])
    life.own.stock[month] = group
    for now in range(month + 1, problem.months + 1):
        group, back, life.own.moves[now] = step(problem, offer, group, months + now - month - 1)
        life.returns[now] += back  # Who went on to a successor before may return in this month as well.
        for leaving in exits:
            if leaving.month == now:
                leave(problem, life, leaving, leaving.share * group, months + now - month)
                group = group * (1.0 - leaving.share)
        life.own.stock[now] = group
    return life


def leave(problem: Problem, life: Life, leaving: Exit, group: Floats, months: int) -> None:
    """Let a group (..., G) go on to the successor of an exit, or return to the pool; adds to its life in place."""
    now, q = leaving.month, leaving.successor
    back = group
    if q != NOBODY:
        taken = group * problem.eligible[q]
        back = group - taken
        onward = follow(problem, q, (), taken, now, months)
        part = life.passed.setdefault(q, Part(np.zeros_like(life.own.stock), np.zeros_like(life.own.moves)))
        part.stock[:] += onward.own.stock
        part.moves[:] += onward.own.moves
        life.returns[:] += onward.returns
    life.returns[now] += back
    life.own.moves[now] += back.sum(axis=-1)


def profile(problem: Problem, offer: int, exits: tuple[Exit, ...], since: int = 0) -> Profile:
    """Return the profile of a class of lanes by one of its offers, of children `since` months after admission."""
    size = len(problem.cohorts)
    stock = np.zeros((problem.months, size, size))
    returns = np.zeros_like(stock)
    moves = np.zeros((problem.months, size))
    stock[0] = np.eye(size)
    for k in range(1, problem.months):
        stock[k], returns[k], moves[k] = step(problem, offer, stock[k - 1], since + k - 1)
    return Profile(offer, stock, returns, moves, exits, since)


def admitted_in(problem: Problem, life: Profile, period: Period) -> Life:
    """Return what becomes of children admitted evenly over a period, one of each cohort: groups are (G, G)."""
    total = nobody(problem, len(problem.cohorts))
    for month in period.months:
        if any(leaving.final and leaving.month <= month for leaving in life.exits):
            break  # Nobody is admitted once the offer has emptied.
        admit(problem, life, month, 1.0 / len(period), total)
    return total


def admit(problem: Problem, life: Profile, month: int, weight: float, total: Life) -> None:
    """Add the children admitted in a month to the life of a period's."""
    kept, end = np.full(problem.months + 1, weight), problem.months + 1
    for leaving in life.exits:
        if leaving.month > month:
            months = leaving.month - month
            going = leaving.share * kept[leaving.month] * life.stock[months]
            leave(problem, total, leaving, going, life.since + months)
            kept[leaving.month :] *= 1.0 - leaving.share
            if leaving.final:
                end = leaving.month
                break
    last = min(end, problem.months)
    total.own.stock[month:end] += kept[month:end, None, None] * life.stock[: end - month]
    # Who returns in a month was there at the end of the month before.
    total.returns[month + 1 : last + 1] += kept[month:last, None, None] * life.returns[1 : last + 1 - month]
    total.own.moves[month + 1 : last + 1] += kept[month:last, None] * life.moves[1 : last + 1 - month]


@dataclass(frozen=True)
class RunOff:
    """What becomes of today's children: by offer, cohort and month.

    Attributes:
        stock: (P, M + 1, G), at each month end; month 0 is today.
        returns: (M + 1, G), all offers added.
        moved: (A, P, M + 1), moves by authority of the child and offer left.
    """

    stock: Floats
    returns: Floats
    moved: Floats

    @property
    def moves(self) -> Floats:
        """(P, M + 1), by the offer left."""
        return np.asarray(self.moved.sum(axis=0))

    @cached_property
    def average(self) -> Floats:
        """(P, M + 1, G), average children in each month; index 0 is unused and zero."""
        average = np.zeros_like(self.stock)
        average[:, 1:] = (self.stock[:, 1:] + self.stock[:, :-1]) / 2.0
        return average


def run_off(problem: Problem) -> RunOff:
    """Follow today's children in their placements; of a running block with a choice of ends, to the first of them."""
    size = len(problem.cohorts)
    stock = np.zeros((len(problem.offers), problem.months + 1, size))
    returns = np.zeros((problem.months + 1, size))
    moved = np.zeros((len(problem.authorities), len(problem.offers), problem.months + 1))
    homes = problem.authority_of_cohort
    for offer, a in dict.fromkeys((child.offer, int(homes[child.cohort])) for child in problem.today):
        life = todays_life(problem, offer, problem.today_end[offer], homes == a)
        returns += life.returns
        for p, part in [(offer, life.own), *life.passed.items()]:
            stock[p] += part.stock
            moved[a, p] += part.moves
    return RunOff(stock, returns, moved)


def todays_life(problem: Problem, offer: int, end: int, among: Flags | None = None) -> Life:
    """Follow today's children of an offer, or some cohorts of them, if a contract empties it in month `end`.

    Groups of the life returned are (G,); `among` is (G,).
    """
    total = nobody(problem)
    for months, group in todays_groups(problem, offer, among).items():
        total.add(follow(problem, offer, problem.exits_of(offer, end), group, 0, months))
    return total


def todays_groups(problem: Problem, offer: int, among: Flags | None = None) -> dict[int, Floats]:
    """Return months since admission to today's children (G,) of an offer, or of some cohorts `among` (G,)."""
    groups: dict[int, Floats] = {}
    for child in problem.today:
        if child.offer == offer and (among is None or among[child.cohort]):
            group = groups.setdefault(child.months, np.zeros(len(problem.cohorts)))
            group[child.cohort] += child.children
    return groups
