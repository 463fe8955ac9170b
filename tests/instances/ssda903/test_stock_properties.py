"""Whatever is done to a return, it is refused with its faults, or its stock is that of an independent count."""

import csv
import io
import random
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instances.ssda903.importer import Imported
from instances.writer import canonical_files
from models.faults import InputError
from tests.instances.ssda903 import count
from tests.instances.ssda903.importing import imported
from tests.instances.ssda903.returns import (
    EPISODE,
    HEADER,
    Council,
    council,
    episode_cells,
    march,
    return_of,
    text,
    uk,
    write_years,
)

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEWER = settings(FEW, max_examples=15)
"""Where every example changes all rows, and none is more likely than another to show a fault."""
YEARS = range(2019, 2024)
MADE = council(7, 60, 2019, 2023)

Rows = list[list[str]]
Returns = dict[int, Rows]

ODD = st.sampled_from(
    [
        *[
            "",
            " ",
            "x",
            "T0",
            "S",
            "P",
            "L",
            "E4A",
            "X1",
            "V3",
            "K3",
            "PR0",
            "31/03/2021",
            "01/04/2021",
            "2020-02-29",
        ],
        *["30/02/2021", "1/1/21", "31/12/9999", "01/01/0001", "2021-13-01", '"', "=1+1", "é", "٣/٤/٢٠٢١", "nan"],
    ]
)


def returns_of(made: Council) -> Returns:
    """Return the rows of each year's return."""
    return {year: [episode_cells(episode) for episode in return_of(made, year)] for year in YEARS}


def headers_of(made: Council) -> Rows:
    """Return one header row a child."""
    return [[child, "1", uk(born), "WBRI", "", "0", ""] for child, born in sorted(made.born.items())]


def read(returns: Returns, headers: Iterable[list[str]], *, with_year: bool = True) -> Imported | None:
    """Write and import returns, None if they are refused."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for year, rows in returns.items():
            header = (*EPISODE, "YEAR") if with_year else EPISODE
            cells = [[*row, str(year)] for row in rows] if with_year else rows
            (folder / f"{year}.csv").write_text(text(header, cells), encoding="utf-8", newline="")
        (folder / "header.csv").write_text(text(HEADER, headers), encoding="utf-8", newline="")
        try:
            return imported(folder)
        except InputError as error:
            _printable(error)
            return None


@cache
def plain() -> Imported:
    """Return the import of the sound returns."""
    found = read(returns_of(MADE), headers_of(MADE))
    assert found is not None
    return found


def _printable(error: InputError) -> None:
    assert all(str(fault).isprintable() and len(str(fault)) < 1000 for fault in error.faults)


def agree(found: Imported, returns: Returns, headers: Rows) -> None:
    """Compare the stock at each 31 March with the count made here, and with the rows of placements_today."""
    marches = [march(end.year) for end in found.ends]
    expected = count.stock(returns, headers, marches)
    assert {march(end.year): end.children for end in found.ends} == expected
    history = [row for row in found.instance.history if row.measure == "looked_after"]
    for day in marches:
        assert sum(row.children for row in history if row.period_end == day) == expected[day]
    assert sum(row.children for row in found.instance.placements_today) == expected[marches[-1]]
    private(found)


def private(found: Imported) -> None:
    """Assert that no identifier or postcode of the return stands in any file of the import."""
    files = [*found.companions.values(), *(data.decode() for data in canonical_files(found.instance).values())]
    written = "".join(files).upper()
    assert [word for word in (*MADE.born, "ZZ1 1AA", "ZZ2 2BB") if word in written] == []


@pytest.mark.parametrize("seed", range(4))
def test_stock_of_sound_returns(tmp_path: Path, seed: int) -> None:
    """Yearly folders without a fault give, at each 31 March, the children whose lives are in care on it."""
    made = council(seed, 150, 2017, 2023)
    write_years(tmp_path / "all", made, range(2017, 2024))
    found = imported(tmp_path / "all")
    assert [end.year for end in found.ends] == list(range(2016, 2024))
    assert [end.children for end in found.ends] == [len(made.in_care(march(end.year))) for end in found.ends]


def test_the_two_counts_agree_on_sound_returns() -> None:
    """The count by the rules is the count of the lives themselves."""
    marches = [march(year) for year in range(2018, 2024)]
    counted = count.stock(returns_of(MADE), headers_of(MADE), marches)
    assert counted == {day: len(MADE.in_care(day)) for day in marches}


@FEWER
@given(seed=st.integers(0, 10_000))
def test_order_does_not_matter(seed: int) -> None:
    """Rows shuffled within each return give the same instance to the last digit."""
    returns, headers = returns_of(MADE), headers_of(MADE)
    shuffle = random.Random(seed).shuffle
    for rows in (*returns.values(), headers):
        shuffle(rows)
    found = read(returns, headers)
    assert found is not None
    assert found.instance == plain().instance


@FEWER
@given(again=st.lists(st.tuples(st.sampled_from(list(YEARS)), st.integers(0, 500)), max_size=30))
def test_rows_twice_count_once(again: list[tuple[int, int]]) -> None:
    """Rows that stand twice change nothing, and the report counts them."""
    returns, headers = returns_of(MADE), headers_of(MADE)
    for year, place in again:
        returns[year].append(returns[year][place % len(returns[year])])
    found = read(returns, headers)
    assert found is not None
    assert found.instance == plain().instance
    assert found.quality.count("dropped") == plain().quality.count("dropped") + len(again)


@FEW
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(list(YEARS)), st.integers(0, 500), st.integers(0, len(EPISODE) - 1), ODD),
        max_size=12,
    ),
    header_changes=st.lists(st.tuples(st.integers(0, 500), st.sampled_from([0, 2]), ODD), max_size=4),
)
def test_corrupted_cells(
    changes: list[tuple[int, int, int, str]], header_changes: list[tuple[int, int, str]]
) -> None:
    """Cells of any column replaced: refused, or the stock is that of the rules."""
    returns, headers = returns_of(MADE), headers_of(MADE)
    for year, row, column, value in changes:
        returns[year][row % len(returns[year])][column] = value
    for row, column, value in header_changes:
        headers[row % len(headers)][column] = value
    found = read(returns, headers)
    assert found is not None
    agree(found, returns, headers)


@FEW
@given(
    kept=st.fixed_dictionaries({year: st.floats(0.2, 1) for year in YEARS}),
    missing=st.sets(st.sampled_from([2019, 2020, 2021, 2022]), max_size=2),
)
def test_truncated_returns(kept: dict[int, float], missing: set[int]) -> None:
    """Returns that end early, and years left out: children who fall out are not in care for ever."""
    full, headers = returns_of(MADE), headers_of(MADE)
    returns = {
        year: rows[: max(1, int(len(rows) * kept[year]))] for year, rows in full.items() if year not in missing
    }
    found = read(returns, headers)
    assert found is not None
    agree(found, returns, headers)


@FEW
@given(cut=st.integers(0, 400), where=st.sampled_from(list(YEARS)))
def test_files_cut_off(cut: int, where: int) -> None:
    """A file cut off in the middle of a row: the broken row is dropped and reported, the others count."""
    returns, headers = returns_of(MADE), headers_of(MADE)
    whole = text(EPISODE, returns[where])
    broken = whole[: len(whole) - cut]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for year, rows in returns.items():
            content = broken if year == where else text(EPISODE, rows)
            (folder / f"{year}.csv").write_text(content, encoding="utf-8", newline="")
        (folder / "header.csv").write_text(text(HEADER, headers), encoding="utf-8", newline="")
        found = imported(folder)
    returns[where] = list(csv.reader(io.StringIO(broken, newline="")))[1:]
    agree(found, returns, headers)


@FEW
@given(content=st.binary(max_size=2000), name=st.sampled_from(["a.csv", "a.xlsx", "a.xml", "a.zip", "a.txt"]))
def test_any_bytes(content: bytes, name: str) -> None:
    """A file of any bytes beside a sound return is refused, or told of as none of the return."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_years(folder, MADE, [2023])
        (folder / name).write_bytes(content)
        try:
            found = imported(folder)
        except InputError as error:
            _printable(error)
        else:
            assert found.ends[-1].children == len(MADE.in_care(march(2023)))
