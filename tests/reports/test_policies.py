"""The scorecard on the screen, and missed policies in words."""

from typing import Any

from models.instance import Instance
from models.plan import Plan, ScoreLine
from models.tables import Policy
from reports.policies import missed, scorecard_table
from tests.reports.handmade import plan_of, relaxed_plan
from tests.reports.planned import tight_instance, tiny


def policy(name: str, ring: Any, level: float, strength: Any) -> Policy:
    """A row of the table `policies`."""
    return Policy(
        policy=name,
        measure="moves_per_child_year" if ring is None else "share_within_ring",
        ring=ring,
        financial_year="2024/25",
        level=level,
        strength=strength,
        gbp_per_unit=100.0 if strength == "soft" else None,
        source="a document",
    )


def score(name: str, target: float, achieved: float, met: bool, price: float | None = None) -> ScoreLine:
    """A line of the scorecard."""
    return ScoreLine(policy=name, year="2024/25", target=target, achieved=achieved, met=met, shadow_price_gbp=price)


POLICIES = (
    policy("locality", "in_authority", 0.61, "hard"),
    policy("near_home", "within_20_miles", 0.94, "soft"),
    policy("stability", None, 0.48, "hard"),
)


def scored(*lines: ScoreLine) -> tuple[Instance, Plan]:
    """An instance with three policies, and a plan with a scorecard."""
    instance = tiny().instance.model_copy(update={"policies": POLICIES})
    return instance, plan_of().model_copy(update={"scorecard": lines})


def test_shares_moves_and_prices() -> None:
    """Shares as percentages, moves with three decimals; the price of a unit, 250,000, is 2,500 for 0.01."""
    table = scorecard_table(
        *scored(
            score("locality", 0.61, 0.6104, True, 250_000.0),
            score("near_home", 0.94, 0.9301, False),
            score("stability", 0.48, 0.4214, True, 0.0),
        )
    )
    assert table.head == ["policy", "year", "asked", "reached", "", "0.01 tighter"]
    assert table.rows == [
        ["locality (hard)", "2024/25", "at least 61.0 %", "61.0 %", "met", "2,500"],
        ["near home (soft)", "2024/25", "at least 94.0 %", "93.0 %", "NOT MET", ""],
        ["stability (hard)", "2024/25", "at most 0.480", "0.421", "met", "0"],
    ]
    assert table.foot.startswith(
        "locality: share of children in the authority; near home: share of children within 20 miles; "
        "stability: care moves per child-year. Over the horizon: 0."
    )
    assert "0.01 tighter" in table.foot


def test_prices_of_children_and_pounds() -> None:
    """A child fewer costs 40,000; 1,000 pounds less, at 0.05 each, 50; the head no longer speaks of 0.01."""
    rows = (
        policy("locality", "in_authority", 0.61, "hard"),
        policy("few", None, 0.5, "hard").model_copy(update={"measure": "residential_children", "level": 60.0}),
        policy("cash", None, 0.5, "hard").model_copy(update={"measure": "revenue_gbp", "level": 3e7}),
    )
    instance = tiny().instance.model_copy(update={"policies": rows})
    lines = (
        score("locality", 0.61, 0.62, True, 100_000.0),
        score("few", 60.0, 59.96, True, 40_000.0),
        score("cash", 3e7, 30_500_000.0, False, 0.05),
    )
    plan = plan_of().model_copy(update={"scorecard": lines})
    table = scorecard_table(instance, plan)
    assert table.head[-1] == "a step tighter"
    assert [row[2:] for row in table.rows] == [
        ["at least 61.0 %", "62.0 %", "met", "1,000"],
        ["at most 60.0", "60.0", "met", "40,000"],
        ["at most 30,000,000", "30,500,000", "NOT MET", "50"],
    ]
    assert "a step tighter: present-value pounds for one percentage point, or one move" in table.foot
    assert "; one child or place; 1,000 pounds, with the same commitments." in table.foot
    assert missed(instance, plan) == [
        "cash in 2024/25: at most 30,000,000 asked (revenue in pounds), 30,500,000 reached, 500,000 pounds too many"
    ]


def test_without_prices_there_is_no_column_for_them() -> None:
    """Soft policies have none."""
    table = scorecard_table(*scored(score("near_home", 0.94, 0.95, True)))
    assert table.head[-1] == ""
    assert "0.01 tighter" not in table.foot
    assert table.foot.endswith(" care moves per child-year.")


def test_missed_policies_in_words() -> None:
    """Which, when, what was asked, what was reached, by how much; soft ones are bought, not missed."""
    found = missed(
        *scored(
            score("locality", 0.61, 0.5825, False),
            score("near_home", 0.94, 0.93, False),
            score("stability", 0.48, 0.5004, False),
        )
    )
    assert found == [
        "locality in 2024/25: at least 61.0 % asked (share of children in the authority), 58.2 % reached, "
        "2.75 percentage points short",
        "stability in 2024/25: at most 0.480 asked (care moves per child-year), 0.500 reached, 0.020 moves too many",
    ]


def test_nothing_missed() -> None:
    """No sentence."""
    assert missed(*scored(score("locality", 0.61, 0.61, True))) == []


def test_the_relaxed_plan_tells_both() -> None:
    """As solved."""
    found = missed(tight_instance().instance, relaxed_plan())
    assert [sentence.split(" in ")[0] for sentence in found] == ["near home", "few moves"]
