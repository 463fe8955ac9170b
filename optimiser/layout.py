"""The columns of a model and what they mean: what every family of rows and every line of cost is written from."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from optimiser.columns import ColumnBlock, Flow, Stay
from optimiser.effects import RetainedColumn
from optimiser.kernel import Life, RunOff, nobody, todays_life
from optimiser.model import Model
from optimiser.options import Option
from optimiser.problem import Floats, Ints, Problem


@dataclass(frozen=True)
class OtherEnd:
    """Today's residents of a block's offer, where its contract has another end than `Problem.today_end`.

    A flow of one column, the option's: what becomes of them with its end, less what is counted without it.
    """

    option: Option
    carrier: Ints
    period: int = 0

    def becomes(self, problem: Problem) -> Life:
        """Return the difference, a group of one."""
        assert self.option.offer is not None
        assert self.option.empties is not None
        total = nobody(problem, 1)
        with_it = todays_life(problem, self.option.offer, self.option.empties)
        total.add(with_it.as_groups())
        total.add(todays_life(problem, self.option.offer, problem.today_end[self.option.offer]).as_groups(), -1.0)
        return total

    def admissions(self, problem: Problem) -> None:
        """Nobody is admitted."""

    def stays(self, problem: Problem) -> Iterator[Stay]:
        """Yield the difference in the block's offer and in its successor."""
        assert self.option.offer is not None
        life = self.becomes(problem)
        yield Stay(self.option.offer, self.carrier, life.own, self.option.empties, residents=True)
        for offer, part in life.passed.items():
            yield Stay(offer, self.carrier, part, residents=True)


def todays_of(problem: Problem, authority: int) -> Problem:
    """Return the problem with those of today's children who are an authority's; no other child is left out."""
    whose = problem.authority_of_cohort == authority
    return replace(problem, today=tuple(child for child in problem.today if whose[child.cohort]))


@dataclass(frozen=True)
class PaidBeds:
    """A column of beds of a block or home in one period: used beyond the guarantee, or sold.

    Attributes:
        column: position of the column.
        kind: block or home.
        id: name of the block or type.
        offer: index of the offer.
        period: position of the period.
        monthly: (M + 1,), nominal pounds a month for one bed in the months in which beds are there, else 0.
        there: share of the period's months in which they are.
        options: positions of the options that the column belongs to.
    """

    column: int
    kind: str
    id: str
    offer: int
    period: int
    monthly: Floats
    there: float
    options: tuple[int, ...]


@dataclass(frozen=True)
class Layout:
    """The columns of a model and what they mean.

    Attributes:
        problem: the problem.
        model: the mixed-integer programme.
        today: what becomes of today's children.
        blocks: columns of admission.
        flows: these, and all else that moves children: today's residents under another end of a contract.
        options: commitments on offer.
        units: position of each option's column.
        excess: columns of beds used beyond a guarantee.
        sold: columns of beds sold.
        retained: columns of foster households kept.
        beyond_share: columns of an authority's use of a block beyond its share (`shared_use`), with their bound, by
            block, authority and first month of the year.
    """

    problem: Problem
    model: Model
    today: RunOff
    blocks: list[ColumnBlock]
    flows: list[Flow]
    options: tuple[Option, ...]
    units: Ints
    excess: list[PaidBeds] = field(default_factory=list)
    sold: list[PaidBeds] = field(default_factory=list)
    retained: list[RetainedColumn] = field(default_factory=list)
    beyond_share: dict[tuple[str, str, int], tuple[int, float]] = field(default_factory=dict)

    def columns_of(self, options: tuple[int, ...]) -> Ints:
        """Return the positions of some options' columns."""
        return self.units[np.array(options, dtype=np.int64)]


def other_ends(problem: Problem, options: tuple[Option, ...], units: Ints) -> list[OtherEnd]:
    """Return the flows of today's residents whose contract has another end than the one counted."""
    placed = {child.offer for child in problem.today}
    return [
        OtherEnd(option, np.array([unit]))
        for option, unit in zip(options, units, strict=True)
        if option.offer in placed and option.empties is not None and option.empties != problem.today_end[option.offer]
    ]
