"""Checks of a start inside a financial year: what is left of yearly limits, and of the budget."""

from pathlib import Path

import pytest

from instances.writer import canonical_files
from tests.instances.editing import Files, faults_of, only_fault, with_row, with_rows, with_text
from tests.instances.full import full_files
from tests.oracles.random_part import part

HEADER = "limit,id,left,source,note\n"


def files_of(number: int, *rows: str) -> Files:
    """Return an instance that begins inside a year, with rows of what is left of its limits."""
    files = {name: content.decode() for name, content in canonical_files(part(number)).items()}
    return {**files, "left_of_year.csv": HEADER + "".join(f"{row},minutes,\n" for row in rows)}


ALL_OF_12 = ("homes,,1", "fostering,carers_one,0", "step_down,home_again,0.01")
"""Instance 12 begins in June 2022 with a home, a service and a pathway."""


def test_every_limit_has_its_row(tmp_path: Path) -> None:
    """Sound as it stands; without its table each limit is missed by name, until the end of its year."""
    assert not faults_of(tmp_path / "a", files_of(12, *ALL_OF_12))
    files = files_of(12)
    del files["left_of_year.csv"]
    told = sorted(map(str, faults_of(tmp_path / "b", files)))
    end = "what is left of it from 2022-06-01 to the end of 2022/23; missing"
    assert told == [
        f"left_of_year.csv, limit: a row for fostering carers_one: {end}",
        f"left_of_year.csv, limit: a row for homes: {end}",
        f"left_of_year.csv, limit: a row for step_down home_again: {end}",
    ]


@pytest.mark.parametrize(
    ("place", "row", "expected"),
    [
        (0, "homes,,2", "left: found '2': at most the limit of the whole year, 1"),
        (0, "homes,,0.5", "left: found '0.5': whole homes or households"),
        (0, "homes,own_home,1", "id: found 'own_home': blank: homes of all types"),
        (1, "fostering,carers_on,1", "id: found 'carers_on': a service of the table fostering (did you mean"),
        (1, "fostering,,1", "id: a service of the table fostering"),
        (2, "step_down,home_again,99", "left: found '99': at most the limit of the whole year"),
        (
            2,
            "programme,averts_entries,0",
            "id: found 'averts_entries': a programme that averts entries and has begun",
        ),
        (2, "beds,,0", "limit: found 'beds': one of homes, fostering, step_down, programme"),
    ],
)
def test_faults(tmp_path: Path, place: int, row: str, expected: str) -> None:
    """Each with its place, and what is expected there."""
    rows = [row if number == place else sound for number, sound in enumerate(ALL_OF_12)]
    told = list(map(str, faults_of(tmp_path, files_of(12, *rows))))
    assert any(f"left_of_year.csv, row {place + 2}, {expected}" in fault for fault in told), told


def test_a_programme_that_runs_says_what_is_left(tmp_path: Path) -> None:
    """Instance 6 has one that averts entries from before its start; one still to begin has all of its months."""
    rows = ("homes,,0", "fostering,carers_one,1")
    assert "a row for programme averts_entries" in only_fault(tmp_path / "a", files_of(6, *rows))
    assert not faults_of(tmp_path / "b", files_of(6, *rows, "programme,averts_entries,0.1"))
    before = with_rows(
        files_of(6, *rows), "commitments_made", lambda lines: [r for r in lines if "averts_entries" not in r]
    )
    assert not faults_of(tmp_path / "c", before)


def test_a_plan_from_april_has_no_row(tmp_path: Path) -> None:
    """All of its first year is left."""
    told = only_fault(tmp_path, with_row(full_files(), "left_of_year", limit="homes", left="1"))
    assert told == (
        "left_of_year.csv, row 2, limit: found 'homes': no row: the plan begins on 2024-04-01, and its first year "
        "has all of its limits"
    )


def test_more_than_the_budget_is_spent_in_a_part_year_alone(tmp_path: Path) -> None:
    """What is left may be below 0 in the year that began before the plan, and a budget never."""
    budgets = "budget_head,financial_year,gross_gbp,income_gbp,authority,source,note\n"
    files = files_of(12, *ALL_OF_12)
    years = ("2022/23,-5000", "2023/24,100")
    heads = dict.fromkeys(["placements", "fixed", *(r.budget_head for r in part(12).programmes)])
    files["budgets.csv"] = budgets + "".join(f"{head},{year},0,,minutes,\n" for head in heads for year in years)
    assert not faults_of(tmp_path / "a", files)
    told = only_fault(tmp_path / "b", with_text(files, "budgets.csv", "2023/24,100", "2023/24,-1"))
    assert told.startswith("budgets.csv, row 3, gross_gbp: found '-1': a number of at least 0 (below 0 only for")
