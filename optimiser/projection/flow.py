"""Entries and exits: children start at a steady number a year and leave at rates by age; or at rates by reason.

By age, in continuous time: d(stock)/dt = entries + stock @ rates, solved exactly with the matrix exponential.
Rates are those of all recorded periods of the last five years taken together, events over child-years. Who passes
from one age band into the next is not recorded; it is what best closes the balance of counts, starts and ceases
(non-negative least squares).
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg, optimize

from optimiser.projection.record import (
    ALL_AGES,
    DAYS_PER_YEAR,
    RECENT_YEARS,
    Band,
    Floats,
    Flow,
    NotEnoughHistoryError,
    Record,
)


@dataclass(frozen=True)
class Rates:
    """Entries and exits estimated from a record, by age band (B bands).

    Attributes:
        bands: the age bands.
        entries: (B,), children starting a year.
        leaving: (B,), children ceasing a year per child in care.
        ageing: (B,), children a year per child in care who pass into the next band; 0 for the last.
        starts: (B,), children starting in all periods, on which `entries` rests.
        ceases: (B,), children ceasing in all periods.
        years: length of all periods.
        child_years: (B,), years in care in all periods.
    """

    bands: tuple[Band, ...]
    entries: Floats
    leaving: Floats
    ageing: Floats
    starts: Floats
    ceases: Floats
    years: float
    child_years: Floats

    def generator(self) -> Floats:
        """(B, B), yearly rates of passing between bands; a row's shortfall from 0 leaves care."""
        return np.diag(-self.leaving - self.ageing) + np.diag(self.ageing[:-1], 1)


def estimate(record: Record) -> Rates:
    """Return entries and exits of the last five years.

    Raises:
        NotEnoughHistoryError: without a period whose starts, ceases and counts at both ends are known.
    """
    flows = recent_flows(record)
    years = sum(flow.years for flow in flows)
    starts = np.sum([flow.starts for flow in flows], axis=0)
    ceases = np.sum([flow.ceases for flow in flows], axis=0)
    child_years = np.sum([flow.child_years for flow in flows], axis=0)
    if not child_years.all():
        raise NotEnoughHistoryError("children in care in every age band")
    return Rates(
        bands=record.bands,
        entries=starts / years,
        leaving=ceases / child_years,
        ageing=_ageing(flows),
        starts=starts,
        ceases=ceases,
        years=years,
        child_years=child_years,
    )


def recent_flows(record: Record) -> tuple[Flow, ...]:
    """Return the periods that end within five years of the origin.

    Raises:
        NotEnoughHistoryError: if there is none.
    """
    oldest = record.origin.toordinal() - RECENT_YEARS * DAYS_PER_YEAR
    flows = tuple(flow for flow in record.flows if flow.end.toordinal() >= oldest)
    if not flows:
        raise NotEnoughHistoryError("a period with starts, ceases and counts at both ends, by the same ages")
    return flows


def _ageing(flows: tuple[Flow, ...]) -> Floats:
    bands = len(flows[0].starts)
    ageing = np.zeros(bands)
    if bands == 1:
        return ageing
    passing = np.zeros((len(flows), bands, bands - 1))
    gained = np.zeros((len(flows), bands))
    for i, flow in enumerate(flows):
        child_years = flow.child_years
        passing[i] = np.diag(child_years)[:, :-1] * -1.0 + np.diag(child_years[:-1], -1)[:, :-1]
        gained[i] = flow.after - flow.before - flow.starts + flow.ceases
    ageing[:-1] = optimize.nnls(passing.reshape(-1, bands - 1), gained.reshape(-1))[0]
    return ageing


def stock_by_age(rates: Rates, stock: Floats, years: Floats) -> Floats:
    """Return (m, B), children by age band at `years` (m,) after a day on which there were `stock` (B,)."""
    bands = len(stock)
    # One more state that never changes and from which the entries come.
    whole = np.zeros((bands + 1, bands + 1))
    whole[:bands, :bands] = rates.generator()
    whole[bands, :bands] = rates.entries
    start = np.append(stock, 1.0)
    return np.asarray(start @ linalg.expm(whole * years[:, None, None]))[:, :bands]


def flow(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin, by entries and exits by age.

    Raises:
        NotEnoughHistoryError: see `estimate`.
    """
    return stock_by_age(estimate(record), stock_at_origin(record), years).sum(axis=1)


def stock_at_origin(record: Record) -> Floats:
    """Return (B,), children by age band at the origin."""
    if record.stock is None:
        return np.array([record.last]) if record.bands == (ALL_AGES,) else _no_ages()
    return record.stock


def _no_ages() -> Floats:
    raise NotEnoughHistoryError("children by age at the last count")


def reason_rates(record: Record) -> dict[str, float]:
    """Return children ceasing a year per child in care by reason, over the recorded periods of the last five years.

    Raises:
        NotEnoughHistoryError: without reasons.
    """
    oldest = record.origin.toordinal() - RECENT_YEARS * DAYS_PER_YEAR
    periods = [period for period in record.reasons if period.end.toordinal() >= oldest]
    if not periods:
        raise NotEnoughHistoryError("rows in the table ceases_by_reason")
    ordinals = np.array([day.toordinal() for day in record.days], dtype=float)
    child_years = 0.0
    ceases: dict[str, float] = {}
    for period in periods:
        ends = np.array([period.start.toordinal(), period.end.toordinal()], dtype=float)
        if ends[0] < ordinals[0]:
            raise NotEnoughHistoryError(f"a count on or before {period.start}, where the reasons begin")
        child_years += float(np.interp(ends, ordinals, record.children).mean()) * (ends[1] - ends[0]) / DAYS_PER_YEAR
        for reason, children in period.ceases.items():
            ceases[reason] = ceases.get(reason, 0.0) + children
    return {reason: children / child_years for reason, children in ceases.items()}


def flow_by_reason(record: Record, years: Floats) -> Floats:
    """Return children in care at `years` (m,) after the origin: all ages together, leaving at rates by reason.

    Raises:
        NotEnoughHistoryError: without starts, or without reasons.
    """
    flows = recent_flows(record)
    entries = sum(float(flow.starts.sum()) for flow in flows) / sum(flow.years for flow in flows)
    leaving = sum(reason_rates(record).values())
    if not leaving:
        return record.last + entries * years
    steady = entries / leaving
    return steady + (record.last - steady) * np.exp(-leaving * years)
