"""Which hard policies clash, how far each has to give way, and which places would help."""

import math
from collections.abc import Iterable, Iterator, Mapping

import highspy
import numpy as np

from models.calendar import MONTHS_PER_YEAR, PlanningCalendar
from models.explanation import MorePlaces, Relaxation, WayOut
from optimiser.explain.curve import Stopped
from optimiser.formulation import SHORTFALL_WEIGHT, Formulation
from optimiser.policies import PolicyRow, level_at, met_within
from optimiser.problem import Floats, Ints
from optimiser.quantities import Programming
from optimiser.rows import rows_of_lanes
from optimiser.session import HOT_ITERATIONS, Session, SolverError

_Status = highspy.HighsModelStatus
_HALF_YEAR = 6
_ROOM = 1e-7
"""Child-years, moves or places by which a policy that holds may be missed, so that rounding does not forbid it."""
_WHOLE = 1e-6
"""Places up to this above a whole number are that number."""

Key = tuple[str, str]
"""Policy and financial year."""


class Elastic:
    """A live model whose hard policies may be opened and closed; commitments are divisible unless fixed.

    Args:
        session: a live model of a programme whose shortfall columns are open and whose cost is the least shortfall.
    """

    def __init__(self, session: Session[Formulation]) -> None:
        self.session = session
        self.made: Formulation = session.formulation
        self.rows: dict[Key, list[PolicyRow]] = {}
        for row in self.made.policies:
            if row.policy.strength == "hard":
                self.rows.setdefault((row.policy.policy, row.policy.financial_year), []).append(row)
        self.programming = Programming(self.made)
        self.cost = self.made.model.cost.copy()
        self.started = False

    def least(self) -> Floats:
        """Return (columns,), the plan in parts that misses all hard policies together by as little as can be.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
            SolverError: if HiGHS ends otherwise.
        """
        self._allow({})
        return self._solved(self.cost)

    def holds(self, opened: set[Key]) -> bool:
        """Return whether all hard policies but those opened can hold, these missed by as little as can be.

        First as little as can be is missed of those that are to hold; where that is nothing, they are held at it.
        Nothing is closed before it is known that it can be: to prove that it cannot takes the solver minutes.

        Raises:
            Stopped: if the time is over or Ctrl-C was pressed.
            SolverError: if HiGHS ends otherwise.
        """
        closed = [key for key in self.rows if key not in opened]
        slack = self._slack(closed)
        self._allow({})
        values = self._solved(self._only(slack))
        if any(self.is_missed(key, values) for key in closed):
            return False
        self._allow(dict(zip(slack.tolist(), (values[slack] + _ROOM).tolist(), strict=True)))
        self._solved(self.cost)
        return True

    def shortfalls(self) -> Floats:
        """Return (columns,), the cost of what is missed of all hard policies and of nothing else."""
        return self._only(self._slack(self.rows))

    def _only(self, columns: Ints) -> Floats:
        cost = np.zeros(len(self.cost))
        cost[columns] = self.cost[columns]
        return cost

    def _slack(self, keys: Iterable[Key]) -> Ints:
        return np.array([row.slack for key in keys for row in self.rows[key]], dtype=np.int64)

    def _allow(self, most: Mapping[int, float]) -> None:
        """Let every policy be missed, some by so much at most, by the column of the shortfall."""
        slack = self._slack(self.rows)
        upper = np.array([most.get(column, np.inf) for column in slack.tolist()])
        self.session.bound_columns(slack, np.zeros(len(slack)), upper)

    def _solved(self, cost: Floats) -> Floats:
        """Return (columns,), where a cost is least: from the last optimum, else by the interior point method."""
        self.session.price_columns(np.arange(len(cost)), cost)
        for status in self._runs():
            if status == _Status.kOptimal:
                self.started = True
                return self.session.values
            if self.session.stopped:
                raise Stopped
        raise SolverError(f"HiGHS ended what clashes with {self.session.highs.getModelStatus()}")

    def _runs(self) -> Iterator[highspy.HighsModelStatus]:
        if self.started:
            yield self.session.run_on(HOT_ITERATIONS)
        for solver in ("ipx", "simplex"):
            yield self.session.run(solve_relaxation=True, solver=solver, run_crossover="on")

    def is_missed(self, key: Key, values: Floats) -> bool:
        """Return whether a policy is missed in a solution."""
        policy, level = self.rows[key][0].policy, self.level(key, values)
        return (policy.level - level if policy.is_floor else level - policy.level) > met_within(policy)

    def add_column(self, cost: float, rows: Ints, values: Floats) -> int:
        """Add a column that costs something beside the shortfalls; return its position."""
        self.cost = np.append(self.cost, cost)
        return self.session.add_column(cost, rows, values)

    def level(self, key: Key, values: Floats) -> float:
        """Return the level that a policy reaches in a solution."""
        own = values[: self.made.model.column_count]
        levels = [level_at(self.programming, row, own) for row in self.rows[key]]
        return min(levels) if self.rows[key][0].policy.is_floor else max(levels)


def out_of_reach(elastic: Elastic, in_parts: Floats) -> list[Key]:
    """Return policies that cannot hold even with all others off: some of those missed in a plan, (columns,)."""
    found = []
    for key in [key for key in elastic.rows if elastic.is_missed(key, in_parts)]:
        _tell(elastic, key)
        if not elastic.holds(set(elastic.rows) - {key}):
            found.append(key)
    return found


def clashing(elastic: Elastic, off: set[Key]) -> list[Key]:
    """Return policies that cannot all hold, any one of which left out the others can; none if all but `off` can.

    One after the other is opened; where the rest then holds, it is one of them and is closed again.
    """
    if elastic.holds(off):
        return []
    opened = set(off)
    members = []
    for key in [key for key in elastic.rows if key not in off]:
        _tell(elastic, key)
        if elastic.holds(opened | {key}):
            members.append(key)
        else:
            opened.add(key)
    return members


def relaxations(elastic: Elastic, beyond: list[Key], members: list[Key], together: Floats) -> list[Relaxation]:
    """Return how far every hard policy has to give way, alone and together.

    Args:
        elastic: the live model.
        beyond: policies out of reach by themselves.
        members: policies that clash.
        together: (columns,), the plan that misses all by as little as can be.
    """
    found = []
    for key, rows in elastic.rows.items():
        alone = None
        if key in members or beyond == [key]:
            _tell(elastic, key)
            if elastic.holds({key}):
                alone = elastic.level(key, elastic.session.values)
        target = rows[0].policy.level
        found.append(Relaxation(*key, target, key in beyond, key in members, alone, elastic.level(key, together)))
    return found


def missed_together(elastic: Elastic, values: Floats) -> list[Relaxation]:
    """Return what a plan of whole commitments, (columns,), misses; what one alone would do is not known of those."""
    return [
        Relaxation(
            *key, rows[0].policy.level, False, elastic.is_missed(key, values), None, elastic.level(key, values)
        )
        for key, rows in elastic.rows.items()
    ]


def ways_out(elastic: Elastic, units: Floats, missed: list[str]) -> list[WayOut]:
    """Return the fewest places more with which all hard policies hold, by the month from which they are there.

    Args:
        elastic: the live model.
        units: (options,), commitments beside which the places are.
        missed: financial years whose policies are missed.
    """
    made = elastic.made
    elastic.session.bound_columns(made.units, units, units)
    found = []
    for month in months_of_places(made.problem.calendar, missed):
        start = made.problem.calendar.first_day(month)
        elastic.session.progress.on_stage(f"places that would help from {start:%B %Y}")
        columns = _add_places(elastic, month)
        held = elastic.holds(set())
        values = elastic.session.values if held else np.zeros(0)
        places = [(offer, math.ceil(values[c] - _WHOLE)) for offer, c in columns.items()] if held else []
        more = tuple(_more(made, offer, number) for offer, number in places if number > 0)
        found.append(WayOut(start, more))
        last = np.array(list(columns.values()), dtype=np.int64)
        elastic.session.bound_columns(last, np.zeros(len(last)), np.zeros(len(last)))
    return found


def months_of_places(calendar: PlanningCalendar, missed: list[str]) -> list[int]:
    """Return months from which places may be there: April and October of the first year missed and the one before.

    For those before the horizon stands its first month.
    """
    year = min(calendar.years.index(year) for year in calendar.years if str(year) in missed)
    first = MONTHS_PER_YEAR * year + 1 - calendar.elapsed_months
    firsts = {period.first for period in calendar.periods}
    months = dict.fromkeys(max(1, first + _HALF_YEAR * halves) for halves in (1, 0, -1, -2))
    return [month for month in months if month in firsts]


def _add_places(elastic: Elastic, month: int) -> dict[int, int]:
    """Add a column of places from a month on to each limited offer without a block; return them by offer."""
    made = elastic.made
    never, periods = made.problem.months + 1, made.problem.calendar.periods
    found = {}
    for (offer, end), rows in rows_of_lanes(made).items():
        if end == never and offer != made.problem.gap:
            there = np.concatenate([row for row, period in zip(rows, periods, strict=True) if period.first >= month])
            found[offer] = elastic.add_column(SHORTFALL_WEIGHT, there, np.full(len(there), -1.0))
    return found


def _more(made: Formulation, offer: int, number: int) -> MorePlaces:
    name = made.problem.offers[offer].offer
    needs = tuple(row.need for row in made.problem.instance.offer_prices if row.offer == name)
    return MorePlaces(name, number, needs)


def _tell(elastic: Elastic, key: Key) -> None:
    elastic.session.progress.on_stage(f"what clashes: {key[0]} {key[1]}")
