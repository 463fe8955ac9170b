"""The command `import ssda903`: what it prints and writes, how it refuses, and that no child can be read off it."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result

from instances.reader import load
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
from tests.reports.planned import names, one_object, run, written

YEARS = range(2020, 2025)
MADE = council(11, 150, 2020, 2024)
MADE.born = {child: born.replace(day=17) for child, born in MADE.born.items()}
COMPANIONS = {"README.md", "import"}
IN_IMPORT = {
    "quality.csv",
    "placement_mapping.csv",
    "reason_mapping.csv",
    "measures.csv",
    "flows.csv",
    "stays.csv",
    "location.csv",
}


@pytest.fixture(scope="module")
def returns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five yearly returns."""
    folder = tmp_path_factory.mktemp("returns")
    write_years(folder, MADE, YEARS)
    return folder


@pytest.fixture(scope="module")
def done(returns: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The imported folder, and what was printed."""
    out = tmp_path_factory.mktemp("out") / "council"
    return out, run("import", "ssda903", returns, "--out", out, "--population", "54000")


@pytest.fixture(scope="module")
def checked(done: tuple[Path, Result]) -> Result:
    """What `check` says of the imported folder."""
    return run("check", done[0])


def files_of(folder: Path) -> dict[str, str]:
    """Return every file below a folder as text."""
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def test_screen(done: tuple[Path, Result]) -> None:
    """Stock by provision, DfE's measures, data quality, and that the folder is sensitive."""
    out, result = done
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    assert "Children in care on 31 March 2024" in result.stdout
    assert "As DfE counts" in result.stdout
    assert "Data quality" in result.stdout
    assert f"Sensitive: personal data of children, see {out / 'README.md'}" in result.stdout
    total = len(MADE.in_care(march(2024)))
    assert re.search(rf"all children in care +{total}\n", result.stdout)


def test_folder_is_an_instance_without_fault(done: tuple[Path, Result]) -> None:
    """Every table, every child in care, what came from the base marked; and the companions beside it."""
    out, _ = done
    instance = load(out).instance
    assert sum(row.children for row in instance.placements_today) == len(MADE.in_care(march(2024)))
    assert instance.settings.calendar.start == march(2024).replace(month=4, day=1)
    for table in ("offers", "offer_prices", "budgets", "uplifts", "policies", "blocks", "homes", "fostering"):
        rows = instance.rows(table)
        assert rows
        assert all(row.source == "assumption" and "the base sefton-2022" in row.note for row in rows)
    assert {path.name for path in out.iterdir()} >= COMPANIONS
    assert {path.name for path in (out / "import").iterdir()} == IN_IMPORT
    assert "Keep this folder inside the council" in (out / "README.md").read_text()


def test_check_passes(checked: Result) -> None:
    """`check` finds no fault and shows the recorded figures beside the instance's own."""
    assert checked.exit_code == 0, checked.output
    assert "no fault found" in checked.stdout
    assert "first year moves per child year" in checked.stdout


def test_json(returns: Path, tmp_path: Path) -> None:
    """One object with the counts and the quality of the data."""
    found = one_object(run("import", "ssda903", returns, "--out", tmp_path / "out", "--json").stdout)
    assert found["ok"] is True
    assert found["base_date"] == "2024-03-31"
    assert found["children_in_care"] == len(MADE.in_care(march(2024)))
    assert sum(found["children_by_provision"].values()) == found["children_in_care"]
    assert [row["day"] for row in found["measures"]] == [f"{year}-03-31" for year in range(2019, 2025)]
    repeats = [row for row in found["quality"] if row["what"].startswith("the same child and first day again")]
    assert [row["action"] for row in repeats] == ["dropped"]


def test_quiet(returns: Path, tmp_path: Path) -> None:
    """Nothing but the folder."""
    result = run("import", "ssda903", returns, "--out", tmp_path / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert names(tmp_path) == ["out"]


def test_own_base_is_taken_as_it_stands(returns: Path, tmp_path: Path) -> None:
    """With --base nothing is scaled, policies stay hard, and the authority is the base's."""
    result = run("import", "ssda903", returns, "--out", tmp_path / "out", "--base", "sefton-2022")
    assert result.exit_code == 0, result.output
    own, base = load(tmp_path / "out").instance, load("sefton-2022").instance
    assert own.settings.authority == base.settings.authority
    assert [row.capacity_children for row in own.offers] == [row.capacity_children for row in base.offers]
    assert [row.strength for row in own.policies] == [row.strength for row in base.policies]


def refused(result: Result) -> list[str]:
    """Assert that an import was refused cleanly; return the lines of stderr."""
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.stderr.splitlines()


def test_existing_folder_is_in_the_way(returns: Path, tmp_path: Path) -> None:
    """What exists is not touched."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    lines = refused(run("import", "ssda903", returns, "--out", tmp_path / "out"))
    assert lines[0].endswith("a folder that does not exist yet, or is empty")
    assert lines[1:] == ["1 fault found; nothing was written"]
    assert names(tmp_path / "out") == ["mine.txt"]


def test_nothing_is_written_on_a_fault(returns: Path, tmp_path: Path) -> None:
    """A path that is none: one line, nothing written; in JSON too."""
    lines = refused(run("import", "ssda903", returns, tmp_path / "nowhere", "--out", tmp_path / "out"))
    assert lines[-1] == "1 fault found; nothing was written"
    found = run("import", "ssda903", tmp_path / "nowhere", "--out", tmp_path / "out", "--json")
    assert json.loads(found.stdout)["ok"] is False
    assert names(tmp_path) == []


def test_areas_need_postcodes(returns: Path, tmp_path: Path) -> None:
    """Areas are named by code, and codes come from postcodes."""
    lines = refused(run("import", "ssda903", returns, "--out", tmp_path / "out", "--areas", tmp_path / "areas.csv"))
    assert "give that too" in lines[-1]


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["ssda903"]])
def test_usage(arguments: list[str]) -> None:
    """A subcommand and its arguments are needed."""
    assert run("import", *arguments).exit_code == 2


def test_base_that_does_not_fit(returns: Path, tmp_path: Path) -> None:
    """A base whose need levels are others than the mapping's is told so, row by row of the mapping."""
    base = written(tmp_path / "tiny")
    lines = refused(run("import", "ssda903", returns, "--out", tmp_path / "out", "--base", base))
    assert any("a need level of the base, one of" in line for line in lines)
    assert names(tmp_path) == ["tiny"]


def identifiers(made: Council) -> list[str]:
    """Return everything in the return that tells who a child is."""
    days = [shown for born in made.born.values() for shown in (uk(born), born.isoformat())]
    return [*made.born, *(f"P{child}" for child in made.born), *days, *POSTS]


POSTS = ("ZZ1 1AA", "ZZ2 2BB", "ZZ11AA", "ZZ22BB")


def assert_private(shown: str) -> None:
    """Assert that no identifier stands in a text, in whatever case."""
    upper = shown.upper()
    assert [word for word in identifiers(MADE) if word.upper() in upper] == []


def test_no_identifier_in_any_output(done: tuple[Path, Result], checked: Result, returns: Path) -> None:
    """Every file and every line printed is looked through for every identifier of the input."""
    out, result = done
    given = "".join(files_of(returns).values())
    assert sum(word in given for word in identifiers(MADE)) > len(MADE.born)
    for content in files_of(out).values():
        assert_private(content)
    assert_private(result.output)
    assert_private(checked.output)
    assert_private(run("solve", out, "--time-limit", "0.001").output)


def faulty(folder: Path, column: int, value: str) -> Path:
    """Write a return in which every row has a fault in one column."""
    episodes = [episode_cells(episode) for episode in return_of(MADE, 2024)]
    for row in episodes:
        row[column] = value + row[column]
    folder.mkdir()
    (folder / "e.csv").write_text(text(EPISODE, episodes), newline="")
    headers = [[child, "1", uk(born), "WBRI", f"P{child}", "0", ""] for child, born in MADE.born.items()]
    (folder / "h.csv").write_text(text(HEADER, headers), newline="")
    return folder


@pytest.mark.parametrize("column", range(len(EPISODE)))
def test_no_identifier_in_any_error(tmp_path: Path, column: int) -> None:
    """A fault in any column of every row, with the identifier beside it: nothing of it is printed or written."""
    result = run("import", "ssda903", faulty(tmp_path / "in", column, "x"), "--out", tmp_path / "out", "--json")
    assert result.exit_code in (0, 2)
    assert_private(result.output)
    for content in files_of(tmp_path / "out").values():
        assert_private(content)


def test_no_identifier_where_a_file_is_mistaken(returns: Path, tmp_path: Path) -> None:
    """The return given as the mapping, the areas or the postcodes: refused without showing a cell."""
    for option in ("--mapping", "--areas", "--postcodes"):
        for name in ("header.csv", "episodes.csv"):
            extra = ["--postcodes", returns / "2024" / name] if option == "--areas" else []
            given = [option, returns / "2024" / name, *extra]
            result = run("import", "ssda903", returns, "--out", tmp_path / "out", *given)
            assert result.exit_code == 2
            assert_private(result.output)


@pytest.mark.slow
def test_imported_instance_can_be_planned(done: tuple[Path, Result]) -> None:
    """`solve` finds a plan and shows DfE's measures beside its forecast."""
    result = run("solve", done[0], "--gap", "0.02")
    assert result.exit_code == 0, result.output
    assert "As DfE counts, on 31 March" in result.stdout
    assert "rate per 10,000 aged 0 to 17" in result.stdout
    assert "no forecast" in result.stdout
