"""The forms a return comes in: folders, zips, CSV in several encodings, Excel, XML; all give the same instance."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from instances.ssda903.importer import Imported
from models.instance import Instance
from tests.instances.ssda903.importing import done, imported, refused, write_one
from tests.instances.ssda903.returns import (
    EPISODE,
    HEADER,
    Council,
    Episode,
    council,
    episode_cells,
    episodes_csv,
    header_csv,
    march,
    return_of,
    text,
    uk,
    write_years,
)

MADE = council(3, 40, 2023, 2024)
RETURN = return_of(MADE, 2024)
THIS_YEAR = Council(RETURN, {episode.child: MADE.born[episode.child] for episode in RETURN})
EPISODES, HEADERS = episodes_csv(RETURN), header_csv(THIS_YEAR)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The instance of the return as CSV files in a folder."""
    return imported(write_one(tmp_path_factory.mktemp("plain"), THIS_YEAR)).instance


def from_files(folder: Path, **files: bytes) -> Imported:
    """Import a folder of files, `__` in their names standing for a point."""
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return imported(folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom"])
def test_encodings(tmp_path: Path, plain: Instance, encoding: str) -> None:
    """UTF-8 with and without a byte-order mark and UTF-16 give the same."""

    def encoded(content: str) -> bytes:
        return b"\xff\xfe" + content.encode("utf-16-le") if encoding.endswith("bom") else content.encode(encoding)

    assert from_files(tmp_path, a__csv=encoded(EPISODES), b__csv=encoded(HEADERS)).instance == plain


CHANGES: dict[str, Callable[[str], str]] = {
    "unix line ends": lambda content: content.replace("\r\n", "\n"),
    "small letters in the header": lambda content: content.replace(
        content.split("\r\n")[0], content.split("\r\n")[0].lower()
    ),
    "every cell quoted": lambda content: "".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) + "\r\n" for line in content.splitlines()
    ),
    "one cell quoted": lambda content: content.replace(",N1,", ',"N1",'),
    "blank lines": lambda content: content.replace("\r\n", "\r\n\r\n"),
    "a column more": lambda content: "".join(f"{line},x\r\n" for line in content.splitlines()),
    "blank cells at the end": lambda content: content + ",,,\r\n",
}


@pytest.mark.parametrize("name", CHANGES)
def test_spellings(tmp_path: Path, plain: Instance, name: str) -> None:
    """Line ends, quotation marks, blank lines and further columns make no difference."""
    change = CHANGES[name]
    found = from_files(tmp_path, a__csv=change(EPISODES).encode(), b__csv=change(HEADERS).encode())
    assert found.instance == plain


def iso(cells: list[str]) -> list[str]:
    """Return cells with days in ISO form."""
    return [f"{c[6:]}-{c[3:5]}-{c[:2]}" if len(c) == 10 and c[2] == c[5] == "/" else c for c in cells]


def test_iso_days_with_authority_and_year(tmp_path: Path, plain: Instance) -> None:
    """Platform extracts: ISO days, LA and YEAR; without URN."""
    cut = EPISODE.index("URN")
    rows = [[*iso(episode_cells(episode))[:cut], "Town", "2024"] for episode in RETURN]
    header = text(
        [*HEADER, "LA", "YEAR"], [[*iso(line.split(",")), "Town", "2024"] for line in HEADERS.splitlines()[1:]]
    )
    episodes = text([*EPISODE[:cut], "LA", "YEAR"], rows)
    found = from_files(tmp_path, a__csv=episodes.encode(), b__csv=header.encode())
    assert found.instance == plain


def test_names_do_not_matter(tmp_path: Path, plain: Instance) -> None:
    """Tables are known by their columns: names that mislead are no matter."""
    assert from_files(tmp_path, header__csv=EPISODES.encode(), episodes__txt=HEADERS.encode()).instance == plain


def test_folder_in_folder_and_single_files(tmp_path: Path, plain: Instance) -> None:
    """Folders are searched to the bottom; files may be given one by one."""
    deep = tmp_path / "a" / "b"
    write_one(deep, THIS_YEAR)
    assert imported(tmp_path).instance == plain
    assert imported(deep / "header.csv", deep / "episodes.csv").instance == plain


def zipped(folder: Path, name: str = "return.zip", **files: bytes) -> Path:
    """Write a zip archive."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in files.items():
            archive.writestr(member.replace("__", "."), content)
    return path


def test_zip(tmp_path: Path, plain: Instance) -> None:
    """A zip is read in memory; what Macs put beside is passed over."""
    path = tmp_path / "return.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2024/episodes.csv", EPISODES)
        archive.writestr("2024/header.csv", HEADERS)
        archive.writestr("__MACOSX/2024/._header.csv", b"\0\1")
    assert imported(path).instance == plain
    assert [entry.name for entry in tmp_path.iterdir()] == ["return.zip"]


def workbook(days: bool) -> bytes:
    """Return the return as a workbook with a sheet a table, titles above one header, days as days or as text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Children"
    sheet.append(["SSDA903 return"])
    for line in HEADERS.splitlines():
        sheet.append([_native(cell, days) for cell in line.split(",")])
    other = book.create_sheet("Placements")
    for line in EPISODES.splitlines():
        other.append([_native(cell, days) for cell in line.split(",")])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _native(cell: str, days: bool) -> object:
    if days and len(cell) == 10 and cell[2] == cell[5] == "/":
        return dt.datetime.strptime(cell, "%d/%m/%Y")  # noqa: DTZ007
    return cell or None


@pytest.mark.parametrize("days", [True, False])
def test_excel(tmp_path: Path, plain: Instance, days: bool) -> None:
    """The Excel form: a sheet a table, days as Excel's or as text."""
    assert from_files(tmp_path, return__xlsx=workbook(days)).instance == plain


def xml() -> str:
    """Return the return as XML."""
    children = []
    for child, born in sorted(THIS_YEAR.born.items()):
        header = f"<HEADER><CHILDID>{child}</CHILDID><SEX>1</SEX><DOB>{born}</DOB><ETHNIC>WBRI</ETHNIC></HEADER>"
        children.append(f"<CHILD>{header}{''.join(map(_episode, _of(child)))}</CHILD>")
    return f"<?xml version='1.0'?><EXPSSDA903>{''.join(children)}</EXPSSDA903>"


def _of(child: str) -> list[Episode]:
    return [episode for episode in RETURN if episode.child == child]


def _episode(episode: Episode) -> str:
    names = ("DECOM", "RNE", "LS", "CIN", "PL", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE")
    cells = zip((*names, "HOME_POST", "PL_POST", "URN"), iso(episode_cells(episode))[1:], strict=True)
    return f"<EPISODE>{''.join(f'<{name}>{cell}</{name}>' for name, cell in cells if cell)}</EPISODE>"


def test_xml(tmp_path: Path, plain: Instance) -> None:
    """The XML form, with its own names for child and placement."""
    assert from_files(tmp_path, return__xml=xml().encode()).instance == plain


def test_other_tables_are_named_as_not_used(tmp_path: Path) -> None:
    """The other tables of the return, and files that are none, are told of and left alone."""
    write_one(tmp_path, THIS_YEAR)
    reviews = b"CHILD,DOB,REVIEW,REVIEW_CODE\r\nX,01/01/2010,02/02/2024,PN1\r\n"
    found = from_files(tmp_path, r__csv=reviews, s__csv=b"a,b\r\n1,2\r\n", t__docx=b"x")
    told = done(found)
    assert told["not used: the table reviews of the return"] == 1
    assert told["not used: the columns are those of no table of the return"] == 1
    assert told["not read: neither CSV, Excel, XML nor zip"] == 0


def test_unaccompanied_children(tmp_path: Path) -> None:
    """The table of unaccompanied children marks those in care."""
    child = next(episode.child for episode in RETURN if episode.open_on(march(2024)))
    write_one(tmp_path, THIS_YEAR)
    found = from_files(
        tmp_path, u__csv=text(["CHILD", "SEX", "DOB", "DUC"], [[child, "1", "01/01/2010", ""]]).encode()
    )
    assert found.ends[-1].unaccompanied == 1
    assert "2024-03-31,unaccompanied,1," in found.companions["import/measures.csv"]


def test_several_authorities_are_refused(tmp_path: Path) -> None:
    """An instance plans for one authority: identifiers are unique only within one."""
    rows = [[*episode_cells(episode), f"Town {place % 2}"] for place, episode in enumerate(RETURN)]
    (tmp_path / "a.csv").write_text(text([*EPISODE, "LA"], rows), newline="")
    (tmp_path / "b.csv").write_text(HEADERS, newline="")
    assert refused(tmp_path) == ["episodes: the return of one authority; the column LA names 2"]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "a.csv",
            EPISODES.replace(",", ";").encode(),
            "values separated by commas; this file was saved with semicolons",
        ),
        ("a.csv", b"PK\x03\x04", "a text file; this is an Excel workbook"),
        ("a.csv", b"CHILD,DECOM\r\nx\0,1\r\n", "a text file; this one holds zero bytes"),
        ("a.csv", b"\xff\xfea", "text in UTF-8 or UTF-16; this file is damaged"),
        ("a.csv", b"", "a header in row 1; it is blank, or the file is empty"),
        ("a.csv", b"a" * 200_000 + b",b\r\n1,2\r\n", "a cell of at most 2,000 characters"),
        ("a.csv", b'CHILD,DECOM\r\n"x,1\r\n', "quotation marks in pairs"),
        ("a.csv", b"CHILD,DECOM,RNE,LS,DEC,REC\r\n", "a table of episodes; it lacks the columns PLACE"),
        ("a.xlsx", b"x", "a workbook saved as .xlsx"),
        ("a.xml", b"<a><b></a>", "an XML file of the return; this file is damaged or something else"),
        ("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "XML without a DTD or entities"),
        ("a.zip", b"PK", "a zip archive; this file is damaged or something else"),
    ],
)
def test_files_that_cannot_be_read_are_refused(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    """One file that cannot be read refuses the import: without it totals would be wrong and nobody would know."""
    write_years(tmp_path / "years", MADE, [2024])
    (tmp_path / "years" / name).write_bytes(content)
    found = refused(tmp_path / "years")
    assert len(found) == 1
    assert expected in found[0]


def test_nothing_to_import(tmp_path: Path) -> None:
    """Missing paths, empty folders, headers without episodes."""
    assert "there is no such thing" in refused(tmp_path / "nowhere")[0]
    found = refused(tmp_path)
    assert "a table of episodes with the columns CHILD, DECOM, RNE, PLACE, DEC" in found[0]
    assert "a header table" in found[1]


def test_days_that_are_none_in_every_row(tmp_path: Path) -> None:
    """A return without one readable first day is refused."""
    write_one(tmp_path, THIS_YEAR, lambda content: content.replace("/", "."))
    assert refused(tmp_path) == [
        "episodes: episodes with readable days that reach from a 1 April to a 31 March; these do not"
    ]


def test_nobody_in_care(tmp_path: Path) -> None:
    """A return in which everybody left before 31 March has nobody to plan for."""
    gone = Episode("QX1", dt.date(2023, 5, 1), dt.date(2024, 3, 30), rec="E4A")
    write_one(tmp_path, Council([gone], {"QX1": dt.date(2012, 1, 1)}))
    assert refused(tmp_path) == ["episodes: at least one child in care on 2024-03-31, the last 31 March"]


def test_uk_days_are_read_day_first(tmp_path: Path) -> None:
    """03/04/2023 is 3 April: eleven whole months before 31 March 2024."""
    one = Episode("QX1", dt.date(2023, 4, 3), None)
    assert uk(one.decom) == "03/04/2023"
    leaver = Episode("QX2", dt.date(2023, 4, 2), dt.date(2024, 3, 30), rec="E4A")
    found = imported(write_one(tmp_path, Council([one, leaver], dict.fromkeys(("QX1", "QX2"), dt.date(2012, 1, 1)))))
    assert [row.months_in_placement for row in found.instance.placements_today] == [11]
