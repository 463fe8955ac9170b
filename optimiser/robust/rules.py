"""Rules of thumb that robust commitments are compared with."""

import numpy as np

from optimiser.commitments import options_of, todays_units_allowed
from optimiser.options import Option
from optimiser.problem import Floats, Problem

MARKET = {"block_residential": "residential", "block_fostering": "ifa", "block_16plus": "supported_accommodation"}
"""Provision of a block to that of the spot and framework offers whose children it would take."""
HALF = 0.5


def half_of_stock(problem: Problem) -> Floats:
    """Return the units (options,) of the rule 'block half of today's stock', beside today's practice.

    Half of the children who are in spot and framework offers today, provision by provision, is divided evenly among
    the new blocks of that kind. Each is taken at its first start, unbroken, at the size nearest to its part; none
    where its part is less than half a bed.
    """
    options = options_of(problem)
    units = todays_units_allowed(problem, options)
    fresh: dict[str, dict[str, list[int]]] = {}
    for i, option in enumerate(options):
        if option.kind == "block" and not option.fixed and option.offer is not None:
            provision = problem.offers[option.offer].provision
            fresh.setdefault(provision, {}).setdefault(option.id, []).append(i)
    for kind, blocks in fresh.items():
        part = HALF * _on_the_market(problem, MARKET[kind]) / len(blocks)
        for members in blocks.values():
            if part >= HALF:
                units[_first_and_nearest(members, part, options)] = 1.0
    return np.asarray(units)


def _first_and_nearest(members: list[int], beds: float, options: tuple[Option, ...]) -> int:
    first = min(options[i].month for i in members)
    return min(
        (i for i in members if options[i].month == first),
        key=lambda i: (abs(options[i].beds - beds), options[i].is_break, options[i].end or 0),
    )


def _on_the_market(problem: Problem, provision: str) -> float:
    """Return today's children in spot and framework offers of a provision."""
    return sum(
        child.children
        for child in problem.today
        if problem.offers[child.offer].provision == provision
        and problem.offers[child.offer].route in ("spot", "framework")
    )
