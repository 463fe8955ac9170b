"""Home areas that nothing distinguishes are planned as one, and told apart again afterwards.

Two home areas are alike if their cohorts pair up by need and age, move between cohorts alike, and lie in the same
rings as far as any policy that is on can tell. Adding up alike areas turns every plan into a plan of the merged
problem at the same cost, so the merged optimum bounds the true one from below; giving each area the merged plan's
shares of offers turns the merged plan into a true one at the same cost. Nothing is lost, and the programme is several
times smaller.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimiser.kernel import admitted_in, profile, run_off
from optimiser.policies import active_policies, within
from optimiser.problem import Flags, Floats, Ints, Problem, Today
from optimiser.rows import to_period_end, transition_powers

NEGATIVE = -1e-7
"""Children; an area's admissions below this mean that the merged plan does not come apart."""


@dataclass(frozen=True)
class Merged:
    """A problem with alike home areas merged.

    Attributes:
        problem: the merged problem.
        into: (G,), cohort of the merged problem that each cohort of the true one belongs to.
    """

    problem: Problem
    into: Ints


def merge_areas(problem: Problem) -> Merged:
    """Merge the home areas that nothing distinguishes; the problem comes back as it is if there are none."""
    into = _classes_of_cohorts(problem)
    kept = np.array([int(np.flatnonzero(into == k)[0]) for k in range(into.max() + 1)])
    if len(kept) == len(problem.cohorts):
        return Merged(problem, into)
    adding = np.eye(len(kept))[into]
    merged = replace(
        problem,
        cohorts=tuple(problem.cohorts[g] for g in kept),
        transitions=problem.transitions[kept] @ adding,
        escalation=problem.escalation[kept] @ adding,
        entries=problem.entries @ adding,
        unplaced_today=problem.unplaced_today @ adding,
        today=_merge_today(problem, into),
        eligible=problem.eligible[:, kept],
        hazard=problem.hazard[:, :, kept],
        use=problem.use[:, kept],
        beds=problem.beds[:, kept],
        price=problem.price[:, kept],
    )
    return Merged(merged, into)


def _merge_today(problem: Problem, into: Ints) -> tuple[Today, ...]:
    children: dict[tuple[int, int, int], float] = {}
    for row in problem.today:
        key = (row.offer, int(into[row.cohort]), row.months)
        children[key] = children.get(key, 0.0) + row.children
    return tuple(Today(offer, cohort, months, count) for (offer, cohort, months), count in children.items())


def _classes_of_cohorts(problem: Problem) -> Ints:
    """(G,), number of the merged cohort of each cohort, by order of first appearance."""
    leader = {area: area for area in problem.home_areas}
    for i, area in enumerate(problem.home_areas):
        for other in problem.home_areas[:i]:
            if leader[other] == other and _alike(problem, other, area):
                leader[area] = other
                break
    names = [(*_kind(problem, g), leader[c.home_area]) for g, c in enumerate(problem.cohorts)]
    order = {name: i for i, name in enumerate(dict.fromkeys(names))}
    return np.array([order[name] for name in names])


def _alike(problem: Problem, one: str, other: str) -> bool:
    a, b = _cohorts_in(problem, one), _cohorts_in(problem, other)
    if [_kind(problem, g) for g in a] != [_kind(problem, g) for g in b]:
        return False
    if not _closed(problem, a) or not _closed(problem, b):
        return False
    same_moves = np.array_equal(problem.transitions[np.ix_(a, a)], problem.transitions[np.ix_(b, b)])
    seen = [within(problem, p) for p in active_policies(problem) if p.ring is not None]
    return same_moves and all(_same_view(inside, a, b) for inside in seen)


def _kind(problem: Problem, cohort: int) -> tuple[str, ...]:
    """Return all that tells a cohort from others of its home area."""
    row = problem.cohorts[cohort]
    ages = f"{row.age_from:02d}", f"{row.age_to:02d}"
    group = str(row.group_size), row.split_allowed, repr(row.bed_use), row.solo
    return row.need, *ages, problem.instance.authority_of(row), row.skill or "", *group


def _cohorts_in(problem: Problem, area: str) -> list[int]:
    found = [g for g, cohort in enumerate(problem.cohorts) if cohort.home_area == area]
    return sorted(found, key=lambda g: _kind(problem, g))


def _closed(problem: Problem, cohorts: list[int]) -> bool:
    """Whether children of these cohorts stay among them while in care."""
    outside = np.setdiff1d(np.arange(len(problem.cohorts)), cohorts)
    return not problem.transitions[np.ix_(cohorts, outside)].any()


def _same_view(inside: Flags, a: list[int], b: list[int]) -> bool:
    return bool(np.array_equal(inside[:, a], inside[:, b]))


def split_areas(problem: Problem, merged: Merged, admitted: Floats) -> Floats | None:
    """Give every home area the merged plan's shares of offers.

    Args:
        problem: the true problem, contracts' ends decided.
        merged: its merged problem, whose contracts end the same.
        admitted: (T, P, K), children admitted by period, offer and merged cohort.

    Returns:
        (T, P, G), or None if an area would have to admit fewer than no children (possible only inside periods of
        several months, where admissions are tied to be even).
    """
    if len(merged.problem.cohorts) == len(problem.cohorts):
        return admitted
    periods = problem.calendar.periods
    powers = transition_powers(problem, max(len(period) for period in periods))
    arrivals = problem.entries + run_off(problem).returns
    firsts = [members[0] for members in problem.classes]
    lives = [profile(problem, lane.offer, problem.exits_of(lane.offer, lane.end)) for lane in firsts]
    every = np.arange(len(problem.cohorts))
    result = np.zeros((len(periods), len(problem.offers), len(problem.cohorts)))
    for t, period in enumerate(periods):
        shares = _shares(problem, admitted[t], merged.into)
        groups = [admitted_in(problem, life, period) for life in lives]
        unit = np.zeros((problem.months + 1, len(every), len(every)))
        unit[period.first : period.last + 1, every, every] = 1.0 / len(period)
        matrix = to_period_end(problem, unit, t, powers)
        by_class = [shares[[lane.offer for lane in members]].sum(axis=0) for members in problem.classes]
        for share, group in zip(by_class, groups, strict=True):
            matrix -= share[:, None] * to_period_end(problem, group.returns, t, powers)
        wanted = to_period_end(problem, arrivals, t, powers)
        if t == 0:
            wanted = wanted + problem.unplaced_today @ powers[period.last]
        children = np.linalg.solve(matrix.T, wanted)
        if children.min() < NEGATIVE:
            return None
        result[t] = np.maximum(children, 0.0) * shares
        for share, group in zip(by_class, groups, strict=True):
            arrivals[period.last + 1 :] += np.einsum(
                "g,mgh->mh", np.maximum(children, 0.0) * share, group.returns[period.last + 1 :]
            )
    return result


def _shares(problem: Problem, admitted: Floats, into: Ints) -> Floats:
    """(P, G), share of each cohort's admissions that each offer takes in a period."""
    total = admitted.sum(axis=0)
    shares = np.divide(admitted, total, out=np.zeros_like(admitted), where=total > 0.0)
    # A merged cohort that admits nobody may still be dust in an area: it follows gap, which takes everyone.
    shares[problem.gap, total <= 0.0] = 1.0
    return np.asarray(shares[:, into])
