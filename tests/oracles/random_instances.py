"""Small random instances that reach into every corner of the specification, with few commitment sets each."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from models.instance import Instance
from models.tables import Offer, Row
from tests.oracles.random_children import TRIAL, between, cohorts, entries, today, transitions
from tests.oracles.random_rules import policies
from tests.oracles.random_shape import AUTHORITIES, HOMES, NEEDS, Shape, random_shape, shapes
from tests.oracles.random_supply import commitment_tables, hazards, money_tables, prices
from tests.oracles.sets import commitment_sets
from tests.oracles.small import MONTHS, instance, offer, row, settings

MOST_SETS = 24


def instances() -> st.SearchStrategy[Instance]:
    """Instances whose shape shrinks; their numbers come from a seed."""
    return st.builds(of_shape, st.integers(0, 2**32 - 1).map(np.random.default_rng), shapes())


def random_instance(rng: np.random.Generator) -> Instance:
    """Return a random instance."""
    return of_shape(rng, random_shape(rng))


def of_shape(rng: np.random.Generator, shape: Shape) -> Instance:
    """Return a random instance of a shape, with few commitment sets."""
    drawn, step = _draw(rng, shape), 0
    while sum(1 for _ in zip(range(MOST_SETS + 1), commitment_sets(drawn), strict=False)) > MOST_SETS:
        drawn, step = _fewer(drawn, step), step + 1
    return drawn


FEWER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("programmes", {"start_to": MONTHS[0]}),
    ("calendar", {"3": 6, "6": 12}),
    ("blocks", {"extensions": 0, "extension_months": 0}),
    ("calendar", {"6": 12}),
    ("block_tiers", {}),
    ("blocks", {"start_to": MONTHS[0]}),
    ("blocks", {"break_after_months": None, "termination_gbp": 0.0}),
)
"""Changes that leave fewer commitment sets: one start, rarer decisions, one size, fewer ends of new blocks."""


def _fewer(drawn: Instance, step: int) -> Instance:
    """Return an instance with fewer commitment sets: after `FEWER` without programmes, then without others."""
    if step >= len(FEWER):
        return _without(drawn)
    table, update = FEWER[step]
    if table == "calendar":
        return _rarer(drawn, update)
    if table == "block_tiers":
        return drawn.model_copy(update={table: drawn.block_tiers[:1]})
    new = [r for r in drawn.rows(table) if getattr(r, "beds_today", None) is None]
    rows = tuple(r.model_copy(update=update) if r in new else r for r in drawn.rows(table))
    return drawn.model_copy(update={table: rows})


def _without(drawn: Instance) -> Instance:
    if drawn.programmes:
        return drawn.model_copy(update={"programmes": drawn.programmes[:-1]})
    recruits_nobody = {"approvals_per_year_today": 0, "approvals_per_year_max": 0}
    return drawn.model_copy(
        update={"fostering": tuple(s.model_copy(update=recruits_nobody) for s in drawn.fostering)}
    )


def _rarer(drawn: Instance, every: dict[str, int]) -> Instance:
    calendar = drawn.settings.calendar
    rarer = {"decision_every_months": every.get(str(calendar.decision_every_months), 12)}
    # The check refuses a home that no decision month is left for.
    homes = tuple(h.model_copy(update={"decision_from": MONTHS[0]}) for h in drawn.homes)
    rare = drawn.settings.model_copy(update={"calendar": calendar.model_copy(update=rarer)})
    return drawn.model_copy(update={"settings": rare, "homes": homes})


def _draw(rng: np.random.Generator, shape: Shape) -> Instance:
    among, offers = cohorts(rng, shape), _offers(rng, shape)
    takes = {o.offer: _needs_taken(rng, o, shape) for o in offers}
    tables: dict[str, Any] = {
        "settings": _settings(rng, shape),
        "needs": tuple(
            row("needs", need=n, rank=i, escalation_share=between(rng, 0, 0.5), description=n)
            for i, n in enumerate(NEEDS[: shape.needs], 1)
        ),
        "transitions": transitions(rng, among),
        "entries": entries(rng, shape, among),
        "placements_today": today(rng, among, offers, takes),
        "offer_prices": prices(rng, offers, takes),
        "disruption": hazards(rng, offers, takes),
        "occupancy_limits": tuple(
            row("occupancy_limits", beds=b, practical_share=s) for b, s in ((1, 0.8), (3, 0.85), (8, 0.9))
        ),
        **money_tables(rng, shape, offers),
        **commitment_tables(rng, shape, among),
    }
    if shape.closes:
        tables["closures"] = (_closure(rng, shape, offers[1]),)
    if shape.two:
        tables["authorities"] = tuple(row("authorities", authority=a, name=a) for a in AUTHORITIES)
        tables["offer_shares"] = _shares(rng, offers)
    tables["policies"] = policies(rng, shape, {**tables, "offers": offers, "cohorts": among})
    return instance(offers, among, **tables)


def _settings(rng: np.random.Generator, shape: Shape) -> Any:
    return settings(
        monthly_periods=shape.monthly_periods,
        decision_every_months=shape.decide_every,
        financial_years=shape.years,
        move_gbp=float(rng.choice((0, 800, 2500))),
        gap_penalty_gbp_per_week=float(rng.choice((0, 3000, 9000))),
        max_homes_opened_per_year=1,
        price_base=str(rng.choice(("2021/22", "2022/23"))),
    )


def _offers(rng: np.random.Generator, shape: Shape) -> list[Offer]:
    gap = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")
    offers = [gap, *(_plain(rng, i, shape) for i in range(shape.plain))]
    if shape.ages > 1 and rng.random() < 0.5:
        offers.append(offer("supported", "supported_accommodation", age_from=16, capacity_children=1.5))
    if shape.ends:
        day = MONTHS[int(rng.integers(1, 12 * shape.years))].replace(day=20)
        to = "plain_1" if rng.random() < 0.5 else None
        offers[1] = offers[1].model_copy(update={"live_to": day, "successor": to})
    if rng.random() < 0.2:
        offers[-1] = offers[-1].model_copy(update={"live_from": MONTHS[int(rng.integers(0, 6))].replace(day=2)})
    named = {
        "block": ("block_residential", "block", shape.block == "new"),
        "running": ("block_residential", "block", shape.block == "running"),
        "home": ("internal_home", "home", shape.home),
        "carers": ("in_house_fostering", "in_house", shape.fostering),
    }
    offers += [_named(rng, name, *kind[:2]) for name, kind in named.items() if kind[2]]
    if shape.two and rng.random() < 0.5 and not (shape.step_down and offers[-1].route in ("spot", "framework")):
        offers[-1] = offers[-1].model_copy(update={"authority": AUTHORITIES[int(rng.integers(2))]})
    return offers


def _plain(rng: np.random.Generator, number: int, shape: Shape) -> Offer:
    provision = str(rng.choice(("ifa", "connected_carers", "residential", "residential")))
    if shape.step_down and number < 2:  # from the one to the other
        provision = ("residential", "ifa")[number]
    family = provision != "residential"
    return offer(
        f"plain_{number}",
        provision,
        "spot" if rng.random() < 0.6 else "framework",
        provider=str(rng.choice(("large", "small"))),
        placed_in=str(rng.choice((*HOMES, "away"))),
        grade="inadequate" if rng.random() < 0.3 else "good",
        capacity_children=None if rng.random() < 0.2 else between(rng, 1, 6),
        skills=f"disability {TRIAL}" if family else "disability",
        largest_group=1 if rng.random() < 0.4 else None,
        unit_beds=2 if not family and rng.random() < 0.8 else None,
    )


def _named(rng: np.random.Generator, name: str, provision: str, route: str) -> Offer:
    skills = f"disability {TRIAL}" if provision == "in_house_fostering" else "disability"
    return offer(name, provision, route, placed_in=str(rng.choice(HOMES)), skills=skills)


def _needs_taken(rng: np.random.Generator, of: Offer, shape: Shape) -> tuple[str, ...]:
    needs = NEEDS[: shape.needs]
    from_and_to = shape.step_down and of.offer in ("plain_0", "plain_1")
    everybody = of.provision == "gap" or shape.two or from_and_to
    return needs if everybody or rng.random() < 0.7 else (needs[int(rng.integers(len(needs)))],)


def _closure(rng: np.random.Generator, shape: Shape, of: Offer) -> Row:
    before = [m for m in MONTHS[: 12 * shape.years] if of.live_to is None or m < of.live_to.replace(day=1)]
    return row(
        "closures",
        offer="plain_0",
        month=before[int(rng.integers(len(before)))],
        closing_share=between(rng, 0.1, 0.9),
        successor="plain_1" if rng.random() < 0.6 else None,
    )


def _shares(rng: np.random.Generator, offers: list[Offer]) -> tuple[Row, ...]:
    """Blocks and homes that no authority has for itself are shared."""
    own = between(rng, 0.2, 0.8)
    return tuple(
        row("offer_shares", offer=o.offer, authority=a, share=share)
        for o in offers
        if o.route in ("block", "home") and o.authority is None
        for a, share in zip(AUTHORITIES, (own, round(1 - own, 3)), strict=True)
    )
