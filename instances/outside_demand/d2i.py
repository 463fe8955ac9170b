"""Output of the D2I demand model (cs-demand-model) and of its regional successor: a column per age and placement.

`demand-model predict --export FILE.xlsx` writes a first column of days without a name and columns headed
``('TEN_TO_SIXTEEN', 'FOSTERING')``; screens and guides write ``10 to 16 - Fostering``. Both spellings are read.
"""

import re

from instances.convert import suggestion
from instances.draft import FaultList
from instances.outside_demand.table import OutsideTable, add_up
from models.faults import Fault, printable
from models.projections import MappedColumn, OutsidePath

FORMAT = "D2I demand model"

AGES = {
    "birth to one": "age 0",
    "birth to 1": "age 0",
    "one to five": "ages 1 to 4",
    "1 to 5": "ages 1 to 4",
    "five to ten": "ages 5 to 9",
    "5 to 10": "ages 5 to 9",
    "ten to sixteen": "ages 10 to 15",
    "10 to 16": "ages 10 to 15",
    "sixteen to eighteen": "ages 16 and 17",
    "16 to 18+": "ages 16 and 17",
}
CATEGORIES = {
    "fostering": "foster care with relatives or others",
    "residential": "children's homes and residential schools",
    "supported": "supported accommodation",
    "other": "all other placements: parents, adoption, secure, health",
}
NOT_IN_CARE = "not in care"

_SPELLINGS = (
    re.compile(r"\('(?P<age>[^']+)', '(?P<category>[^']+)'\)"),
    re.compile(r"(?P<age>.+?) - (?P<category>.+)"),
)


def recognised(header: tuple[str, ...]) -> bool:
    """Return whether a header looks like this format: some column is of an age and a placement."""
    return any(_state(name) is not None for name in header[1:])


def read(table: OutsideTable, faults: FaultList) -> OutsidePath | None:
    """Return the path, None if there are faults; columns of children who have left care are not counted."""
    columns = [MappedColumn(table.header[0] or "first column", "day")]
    counted = []
    for place, name in enumerate(table.header[1:], start=1):
        state = _mapped(name, table.file, faults)
        if state is None:
            continue
        age, category = state
        if category == NOT_IN_CARE:
            columns.append(MappedColumn(name, "left care: not counted"))
        else:
            columns.append(MappedColumn(name, f"counted: {AGES[age]}, {CATEGORIES[category]}"))
            counted.append(place)
    remarks = ("its bands are not read: they hold chance only, not the drift of rates",)
    return add_up(table, FORMAT, 0, counted, tuple(columns), remarks, faults)


_ALL = (*CATEGORIES, NOT_IN_CARE)


def _mapped(name: str, file: str, faults: FaultList) -> tuple[str, str] | None:
    """Return the known age and category of a column; None, with a fault, where it has another or none."""
    state = _state(name)
    if state is None:
        text = "an age and a placement, such as ('TEN_TO_SIXTEEN', 'FOSTERING') or 10 to 16 - Fostering"
        faults.add(Fault(file, text, 1, printable(name) or "without a name"))
        return None
    unknown = [(word, known) for word, known in zip(state, (tuple(AGES), _ALL), strict=True) if word not in known]
    for word, known in unknown:
        faults.add(Fault(file, f"one of {', '.join(known)}{suggestion(word, known)}", 1, printable(name), word))
    return None if unknown else state


def _state(name: str) -> tuple[str, str] | None:
    """Return age and category of a column in small letters, None if its name has neither spelling."""
    for spelling in _SPELLINGS:
        if found := spelling.fullmatch(name):
            return _plain(found["age"]), _plain(found["category"])
    return None


def _plain(word: str) -> str:
    return " ".join(word.replace("_", " ").lower().split())
