"""The commands on a sound instance: what they print, write and return."""

import errno
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main
from commands.group import Commands
from instances.reader import load
from instances.workbook_writer import write_workbook
from models.plan import Plan
from tests.instances.editing import with_row
from tests.reports.planned import TINY, names, one_object, plan_folder, run, written

COMMANDS = (
    *("solve", "baseline", "check", "verify", "init", "import", "synth", "template", "monitor"),
    *("explain", "alternatives", "compare"),
)
HEAVY = ("pandas", "pulp", "highspy", "numpy", "scipy", "openpyxl", "pydantic", "rich")

CERTIFICATE = {
    *("status", "objective_gbp", "bound_gbp", "gap", "gap_gbp"),
    *("seconds", "versions", "instance_sha256", "seed"),
}
SUMMARY = {
    *("certificate", "commitments", "cost_gbp_by_year", "baseline_gbp_by_year", "children_at_year_end"),
    *("scorecard", "gap_child_weeks_by_year", "moves_per_child_year"),
}
COMMITMENT = {"kind", "id", "start", "size", "commitment_gbp", "guaranteed_gbp", "pays_above_children"}
SCORE = {"policy", "year", "target", "achieved", "met", "shadow_price_gbp"}
SECONDS = {"build", "root_lp", "search", "explain", "total"}
PLAN_FILES = {"plan.json", "plan.xlsx", "instance", *(f"{name}.csv" for name in Plan.TABLES)}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


def test_solve_prints_one_screen_and_writes_nothing(tiny: Path) -> None:
    """Status, re-check, the five tables; and that nothing was written."""
    result = run("solve", tiny)
    assert result.exit_code == 0
    assert result.stderr == ""
    for words in (
        "Tinyshire Council, 2024/25: plan of least cost",
        "Status: optimal",
        "checks passed",
        "Cost by financial year (revenue, nominal pounds)",
        "Commitments",
        "Children in care on 31 March by provision",
        "Policy scorecard",
        "none: every child has a sufficient placement in this plan",
        "Nothing was written; give --out FOLDER to keep the plan.",
    ):
        assert words in result.stdout
    assert names(tiny.parent) == ["tiny"]


def test_the_screen_of_a_council_is_short(tiny: Path) -> None:
    """Under 70 lines, none of them with an id's underscore."""
    lines = run("solve", tiny).stdout.splitlines()
    assert len(lines) < 70
    assert not [line for line in lines if "_" in line]


def test_solve_writes_a_plan(tiny: Path, tmp_path: Path) -> None:
    """Every file of the contract, and a copy of the instance; no temporary name is left."""
    result = run("solve", tiny, "--out", tmp_path / "plan")
    assert result.exit_code == 0
    assert f"Written to {tmp_path / 'plan'}" in result.stdout
    assert set(names(tmp_path / "plan")) == PLAN_FILES
    assert set(names(tmp_path / "plan" / "instance")) >= {"instance.toml", "offers.csv", "entries.csv"}
    assert names(tmp_path) == ["plan", "tiny"]
    assert (tmp_path / "plan").stat().st_mode & 0o755 == 0o755


def test_the_written_tables_have_the_columns_of_the_contract(tmp_path: Path) -> None:
    """Heads as CONTRACTS names them."""
    plan = plan_folder(tmp_path / "plan")
    heads = {name: (plan / f"{name}.csv").read_text().splitlines()[0] for name in Plan.TABLES}
    assert heads["ledger"] == "financial_year,authority,budget_head,line,kind,id,amount_gbp"
    assert heads["admissions"] == "cohort,offer,period_start,children"
    assert heads["occupancy"] == "offer,home_area,period_start,children,beds_used"
    assert heads["commitments"] == "kind,id,start,size,end"


def test_json_of_solve_is_plan_json(tiny: Path, tmp_path: Path) -> None:
    """One object on stdout, nothing on stderr, the same values as in the file."""
    result = run("solve", tiny, "--out", tmp_path / "plan", "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert one_object(result.stdout) == json.loads((tmp_path / "plan" / "plan.json").read_text())


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (("solve",), "plan"),
        (("baseline", "--optimised"), "optimised_no_new_commitments"),
        (("baseline",), "do_nothing"),
    ],
)
def test_json_has_every_key_of_the_contract(tiny: Path, command: tuple[str, ...], kind: str) -> None:
    """Certificate, commitments, costs, children, scorecard; the fixed provision and the gap among the children."""
    found = one_object(run(*command, tiny, "--json").stdout)
    assert found.keys() >= SUMMARY
    assert found["kind"] == kind
    assert found["certificate"].keys() >= CERTIFICATE
    assert len(found["certificate"]["instance_sha256"]) == 64
    assert found["cost_gbp_by_year"].keys() == found["baseline_gbp_by_year"].keys() == {"2024/25"}
    assert found["children_at_year_end"]["2024/25"].keys() >= {"ifa", "secure", "gap"}
    assert found["gap_child_weeks_by_year"].keys() == {"2024/25"}
    assert found["moves_per_child_year"] > 0.1
    for commitment in found["commitments"]:
        assert commitment.keys() >= COMMITMENT
        assert commitment["size"] >= 1
    for line in found["scorecard"]:
        assert line.keys() >= SCORE


def test_json_of_solve_tells_the_seconds_of_each_stage(tiny: Path) -> None:
    """Build, root, search, explanation, total."""
    certificate = one_object(run("solve", tiny, "--json").stdout)["certificate"]
    assert certificate["seconds"].keys() >= SECONDS
    assert certificate["status"] == "optimal"
    assert 0.0 <= certificate["gap"] <= 0.001
    assert certificate["bound_gbp"] <= certificate["objective_gbp"]
    assert certificate["versions"].keys() >= {"placement-sufficiency", "pulp", "highspy"}


def test_the_seed_is_recorded(tiny: Path) -> None:
    """As given."""
    assert one_object(run("solve", tiny, "--seed", "7", "--json").stdout)["certificate"]["seed"] == 7


def test_demand_and_prices_are_recorded(tiny: Path) -> None:
    """High prices cost more than the default."""
    central = one_object(run("baseline", tiny, "--json").stdout)
    high = one_object(run("baseline", tiny, "--demand", "middle", "--prices", "high", "--json").stdout)
    assert (high["demand"], high["prices"]) == ("middle", "high")
    assert high["cost_gbp_by_year"]["2024/25"] >= central["cost_gbp_by_year"]["2024/25"]


def test_a_baseline_can_be_written_and_verified(tiny: Path, tmp_path: Path) -> None:
    """Both kinds."""
    for option in ((), ("--optimised",)):
        out = tmp_path / f"baseline{len(option)}"
        assert run("baseline", *option, tiny, "--out", out, "--quiet").exit_code == 0
        assert run("verify", out, "--quiet").exit_code == 0


def test_do_nothing_is_said_to_be_simulated(tiny: Path) -> None:
    """It is not compared with itself, and has only the recruitment of today."""
    screen = run("baseline", tiny).stdout
    assert "do nothing (today's practice carried on, no new commitments)" in screen
    assert "Status: simulated, not optimised" in screen
    assert "growth avoided" not in screen
    assert "Commitments (only recruitment at today's rate)" in screen


def test_the_optimised_baseline_is_called_what_it_is(tiny: Path) -> None:
    """Not `this plan`."""
    screen = run("baseline", tiny, "--optimised").stdout
    assert "2024/25: best plan without new commitments" in screen
    assert "this plan  " not in screen


def test_a_workbook_gives_the_same_plan(tiny: Path, tmp_path: Path) -> None:
    """With the same hash and the same cost; `init` turns it into a folder."""
    write_workbook(load(tiny).instance, tmp_path / "tiny.xlsx")
    one, other = (one_object(run("solve", place, "--json").stdout) for place in (tiny, tmp_path / "tiny.xlsx"))
    assert one["certificate"]["instance_sha256"] == other["certificate"]["instance_sha256"]
    assert one["cost_gbp_by_year"] == other["cost_gbp_by_year"]
    assert run("init", tmp_path / "copy", "--from", tmp_path / "tiny.xlsx", "--quiet").exit_code == 0
    assert load(tmp_path / "copy").sha256 == one["certificate"]["instance_sha256"]


def published_files() -> dict[str, str]:
    """The tiny instance with the counts that the council's projection needs: 40 children now, 50 at the end."""
    files = with_row(TINY, "published", item="children_now", line="total", value="40")
    return with_row(files, "published", item="children_projected", line="total", value="50")


def test_the_published_projection(tmp_path: Path) -> None:
    """A million at 3 %: uplift 30,000; a quarter more children: 250,000; jointly 7,500 more."""
    folder = written(tmp_path / "tiny", published_files())
    found = one_object(run("baseline", folder, "--published", "--json").stdout)
    assert (found["base_gbp"], found["growth_gbp"], found["uplift_gbp"]) == (1_000_000, 250_000, 30_000)
    assert found["thousands"]["joint"] - found["thousands"]["total"] == 8
    screen = run("baseline", folder, "--published").stdout
    assert "The council's cost projection (thousand pounds)" in screen
    assert "1,280" in screen


def test_verify_confirms(tmp_path: Path) -> None:
    """One line a check on the screen; names, verdicts and finite figures in JSON."""
    plan = plan_folder(tmp_path / "plan")
    result = run("verify", plan)
    assert result.exit_code == 0
    assert result.stdout.endswith("The plan is confirmed.\n")
    found = one_object(run("verify", plan, "--json").stdout)
    assert found["ok"] is True
    assert len(found["checks"]) > 20
    assert len(found["checks"]) == result.stdout.count("\n") - 1
    for check in found["checks"]:
        assert check.keys() >= {"name", "ok", "worst"}
        assert isinstance(check["worst"], float)


def test_check_tells_what_to_know(tiny: Path) -> None:
    """Rows, assumptions, calibration, reach; shares as percentages."""
    screen = run("check", tiny).stdout
    assert "tiny: no fault found; SHA-256 " in screen
    assert "25 children in care at the start: 1 on fixed lines" in screen
    assert "near home" in screen
    assert "at least 50.0 %" in screen
    assert "in reach" in screen
    found = one_object(run("check", tiny, "--json").stdout)
    assert found["ok"] is True
    assert found["rows"]["entries"] == 48
    assert found["best_reachable"][0]["reachable"] is True


def test_init_copies_and_the_copy_solves(tiny: Path, tmp_path: Path) -> None:
    """The next command is told, quoted where the name has a space."""
    result = run("init", tmp_path / "my council", "--from", tiny)
    assert result.exit_code == 0
    assert f"sufficiency check '{tmp_path / 'my council'}'" in result.stdout
    assert run("solve", tmp_path / "my council", "--quiet").exit_code == 0
    assert one_object(run("init", tmp_path / "other", "--from", tiny, "--json").stdout) == {
        "directory": str(tmp_path / "other"),
        "from": str(tiny),
    }


def test_quiet_prints_nothing(tiny: Path, tmp_path: Path) -> None:
    """Neither on stdout nor on stderr."""
    plan = plan_folder(tmp_path / "plan")
    for command in (
        ("solve", tiny),
        ("baseline", tiny),
        ("baseline", "--optimised", tiny),
        ("check", tiny),
        ("verify", plan),
        ("init", tmp_path / "copy", "--from", tiny),
    ):
        result = run(*command, "--quiet")
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_the_model_is_exported(tiny: Path, tmp_path: Path) -> None:
    """A whole MPS file under the name given, and no other."""
    result = run("solve", tiny, "--mps", tmp_path / "model.mps", "--quiet")
    assert result.exit_code == 0
    text = (tmp_path / "model.mps").read_text()
    assert "ROWS" in text
    assert text.rstrip().endswith("ENDATA")
    assert names(tmp_path) == ["model.mps", "tiny"]


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "import"])
def test_the_help_of_every_command_has_an_example(command: str) -> None:
    """That can be copied; the options that every command has are there."""
    text = run(command, "--help").stdout
    assert f"Example:  sufficiency {command} " in text
    assert "--json" in text
    assert "--quiet" in text


def _tree(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command as the words that call it."""
    for name, command in group.commands.items():
        yield from (_tree(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)])


@pytest.mark.parametrize("words", list(_tree(main)), ids=" ".join)
def test_every_command_of_the_tree_has_an_example_and_one_sentence(words: tuple[str, ...]) -> None:
    """Commands within `import` too; the example begins with the command itself."""
    result = run(*words, "--help")
    assert result.exit_code == 0
    assert f"sufficiency {' '.join(words)} " in result.stdout.partition("Example:")[2]
    assert "--quiet" in result.stdout


def test_a_wrong_value_is_one_line(tiny: Path) -> None:
    """No page on how the command is used, which would hide it."""
    result = run("solve", tiny, "--prices", "middling\x1b[31m")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "'--prices'" in result.stderr
    assert "low" in result.stderr
    assert "\x1b" not in result.stderr


def test_check_may_leave_out_what_has_to_be_solved_for(tiny: Path) -> None:
    """And says so, on the screen and in JSON."""
    screen = run("check", tiny, "--fast").stdout
    assert screen.endswith("Not checked: which policy levels can be reached (--fast).\n")
    assert "Best reachable level" not in screen
    assert one_object(run("check", tiny, "--fast", "--json").stdout)["best_reachable"] is None
    assert "Not checked" not in run("check", tiny).stdout


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, 2), (errno.EIO, 1)])
def test_a_full_disk_is_one_line_and_other_trouble_a_bug(number: int, code: int) -> None:
    """Whoever writes: no traceback for a disk without room."""
    group = Commands("group")

    @group.command()
    def write() -> None:
        raise OSError(number, "trouble", "out.csv")

    result = CliRunner().invoke(group, ["write"])
    assert result.exit_code == code
    told = "There is no room on the disk for out.csv; what was being written is not complete\n"
    assert (result.stderr == told) == (code == 2)


def test_the_help_lists_the_commands() -> None:
    """Each with a whole sentence."""
    text = run("--help").stdout
    assert "Example:  sufficiency solve sefton-2022" in text
    assert "..." not in text.split("Commands:")[1]
    assert all(f"  {command}" in text for command in COMMANDS)


def test_without_a_command_the_help_is_shown() -> None:
    """As a usage fault."""
    result = run()
    assert result.exit_code == 2
    assert "Commands:" in result.stderr


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS), ["--version"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """So that it is quick: neither solver, nor tables, nor models."""
    code = (
        "import sys; sys.argv = ['sufficiency', *sys.argv[1:]]\n"
        "from cli import main\n"
        "try:\n    main()\nexcept SystemExit as done:\n    assert not done.code\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code, *arguments]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.splitlines()[-1] == "[]"
    assert found.stderr == ""
