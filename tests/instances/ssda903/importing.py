"""Importing made-up returns in tests."""

import datetime as dt
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from instances.reader import LoadedInstance, load
from instances.ssda903.importer import Imported, Request, import_return
from models.faults import InputError
from tests.instances.ssda903.returns import Council, Episode, episodes_csv, header_csv


@cache
def example() -> LoadedInstance:
    """Return the packaged example."""
    return load("sefton-2022")


def imported(*paths: Path, **asked: object) -> Imported:
    """Import paths with the packaged example as the base."""
    values = {"base": example(), "example": True, **asked}
    return import_return(Request(paths, **values))  # type: ignore[arg-type]


def refused(*paths: Path, **asked: object) -> list[str]:
    """Return the faults that an import is refused with."""
    with pytest.raises(InputError, match=r".") as caught:
        imported(*paths, **asked)
    return [str(fault) for fault in caught.value.faults]


def write_one(folder: Path, made: Council, change: Callable[[str], str] = str) -> Path:
    """Write all episodes of some lives as one return, the text of its episodes changed; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "episodes.csv").write_text(change(episodes_csv(made.episodes)), encoding="utf-8", newline="")
    (folder / "header.csv").write_text(header_csv(made), encoding="utf-8", newline="")
    return folder


def lives(*episodes: Episode, born: str = "01/05/2012") -> Council:
    """Return a council of some episodes, every child with one birthday."""
    day, month, year = map(int, born.split("/"))
    made = Council(list(episodes))
    made.born = {episode.child: dt.date(year, month, day) for episode in episodes}
    return made


def stock(found: Imported) -> dict[int, int]:
    """Return children in care on each 31 March by year."""
    return {end.year: end.children for end in found.ends}


def done(found: Imported) -> dict[str, int]:
    """Return rows by what was done to them."""
    return {what: rows for (_, what), rows in found.quality.totals().items()}
