"""A plan worked out by hand to the last figure is accepted; so are plans of all three kinds."""

import dataclasses
import json
import time

import pytest

from audit.verify import Verification, verify
from models.instance import Instance
from models.plan import Kind, Plan
from tests.audit import small, town
from tests.audit.hamlet import hamlet, hamlet_plan
from tests.audit.small import admit
from tests.audit.village import line, village, village_plan


def failed(found: Verification) -> list[str]:
    """Return the names of the checks that fail."""
    return [check.name for check in found.checks if not check.ok]


def test_the_plan_worked_out_by_hand_is_accepted() -> None:
    """No optimiser and no figure of the audit went into it."""
    found = verify(village(), town.HASH, village_plan())
    assert failed(found) == []
    assert found.ok


def test_every_check_of_the_plan_by_hand_found_something_to_check() -> None:
    """A check that looks at nothing would accept anything; programmes and full offers are in the hamlet's plan."""
    found = verify(village(), town.HASH, village_plan())
    idle = [check.name for check in found.checks if check.detail == "nothing to check"]
    assert idle == ["settled", "effect_limits", "over_capacity_today"]


KINDS: tuple[Kind, ...] = ("plan", "do_nothing", "optimised_no_new_commitments")


@pytest.mark.parametrize("kind", KINDS)
def test_plans_of_every_kind_are_accepted(kind: Kind) -> None:
    """Two years in months and quarters, with every sort of supply."""
    assert failed(verify(town.town(), town.HASH, town.plan(kind))) == []


def test_the_town_is_not_vacuous() -> None:
    """Its plan has a gap, forced moves, a void, a home that runs, a block; a soft policy is missed."""
    plan = town.plan()
    lines = {row.line for row in plan.ledger}
    assert {"fees", "block_used", "voids", "home_running", "pre_opening", "moves", "gap"} <= lines
    assert {"recruitment", "mobilisation", "capital", "grant", "mrp_and_interest", "fixed", "income"} <= lines
    assert any(row.line == "moves" and row.id == "closing" for row in plan.ledger)
    assert any(not row.met for row in plan.scorecard)
    assert plan.tail_admissions
    assert all(amount for name, amount in plan.summary.objective_groups_gbp.items() if name != "programmes")


def test_a_feasible_plan_needs_no_bound() -> None:
    """Stopped before a bound was known."""
    plan = town.plan()
    certificate = plan.summary.certificate.model_copy(
        update={"status": "feasible", "bound_gbp": None, "gap": None, "gap_gbp": None}
    )
    summary = plan.summary.model_copy(update={"certificate": certificate})
    assert verify(town.town(), town.HASH, plan.model_copy(update={"summary": summary})).ok


def missing_the_policy() -> tuple[Instance, Plan]:
    """The village with a hard level of 1 move per child-year, which its plan misses."""
    instance = village().model_copy(update={"policies": (small.policy("moves_per_child_year", 1.0),)})
    plan = village_plan()
    (row,) = plan.scorecard
    card = (row.model_copy(update={"target": 1.0, "met": False}),)
    summary = plan.summary.model_copy(update={"scorecard": card})
    return instance, plan.model_copy(update={"summary": summary, "scorecard": card})


def with_status(plan: Plan, status: str) -> Plan:
    """Return the plan with another status."""
    certificate = plan.summary.certificate.model_copy(update={"status": status})
    return plan.model_copy(update={"summary": plan.summary.model_copy(update={"certificate": certificate})})


def test_a_relaxed_plan_may_miss_a_hard_policy_and_must_say_so() -> None:
    """3 moves over 2.96 child-years, at most 1 asked."""
    instance, plan = missing_the_policy()
    assert failed(verify(instance, town.HASH, with_status(plan, "relaxed"))) == []
    assert failed(verify(instance, town.HASH, with_status(plan, "optimal"))) == ["hard_policies"]
    assert failed(verify(instance, town.HASH, with_status(plan, "feasible"))) == ["hard_policies"]


def test_an_instance_without_budgets_has_no_full_year_effect() -> None:
    """None, and nothing else will do."""
    instance = village().model_copy(update={"budgets": ()})
    plan = village_plan()
    summary = plan.summary.model_copy(update={"full_year_effect_gbp": None, "base_budget_gbp_by_year": {}})
    assert verify(instance, town.HASH, plan.model_copy(update={"summary": summary})).ok
    assert failed(verify(instance, town.HASH, plan)) == ["base_budget", "full_year_effect"]


def test_lines_of_nothing_may_be_written() -> None:
    """A line of 0.00 says nothing wrong."""
    plan = village_plan()
    nothing = line("placements", "moves", "spot", 0.0)
    assert verify(village(), town.HASH, plan.model_copy(update={"ledger": (*plan.ledger, nothing)})).ok


def test_do_nothing_may_carry_its_own_baseline() -> None:
    """The same admissions twice."""
    plan = town.plan("do_nothing")
    both = plan.model_copy(update={"baseline_admissions": plan.admissions, "baseline_commitments": plan.commitments})
    assert verify(town.town(), town.HASH, both).ok


def test_the_verdict_can_be_written_as_json() -> None:
    """Names and finite numbers."""
    found = verify(village(), town.HASH, village_plan())
    written = json.loads(json.dumps(dataclasses.asdict(found), allow_nan=False))
    assert written["ok"] is True
    assert len({check["name"] for check in written["checks"]}) == len(written["checks"])


def test_a_large_plan_is_verified_in_seconds() -> None:
    """45 cohorts, 32 offers, three years and a tail."""
    ages = ((0, 4), (5, 9), (10, 15))
    needs = ("low", "high")
    areas = ("town", "coast")
    cohorts = [(f"c{n}_{i}", needs[n % 2], *ages[n % 3], areas[n % 2]) for i in range(15) for n in range(3)]
    offers = [small.offer(f"o{n}", age_from=0) for n in range(31)]
    large = small.instance(
        settings=small.settings(financial_years=3),
        cohorts=small.cohorts(*cohorts),
        transitions=small.transitions(*((c[0], c[0], 0.97) for c in cohorts)),
        entries=small.entries(*((c[0], m, 0.3) for c in cohorts for m in range(1, 37))),
        placements_today=small.today(*((c[0], "o1", "residential", 3, 4.0) for c in cohorts)),
        offers=(*offers, small.offer("gap", "gap")),
        offer_prices=small.prices(*((o.offer, n, 700.0) for o in offers for n in needs)),
        disruption=small.disruption(*((o.offer, n, m, 0.02) for o in offers for n in needs for m in (0, 3, 12))),
    )
    plan = town.plan().model_copy(
        update={
            "admissions": tuple(admit(c[0], o.offer, m, 0.1) for c in cohorts for o in offers for m in range(1, 13))
        }
    )
    start = time.perf_counter()
    assert not verify(large, town.HASH, plan).ok
    assert time.perf_counter() - start < 5


def test_a_plan_with_a_running_block_and_effects_worked_out_by_hand_is_accepted() -> None:
    """Two authorities, a block that ends, a programme, a step-down: no figure of the audit went into it."""
    found = verify(hamlet(), town.HASH, hamlet_plan())
    assert [(check.name, check.detail) for check in found.checks if not check.ok] == []
