"""Lines for the medium-term financial strategy (MTFS): yearly increments on the base budget.

An increment is the change of a step of the bridge on the year before; a one-off amount goes out again in the year
after it. Brackets stand for cashable reductions of the base budget and for nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from models.plan import LedgerLine
from reports.paper.bridge import ONE_OFF_LINES, Step, commitment_lines
from reports.paper.bridge_table import steps
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import ByYear, Facts, summed
from reports.paper.growth import growth_avoided
from reports.paper.wording import sentence

_PREFIX = {"full_year": "G", "demand": "G", "price": "G", "cross": "G", "mix": "G", "commitment": "C", "income": "I"}


@dataclass(frozen=True)
class MtfsLine:
    """A line of the MTFS.

    Attributes:
        reference: G for growth, C for commitments, I for income, and a number.
        description: what it is.
        nature: recurring, one-off, or both.
        by_year: whole amount of each whole year on top of the base budget.
    """

    reference: str
    description: str
    nature: str
    by_year: ByYear

    def increments(self) -> ByYear:
        """Return the change of each year on the year before; of the first year on the base budget."""
        return increments(self.by_year)


def increments(by_year: ByYear) -> ByYear:
    """Return the change of each year on the year before, the first one on nothing."""
    before = [Decimal(0), *by_year.values()]
    return {year: amount - before[i] for i, (year, amount) in enumerate(by_year.items())}


def mtfs_lines(facts: Facts) -> list[MtfsLine]:
    """Return the lines; the sum of their increments is the change of the pressure on the base budget."""
    numbers: dict[str, count[int]] = {prefix: count(1) for prefix in "GCI"}
    found = []
    for step in steps(facts):
        if step.key in ("base", "plan"):
            continue
        for label, nature, by_year in _parts(facts, step):
            prefix = _PREFIX[step.key]
            whole = {year: by_year[year] for year in facts.whole_years}
            found.append(MtfsLine(f"{prefix}{next(numbers[prefix])}", sentence(label), nature, whole))
    return found


def _parts(facts: Facts, step: Step) -> Iterator[tuple[str, str, ByYear]]:
    """Yield a step; a commitment in its recurring and its one-off part, where no contract's price is told by it."""
    if step.key != "commitment":
        yield step.label, "recurring", step.by_year
    elif facts.public:
        yield step.label, "recurring and one-off", step.by_year
    else:
        once = summed(facts, _one_off(facts, step))
        recurring = {year: step.by_year[year] - once[year] for year in facts.years}
        if any(recurring.values()):
            yield step.label, "recurring", recurring
        if any(once.values()):
            yield step.label, "one-off", once


def _one_off(facts: Facts, step: Step) -> Iterator[LedgerLine]:
    return (line for line in commitment_lines(facts) if line.line in ONE_OFF_LINES and line.id == step.id)


def mtfs_grid(facts: Facts) -> Grid:
    """Return the MTFS lines as a table."""
    lines = mtfs_lines(facts)
    rows: list[list[Cell]] = [
        [line.reference, line.description, line.nature, *_changes(line.increments()), *_effects(line), ""]
        for line in lines
    ]
    pressure = {year: sum((line.by_year[year] for line in lines), Decimal(0)) for year in facts.whole_years}
    growth = growth_avoided(facts)
    avoided = Figure(float(sum((growth[year] for year in facts.whole_years), Decimal(0))), "gbp")
    rows.append(
        ["", "Change of the pressure on the base budget", "", *_changes(increments(pressure)), "", "", avoided]
    )
    reduction = {year: min(Decimal(0), amount) for year, amount in pressure.items()}
    if any(reduction.values()):
        rows.append(["S1", "Of it, cashable reduction of the base budget", "recurring", *_brackets(reduction)])
    first = [*("reference", "description", "nature"), *facts.whole_years, "total"]
    effects = [] if all(row[-3:-1] == ["", ""] for row in rows) else ["part-year effect", "full-year effect"]
    return Grid(
        key="mtfs",
        title="Lines for the medium-term financial strategy: increments on the base budget",
        head=[*first, *effects, "growth avoided, all years"],
        rows=rows if effects else [[*row[:-3], row[-1]] for row in rows],
        unit="pounds",
        price_base=facts.nominal,
        source=facts.source,
        notes=[
            "Increments on the year before; a one-off amount goes out again in the next year.",
            "Brackets: cashable reductions of the base budget only. A minus is growth that does not come.",
            "Growth avoided: above the base budget, against doing nothing; it is no saving and in no other column.",
            *_in_year(facts),
        ],
        totals=frozenset({len(lines)}),
    )


def _in_year(facts: Facts) -> list[str]:
    part = [year for year in facts.years if year not in facts.whole_years]
    return [f"{year}, of which a part is planned, is no line: increments are of whole years." for year in part]


def _changes(by_year: ByYear) -> list[Cell]:
    amounts = [*by_year.values(), sum(by_year.values(), Decimal(0))]
    return [Figure(float(amount), "gbp") for amount in amounts]


def _brackets(by_year: ByYear) -> list[Cell]:
    """Return reductions in brackets, and what of them is reversed later without."""
    amounts = [*increments(by_year).values(), list(by_year.values())[-1]]
    cells: list[Cell] = [
        Figure(float(-amount), "saving") if amount < 0 else Figure(float(amount), "gbp") for amount in amounts
    ]
    return [*cells, "", "", ""]


def _effects(line: MtfsLine) -> list[Cell]:
    """Return the amount of the first year that has one, and of the year after; recurring commitments only."""
    amounts = list(line.by_year.values())
    first = next((i for i, amount in enumerate(amounts) if amount), None)
    if line.nature != "recurring" or not line.reference.startswith("C") or first is None:
        return ["", ""]
    full: Cell = Figure(float(amounts[first + 1]), "gbp") if first + 1 < len(amounts) else "after the plan"
    return [Figure(float(amounts[first]), "gbp"), full]
