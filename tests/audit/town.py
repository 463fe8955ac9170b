"""Plans for a town with some of everything, of all three kinds, that hold every rule."""

import functools

import numpy as np

from audit.committed import commitments_today
from audit.donothing import do_nothing
from audit.prices import Prices
from audit.recompute import Decisions
from audit.simulate import monthly_periods
from models.calendar import Period
from models.plan import Admission, Commitment, Kind, Plan, Status
from tests.audit import small
from tests.audit.placing import placing
from tests.audit.town_instance import town
from tests.audit.writing import HASH, written

__all__ = ["COMMITMENTS", "HASH", "baseline", "placing", "plan", "town"]

COMMITMENTS = (
    small.commit("block", "lodge_block", 4, 3, 39),
    small.commit("home", "house_type", 1, 1),
    small.commit("fostering", "recruiting", 1, 4),
    small.commit("fostering", "recruiting", 13, 2),
)


def planned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a plan with every commitment places a cohort in a period."""
    if cohort == "high_town":
        return {"lodge": 0.2, "house": 0.3, "spot": 0.5} if period.first >= 4 else {"spot": 1.0}
    if cohort == "low_coast":
        return {"opening": 0.9, "gap": 0.1} if period.first >= 6 else {"spot": 0.9, "gap": 0.1}
    if cohort == "older_town":
        return {"shared": 1.0}
    return {"carers": 0.5, "ifa": 0.5}


def unplanned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a cohort goes without blocks and homes."""
    if cohort == "low_town":
        return {"carers": 0.4, "ifa": 0.6}
    return {"spot": 1.0} if cohort == "high_town" else planned_shares(cohort, period)


@functools.cache
def baseline() -> tuple[tuple[Admission, ...], tuple[Commitment, ...]]:
    """Return admissions month by month by the rule and recruitment at today's rate."""
    calendar = town().calendar
    recruited = commitments_today(town(), monthly_periods(calendar))
    admitted = do_nothing(town(), "middle", Prices(town(), "central")).admitted
    rows = tuple(
        Admission(
            cohort=town().cohorts[g].cohort,
            offer=town().offers[p].offer,
            period_start=calendar.first_day(int(month)),
            children=float(admitted[month, p, g]),
        )
        for month, p, g in np.argwhere(admitted > 0)
    )
    return rows, recruited


@functools.cache
def plan(kind: Kind = "plan", status: Status = "optimal") -> Plan:
    """Return a plan of the kind for `town` that holds every rule."""
    idle = Decisions(*baseline())
    if kind == "do_nothing":
        return written(town(), kind, "simulated", idle, idle)
    shares = planned_shares if kind == "plan" else unplanned_shares
    rows, _ = placing(town(), town().calendar.periods, shares)
    made = Decisions(rows, COMMITMENTS if kind == "plan" else idle.commitments)
    return written(town(), kind, status, made, idle)
