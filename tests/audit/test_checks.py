"""How deviations become checks."""

import json
import math

import pytest

from audit.checks import Check, Deviation, compared, listed, measured


def test_nothing_to_check_passes() -> None:
    """No deviation at all."""
    assert measured("c", []) == Check("c", True, 0.0, "nothing to check")


def test_the_worst_is_relative_to_what_is_allowed() -> None:
    """3 of 10 allowed is less bad than 2 of 1 allowed."""
    found = measured("c", [Deviation(3.0, 10.0, "large"), Deviation(2.0, 1.0, "small")])
    assert (found.ok, found.worst, found.detail) == (False, 2.0, "small")


def test_the_worst_of_a_passing_check_is_told_too() -> None:
    """Half of what is allowed."""
    assert measured("c", [Deviation(0.5, 1.0, "here"), Deviation(0.0, 1.0, "there")]) == Check("c", True, 0.5, "here")


@pytest.mark.parametrize("size", [math.nan, math.inf])
def test_what_is_no_number_fails_and_is_told_as_one(size: float) -> None:
    """JSON knows neither NaN nor infinity."""
    found = measured("c", [Deviation(0.5, 1.0, "fine"), Deviation(size, 1.0, "odd")])
    assert (found.ok, found.detail) == (False, "odd")
    assert json.dumps(found.worst, allow_nan=False)


def test_nothing_allowed_beats_every_ratio() -> None:
    """A deviation where none is allowed is the worst of all."""
    found = measured("c", [Deviation(1e-9, 0.0, "none allowed"), Deviation(5.0, 10.0, "much allowed")])
    assert (found.ok, found.detail) == (False, "none allowed")
    assert measured("c", [Deviation(0.0, 0.0, "none allowed")]).ok


def test_faults_are_counted_and_the_first_is_told() -> None:
    """Three faults."""
    assert listed("c", ["a", "b", "d"]) == Check("c", False, 3.0, "a; 2 more")
    assert listed("c", ["a"]) == Check("c", False, 1.0, "a")
    assert listed("c", []) == Check("c", True, 0.0, "no fault")


def compare(stated: list[tuple[str, float]], **changes: float) -> Check:
    """Compare with a 1 and a thousand."""
    return compared("c", stated, {"one": 1.0, "many": 1000.0, "none": 0.0}, str, **changes)


def test_equal_figures_pass() -> None:
    """What is 0 may be left out, and 0 may be said of what is not expected."""
    assert compare([("one", 1.0), ("many", 1000.0)]).ok
    assert compare([("one", 1.0), ("many", 1000.0), ("none", 0.0), ("other", 0.0)]).ok


def test_large_figures_may_deviate_in_proportion() -> None:
    """1e-6 of 1,000 is 1e-3; a small figure may be off by 1e-6."""
    assert compare([("one", 1.0000009), ("many", 1000.0009)]).ok
    assert not compare([("one", 1.000002), ("many", 1000.0)]).ok
    assert not compare([("one", 1.0), ("many", 1000.002)]).ok
    assert not compare([("one", 1.0), ("many", 1000.0009)], scaled=False).ok


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ([("one", 1.0)], "many: 0, recomputed 1,000"),
        ([("one", 1.0), ("many", 1000.0), ("other", 0.5)], "other: 0.5, not expected at all"),
        ([("one", 1.0), ("one", 1.0), ("many", 1000.0)], "one: given twice"),
        ([("one", 3.0), ("many", 1000.0)], "one: 3, recomputed 1"),
        ([("one", math.nan), ("many", 1000.0)], "one: nan, recomputed 1"),
    ],
)
def test_missing_extra_repeated_and_wrong_figures(stated: list[tuple[str, float]], words: str) -> None:
    """Each is refused by name."""
    found = compare(stated)
    assert (found.ok, found.detail) == (False, words)
