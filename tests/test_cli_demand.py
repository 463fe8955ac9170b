"""The command `demand`: what it prints, writes and refuses."""

from pathlib import Path

import pytest

from instances.reader import load
from tests.instances.editing import with_text
from tests.instances.tiny import tiny_files
from tests.reports.planned import names, one_object, run, written

KEYS = {
    *("authority", "method", "default", "base", "years", "months", "by_age", "methods", "lacking", "rates_by_age"),
    *("ceasing_rate_by_reason", "rate_per_10000", "sampled", "backtest", "columns", "remarks"),
}
D2I = "date,10 to 16 - Fostering,16 to 18+ - Other,16 to 18+ - Not in care\n2024-04-01,20,5,1\n2025-03-31,22,6,9\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


def test_demand_prints_the_projection(tiny: Path) -> None:
    """Headline and tables; nothing is written, nothing on stderr."""
    result = run("demand", tiny)
    assert result.exit_code == 0
    assert result.stderr == ""
    for words in (
        "Tinyshire Council: children in care from 2024-03-31, projected by population rate (the default)",
        "four futures in five lie between",
        "By method: children in care on 31 March",
        "flow cannot run: it needs a period with starts, ceases and counts at both ends",
        "By age on 31 March",
    ):
        assert words in result.stdout
    assert names(tiny.parent) == ["tiny"]


def test_demand_as_json(tiny: Path) -> None:
    """One object with every key; quiet prints nothing."""
    found = one_object(run("demand", tiny, "--json", "--backtest", "--futures", "50").stdout)
    assert set(found) == KEYS
    assert found["method"] == "population_rate"
    assert found["base"] == {"day": "2024-03-31", "children": 25.0}
    assert [point["day"] for point in found["years"]] == ["2025-03-31"]
    assert found["years"][0]["low"] < found["years"][0]["central"] < found["years"][0]["high"]
    assert found["backtest"]["children"] == []
    assert len(found["sampled"]) == 2
    quiet = run("demand", tiny, "--quiet")
    assert (quiet.exit_code, quiet.output) == (0, "")


def test_every_method_by_name(tiny: Path) -> None:
    """Those that can run do; the others say what they need, with exit code 2."""
    for method in ("published", "no_change", "population_rate"):
        assert run("demand", tiny, "--method", method, "--json").exit_code == 0
    for method in ("flow", "flow_by_reason", "trend_last", "trend_fitted"):
        result = run("demand", tiny, "--method", method)
        assert result.exit_code == 2
        assert result.stderr.startswith(f"--method {method} needs ")
        assert "nothing was written" in result.stderr
    assert run("demand", tiny, "--method", "guess").exit_code == 2


def test_the_written_rows_can_be_planned_with(tiny: Path, tmp_path: Path) -> None:
    """Added to `entries` they are three sound demand paths, and the projection of one is the same again."""
    out = tmp_path / "paths.csv"
    result = run("demand", tiny, "--out", out)
    assert result.exit_code == 0
    assert f"Written to {out}: rows for the table entries" in result.stdout
    head, *rows = out.read_text().splitlines()
    entries = tiny / "entries.csv"
    assert entries.read_text().splitlines()[0] == head
    entries.write_text(entries.read_text() + "\n".join(rows) + "\n")
    loaded = load(tiny)
    assert loaded.instance.demand_paths == (
        "middle",
        "projected_population_rate",
        "projected_population_rate_low",
        "projected_population_rate_high",
    )
    arguments = ("--method", "published", "--demand", "projected_population_rate", "--json")
    again = one_object(run("demand", tiny, *arguments).stdout)
    first = one_object(run("demand", tiny, "--json").stdout)
    assert again["method"] == "path_projected_population_rate"
    assert again["years"][0]["central"] == pytest.approx(first["years"][0]["central"], abs=1e-6)


def test_an_existing_file_is_not_replaced(tiny: Path, tmp_path: Path) -> None:
    """Nor is one written where there is no folder."""
    out = tmp_path / "paths.csv"
    out.write_text("mine")
    result = run("demand", tiny, "--out", out)
    assert result.exit_code == 2
    assert "there is such a file or folder already; nothing was written" in result.stderr
    assert out.read_text() == "mine"
    result = run("demand", tiny, "--out", tmp_path / "nowhere" / "paths.csv")
    assert result.exit_code == 2
    assert "cannot be written (No such file or directory); nothing was written" in result.stderr


def test_the_d2i_models_output_is_demand(tiny: Path, tmp_path: Path) -> None:
    """25 children grow to 28; each column is shown with what was made of it."""
    other = tmp_path / "d2i.csv"
    other.write_text(D2I)
    result = run("demand", tiny, "--from", other)
    assert result.exit_code == 0
    assert "From 25.0 to 28.0 on 2025-03-31" in result.stdout
    assert "Columns of d2i.csv, read as D2I demand model" in result.stdout
    assert "counted: ages 16 and 17, all other placements" in result.stdout
    assert "left care: not counted" in result.stdout
    found = one_object(run("demand", tiny, "--from", other, "--out", tmp_path / "e.csv", "--json").stdout)
    assert found["method"] == "outside"
    assert len(found["columns"]) == 4
    assert "projected_outside_high" in (tmp_path / "e.csv").read_text()


def test_an_unmapped_column_is_a_fault(tiny: Path, tmp_path: Path) -> None:
    """Named with its place; nothing is written; also as JSON."""
    other, out = tmp_path / "d2i.csv", tmp_path / "e.csv"
    other.write_text(D2I.replace("Other", "Secure"))
    result = run("demand", tiny, "--from", other, "--out", out)
    assert result.exit_code == 2
    assert "d2i.csv, row 1, 16 to 18+ - Secure: found 'secure': one of fostering, residential" in result.stderr
    assert "1 fault found; nothing was written" in result.stderr
    assert not out.exists()
    assert one_object(run("demand", tiny, "--from", other, "--json").stdout)["ok"] is False


def test_options_that_do_not_go_together(tiny: Path, tmp_path: Path) -> None:
    """A method and another model's projection; a demand path that is not there; a faulty instance."""
    result = run("demand", tiny, "--method", "flow", "--from", tmp_path / "x.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--method and --from ask for different projections" in result.stderr
    result = run("demand", tiny, "--demand", "highest")
    assert result.exit_code == 2
    assert "--demand: found 'highest': one of the paths of the instance: middle" in result.stderr
    faulty = written(tmp_path / "faulty", with_text(tiny_files(), "history.csv", "looked_after", "looked_at"))
    result = run("demand", faulty)
    assert result.exit_code == 2
    assert "history.csv, row 2, measure" in result.stderr


def test_sefton_with_backtest() -> None:
    """The packaged council: flow is the default, every method runs, homes grew beyond the mix of 2019."""
    result = run("demand", "sefton-2022", "--backtest")
    assert result.exit_code == 0
    assert "projected by flow (the default)" in result.stdout
    assert "cannot run" not in result.stdout
    assert "path published" in result.stdout
    assert "770 (" in result.stdout
    assert "mix held" in result.stdout
    assert max(map(len, result.stdout.splitlines())) < 160
