"""Plans for the county that hold every rule: with every commitment and effect, without new ones, doing nothing."""

import functools

import numpy as np

from audit.aliases import Floats
from audit.committed import commitments_today
from audit.donothing import do_nothing
from audit.prices import Prices
from audit.recompute import Decisions
from audit.simulate import Simulation, monthly_periods
from models.calendar import Period
from models.instance import Instance
from models.plan import Admission, Effect, Kind, Plan
from tests.audit import small
from tests.audit.county_instance import county
from tests.audit.placing import placing
from tests.audit.writing import written

COMMITMENTS = (
    small.commit("block", "lodge_block", -13, 6, 10),
    small.commit("block", "annex_block", 4, 6, 33),
    small.commit("home", "house_type", 1, 1),
    small.commit("fostering", "recruiting", 1, 4),
    small.commit("fostering", "recruiting", 13, 2),
    small.commit("programme", "edge", 1, 1),
    small.commit("programme", "homeward", 4, 1),
    small.commit("programme", "mockingbird", 7, 1),
)


def planned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a plan with every commitment places a cohort in a period."""
    if cohort in ("high_town", "high_hill"):
        own = {"house": 0.3} if period.first >= 9 else {}
        annex = {"annex": 0.3} if cohort == "high_town" and 5 <= period.first < 31 else {}
        lodge = {"lodge": 0.1} if period.last < 10 else {}
        taken = own | annex | lodge
        return {**taken, "spot": 1.0 - sum(taken.values())}
    if cohort == "low_hill":
        return {"ifa": 0.8, "spot": 0.1, "gap": 0.1}
    return {
        "low_town": {"carers": 0.3, "ifa": 0.7},
        "trial_town": {"carers": 0.6, "ifa": 0.4},
        "pairs_town": {"carers": 0.2, "ifa": 0.8},
    }.get(cohort, {"spot": 1.0})


def unplanned_shares(cohort: str, period: Period) -> dict[str, float]:
    """Return where a cohort goes without new commitments."""
    if cohort in ("high_town", "high_hill"):
        return {"spot": 1.0}
    return planned_shares(cohort, period)


def _releases(simulation: Simulation, period: Period, part: float) -> list[Effect]:
    """Return releases from `spot`, a part of those ready."""
    if period.first < 4:
        return []
    ready = 0.03 * len(period) * _settled(simulation, period, "spot", "high_town")
    return [small.effect("released", "next_door", "high_town", "spot", period.first, part * ready)]


def acting(simulation: Simulation, period: Period) -> list[Effect]:
    """Return half of what programmes and pathways may do in a period, where it is not 0."""
    first, length = period.first, len(period)
    made = _releases(simulation, period, 0.5)
    if 3 <= first <= 28:
        entries = simulation.arrays.entries[first : period.last + 1, 0].sum()
        made.append(small.effect("averted", "edge", "low_town", None, first, 0.5 * 0.15 * entries))
    if 7 <= first <= 25:
        ready = 0.5 * 0.015 * length * _settled(simulation, period, "ifa", "low_town")
        made.append(small.effect("reunified", "homeward", "low_town", "ifa", first, ready))
    if first >= 10:
        made.append(small.effect("retained", "mockingbird", None, "carers", first, 0.02 * length))
    return [row for row in made if row.amount > 0]


def _settled(simulation: Simulation, period: Period, offer: str, cohort: str) -> float:
    arrays = simulation.arrays
    return float(simulation.settled[period.first - 1, arrays.offers[offer], arrays.cohorts[cohort]])


def rows_of(instance: Instance, admitted: Floats) -> tuple[Admission, ...]:
    """Return admissions (M + 1, P, G) as rows of single months."""
    return tuple(
        small.admit(instance.cohorts[g].cohort, instance.offers[p].offer, int(month), float(admitted[month, p, g]))
        for month, p, g in np.argwhere(admitted > 0)
    )


@functools.cache
def idle() -> Decisions:
    """Return do-nothing's decisions by the rule."""
    committed = commitments_today(county(), monthly_periods(county().calendar))
    idle = do_nothing(county(), "middle", Prices(county(), "central"))
    return Decisions(rows_of(county(), idle.admitted), committed)


@functools.cache
def plan(kind: Kind = "plan") -> Plan:
    """Return a plan of the kind for the county that holds every rule."""
    periods = county().calendar.periods
    if kind == "do_nothing":
        return written(county(), kind, "simulated", idle(), idle())
    if kind == "plan":
        admissions, effects = placing(county(), periods, planned_shares, COMMITMENTS, acting)
        return written(county(), kind, "optimal", Decisions(admissions, COMMITMENTS, effects), idle())
    committed = idle().commitments
    admissions, effects = placing(
        county(), periods, unplanned_shares, committed, lambda played, period: _releases(played, period, 1.0)
    )
    return written(county(), kind, "optimal", Decisions(admissions, committed, effects), idle())
