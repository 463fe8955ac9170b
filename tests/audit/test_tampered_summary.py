"""A valid plan with one figure of the summary or its baseline changed is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.verify import verify
from models.plan import Kind, Plan
from tests.audit import small, town
from tests.audit.small import admit, commit
from tests.audit.tampering import (
    Change,
    added,
    certificate,
    entry,
    failures,
    refused,
    replaced,
    row,
    scaled,
    summary,
    twice,
)


@pytest.mark.parametrize("field", ["commitment_gbp", "guaranteed_gbp"])
@pytest.mark.parametrize("number", range(4))
def test_amounts_of_commitments(field: str, number: int) -> None:
    """Each amount ten pence higher, or no number."""

    def change(to: Callable[[float], float]) -> Change:
        def apply(plan: Plan) -> Plan:
            rows = plan.summary.commitments
            amount = to(getattr(rows[number], field))
            return summary(commitments=replaced(rows, number, **{field: amount}))(plan)

        return apply

    refused("commitment_summary", change(lambda pounds: pounds + 0.1), field.removesuffix("_gbp"))
    refused("commitment_summary", change(lambda _: float("nan")), "nan")


@pytest.mark.parametrize("number", range(4))
def test_live_dates_of_commitments(number: int) -> None:
    """A month later than they are."""

    def apply(plan: Plan) -> Plan:
        rows = plan.summary.commitments
        return summary(commitments=replaced(rows, number, live_from=small.month(24)))(plan)

    refused("commitment_summary", apply, "live from 2026-03-01, recomputed")


def test_commitments_of_the_summary_are_those_of_the_table() -> None:
    """One too few, one twice."""
    kept = town.plan().summary.commitments
    refused("commitment_summary", summary(commitments=kept[1:]), "not in both lists")
    refused("commitment_summary", summary(commitments=(*kept, kept[0])), "not in both lists")


@pytest.mark.parametrize("year", ["2024/25", "2025/26"])
@pytest.mark.parametrize(
    ("field", "check", "step"),
    [
        ("cost_gbp_by_year", "cost_by_year", 0.01),
        ("net_cost_gbp_by_year", "net_cost_by_year", 0.01),
        ("baseline_gbp_by_year", "baseline_by_year", 0.02),
        ("base_budget_gbp_by_year", "base_budget", 0.02),
        ("gap_child_weeks_by_year", "gap_child_weeks", 0.001),
    ],
)
def test_figures_by_year(field: str, check: str, step: float, year: str) -> None:
    """Each a penny or two higher, or no number, or left out, or joined by another year."""
    refused(check, entry(field, year, lambda value: value + step), year)
    refused(check, entry(field, year, lambda value: value - step), year)
    refused(check, entry(field, year, lambda _: float("nan")), year)
    held: dict[str, float] = getattr(town.plan().summary, field)
    refused(check, summary(**{field: {y: v for y, v in held.items() if y != year}}), year)
    refused(check, summary(**{field: {**held, "2026/27": 1.0}}), "2026/27")


def test_cost_is_of_the_plans_own_ledger() -> None:
    """A line of revenue changes both sums; a line of income only the net one; capital none."""
    kinds = [line.kind for line in town.plan().ledger]
    plan_wide = {"cost_by_year", "net_cost_by_year"}
    for kind, expected in (
        ("revenue", plan_wide),
        ("income", {"net_cost_by_year"}),
        ("financing", {"net_cost_by_year"}),
        ("capital", set()),
    ):
        number = kinds.index(kind)  # type: ignore[arg-type]
        amount = round(town.plan().ledger[number].amount_gbp + 1, 2)
        found = failures("plan", row("ledger", number, amount_gbp=amount))
        assert found.keys() & plan_wide == expected


@pytest.mark.parametrize("provision", ["ifa", "gap", "secure", "adoption", "internal_home"])
def test_children_at_year_end(provision: str) -> None:
    """A ten-thousandth of a child more, and a provision left out."""
    held = town.plan().summary.children_at_year_end
    year = dict(held["2025/26"])
    more = {**held, "2025/26": {**year, provision: year[provision] + 1e-4}}
    fewer = {**held, "2025/26": {name: n for name, n in year.items() if name != provision}}
    for changed in (more, fewer):
        refused(
            "children_at_year_end",
            summary(children_at_year_end=changed),
            f"{provision} on 31 March of 2025/26",
        )


def test_moves_per_child_year() -> None:
    """A hundred-thousandth more."""
    moves = town.plan().summary.moves_per_child_year
    refused("moves_per_child_year", summary(moves_per_child_year=moves + 1e-5), "recomputed")


@pytest.mark.parametrize("effect", [None, 0.0])
def test_full_year_effect(effect: float | None) -> None:
    """None where there are budgets, and nought."""
    refused("full_year_effect", summary(full_year_effect_gbp=effect), "recomputed -")


def card(number: int, **changes: Any) -> Change:
    """Return a change of a line of the scorecard, in the table and the summary."""

    def apply(plan: Plan) -> Plan:
        changed = replaced(plan.scorecard, number, **changes)
        return summary(scorecard=changed)(plan.model_copy(update={"scorecard": changed}))

    return apply


@pytest.mark.parametrize("number", range(3))
def test_the_scorecard(number: int) -> None:
    """Target, achieved, met, and the name of each line."""
    line = town.plan().scorecard[number]
    place = f"{line.policy} in {line.year}"
    refused("scorecard", card(number, target=line.target + 0.01), f"{place}: target")
    refused("scorecard", card(number, achieved=line.achieved + 1e-5), f"{place}: achieved")
    refused("scorecard", card(number, met=not line.met), f"{place}: met is {not line.met}")
    refused("scorecard", card(number, policy="other"), "no such policy")


def test_a_hard_policy_left_out() -> None:
    """The first line is of a hard row."""

    def apply(plan: Plan) -> Plan:
        kept = plan.scorecard[1:]
        return summary(scorecard=kept)(plan.model_copy(update={"scorecard": kept}))

    refused("scorecard", apply, "near_home in 2024/25: a hard policy, left out")


def test_the_two_scorecards_are_one() -> None:
    """The table changed alone."""
    refused("header", row("scorecard", 0, shadow_price_gbp=12.0), "is not that of the table")


@pytest.mark.parametrize(
    "group", ["fees", "blocks", "homes", "moves", "gap", "fixed", "income", "charge", "penalties"]
)
def test_groups_of_the_objective(group: str) -> None:
    """Each ten pounds higher in eleven million, and left out."""
    refused("objective_groups", entry("objective_groups_gbp", group, lambda value: value + 10), group)
    held = town.plan().summary.objective_groups_gbp
    fewer = {name: amount for name, amount in held.items() if name != group}
    refused("objective_groups", summary(objective_groups_gbp=fewer), group)


def test_the_objective() -> None:
    """Ten pounds off, in eleven million."""
    objective = town.plan().summary.certificate.objective_gbp
    refused("objective", certificate(objective_gbp=objective + 10), "groups sum to")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"bound_gbp": None}, "optimal without a bound"),
        ({"bound_gbp": 1e6}, "gap"),
        ({"gap": 0.1}, "gap 0.1, of 5,000.0000 pounds"),
        ({"gap": None}, "a bound without its gaps"),
        ({"gap_gbp": None}, "a bound without its gaps"),
        ({"gap_gbp": 99.0}, "gap 99.00 pounds, recomputed"),
        ({"status": "simulated"}, "status simulated of a plan of kind plan"),
        ({"status": "feasible", "bound_gbp": None}, "a gap without a bound"),
    ],
)
def test_the_certificate(changes: dict[str, Any], words: str) -> None:
    """Bound, gaps and status that do not fit together."""
    refused("certificate", certificate(**changes), words)


def test_a_bound_is_not_above_the_objective() -> None:
    """Both gaps in keeping with it."""
    objective = town.plan().summary.certificate.objective_gbp
    above = certificate(bound_gbp=objective + 50, gap=-50 / objective, gap_gbp=0.0)
    refused("certificate", above, "bound ")


def test_do_nothing_is_simulated_and_has_no_bound() -> None:
    """It was not solved."""
    refused("certificate", certificate(status="optimal"), "of a plan of kind do_nothing", "do_nothing")
    bounded = certificate(bound_gbp=1.0, gap=0.1, gap_gbp=1.0)
    refused("certificate", bounded, "a bound of a simulated plan", "do_nothing")


def test_do_nothing_has_no_tail() -> None:
    """An admission after the horizon."""
    refused("header", added("tail_admissions", admit("low_town", "spot", 25, 0.1)), "has no tail", "do_nothing")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"authority": "elsewhere"}, "authority elsewhere, in the instance smalltown"),
        ({"demand": "unheard_of"}, "no demand path unheard_of"),
        ({"prices": "high"}, "no uplifts of the price path high"),
    ],
)
def test_the_header(changes: dict[str, Any], words: str) -> None:
    """Whose plan it is, and on which paths."""
    refused("header", summary(**changes), words)


def test_the_instance() -> None:
    """Another hash."""
    refused("instance", certificate(instance_sha256="f" * 64), "the plan was made for ffff")
    changed = town.town().model_copy(update={"income": ()})
    found = verify(changed, "1" * 64, town.plan())
    assert {"instance", "ledger", "objective_groups"} <= {c.name for c in found.checks if not c.ok}


@pytest.mark.parametrize("number", [0, 40, -1])
def test_the_baselines_admissions(number: int) -> None:
    """Any of them a hundredth larger, or to an offer of a low grade."""
    refused("baseline_conservation", scaled("baseline_admissions", number, "children", 1.01))
    refused("baseline_admissions", row("baseline_admissions", number, offer="weak"), "grade not accepted")
    refused("baseline_admissions", twice("baseline_admissions", number), "given twice")


def test_the_baselines_capacity() -> None:
    """Where the baseline has everybody placed in a block's offer."""

    def apply(plan: Plan) -> Plan:
        moved = tuple(
            r.model_copy(update={"offer": "lodge"}) if r.offer == "spot" else r for r in plan.baseline_admissions
        )
        return plan.model_copy(update={"baseline_admissions": moved})

    refused("baseline_capacity", apply, "offer lodge")


def test_the_baselines_commitments() -> None:
    """One household more, or a block."""
    refused("baseline_commitments", row("baseline_commitments", 0, size=2), "2 households, 1 at today's rate")
    block = commit("block", "lodge_block", 4, 2, 39)
    refused("baseline_commitments", added("baseline_commitments", block), "a new commitment")


@pytest.mark.parametrize("kind", ["do_nothing", "optimised_no_new_commitments"])
def test_other_kinds_are_looked_at_as_closely(kind: Kind) -> None:
    """An admission, an occupancy, a line, a group."""
    refused("conservation", scaled("admissions", 5, "children", 1.001), "", kind)
    refused("occupancy", scaled("occupancy", 5, "children", 1.001), "", kind)
    refused("ledger", row("ledger", 0, amount_gbp=1.0), "fees of carers", kind)
    refused("objective_groups", entry("objective_groups_gbp", "fees", lambda v: v + 10), "fees", kind)
    refused("baseline_by_year", entry("baseline_gbp_by_year", "2024/25", lambda v: v + 1), "", kind)


def test_kinds_are_not_interchangeable() -> None:
    """A plan called do-nothing has a tail; do-nothing called a plan has months where quarters are due."""
    refused("header", summary(kind="do_nothing"), "has no tail")
    refused("admissions", summary(kind="plan"), "not open in every month of the period", "do_nothing")
