"""What a cell of the template lets in: drop-downs of words and names, ranges of numbers, dates."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from instances.check_references import BUDGET_HEADS, REFERENCES
from instances.columns import Column, Kind, columns_of
from instances.reference import unit_of, values_of
from instances.workbook import LISTS
from models.tables import TABLES

_MOST_PROMPT, _MOST_ERROR = 255, 225
"""Longest texts that Excel takes; it repairs files with longer ones."""

_NAME_OF = {model: name for name, model in TABLES.items()}
_TARGETS = {
    (_NAME_OF[reference.table], reference.column): (_NAME_OF[reference.target], reference.target_column)
    for reference in (*REFERENCES, *BUDGET_HEADS)
}
_NUMBERS: dict[Kind, Literal["decimal", "whole"]] = {
    Kind.SHARE: "decimal",
    Kind.NUMBER: "decimal",
    Kind.WHOLE: "whole",
}


class Lists:
    """The words of the drop-downs: each list of choices is a column of a hidden sheet."""

    def __init__(self) -> None:
        self._columns: dict[tuple[str, ...], str] = {}

    def formula(self, choices: tuple[str, ...]) -> str:
        """Return where a list of choices stands; it is put on the sheet if it is not there yet."""
        letter = self._columns.setdefault(choices, get_column_letter(len(self._columns) + 1))
        return f"{LISTS}!${letter}$1:${letter}${len(choices)}"

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """Yield the rows of the sheet."""
        yield from zip_longest(*self._columns)


def add_rules(sheet: Worksheet, column: Column, cells: str, lists: Lists, table: str = "") -> None:
    """Give cells of a column their drop-down or range, what is said beside them, and what is said of a fault."""
    rule = _rule(column, lists, table)
    words = values_of(column)
    unit = unit_of(column.name)
    rule.promptTitle = rule.errorTitle = column.name[:32]
    rule.prompt = _cut(f"{column.meaning}{f' ({unit})' if unit else ''}. What it may be: {words}", _MOST_PROMPT)
    rule.error = _cut(f"What it may be: {words}", _MOST_ERROR)
    rule.showInputMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _rule(column: Column, lists: Lists, table: str) -> DataValidation:
    if column.choices:
        formula = lists.formula(column.choices)
        return DataValidation("list", formula1=formula, allow_blank=column.blank, showErrorMessage=True)
    if (target := _TARGETS.get((table, column.name))) is not None:
        return DataValidation("list", formula1=_names(*target), showErrorMessage=True, errorStyle="warning")
    if column.kind in _NUMBERS and column.low is not None and column.high is not None:
        return DataValidation(
            _NUMBERS[column.kind],
            operator="between",
            formula1=f"{column.low:.10g}",
            formula2=f"{column.high:.10g}",
            showErrorMessage=True,
            errorStyle="stop",
        )
    if column.kind in (Kind.MONTH, Kind.DATE):
        # 36526 is 1 January 2000. Dates as text are read too, so that this only warns.
        return DataValidation(
            "date", operator="greaterThan", formula1="36526", showErrorMessage=True, errorStyle="warning"
        )
    return DataValidation(None)


def _names(table: str, column: str) -> str:
    """Return the formula for the names in a column of another sheet, as far down as there are any."""
    letter = get_column_letter(list(columns_of(TABLES[table])).index(column) + 1)
    return f"OFFSET({table}!${letter}$2,0,0,MAX(1,COUNTA({table}!${letter}:${letter})-1),1)"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
