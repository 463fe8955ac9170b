"""Scores of policies by hand, and what a scorecard may say of them."""

import pytest

from audit.measures import Played
from audit.policies import (
    Score,
    check_hard_policies,
    check_scorecard,
    moves_per_child_year,
    scores,
)
from audit.simulate import simulate
from models.instance import Instance
from models.plan import Admission, ScoreLine
from tests.audit import small
from tests.audit.small import admit, instance, months

TWO_AREAS = (
    small.offer("spot"),
    small.offer("seaside", placed_in="coast"),
    small.offer("gap", "gap"),
)


def near(level: float = 0.5, ring: str = "home_area", **changes: object) -> Instance:
    """Three children in town, one at the seaside, all of town."""
    given: dict[str, object] = {
        "offers": TWO_AREAS,
        "offer_prices": small.prices(("spot", "low", 700.0), ("seaside", "low", 700.0)),
        "placements_today": small.today(
            ("kids", "spot", "residential", 5, 3.0), ("kids", "seaside", "residential", 5, 1.0)
        ),
        "policies": (small.policy("share_within_ring", level, ring=ring),),
    }
    return instance(**{**given, **changes})


def score(town: Instance, *admissions: Admission) -> Score:
    """Return the score of the one policy."""
    (made,) = scores(town, Played(simulate(town, "middle", admissions, months(town.calendar.horizon_months))))
    return made


@pytest.mark.parametrize(
    ("ring", "share"),
    [("home_area", 0.75), ("in_authority", 0.75), ("within_20_miles", 1.0), ("at_a_distance", 1.0)],
)
def test_a_ring_includes_the_nearer_ones(ring: str, share: float) -> None:
    """The seaside is within 20 miles of town."""
    assert score(near(ring=ring)).achieved == pytest.approx(share)


def test_rings_are_seen_from_the_childs_own_area() -> None:
    """A child of the coast at the seaside is in its home area, three of town in town too."""
    town = near(
        cohorts=small.cohorts(("kids", "low", 10, 15, "town"), ("sailors", "low", 10, 15, "coast")),
        transitions=small.transitions(("kids", "kids", 1.0), ("sailors", "sailors", 1.0)),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 3.0), ("sailors", "seaside", "residential", 5, 1.0)
        ),
    )
    assert score(town).achieved == pytest.approx(1.0)


@pytest.mark.parametrize("ring", ["home_area", "nowhere"])
def test_gap_is_in_the_denominator_and_never_in_the_numerator(ring: str) -> None:
    """4 children all year, a fifth in gap in April: half a child in April and in May.

    Within the ring 36 of 49 child-months (48 of 49 in the ring `nowhere`).
    """
    town = near(ring=ring, entries=small.entries(("kids", 1, 1.0)))
    within = 36 if ring == "home_area" else 48
    assert score(town, admit("kids", "gap", 1, 1.0)).achieved == pytest.approx(within / 49)


def test_months_weigh_alike() -> None:
    """One child at the seaside joins from March: half a child-month of 3.5 + 48."""
    town = near(entries=small.entries(("kids", 12, 1.0)))
    made = score(town, admit("kids", "seaside", 12, 1.0))
    assert made.achieved == pytest.approx(36 / 48.5)


def test_shortfall_is_in_the_unit_of_the_level() -> None:
    """0.8 asked, 0.75 done; of 4 children over a year 0.2 child-years are missing."""
    made = score(near(0.8))
    assert (made.short, made.shortfall) == pytest.approx((0.05, 0.2))


def test_each_year_is_its_own_row_and_later_years_are_not_scored() -> None:
    """Two rows of reported years, one of a year after."""
    rows = tuple(small.policy("share_within_ring", 0.5, financial_year=y) for y in ("2024/25", "2025/26", "2026/27"))
    town = near(policies=rows, settings=small.settings(financial_years=2))
    made = scores(town, Played(simulate(town, "middle", (), months(24))))
    assert [(s.policy.financial_year, s.discount_month) for s in made] == [("2024/25", 12), ("2025/26", 24)]


def test_moves_over_average_children() -> None:
    """Half of two children break down in April, and nobody is placed again.

    1 move, then 0.5, ...: 2 - 2^-11 in the year; averages 1.5, 0.75, ...: 3 - 3 x 2^-12 over 12.
    """
    town = instance(
        policies=(small.policy("moves_per_child_year", 9.0),),
        disruption=small.disruption(("spot", "low", 0, 0.5)),
    )
    made = score(town)
    assert made.achieved == pytest.approx((2 - 2**-11) / ((3 - 3 * 2**-12) / 12))
    assert made.short == pytest.approx(made.achieved - 9.0)
    played = simulate(town, "middle", (), months(12))
    assert moves_per_child_year(played, 1, 12) == pytest.approx(made.achieved)


def test_without_children_nothing_falls_short() -> None:
    """No child, no move, and every one of them near home."""
    rows = (small.policy("share_within_ring", 0.9), small.policy("moves_per_child_year", 0.1))
    town = near(placements_today=(), policies=rows)
    made = scores(town, Played(simulate(town, "middle", (), months(12))))
    assert [s.achieved for s in made] == [1.0, 0.0]
    assert all(s.short < 0 and s.shortfall == 0 for s in made)


def line(**changes: object) -> ScoreLine:
    """Return the right line for `near(0.5)`."""
    given: dict[str, object] = {
        "policy": "near_home",
        "year": "2024/25",
        "target": 0.5,
        "achieved": 0.75,
        "met": True,
        "shadow_price_gbp": None,
    }
    return ScoreLine.model_validate({**given, **changes})


def test_a_right_line_passes() -> None:
    """0.75 of 0.5 asked."""
    assert check_scorecard([score(near())], [line()], every_hard_row=True).ok


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"target": 0.4}, "near_home in 2024/25: target 0.4, set 0.5"),
        ({"achieved": 0.76}, "near_home in 2024/25: achieved 0.760000000, recomputed 0.750000000"),
        ({"met": False}, "near_home in 2024/25: met is False, short by -0.250000000"),
        ({"policy": "other"}, "other in 2024/25: no such policy; 1 more"),
        ({"year": "2025/26"}, "near_home in 2025/26: no such policy; 1 more"),
    ],
)
def test_wrong_lines_are_named(changes: dict[str, object], words: str) -> None:
    """One field of the line changed."""
    found = check_scorecard([score(near())], [line(**changes)], every_hard_row=True)
    assert (found.ok, found.detail) == (False, words)


def test_a_line_stands_once() -> None:
    """The same line twice."""
    found = check_scorecard([score(near())], [line(), line()], every_hard_row=True)
    assert found.detail == "near_home in 2024/25: given twice"


def test_a_hard_row_may_be_left_out_only_where_policies_are_off() -> None:
    """Do-nothing leaves them out."""
    made = [score(near())]
    found = check_scorecard(made, [], every_hard_row=True)
    assert found.detail == "near_home in 2024/25: a hard policy, left out"
    assert check_scorecard(made, [], every_hard_row=False).ok


def test_a_soft_row_may_be_left_out() -> None:
    """Only hard rows are asked for."""
    soft = small.policy("share_within_ring", 0.5, strength="soft", gbp_per_unit=1.0)
    assert check_scorecard([score(near(policies=(soft,)))], [], every_hard_row=True).ok


@pytest.mark.parametrize(("level", "met"), [(0.75 + 5e-7, True), (0.75 + 2e-6, False), (0.75, True)])
def test_a_row_is_met_within_a_millionth(level: float, met: bool) -> None:
    """0.75 done."""
    made = [score(near(level))]
    stated = line(target=level, met=met)
    assert check_scorecard(made, [stated], every_hard_row=True).ok
    assert not check_scorecard(made, [line(target=level, met=not met)], every_hard_row=True).ok
    assert check_hard_policies(made).ok is met


def test_hard_policies_name_the_worst() -> None:
    """0.9 asked, 0.75 done; a soft row is not looked at."""
    soft = small.policy("share_within_ring", 1.0, policy="soft_one", strength="soft", gbp_per_unit=1.0)
    town = near(policies=(small.policy("share_within_ring", 0.9), soft))
    found = check_hard_policies(scores(town, Played(simulate(town, "middle", (), months(12)))))
    assert found.worst == pytest.approx(0.15)
    assert found.detail == "near_home in 2024/25: 0.750000000, level 0.900000000"
