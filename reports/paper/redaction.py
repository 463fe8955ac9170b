"""What the public does not see: prices of fewer than three contracts, and counts of fewer than six children.

Tables are built from what these functions leave; nothing is hidden afterwards.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.paper.facts import ByYear

FEWEST_CONTRACTS = 3
"""Contracts that a published amount covers at least, if it covers any."""
FEWEST_CHILDREN = 6
"""Real children from which a count is published, if it is not 0."""
WITHHELD = "exempt"
"""What stands where a commercial value was."""
SUPPRESSED = "c"
"""What stands where a count was."""


type Behind = dict[str, frozenset[str]]
"""Financial year to the contracts whose price an amount of that year would tell."""


@dataclass(frozen=True)
class Line:
    """An amount by year with the contracts behind it in each year."""

    label: str
    by_year: ByYear
    contracts: Behind

    @property
    def may_be_shown(self) -> bool:
        """Whether in every year the amount is 0, or covers no contract or at least three."""
        return all(not self.by_year[year] or enough(self.contracts.get(year, frozenset())) for year in self.by_year)

    @property
    def size(self) -> Decimal:
        """How large it is over all years, signs aside."""
        return sum((abs(amount) for amount in self.by_year.values()), Decimal(0))


def enough(contracts: Collection[object]) -> bool:
    """Return whether an amount that covers these contracts may be published: there are none, or at least three."""
    return not contracts or len(contracts) >= FEWEST_CONTRACTS


def merged(lines: Sequence[Line]) -> list[Line]:
    """Return lines of which none tells the price of fewer than three contracts.

    Lines that cover one or two in a year are added up; where the sum still covers fewer than three, the largest line
    that may be shown is added to it, and so on. In the end that is all of them: the total, which is told anyway.
    """
    shy = [line for line in lines if not line.may_be_shown]
    if not shy:
        return list(lines)
    rest = sorted((line for line in lines if line.may_be_shown), key=lambda line: line.size)
    sum_of_shy = _together(shy)
    while rest and not sum_of_shy.may_be_shown and not _hidden_in_other_cost(shy):
        shy.append(rest.pop())
        sum_of_shy = _together(shy)
    return [*(line for line in lines if line in rest), sum_of_shy]


def _hidden_in_other_cost(lines: Sequence[Line]) -> bool:
    """Return whether a line without contracts, published nowhere else, is among them and no smaller than the others.

    Then the sum tells no price: what it holds beside is as large.
    """
    other = sum((line.size for line in lines if not any(line.contracts.values())), Decimal(0))
    told = sum((line.size for line in lines if any(line.contracts.values())), Decimal(0))
    return other > 0 and other >= told


def _together(lines: Sequence[Line]) -> Line:
    years = list(lines[0].by_year)
    by_year = {year: sum((line.by_year[year] for line in lines), Decimal(0)) for year in years}
    behind = {
        year: frozenset[str]().union(*(line.contracts.get(year, frozenset()) for line in lines)) for year in years
    }
    return Line("; ".join(line.label for line in lines), by_year, behind)


def suppressed(counts: Iterable[float]) -> list[int | None]:
    """Return counts of real children, None where they are too few to be published.

    Counts under six but 0 go. Since the total is published, what is hidden must be at least two counts and six
    children together: the smallest of the others goes too until it is.
    """
    whole = [round(count) for count in counts]
    hidden = {i for i, count in enumerate(whole) if 0 < count < FEWEST_CHILDREN}
    others = sorted((i for i, count in enumerate(whole) if count >= FEWEST_CHILDREN), key=lambda i: whole[i])
    while hidden and (len(hidden) < 2 or sum(whole[i] for i in hidden) < FEWEST_CHILDREN) and others:
        hidden.add(others.pop(0))
    if len(hidden) == 1 or 0 < sum(whole[i] for i in hidden) < FEWEST_CHILDREN:
        hidden |= set(range(len(whole)))
    return [None if i in hidden else count for i, count in enumerate(whole)]
