"""How much programmes and pathways may do: shares, places a year, settled children, households that leave."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audit.aliases import Floats
from audit.checks import TOLERANCE, Check, Deviation, measured
from audit.effect_rows import named, serves
from audit.households import households_new, households_today, monthly_attrition
from audit.pledges import Pledge
from audit.simulate import Simulation, period_starts
from models.calendar import MONTHS_PER_YEAR, Period
from models.instance import Instance
from models.plan import Effect
from models.tables import Fostering, Programme


@dataclass(frozen=True)
class _Known:
    """What limits are worked out from."""

    instance: Instance
    simulation: Simulation
    pledges: Sequence[Pledge]
    effects: Sequence[Effect]

    def in_effect(self, programme: Programme, period: Period) -> bool:
        """Return whether a programme was started and works in every month of the period."""
        started = [pledge.live for pledge in self.pledges if pledge.terms is programme]
        return any(
            start + programme.lag_months <= period.first and period.last <= start + programme.term_months - 1
            for start in started
        )

    def year(self, period: Period) -> int:
        """Return the number of the financial year of a period, 0 the first; the tail is one."""
        return self.instance.calendar.year_index(period.first)


def check_settled(simulation: Simulation) -> Check:
    """Check that no more settled children leave an offer than are there."""
    arrays = simulation.arrays
    offers, cohorts = list(arrays.offers), list(arrays.cohorts)
    leaving = (simulation.effects.planned_moves + simulation.effects.reunified).any(axis=0)
    return measured(
        "settled",
        [
            Deviation(
                max(0.0, -float(simulation.settled[:, p, g].min())),
                TOLERANCE,
                f"offer {offers[p]}, cohort {cohorts[g]}: more settled children leave than are there",
            )
            for p, g in np.argwhere(leaving)
        ],
    )


def check_effect_limits(
    instance: Instance, simulation: Simulation, pledges: Sequence[Pledge], effects: Sequence[Effect]
) -> Check:
    """Check every effect, and their sums by period and financial year, against what may be.

    Args:
        instance: the planning problem.
        simulation: the plan's children.
        pledges: the plan's commitments.
        effects: effects as written.
    """
    known = _Known(instance, simulation, pledges, effects)
    found: list[Deviation] = []
    starts = period_starts(instance.calendar, simulation.periods)
    for programme in instance.programmes:
        rows = [(row, starts[row.period_start]) for row in effects if _is_of(row, programme.programme, starts)]
        if programme.effect == "averts_entries":
            found += _averted(known, programme, rows)
        elif programme.effect == "reunifies":
            found += _reunified(known, programme, rows)
        else:
            found += _retained(known, programme, rows)
    found += _averted_together(known)
    for pathway in dict.fromkeys(row.pathway for row in instance.step_downs):
        rows = [(row, starts[row.period_start]) for row in effects if _is_of(row, pathway, starts, releases=True)]
        found += _released(known, pathway, rows)
    return measured("effect_limits", found)


type _Rows = list[tuple[Effect, Period]]


def _is_of(row: Effect, name: str, starts: dict[dt.date, Period], *, releases: bool = False) -> bool:
    return row.id == name and (row.kind == "released") == releases and row.period_start in starts


def _counted(programme: Programme) -> float:
    return programme.effect_share * (1.0 - programme.haircut_share)


def _over(where: str, value: float, most: float) -> Deviation:
    words = f"{where}: {value:.6f}, at most {most:.6f}"
    return Deviation(value - most, TOLERANCE * max(1.0, abs(most)), words)


def _entries(known: _Known, cohort: str | None, period: Period) -> float:
    arrays = known.simulation.arrays
    number = arrays.cohorts.get(cohort or "")
    return 0.0 if number is None else float(arrays.entries[period.first : period.last + 1, number].sum())


def _averted(known: _Known, programme: Programme, rows: _Rows) -> Iterator[Deviation]:
    works = {period: known.in_effect(programme, period) for period in known.simulation.periods}
    for row, period in rows:
        share = _counted(programme) * works[period]
        yield _over(named(row), row.amount, share * _entries(known, row.cohort, period))
    for year in range(known.year(known.simulation.periods[-1]) + 1):
        averted = sum(row.amount for row, period in rows if known.year(period) == year)
        months = sum(len(period) for period, on in works.items() if on and known.year(period) == year)
        left = known.instance.left("programme", programme.programme) if year == 0 else None
        most = programme.places_per_year / MONTHS_PER_YEAR * months if left is None else left
        yield _over(f"averted of {programme.programme} in year {year + 1}", averted, most)


def _averted_together(known: _Known) -> Iterator[Deviation]:
    for g, cohort in enumerate(known.instance.cohorts):
        left = 1.0
        for programme in known.instance.programmes:
            if programme.effect == "averts_entries" and serves(known.instance, programme, cohort):
                left *= 1.0 - _counted(programme)
        for period in known.simulation.periods:
            averted = float(known.simulation.effects.averted[period.first : period.last + 1, g].sum())
            where = f"averted of cohort {cohort.cohort} from {known.instance.calendar.first_day(period.first)}"
            if averted > 0:
                yield _over(where, averted, (1.0 - left) * _entries(known, cohort.cohort, period))


def _settled(known: _Known, row: Effect, period: Period) -> float:
    arrays = known.simulation.arrays
    offer, cohort = arrays.offers.get(row.offer or ""), arrays.cohorts.get(row.cohort or "")
    if offer is None or cohort is None:
        return 0.0
    return float(known.simulation.settled[period.first - 1, offer, cohort])


def _reunified(known: _Known, programme: Programme, rows: _Rows) -> Iterator[Deviation]:
    for row, period in rows:
        most = _counted(programme) * len(period) * _settled(known, row, period)
        yield _over(f"{named(row)}, cohort {row.cohort}, offer {row.offer}", row.amount, most)
    yield from _places(known, programme, rows)


def _places(known: _Known, programme: Programme, rows: _Rows) -> Iterator[Deviation]:
    for period in {period: None for _, period in rows}:
        total = sum(row.amount for row, other in rows if other == period)
        works = known.in_effect(programme, period)
        most = programme.places_per_year * len(period) / MONTHS_PER_YEAR * works
        day = known.instance.calendar.first_day(period.first)
        yield _over(f"{programme.programme}, all of the period from {day}", total, most)


def _retained(known: _Known, programme: Programme, rows: _Rows) -> Iterator[Deviation]:
    service = next((row for row in known.instance.fostering if row.service == programme.service), None)
    if service is None:
        return
    there = _households(known, service)
    for row, period in rows:
        leaving = monthly_attrition(service) * len(period) * float(there[period.first - 1])
        yield _over(named(row), row.amount, _counted(programme) * leaving)
    yield from _places(known, programme, rows)


def _households(known: _Known, service: Fostering) -> Floats:
    simulation = known.simulation
    new = households_new(service, known.pledges, simulation.effects.retained[service.service])
    return households_today(service, simulation.months) + new


def _released(known: _Known, pathway: str, rows: _Rows) -> Iterator[Deviation]:
    steps = {row.cohort: row for row in known.instance.step_downs if row.pathway == pathway}
    for row, period in rows:
        step = steps.get(row.cohort or "")
        if step is not None:
            most = step.readiness_monthly_share * len(period) * _settled(known, row, period)
            yield _over(f"{named(row)}, cohort {row.cohort}, offer {row.offer}", row.amount, most)
    for year in {known.year(period): None for _, period in rows}:
        released = sum(row.amount for row, period in rows if known.year(period) == year)
        left = known.instance.left("step_down", pathway) if year == 0 else None
        most = min(row.max_per_year for row in steps.values()) if left is None else left
        yield _over(f"released on {pathway} in year {year + 1}", released, most)
