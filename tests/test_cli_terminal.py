"""Real processes: piped output is never wrapped or cut, terminals of any width lose no figure, streams are UTF-8."""

import functools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.instances.editing import with_text
from tests.reports.planned import TINY, one_object, plan_folder, run, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs pseudo-terminals")

COMMAND = [sys.executable, "-c", "from cli import main; main(prog_name='sufficiency')"]
IN_TURN = """
import fcntl, json, struct, sys, termios
from cli import main
for columns, arguments in json.loads(sys.argv[1]):
    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    try:
        main(arguments, prog_name="sufficiency")
    except SystemExit as left:
        sys.stdout.flush()
        print(end=f"\\x1e{left.code}\\x1e", file=sys.stderr, flush=True)
"""
"""Runs the command line again and again, each time in a terminal of other width, and its exit code between marks."""

Run = tuple[int, tuple[str | Path, ...]]
"""The columns of the terminal, and the arguments."""

WIDTHS = (40, 80, 120, 200)
SHOWN = ("solve", "baseline", "check")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path_factory.mktemp("instance") / "tiny")


@pytest.fixture(scope="module")
def printed(tiny: Path) -> Callable[[str], str]:
    """Return what a command prints of the tiny instance where stdout is no terminal."""
    return functools.cache(lambda command: run(command, tiny).stdout)


@pytest.fixture(scope="module")
def shown(tiny: Path) -> dict[tuple[str, int], tuple[int, str]]:
    """Exit code of a command and what a terminal of so many columns was sent."""
    asked = [(command, columns) for command in SHOWN for columns in WIDTHS]
    return dict(zip(asked, in_terminals([(columns, (command, tiny)) for command, columns in asked]), strict=True))


def piped(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with its streams piped."""
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env={**os.environ, **environment}, check=False, timeout=60)


def in_terminal(columns: int, *arguments: str | Path) -> tuple[int, str]:
    """Run the command line in a pseudo-terminal; return its exit code and what the terminal was sent."""
    return in_terminals([(columns, arguments)])[0]


def in_terminals(runs: Sequence[Run], *, stdout_piped: bool = False) -> list[tuple[int, str]]:
    """Run the command line in a pseudo-terminal again and again, in one process since a new one takes a second."""
    leader, follower = os.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    stdout = subprocess.DEVNULL if stdout_piped else follower
    asked = json.dumps([(columns, [*map(str, arguments)]) for columns, arguments in runs])
    process = subprocess.Popen(
        [sys.executable, "-c", IN_TURN, asked], stdout=stdout, stderr=follower, env={**environment, "TERM": "xterm"}
    )
    os.close(follower)
    sent = b""
    while chunk := _read(leader):
        sent += chunk
    os.close(leader)
    assert process.wait(timeout=60) == 0
    parts = sent.decode().split("\x1e")
    assert len(parts) == 2 * len(runs) + 1, sent
    return [(int(code), text) for text, code in zip(parts[0:-1:2], parts[1::2], strict=True)]


def _read(leader: int) -> bytes:
    try:
        return os.read(leader, 65536)
    except OSError:  # what Linux says when the other end is closed
        return b""


def without_codes(text: str) -> str:
    """Return what a terminal shows: progress wiped, no colours."""
    # A line that is done with is wiped by going back up to it.
    kept = re.sub(r"[^\n]*\n(?:\x1b\[\?25h)?\r*\x1b\[1A\x1b\[2K", "", text.replace("\r\n", "\n"))
    shown = [line.rpartition("\x1b[2K")[2] for line in kept.split("\n")]
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", "\n".join(shown))


def figures(text: str) -> list[str]:
    """Return every figure of a text, years and seconds aside."""
    plain = re.sub(r"[0-9.]+ seconds", "", text)
    return re.findall(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", plain)


def test_piped_output_is_never_wrapped_or_cut(tiny: Path, tmp_path: Path) -> None:
    """Whatever COLUMNS says; no colours even where they are asked for."""
    plan = plan_folder(tmp_path / "plan")
    for command, columns in ((("baseline", tiny), "20"), (("check", tiny), "nonsense"), (("verify", plan), "20")):
        wide = run(*command).stdout.encode()
        narrow = piped(*command, COLUMNS=columns, TERM="xterm", FORCE_COLOR="1", LINES="5")
        assert narrow.returncode == 0
        assert re.sub(rb"[0-9.]+ seconds", b"", narrow.stdout) == re.sub(rb"[0-9.]+ seconds", b"", wide)
        assert b"\x1b" not in narrow.stdout
        assert narrow.stderr == b""


def test_piped_faults_are_one_a_line(tmp_path: Path) -> None:
    """A long one too."""
    folder = written(tmp_path / "bad", with_text(TINY, "offers.csv", "ifa,framework", "ifa,frame_work"))
    found = piped("check", folder, COLUMNS="20")
    assert found.returncode == 2
    assert len(found.stderr.splitlines()) == 2
    assert found.stdout == b""


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("command", SHOWN)
def test_a_terminal_loses_no_figure(
    shown: dict[tuple[str, int], tuple[int, str]], printed: Callable[[str], str], command: str, columns: int
) -> None:
    """The same figures in the same order as when piped, and no line longer than it must be."""
    code, sent = shown[command, columns]
    assert code == 0
    text = without_codes(sent)
    for figure in figures(printed(command)):
        assert figure in text
    assert "…" not in text
    if columns >= 80:
        assert max(map(len, text.splitlines())) <= columns


def test_a_terminal_shows_rules(shown: dict[tuple[str, int], tuple[int, str]], printed: Callable[[str], str]) -> None:
    """Bold titles and a line below the heads; neither when piped."""
    _, sent = shown["solve", 120]
    assert "\x1b[1m" in sent
    assert "───" in sent
    assert "───" not in printed("solve")


def test_a_terminal_prints_users_text_as_it_stands(tmp_path: Path) -> None:
    """No markup, no emoji, no control characters."""
    named = 'name = "[red]Tiny[/red] :smile: \\u00a0\\nCouncil"'
    folder = written(tmp_path / "tiny", with_text(TINY, "instance.toml", 'name = "Tinyshire Council"', named))
    _, sent = in_terminal(100, "solve", folder)
    assert "[red]Tiny[/red] :smile:  \\nCouncil, 2024/25" in without_codes(sent)


def test_progress_is_for_terminals(tiny: Path) -> None:
    """On stderr only; silent when asked, and with --json."""
    asked: list[Run] = [(100, ("solve", tiny, *option)) for option in ((), ("--quiet",), ("--json",))]
    (_, sent), *others = in_terminals(asked, stdout_piped=True)
    assert "root relaxation" in sent
    assert without_codes(sent) == ""
    assert others == [(0, ""), (0, "")]


def test_json_in_a_terminal_is_json(tiny: Path) -> None:
    """One line, not coloured."""
    code, sent = in_terminal(30, "solve", tiny, "--json")
    assert code == 0
    assert one_object(sent.replace("\r\n", "\n"))["kind"] == "plan"


def test_streams_are_utf_8(tmp_path: Path) -> None:
    """Also where the system says otherwise."""
    folder = written(tmp_path / "ünï", with_text(TINY, "instance.toml", "Tinyshire Council", "Cyngor Môn £"))
    found = piped("solve", folder, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert found.returncode == 0
    assert "Cyngor Môn £, 2024/25" in found.stdout.decode("utf-8")
    missing = piped("solve", f"{folder}é", LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert missing.returncode == 2
    assert missing.stderr.decode("utf-8").endswith("1 fault found; nothing was written\n")


def test_closed_streams_are_no_traceback(tiny: Path, tmp_path: Path) -> None:
    """The work is done, and nobody is told."""
    command = ["sh", "-c", '"$@" >&- 2>&-', "sh", *COMMAND, "baseline", str(tiny), "--out", str(tmp_path / "plan")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0
    assert run("verify", tmp_path / "plan", "--quiet").exit_code == 0


def test_a_reader_that_goes_away_is_no_traceback(tiny: Path) -> None:
    """As with `sufficiency check tiny | head -1`."""
    with subprocess.Popen([*COMMAND, "check", str(tiny)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str) -> None:
    """The script that the README speaks of is there, and completes commands."""
    script = piped(_SUFFICIENCY_COMPLETE=f"{shell}_source")
    assert script.returncode == 0
    assert b"_SUFFICIENCY_COMPLETE" in script.stdout
    place = "temp" if shell == "fish" else "1"
    asked = {"_SUFFICIENCY_COMPLETE": f"{shell}_complete", "COMP_WORDS": "sufficiency temp", "COMP_CWORD": place}
    assert b"template" in piped(**asked).stdout
