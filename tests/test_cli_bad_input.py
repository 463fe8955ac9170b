"""Bad usage and bad input: exit code 2, one fault a line on stderr, nothing written, never a traceback."""

import os
from pathlib import Path

import pytest
from click.testing import Result

from tests.instances.editing import with_cell, with_rows, with_text
from tests.reports.planned import TINY, names, one_object, plan_folder, run, tiny, written

ESCAPE = "\x1b[31m"


def refused(result: Result) -> list[str]:
    """Assert that a command refused its input cleanly; return the lines of stderr."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert ESCAPE not in result.stderr
    assert result.stderr.endswith("\n")
    return result.stderr.splitlines()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


def test_every_fault_is_told_once_a_line(tmp_path: Path) -> None:
    """File, row, column, what was found, what is expected; then how many."""
    files = with_cell(TINY, "offers", 3, "grade", "goood")
    files = with_cell(files, "offer_prices", 4, "gbp_per_week", "£1,100")
    files = with_cell(files, "entries", 6, "month", "2024-04-02")
    lines = refused(run("solve", written(tmp_path / "bad", files), "--out", tmp_path / "plan"))
    assert len(lines) == 4
    assert lines[-1] == "3 faults found; nothing was written"
    told = "\n".join(lines)
    assert "offers.csv, row 3, grade: found 'goood': one of outstanding, good" in told
    assert "offer_prices.csv, row 4, gbp_per_week: found '£1,100': a number from 0" in told
    assert "entries.csv, row 6, month: found '2024-04-02': the first of a month" in told
    assert names(tmp_path) == ["bad"]


@pytest.mark.parametrize("command", [("solve",), ("baseline",), ("baseline", "--published"), ("check",)])
def test_every_command_refuses_a_fault(tmp_path: Path, command: tuple[str, ...]) -> None:
    """The same line from each."""
    folder = written(tmp_path / "bad", with_cell(TINY, "needs", 2, "rank", "first"))
    lines = refused(run(*command, folder))
    assert "needs.csv, row 2, rank: found 'first'" in lines[0]
    assert lines[-1] == "1 fault found; nothing was written"


def test_very_many_faults_are_cut_and_counted(tmp_path: Path) -> None:
    """Twenty of a file, then how many more."""

    def spoil(rows: list[list[str]]) -> None:
        for row in rows[1:]:
            row[rows[0].index("children")] = "many"

    lines = refused(run("check", written(tmp_path / "bad", with_rows(TINY, "entries", spoil))))
    assert lines[-2:] == ["entries.csv: 28 more faults", "48 faults found; nothing was written"]
    assert len(lines) == 22


def test_check_tells_faults_as_json_too(tmp_path: Path) -> None:
    """One object on stdout; the lines on stderr as ever."""
    folder = written(tmp_path / "bad", with_cell(TINY, "needs", 2, "rank", "first"))
    result = run("check", folder, "--json")
    assert result.exit_code == 2
    found = one_object(result.stdout)
    assert found["ok"] is False
    assert found["faults"] == [
        {
            "file": "needs.csv",
            "row": 2,
            "column": "rank",
            "cell": None,
            "value": "first",
            "expected": found["faults"][0]["expected"],
        }
    ]
    assert "needs.csv, row 2, rank" in result.stderr


def test_control_characters_in_a_value_are_inert(tmp_path: Path) -> None:
    """Neither colours nor extra lines."""
    value = f"{ESCAPE}x\nname"
    lines = refused(run("check", written(tmp_path / "bad", with_cell(TINY, "offers", 3, "grade", value))))
    assert len(lines) == 2


@pytest.mark.parametrize("reference", ["nowhere", "", ".", "a\0b", "x" * 5000, ESCAPE, "..", "/"])
def test_instances_that_are_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    """A missing one, an empty folder, impossible names."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    assert refused(run("solve", reference))[-1] == "1 fault found; nothing was written"


def test_a_folder_without_settings_says_what_is_missing(tmp_path: Path) -> None:
    """The tables alone are no instance."""
    files = {name: text for name, text in TINY.items() if name != "instance.toml"}
    lines = refused(run("solve", written(tmp_path / "bad", files)))
    assert "instance.toml: this file; it is missing" in lines


def test_a_text_file_is_no_instance(tmp_path: Path) -> None:
    """Nor a workbook by its ending only."""
    (tmp_path / "notes.txt").write_text("offers")
    (tmp_path / "book.xlsx").write_text("offers")
    assert "saved as .xlsx" in refused(run("solve", tmp_path / "notes.txt"))[0]
    assert "book.xlsx" in refused(run("check", tmp_path / "book.xlsx"))[0]


@pytest.mark.parametrize("command", ["solve", "check", "baseline"])
def test_a_plan_is_no_instance_but_holds_one(tmp_path: Path, command: str) -> None:
    """The message says where, and there it is."""
    plan = plan_folder(tmp_path / "plan")
    lines = refused(run(command, plan))
    assert lines[0].endswith("plan: an instance; this is a plan, made for the instance in its folder instance")
    assert run(command, plan / "instance", "--quiet").exit_code == 0


def test_a_packaged_name_that_is_also_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user says which one is meant."""
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "sefton-2022")
    for command in ("solve", "check", "baseline"):
        lines = refused(run(command, "sefton-2022"))
        assert "this is a packaged name and a path here: write ./sefton-2022" in lines[0]
    assert "packaged name" in refused(run("init", "copy", "--from", "sefton-2022"))[0]
    assert run("solve", "./sefton-2022", "--quiet").exit_code == 0
    assert names(tmp_path) == ["sefton-2022"]


@pytest.mark.parametrize("command", ["solve", "check", "baseline"])
@pytest.mark.parametrize("path", ["lots", "", ESCAPE])
def test_an_unknown_demand_path(folder: Path, command: str, path: str) -> None:
    """Those that there are."""
    lines = refused(run(command, folder, "--demand", path))
    assert "--demand" in lines[0]
    assert lines[0].endswith("one of the paths of the instance: middle")


@pytest.mark.parametrize(
    "option",
    [
        *(("--gap", value) for value in ("nan", "NaN", "inf", "-0.1", "1.1", "small", "", "1%")),
        *(("--time-limit", value) for value in ("nan", "inf", "0", "-1", "soon", "1e99")),
        *(("--seed", value) for value in ("-1", "1.5", "nan", "99999999999")),
        ("--prices", "dear"),
        ("--gap",),
        ("--nothing",),
        (f"--{ESCAPE}",),
        ("--gap", ESCAPE),
        ("--demand", "middle", "another"),
    ],
)
@pytest.mark.parametrize("command", ["solve", "baseline"])
def test_bad_options(folder: Path, command: str, option: tuple[str, ...]) -> None:
    """Refused by name before anything is read."""
    lines = refused(run(command, folder, *option))
    assert any(line.startswith("Error: ") for line in lines)


def test_commands_that_are_none() -> None:
    """Also with control characters in the name."""
    assert "No such command" in refused(run("sovle"))[-1]
    refused(run(ESCAPE))
    refused(run(f"--{ESCAPE}"))
    for command in ("solve", "baseline", "check", "verify", "init"):
        assert "Missing argument" in refused(run(command))[-1]


def test_baselines_that_contradict(folder: Path, tmp_path: Path) -> None:
    """Two at once; writing what is no plan; publishing what is not there."""
    assert "different baselines" in refused(run("baseline", folder, "--optimised", "--published"))[0]
    out = ("--out", tmp_path / "plan")
    assert "is no plan" in refused(run("baseline", folder, "--published", *out))[0]
    assert "has no published projection" in refused(run("baseline", folder, "--published"))[0]
    assert names(tmp_path) == ["tiny"]


@pytest.mark.parametrize("place", ["no/such/folder.mps", "tiny", "plan/model.mps", "plan", "file/model.mps"])
def test_a_model_file_that_cannot_be(folder: Path, tmp_path: Path, place: str) -> None:
    """No folder, a folder itself, or inside the plan to be written."""
    (tmp_path / "file").touch()
    refused(run("solve", folder, "--out", tmp_path / "plan", "--mps", tmp_path / place))
    assert names(tmp_path) == ["file", "tiny"]


def test_a_name_with_control_characters_is_inert(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder's name is printed by `check`: on one line, escapes written out, markup as it stands."""
    name = f"[bold]{ESCAPE}tiny\nok"
    if os.name == "nt":
        name = "[bold]tiny"
    monkeypatch.chdir(tmp_path)
    written(tmp_path / name)
    result = run("check", f"./{name}")
    assert result.exit_code == 0
    assert ESCAPE not in result.output
    assert result.stdout.splitlines()[0].startswith("[bold]")
    assert ": no fault found; SHA-256 " in result.stdout.splitlines()[0]


def test_markup_and_line_ends_in_the_authoritys_name_are_inert(tmp_path: Path) -> None:
    """As they stand in the settings, on one line."""
    named = 'name = "[red]Tiny[/red]\\n:smile: \\u00a0Council"'
    folder = written(tmp_path / "tiny", with_text(TINY, "instance.toml", 'name = "Tinyshire Council"', named))
    first = run("solve", folder).stdout.splitlines()[0]
    assert first.startswith("[red]Tiny[/red]\\n:smile:  Council, 2024/25: plan of least cost; demand path ")


@pytest.mark.parametrize("place", ["tiny", "file", "file/in"])
def test_init_writes_only_to_a_new_or_empty_folder(folder: Path, tmp_path: Path, place: str) -> None:
    """Never over or under something."""
    (tmp_path / "file").write_text("kept")
    refused(run("init", tmp_path / place, "--from", folder))
    assert names(tmp_path) == ["file", "tiny"]
    assert (tmp_path / "file").read_text() == "kept"
    assert names(folder) == names(written(tmp_path / "again"))


def test_init_from_nothing(tmp_path: Path) -> None:
    """Nothing is made."""
    refused(run("init", tmp_path / "copy", "--from", "nowhere"))
    assert names(tmp_path) == []


def test_init_copies_faults_too(tmp_path: Path) -> None:
    """So that they can be mended in the copy."""
    folder = written(tmp_path / "bad", with_cell(TINY, "needs", 2, "rank", "first"))
    assert run("init", tmp_path / "copy", "--from", folder, "--quiet").exit_code == 0
    refused(run("check", tmp_path / "copy"))


def test_the_tiny_instance_is_sound() -> None:
    """What is refused above is refused for the change, not for the rest."""
    assert tiny().instance.settings.authority.id == "tinyshire"
