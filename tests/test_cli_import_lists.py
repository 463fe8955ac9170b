"""The commands `import providers`, `import costs` and `synth`: codes, screens, JSON, and that no child is told of."""

from pathlib import Path

import openpyxl
import pytest
from click.testing import Result

from instances.reader import load
from tests.instances.merging.files import (
    LIST_HEADER,
    S251_HEADER,
    SECRETS,
    as_csv,
    as_workbook,
    contents,
    cost,
    home,
)
from tests.reports.planned import names, one_object, run, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny instance as a folder."""
    return written(tmp_path / "tiny")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A provider list of two homes, one of them in no area of the instance."""
    rows = [home(), home("2500002", **{"Local authority": "Elsewhere", "Number of registered places": 9})]
    return as_workbook(tmp_path / "list.xlsx", {"Providers": (LIST_HEADER, rows)})


@pytest.fixture
def costs(tmp_path: Path) -> Path:
    """A year of one child in a spot home."""
    return as_csv(tmp_path / "s251.csv", S251_HEADER, [cost()])


def sound(result: Result) -> str:
    """Assert that a command ended well and quietly on stderr; return stdout."""
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return result.stdout


def test_providers_screen(listed: Path, folder: Path) -> None:
    """Rows by what became of them, reasons with lines, offers, what to look at; the instance is sound afterwards."""
    shown = sound(run("import", "providers", listed, "--into", folder))
    for words in (
        "Ofsted provider list, 2024 layout: rows of the file",
        "places read: 13",
        "places left out: 9",
        "area unknown: no area of the instance for local authority Elsewhere",
        "added          urn_2500001",
        "1 new offers with 4 places stand beside home_spot",
    ):
        assert words in shown
    sound(run("check", folder))


def test_providers_json(listed: Path, folder: Path) -> None:
    """One object with every row."""
    told = one_object(sound(run("import", "providers", listed, "--into", folder, "--json")))
    assert told["rows"] == {"read": 2, "added": 1, "updated": 0, "unchanged": 0, "left_out": 1, "repeated": 0}
    assert told["offers_added"] == ["urn_2500001"]
    assert told["left_out"] == {"area unknown: no area of the instance for local authority Elsewhere": 1}
    assert [row["row"] for row in told["outcomes"]] == [2, 3]
    assert told["totals"]["places_merged"] == 4


def test_providers_with_areas(tmp_path: Path, listed: Path, folder: Path) -> None:
    """With the other authority's area named, both are merged."""
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nElsewhere,northshire\n")
    told = one_object(sound(run("import", "providers", listed, "--into", folder, "--areas", areas, "--json")))
    assert told["rows"]["added"] == 2


def test_a_list_of_which_nothing_is_merged_says_so(tmp_path: Path, folder: Path) -> None:
    """Every home lies in no area of the instance: the last line is no success."""
    elsewhere = home("2500002", **{"Local authority": "Elsewhere"})
    listed = as_workbook(tmp_path / "list.xlsx", {"Providers": (LIST_HEADER, [elsewhere])})
    shown = sound(run("import", "providers", listed, "--into", folder))
    assert shown.splitlines()[-1] == f"No row was merged; {folder} is as it was."


def test_costs_screen_and_json(costs: Path, folder: Path) -> None:
    """Pounds read and merged, the offers whose prices moved, and the day that was assumed."""
    shown = sound(run("import", "costs", costs, "--into", folder))
    assert "S251 child-level placement costs, 2023/24: rows of the file" in shown
    assert "gbp merged: 261,428.57" in shown
    assert "updated        home_spot" in shown
    assert "give --to-date if the file was made earlier" in shown
    told = one_object(sound(run("import", "costs", costs, "--into", folder, "--json", "--to-date", "31/03/2024")))
    assert told["totals"]["gbp_read"] == 261428.57
    assert told["remarks"] == []


def test_what_was_merged_can_be_planned(costs: Path, listed: Path, folder: Path) -> None:
    """With new offers and moved prices there is a plan, and its re-check agrees."""
    sound(run("import", "providers", listed, "--into", folder))
    sound(run("import", "costs", costs, "--into", folder))
    told = one_object(sound(run("solve", folder, "--json")))
    assert told["certificate"]["status"] == "optimal"


def test_quiet(costs: Path, listed: Path, folder: Path) -> None:
    """Nothing is printed."""
    assert sound(run("import", "costs", costs, "--into", folder, "--quiet")) == ""
    assert sound(run("import", "providers", listed, "--into", folder, "--quiet")) == ""


def test_no_child_is_told_of(tmp_path: Path, folder: Path) -> None:
    """Neither by a sound file nor by a faulty one, neither on a screen nor in JSON nor in the folder."""
    good = as_csv(tmp_path / "good.csv", S251_HEADER, [cost()])
    bad = as_csv(
        tmp_path / "bad.csv",
        S251_HEADER,
        [dict.fromkeys(S251_HEADER, SECRETS[0]), cost(**{"Provider type": SECRETS[1]})],
    )
    for path, code in ((good, 0), (bad, 2)):
        for more in ((), ("--json",)):
            result = run("import", "costs", path, "--into", folder, *more)
            assert result.exit_code == code
            assert not any(secret in result.output for secret in SECRETS)
    kept = b"".join(contents(folder).values()).decode()
    assert not any(secret in kept for secret in SECRETS)


@pytest.mark.parametrize("kind", ["providers", "costs"])
def test_faults_end_with_two_and_nothing_written(tmp_path: Path, folder: Path, kind: str) -> None:
    """A file that is none, one that is missing, an instance that is none."""
    before = contents(folder)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    for path, into in ((wrong, folder), (tmp_path / "missing.csv", folder), (wrong, tmp_path / "nowhere")):
        result = run("import", kind, path, "--into", into)
        assert result.exit_code == 2
        assert result.stdout == ""
        assert "Traceback" not in result.stderr
        assert result.stderr.splitlines()[-1] == "1 fault found; nothing was written"
    assert contents(folder) == before


def test_a_faulty_instance_is_left_alone(tmp_path: Path, costs: Path, folder: Path) -> None:
    """Its own faults are told as by check."""
    offers = folder / "offers.csv"
    offers.write_text(offers.read_text().replace("northshire,good,20", "northshire,goood,20"))
    before = contents(folder)
    result = run("import", "costs", costs, "--into", folder)
    assert result.exit_code == 2
    assert "offers.csv, row 3, grade: found 'goood'" in result.stderr
    assert contents(folder) == before


def test_a_workbook_is_no_folder(tmp_path: Path, costs: Path) -> None:
    """It says how to make a folder of one."""
    openpyxl.Workbook().save(tmp_path / "instance.xlsx")
    result = run("import", "costs", costs, "--into", tmp_path / "instance.xlsx")
    assert result.exit_code == 2
    assert "sufficiency init DIR --from WORKBOOK" in result.stderr


@pytest.mark.parametrize(
    "arguments", [("import",), ("import", "providers"), ("import", "costs"), ("import", "--help")]
)
def test_help_of_the_group(arguments: tuple[str, ...]) -> None:
    """Usage or help, with an example where there is help."""
    result = run(*arguments)
    assert result.exit_code == (0 if "--help" in arguments else 2)
    assert "Usage" in result.output


@pytest.mark.parametrize("kind", ["providers", "costs"])
def test_help_has_an_example(kind: str) -> None:
    """Of each command."""
    shown = sound(run("import", kind, "--help"))
    assert f"Example:  sufficiency import {kind}" in shown


def test_synth_and_both_imports_together(tmp_path: Path) -> None:
    """Their list and costs go into a copy of Sefton's instance, which stays sound."""
    made = tmp_path / "made"
    told = one_object(sound(run("synth", made, "--authorities", "2", "--seed", "3", "--json")))
    assert told["authorities"] == 2
    assert told["in_care"] > 100
    assert names(made) == ["README.txt", "ofsted-providers.xlsx", "postcodes.csv", "synthetic-001", "synthetic-002"]
    council = tmp_path / "council"
    sound(run("init", council))
    areas = tmp_path / "areas.csv"
    areas.write_text("code,area\nSynthetic 001,sefton\nSynthetic 002,city_region\n")
    listed = one_object(
        sound(
            run("import", "providers", made / "ofsted-providers.xlsx", "--into", council, "--areas", areas, "--json")
        )
    )
    assert listed["rows"]["read"] == told["providers"]
    assert listed["rows"]["added"] > 5
    costs = made / "synthetic-001" / "placement-costs.csv"
    priced = one_object(sound(run("import", "costs", costs, "--into", council, "--json")))
    joined = [name for name in priced["offers_updated"] if name.startswith("urn_")]
    assert len(joined) > 5
    assert set(joined) <= set(listed["offers_added"])
    totals = priced["totals"]
    assert totals["gbp_read"] == pytest.approx(totals["gbp_merged"] + totals["gbp_left_out"], abs=0.05)
    # The full unit cost moves with the price: 279.89 / 231 before and after.
    row = next(r for r in load(council).instance.offer_prices if (r.offer, r.need) == ("inhouse_mainstream", "core"))
    assert row.gbp_per_week != 231
    assert row.full_gbp_per_week == pytest.approx(row.gbp_per_week * 279.89 / 231, rel=1e-4)


def test_synth_screen_and_refusals(tmp_path: Path) -> None:
    """What was written in a line; an occupied folder and a number out of range are refused."""
    shown = sound(run("synth", tmp_path / "made"))
    assert "1 synthetic authority, " in shown
    assert "Nobody in these files exists." in shown
    again = run("synth", tmp_path / "made")
    assert again.exit_code == 2
    assert "a folder that does not exist yet, or is empty" in again.stderr
    assert run("synth", tmp_path / "more", "--authorities", "154").exit_code == 2
    assert names(tmp_path) == ["made"]
