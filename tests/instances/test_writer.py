"""Canonical files, their hash, and copies."""

import hashlib
from pathlib import Path

import pytest

from instances.columns import Kind, columns_of
from instances.findings import Excess, WeakPlacement, findings, printed_faults
from instances.init import copy_instance
from instances.reader import load
from instances.reference import tables_page, unit_of
from instances.workbook_writer import write_workbook
from instances.writer import canonical_files, write_folder
from models.faults import Fault, InputError
from models.tables import TABLES
from tests.instances.editing import faults_of, read, with_cell, with_text
from tests.instances.tiny import LEFT_OUT, tiny_files, write_files


def test_canonical_files(tmp_path: Path) -> None:
    """Own columns, ages, source, note; ISO dates; whole numbers without a point; Unix line ends."""
    files = canonical_files(read(tmp_path, tiny_files()).instance)
    assert list(files) == ["instance.toml", *(f"{name}.csv" for name in TABLES if name not in LEFT_OUT)]
    assert files["history.csv"].decode() == (
        "measure,period_end,period_months,children,age_from,age_to,source,note\n"
        "looked_after,2024-03-31,0,40,0,17,Tinyshire sufficiency strategy 2024,\n"
        "starts,2024-03-31,12,20,0,17,Tinyshire sufficiency strategy 2024,\n"
    )
    assert files["fostering.csv"].decode().splitlines()[1].startswith("own_fostering,fostering,8,2,6,0.1,1.6")


def test_the_hash_is_over_names_and_bytes(tmp_path: Path) -> None:
    """SHA-256 over sorted name, zero byte, content, zero byte."""
    loaded = read(tmp_path, tiny_files())
    content = b"".join(
        name.encode() + b"\0" + data + b"\0" for name, data in sorted(canonical_files(loaded.instance).items())
    )
    assert loaded.sha256 == hashlib.sha256(content).hexdigest()


def test_a_changed_figure_changes_the_hash(tmp_path: Path) -> None:
    """So does a note."""
    hashes = {read(tmp_path / "a", tiny_files()).sha256}
    hashes.add(read(tmp_path / "b", with_cell(tiny_files(), "deflators", 2, "note", "revised")).sha256)
    hashes.add(read(tmp_path / "c", with_cell(tiny_files(), "deflators", 2, "deflator_share", "0.021")).sha256)
    assert len(hashes) == 3


def test_writing_and_reading_again(tmp_path: Path) -> None:
    """A canonical folder reads as the instance it was written from, and is written as itself."""
    first = read(tmp_path / "a", tiny_files())
    write_folder(first.instance, tmp_path / "b" / "c")
    second = load(tmp_path / "b" / "c")
    assert second.instance == first.instance
    assert second.sha256 == first.sha256
    assert {path.name: path.read_bytes() for path in (tmp_path / "b" / "c").iterdir()} == canonical_files(
        first.instance
    )


def test_copying_a_folder_as_it_is(tmp_path: Path) -> None:
    """Files are copied byte for byte, overlays too, hidden ones and other kinds not."""
    source = write_files(tmp_path / "a", {**tiny_files(), "README.md": "hello", "x.bin": "x", ".y.csv": "y"})
    write_files(source / "overlays", {"cautious.toml": "a = 1\n", "notes.bin": "x"})
    copy_instance(source, tmp_path / "new" / "b")
    copied = {
        path.relative_to(tmp_path / "new" / "b").as_posix(): path.read_text()
        for path in (tmp_path / "new" / "b").rglob("*")
        if path.is_file()
    }
    assert copied == {**tiny_files(), "README.md": "hello", "overlays/cautious.toml": "a = 1\n"}
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["b"]


def test_copying_a_faulty_folder_is_allowed(tmp_path: Path) -> None:
    """It is copied to be mended."""
    source = write_files(tmp_path / "a", {**tiny_files(), "needs.csv": "rubbish"})
    (tmp_path / "b").mkdir()
    copy_instance(source, tmp_path / "b")
    assert (tmp_path / "b" / "needs.csv").read_text() == "rubbish"


def test_copying_a_workbook_makes_a_folder(tmp_path: Path) -> None:
    """The folder is canonical."""
    loaded = read(tmp_path / "a", tiny_files())
    write_workbook(loaded.instance, tmp_path / "w.xlsx")
    copy_instance(tmp_path / "w.xlsx", tmp_path / "b")
    assert load(tmp_path / "b").sha256 == loaded.sha256


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten, be it a file or a folder with anything in it."""
    source = write_files(tmp_path / "a", tiny_files())
    write_files(tmp_path / "b", {"mine.txt": "x"})
    for destination in (tmp_path / "b", tmp_path / "b" / "mine.txt"):
        with pytest.raises(InputError, match="a folder that does not exist yet, or is empty"):
            copy_instance(source, destination)
    with pytest.raises(InputError, match="a folder that can be written"):
        copy_instance(source, tmp_path / "b" / "mine.txt" / "c")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_nothing_is_left_of_a_failed_copy(tmp_path: Path) -> None:
    """A workbook with faults leaves no folder."""
    (tmp_path / "w.xlsx").write_bytes(b"rubbish")
    with pytest.raises(InputError, match="damaged"):
        copy_instance(tmp_path / "w.xlsx", tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["w.xlsx"]


def test_findings(tmp_path: Path) -> None:
    """Counts, assumptions, offers with too many children, weak grades, cohorts that all leave."""
    files = with_cell(tiny_files(), "deflators", 2, "source", "assumption")
    files = with_cell(files, "deflators", 2, "note", "OBR")
    files = with_cell(files, "placements_today", 3, "children", "21")
    files = with_cell(files, "offers", 4, "grade", "inadequate")
    files = with_text(files, "transitions.csv", "high_teen,high_teen", "high_child,high_teen")
    files = with_cell(files, "transitions", 4, "monthly_share", "0.9")
    files = with_cell(files, "transitions", 5, "monthly_share", "0.1")
    found = findings(read(tmp_path, files).instance)
    assert found.assumptions == {"deflators": 1, "instance.toml": 1}
    assert found.rows["entries"] == 48
    assert (found.children_today, found.fixed_children, found.unknown_children) == (40, 1, 1)
    assert found.excess == (Excess("ifa_north", 21, 21, 20),)
    assert found.weak == (WeakPlacement("home_spot", "inadequate", 4),)
    assert found.without_transitions == ("high_teen",)


def test_the_limit_of_fostering_today_is_its_places(tmp_path: Path) -> None:
    """8 households x 1.6 places x 0.8 filled take 10.24 children; an eleventh is one too many."""
    files = with_cell(tiny_files(), "placements_today", 2, "children", "11")
    (excess,) = findings(read(tmp_path, files).instance).excess
    assert excess.offer == "fostering"
    assert excess.capacity == pytest.approx(10.24)


def test_faults_are_cut_by_file() -> None:
    """Of each file some are shown, then how many more there are."""
    faults = [Fault("a.csv", "x", row) for row in range(5)] + [Fault("b.csv", "y")]
    assert printed_faults(faults, per_file=2) == [
        *("a.csv, row 0: x", "a.csv, row 1: x", "b.csv: y"),
        "a.csv: 3 more faults",
    ]


def test_the_reference_page_is_up_to_date() -> None:
    """docs/tables.md is what the models say; write it anew after changing them."""
    page = Path(__file__).parents[2] / "docs" / "tables.md"
    assert page.read_text(encoding="utf-8") == tables_page()


def test_units_come_from_names() -> None:
    """Each name ends in its unit."""
    assert unit_of("gbp_per_bed_per_week") == "£ per bed per week"
    assert unit_of("capital_gbp") == "£"
    assert unit_of("lead_months") == "months"
    assert unit_of("grade") == ""
    assert unit_of("void_sale_gbp_per_week") == "£ per bed per week"
    assert unit_of("share") == unit_of("guarantee_share") == "share"
    assert unit_of("emergency_beds") == "beds"
    assert unit_of("staying_put_starts_per_year") == "young people a year"


def test_every_figure_has_a_unit_or_is_a_plain_number() -> None:
    """Numbers without a unit are ranks, and counts that their description explains."""
    plain = {
        column.name
        for model in TABLES.values()
        for column in columns_of(model).values()
        if column.kind in (Kind.SHARE, Kind.NUMBER, Kind.WHOLE) and not unit_of(column.name)
    }
    assert plain == {"rank", "extensions", "size"}


def test_the_reference_page_marks_what_may_be_left_out() -> None:
    """Optional tables, optional columns with what a blank stands for."""
    section = tables_page().split("## block_ramps")[1].split("## homes")[0]
    assert "May be left out, or have a header only." in section
    row = next(line for line in tables_page().splitlines() if line.startswith("| `guarantee_share`"))
    assert row.startswith("| `guarantee_share`, *optional* | share |")
    assert row.endswith("| a share from 0 to 1, or blank for 1 |")


def test_examples_on_the_page_about_bad_input(tmp_path: Path) -> None:
    """Every fault quoted in docs/bad-input.md is what the reader says."""
    page = (Path(__file__).parents[2] / "docs" / "bad-input.md").read_text(encoding="utf-8")
    files = with_cell(tiny_files(), "offer_prices", 3, "gbp_per_week", "£1,234.50")
    files = with_cell(files, "offers", 3, "grade", "goood")
    files = with_cell(files, "entries", 2, "month", "2024-04-02")
    files = with_cell(files, "budgets", 2, "financial_year", "2024")
    files = with_cell(files, "placements_today", 4, "offer", "suported")
    files = with_text(files, "needs.csv", "escalation_share", "escalation")
    files["deflators.csv"] = files["deflators.csv"].replace(",", ";")
    files["instance.toml"] = files["instance.toml"].replace("interest_rate = 0.05", "interest_rate = 5")
    quoted = [line for line in page.splitlines() if ".csv" in line and ": " in line and line[0] not in "#|-*"]
    told = {str(fault) for fault in faults_of(tmp_path, files)}
    assert told <= {line.strip() for line in page.splitlines()}
    assert len(quoted) >= len(told) - 1
