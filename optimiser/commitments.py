"""What the council may commit to: every option, and those of today's practice."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from optimiser.block_options import BlockOptions
from optimiser.fostering_options import approvals_in_year, fostering_options
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
    shares rounded down; in a part year at the start no more than are left of its limit. Running and signed blocks to
    the end of their term, what was committed to before the plan; no new block or home.
    """
    units = np.zeros(len(options))
    recruited = _recruited_today(problem)
    blocks = {block.block: block for block in problem.instance.blocks}
    for i, option in enumerate(options):
        if option.made and option.kind != "block":
            units[i] = option.most
        elif option.kind == "fostering":
            units[i] = recruited[option.id, option.month]
        elif option.fixed:
            term = base_term(blocks[option.id], option.month)
            units[i] = float((option.end, option.is_break) == (term.month, term.is_break))
    return units


def todays_units_allowed(problem: Problem, options: tuple[Option, ...]) -> Floats:
    """Return the units of today's practice as far as a plan may choose them: it may be barred from recruiting."""
    most = np.array([float(option.most) for option in options])
    return np.asarray(np.minimum(todays_units(problem, options), most))


def _recruited_today(problem: Problem) -> dict[tuple[str, int], int]:
    """Return the households recruited under today's practice by service and decision month."""
    calendar, found = problem.calendar, {}
    every = calendar.decision_every_months
    times = MONTHS_PER_YEAR // every
    for service in problem.instance.fostering:
        rate, left = service.approvals_per_year_today, approvals_in_year(problem, service, 0)
        for month in calendar.decision_months:
            turn = (month - 1 + calendar.elapsed_months) % MONTHS_PER_YEAR // every
            due = rate * (turn + 1) // times - rate * turn // times
            # A whole year has no such limit: the plan may be barred from what today's practice goes on with.
            if calendar.elapsed_months and calendar.year_index(month) == 0:
                due = min(due, left)
                left -= due
            found[service.service, month] = due
    return found


def decided(problem: Problem, decisions: Decisions) -> Problem:
    """Return the problem with one lane for each offer: contracts end as the options taken say."""
    never = problem.months + 1
    ends = dict.fromkeys(range(len(problem.offers)), never)
    for option, _ in decisions.taken():
        if option.offer is not None and option.empties is not None:
            ends[option.offer] = option.empties
    lanes = tuple(Lane(offer, end) for offer, end in ends.items())
    return replace(problem, lanes=lanes, today_end=tuple(ends.values()))
