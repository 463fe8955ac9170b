"""Columns of what programmes do beside reunifying: entries averted, foster households kept."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.calendar import Period
from models.tables import Programme
from optimiser.columns import Stay
from optimiser.effects import RetainedColumn, programmes_of, served
from optimiser.kernel import Life, nobody
from optimiser.layout import Layout
from optimiser.problem import Floats, Ints, Problem
from optimiser.programmes import in_effect
from optimiser.standing import monthly_stay


def starts_in_effect(layout: Layout, programme: Programme, period: Period) -> Ints:
    """Return the columns of a programme's starts that are in effect in a period: at most one of them is taken."""
    mine = [
        option.kind == "programme" and option.id == programme.programme and in_effect(programme, option.month, period)
        for option in layout.options
    ]
    return np.asarray(layout.units[np.array(mine, dtype=np.bool_)], dtype=np.int64)


def year_of(problem: Problem, period: int) -> int:
    """Return the number of a period's financial year, the tail being the one after the last reported."""
    return problem.calendar.year_index(problem.calendar.periods[period].first)


@dataclass(frozen=True)
class AvertedBlock:
    """Columns of entries averted by one programme in one period, as shares of the entries.

    A flow that takes children out of the pool before they are placed anywhere.

    Attributes:
        period: position of the period.
        cohorts: (N,), cohorts with entries.
        carrier: (N,), positions of the columns.
        number: position of the programme among those that avert entries.
        programme: the programme.
        starts: columns of the programme's starts in effect.
        children: (N,), entries of the period.
    """

    period: int
    cohorts: Ints
    carrier: Ints
    number: int
    programme: Programme
    starts: Ints
    children: Floats

    def becomes(self, problem: Problem) -> Life:
        """Return the life of nobody."""
        return nobody(problem, len(self.cohorts))

    def admissions(self, problem: Problem) -> Floats:
        """Return (M + 1, N, G), entries of each month that do not come about where all of a cohort's are averted."""
        months = problem.calendar.periods[self.period].months
        taken = np.zeros((problem.months + 1, len(self.cohorts), len(problem.cohorts)))
        every = np.arange(len(self.cohorts))
        for month in months:
            taken[month, every, self.cohorts] = problem.entries[month, self.cohorts]
        return taken

    def stays(self, _problem: Problem) -> Iterator[Stay]:
        """Yield nothing: nobody is anywhere."""
        return iter(())


def add_averted(layout: Layout) -> list[AvertedBlock]:
    """Add the columns `averted_*`, where a start can be in effect, to the flows too, and return them in blocks."""
    problem = layout.problem
    found = []
    for number, programme in enumerate(programmes_of(problem, "averts_entries")):
        mine = served(problem, programme)
        for t, period in enumerate(problem.calendar.periods):
            starts = starts_in_effect(layout, programme, period)
            children = problem.entries[period.first : period.last + 1].sum(axis=0)
            cohorts = np.flatnonzero(mine & (children > 0.0))
            if len(starts) and len(cohorts):
                columns = layout.model.add_columns(f"averted_{number}_{t}", np.ones(len(cohorts)))
                found.append(AvertedBlock(t, cohorts, columns, number, programme, starts, children[cohorts]))
    layout.flows.extend(found)
    return found


def add_retained(layout: Layout) -> list[RetainedColumn]:
    """Add the columns `retained_*`, where a start can be in effect, to the layout too, and return them."""
    problem = layout.problem
    services = {service.service: service for service in problem.instance.fostering}
    for number, programme in enumerate(programmes_of(problem, "retains_carers")):
        service = services[programme.service or ""]
        stay = monthly_stay(service.attrition_per_year_share)
        offer = problem.offer_index(service.offer)
        for t, period in enumerate(problem.calendar.periods):
            starts = starts_in_effect(layout, programme, period)
            if len(starts):
                (column,) = layout.model.add_columns(f"retained_{number}_{t}", np.array([np.inf]))
                kept = kept_households(problem, period, stay)
                places = kept * service.places_per_household * service.fill_share
                layout.retained.append(RetainedColumn(number, programme, t, int(column), starts, offer, kept, places))
    return layout.retained


def kept_households(problem: Problem, period: Period, stay: float) -> Floats:
    """(M + 1,), of one household kept in a period, those still there at month ends."""
    kept = np.zeros(problem.months + 1)
    for month in period.months:
        kept[month:] += stay ** np.arange(problem.months + 1 - month) / len(period)
    return kept
