"""Small records whose projections can be worked out by hand."""

import datetime as dt

import numpy as np

from optimiser.projection.record import Flow, People, ReasonFlow, Record

YEARS = np.array([0.0, 1.0, 2.0, 3.0])


def march(year: int) -> dt.date:
    """Return 31 March."""
    return dt.date(year, 3, 31)


def counts(*children: float, last: int = 2022) -> Record:
    """Return a record of yearly counts that ends on 31 March of `last`."""
    first = last - len(children) + 1
    return Record(tuple(march(first + i) for i in range(len(children))), np.array(children, dtype=float))


def yearly_flow(year: int, starts: list[float], ceases: list[float], before: list[float], after: list[float]) -> Flow:
    """Return the flow of the year that ends on 31 March of `year`."""
    return Flow(
        march(year - 1), march(year), *(np.array(part, dtype=float) for part in (starts, ceases, before, after))
    )


def with_flow() -> Record:
    """Return a record of one age band: 100 children all along, 30 start and 30 cease in each of two years."""
    flows = tuple(yearly_flow(year, [30], [30], [100], [100]) for year in (2021, 2022))
    days = (march(2020), march(2021), march(2022))
    reasons = (ReasonFlow(march(2021), march(2022), {"adoption": 12.0, "home": 18.0}),)
    people = (People(1.0, (march(2020), march(2026)), np.array([10_000.0, 13_000.0])),)
    return Record(days, np.array([100.0, 100.0, 100.0]), flows=flows, reasons=reasons, people=people)
