"""The template: read as it stands, example rows not read, drop-downs, notes; exact also after LibreOffice."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instances.columns import columns_of
from instances.convert import convert
from instances.examples import example_row, is_example
from instances.init import copy_instance
from instances.reader import LoadedInstance, load
from instances.template import write_template
from instances.workbook_writer import write_workbook
from instances.writer import canonical_files
from models.faults import InputError
from models.fields import EXAMPLE
from models.instance import Instance
from models.tables import MAY_BE_EMPTY, TABLES
from tests.instances.editing import read
from tests.instances.full import full_files
from tests.instances.tiny import tiny_files
from tests.office import needs_calc, resaved

HARD_NOTES = (
    *("#N/A", "12", "2024-04-01", "TRUE", "1/3", "007", "1e5", "'quoted'", "_x000D_", "<b>&£", "a\tb"),
    *("zwölf\nlines", "x" * 2000, "tail \n x"),
)
HARD_NUMBERS = (1 / 3, 0.1 + 0.2, 1e-300, 5e-324, 123456.123456789 / 7, 2 / 3e5, 999999.9999999999)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> LoadedInstance:
    """The tiny instance."""
    return read(tmp_path_factory.mktemp("tiny"), tiny_files())


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The blank template."""
    path = tmp_path_factory.mktemp("template") / "blank.xlsx"
    write_template(path)
    return path


def _hard(instance: Instance) -> Instance:
    """Return an instance with notes and numbers that spreadsheets like to change."""
    entries = list(instance.entries)
    for place, note in enumerate(HARD_NOTES):
        number = HARD_NUMBERS[place % len(HARD_NUMBERS)]
        entries[place] = entries[place].model_copy(update={"note": note, "children": number})
    return instance.model_copy(update={"entries": tuple(entries)})


def _faults(path: Path) -> list[str]:
    with pytest.raises(InputError, match=r"\w") as caught:
        load(path)
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("files", [tiny_files(), full_files()])
def test_a_filled_template_is_the_instance(files: dict[str, str], tmp_path: Path) -> None:
    """Folder to workbook to folder: every file the same to the byte, empty tables and their examples too."""
    instance = read(tmp_path / "folder", files).instance
    write_template(tmp_path / "filled.xlsx", instance)
    copy_instance(tmp_path / "filled.xlsx", tmp_path / "back")
    found = {path.name: path.read_bytes() for path in (tmp_path / "back").iterdir()}
    assert found == canonical_files(instance)


@needs_calc
def test_libreoffice_changes_nothing(tiny: LoadedInstance, tmp_path: Path) -> None:
    """Numbers to the last bit, text as it was, also through both programs."""
    hard = _hard(tiny.instance)
    write_template(tmp_path / "hard.xlsx", hard)
    (tmp_path / "saved").mkdir()
    assert load(resaved(tmp_path / "hard.xlsx", tmp_path / "saved")).instance == hard


def test_the_packaged_instance_goes_through(tmp_path: Path) -> None:
    """All 6,500 rows of it."""
    packaged = load("sefton-2022")
    write_template(tmp_path / "s.xlsx", packaged.instance)
    assert load(tmp_path / "s.xlsx").sha256 == packaged.sha256


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf")), min_size=1, max_size=20
)


@settings(deadline=None, max_examples=25)
@given(
    text=TEXTS.map(str.strip).filter(lambda text: text and text[0] not in "=+-@"),
    number=st.floats(0, 1e6, allow_subnormal=True),
)
def test_any_text_and_number_comes_back(
    tiny: LoadedInstance, tmp_path_factory: pytest.TempPathFactory, text: str, number: float
) -> None:
    """The writer that is also used for plain workbooks."""
    changed = {"note": f"n{text}", "children": number + 0.0}
    first = tiny.instance.entries[0].model_copy(update=changed)
    instance = tiny.instance.model_copy(update={"entries": (first, *tiny.instance.entries[1:])})
    path = tmp_path_factory.mktemp("any") / "w.xlsx"
    write_workbook(instance, path)
    assert load(path).instance.entries[0] == first


def test_examples_are_sound_rows() -> None:
    """With a source of its own each would be taken, so that it shows what a row looks like."""
    for name, model in TABLES.items():
        columns = columns_of(model)
        values = {column: convert(value, columns[column]) for column, value in example_row(name).items()}
        assert model.model_validate({**values, "source": "a document"})


def test_a_blank_template_is_refused(blank: Path) -> None:
    """Its examples are not read: settings are blank, tables that need rows have none."""
    told = _faults(blank)
    assert told[0].startswith("instance!B2, authority.id: a name of small letters")
    needing = [name for name in TABLES if name not in MAY_BE_EMPTY]
    assert [line for line in told if "at least one row" in line] == [
        f"sheet {name}: at least one row below the header" for name in needing
    ]
    assert not any(EXAMPLE in line for line in told)


def test_a_changed_example_is_nobodys_row(blank: Path, tmp_path: Path) -> None:
    """It is neither passed over nor taken."""
    workbook = openpyxl.load_workbook(blank)
    workbook["needs"]["C2"].value = 0.3
    workbook.save(tmp_path / "w.xlsx")
    expected = "where the figures come from; this row is marked as the template's example"
    assert f"needs!E2, source: found '{EXAMPLE}': {expected}" in _faults(tmp_path / "w.xlsx")


def test_an_example_is_known_again() -> None:
    """As numbers, as text, with columns in another order; not with another cell or a cell more."""
    row = example_row("needs")
    assert is_example("needs", list(row), list(row.values()))
    assert is_example("needs", list(row)[::-1], [str(value) for value in row.values()][::-1])
    assert not is_example("needs", list(row), [*row.values(), "more"])
    assert not is_example("needs", list(row), list({**row, "rank": 2}.values()))
    assert not is_example("needs", list(row), list({**row, "rank": "first"}.values()))
    assert not is_example("needs", list(row), list({**row, "source": "a document"}.values()))


def test_an_example_in_a_folder_is_refused(tmp_path: Path) -> None:
    """A sheet saved as CSV with its example is no table yet."""
    files = tiny_files()
    files["deflators.csv"] += f"2025/26,0.02,{EXAMPLE},\n"
    with pytest.raises(InputError, match=r"deflators\.csv, row 3, source: .* marked as the template's example"):
        read(tmp_path, files)


def test_what_a_person_sees(blank: Path) -> None:
    """Sheets in order, read_me first, lists hidden; every header has a note; drop-downs and ranges."""
    workbook = openpyxl.load_workbook(blank)
    assert workbook.sheetnames == ["read_me", "instance", *TABLES, "lists"]
    assert workbook["lists"].sheet_state == "hidden"
    for name, model in TABLES.items():
        header = workbook[name][1]
        assert [cell.value for cell in header] == list(columns_of(model))
        assert all(cell.comment is not None and "What it may be" in cell.comment.text for cell in header)
        assert workbook[name].freeze_panes == "A2"
    comment = workbook["offer_prices"]["C1"].comment
    assert comment is not None
    assert "Unit: £ per child per week" in comment.text


def test_the_first_page_reads_as_a_page(blank: Path) -> None:
    """Each sheet's own line stands out from those of its columns, and no mark of the documentation is left."""
    sheet = openpyxl.load_workbook(blank)["read_me"]
    rows = {str(row[0].value): row for row in reversed(list(sheet.iter_rows())) if not row[1].value}
    assert all(rows[name][3].font.bold for name in TABLES)
    assert all("`" not in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert [row[0].value for row in sheet.iter_rows(max_row=3)][1:] == [None, "How to fill it"]


def _rule(path: Path, sheet: str, cell: str) -> tuple[str | None, str | None, str | None]:
    rules = openpyxl.load_workbook(path)[sheet].data_validations.dataValidation
    found = [(rule.type, rule.formula1, rule.errorStyle) for rule in rules if cell in rule.cells]
    assert len(found) == 1
    return found[0]


def test_drop_downs_and_ranges(blank: Path) -> None:
    """Fixed words from the hidden sheet, names from their own sheet, numbers in their range."""
    kind, formula, style = _rule(blank, "offers", "C4000")
    assert (kind, style) == ("list", None)
    words = openpyxl.load_workbook(blank)["lists"][str(formula).removeprefix("lists!").replace("$", "")]
    assert [row[0].value for row in words] == list(columns_of(TABLES["offers"])["route"].choices)
    names = "OFFSET(offers!$A$2,0,0,MAX(1,COUNTA(offers!$A:$A)-1),1)"
    assert _rule(blank, "offer_prices", "A2") == ("list", names, "warning")
    assert _rule(blank, "needs", "C2") == ("decimal", "0", "stop")
    assert _rule(blank, "entries", "C2") == ("date", "36526", "warning")


def test_texts_are_short_enough_for_excel(blank: Path) -> None:
    """Excel repairs a file whose prompts pass 255 characters, titles 32 or messages 225."""
    for sheet in openpyxl.load_workbook(blank).worksheets:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.error or "") <= 225
            assert len(rule.formula1 or "") <= 255
