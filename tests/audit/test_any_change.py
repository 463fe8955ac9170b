"""Whatever is written in a plan's decisions, the audit answers; where it is wrong, by refusing it."""

import datetime as dt
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.verify import verify
from models.plan import Plan
from tests.audit import county
from tests.audit.county_instance import county as instance
from tests.audit.tampering import row
from tests.audit.writing import HASH

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2032, 12, 31))
NAMES = st.sampled_from(
    ["lodge_block", "annex_block", "house_type", "recruiting", "edge", "homeward", "mockingbird", "next_door", "x"]
)
COHORTS = st.sampled_from([None, "other", *(cohort.cohort for cohort in instance().cohorts)])
OFFERS = st.sampled_from([None, "other", *(offer.offer for offer in instance().offers)])
NUMBERS = st.floats(-10, 10) | st.just(float("nan"))
CHANGES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "commitments": {
        "kind": st.sampled_from(["block", "home", "fostering", "programme"]),
        "id": NAMES,
        "start": DAYS,
        "size": st.integers(-2, 70),
        "end": st.none() | DAYS,
    },
    "effects": {
        "kind": st.sampled_from(["averted", "reunified", "released", "retained"]),
        "id": NAMES,
        "cohort": COHORTS,
        "offer": OFFERS,
        "period_start": DAYS,
        "amount": NUMBERS,
    },
    "admissions": {
        "cohort": COHORTS,
        "offer": OFFERS,
        "period_start": DAYS,
        "children": st.floats(-10, 10) | st.just(float("nan")),
    },
}


KEPT = [effect for effect in county.plan().effects if effect.kind == "retained"]
"""Fewer households may be kept where there is room; nothing else follows from it."""


@st.composite
def changes_of_rows(draw: st.DrawFn) -> tuple[str, int, dict[str, Any]]:
    """Return a table of decisions, the number of a row, and one or two of its fields with new values."""
    plan = county.plan()
    table = draw(st.sampled_from(sorted(CHANGES)))
    fields = draw(st.lists(st.sampled_from(sorted(CHANGES[table])), min_size=1, max_size=2, unique=True))
    number = draw(st.sampled_from([n for n, held in enumerate(getattr(plan, table)) if held not in KEPT]))
    return table, number, {field: draw(CHANGES[table][field]) for field in fields}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes_of_rows())
def test_a_changed_decision_is_refused_and_never_an_error(change: tuple[str, int, dict[str, Any]]) -> None:
    """Unless it is the one that was there, or differs by less than is seen."""
    table, number, fields = change
    plan = row(table, number, **fields)(county.plan())
    found = verify(instance(), HASH, plan)
    same = _decisions(plan) == _decisions(county.plan())
    assert found.ok is same, [check.name for check in found.checks if not check.ok]


def _decisions(plan: Plan) -> list[tuple[Any, ...]]:
    """Return the decisions with numbers rounded to what the audit tells apart."""
    tables = (plan.commitments, plan.effects, plan.admissions)
    return [
        tuple(round(value, 6) if isinstance(value, float) else value for value in vars(entry).values())
        for table in tables
        for entry in table
    ]
