"""Rows of the base that name its cohorts, carried over to the import's own."""

import datetime as dt
from pathlib import Path

from instances.ssda903.cohorts import Grid, carried, cohort_columns
from models.instance import Instance
from models.tables import Transition
from tests.instances.ssda903.importing import example, imported, lives, write_one
from tests.instances.ssda903.returns import Episode

D = dt.date
BANDS = ((0, 4), (5, 9), (10, 15), (16, 17))
NEEDS = ("core", "enhanced", "complex", "intensive")


def row(cohort: str, to_cohort: str, share: float) -> Transition:
    """Return a transition of the base."""
    return Transition(cohort=cohort, to_cohort=to_cohort, monthly_share=share, source="x")


def test_own_areas_keep_their_rows_and_others_get_the_first_areas() -> None:
    """South has its own row; an area that the base does not have gets that of north, the base's first."""
    rows = [row(f"core_0_4_{area}", f"core_5_9_{area}", share) for area, share in (("north", 0.1), ("south", 0.2))]
    grid = Grid(NEEDS, BANDS, ("unknown", "south"), frozenset(), "return")
    found = carried(rows, example().instance, grid)
    assert [(r.cohort, r.to_cohort, r.monthly_share) for r in found] == [
        ("core_0_4_unknown", "core_5_9_unknown", 0.1),
        ("core_0_4_south", "core_5_9_south", 0.2),
    ]
    assert cohort_columns(rows[0]) == ["cohort", "to_cohort"]


def test_long_names_of_areas() -> None:
    """A name over sixty characters is replaced by numbers, and stays unique."""
    grid = Grid(("a" * 40,), BANDS, ("b" * 30,), frozenset(), "return")
    assert grid.name(0, 1, 0) == "cohort_0_1_0"


def without_transitions(base: Instance) -> dict[str, float]:
    """Return the base's chances of staying, by need of the children of five to nine in north."""
    return {
        r.cohort.removesuffix("_5_9_north"): r.monthly_share
        for r in base.transitions
        if r.cohort == r.to_cohort and r.cohort.endswith("_5_9_north")
    }


def test_needs_that_the_mapping_never_gives_keep_the_bases_chances(tmp_path: Path) -> None:
    """A mapping with core alone: the chances of the other levels are the base's, marked, and not made up."""
    own = tmp_path / "own.csv"
    header = "place,provider,cin,legal_status,age_from,age_to,provision,need,note\n"
    own.write_text(f"{header}*,*,*,*,0,17,ifa,core,all\n")
    episodes = [Episode("QX1", D(2023, 6, 1), None), Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A")]
    instance = imported(write_one(tmp_path / "in", lives(*episodes)), mapping=own).instance
    chances = {(r.cohort, r.to_cohort): r for r in instance.transitions}
    base = without_transitions(example().instance)
    complex_stays = chances["complex_5_9_unknown", "complex_5_9_unknown"]
    assert complex_stays.monthly_share == base["complex"]
    assert complex_stays.source == "assumption"
    assert chances["core_5_9_unknown", "core_5_9_unknown"].source.startswith("SSDA903 return")
    names = {row.cohort for row in instance.cohorts}
    assert "intensive_0_4_unknown" not in names
    assert {"core_0_4_unknown", "complex_0_4_unknown", "intensive_5_9_unknown"} <= names
