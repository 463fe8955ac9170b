"""Home areas that nothing distinguishes are planned as one, and told apart again afterwards.

Two home areas are alike if their cohorts pair up by need and age, move between cohorts alike, and lie in the same
rings as far as any policy that is on can tell. Adding up alike areas turns every plan into a plan of the merged
problem at the same cost, so the merged optimum bounds the true one from below; giving each area the merged plan's
shares of offers turns the merged plan into a true one at the same cost. Nothing is lost, and the programme is several
times smaller.
"""

from dataclasses import dataclass, replace

import numpy as np

from optimiser.policies import active_terms
from optimiser.problem import Flags, Floats, Ints, Pathway, Problem, Today
from optimiser.quantities import Admitted, ChildYears


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
        pathways=tuple(_merge_pathway(pathway, kept, adding) for pathway in problem.pathways),
    )
    return Merged(merged, into)


def _merge_pathway(pathway: Pathway, kept: Ints, adding: Floats) -> Pathway:
    return replace(
        pathway,
        share=pathway.share[kept],
        trial=pathway.trial[kept] @ adding,
        release_gbp=pathway.release_gbp[kept],
        first_month=pathway.first_month[kept],
    )


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
    same_ways = all(_same_pathway(pathway, a, b) for pathway in problem.pathways)
    return same_moves and same_ways and all(_same_view(where, a, b) for where in _views(problem))


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
    """Whether children of these cohorts stay among them while in care, on trial too."""
    outside = np.setdiff1d(np.arange(len(problem.cohorts)), cohorts)
    ways = [problem.transitions, *(pathway.trial for pathway in problem.pathways)]
    return not any(way[np.ix_(cohorts, outside)].any() for way in ways)


def _same_pathway(pathway: Pathway, a: list[int], b: list[int]) -> bool:
    """Whether a pathway takes the children of paired cohorts alike."""
    series = (pathway.share, pathway.release_gbp, pathway.first_month)
    same = all(np.array_equal(values[a], values[b]) for values in series)
    return same and np.array_equal(pathway.trial[np.ix_(a, a)], pathway.trial[np.ix_(b, b)])


def _views(problem: Problem) -> list[Flags]:
    """Return whom and where each policy that is on counts, (P, G) each."""
    counted = [c for _, term in active_terms(problem) for c in (term.numerator, term.denominator)]
    return [quantity.where for quantity in counted if isinstance(quantity, ChildYears | Admitted)]


def _same_view(inside: Flags, a: list[int], b: list[int]) -> bool:
    return bool(np.array_equal(inside[:, a], inside[:, b]))
