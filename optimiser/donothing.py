"""Do nothing: today's way of placing children, month by month, with no new commitments.

docs/mathematics.md, section 8. No policy rows; the quality floor, capacities, prices and recruitment of today
hold.
"""

from dataclasses import replace

import numpy as np

from optimiser.begun import begun
from optimiser.commitments import Decisions, decided, todays_decisions
from optimiser.kernel import run_off
from optimiser.lanes import NOBODY, Exit
from optimiser.problem import Flags, Floats, Problem
from optimiser.rows import limit_of, room_of
from optimiser.standing import standing_capacity
from optimiser.trajectory import Trajectory

NEGLIGIBLE_FLOW = 1e-12
"""Children a month below which today's flow is rounding: shares of a row may sum to 1 only nominally."""


def simulate(problem: Problem) -> tuple[Trajectory, Decisions]:
    """Place every child of the horizon as today.

    Returns:
        The trajectory (month by month, without the tail), and the commitments of today's practice.
    """
    problem = month_by_month(problem)
    decisions = todays_decisions(problem)
    problem = decided(problem, decisions)
    programmes = begun(problem, decisions)
    months, size = problem.calendar.horizon_months, len(problem.cohorts)
    limits = _limits(problem, decisions) + programmes.places
    state = _today_by_age(problem)
    shares = _shares(problem, state)
    stock = np.zeros((len(problem.offers), problem.months + 1, size))
    stock[:, 0] = state.sum(axis=1)
    moved = np.zeros((len(problem.authorities), len(problem.offers), problem.months + 1))
    admitted = np.zeros((months, len(problem.offers), size))
    left = np.zeros((len(programmes.ways), months, len(problem.offers), size))
    pool = problem.unplaced_today
    for month in range(1, months + 1):
        settled = state[:, -1].copy()
        state, back, moved[:, :, month] = _advance(problem, state, month)
        left[:, month - 1] = programmes.reunify(settled, state, month)
        pool = pool @ problem.transitions + problem.entries[month] * programmes.entering(month) + back
        room = limits[:, month] - (state.sum(axis=1) * problem.use).sum(axis=1)
        admitted[month - 1] = _place(problem, month, pool, shares, np.maximum(room, 0.0))
        state[:, 0] += admitted[month - 1]
        stock[:, month] = state.sum(axis=1)
        pool = np.zeros(size)
    periods = tuple((month, month) for month in range(1, months + 1))
    return Trajectory(stock, moved, admitted, periods, programmes.effects(left)), decisions


def month_by_month(problem: Problem) -> Problem:
    """Return the problem with every reported month as its own period."""
    calendar = replace(problem.calendar, monthly_periods=problem.calendar.horizon_months)
    return replace(problem, calendar=calendar, capacity=standing_capacity(problem.instance, calendar))


def _limits(problem: Problem, decisions: Decisions) -> Floats:
    """(P, M + 1), places at month ends; where today's residents take more, these."""
    today = run_off(problem)
    limits = np.array([limit_of(problem, p, today).limit for p in range(len(problem.offers))])
    for option, unit in decisions.taken():
        if option.offer is not None:
            limits[option.offer] += unit * room_of(problem, option)
    return limits


def _today_by_age(problem: Problem) -> Floats:
    """(P, L + 1, G), today's children by months since admission; the last row holds all longer stays."""
    state = np.zeros(problem.hazard.shape)
    for child in problem.today:
        state[child.offer, min(child.months, state.shape[1] - 1), child.cohort] += child.children
    return state


def _advance(problem: Problem, state: Floats, month: int) -> tuple[Floats, Floats, Floats]:
    """Move everybody one month on; return the new state, who returns (G,), and moves (A, P)."""
    moved = state @ problem.transitions
    fits = moved * problem.eligible[:, None, :]
    fits[problem.gap] = 0.0
    broken = fits * problem.hazard
    stay = fits - broken
    outgrown, ended = (moved - fits).sum(axis=1), broken.sum(axis=1)
    older = np.zeros_like(stay)
    older[:, 1:] = stay[:, :-1]
    older[:, -1] += stay[:, -1]
    if stay.shape[1] == 1:
        older = stay
    for lane in problem.lanes:
        for leaving in problem.exits_of(lane.offer, lane.end):
            if leaving.month == month:
                outgrown[lane.offer] += _leave(problem, older, lane.offer, leaving)
    back = outgrown.sum(axis=0) + ended.sum(axis=0) @ problem.escalation
    of = np.eye(len(problem.authorities))[problem.authority_of_cohort]
    return older, back, ((outgrown + ended) @ of).T


def _leave(problem: Problem, state: Floats, offer: int, leaving: Exit) -> Floats:
    """Let a share of an offer's residents go on to its successor, in place; return (G,), who returns to the pool."""
    going = leaving.share * state[offer]
    state[offer] -= going
    if leaving.successor == NOBODY:
        return np.asarray(going.sum(axis=0))
    taken = going * problem.eligible[leaving.successor]
    state[leaving.successor] += taken
    return np.asarray((going - taken).sum(axis=0))


def _shares(problem: Problem, state: Floats) -> Floats:
    """(P, G), today's flow of new placements by offer: stock of the same need and age times its monthly outflow."""
    kinds = [(c.need, c.age_from, c.age_to) for c in problem.cohorts]
    same = np.array([[a == b for b in kinds] for a in kinds], dtype=np.float64)
    # What of today's children of a cohort is still there a month later, whatever their cohort is then.
    chance = (problem.eligible[:, None] * (1.0 - problem.hazard)) @ problem.transitions.T
    kept = (state * chance).sum(axis=1)
    flow: Floats = (state.sum(axis=1) - kept) @ same
    return np.where(flow < NEGLIGIBLE_FLOW, 0.0, flow)


def _place(problem: Problem, month: int, pool: Floats, shares: Floats, room: Floats) -> Floats:
    """(P, G), children admitted in a month."""
    ends = np.array([lane.end for lane in problem.lanes])
    is_open = (problem.open_months[:, month] & (month < ends))[:, None] & problem.eligible
    is_open[problem.gap] = False
    market = np.array([o.route in ("spot", "framework") for o in problem.offers])[:, None] & is_open
    weight = np.where(is_open, shares, 0.0)
    weight = np.where(weight.sum(axis=0) > 0.0, weight, market.astype(np.float64))
    total = weight.sum(axis=0)
    wanted = pool * np.divide(weight, total, out=np.zeros_like(weight), where=total > 0.0)
    asked = (wanted * problem.use).sum(axis=1)
    fits = np.minimum(1.0, np.divide(room, asked, out=np.ones_like(room), where=asked > 0.0))
    placed = wanted * fits[:, None]
    room = room - (placed * problem.use).sum(axis=1)
    for g, rest in enumerate(pool - placed.sum(axis=0)):
        for p in _second_choices(problem, market[:, g], g):
            taken = min(rest, room[p] / problem.use[p, g])
            placed[p, g] += taken
            room[p] -= taken * problem.use[p, g]
            rest -= taken
        placed[problem.gap, g] += max(rest, 0.0)
    return np.asarray(placed)


def _second_choices(problem: Problem, market: Flags, cohort: int) -> list[int]:
    """Open spot offers, cheapest first, then framework offers, cheapest first."""
    found = [int(p) for p in np.flatnonzero(market)]
    return sorted(found, key=lambda p: (problem.offers[p].route != "spot", problem.price[p, cohort], p))
