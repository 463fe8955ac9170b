"""A written plan played out by the oracle: its rows as the oracle's own admissions and effects."""

from collections.abc import Iterable

from models.instance import Instance
from models.plan import Admission, Effect, Plan
from tests.oracles.clock import Clock
from tests.oracles.reading import read
from tests.oracles.replay import Replay, replay
from tests.oracles.result import Admissions, Effects


def admissions_of(clock: Clock, rows: Iterable[Admission]) -> Admissions:
    """Return admissions by cohort, offer and first month of the period."""
    return {(r.cohort, r.offer, clock.month_of(r.period_start)): r.children for r in rows}


def effects_of(clock: Clock, rows: Iterable[Effect]) -> Effects:
    """Return effects by kind, name, cohort, offer and first month of the period."""
    found = Effects()
    for r in rows:
        # Averted children have no offer, retained households no cohort.
        offer = None if r.kind == "averted" else r.offer
        found.add((r.kind, r.id, r.cohort, offer, clock.month_of(r.period_start)), r.amount)
    return found


def replayed(planning: Instance, plan: Plan) -> Replay:
    """Play a plan out by the oracle's own recursion; return what it costs as well."""
    clock = read(planning).clock
    admissions = admissions_of(clock, (*plan.admissions, *plan.tail_admissions))
    sells = plan.summary.kind == "plan"
    return replay(planning, admissions, plan.commitments, effects_of(clock, plan.effects), sells=sells)
