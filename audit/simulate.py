"""Month by month: who is where, who returns, who moves, given a plan's admissions, contract ends and effects."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from audit.aliases import Floats
from audit.arrays import Arrays, arrays_of
from audit.departures import Departures, departures, leave
from audit.effects import Effects, spread
from models.calendar import Period, PlanningCalendar
from models.instance import Instance
from models.plan import Admission, Commitment, Effect


@dataclass(frozen=True)
class Simulation:
    """What a plan's admissions make of the children, months 0 to T (the last month of `periods`).

    Attributes:
        arrays: the instance as arrays; gives the order of offers (P) and cohorts (G).
        departures: which offers empty, and when.
        effects: what programmes and pathways do.
        periods: periods over which admissions were spread.
        admitted: (T + 1, P, G), children admitted in a month.
        stock: (T + 1, P, G), children in an offer at the end of a month; month 0 is today.
        settled: (T + 1, P, G), those of them whose hazards change no more.
        average: (T + 1, P, G), mean of the stocks at both ends of a month; month 0 is zero.
        returns: (T + 1, G), children back in the pool in a month, by cohort on return.
        moves_by_cohort: (T + 1, P, G), care moves in a month, by offer left.
        unplaced: (T + 1, G), children in care but in no offer at the end of a month.
        left: (T + 1, P, G), what is left of today's children in the offer at the end of a month.
    """

    arrays: Arrays
    departures: Departures
    effects: Effects
    periods: tuple[Period, ...]
    admitted: Floats
    stock: Floats
    settled: Floats
    average: Floats
    returns: Floats
    moves_by_cohort: Floats
    unplaced: Floats
    left: Floats

    @property
    def months(self) -> int:
        """Last month simulated, T."""
        return self.periods[-1].last

    @property
    def run_off(self) -> Floats:
        """(T + 1, P), places taken up by what is left of today's children in the offer."""
        return np.asarray((self.left * self.arrays.places).sum(axis=2), dtype=np.float64)

    @property
    def moves(self) -> Floats:
        """(T + 1, P), care moves in a month, by offer left."""
        return np.asarray(self.moves_by_cohort.sum(axis=2), dtype=np.float64)


@dataclass(frozen=True)
class _Played:
    stock: Floats
    settled: Floats
    returns: Floats
    moves: Floats


def monthly_periods(calendar: PlanningCalendar) -> tuple[Period, ...]:
    """Return every reported month as a period of its own, without a tail: the periods of do-nothing."""
    return tuple(Period(m, m, True) for m in range(1, calendar.horizon_months + 1))


def period_starts(calendar: PlanningCalendar, periods: Iterable[Period]) -> dict[dt.date, Period]:
    """Return the periods by their first day."""
    return {calendar.first_day(period.first): period for period in periods}


def simulate(
    instance: Instance,
    demand: str,
    admissions: Iterable[Admission],
    periods: tuple[Period, ...],
    commitments: Sequence[Commitment] = (),
    effects: Iterable[Effect] = (),
) -> Simulation:
    """Play `admissions` out from today's placements.

    Rows that name an unknown cohort, offer or period, or no number, are left out; `audit.admissions` and
    `audit.effect_rows` list them.

    Args:
        instance: the planning problem.
        demand: demand path whose entries come.
        admissions: children who start, those of the tail included.
        periods: periods that `period_start` speaks of; months up to the end of the last one are simulated.
        commitments: commitments as written; the ends of block contracts empty their offers.
        effects: what programmes and pathways do, the tail included.
    """
    arrays = arrays_of(instance, demand)
    emptying = departures(instance, arrays, commitments)
    starts = period_starts(instance.calendar, periods)
    made = spread(instance, arrays, effects, starts, periods[-1].last)
    admitted = _spread(arrays, starts, admissions, periods[-1].last)
    played = _play(arrays, emptying, admitted, made)
    average = np.zeros_like(admitted)
    average[1:] = (played.stock[:-1] + played.stock[1:]) / 2.0
    return Simulation(
        arrays=arrays,
        departures=emptying,
        effects=made,
        periods=periods,
        admitted=admitted,
        stock=played.stock,
        settled=played.settled,
        average=average,
        returns=played.returns,
        moves_by_cohort=played.moves,
        unplaced=_pool(arrays, played.returns, admitted, made),
        left=_left(arrays, emptying, periods[-1].last),
    )


def run_off(instance: Instance, commitments: Sequence[Commitment], months: int) -> Floats:
    """Return (months + 1, P), places taken up by what is left of today's children in each offer."""
    arrays = arrays_of(instance, instance.settings.defaults.demand)
    left = _left(arrays, departures(instance, arrays, commitments), months)
    return np.asarray((left * arrays.places).sum(axis=2), dtype=np.float64)


def step(arrays: Arrays, emptying: Departures, state: Floats, month: int) -> tuple[Floats, Floats, Floats]:
    """Return the groups (P, B, G) at the end of `month` before its admissions, returns (G,), moves (P, G)."""
    moved = state @ arrays.drift
    fits = moved * arrays.eligible[:, None, :]
    broken = fits * arrays.breakdown
    stays = fits - broken
    outgrown = (moved - fits).sum(axis=1)
    ended = broken.sum(axis=1)
    back = outgrown + np.where(arrays.gap[:, None], ended, ended @ arrays.escalation)

    older = np.zeros_like(stays)
    older[:, 1:] = stays[:, :-1]
    older[:, -1] += stays[:, -1]
    due = emptying.by_month.get(month, ())
    if not due:
        return older, back.sum(axis=0), outgrown + ended
    older, forced_back, forced = leave(arrays, due, older)
    return older, back.sum(axis=0) + forced_back, outgrown + ended + forced


def _spread(arrays: Arrays, starts: dict[dt.date, Period], admissions: Iterable[Admission], months: int) -> Floats:
    admitted = np.zeros((months + 1, len(arrays.offers), len(arrays.cohorts)))
    for row in admissions:
        period = starts.get(row.period_start)
        offer, cohort = arrays.offers.get(row.offer), arrays.cohorts.get(row.cohort)
        if period is None or offer is None or cohort is None:
            continue
        if np.isfinite(row.children):
            admitted[period.first : period.last + 1, offer, cohort] += row.children / len(period)
    return admitted


def groups_at(simulation: Simulation, month: int) -> Floats:
    """Return (P, B, G), children in each offer at the end of a month by months since admission."""
    made = simulation
    played = _months(made.arrays, made.departures, made.admitted, made.effects)
    return made.arrays.settled if month == 0 else next(islice(played, month - 1, None))[0]


def _play(arrays: Arrays, emptying: Departures, admitted: Floats, effects: Effects) -> _Played:
    stock, settled, moves = (np.zeros_like(admitted) for _ in range(3))
    returns = np.zeros((admitted.shape[0], admitted.shape[2]))
    stock[0], settled[0] = arrays.settled.sum(axis=1), arrays.settled[:, -1]
    for month, made in enumerate(_months(arrays, emptying, admitted, effects), start=1):
        state, returns[month], moves[month] = made
        stock[month], settled[month] = state.sum(axis=1), state[:, -1]
    return _Played(stock, settled, returns, moves)


def _months(
    arrays: Arrays, emptying: Departures, admitted: Floats, effects: Effects
) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Yield the groups (P, B, G) at the end of each month from month 1, returns (G,) and moves (P, G)."""
    planned = effects.planned_moves
    state = arrays.settled
    for month in range(1, len(admitted)):
        state, returns, moves = step(arrays, emptying, state, month)
        state[:, -1] -= planned[month] + effects.reunified[month]
        state[:, 0] += admitted[month]
        yield state, returns + effects.arrivals[month], moves + planned[month]


def _left(arrays: Arrays, emptying: Departures, months: int) -> Floats:
    """Play today's children alone: without admissions, releases and reunifications."""
    left = np.zeros((months + 1, len(arrays.offers), len(arrays.cohorts)))
    state = arrays.settled
    left[0] = state.sum(axis=1)
    for month in range(1, months + 1):
        state, _, _ = step(arrays, emptying, state, month)
        left[month] = state.sum(axis=1)
    return left


def _pool(arrays: Arrays, returns: Floats, admitted: Floats, effects: Effects) -> Floats:
    """Return (T + 1, G), children in no offer at each month end."""
    unplaced = np.zeros_like(returns)
    unplaced[0] = arrays.unplaced
    for month in range(1, len(unplaced)):
        came = arrays.entries[month] - effects.averted[month] + returns[month]
        unplaced[month] = unplaced[month - 1] @ arrays.drift + came - admitted[month].sum(axis=0)
    return unplaced
