"""Ctrl-C at every stage: 130; what exists is written whole, and nothing is left of what does not."""

import math
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import commands.planning
import reports.plan_folder
from commands.interruption import Interruption
from commands.progress import ProgressLine
from models.findings import Reach
from tests.reports.planned import names, one_object, run, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")

STAGES = ("building the model", "root relaxation", "shadow prices")
"""Stages that every search of the tiny instance passes."""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


@pytest.fixture(autouse=True)
def _handler_is_put_back() -> Iterator[None]:
    """Whatever a command does, Ctrl-C is afterwards what it was before."""
    before = signal.getsignal(signal.SIGINT)
    yield
    assert signal.getsignal(signal.SIGINT) is before


def press() -> None:
    """Press Ctrl-C."""
    os.kill(os.getpid(), signal.SIGINT)


def pressed_at(stage: str) -> Callable[[ProgressLine, str], None]:
    """Return a stand-in for `on_stage` that presses Ctrl-C when a stage begins."""

    def on_stage(_progress: ProgressLine, name: str) -> None:
        if name == stage:
            press()

    return on_stage


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("command", [("solve",), ("baseline", "--optimised")])
def test_at_every_stage(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, command: tuple[str, ...]
) -> None:
    """Before there is a plan nothing is written; afterwards a whole one that verifies. Always 130."""
    monkeypatch.setattr(ProgressLine, "on_stage", pressed_at(stage))
    result = run(*command, tiny, "--out", tmp_path / "deep" / "plan")
    assert result.exit_code == 130
    if stage == "shadow prices":
        assert f"Written to {tmp_path / 'deep' / 'plan'}" in result.stdout
        assert run("verify", tmp_path / "deep" / "plan", "--quiet").exit_code == 0
        assert names(tmp_path / "deep") == ["plan"]
    else:
        assert result.stdout == ""
        assert "nothing was written" in result.stderr
        assert names(tmp_path) == ["tiny"]


def test_without_a_plan_json_tells_no_plan(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the root relaxation."""
    monkeypatch.setattr(ProgressLine, "on_stage", pressed_at("root relaxation"))
    result = run("solve", tiny, "--json")
    assert result.exit_code == 130
    assert one_object(result.stdout)["certificate"]["status"] == "no_plan"


@pytest.mark.parametrize("stage", STAGES)
def test_an_exported_model_is_whole_or_not_there(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """It is written between the building and the root."""
    monkeypatch.setattr(ProgressLine, "on_stage", pressed_at(stage))
    assert run("solve", tiny, "--mps", tmp_path / "model.mps", "--quiet").exit_code == 130
    if stage == "building the model":
        assert names(tmp_path) == ["tiny"]
    else:
        assert names(tmp_path) == ["model.mps", "tiny"]
        assert (tmp_path / "model.mps").read_text().rstrip().endswith("ENDATA")


def pressing(function: Callable[..., object], times: int = 1) -> Callable[..., object]:
    """Return a function that presses Ctrl-C and then goes on."""

    def pressed(*arguments: object, **named: object) -> object:
        for _ in range(times):
            press()
        return function(*arguments, **named)

    return pressed


def test_while_the_instance_is_read(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, in words."""
    monkeypatch.setattr(commands.planning, "load", pressing(commands.planning.load))
    result = run("solve", tiny, "--out", tmp_path / "plan")
    assert (result.exit_code, result.stdout) == (130, "")
    assert result.stderr == "Interrupted; nothing was written\n"
    assert names(tmp_path) == ["tiny"]


@pytest.mark.parametrize("command", [("solve",), ("baseline",), ("baseline", "--optimised")])
@pytest.mark.parametrize("step", ["verify", "write_plan", "headline"])
def test_once_there_is_a_plan_it_is_written(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, command: tuple[str, ...]
) -> None:
    """Ctrl-C while it is re-checked, written or printed is noted, and the work is done."""
    monkeypatch.setattr(commands.planning, step, pressing(getattr(commands.planning, step)))
    result = run(*command, tiny, "--out", tmp_path / "plan")
    assert result.exit_code == 130
    assert "Written to" in result.stdout
    assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0
    assert names(tmp_path) == ["plan", "tiny"]


def test_a_second_time_while_writing_ends_at_once(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves nothing half written."""
    monkeypatch.setattr(reports.plan_folder, "_fill", pressing(reports.plan_folder._fill, times=2))
    result = run("solve", tiny, "--out", tmp_path / "plan")
    assert (result.exit_code, result.stdout) == (130, "")
    assert names(tmp_path) == ["tiny"]


def test_other_commands_end_with_130_too(tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the instance is read, or copied."""
    monkeypatch.setattr("instances.init.load", pressing(commands.planning.load))
    monkeypatch.setattr("instances.init.shutil.copyfile", pressing(lambda *_: None))
    monkeypatch.setattr(commands.planning, "load", pressing(commands.planning.load))
    assert run("check", tiny).exit_code == 130
    assert run("init", tmp_path / "copy", "--from", tiny).exit_code == 130
    assert names(tmp_path) == ["tiny"]


def test_a_check_that_is_stopped_tells_no_levels(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that Ctrl-C ended has no bound on a level: none is shown as reachable without end."""
    endless = Reach("near_home", "2024/25", 0.5, math.inf, "soft", at_least=True)
    monkeypatch.setattr("optimiser.reach.reach", lambda *_: (endless,))
    for option in ((), ("--json",)):
        result = run("check", tiny, *option)
        assert (result.exit_code, result.stdout) == (130, "")
        assert result.stderr == "Interrupted before the best reachable levels were known\n"


def test_noted_only_once_there_is_a_plan() -> None:
    """The rule by itself: at once, then noted, then at once."""
    with pytest.raises(KeyboardInterrupt), Interruption():
        press()
    with Interruption() as watched:
        watched.plan_exists = True
        press()
        assert watched.requested
        with pytest.raises(KeyboardInterrupt):
            press()


def started(*arguments: str | Path, new_session: bool = False) -> subprocess.Popen[str]:
    """Start the command line as a process of its own; return once Python has loaded it.

    Before that a signal finds no code of ours, only the interpreter's own start. In a session of its own a signal to
    its group reaches it and its processes alone, as a terminal's Ctrl-C does.
    """
    script = (
        "import sys; from cli import main; print('up', file=sys.stderr, flush=True); main(prog_name='sufficiency')"
    )
    command = [sys.executable, "-c", script, *map(str, arguments)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=new_session
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "up\n"
    return process


def interrupted(process: subprocess.Popen[str], *after: float) -> tuple[int, str, str]:
    """Press Ctrl-C in a process after some seconds, perhaps again; return its code and what it printed."""
    for seconds in after:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    return process.returncode, stdout, stderr


@pytest.mark.slow
@pytest.mark.parametrize("after", [(0.7,), (1.5,), (3.0,), (3.0, 0.1)])
def test_a_real_process_on_a_councils_model(tmp_path: Path, after: tuple[float, ...]) -> None:
    """While libraries load, while the model is built, in the root relaxation; twice in a row."""
    code, stdout, stderr = interrupted(started("solve", "sefton-2022", "--out", tmp_path / "plan"), *after)
    # The second one may come when Python is already leaving: then the signal ends it, which a shell calls 130 too.
    assert code in ((130,) if len(after) == 1 else (130, -signal.SIGINT)), stderr
    assert "Traceback" not in stderr
    if names(tmp_path):
        assert names(tmp_path) == ["plan"]
        assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0
    else:
        assert stdout == ""
        assert "nothing was written" in stderr
