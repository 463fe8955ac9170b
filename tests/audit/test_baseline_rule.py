"""A baseline that breaks no limit and adds up, but is not the rule's, is refused; Sefton's own passes."""

import functools
from pathlib import Path

import pytest

from audit.ledger import ledger
from audit.recompute import Decisions
from audit.simulate import monthly_periods, simulate
from audit.summary import sums_by_year
from audit.verify import verify
from instances.reader import LoadedInstance, load
from models.instance import Instance
from models.plan import Admission, Commitment, Kind, Plan
from optimiser.plan import do_nothing
from tests.audit import town
from tests.audit.small import admit
from tests.audit.tampering import added, failures, refused, replaced, row, summary
from tests.audit.town_instance import town as town_instance
from tests.audit.village import village, village_plan
from tests.audit.writing import written

SEFTON = Path(__file__).parents[2] / "instances" / "sefton-2022"


def with_half_a_child_moved(rows: tuple[Admission, ...]) -> tuple[Admission, ...]:
    """Return the rows with half a child of the coast in another offer for the same month.

    Children of low need from the coast neither grow older nor in need, and all the town's offers have the same
    chances of an early end: nothing else changes but who pays what.
    """
    taken = next(r for r in rows if r.cohort == "low_coast" and r.offer == "carers" and r.children > 0.5)
    fewer = taken.model_copy(update={"children": taken.children - 0.5})
    more = Admission(cohort="low_coast", offer="spot", period_start=taken.period_start, children=0.5)
    assert (more.cohort, more.offer, more.period_start) not in {(r.cohort, r.offer, r.period_start) for r in rows}
    return (*(fewer if r == taken else r for r in rows), more)


def doing_nothing(rows: tuple[Admission, ...], commitments: tuple[Commitment, ...]) -> Plan:
    """Return a plan to do nothing with these admissions, every figure following from them."""
    made = Decisions(rows, commitments)
    return written(town_instance(), "do_nothing", "simulated", made, made)


def costing(instance: Instance, plan: Plan, rows: tuple[Admission, ...]) -> Plan:
    """Return the plan with another baseline and its costs, from the audit's own ledger."""
    played = simulate(instance, "middle", rows, monthly_periods(instance.calendar))
    made = ledger(instance, "central", played, plan.baseline_commitments)
    changed = plan.model_copy(update={"baseline_admissions": rows})
    return summary(baseline_gbp_by_year=sums_by_year(instance, made, {"revenue"}))(changed)


@pytest.mark.parametrize("kind", ["plan", "optimised_no_new_commitments"])
def test_half_a_child_in_another_offer_is_refused_though_the_costs_are_its_own(kind: Kind) -> None:
    """No other check sees it."""
    plan = town.plan(kind)
    changed = costing(town_instance(), plan, with_half_a_child_moved(plan.baseline_admissions))
    assert changed.summary.baseline_gbp_by_year != plan.summary.baseline_gbp_by_year
    assert list(failures(kind, lambda _: changed)) == ["baseline_rule"]


def test_a_plan_to_do_nothing_is_held_to_the_rule_too() -> None:
    """Every figure of it recomputed."""
    plan = town.plan("do_nothing")
    rows = with_half_a_child_moved(plan.admissions)
    changed = doing_nothing(rows, plan.commitments)
    found = failures("do_nothing", lambda _: changed)
    assert list(found) == ["baseline_rule"]
    assert found["baseline_rule"].detail.startswith("admissions: low_coast to ")


def test_a_plan_to_do_nothing_and_the_baseline_beside_it_are_both_looked_at() -> None:
    """The plan's own admissions right, the other's not; and the other way round."""
    plan = town.plan("do_nothing")
    beside = {"baseline_commitments": plan.commitments}
    wrong = with_half_a_child_moved(plan.admissions)
    other = costing(town_instance(), plan.model_copy(update=beside), wrong)
    found = failures("do_nothing", lambda _: other)
    assert list(found) == ["baseline_rule"]
    assert found["baseline_rule"].detail.startswith("baseline_admissions: low_coast to ")
    own = doing_nothing(wrong, plan.commitments)
    own = costing(town_instance(), own.model_copy(update=beside), plan.admissions)
    found = failures("do_nothing", lambda _: own)
    assert list(found) == ["baseline_rule"]
    assert found["baseline_rule"].detail.startswith("admissions: low_coast to ")


def test_commitments_beside_a_plan_to_do_nothing_are_a_baseline() -> None:
    """Without admissions it is not the rule's."""
    commitments = town.plan("do_nothing").commitments
    refused("baseline_rule", added("baseline_commitments", *commitments), "baseline_admissions: ", "do_nothing")


def test_a_plan_without_a_baseline_is_refused() -> None:
    """Only a plan to do nothing may do without."""
    refused("baseline_rule", lambda plan: plan.model_copy(update={"baseline_admissions": ()}), "0, recomputed ")


@pytest.mark.parametrize(("children", "ok"), [(0.9e-6, True), (1.1e-6, False)])
def test_a_millionth_of_a_child_is_let_pass(children: float, ok: bool) -> None:
    """A row more, a row less, a row changed."""
    plan = town.plan()
    number = next(n for n, r in enumerate(plan.baseline_admissions) if 0.1 < r.children < 1)
    held = plan.baseline_admissions[number].children
    extra = added("baseline_admissions", admit("older_town", "spot", 3, children))
    for change in (extra, row("baseline_admissions", number, children=held + children)):
        assert ("baseline_rule" not in failures("plan", change)) is ok


def test_a_row_left_out_may_be_as_small() -> None:
    """Of the village's only child, first all but a millionth is written, then all but two."""
    plan = village_plan()
    for children, ok in ((1 - 0.9e-6, True), (1 - 2e-6, False)):
        rows = replaced(plan.baseline_admissions, 0, children=children)
        found = verify(village(), town.HASH, plan.model_copy(update={"baseline_admissions": rows}))
        assert next(c for c in found.checks if c.name == "baseline_rule").ok is ok


@functools.cache
def sefton() -> tuple[LoadedInstance, Plan]:
    """Return the packaged instance and the optimiser's plan to do nothing."""
    loaded = load(SEFTON)
    return loaded, do_nothing(loaded.instance, instance_sha256=loaded.sha256)


def test_seftons_baseline_is_the_rules() -> None:
    """Two programs that share no code, the same children in the same offers."""
    loaded, plan = sefton()
    found = {check.name: check for check in verify(loaded.instance, loaded.sha256, plan).checks}
    assert found["baseline_rule"].ok, found["baseline_rule"].detail
    assert found["baseline_rule"].worst < 1e-9


def test_seftons_baseline_with_half_a_child_moved_is_not() -> None:
    """From the offer with most of a cohort in a month to the one with fewest."""
    loaded, plan = sefton()
    most = max(plan.admissions, key=lambda r: r.children)
    alike = [
        n for n, r in enumerate(plan.admissions) if (r.cohort, r.period_start) == (most.cohort, most.period_start)
    ]
    least = min(alike, key=lambda n: plan.admissions[n].children)
    moved = replaced(plan.admissions, least, children=plan.admissions[least].children + 0.5)
    moved = replaced(moved, plan.admissions.index(most), children=most.children - 0.5)
    update = {"admissions": moved, "baseline_admissions": moved if plan.baseline_admissions else ()}
    found = verify(loaded.instance, loaded.sha256, plan.model_copy(update=update)).checks
    assert not next(check for check in found if check.name == "baseline_rule").ok
