"""The two oracles agree with each other, and the sample they agree on is not an empty one."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, seed, settings

from instances.reader import load
from instances.writer import write_folder
from models.instance import Instance
from tests.oracles.enumeration import enumerate_best
from tests.oracles.random_instances import MOST_SETS, instances
from tests.oracles.random_shape import MEASURES
from tests.oracles.replay import replay
from tests.oracles.result import OracleResult
from tests.oracles.sample import LARGER, SAME, SAMPLE, drawn, one_relaxation, solved
from tests.oracles.sets import commitment_sets
from tests.oracles.stock_form import solve_stock_form


def assert_agree(planning: Instance, stock: OracleResult) -> None:
    """Assert that enumeration finds the same optimum, and that the plan found costs that."""
    best = enumerate_best(planning)
    assert stock.feasible == best.feasible
    if stock.feasible or one_relaxation(planning):
        # Where hard policies cannot hold, cost is so steep at the least shortfall that the tolerance with which
        # HiGHS finds that shortfall shows in the cost.
        close = SAME if stock.feasible else 1e-3
        assert stock.objective == pytest.approx(best.objective, rel=close)
        # Another set with the same objective is fine.
        assert best.objectives[stock.commitments] == pytest.approx(best.objective, rel=close)
    again = replay(planning, stock.admissions, stock.commitments, stock.effects)
    for name in {*again.groups, *stock.groups}:
        tolerance = SAME * abs(stock.objective)
        assert again.groups.get(name, 0.0) == pytest.approx(stock.groups.get(name, 0.0), abs=tolerance), name
    ends = [last for _, last in again.reading.clock.periods]
    assert np.abs(again.played.pool[0, ends]).max() < SAME


@pytest.mark.parametrize("number", range(SAMPLE))
def test_stock_form_is_enumeration(number: int) -> None:
    """Integers found by HiGHS are the best of all sets tried one by one."""
    assert_agree(drawn(number), solved(number))


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SAMPLE, LARGER))
def test_stock_form_is_enumeration_on_a_larger_sample(number: int) -> None:
    """The same on more instances."""
    assert_agree(drawn(number), solve_stock_form(drawn(number)))


@seed(1)
@settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(instances())
def test_stock_form_is_enumeration_on_shrinkable_instances(planning: Instance) -> None:
    """The same where a failure shrinks to the smallest shape that shows it."""
    assert_agree(planning, solve_stock_form(planning))


@pytest.mark.parametrize("number", range(SAMPLE))
def test_sample_is_accepted_by_the_check(number: int, tmp_path: Path) -> None:
    """What the oracles are asked is what a council could ask: written out and read, it is the same."""
    write_folder(drawn(number), tmp_path / "drawn")
    assert load(tmp_path / "drawn").instance.policies == drawn(number).policies


def counted() -> Counter[str]:
    """Count the instances of the sample by what their optimum has in it."""
    return Counter(name for number in range(SAMPLE) for name, true in solved(number).facts.items() if true)


@pytest.mark.parametrize(
    "what",
    [
        "commitment",
        "binding",
        "gap",
        "outgrown",
        "multi_month",
        "released",
        "ends",
        "guarantee",
        "chosen_end",
        "programme",
        "reunified",
        "sold",
        "solo",
    ],
)
def test_sample_is_not_vacuous(what: str) -> None:
    """At least a fifth of the sample has each of the things that could go wrong, and some have not."""
    assert counted()[what] >= 0.2 * SAMPLE
    if what not in ("binding", "commitment"):
        assert counted()[what] <= 0.9 * SAMPLE


@pytest.mark.parametrize("what", ["averted", "retained", *(f"policy {measure}" for measure in MEASURES)])
def test_sample_has_every_programme_and_measure(what: str) -> None:
    """Every kind of programme works somewhere, and a policy of every measure holds something back somewhere."""
    assert counted()[what] >= 1


def test_sample_has_kept_and_relaxed_policies() -> None:
    """Hard policies that hold and that cannot, soft ones, and none are all there."""
    kinds = Counter(
        (next((p.strength for p in drawn(number).policies), None), solved(number).feasible)
        for number in range(SAMPLE)
    )
    assert {(None, True), ("soft", True), ("hard", True), ("hard", False)} <= set(kinds)


def test_commitment_sets_are_few_and_different() -> None:
    """No instance asks for more linear programmes than are quickly solved."""
    for number in range(SAMPLE):
        sets = list(commitment_sets(drawn(number)))
        assert 1 <= len(sets) <= MOST_SETS
        assert len(set(sets)) == len(sets)


def test_fixed_commitments_are_costed_as_enumeration_costs_them() -> None:
    """Every set of one instance, not only the best one."""
    planning = drawn(next(n for n in range(SAMPLE) if len(list(commitment_sets(drawn(n)))) > 5))
    for commitments, objective in enumerate_best(planning).objectives.items():
        fixed = solve_stock_form(planning, commitments=commitments)
        assert fixed.commitments == commitments
        assert fixed.objective == pytest.approx(objective, rel=SAME)


def test_without_hard_policies_nothing_costs_more() -> None:
    """Leaving hard policies out never raises the cost, and lowers it somewhere."""
    hard = [n for n in range(SAMPLE) if any(p.strength == "hard" for p in drawn(n).policies)]
    free = [solve_stock_form(drawn(n), hard_policies=False).objective for n in hard]
    kept = [solved(n).objective for n in hard]
    assert all(a <= b * (1 + SAME) for a, b in zip(free, kept, strict=True))
    assert any(a < b * (1 - 1e-4) for a, b in zip(free, kept, strict=True))
