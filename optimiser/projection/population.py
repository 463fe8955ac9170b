"""Population rate: today's children in care per resident child, by age and area, times the residents to come."""

import datetime as dt

import numpy as np

from optimiser.projection.record import (
    DAYS_PER_YEAR,
    Floats,
    NotEnoughHistoryError,
    People,
    Record,
    years_between,
)

PER = 10_000.0
"""Rates are printed per 10,000 resident children, as DfE does."""


def population_rate(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin at the last rate per resident child.

    Residents are read off the straight lines between the population figures.

    Raises:
        NotEnoughHistoryError: without population figures from the origin to the last of `years`.
    """
    if not record.people:
        raise NotEnoughHistoryError("rows in the table population")
    growth = np.zeros(len(years))
    for group in record.people:
        at_origin = residents(group, record.origin, np.zeros(1))[0]
        growth += group.share * residents(group, record.origin, years) / at_origin
    return record.last * growth


def residents(group: People, origin: dt.date, years: Floats) -> Floats:
    """Return residents of a group at `years` (m,) after `origin`.

    Raises:
        NotEnoughHistoryError: where the figures do not reach.
    """
    known = np.array([years_between(origin, day) for day in group.days])
    for wanted in (float(years.min()), float(years.max())):
        if not known[0] <= wanted <= known[-1]:
            day = origin + dt.timedelta(days=wanted * DAYS_PER_YEAR)
            span = f"{group.days[0]} to {group.days[-1]}"
            raise NotEnoughHistoryError(f"population figures for {day}; some group has them from {span} only")
    return np.interp(years, known, group.people)


def rate_per_10000(record: Record) -> float:
    """Return children in care per 10,000 resident children at the origin, all groups together."""
    people = sum(residents(group, record.origin, np.zeros(1))[0] for group in record.people)
    return float(PER * record.last / people)
