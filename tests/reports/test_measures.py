"""What policies measure, in words and units."""

from typing import Any, get_args

import pytest

from models.fields import RINGS
from models.rules import Measure
from models.tables import Policy
from reports.measures import level_text, measure_words, miss_text, step, target_text


def policy(measure: Any, **changes: Any) -> Policy:
    """A hard policy of a measure."""
    ring = "in_authority" if measure == "share_within_ring" else None
    values = {"policy": "p", "ring": ring, "financial_year": "2024/25", "level": 0.5, "strength": "hard"}
    return Policy.model_validate({**values, "measure": measure, "gbp_per_unit": None, "source": "x", **changes})


def test_every_measure_has_words() -> None:
    """Each its own, without an underscore."""
    found = [measure_words(policy(measure)) for measure in get_args(Measure)]
    assert len(set(found)) == len(found) == 15
    assert not [words for words in found if "_" in words]


def test_every_ring_has_words() -> None:
    """Shares of children."""
    found = {measure_words(policy("share_within_ring", ring=ring)) for ring in RINGS}
    assert len(found) == len(RINGS)
    assert all(words.startswith("share of children") for words in found)


@pytest.mark.parametrize(
    ("measure", "changes", "words"),
    [
        (
            *("share_within_ring", {"among": "family"}),
            "share of children in the authority, of those in foster families",
        ),
        (
            *("at_a_distance_share", {"among": "new_admissions", "authority": "north_shire"}),
            "share of children at a distance, of those newly placed, north shire alone",
        ),
        ("revenue_gbp", {"budget_head": "agency_head"}, "revenue in pounds, budget head agency head"),
    ],
)
def test_of_whom(measure: str, changes: dict[str, str], words: str) -> None:
    """Group, budget head and authority."""
    assert measure_words(policy(measure, **changes)) == words


@pytest.mark.parametrize(
    ("measure", "level", "target", "miss", "size"),
    [
        ("family_share", 0.615, "at least 61.5 %", "2.50 percentage points short", 0.01),
        ("residential_share", 0.1, "at most 10.0 %", "2.50 percentage points too many", 0.01),
        ("moves_per_child_year", 0.48, "at most 0.480", "0.025 moves too many", 0.01),
        ("emergency_places", 2.0, "at least 2.0", "0.0 places short", 1.0),
        ("residential_children", 60.0, "at most 60.0", "0.0 children too many", 1.0),
        ("gap_children", 1.0, "at most 1.0", "0.0 children too many", 1.0),
        ("revenue_gbp", 30e6, "at most 30,000,000", "0 pounds too many", 1000.0),
        ("capital_gbp", 1e6, "at most 1,000,000", "0 pounds too many", 1000.0),
    ],
)
def test_levels_in_their_unit(measure: str, level: float, target: str, miss: str, size: float) -> None:
    """Shares as percentages, moves with three decimals, children with one, whole pounds; 0.025 short of the level."""
    row = policy(measure)
    assert target_text(row, level) == target
    assert target.endswith(level_text(row, level))
    assert miss_text(row, 0.025) == miss
    assert step(row) == size
