"""Scenarios for waiting: futures told apart by a count of children, each group with scenarios of its own."""

from math import ceil

import numpy as np

from optimiser.problem import Floats, Ints, Problem
from optimiser.robust.reduction import reduced
from optimiser.robust.scenarios import Futures, Scenario, sampled_futures

SCENARIOS_A_BRANCH = 2
"""Scenarios of a branch at least, the tail apart: with one, the count would tell all that comes after it."""
TAIL_PART = 0.25
"""Part of the scenarios that is the tail: the rest is needed for what may follow each count."""


def fewest_scenarios(branches: int) -> int:
    """Return how many scenarios so many branches take at least."""
    return ceil(SCENARIOS_A_BRANCH * branches / (1.0 - TAIL_PART))


def branched_scenarios(
    problem: Problem, count: int, tail: float, seed: int, *, month: int, branches: int, prices: bool
) -> tuple[tuple[Scenario, ...], Ints]:
    """Draw futures, split them by the children in care at the end of a month, and reduce each part.

    Branches are as likely as each other as far as equal counts allow. As many futures are drawn as make the tail a
    quarter of the scenarios, so that none of it is merged; the other scenarios are shared out over the branches.

    Args:
        problem: the problem on the demand path and the price path around which futures are drawn.
        count: scenarios, at least `fewest_scenarios`.
        tail: share of the futures that are the tail: those with the most child-years x price level.
        seed: seed of the futures.
        month: month at whose end children are counted.
        branches: branches at most.
        prices: whether market prices are sampled too.

    Returns:
        The scenarios, whose probabilities add to 1; (S,) the branch of each: none empty, fewest children first.
    """
    futures = max(count, round(count * TAIL_PART / tail))
    drawn = sampled_futures(problem, futures, seed, prices=prices)
    dear = np.zeros(futures, dtype=np.bool_)
    dear[drawn.dearest_first[: round(tail * futures)]] = True
    branch = split(drawn.pool[:, month], branches)
    bodies = np.bincount(branch[~dear], minlength=branch.max() + 1)
    quotas = shared_out(bodies, count - int(dear.sum()))
    found: list[Scenario] = []
    of: list[int] = []
    for number, quota in enumerate(quotas.tolist()):
        kept = _reduced(drawn, branch == number, dear, quota)
        found += kept
        of += [number] * len(kept)
    return tuple(found), np.array(of)


def split(counts: Floats, branches: int) -> Ints:
    """Return (F,), the part of each of F counts, lowest first: parts as even as equal counts allow, none empty."""
    inner = np.arange(1, branches) * len(counts) // branches
    edges = np.sort(counts)[inner]
    return np.asarray(np.unique(np.searchsorted(edges, counts, side="right"), return_inverse=True)[1])


def shared_out(sizes: Ints, seats: int) -> Ints:
    """Return how many of some seats go to groups of given sizes: two to each first, then where most share one."""
    given = np.minimum(sizes, SCENARIOS_A_BRANCH)
    while given.sum() < min(seats, sizes.sum()):
        crowd = np.where(given < sizes, sizes / np.maximum(given, 1), 0.0)
        given[int(crowd.argmax())] += 1
    return given


def _reduced(drawn: Futures, here: np.ndarray, dear: np.ndarray, quota: int) -> tuple[Scenario, ...]:
    """Return the scenarios of a branch: its futures of the tail, and `quota` others for the rest."""
    members = np.flatnonzero(here)
    order = [int(np.searchsorted(members, f)) for f in drawn.dearest_first if here[f]]
    tail = int(dear[members].sum())
    kept, probability = reduced(drawn.points[members], np.array(order), tail, tail + quota)
    return drawn.kept(members[kept], probability * len(members) / len(here))
