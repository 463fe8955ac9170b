"""Small random instances that reach into every corner of the specification, with few commitment sets each."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from models.instance import Instance
from models.tables import Offer
from tests.oracles.enumeration import commitment_sets
from tests.oracles.random_tables import (
    Shape,
    between,
    commitment_tables,
    entries,
    hazards,
    money_tables,
    policies,
    prices,
    today,
    transitions,
)
from tests.oracles.small import MONTHS, cohort, instance, offer, row, settings

MOST_SETS = 60
AGES = ((0, 11), (12, 17))
NEEDS = ("low", "high")
HOMES = ("north", "south")


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Shapes, the simplest first."""
    return Shape(
        years=1,
        needs=draw(st.integers(1, 2)),
        ages=draw(st.integers(1, 2)),
        homes=draw(st.integers(1, 2)),
        monthly_periods=draw(st.sampled_from((12, 6, 3, 0))),
        decide_every=draw(st.sampled_from((12, 6, 3, 1))),
        plain=draw(st.integers(2, 3)),
        block=draw(st.booleans()),
        home=draw(st.booleans()),
        fostering=draw(st.booleans()),
        policy=draw(st.sampled_from((None, "off", "soft", "hard"))),
        ends=draw(st.booleans()),
    )


def instances() -> st.SearchStrategy[Instance]:
    """Instances whose shape shrinks; their numbers come from a seed."""
    return st.builds(_of_shape, st.integers(0, 2**32 - 1).map(np.random.default_rng), shapes())


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw a shape."""
    return Shape(
        years=1 if rng.random() < 0.85 else 2,
        needs=int(rng.integers(1, 3)),
        ages=int(rng.integers(1, 3)),
        homes=int(rng.integers(1, 3)),
        monthly_periods=int(rng.choice((0, 3, 6, 12))),
        decide_every=int(rng.choice((1, 3, 6, 12))),
        plain=int(rng.integers(2, 4)),
        block=bool(rng.random() < 0.5),
        home=bool(rng.random() < 0.4),
        fostering=bool(rng.random() < 0.5),
        policy=(None, "off", "soft", "hard")[int(rng.integers(4))],
        ends=bool(rng.random() < 0.4),
    )


def random_instance(rng: np.random.Generator) -> Instance:
    """Return a random instance."""
    return _of_shape(rng, random_shape(rng))


def _of_shape(rng: np.random.Generator, shape: Shape) -> Instance:
    drawn = _draw(rng, shape)
    while sum(1 for _ in zip(range(MOST_SETS + 1), commitment_sets(drawn), strict=False)) > MOST_SETS:
        drawn = _fewer(rng, drawn)
    return drawn


def _fewer(rng: np.random.Generator, drawn: Instance) -> Instance:
    """Return an instance with fewer commitment sets: rarer decisions or smaller numbers."""
    if rng.random() < 0.5:
        calendar = drawn.settings.calendar
        every = {1: 3, 3: 6, 6: 12, 12: 12}[calendar.decision_every_months]
        rarer = calendar.model_copy(update={"decision_every_months": every})
        # The check refuses a home that no decision month is left for.
        homes = tuple(h.model_copy(update={"decision_from": MONTHS[0]}) for h in drawn.homes)
        rare = drawn.settings.model_copy(update={"calendar": rarer})
        return drawn.model_copy(update={"settings": rare, "homes": homes})
    fewer = {
        "block_tiers": ("beds_to", lambda tier: tier.beds_from),
        "homes": ("max_homes", lambda _: 1),
        "fostering": ("approvals_per_year_max", lambda _: 1),
    }
    return drawn.model_copy(
        update={
            table: tuple(r.model_copy(update={column: least(r)}) for r in drawn.rows(table))
            for table, (column, least) in fewer.items()
        }
    )


def _draw(rng: np.random.Generator, shape: Shape) -> Instance:
    cohorts = [
        cohort(f"{need}_{ages[0]}_{home}", need, ages, home)
        for need in NEEDS[: shape.needs]
        for ages in AGES[: shape.ages]
        for home in HOMES[: shape.homes]
    ]
    offers = [_gap(), *(_plain(rng, i) for i in range(shape.plain))]
    if shape.ends:
        offers[1] = offers[1].model_copy(
            update={"live_to": MONTHS[int(rng.integers(1, 12 * shape.years))].replace(day=20)}
        )
    if rng.random() < 0.2:
        offers[-1] = offers[-1].model_copy(update={"live_from": MONTHS[int(rng.integers(0, 6))].replace(day=2)})
    named = {
        "block": ("block_residential", "block", shape.block),
        "home": ("internal_home", "home", shape.home),
        "carers": ("in_house_fostering", "in_house", shape.fostering),
    }
    offers += [_named(rng, name, *kind[:2]) for name, kind in named.items() if kind[2]]
    takes = {o.offer: _needs_taken(rng, o, shape) for o in offers}
    tables: dict[str, Any] = {
        "settings": _settings(rng, shape),
        "needs": tuple(
            row("needs", need=n, rank=i, escalation_share=between(rng, 0, 0.5), description=n)
            for i, n in enumerate(NEEDS[: shape.needs], 1)
        ),
        "transitions": transitions(rng, cohorts),
        "entries": entries(rng, shape, cohorts),
        "placements_today": today(rng, cohorts, offers, takes),
        "offer_prices": prices(rng, offers, takes),
        "disruption": hazards(rng, offers, takes),
        "occupancy_limits": tuple(
            row("occupancy_limits", beds=b, practical_share=s) for b, s in ((1, 0.6), (3, 0.75), (8, 0.9))
        ),
        **money_tables(rng, shape, offers),
        **commitment_tables(rng, shape),
    }
    if shape.policy is not None:
        tables["policies"] = policies(rng, shape)
    return instance(offers, cohorts, **tables)


def _settings(rng: np.random.Generator, shape: Shape) -> Any:
    return settings(
        monthly_periods=shape.monthly_periods,
        decision_every_months=shape.decide_every,
        financial_years=shape.years,
        move_gbp=float(rng.choice((0, 800, 2500))),
        gap_penalty_gbp_per_week=float(rng.choice((0, 3000, 9000))),
        max_homes_opened_per_year=int(rng.integers(1, 3)),
        price_base=str(rng.choice(("2021/22", "2022/23"))),
    )


def _gap() -> Offer:
    return offer("gap", "gap", "gap", placed_in="nowhere", grade="none")


def _plain(rng: np.random.Generator, number: int) -> Offer:
    provision = str(rng.choice(("ifa", "connected_carers", "residential", "residential")))
    ages = AGES[int(rng.integers(2))] if rng.random() < 0.35 else (0, 17)
    return offer(
        f"plain_{number}",
        provision,
        "spot" if rng.random() < 0.6 else "framework",
        placed_in=str(rng.choice((*HOMES, "away"))),
        grade="inadequate" if rng.random() < 0.1 else "good",
        capacity_children=None if rng.random() < 0.15 else between(rng, 1, 7),
        age_from=ages[0],
        age_to=ages[1],
    )


def _named(rng: np.random.Generator, name: str, provision: str, route: str) -> Offer:
    ages = AGES[int(rng.integers(2))] if rng.random() < 0.2 else (0, 17)
    return offer(name, provision, route, placed_in=str(rng.choice(HOMES)), age_from=ages[0], age_to=ages[1])


def _needs_taken(rng: np.random.Generator, of: Offer, shape: Shape) -> tuple[str, ...]:
    needs = NEEDS[: shape.needs]
    return needs if of.provision == "gap" or rng.random() < 0.6 else (needs[int(rng.integers(len(needs)))],)
