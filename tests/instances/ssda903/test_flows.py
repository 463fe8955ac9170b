"""Flows and chances worked out by hand: entries, transitions, escalation, moves by months since admission."""

import datetime as dt
import math
from pathlib import Path

import numpy as np
import pytest

from instances.ssda903.dates import day_number, day_of
from instances.ssda903.flows import PRIOR_MONTHS, band_of, chances
from instances.ssda903.importer import Imported
from instances.ssda903.lives import month_ends, months_between
from instances.ssda903.stays import MONTHS_FROM
from tests.instances.ssda903.importing import imported, lives, write_one
from tests.instances.ssda903.returns import Council, Episode

D = dt.date
EIGHTEEN_YEARS = ((0, 4), (5, 9), (10, 15), (16, 17))


def many(count: int, start: dt.date, end: dt.date | None = None, **values: str) -> list[Episode]:
    """Return alike episodes of some children."""
    name = f"{start:%m}{values.get('place', 'U6')}{values.get('cin', 'N1')}"
    rec = "" if end is None else "E4A"
    return [Episode(f"QX{name}{place}", start, end, rec=rec, **values) for place in range(count)]


def of_year(folder: Path, made: Council) -> Imported:
    """Import lives as the return of 2023/24."""
    return imported(write_one(folder, made))


def test_month_ends() -> None:
    """Thirteen ends of months for twelve months, the base date last."""
    ends = [day_of(int(day)) for day in month_ends(day_number(D(2024, 3, 31)), 12)]
    assert ends[0] == D(2023, 3, 31)
    assert ends[11:] == [D(2024, 2, 29), D(2024, 3, 31)]
    assert months_between(day_number(D(2023, 4, 1)), day_number(D(2024, 3, 31))) == 12


def test_bands() -> None:
    """Ages at both ends of each band."""
    ages = np.array([0, 4, 5, 9, 10, 15, 16, 17])
    assert band_of(ages, EIGHTEEN_YEARS).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_entries_are_those_seen_at_a_months_end(tmp_path: Path) -> None:
    """Six children in June and six in December in twelve months: one a month; who comes and goes within May is none.

    A child with parents (a fixed line) is no entry, and enters the pool when it is placed with carers.
    """
    home = Episode("QXH", D(2023, 6, 5), D(2023, 9, 5), "S", "P1", "PR0", "X1")
    placed = Episode("QXH", D(2023, 9, 5), None, "P", "U6", "PR1")
    short = [Episode("QXS", D(2023, 5, 3), D(2023, 5, 20), rec="E4A")]
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A")
    made = lives(*many(6, D(2023, 6, 5)), *many(5, D(2023, 12, 5)), home, placed, *short, leaver)
    found = of_year(tmp_path, made)
    first = [row for row in found.instance.entries if row.month == D(2024, 4, 1)]
    assert {row.demand for row in first} == {"middle"}
    assert [(row.cohort, row.children) for row in first] == [("core_10_15_unknown", pytest.approx(13 / 12, abs=1e-6))]


def test_low_and_high_are_the_extreme_years(tmp_path: Path) -> None:
    """Two entries in one year and four in the next: a quarter of a child a month; two and four thirds of it."""
    made = lives(
        *many(2, D(2022, 6, 5), D(2024, 3, 10)),
        *many(4, D(2023, 7, 5)),
        Episode("QX8", D(2022, 4, 1), D(2023, 3, 30), rec="E4A", place="R2"),
        Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="R2"),
    )
    found = of_year(tmp_path, made)
    first = {row.demand: row.children for row in found.instance.entries if row.month == D(2024, 4, 1)}
    assert first == {"middle": 0.25, "low": pytest.approx(1 / 6, abs=1e-6), "high": pytest.approx(1 / 3, abs=1e-6)}


def test_transitions_are_chances_that_add_up(tmp_path: Path) -> None:
    """No row of the matrix is over 1, every cohort has one, and children stay who never left."""
    found = of_year(
        tmp_path, lives(*many(200, D(2023, 4, 2)), Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A"))
    )
    sums: dict[str, float] = {}
    for row in found.instance.transitions:
        sums[row.cohort] = sums.get(row.cohort, 0.0) + row.monthly_share
    assert set(sums) == {row.cohort for row in found.instance.cohorts}
    assert max(sums.values()) <= 1
    assert sums["core_10_15_unknown"] == pytest.approx(1 - 1 / (201 * 11), abs=2e-4)


def test_few_children_are_filled_up(tmp_path: Path) -> None:
    """One child-month of staying against twelve of the band: stock 1, chance (1 + 12 x band) / 13."""
    kept, stock = np.zeros((2, 1, 2, 1)), np.array([[1.0], [99.0]])
    kept[0, 0, 0, 0], kept[1, 0, 1, 0] = 1.0, 90.0
    even = (1 - (1 - 91 / 100)) * (1 - 1 / (12 * 18))
    band = (91 + PRIOR_MONTHS * even) / (100 + PRIOR_MONTHS)
    found = chances(kept, stock, ((0, 17),))
    assert found[0, 0, 0, 0] == pytest.approx((1 + 12 * band) / 13)
    assert found[1, 0, 1, 0] == pytest.approx((90 + 12 * band) / 111)
    assert found[0, 0, 1, 0] == 0


def risers(count: int, place: str, provider: str, start: int = 0) -> list[Episode]:
    """Return children who move from carers to another placement on 5 September."""
    found = []
    for number in range(start, start + count):
        child = f"QXR{number}"
        found.append(Episode(child, D(2023, 4, 2), D(2023, 9, 5), "S", "U6", "PR1", "X1", cin="N6"))
        found.append(Episode(child, D(2023, 9, 5), None, "P", place, provider, cin="N1"))
    return found


def test_rise_of_need_after_a_move_is_escalation(tmp_path: Path) -> None:
    """Forty moves of children of enhanced need, ten of them to a home (complex): a quarter; no transition."""
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", cin="N6")
    made = lives(*risers(10, "K2", "PR4"), *risers(30, "U6", "PR4", 10), leaver)
    found = of_year(tmp_path, made)
    shares = {row.need: row.escalation_share for row in found.instance.needs}
    assert shares["enhanced"] == 0.25
    rises = [
        row
        for row in found.instance.transitions
        if row.cohort == "enhanced_10_15_unknown" and "complex" in row.to_cohort
    ]
    assert rises == []


def test_few_moves_leave_the_bases_escalation(tmp_path: Path) -> None:
    """Twenty-nine moves are too few."""
    found = of_year(
        tmp_path, lives(*risers(29, "K2", "PR4"), Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A"))
    )
    row = next(row for row in found.instance.needs if row.need == "enhanced")
    assert (row.escalation_share, row.source) == (0.12, "assumption")


def test_chance_of_a_move_by_months_since_admission(tmp_path: Path) -> None:
    """100 children placed on 2 April; 20 move on 2 May, after 30 days.

    In the first month of a placement (30.44 days) the children give 80 months and 20 x 30 days with the first carers,
    and the 20 a month each with the second: together 119.7 months. 20 moves.
    """
    movers = []
    for number in range(20):
        child = f"QXM{number}"
        movers.append(Episode(child, D(2023, 4, 2), D(2023, 5, 2), "S", "U6", "PR1", "X1"))
        movers.append(Episode(child, D(2023, 5, 2), None, "P", "U6", "PR1", urn="SC2"))
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="R2")
    found = of_year(tmp_path, lives(*many(80, D(2023, 4, 2)), *movers, leaver))
    month = 365.2425 / 12
    exposure = (100 * month + 20 * 30) / month
    rows = {
        r.months_from: r for r in found.instance.disruption if (r.offer, r.need) == ("inhouse_mainstream", "core")
    }
    assert rows[0].monthly_share == pytest.approx(1 - math.exp(-20 / exposure), abs=1e-6)
    assert rows[1].monthly_share == 0
    assert "20 moves (RNE P or B)" in rows[0].note
    assert set(rows) == set(MONTHS_FROM)
    assert rows[24].source == "assumption"
    stays = found.companions["import/stays.csv"].splitlines()
    assert next(line for line in stays if line.startswith("in_house_fostering,0,")).split(",")[2:5] == [
        "119.7",
        "20",
        "20",
    ]


def early_ends(found: Imported, provision: str) -> int:
    """Return the early ends of a provision, all spans together."""
    lines = [line.split(",") for line in found.companions["import/stays.csv"].splitlines()]
    return sum(int(cells[3]) for cells in lines if cells[0] == provision)


@pytest.mark.parametrize(
    ("place", "provider", "cin", "ends"),
    [
        ("U6", "PR4", "N1", 10),
        ("U6", "PR4", "N6", 10),
        ("K2", "PR4", "N1", 0),
        ("P1", "PR0", "N1", 0),
    ],
)
def test_which_moves_are_early_ends(tmp_path: Path, place: str, provider: str, cin: str, ends: int) -> None:
    """Ten children of core need leave the council's carers on 5 September.

    To an agency's, with the same need or one level more: early ends. To a home, two levels up, which carers do not
    take: the transitions make the model move them. To their parents: they leave the pool.
    """
    first = [Episode(f"QXR{n}", D(2023, 4, 2), D(2023, 9, 5), "S", "U6", "PR1", "X1") for n in range(10)]
    second = [Episode(f"QXR{n}", D(2023, 9, 5), None, "P", place, provider, cin=cin) for n in range(10)]
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A")
    found = of_year(tmp_path, lives(*first, *second, *many(5, D(2023, 4, 2)), leaver))
    assert early_ends(found, "in_house_fostering") == ends
    to = {row.to_cohort for row in found.instance.transitions if row.cohort == "core_10_15_unknown"}
    assert ("complex_10_15_unknown" in to) == (place == "K2")


def test_chance_of_a_move_goes_to_blocks_and_homes_of_the_kind(tmp_path: Path) -> None:
    """A block of homes has the chance of residential; where the return shows nobody, the base's."""
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="R2")
    found = of_year(tmp_path, lives(*many(80, D(2023, 4, 2), place="K2", provider="PR4"), leaver))
    sources = {(r.offer, r.months_from): r.source for r in found.instance.disruption}
    assert sources["block_home_complex", 0].startswith("SSDA903 return")
    assert sources["own_home_two_beds", 0].startswith("SSDA903 return")
    assert sources["ifa_borough", 0] == "assumption"


def test_flows_by_age_provision_and_need(tmp_path: Path) -> None:
    """The table beside the instance: forty entries in April, ten moves to homes, a leaver."""
    leaver = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", cin="N6")
    found = of_year(tmp_path, lives(*risers(10, "K2", "PR4"), leaver))
    lines = found.companions["import/flows.csv"].splitlines()
    assert "entry,,,,,10,15,in_house_fostering,enhanced,11,," in lines
    change = [
        line
        for line in lines
        if line.startswith("transition,10,15,in_house_fostering,enhanced,10,15,residential,complex,10,")
    ]
    assert len(change) == 1
    assert any(line.startswith("exit,10,15,in_house_fostering,enhanced,,,,,1,") for line in lines)


def test_flows_need_no_pool(tmp_path: Path) -> None:
    """Everybody but one with parents: entries are written all the same, as none."""
    made = lives(*many(3, D(2023, 5, 2), place="P1", provider="PR0"), Episode("QX1", D(2022, 5, 5), None))
    made.episodes.append(Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="P1"))
    made.born["QX9"] = D(2012, 5, 1)
    found = of_year(tmp_path, made)
    assert {row.children for row in found.instance.entries} == {0.0}
