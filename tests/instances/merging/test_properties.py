"""Whatever is done to a list or a cost file, it is merged with every row accounted for, or refused with faults.

Shuffled rows and columns change nothing, rows that stand twice count once, a file cut short says so, and whatever
damage is done, no value of a child comes out and the totals are those of the file.
"""

import csv
import datetime as dt
import io
import random
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instances.costs.layouts import read_costs
from instances.costs.merge import merged as costs_merged
from instances.providers.areas import Areas
from instances.providers.layouts import read_providers
from instances.providers.merge import merged as providers_merged
from instances.reader import load
from instances.writer import canonical_files
from models.faults import InputError
from models.instance import Instance
from models.merging import MergeReport
from tests.instances.merging.files import (
    CENSUS_HEADER,
    LIST_HEADER,
    S251_HEADER,
    SECRETS,
    Row,
    as_csv,
    census,
    cost,
    home,
    tiny_folder,
)

FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
UNTIL = dt.date(2024, 3, 31)
COST = "Total committed cost accrued in FY to date"

Found = tuple[dict[str, bytes], MergeReport]
Rows = list[list[str]]

ODD_CELLS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["", "nan", "inf", "-1", "1e308", "9" * 400, "1,5", "=1+1", '"', "\r", "\n", "31/12/9999"]),
    st.sampled_from(["K2", "U4", "PR1", "PR4", "Spot", "Block", "Good", "2500001", "01/01/2024", *SECRETS]),
    st.integers().map(str),
)


@cache
def tiny() -> Instance:
    """The tiny instance."""
    with tempfile.TemporaryDirectory() as folder:
        return load(tiny_folder(Path(folder) / "tiny")).instance


def _list_rows() -> list[Row]:
    kinds = ({}, {"Provider type": "Independent Fostering Agency"}, {"Registration status": "Closed"})
    changes = [*kinds, {"Local authority": "Elsewhere"}, {"Overall effectiveness": "Outstanding"}]
    return [
        home(str(2500001 + n), **change, **{"Number of registered places": n + 2}) for n, change in enumerate(changes)
    ]


def _cost_rows() -> list[Row]:
    changes: list[Row] = [
        {},
        {"Procurement platform": "Block"},
        {"Placement type": "U6", "Procurement platform": "Framework", COST: "52,000.50"},
        {"Placement type": "U4", "Provider type": "PR1", "Procurement platform": "", COST: 24000.25},
        {"Placement type": "K1", "Provider type": "PR1", COST: 300000},
        {"Placement end date": "01/10/2023", COST: 130000.99},
    ]
    return [cost(**{"Child ID": f"{SECRETS[0]}{n}", **change}) for n, change in enumerate(changes)]


def _census_rows() -> list[Row]:
    changes: list[Row] = [
        {},
        {"Total weekly cost": 1120.55},
        {
            "Type of provision": "Residential - Mainstream",
            "How the placement was sourced": "Direct Award / Off Framework",
        },
        {"How the placement was sourced": "Block Contract - Local"},
    ]
    return [census(**{"Identifier": f"{SECRETS[0]}{n}", **change}) for n, change in enumerate(changes)]


def _merge_list(path: Path) -> tuple[Instance, MergeReport]:
    return providers_merged(tiny(), read_providers(path), Areas(tiny()))


def _merge_costs(path: Path, until: dt.date | None) -> tuple[Instance, MergeReport]:
    return costs_merged(tiny(), read_costs(path, until))


@cache
def _text(kind: str) -> str:
    header, rows = {
        "list": (LIST_HEADER, _list_rows()),
        "s251": (S251_HEADER, _cost_rows()),
        "census": (CENSUS_HEADER, _census_rows()),
    }[kind]
    with tempfile.TemporaryDirectory() as folder:
        return as_csv(Path(folder) / "it.csv", header, rows).read_text(encoding="utf-8")


def _found(kind: str, content: bytes, until: dt.date | None = UNTIL) -> Found | None:
    """Return tables and report; None if it was refused with faults that show nothing of the file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "it.csv"
        path.write_bytes(content)
        try:
            instance, report = _merge_list(path) if kind == "list" else _merge_costs(path, until)
        except InputError as error:
            for fault in error.faults:
                assert str(fault).isprintable()
                assert len(str(fault)) < 1000
                assert fault.value is None
                assert not any(secret in str(fault) for secret in SECRETS)
            return None
    _accounted(report)
    if kind != "list":
        told = repr(report) + b"".join(canonical_files(instance).values()).decode()
        assert not any(secret in told for secret in SECRETS)
    return canonical_files(instance), report


def _accounted(report: MergeReport) -> None:
    """Every row has one outcome, and what was read is what was merged, left out and repeated."""
    counts = report.counts
    assert counts["read"] == sum(count for outcome, count in counts.items() if outcome != "read")
    assert len({(row.file, row.row) for row in report.rows}) == len(report.rows)
    read, *others = report.totals.values()
    assert read == pytest.approx(sum(others), abs=0.02)


@cache
def _sound(kind: str) -> Found:
    found = _found(kind, _text(kind).encode())
    assert found is not None
    return found


def _rows(kind: str) -> Rows:
    return list(csv.reader(io.StringIO(_text(kind), newline="")))


def _content(rows: Rows) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8", "surrogatepass")


def _with(kind: str, change: Callable[[Rows], Rows]) -> Found | None:
    return _found(kind, _content(change(_rows(kind))))


KINDS = st.sampled_from(["list", "s251", "census"])


@FEW
@given(kind=KINDS, chance=st.randoms(use_true_random=False))
def test_rows_and_columns_in_any_order(kind: str, chance: random.Random) -> None:
    """The same tables to the last byte, the same totals."""

    def shuffled(rows: Rows) -> Rows:
        columns = list(range(len(rows[0])))
        chance.shuffle(columns)
        body = rows[1:]
        chance.shuffle(body)
        return [[row[at] for at in columns] for row in (rows[0], *body)]

    found = _with(kind, shuffled)
    assert found is not None
    assert found[0] == _sound(kind)[0]
    assert found[1].totals == _sound(kind)[1].totals
    assert found[1].counts == _sound(kind)[1].counts


@FEW
@given(kind=KINDS, chance=st.randoms(use_true_random=False), times=st.integers(1, 6))
def test_rows_that_stand_twice_count_once(kind: str, chance: random.Random, times: int) -> None:
    """The same tables; the repeated rows and their amounts are told of, not added."""

    def doubled(rows: Rows) -> Rows:
        more = [chance.choice(rows[1:]) for _ in range(times)]
        body = [*rows[1:], *more]
        chance.shuffle(body)
        return [rows[0], *body]

    found = _with(kind, doubled)
    assert found is not None
    assert found[0] == _sound(kind)[0]
    assert found[1].counts["repeated"] == times
    (merged,) = (name for name in found[1].totals if name.endswith("_merged"))
    assert found[1].totals[merged] == pytest.approx(_sound(kind)[1].totals[merged])


@FEW
@given(kind=KINDS, share=st.floats(0, 1))
def test_a_file_cut_short(kind: str, share: float) -> None:
    """Refused, or merged as far as it goes with a remark unless it ends with a whole line."""
    content = _text(kind).encode()
    cut = content[: int(share * len(content))]
    found = _found(kind, cut)
    if found is None:
        return
    report = found[1]
    assert cut.endswith((b"\n", b"\r")) or any("no line end" in remark for remark in report.remarks)
    assert len(report.rows) <= len(_sound(kind)[1].rows)


@settings(FEW, max_examples=150)
@given(kind=KINDS, data=st.data())
def test_any_cells_changed(kind: str, data: st.DataObject) -> None:
    """Refused or accounted for; only the cells of amounts can change what was read."""
    rows = _rows(kind)
    amounts = [
        at for at, name in enumerate(rows[0]) if name in (COST, "Total weekly cost", "Number of registered places")
    ]
    touched = False
    for _ in range(data.draw(st.integers(1, 4))):
        row, column = data.draw(st.integers(1, len(rows) - 1)), data.draw(st.integers(0, len(rows[0]) - 1))
        rows[row][column] = data.draw(ODD_CELLS)
        touched |= column in amounts
    found = _found(kind, _content(rows))
    if found is not None and not touched and all(any(row) for row in rows):
        read = next(name for name in found[1].totals if name.endswith("_read"))
        assert found[1].totals[read] == pytest.approx(_sound(kind)[1].totals[read])


@FEW
@given(
    kind=st.sampled_from(["s251", "census"]),
    dates=st.lists(st.one_of(st.dates(), st.none()), min_size=12, max_size=12),
)
def test_any_dates(kind: str, dates: list[dt.date | None]) -> None:
    """Without a day given, whatever the dates: refused, or every pound accounted for."""
    rows = _rows(kind)
    columns = [at for at, name in enumerate(rows[0]) if "date" in name and name != COST and "birth" not in name]
    for row, day in zip([row for row in rows[1:] for _ in columns], dates, strict=False):
        row[columns[dates.index(day) % len(columns)]] = "" if day is None else day.strftime("%d/%m/%Y")
    _found(kind, _content(rows), None)


@FEW
@given(kind=KINDS, data=st.data())
def test_columns_that_slip(kind: str, data: st.DataObject) -> None:
    """Cells pushed to the right or left in one row: another width, or values that do not fit, or told of."""
    rows = _rows(kind)
    row = data.draw(st.integers(1, len(rows) - 1))
    at = data.draw(st.integers(0, len(rows[0]) - 1))
    rows[row] = (
        [*rows[row][:at], "", *rows[row][at:]] if data.draw(st.booleans()) else rows[row][:at] + rows[row][at + 1 :]
    )
    _found(kind, _content(rows))


@FEW
@given(kind=KINDS, data=st.data())
def test_any_bytes_put_into_a_file(kind: str, data: st.DataObject) -> None:
    """A few bytes replaced somewhere."""
    content = _text(kind).encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 40, len(content))))
    _found(kind, content[:start] + data.draw(st.binary(max_size=20)) + content[end:])


@FEW
@given(kind=KINDS, content=st.binary(max_size=2000))
def test_any_bytes(kind: str, content: bytes) -> None:
    """Bytes of any kind are no list and no costs."""
    assert _found(kind, content) is None
