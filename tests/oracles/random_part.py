"""Random instances that begin inside a financial year: two years of the sample's kind, without their first months."""

from dataclasses import replace
from functools import cache

import numpy as np

from models.instance import Instance
from models.tables import Row
from tests.oracles.random_instances import of_shape
from tests.oracles.random_shape import random_shape
from tests.oracles.small import MONTHS, row

MONTHS_PASSED = 11
"""The first so many instances of the sample begin one, two, ... months after April."""
PARTS = 33
"""Instances of the sample."""


@cache
def part(number: int) -> Instance:
    """Return an instance that begins one to eleven months after April; each month comes up."""
    rng = np.random.default_rng(20_000 + number)
    passed = 1 + number % MONTHS_PASSED
    shape = replace(random_shape(rng), years=2, monthly_periods=24)
    single = int(rng.choice((0, 3, 12))) - passed % 3
    return later(rng, of_shape(rng, shape), passed, single if single >= 0 else -passed % 3)


def later(rng: np.random.Generator, planning: Instance, passed: int, single: int) -> Instance:
    """Return an instance with its first months left out, `single` of the others planned one by one."""
    start = MONTHS[passed]
    calendar = planning.settings.calendar.model_copy(update={"start": start, "monthly_periods": single})
    moved = planning.model_copy(
        update={
            "settings": planning.settings.model_copy(update={"calendar": calendar}),
            "entries": tuple(r for r in planning.entries if r.month >= start),
            "closures": tuple(r for r in planning.closures if r.month >= start),
            "offers": tuple(
                o.model_copy(update={"live_to": None, "successor": None}) if o.live_to and o.live_to < start else o
                for o in planning.offers
            ),
        }
    )
    moved = _started_later(moved)
    moved = moved.model_copy(update={"commitments_made": tuple(_made(rng, moved, passed))})
    return moved.model_copy(update={"left_of_year": tuple(_left(rng, moved))})


def _started_later(planning: Instance) -> Instance:
    """Return the instance whose new blocks and programmes may start from its first decision on."""
    first = planning.calendar.first_day(planning.calendar.decision_months[0])

    def at(row: Row) -> Row:
        return row.model_copy(
            update={"start_from": first, "start_to": max(first, getattr(row, "start_to"))}  # noqa: B009
        )

    return planning.model_copy(
        update={
            "blocks": tuple(r if r.beds_today is not None else at(r) for r in planning.blocks),
            "programmes": tuple(map(at, planning.programmes)),
        }
    )


def _made(rng: np.random.Generator, planning: Instance, passed: int) -> list[Row]:
    """Return commitments of the months left out: homes, households, programmes, some of them still to come."""
    found = []
    decided = [MONTHS[int(rng.integers(0, passed))] for _ in range(3)]
    if planning.homes and rng.random() < 0.5:
        found.append(row("commitments_made", kind="home", id="own_home", start=decided[0], size=1))
    if planning.fostering and rng.random() < 0.5:
        found.append(row("commitments_made", kind="fostering", id="carers_one", start=decided[1], size=1))
    for programme in planning.programmes:
        if programme.term_months > passed and rng.random() < 0.6:
            name = programme.programme
            found.append(row("commitments_made", kind="programme", id=name, start=decided[2], size=1))
    return found


def _left(rng: np.random.Generator, planning: Instance) -> list[Row]:
    """Return what is left of every yearly limit: some of it, or all."""
    running = {made.id for made in planning.commitments_made if made.kind == "programme"}
    limits: list[tuple[str, str | None, float]] = [("homes", None, 1.0)] if planning.homes else []
    limits += [("fostering", r.service, float(r.approvals_per_year_max)) for r in planning.fostering]
    found = [row("left_of_year", limit=limit, id=name, left=m * rng.integers(0, 2)) for limit, name, m in limits]
    shares: list[tuple[str, str, float]] = [("step_down", r.pathway, r.max_per_year) for r in planning.step_downs]
    shares += [
        ("programme", r.programme, r.places_per_year)
        for r in planning.programmes
        if r.effect == "averts_entries" and r.programme in running
    ]
    return found + [
        row("left_of_year", limit=limit, id=name, left=float(most * rng.uniform(0.0, 0.4)))
        for limit, name, most in shares
    ]
