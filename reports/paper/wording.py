"""Amounts, dates and lists in running text, and tables of amounts by year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.calendar import FinancialYear
from reports.paper.document import Cell, Figure, FigureKind, Grid
from reports.paper.facts import ByYear, Facts
from reports.table import pounds

PRESENT_VALUE = "present value, as the command gives it"
"""Price base of figures that are costs of the objective."""


def gbp(amount: float | Decimal) -> str:
    """Return whole pounds as in a report, such as £1,234."""
    shown = pounds(float(amount))
    return f"-£{shown[1:]}" if shown.startswith("-") else f"£{shown}"


def listed(names: Iterable[str]) -> str:
    """Return names as an English list: a, b and c."""
    found = list(names)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}" if found else ""


def counted(number: float, one: str, many: str) -> str:
    """Return a whole number with its noun, such as 1 child or 2,300 children."""
    return f"{number:,.0f} {one if round(number) == 1 else many}"


def sentence(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def year_end(year: str) -> str:
    """Return the last day of a financial year, such as 31 March 2025."""
    return f"31 March {FinancialYear.parse(year).start + 1}"


@dataclass(frozen=True)
class Amounts:
    """A row of a table by year; `counts` whether the row is a total."""

    label: str
    by_year: ByYear
    total: bool = False


def by_year_grid(
    facts: Facts,
    key: str,
    title: str,
    rows: Sequence[Amounts],
    *,
    kind: FigureKind = "gbp",
    unit: str = "pounds",
    notes: Sequence[str] = (),
) -> Grid:
    """Return a table of amounts by reported year with their sum."""
    cells: list[list[Cell]] = [
        [
            row.label,
            *(Figure(float(row.by_year[year]), kind) for year in facts.years),
            Figure(float(sum(row.by_year.values(), Decimal(0))), kind),
        ]
        for row in rows
    ]
    return Grid(
        key=key,
        title=title,
        head=["", *facts.years, "all years"],
        rows=cells,
        unit=unit,
        price_base=facts.nominal,
        source=facts.source,
        notes=notes,
        totals=frozenset(i for i, row in enumerate(rows) if row.total),
    )


def spread(amounts: Mapping[str, float]) -> list[Cell]:
    """Return the amounts below which 1 future in 20, half of them and 19 in 20 lie, as whole pounds."""
    return [Figure(amounts[name], "gbp") for name in ("p5", "p50", "p95")]
