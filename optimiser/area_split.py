"""A plan of merged home areas, told apart: every area gets the merged plan's shares.

Of a cohort's admissions each offer takes the same share in every area, of its entries and of its settled children in
an offer the same share is averted or leaves. Adding the areas up gives the merged plan again.
"""

from dataclasses import replace

import numpy as np

from optimiser.areas import Merged
from optimiser.effects import Effects
from optimiser.kernel import Life, admitted_in, profile, run_off
from optimiser.problem import Floats, Ints, Problem
from optimiser.rows import to_period_end, transition_powers
from optimiser.settled import leaver_lives, settled_in, settled_today

NEGATIVE = -1e-7
"""Children; an area's admissions below this mean that the merged plan does not come apart."""


def split_areas(
    problem: Problem, merged: Merged, admitted: Floats, effects: Effects
) -> tuple[Floats, Effects] | None:
    """Give every home area the merged plan's shares.

    Args:
        problem: the true problem, contracts' ends decided.
        merged: its merged problem, whose contracts end the same.
        admitted: (T, P, K), children admitted by period, offer and merged cohort.
        effects: what programmes and pathways do, by merged cohort.

    Returns:
        (T, P, G) admitted, and the effects by true cohort; None if an area would have to admit fewer than no children
        (possible only inside periods of several months, where admissions are tied to be even).
    """
    if len(merged.problem.cohorts) == len(problem.cohorts):
        return admitted, effects
    split = _Split(problem, merged.into, effects)
    result = np.zeros((len(problem.calendar.periods), len(problem.offers), len(problem.cohorts)))
    for t in range(len(problem.calendar.periods)):
        split.let_leave(t)
        shares = _shares(problem, admitted[t], merged.into)
        children = split.wanted(t, shares)
        if children.min() < NEGATIVE:
            return None
        result[t] = np.maximum(children, 0.0) * shares
        split.admit(t, result[t])
    return result, replace(effects, left=split.left, averted=split.averted)


class _Split:
    """The areas as far as they are planned, period by period.

    Attributes:
        arrivals: (M + 1, G), children who come to the pool.
        settled: (P, M + 1, G), settled children; kept up only where somebody leaves.
        left: (I, T, P, G), settled children who leave.
        averted: (A, T, G), share of entries averted.
    """

    def __init__(self, problem: Problem, into: Ints, effects: Effects) -> None:
        self.problem, self.into, self.merged_left = problem, into, effects.left
        firsts = [members[0] for members in problem.classes]
        self.lives = [profile(problem, lane.offer, problem.exits_of(lane.offer, lane.end)) for lane in firsts]
        self.powers = transition_powers(problem, max(len(period) for period in problem.calendar.periods))
        self.averted = effects.averted[..., into] if effects.averted.size else effects.averted
        entries = problem.entries.copy()
        for t, period in enumerate(problem.calendar.periods if self.averted.size else ()):
            entries[period.first : period.last + 1] *= 1.0 - self.averted[:, t].sum(axis=0)
        self.arrivals = entries + run_off(problem).returns
        self.left = np.zeros((*effects.left.shape[:3], len(into) if effects.left.size else 0))
        self.settled = np.zeros((len(problem.offers), problem.months + 1, len(into)))
        if self.left.size:
            for (offer, _), stock in settled_today(problem).items():
                self.settled[offer] += stock

    def let_leave(self, t: int) -> None:
        """Let the merged plan's share of every area's settled children leave in a period."""
        if not self.left.size or not self.merged_left[:, t].any():
            return
        here = np.maximum(self.settled[:, self.problem.calendar.periods[t].first - 1], 0.0)
        together = here @ np.eye(self.merged_left.shape[-1])[self.into]
        share = np.divide(
            self.merged_left[:, t], together, out=np.zeros_like(self.merged_left[:, t]), where=together > 0
        )
        self.left[:, t] = share[..., self.into] * here
        only_now = np.zeros_like(self.left)
        only_now[:, t] = self.left[:, t]
        for offers, children, change in leaver_lives(self.problem, only_now):
            self.arrivals += np.einsum("kn,mnh->mh", children, change.returns)
            self._add_settled(offers, children, change)

    def wanted(self, t: int, shares: Floats) -> Floats:
        """Return (G,), children of each cohort to admit in a period, by `shares` (P, G): nobody is left out."""
        problem, period, every = self.problem, self.problem.calendar.periods[t], np.arange(len(self.into))
        unit = np.zeros((problem.months + 1, len(every), len(every)))
        unit[period.first : period.last + 1, every, every] = 1.0 / len(period)
        matrix = to_period_end(problem, unit, t, self.powers)
        for members, life in zip(problem.classes, self.lives, strict=True):
            share = shares[[lane.offer for lane in members]].sum(axis=0)
            matrix -= share[:, None] * to_period_end(
                problem, admitted_in(problem, life, period).returns, t, self.powers
            )
        wanted = to_period_end(problem, self.arrivals, t, self.powers)
        if t == 0:
            wanted = wanted + problem.unplaced_today @ self.powers[period.last]
        return np.asarray(np.linalg.solve(matrix.T, wanted))

    def admit(self, t: int, admitted: Floats) -> None:
        """Admit children (P, G) in a period."""
        period = self.problem.calendar.periods[t]
        for members, life in zip(self.problem.classes, self.lives, strict=True):
            offers = [lane.offer for lane in members]
            returns = admitted_in(self.problem, life, period).returns[period.last + 1 :]
            self.arrivals[period.last + 1 :] += np.einsum("g,mgh->mh", admitted[offers].sum(axis=0), returns)
            if self.left.size:
                self._add_settled(offers, admitted[offers], settled_in(self.problem, life, period))

    def _add_settled(self, offers: list[int], children: Floats, life: Life) -> None:
        self.settled[offers] += np.einsum("kn,mng->kmg", children, life.stock)
        for q, part in life.passed.items():
            self.settled[q] += np.einsum("kn,mng->mg", children, part.stock)


def _shares(problem: Problem, admitted: Floats, into: Ints) -> Floats:
    """(P, G), share of each cohort's admissions that each offer takes in a period."""
    total = admitted.sum(axis=0)
    shares = np.divide(admitted, total, out=np.zeros_like(admitted), where=total > 0.0)
    # A merged cohort that admits nobody may still be dust in an area: it follows gap, which takes everyone.
    shares[problem.gap, total <= 0.0] = 1.0
    return np.asarray(shares[:, into])
