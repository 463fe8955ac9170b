"""`--jobs` and `--cluster` on the command line: what is refused, the same figures, Ctrl-C."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.reports.planned import one_object, run, written
from tests.test_cli_interrupt import started


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A written plan of the tiny instance."""
    folder = tmp_path_factory.mktemp("cluster")
    assert run("solve", written(folder / "tiny"), "--out", folder / "plan", "--quiet").exit_code == 0
    return folder / "plan"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "Local",
        "dask.example:8786",
        "tls://dask.example",
        "tls://:8786",
        "tls://dask.example:0",
        "tls://dask.example:65536",
        "tls://dask.example:8786/",
        "tls://dask.example:8786?x=1",
        "tls://user:secret@dask.example:8786",
        "TLS://dask.example:8786",
        "http://dask.example:8786",
        "ucx://dask.example:8786",
        "inproc://1",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Before the plan is even looked for."""
    result = run("stress", "nowhere", "--cluster", address)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{address}' is neither 'local' nor an address such as tls://" in result.stderr


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (("--cluster", "tcp://127.0.0.1:8786"), "tcp:// sends everything unencrypted"),
        (("--insecure",), "--insecure goes with --cluster tcp://HOST:PORT only"),
        (("--cluster", "local", "--insecure"), "--insecure goes with --cluster tcp://HOST:PORT only"),
        (("--cluster", "tls://127.0.0.1:8786", "--insecure"), "--insecure goes with --cluster tcp://HOST:PORT only"),
        (("--cluster", "tls://127.0.0.1:8786", "--jobs", "3"), "--jobs does not go with a cluster's address"),
        (("--jobs", "0"), "0 is not in the range 1<=x<=256"),
    ],
)
def test_options_that_do_not_go_together(options: tuple[str, ...], fault: str) -> None:
    """Usage errors: nothing is connected to."""
    result = run("stress", "nowhere", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert fault in result.stderr


def test_without_dask_installed_a_cluster_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Says what is missing, and how to get it."""
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "distributed" else found(name))
    result = run("stress", "nowhere", "--cluster", "local")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "--cluster needs packages that are not installed (distributed):"
        " pip install 'placement-sufficiency[cluster]'; nothing was written\n"
    )


def test_dask_is_loaded_only_for_a_cluster(plan: Path) -> None:
    """Neither by the help nor by a stress test in threads."""
    script = (
        "import atexit, sys; from cli import main;"
        "seen = lambda: print(sorted({'dask', 'distributed', 'cryptography'} & set(sys.modules)));"
        "atexit.register(seen); main()"
    )
    command = [sys.executable, "-c", script, "stress", plan, "--futures", "2", "--quiet"]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True)
    assert loaded.stdout == "[]\n"


@pytest.mark.slow
def test_the_same_figures_on_a_local_cluster(plan: Path) -> None:
    """Everything that is printed but the seconds."""
    runs = (("--jobs", "1"), ("--jobs", "2"), ("--cluster", "local"), ("--cluster", "local", "--jobs", "1"))
    printed = [one_object(run("stress", plan, "--futures", "250", "--json", *where).stdout) for where in runs]
    for values in printed:
        del values["seconds"]
    assert printed[0]["futures"] == 250
    assert all(json.dumps(values) == json.dumps(printed[0]) for values in printed)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["tls", "tcp"])
def test_an_address_where_nobody_listens(plan: Path, scheme: str) -> None:
    """One line, no traceback; encrypted ones need certificates first."""
    options = ["--insecure"] if scheme == "tcp" else []
    result = run("stress", plan, "--cluster", f"{scheme}://127.0.0.1:1", *options)
    fault = {
        "tcp": "no Dask scheduler could be reached at tcp://127.0.0.1:1",
        "tls": "needs the cluster's certificates",
    }
    assert (result.exit_code, result.stdout) == (2, "")
    assert fault[scheme] in result.stderr
    assert result.stderr.endswith("; nothing was written\n")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
@pytest.mark.parametrize(
    ("where", "after"),
    [(("--jobs", "2"), 1.0), (("--jobs", "2"), 5.0), *((("--cluster", "local"), after) for after in (1.0, 5.0, 9.0))],
)
def test_ctrl_c_stops_threads_and_workers(plan: Path, where: tuple[str, ...], after: float) -> None:
    """As a terminal sends it, to every process of the command: 130, one line, and no process is left."""
    process = started("stress", plan, "--futures", "1000000", *where, new_session=True)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert (process.returncode, stdout) == (130, "")
    assert stderr == "Interrupted; nothing was written\n"
    assert all_end(process.pid)


def all_end(group: int) -> bool:
    """Return whether the processes of a group are gone within a minute; Python's own helper ends a moment later."""
    for _ in range(600):
        if not any(alive_in(group, each) for each in psutil.process_iter()):
            return True
        time.sleep(0.1)
    return False


def alive_in(group: int, process: psutil.Process) -> bool:
    """Return whether a process is of the group and has not ended."""
    try:
        return os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE
    except (ProcessLookupError, psutil.NoSuchProcess):
        return False
