"""The county with its programmes begun: two authorities, closures, homes; doing nothing, played twice."""

import datetime as dt
from collections import Counter

import pytest

from audit.verify import verify
from models.instance import Instance
from models.plan import Effect, EffectKind, Plan
from optimiser.plan import do_nothing
from tests.audit.county import county
from tests.oracles.small import row

SHA = "0" * 64


def begun() -> Instance:
    """Return the county in which every programme began half a year ago."""
    start = dt.date(county().calendar.start.year - 1, 10, 1)
    made = tuple(
        row("commitments_made", kind="programme", id=programme.programme, start=start, size=1)
        for programme in county().programmes
    )
    kept = tuple(known for known in county().commitments_made if known.kind != "programme")
    return county().model_copy(update={"commitments_made": (*kept, *made)})


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Doing nothing there."""
    return do_nothing(begun(), instance_sha256=SHA)


def failing(plan: Plan) -> list[str]:
    """Return the checks that the plan fails."""
    return [check.name for check in verify(begun(), SHA, plan).checks if not check.ok]


def test_both_play_the_same(plan: Plan) -> None:
    """Every effect of every month, and what follows from them."""
    assert set(Counter(effect.kind for effect in plan.effects)) == {"averted", "reunified", "retained"}
    assert failing(plan) == []


@pytest.mark.parametrize("kind", ["averted", "reunified", "retained"])
def test_an_effect_left_out_is_refused(plan: Plan, kind: EffectKind) -> None:
    """The rule does as much as may be, no less."""
    gone = next(effect for effect in plan.effects if effect.kind == kind)
    kept: tuple[Effect, ...] = tuple(effect for effect in plan.effects if effect is not gone)
    assert "baseline_rule" in failing(plan.model_copy(update={"effects": kept}))
