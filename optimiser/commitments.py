"""What the council may commit to: every option, and those of today's practice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from optimiser.block_options import BlockOptions
from optimiser.fostering_options import fostering_options
from optimiser.home_options import HomeOptions
from optimiser.lanes import Lane, base_term
from optimiser.layout import PaidBeds
from optimiser.options import Option
from optimiser.problem import Floats, Problem
from optimiser.programmes import programme_options


def options_of(problem: Problem) -> tuple[Option, ...]:
    """Return every option, blocks first, then homes, fostering, programmes."""
    found: list[Option] = []
    for block in problem.instance.blocks:
        found += BlockOptions(problem, block).options()
    for home in problem.instance.homes:
        found += HomeOptions(problem, home).options()
    for service in problem.instance.fostering:
        found += fostering_options(problem, service)
    for programme in problem.instance.programmes:
        found += programme_options(problem, programme)
    return tuple(found)


HALF = 0.5


@dataclass(frozen=True)
class Decisions:
    """What a plan commits to.

    Attributes:
        options: commitments on offer.
        units: (options,), whole units of each.
        sold: columns of beds sold, and how many are.
    """

    options: tuple[Option, ...]
    units: Floats
    sold: tuple[tuple[PaidBeds, float], ...] = ()

    def taken(self) -> Iterator[tuple[Option, int]]:
        """Yield the options taken and their units."""
        for option, unit in zip(self.options, self.units, strict=True):
            if unit >= HALF:
                yield option, round(float(unit))


def todays_decisions(problem: Problem) -> Decisions:
    """Return the commitments of today's practice."""
    options = options_of(problem)
    return Decisions(options, todays_units(problem, options))


def todays_units(problem: Problem, options: tuple[Option, ...]) -> Floats:
    """Return the units of each option under today's practice.

    Recruitment at today's rate: whole households, spread evenly over the decision months of a year, cumulative
    shares rounded down. Running and signed blocks to the end of their term, what was committed to before the plan;
    no new block or home.
    """
    units = np.zeros(len(options))
    rate = {s.service: s.approvals_per_year_today for s in problem.instance.fostering}
    blocks = {block.block: block for block in problem.instance.blocks}
    per_year = 12 // problem.calendar.decision_every_months
    for i, option in enumerate(options):
        if option.made and option.kind != "block":
            units[i] = option.most
        elif option.kind == "fostering":
            turn = (option.month - 1) % 12 // problem.calendar.decision_every_months
            yearly = rate[option.id]
            units[i] = yearly * (turn + 1) // per_year - yearly * turn // per_year
        elif option.fixed:
            term = base_term(blocks[option.id], option.month)
            units[i] = float((option.end, option.is_break) == (term.month, term.is_break))
    return units


def todays_units_allowed(problem: Problem, options: tuple[Option, ...]) -> Floats:
    """Return the units of today's practice as far as a plan may choose them: it may be barred from recruiting."""
    most = np.array([float(option.most) for option in options])
    return np.asarray(np.minimum(todays_units(problem, options), most))


def decided(problem: Problem, decisions: Decisions) -> Problem:
    """Return the problem with one lane for each offer: contracts end as the options taken say."""
    never = problem.months + 1
    ends = dict.fromkeys(range(len(problem.offers)), never)
    for option, _ in decisions.taken():
        if option.offer is not None and option.empties is not None:
            ends[option.offer] = option.empties
    lanes = tuple(Lane(offer, end) for offer, end in ends.items())
    return replace(problem, lanes=lanes, today_end=tuple(ends.values()))
