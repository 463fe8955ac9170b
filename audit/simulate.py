"""Month by month: who is where, who returns, who moves, given a plan's admissions."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from audit.arrays import Arrays, Floats, arrays_of
from models.calendar import Period, PlanningCalendar
from models.instance import Instance
from models.plan import Admission


@dataclass(frozen=True)
class Simulation:
    """What a plan's admissions make of the children, months 0 to T (the last month of `periods`).

    Attributes:
        arrays: the instance as arrays; gives the order of offers (P) and cohorts (G).
        periods: periods over which admissions were spread.
        admitted: (T + 1, P, G), children admitted in a month.
        stock: (T + 1, P, G), children in an offer at the end of a month; month 0 is today.
        average: (T + 1, P, G), mean of the stocks at both ends of a month; month 0 is zero.
        returns: (T + 1, G), children back in the pool in a month, by cohort on return.
        moves: (T + 1, P), care moves in a month, by offer left.
        unplaced: (T + 1, G), children in care but in no offer at the end of a month.
        run_off: (T + 1, P), what is left of today's children in the offer.
    """

    arrays: Arrays
    periods: tuple[Period, ...]
    admitted: Floats
    stock: Floats
    average: Floats
    returns: Floats
    moves: Floats
    unplaced: Floats
    run_off: Floats

    @property
    def months(self) -> int:
        """Last month simulated, T."""
        return self.periods[-1].last


def monthly_periods(calendar: PlanningCalendar) -> tuple[Period, ...]:
    """Return every reported month as a period of its own, without a tail: the periods of do-nothing."""
    return tuple(Period(m, m, True) for m in range(1, calendar.horizon_months + 1))


def period_starts(calendar: PlanningCalendar, periods: Iterable[Period]) -> dict[dt.date, Period]:
    """Return the periods by their first day."""
    return {calendar.first_day(period.first): period for period in periods}


def simulate(
    instance: Instance, demand: str, admissions: Iterable[Admission], periods: tuple[Period, ...]
) -> Simulation:
    """Play `admissions` out from today's placements.

    Admissions that name an unknown cohort, offer or period are left out; `audit.admissions` lists them.

    Args:
        instance: the planning problem.
        demand: demand path whose entries come.
        admissions: children who start, those of the tail included.
        periods: periods that `period_start` speaks of; months up to the end of the last one are simulated.
    """
    arrays = arrays_of(instance, demand)
    admitted = _spread(arrays, instance.calendar, admissions, periods)
    stock, returns, moves = _play(arrays, admitted)
    alone, _, _ = _play(arrays, np.zeros_like(admitted))
    average = np.zeros_like(stock)
    average[1:] = (stock[:-1] + stock[1:]) / 2.0
    return Simulation(
        arrays=arrays,
        periods=periods,
        admitted=admitted,
        stock=stock,
        average=average,
        returns=returns,
        moves=moves,
        unplaced=_pool(arrays, returns, admitted),
        run_off=alone.sum(axis=2),
    )


def _spread(
    arrays: Arrays, calendar: PlanningCalendar, admissions: Iterable[Admission], periods: Sequence[Period]
) -> Floats:
    starts = period_starts(calendar, periods)
    admitted = np.zeros((periods[-1].last + 1, len(arrays.offers), len(arrays.cohorts)))
    for row in admissions:
        period = starts.get(row.period_start)
        offer, cohort = arrays.offers.get(row.offer), arrays.cohorts.get(row.cohort)
        if period is not None and offer is not None and cohort is not None:
            admitted[period.first : period.last + 1, offer, cohort] += row.children / len(period)
    return admitted


def _play(arrays: Arrays, admitted: Floats) -> tuple[Floats, Floats, Floats]:
    """Return stock (T + 1, P, G), returns (T + 1, G) and moves (T + 1, P)."""
    stock = np.zeros_like(admitted)
    returns = np.zeros((admitted.shape[0], admitted.shape[2]))
    moves = np.zeros(admitted.shape[:2])
    state = arrays.settled
    stock[0] = state.sum(axis=1)
    for month in range(1, len(admitted)):
        state, returns[month], moves[month] = step(arrays, state, month)
        state[:, 0, :] += admitted[month]
        stock[month] = state.sum(axis=1)
    return stock, returns, moves


def step(arrays: Arrays, state: Floats, month: int) -> tuple[Floats, Floats, Floats]:
    """Return the groups (P, B, G) at the end of `month` before its admissions, returns (G,), moves (P,)."""
    moved = state @ arrays.drift
    fits = moved * arrays.eligible[:, None, :]
    broken = fits * arrays.breakdown
    stays = fits - broken
    outgrown = (moved - fits).sum(axis=1)
    ended = broken.sum(axis=1)
    back = outgrown + np.where(arrays.gap[:, None], ended, ended @ arrays.escalation)
    moves = (outgrown + ended).sum(axis=1)

    closed = month >= arrays.closes
    forced = stays[closed].sum(axis=1)
    back[closed] += forced
    moves[closed] += forced.sum(axis=1)
    stays[closed] = 0.0

    older = np.zeros_like(stays)
    older[:, 1:] = stays[:, :-1]
    older[:, -1] += stays[:, -1]
    return older, back.sum(axis=0), moves


def _pool(arrays: Arrays, returns: Floats, admitted: Floats) -> Floats:
    """Return (T + 1, G), children in no offer at each month end."""
    unplaced = np.zeros_like(returns)
    unplaced[0] = arrays.unplaced
    for month in range(1, len(unplaced)):
        came = arrays.entries[month] + returns[month]
        unplaced[month] = unplaced[month - 1] @ arrays.drift + came - admitted[month].sum(axis=0)
    return unplaced
