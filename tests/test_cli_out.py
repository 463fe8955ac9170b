"""Where a plan is written: nothing is overwritten that is not ours, nothing is half written, no name is left."""

import json
import os
import sys
from pathlib import Path

import pytest

import reports.plan_folder
from tests.reports.planned import names, plan_folder, run, written

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
no_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance, in a folder of its own."""
    return written(tmp_path / "given" / "tiny")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder to write into."""
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


def refused(tiny: Path, out: Path | str, *options: str) -> str:
    """Assert that `solve` refuses a destination before it solves; return the one line."""
    result = run("solve", tiny, "--out", out, *options)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.endswith("; nothing was written\n")
    return result.stderr


@pytest.mark.parametrize(
    "name",
    ["plan", "two words", "ünïcødé £ 計画", "plan/", "./plan", "a/b/c", "[bold]x", "x" * 200, "'q\"", ".hidden"],
)
def test_odd_names(tiny: Path, place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Relative ones, with parents to be made, with spaces and letters of all kinds."""
    monkeypatch.chdir(place)
    result = run("solve", tiny, "--out", name)
    assert result.exit_code == 0, result.stderr
    assert f"Written to {Path(name)}" in result.stdout
    assert (place / name / "plan.json").is_file()
    assert len(names(place)) == 1
    assert run("verify", name, "--quiet").exit_code == 0


def test_a_folder_that_exists_is_refused(tiny: Path, place: Path) -> None:
    """Also an empty one; --force does not help where there is no plan."""
    assert "exists already; give another name, or --force to replace a plan" in refused(tiny, place)
    assert "does not hold a plan of this tool and is left alone" in refused(tiny, place, "--force")
    assert names(place) == []


def test_a_file_in_the_way_is_refused(tiny: Path, place: Path) -> None:
    """And one where a parent should be."""
    (place / "file").write_text("kept")
    refused(tiny, place / "file")
    refused(tiny, place / "file", "--force")
    refused(tiny, place / "file" / "plan")
    assert names(place) == ["file"]
    assert (place / "file").read_text() == "kept"


def test_a_plan_is_replaced_only_with_force(tiny: Path, place: Path) -> None:
    """The old one stays as it was until then."""
    plan = plan_folder(place / "plan")
    (plan / "gap.csv").write_text("old")
    refused(tiny, plan)
    assert (plan / "gap.csv").read_text() == "old"
    assert run("solve", tiny, "--out", plan, "--force", "--quiet").exit_code == 0
    assert (plan / "gap.csv").read_text() != "old"
    assert run("verify", plan, "--quiet").exit_code == 0
    assert names(place) == ["plan"]


def test_force_without_a_plan_to_replace(tiny: Path, place: Path) -> None:
    """Does no harm."""
    assert run("baseline", tiny, "--out", place / "plan", "--force", "--quiet").exit_code == 0
    assert names(place) == ["plan"]


def test_force_spares_what_is_not_ours(tiny: Path, place: Path) -> None:
    """Another's plan.json, no JSON, JSON without end, our plan.json among other files, a link to a plan."""
    plan = plan_folder(place / "plan")
    ours = (plan / "plan.json").read_text()
    for text in ("{}", "[]", "", '{"format": "another plan"}', "[" * 100_000, json.dumps({"x": ours})):
        (plan / "plan.json").write_text(text)
        assert "does not hold a plan of this tool" in refused(tiny, plan, "--force")
    (plan / "plan.json").write_text(ours)
    (plan / "minutes.docx").write_text("kept")
    assert "holds more than a plan (minutes.docx)" in refused(tiny, plan, "--force")
    assert (plan / "minutes.docx").read_text() == "kept"
    (plan / "minutes.docx").unlink()
    (place / "link").symlink_to(plan)
    refused(tiny, place / "link", "--force")
    (place / "dangling").symlink_to(place / "nowhere")
    refused(tiny, place / "dangling")
    assert names(place) == ["dangling", "link", "plan"]


def test_the_instance_is_not_overwritten(tiny: Path) -> None:
    """Not even with --force."""
    before = {path.name: path.read_bytes() for path in tiny.iterdir()}
    refused(tiny, tiny, "--force")
    assert {path.name: path.read_bytes() for path in tiny.iterdir()} == before


def test_the_instance_of_a_plan_may_be_solved_into_that_plan(place: Path) -> None:
    """It is read before the old plan is moved aside."""
    plan = plan_folder(place / "plan")
    assert run("solve", plan / "instance", "--out", plan, "--force", "--quiet").exit_code == 0
    assert run("verify", plan, "--quiet").exit_code == 0
    assert names(place) == ["plan"]


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000])
def test_names_that_cannot_be(tiny: Path, place: Path, name: str) -> None:
    """Refused before any work is done."""
    refused(tiny, f"{place}/{name}")
    assert names(place) == []


@linux_only
def test_a_parent_that_takes_no_files(tiny: Path) -> None:
    """Refused before any work is done."""
    assert "cannot be written" in refused(tiny, "/proc/plan")


@linux_only
def test_a_model_file_where_none_can_be(tiny: Path, place: Path) -> None:
    """Refused before any work is done."""
    result = run("solve", tiny, "--mps", "/proc/model.mps", "--out", place / "plan")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--mps /proc/model.mps cannot be written" in result.stderr
    assert names(place) == []


@no_root
def test_a_parent_without_permission(tiny: Path, place: Path) -> None:
    """Refused before any work is done."""
    place.chmod(0o500)
    try:
        assert "cannot be written (Permission denied)" in refused(tiny, place / "plan")
    finally:
        place.chmod(0o700)


def test_a_name_with_control_characters(tiny: Path, place: Path) -> None:
    """Is written out where it is printed."""
    out = place / "a\x1b[31m\nb"
    result = run("solve", tiny, "--out", out)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert result.stdout.splitlines()[-1] == f"Written to {place}/a\\x1b[31m\\nb"
    assert "exists already" in refused(tiny, out)


def failing_fill(error: BaseException) -> object:
    """Return a stand-in for writing the files that writes one and then fails."""

    def fill(folder: Path, _plan: object, _instance: object) -> None:
        (folder / "plan.json").write_text("half")
        raise error

    return fill


@pytest.mark.parametrize(("error", "code"), [(OSError(28, "No space left on device"), 2), (KeyboardInterrupt(), 130)])
@pytest.mark.parametrize("old", [False, True])
def test_a_failure_while_writing_leaves_nothing(
    tiny: Path, place: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, old: bool
) -> None:
    """Neither temporary names nor made parents; an old plan is untouched."""
    out = place / "deep" / "plan"
    if old:
        out.parent.mkdir()
        plan_folder(out)
    before = {path.name: path.read_bytes() for path in out.glob("*.*")}
    monkeypatch.setattr(reports.plan_folder, "_fill", failing_fill(error))
    result = run("solve", tiny, "--out", out, "--force")
    assert result.exit_code == code
    assert result.stdout == ""
    assert {path.name: path.read_bytes() for path in out.glob("*.*")} == before
    assert names(place) == (["deep"] if old else [])
    if old:
        assert names(out.parent) == ["plan"]


def test_a_folder_that_cannot_be_moved_in_puts_the_old_one_back(
    tiny: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when Excel holds a file of it open: one clear message."""
    plan = plan_folder(place / "plan")
    before = (plan / "plan.json").read_bytes()
    rename = Path.rename

    def moved(self: Path, target: Path) -> Path:
        if self.name.startswith(".plan-") and not self.name.endswith("-old"):
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", moved)
    result = run("solve", tiny, "--out", plan, "--force")
    assert result.exit_code == 2
    assert "cannot be written (Permission denied); is a file of it open in Excel?" in result.stderr
    assert (plan / "plan.json").read_bytes() == before
    assert names(place) == ["plan"]
