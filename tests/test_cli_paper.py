"""The command `paper`: what it writes, refuses and says."""

import json
from pathlib import Path

import pytest

from instances.reader import load
from instances.writer import canonical_files
from reports.plan_folder import write_plan
from tests.reports.paper.samples import BLOCKS, STRESS
from tests.reports.planned import names, one_object, plan_folder, plan_of, run, tiny


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance's plan as a folder."""
    return plan_folder(tmp_path_factory.mktemp("papers") / "plan")


def test_three_files_are_written_and_open_boxes_listed(plan: Path, tmp_path: Path) -> None:
    """Word, Excel, HTML; every box by its name."""
    found = run("paper", plan, "--out", tmp_path / "out")
    assert found.exit_code == 0
    assert names(tmp_path / "out") == ["paper.docx", "paper.html", "paper.xlsx"]
    assert "boxes for an officer to complete:" in found.output
    assert "  equality: Equality impact assessment" in found.output


def test_public_files_have_names_of_their_own(plan: Path, tmp_path: Path) -> None:
    """Beside the exempt ones, so that nobody publishes the wrong file."""
    assert run("paper", plan, "--out", tmp_path, "--format", "html").exit_code == 0
    found = run("paper", plan, "--out", tmp_path, "--format", "html", "--public", "--json")
    values = one_object(found.stdout)
    assert names(tmp_path) == ["paper.html", "public-paper.html"]
    assert values["public"] is True
    assert values["files"] == [str(tmp_path / "public-paper.html")]
    assert {"key", "ask"} == set(values["open_boxes"][0])


def test_formats_are_chosen(plan: Path, tmp_path: Path) -> None:
    """Two of three, spaces or not, each once."""
    found = run("paper", plan, "--out", tmp_path, "--format", "xlsx, html,xlsx", "--quiet")
    assert (found.exit_code, found.output) == (0, "")
    assert names(tmp_path) == ["paper.html", "paper.xlsx"]


def test_an_unknown_format_is_refused(plan: Path, tmp_path: Path) -> None:
    """And nothing is written."""
    found = run("paper", plan, "--out", tmp_path / "out", "--format", "docx,pdf")
    assert found.exit_code == 2
    assert "'pdf' is none of docx, xlsx, html" in found.output
    assert not (tmp_path / "out").exists()


def test_a_paper_is_replaced_only_with_force(plan: Path, tmp_path: Path) -> None:
    """Somebody may have completed its boxes."""
    (tmp_path / "paper.html").write_text("completed", encoding="utf-8")
    refused = run("paper", plan, "--out", tmp_path, "--format", "html")
    assert refused.exit_code == 2
    assert "exists already" in refused.output
    assert (tmp_path / "paper.html").read_text(encoding="utf-8") == "completed"
    assert run("paper", plan, "--out", tmp_path, "--format", "html", "--force").exit_code == 0
    assert (tmp_path / "paper.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert names(tmp_path) == ["paper.html"]


def test_a_file_in_the_place_of_the_folder_is_refused(plan: Path, tmp_path: Path) -> None:
    """It is left alone."""
    (tmp_path / "out").write_text("x", encoding="utf-8")
    found = run("paper", plan, "--out", tmp_path / "out", "--format", "html")
    assert found.exit_code == 2
    assert "is no folder; nothing was written" in found.output


def test_a_changed_plan_is_refused(plan: Path, tmp_path: Path) -> None:
    """One pound more in the ledger: the re-check refuses, exit code 5."""
    changed = plan_folder(tmp_path / "plan")
    ledger = changed / "ledger.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace("74160.0", "74161.0"), encoding="utf-8")
    found = run("paper", changed, "--out", tmp_path / "out")
    assert found.exit_code == 5
    assert "The plan is refused (" in found.output
    assert not (tmp_path / "out").exists()


def test_do_nothing_has_no_paper(tmp_path: Path, plan: Path) -> None:
    """It stands beside every plan."""
    changed = plan_folder(tmp_path / "plan")
    summary = json.loads((plan / "plan.json").read_text(encoding="utf-8"))
    (changed / "plan.json").write_text(json.dumps({**summary, "kind": "do_nothing"}), encoding="utf-8")
    found = run("paper", changed, "--out", tmp_path / "out")
    assert found.exit_code == 2
    assert "do nothing stands beside every plan" in found.output


def test_results_go_into_the_paper(plan: Path, tmp_path: Path) -> None:
    """Their boxes are gone."""
    stress, blocks = tmp_path / "stress.json", tmp_path / "blocks.json"
    stress.write_text(json.dumps(STRESS), encoding="utf-8")
    blocks.write_text(json.dumps(BLOCKS), encoding="utf-8")
    options = ("--stress", stress, "--blocks", blocks, "--json")
    found = run("paper", plan, "--out", tmp_path / "out", "--format", "html", *options)
    boxes = {box["key"] for box in one_object(found.stdout)["open_boxes"]}
    assert "frontier" in boxes
    assert boxes.isdisjoint({"stress", "blocks"})


def test_every_faulty_result_is_one_line(plan: Path, tmp_path: Path) -> None:
    """Two files that are not there: two faults, nothing written."""
    options = ("--stress", tmp_path / "a.json", "--frontier", tmp_path / "b.json")
    found = run("paper", plan, "--out", tmp_path / "out", *options)
    assert found.exit_code == 2
    assert found.stderr.splitlines()[-1] == "2 faults found; nothing was written"


def test_a_template_without_word_is_a_mistake(plan: Path, tmp_path: Path) -> None:
    """It would be silently unused."""
    found = run("paper", plan, "--out", tmp_path, "--format", "html", "--template", tmp_path / "t.docx")
    assert found.exit_code == 2
    assert "--template is for Word" in found.output


def test_a_bad_template_writes_nothing(plan: Path, tmp_path: Path) -> None:
    """Not even the other formats."""
    (tmp_path / "t.docx").write_bytes(b"x")
    found = run("paper", plan, "--out", tmp_path / "out", "--template", tmp_path / "t.docx")
    assert found.exit_code == 2
    assert "a Word document saved as .docx" in found.output
    assert not (tmp_path / "out").exists()


def no_commitments(folder: Path) -> Path:
    """Write the tiny instance's plan without new commitments; return its folder."""
    made = plan_of("optimised_no_new_commitments")
    write_plan(made, canonical_files(tiny().instance), folder, force=False)
    return folder


def test_other_plans_are_options_of_the_paper(plan: Path, tmp_path: Path) -> None:
    """Their columns stand in the table of options; the box asks why they are rejected."""
    other = no_commitments(tmp_path / "none")
    found = run("paper", plan, "--out", tmp_path, "--format", "html", "--option", f"As we are={other}")
    assert found.exit_code == 0, found.output
    assert "Why each option is rejected, beyond its figures" in found.output
    assert "As we are. Against this plan:" in (tmp_path / "paper.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("do nothing", "a name of its own, other than do nothing and this plan"),
        ("Same", "another plan than that of the paper"),
    ],
)
def test_an_option_that_is_none_is_refused(plan: Path, tmp_path: Path, name: str, expected: str) -> None:
    """A name that a column has already; the plan itself."""
    found = run("paper", plan, "--out", tmp_path / "out", "--option", f"{name}={plan}")
    assert found.exit_code == 2
    assert expected in found.output
    assert not (tmp_path / "out").exists()


def test_options_of_other_years_or_authorities_are_refused(plan: Path, tmp_path: Path) -> None:
    """Both are said at once, each with what is expected."""
    early = no_commitments(tmp_path / "early")
    for path in (early / "plan.json", *early.glob("*.csv")):
        path.write_text(path.read_text(encoding="utf-8").replace("2024/25", "2023/24"), encoding="utf-8")
    away = no_commitments(tmp_path / "away")
    settings = away / "instance" / "instance.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"tinyshire"', '"elsewhere"'), encoding="utf-8")
    text = (away / "plan.json").read_text(encoding="utf-8")
    text = text.replace(tiny().sha256, load(away / "instance").sha256)
    (away / "plan.json").write_text(text, encoding="utf-8")
    found = run("paper", plan, "--out", tmp_path / "out", "--option", f"A={early}", "--option", f"B={away}")
    assert found.exit_code == 2
    assert "found '2023/24': a plan of 2024/25, as the plan of the paper" in found.output
    assert "found 'elsewhere': a plan of the authority tinyshire, as the plan of the paper" in found.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("value", ["=plans/x", "name=", "no equals sign", "x" * 41 + "=plans/x", "a\tb=plans/x"])
def test_an_option_has_a_name_and_a_plan(plan: Path, tmp_path: Path, value: str) -> None:
    """One short printable name, one folder."""
    found = run("paper", plan, "--out", tmp_path / "out", "--option", value)
    assert found.exit_code == 2
    assert "is no NAME=PLAN with a name of at most 40 characters" in " ".join(found.output.split())


def test_a_changed_option_is_refused(plan: Path, tmp_path: Path) -> None:
    """The re-check is of every plan that is shown."""
    changed = no_commitments(tmp_path / "changed")
    ledger = changed / "ledger.csv"
    first, line, *rest = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("\n".join([first, f"{line}1", *rest]), encoding="utf-8")
    found = run("paper", plan, "--out", tmp_path / "out", "--option", f"Other={changed}")
    assert found.exit_code == 5
    assert f"The plan is refused ({changed}: " in found.output
