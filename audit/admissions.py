"""Whether admissions may be made, and whether they place everybody."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from audit.checks import TOLERANCE, Check, Deviation, measured
from audit.simulate import Simulation, period_starts
from models.calendar import Period, PlanningCalendar
from models.instance import Instance
from models.plan import Admission


def admission_faults(
    simulation: Simulation, calendar: PlanningCalendar, admissions: Sequence[Admission], periods: Sequence[Period]
) -> list[str]:
    """Return what is wrong with the admissions, in words.

    Args:
        simulation: the plan's children; it knows which offers empty, and when.
        calendar: the planning calendar.
        admissions: admissions as written.
        periods: periods that these admissions may start in.
    """
    starts = period_starts(calendar, periods)
    faults = [
        f"{row.cohort} to {row.offer} from {row.period_start}: {fault}"
        for row in admissions
        for fault in _row_faults(simulation, row, starts.get(row.period_start))
    ]
    written = Counter((row.cohort, row.offer, row.period_start) for row in admissions)
    return faults + [
        f"{cohort} to {offer} from {start}: given twice"
        for (cohort, offer, start), count in written.items()
        if count > 1
    ]


def _row_faults(simulation: Simulation, row: Admission, period: Period | None) -> list[str]:
    arrays = simulation.arrays
    cohort, offer = arrays.cohorts.get(row.cohort), arrays.offers.get(row.offer)
    faults = []
    if not (row.children >= 0 and np.isfinite(row.children)):
        faults.append(f"{row.children} children")
    if cohort is None:
        faults.append("no such cohort")
    if offer is None:
        faults.append("no such offer")
    if period is None:
        faults.append("no period starts on that day")
    if offer is not None:
        if not arrays.accepted[offer]:
            faults.append("grade not accepted for new placements")
        if cohort is not None and not arrays.eligible[offer, cohort]:
            faults.append("the offer does not take the cohort")
        if period is not None and not _open(simulation, offer, period):
            faults.append("the offer is not open in every month of the period")
    return faults


def _open(simulation: Simulation, offer: int, period: Period) -> bool:
    opens, closes = simulation.arrays.opens[offer], simulation.departures.closes[offer]
    return bool(opens <= period.first and period.last < closes)


def check_conservation(name: str, instance: Instance, simulation: Simulation) -> Check:
    """Check that at every period end no child of any cohort is without an offer, or in two."""
    found: list[Deviation] = []
    for period in simulation.periods:
        left = simulation.unplaced[period.last]
        in_care = float(simulation.stock[period.last].sum() + left.sum())
        worst = int(np.argmax(np.abs(left)))
        where = (
            f"cohort {instance.cohorts[worst].cohort}, end of the period from "
            f"{instance.calendar.first_day(period.first)}: {left[worst] + 0.0:.9f} children in no offer"
        )
        found.append(Deviation(float(abs(left[worst])), TOLERANCE * max(1.0, in_care), where))
    return measured(name, found)
