"""The packaged Sefton plan, pinned within the certificate's bracket."""

import pytest

from audit.verify import verify
from instances.reader import load
from models.plan import Plan
from optimiser.plan import do_nothing, solve

OBJECTIVE = 135_113_268.0
BOUND = 135_097_000.0
"""Pounds: the best plan found so far need not be the best there is, but no plan costs less than the bound."""
GAP = 0.001


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Sefton's plan at the default gap."""
    loaded = load("sefton-2022")
    return solve(loaded.instance, gap=GAP, instance_sha256=loaded.sha256, explain=False)


@pytest.mark.slow
def test_objective_lies_in_the_bracket(plan: Plan) -> None:
    """A proven gap of 0.1 % leaves the objective between the best bound known and 0.1 % above the best plan known."""
    proof = plan.summary.certificate
    assert proof.status == "optimal"
    assert proof.bound_gbp is not None
    assert BOUND * (1 - 1e-6) <= proof.objective_gbp <= OBJECTIVE * (1 + GAP) / (1 - GAP)
    assert proof.bound_gbp <= OBJECTIVE * (1 + 1e-6)


@pytest.mark.slow
def test_headline_figures(plan: Plan) -> None:
    """The figures a budget paper would quote."""
    summary = plan.summary
    assert summary.full_year_effect_gbp == pytest.approx(2_083_868, abs=5)
    total = {year: sum(by_provision.values()) for year, by_provision in summary.children_at_year_end.items()}
    # On the published path 669.33, 719.67 and 770 would be in care; the programmes of the plan keep some out.
    assert total["2022/23"] < 669.34
    assert 725.0 < total["2024/25"] < 769.0
    assert all(line.met for line in summary.scorecard)
    # A child-week in gap costs some 20,000 pounds with its penalty: the gap of 0.1 % leaves room for a few.
    assert summary.gap_child_weeks_by_year == pytest.approx(dict.fromkeys(total, 0.0), abs=15.0)
    assert sum(summary.cost_gbp_by_year.values()) == pytest.approx(108_469_221, rel=0.01)
    assert sum(summary.baseline_gbp_by_year.values()) == pytest.approx(122_591_819, rel=1e-6)
    assert {commitment.kind for commitment in plan.commitments} == {"block", "home", "fostering", "programme"}


@pytest.mark.slow
def test_the_second_opinion_agrees(plan: Plan) -> None:
    """Verify accepts the plan as it is."""
    loaded = load("sefton-2022")
    assert verify(loaded.instance, loaded.sha256, plan).ok


def test_do_nothing_is_pinned() -> None:
    """The yardstick of every saving does not move unnoticed."""
    found = do_nothing(load("sefton-2022").instance).summary.cost_gbp_by_year
    assert found == pytest.approx({"2022/23": 35_766_377, "2023/24": 40_829_095, "2024/25": 45_996_348}, abs=1)
