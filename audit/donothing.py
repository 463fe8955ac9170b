"""Do nothing, played by its rule from the instance alone: who goes where if nothing new is decided.

Shapes: G cohorts, P offers, B groups of months since admission, M reported months.
"""

import datetime as dt
from dataclasses import dataclass

import numpy as np

from audit.aliases import Flags, Floats
from audit.arrays import Arrays, weekly_prices
from audit.begun import BegunProgrammes
from audit.checks import Check, compared
from audit.committed import commitments_today
from audit.limits import capacity_limits
from audit.pledges import pledges_of
from audit.prices import Prices
from audit.simulate import Simulation, monthly_periods, simulate, step
from models.instance import Instance
from models.plan import Effect, Plan

MARKET_ROUTES = ("spot", "framework")
"""Routes that take who finds no room elsewhere, the first before the second."""

NEGLIGIBLE_SHARE = 1e-12
"""Share of children leaving an offer in a month below which it is a rounding of 0."""


@dataclass(frozen=True)
class _Rule:
    """What stays the same in every month.

    Attributes:
        weights: (P, G), children of today, alike in need and age band, who leave the offer in a month.
        market: (P,), offers of the routes `MARKET_ROUTES`.
        turns: for each cohort, market offers in the order in which they are asked for room.
        gap: number of the offer that stands for no sufficient placement.
        places: (P, G), places that a child of the cohort takes up in the offer.
    """

    weights: Floats
    market: Flags
    turns: tuple[tuple[int, ...], ...]
    gap: int
    places: Floats


@dataclass(frozen=True)
class Idle:
    """What comes of doing nothing new.

    Attributes:
        admitted: (M + 1, P, G), children admitted in each month; month 0 is zero.
        effects: what programmes begun or signed before the plan do, month by month.
    """

    admitted: Floats
    effects: tuple[Effect, ...]


def do_nothing(instance: Instance, demand: str, prices: Prices) -> Idle:
    """Play the rule.

    Args:
        instance: the planning problem.
        demand: demand path whose entries come.
        prices: price indices, for the recruitment's amounts; they do not change who goes where.
    """
    periods = monthly_periods(instance.calendar)
    committed = commitments_today(instance, periods)
    idle = simulate(instance, demand, (), periods, committed)
    arrays = idle.arrays
    pledges = pledges_of(instance, prices, committed, periods)
    programmes = BegunProgrammes(instance, arrays, pledges, idle.months)
    limits = capacity_limits(instance, idle, pledges) + programmes.places()
    rule = _rule(instance, arrays)
    admitted = np.zeros_like(idle.admitted)
    state, waiting = arrays.settled, arrays.unplaced
    for month in range(1, len(admitted)):
        before = state[:, -1].copy()
        state, returns, _ = step(arrays, idle.departures, state, month)
        programmes.go_home(before, state, month)
        pool = waiting @ arrays.drift + programmes.entries(month) + returns
        taken = (state.sum(axis=1) * arrays.places).sum(axis=1)
        room = np.maximum(limits[month] - taken, 0.0)
        admitted[month] = _placed(rule, pool, _open(idle, month), room)
        state[:, 0, :] += admitted[month]
        waiting = np.zeros_like(pool)
    return Idle(admitted, tuple(programmes.rows))


def effects_of_baseline(instance: Instance, demand: str, prices: Prices) -> tuple[Effect, ...]:
    """Return what programmes begun or signed before the plan do under do-nothing; without any, nothing is played."""
    begun = any(row.kind == "programme" for row in instance.commitments_made)
    return do_nothing(instance, demand, prices).effects if begun else ()


def outflow_weights(instance: Instance, arrays: Arrays) -> Floats:
    """Return (P, G), how many of today's children of the cohort's need and age band leave the offer in a month.

    All home areas count together. To leave is to leave care, to be outgrown or to break down, each child with
    the chance of its own months in placement; a child whose need changes and who stays does not leave.
    """
    stays = (arrays.eligible[:, None, :] * (1.0 - arrays.breakdown)) @ arrays.drift.T
    leaves = np.where(1.0 - stays > NEGLIGIBLE_SHARE, 1.0 - stays, 0.0)
    alike = np.array(
        [
            [(a.need, a.age_from, a.age_to) == (b.need, b.age_from, b.age_to) for b in instance.cohorts]
            for a in instance.cohorts
        ],
        dtype=np.float64,
    )
    return np.asarray((arrays.settled * leaves).sum(axis=1) @ alike, dtype=np.float64)


def carries_baseline(plan: Plan) -> bool:
    """Return whether a baseline is written beside the plan; a plan to do nothing may do without."""
    return bool(plan.baseline_admissions or plan.baseline_commitments)


def check_baseline_rule(instance: Instance, prices: Prices, plan: Plan) -> Check:
    """Check that the baseline's admissions, and those and the effects of a plan to do nothing, are the rule's."""
    idle = do_nothing(instance, plan.summary.demand, prices)
    admitted = idle.admitted
    days = [instance.calendar.first_day(month) for month in range(len(admitted))]
    right = {
        (instance.cohorts[g].cohort, instance.offers[p].offer, days[month]): float(admitted[month, p, g])
        for month, p, g in np.argwhere(admitted > 0)
    }
    tables = {}
    if plan.summary.kind == "do_nothing":
        tables["admissions"] = plan.admissions
    if plan.summary.kind != "do_nothing" or carries_baseline(plan):
        tables["baseline_admissions"] = plan.baseline_admissions
    stated = [
        ((table, row.cohort, row.offer, row.period_start), row.children)
        for table, rows in tables.items()
        for row in rows
    ]
    expected = {key: 0.0 for key, _ in stated}
    expected.update({(table, *key): children for table in tables for key, children in right.items()})
    if plan.summary.kind == "do_nothing":
        stated += [(_effect_key(row), row.amount) for row in plan.effects]
        expected.update({_effect_key(row): 0.0 for row in plan.effects})
        expected.update({_effect_key(row): row.amount for row in idle.effects})
    return compared("baseline_rule", stated, expected, lambda k: f"{k[0]}: {k[1]} to {k[2]} from {k[3]}")


def _effect_key(row: Effect) -> tuple[str, str, str, dt.date]:
    return f"{row.kind} by {row.id}", row.cohort or "households", row.offer or "no placement", row.period_start


def _rule(instance: Instance, arrays: Arrays) -> _Rule:
    price = weekly_prices(instance)
    rank = {route: number for number, route in enumerate(MARKET_ROUTES)}
    market = [p for p, offer in enumerate(instance.offers) if offer.route in rank]
    turns = (
        tuple(sorted(market, key=lambda p: (rank[instance.offers[p].route], price[p, g], p)))
        for g in range(len(instance.cohorts))
    )
    return _Rule(
        weights=outflow_weights(instance, arrays),
        market=np.array([offer.route in rank for offer in instance.offers]),
        turns=tuple(turns),
        gap=int(np.argmax(arrays.gap)),
        places=arrays.places,
    )


def _open(idle: Simulation, month: int) -> Flags:
    """Return (P, G), whether the offer may admit the cohort in the month; gap may not."""
    arrays = idle.arrays
    admits = arrays.accepted & ~arrays.gap & (arrays.opens <= month) & (month < idle.departures.closes)
    return np.asarray(admits[:, None] & arrays.eligible, dtype=np.bool_)


def _placed(rule: _Rule, pool: Floats, may: Flags, room: Floats) -> Floats:
    """Return (P, G), the admissions that place all of `pool`, where `may` says what is open and `room` (P,) holds.

    Room and crowd are counted in places.
    """
    shared = pool * _shares(rule, may)
    crowd = (shared * rule.places).sum(axis=1)
    placed = shared * np.divide(room, crowd, out=np.ones_like(room), where=crowd > room)[:, None]
    room = np.maximum(room - (placed * rule.places).sum(axis=1), 0.0)
    for g, children in enumerate(np.maximum(pool - placed.sum(axis=0), 0.0)):
        left = float(children)
        for p in rule.turns[g]:
            places = float(rule.places[p, g])
            taken = min(left, float(room[p]) / places) if may[p, g] else 0.0
            placed[p, g] += taken
            room[p] -= taken * places
            left -= taken
        placed[rule.gap, g] += left
    return placed


def _shares(rule: _Rule, may: Flags) -> Floats:
    """Return (P, G), each cohort's shares over the offers open to it; all 0 where it has none to share over."""
    weights = np.where(may, rule.weights, 0.0)
    weights = np.where(weights.sum(axis=0) > 0, weights, may & rule.market[:, None])
    total = weights.sum(axis=0)
    return weights / np.where(total > 0, total, 1.0)
