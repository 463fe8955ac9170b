"""What programmes committed to before the plan do under do-nothing; docs/mathematics.md, section 8.

Each does as much as it may, month by month, in table order.
"""

from dataclasses import dataclass

import numpy as np

from models.calendar import MONTHS_PER_YEAR, Period
from models.tables import Fostering, Programme
from optimiser.commitments import Decisions
from optimiser.effects import Effects, Leaving, effect_share, leavings, programmes_of, served
from optimiser.problem import Floats, Problem
from optimiser.programmes import in_effect
from optimiser.standing import monthly_stay


@dataclass(frozen=True)
class Begun:
    """Programmes begun or signed, over H reported months.

    Attributes:
        averted: (A, H, G), share of a cohort's entries averted, by programme.
        retained: (D, H), households kept, by programme.
        places: (P, M + 1), places of these households.
        ways: ways of leaving; those that nobody may go have a share of 0.
        most: (I, H), children who may go home by a way in a month.
    """

    averted: Floats
    retained: Floats
    places: Floats
    ways: tuple[Leaving, ...]
    most: Floats

    def entering(self, month: int) -> Floats:
        """(G,), share of a month's entries that come in spite of the programmes."""
        return np.asarray(1.0 - self.averted[:, month - 1].sum(axis=0))

    def reunify(self, settled: Floats, state: Floats, month: int) -> Floats:
        """Let settled children go home, in place; return (I, P, G), who goes by which way.

        Args:
            settled: (P, G), settled children at the end of the month before.
            state: (P, L, G), children by months since admission, the settled in the last row.
            month: the month, from 1.
        """
        gone = np.zeros((len(self.ways), *settled.shape))
        for i in np.flatnonzero(self.most[:, month - 1]):
            wanted = settled * self.ways[i].share * self.ways[i].offers[:, None]
            # Those there may be less than none by rounding.
            gone[i] = np.maximum(np.minimum(_within(self.most[i, month - 1], wanted), state[:, -1]), 0.0)
            state[:, -1] -= gone[i]
        return gone

    def effects(self, left: Floats) -> Effects:
        """Return all that the programmes do; `left` (I, H, P, G) are the children who went home."""
        return Effects(left, self.averted, self.retained)


def begun(problem: Problem, decisions: Decisions) -> Begun:
    """Return what the programmes taken may do, those that reunify apart, whose children are not known yet.

    Args:
        problem: the problem, month by month.
        decisions: the commitments of today's practice.
    """
    works = {option.id: option.month for option, _ in decisions.taken() if option.kind == "programme"}
    ways = leavings(problem)
    programmes = {programme.programme: programme for programme in problem.instance.programmes}
    most = np.zeros((len(ways), problem.calendar.horizon_months))
    for i, way in enumerate(ways):
        if way.kind == "reunified":
            most[i] = _served_a_month(problem, programmes[way.id], works)
    retained, places = _retained(problem, decisions, works)
    return Begun(_averted(problem, works), retained, places, ways, most)


def _served_a_month(problem: Problem, programme: Programme, works: dict[str, int]) -> Floats:
    """(H,), children or households that a programme can serve in a month; 0 where it is not in effect."""
    months = range(1, problem.calendar.horizon_months + 1)
    start = works.get(programme.programme)
    on = [start is not None and in_effect(programme, start, Period(m, m, True)) for m in months]
    return np.array(on) * programme.places_per_year / MONTHS_PER_YEAR


def _averted(problem: Problem, works: dict[str, int]) -> Floats:
    """(A, H, G): of the entries that the programmes before it leave, each averts its share, up to its places."""
    programmes = programmes_of(problem, "averts_entries")
    averted = np.zeros((len(programmes), problem.calendar.horizon_months, len(problem.cohorts)))
    for number, programme in enumerate(programmes):
        left = 1.0 - averted[:number].sum(axis=0)
        share = np.where(served(problem, programme), effect_share(programme), 0.0)
        in_year = problem.instance.left("programme", programme.programme)
        for m, most in enumerate(_served_a_month(problem, programme, works)):
            entries = problem.entries[m + 1]
            if in_year is not None and problem.calendar.year_index(m + 1) == 0:
                most = min(most, in_year)
            children = _within(most, entries * left[m] * share)
            in_year = None if in_year is None else max(in_year - float(children.sum()), 0.0)
            averted[number, m] = np.divide(children, entries, out=np.zeros_like(entries), where=entries > 0.0)
    return averted


def _retained(problem: Problem, decisions: Decisions, works: dict[str, int]) -> tuple[Floats, Floats]:
    """(D, H), households kept, and (P, M + 1), their places."""
    programmes = programmes_of(problem, "retains_carers")
    kept = np.zeros((len(programmes), problem.calendar.horizon_months))
    places = np.zeros((len(problem.offers), problem.months + 1))
    for service in problem.instance.fostering:
        mine = [i for i, programme in enumerate(programmes) if programme.service == service.service]
        most = {i: _served_a_month(problem, programmes[i], works) for i in mine}
        stay = monthly_stay(service.attrition_per_year_share)
        households, there = _households(problem, decisions, service), 0.0
        for month in range(1, problem.months + 1):
            leaving, there = (households[month - 1] + there) * (1.0 - stay), there * stay
            for i in mine if month <= problem.calendar.horizon_months else ():
                kept[i, month - 1] = min(effect_share(programmes[i]) * leaving, most[i][month - 1])
                there += kept[i, month - 1]
            each = service.places_per_household * service.fill_share
            places[problem.offer_index(service.offer), month] = there * each
    return kept, places


def _households(problem: Problem, decisions: Decisions, service: Fostering) -> Floats:
    """(M + 1,), households at month ends, those kept by programmes left out."""
    stay = monthly_stay(service.attrition_per_year_share)
    months = np.arange(problem.months + 1)
    found = service.households_today * stay**months
    for option, units in decisions.taken():
        if (option.kind, option.id) == ("fostering", service.service):
            age = months - option.live
            found += np.where(age >= 0, units * stay ** np.maximum(age, 0), 0.0)
    return np.asarray(found)


def _within(most: float, wanted: Floats) -> Floats:
    """Return what is wanted, all of it cut in the same proportion where it adds to more than `most`."""
    total = float(wanted.sum())
    return wanted * (most / total) if total > most else wanted
