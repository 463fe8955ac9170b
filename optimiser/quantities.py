"""What policies count in a year, each in two ways: over the columns of a programme, and in a finished plan.

docs/mathematics.md, section 7. Averages are those of the months, children are counted, not beds.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from optimiser.columns import Flow, year_slice
from optimiser.commitments import Decisions
from optimiser.kernel import Part
from optimiser.layout import Layout, OtherEnd, todays_of
from optimiser.ledger import Key, monthly_lines, owners
from optimiser.problem import Flags, Floats, Ints, Problem
from optimiser.shared_use import add_use_beyond_share, use_beyond_share
from optimiser.spending import capital_lines, revenue_lines
from optimiser.trajectory import Trajectory

Linear = tuple[Floats, float]
"""Coefficients per column, and the part that no column decides."""


@dataclass(frozen=True)
class Outcome:
    """A finished plan: children by offer and month, and what it commits to."""

    problem: Problem
    path: Trajectory
    decisions: Decisions

    @cached_property
    def ledger(self) -> dict[Key, Floats]:
        """Authority, budget head, line, kind and id to nominal pounds by month, (M + 1,)."""
        return monthly_lines(self.problem, self.path, self.decisions)


@dataclass(frozen=True)
class Programming:
    """The columns of a programme, counted by year once for all policies."""

    layout: Layout

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.layout.problem

    def nothing(self) -> Floats:
        """Return a coefficient of 0 for every column."""
        return np.zeros(self.layout.model.column_count)

    @cached_property
    def parts(self) -> list["YearlyPart"]:
        """Every part of every flow that begins in a reported year, counted by year."""
        years = [year_slice(self.problem, year) for year in range(self.problem.calendar.financial_years)]
        found = []
        for flow in self.layout.flows:
            if not self.problem.calendar.periods[flow.period].reported:
                continue
            stays: dict[int, tuple[list[tuple[int, Ints]], Part]] = {}
            for stay in flow.stays(self.problem):
                stays.setdefault(id(stay.part), ([], stay.part))[0].append((stay.offer, stay.columns))
            for places, part in stays.values():
                averages = np.array([part.average[months].sum(axis=0) / MONTHS_PER_YEAR for months in years])
                moves = np.array([part.moves[months].sum(axis=0) for months in years])
                found.append(YearlyPart(flow, places, averages, moves))
        return found


@dataclass(frozen=True)
class YearlyPart:
    """Children of a flow who are alike but for their offer, by year.

    Attributes:
        flow: the flow.
        places: (offer, columns (N,)) of each offer that they are in.
        averages: (Y, N, G), child-years.
        moves: (Y, N), care moves.
    """

    flow: Flow
    places: list[tuple[int, Ints]]
    averages: Floats
    moves: Floats


class Quantity(Protocol):
    """Something that a policy counts in a year."""

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return what is counted in year number `year`, over the programme's columns."""

    def value(self, outcome: Outcome, year: int) -> float:
        """Return what is counted in year number `year` of a plan."""


@dataclass(frozen=True)
class ChildYears:
    """Child-years in offers: the average children of a whole year; `where` (P, G) says whose and in which."""

    where: Flags

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the child-years of the year."""
        coefficients = programming.nothing()
        for part in programming.parts:
            rows = self.where[[offer for offer, _ in part.places]]
            if (rows == rows[0]).all():
                # The carrier is the sum of its offers' columns.
                coefficients[part.flow.carrier] += part.averages[year] @ rows[0]
            else:
                for (_, columns), row in zip(part.places, rows, strict=True):
                    coefficients[columns] += part.averages[year] @ row
        months = year_slice(programming.problem, year)
        here = programming.layout.today.average[:, months].sum(axis=1) / MONTHS_PER_YEAR
        return coefficients, float((here * self.where).sum())

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the child-years of the year."""
        months = year_slice(outcome.problem, year)
        return float((outcome.path.average[:, months].sum(axis=1) / MONTHS_PER_YEAR * self.where).sum())


@dataclass(frozen=True)
class AverageChildren:
    """Average children of the months planned of a year; `where` (P, G) says whose and in which."""

    where: Flags

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the average children of the year."""
        part = programming.problem.calendar.share_of(year)
        coefficients, constant = ChildYears(self.where).linear(programming, year)
        return coefficients / part, constant / part

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the average children of the year."""
        return ChildYears(self.where).value(outcome, year) / outcome.problem.calendar.share_of(year)


@dataclass(frozen=True)
class Admitted:
    """Children admitted in the year; `where` (P, G) says whose and to which offers."""

    where: Flags

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the children admitted in the year; none of today's."""
        coefficients = programming.nothing()
        for block in programming.layout.blocks:
            if _in_year(programming.problem, block.period, year):
                for offer, columns in zip(block.offers, block.admit, strict=True):
                    coefficients[columns] += self.where[offer, block.cohorts]
        return coefficients, 0.0

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the children admitted in the year."""
        months = year_slice(outcome.problem, year)
        inside = [months.start <= first < months.stop for first, _ in outcome.path.periods]
        return float((outcome.path.admitted[np.array(inside, dtype=np.bool_)] * self.where).sum())


@dataclass(frozen=True)
class CareMoves:
    """Care moves of the children of an authority, or of all; planned ones included."""

    authority: str | None

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the moves of the year."""
        layout, coefficients = programming.layout, programming.nothing()
        for part in programming.parts:
            if self.authority is None or not isinstance(part.flow, OtherEnd):
                coefficients[part.flow.carrier] += part.moves[year] * self._mine(layout.problem, part)
        if self.authority is not None:
            among = todays_of(layout.problem, layout.problem.authorities.index(self.authority))
            for flow in layout.flows:
                if isinstance(flow, OtherEnd):
                    moves = flow.becomes(among).moves[year_slice(layout.problem, year)]
                    coefficients[flow.carrier] += moves.sum(axis=0)
        return coefficients, self._moves(layout.problem, layout.today.moved, year)

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the moves of the year."""
        return self._moves(outcome.problem, outcome.path.moved, year)

    def _moves(self, problem: Problem, moved: Floats, year: int) -> float:
        """Return the moves of the year; `moved` is (A, P, M + 1)."""
        whose = slice(None) if self.authority is None else problem.authorities.index(self.authority)
        return float(moved[whose, ..., year_slice(problem, year)].sum())

    def _mine(self, problem: Problem, part: "YearlyPart") -> Flags:
        """(N,), whether the children of each column are of the authority: no column holds two of them."""
        if self.authority is None:
            return np.ones(len(part.flow.carrier), dtype=np.bool_)
        a = problem.authorities.index(self.authority)
        return np.asarray(part.averages[:, :, problem.authority_of_cohort == a].any(axis=(0, 2)))


@dataclass(frozen=True)
class EmergencyPlaces:
    """Beds kept vacant for emergencies in blocks and open homes, an authority's share or all."""

    authority: str | None

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the beds of the year, mean of its months."""
        layout = programming.layout
        coefficients = programming.nothing()
        for option, unit in zip(layout.options, layout.units, strict=True):
            if option.offer is not None:
                kept = float(option.kept[year_slice(layout.problem, year)].mean())
                coefficients[unit] += kept * self._part(layout.problem, option.offer)
        return coefficients, self._of_homes_today(layout.problem)

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the beds of the year, mean of its months."""
        beds = self._of_homes_today(outcome.problem)
        for option, units in outcome.decisions.taken():
            if option.offer is not None:
                kept = float(option.kept[year_slice(outcome.problem, year)].mean())
                beds += units * kept * self._part(outcome.problem, option.offer)
        return beds

    def _of_homes_today(self, problem: Problem) -> float:
        return sum(homes.kept * self._part(problem, homes.offer) for homes in problem.homes_today)

    def _part(self, problem: Problem, offer: int) -> float:
        return 1.0 if self.authority is None else owners(problem, offer).get(self.authority, 0.0)


@dataclass(frozen=True)
class Spent:
    """Nominal pounds of a kind of the ledger's lines, before rounding; of a budget head or authority, or all."""

    kind: Literal["revenue", "capital"]
    head: str | None
    authority: str | None

    def linear(self, programming: Programming, year: int) -> Linear:
        """Return the pounds of the year."""
        months = year_slice(programming.problem, year)
        shared = self.authority if self.kind == "revenue" else None
        if shared is not None:
            add_use_beyond_share(programming.layout, shared, months)
        coefficients, constant = programming.nothing(), 0.0
        of = revenue_lines if self.kind == "revenue" else capital_lines
        for line, columns in of(programming.layout, self.authority):
            if self.head in (None, line.head):
                pounds = line.monthly[months].sum(axis=0)
                if columns is None:
                    constant += float(pounds)
                else:
                    np.add.at(coefficients, columns, pounds)
        for head, use, fixed in use_beyond_share(programming.layout, shared, months) if shared is not None else ():
            if self.head in (None, head):
                coefficients, constant = coefficients + use, constant + fixed
        return coefficients, constant

    def value(self, outcome: Outcome, year: int) -> float:
        """Return the pounds of the year."""
        months = year_slice(outcome.problem, year)
        return sum(float(series[months].sum()) for key, series in outcome.ledger.items() if self._counts(key))

    def _counts(self, key: Key) -> bool:
        authority, head, _, kind, _ = key
        return kind == self.kind and self.head in (None, head) and self.authority in (None, authority)


def _in_year(problem: Problem, period: int, year: int) -> bool:
    span = problem.calendar.periods[period]
    return span.reported and problem.calendar.year_index(span.first) == year
