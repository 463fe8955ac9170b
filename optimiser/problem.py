"""The instance as arrays, for one demand path and one price path.

Shapes: G cohorts, P offers, M months including the tail; month axes have M + 1 entries, index 0 being the
base date. Units: children, pounds per week at the price base, weeks.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.calendar import FinancialYear, PlanningCalendar
from models.fields import RINGS, UNKNOWN_PROVISION, PricePath
from models.instance import Instance
from models.money import discount_factors, uplift_index
from models.tables import Cohort, Offer, Uplift
from optimiser.arrays import Flags as Flags
from optimiser.arrays import Floats as Floats
from optimiser.arrays import Ints as Ints
from optimiser.eligibility import eligibility, take_up
from optimiser.lanes import (
    Exit,
    Lane,
    contract_successors,
    exits_of_offers,
    lanes_of,
    todays_ends,
)
from optimiser.standing import OpenHomes, open_homes, standing_capacity


@dataclass(frozen=True)
class Today:
    """Children of one offer and cohort at the base date, `months` after their admission."""

    offer: int
    cohort: int
    months: int
    children: float


@dataclass(frozen=True)
class Pathway:
    """A pathway from residential care to a family on trial, by cohort that it takes.

    Attributes:
        id: name of the pathway.
        share: (G,), share of the settled children ready in a month; 0 for cohorts that it does not take.
        trial: (G, G), 1 from each cohort that it takes to the one that a child enters on release.
        release_gbp: (G,), cost of preparing one release, price base.
        first_month: (G,), first month with releases.
        most_per_year: releases a financial year at most.
    """

    id: str
    share: Floats
    trial: Floats
    release_gbp: Floats
    first_month: Ints
    most_per_year: float


@dataclass(frozen=True)
class Problem:
    """Everything the optimiser reads, as arrays.

    Attributes:
        transitions: (G, G), monthly chance of being in another cohort a month later.
        escalation: (G, G), where broken-down children return.
        entries: (M + 1, G), children entering care in each month.
        unplaced_today: (G,), children in care today whose placement is unknown; they join month 1's pool.
        eligible: (P, G), offer takes cohort.
        hazard: (P, L + 1, G), chance of an unplanned end in a month, by whole months since admission; the
            last row holds for all later months.
        open_months: (P, M + 1), offer admits children in the month.
        exits: closures and last days of each offer (P), in order of time.
        lanes: offers with the ends that their contracts may have.
        today_end: (P,), month in which a running contract's end empties an offer of today's residents.
        contract_successor: (P,), offer that takes over the residents when a contract ends, or `NOBODY`.
        use: (P, G), places of its capacity that a child takes up.
        beds: (P, G), beds that a child takes up.
        price: (P, G), pounds per week at the price base; 0 where not eligible.
        capacity: (P, M + 1), limit without commitments at each month end; infinite where there is none.
        homes_today: homes open at the base date.
        index: uplift key to (M + 1,) price index of each month.
        discount: (M + 1,), present-value factor of each month's financial year.
        pathways: step-down pathways.
    """

    instance: Instance
    demand: str
    prices: PricePath
    calendar: PlanningCalendar
    cohorts: tuple[Cohort, ...]
    offers: tuple[Offer, ...]
    transitions: Floats
    escalation: Floats
    entries: Floats
    unplaced_today: Floats
    today: tuple[Today, ...]
    eligible: Flags
    hazard: Floats
    open_months: Flags
    exits: tuple[tuple[Exit, ...], ...]
    lanes: tuple[Lane, ...]
    today_end: tuple[int, ...]
    contract_successor: tuple[int, ...]
    use: Floats
    beds: Floats
    price: Floats
    capacity: Floats
    homes_today: tuple[OpenHomes, ...]
    index: dict[str, Floats]
    discount: Floats
    pathways: tuple[Pathway, ...]

    @property
    def settled_after(self) -> int:
        """Months since admission from which no hazard changes any more: a child is settled from then on."""
        return int(self.hazard.shape[1]) - 1

    @property
    def months(self) -> int:
        """Number of months, tail included."""
        return self.calendar.all_months

    @cached_property
    def gap(self) -> int:
        """Index of the offer that stands for no sufficient placement."""
        return next(i for i, offer in enumerate(self.offers) if offer.provision == "gap")

    @cached_property
    def home_areas(self) -> tuple[str, ...]:
        """Home areas in order of appearance."""
        return tuple(dict.fromkeys(c.home_area for c in self.cohorts))

    @cached_property
    def area_of_cohort(self) -> Ints:
        """(G,), index of each cohort's home area."""
        return np.array([self.home_areas.index(c.home_area) for c in self.cohorts])

    @cached_property
    def ring(self) -> Ints:
        """(P, G), position in `RINGS` of each offer seen from each cohort's home area."""
        rings = {(a.home_area, a.placed_in): RINGS.index(a.ring) for a in self.instance.areas}
        return np.array([[rings[c.home_area, o.placed_in] for c in self.cohorts] for o in self.offers])

    @cached_property
    def weekly_value(self) -> dict[str, Floats]:
        """Uplift key to (M + 1,): weeks of the month times price index."""
        return {key: self.calendar.weeks * index for key, index in self.index.items()}

    def offer_index(self, name: str) -> int:
        """Position of an offer by its name."""
        return next(i for i, offer in enumerate(self.offers) if offer.offer == name)

    def exits_of(self, offer: int, end: int) -> tuple[Exit, ...]:
        """Return how an offer empties within the tail if a contract ends it in month `end`, in order of time."""
        closing = tuple(e for e in self.exits[offer] if e.month <= min(self.months, end))
        ended = (Exit(end, 1.0, self.contract_successor[offer], final=True),) if end <= self.months else ()
        return closing + ended

    @cached_property
    def authorities(self) -> tuple[str, ...]:
        """Short names of the authorities that plan here, that of the settings first."""
        return tuple(self.instance.authority_names)

    @cached_property
    def authority_of_cohort(self) -> Ints:
        """(G,), position in `authorities` of each cohort's."""
        return np.array([self.authorities.index(self.instance.authority_of(cohort)) for cohort in self.cohorts])

    @cached_property
    def classes(self) -> tuple[tuple[Lane, ...], ...]:
        """Lanes grouped by what their returns depend on: eligibility, hazard, and how they empty."""
        groups: dict[tuple[bytes, bytes, tuple[Exit, ...], bool], list[Lane]] = {}
        for lane in self.lanes:
            p = lane.offer
            hazard = self.hazard[p] * self.eligible[p]
            key = (self.eligible[p].tobytes(), hazard.tobytes(), self.exits_of(p, lane.end), p == self.gap)
            groups.setdefault(key, []).append(lane)
        return tuple(tuple(members) for members in groups.values())


def compile_problem(instance: Instance, demand: str | None, prices: PricePath | None) -> Problem:
    """Turn an instance into arrays.

    Args:
        instance: a checked instance.
        demand: demand path; the instance's default if None.
        prices: price path; the instance's default if None.

    Raises:
        ValueError: if the demand path is not in the instance.
    """
    demand = demand or instance.settings.defaults.demand
    prices = prices or instance.settings.defaults.prices
    if demand not in instance.demand_paths:
        raise ValueError(f"no demand path {demand!r}; there are {', '.join(instance.demand_paths)}")
    calendar = instance.calendar
    cohorts, offers = instance.cohorts, instance.offers
    number = {c.cohort: i for i, c in enumerate(cohorts)}
    eligible, price = eligibility(instance)
    use, beds = take_up(instance)
    index = _index(instance, prices)
    return Problem(
        instance=instance,
        demand=demand,
        prices=prices,
        calendar=calendar,
        cohorts=cohorts,
        offers=offers,
        transitions=_transitions(instance, number),
        escalation=_escalation(instance),
        entries=_entries(instance, demand, number),
        unplaced_today=_unplaced_today(instance, number),
        today=_today(instance, number),
        eligible=eligible,
        hazard=_hazard(instance),
        open_months=_open_months(instance, calendar),
        exits=exits_of_offers(instance),
        lanes=lanes_of(instance),
        today_end=todays_ends(instance),
        contract_successor=contract_successors(instance),
        use=use,
        beds=beds,
        price=price,
        capacity=standing_capacity(instance, calendar),
        homes_today=open_homes(instance, index),
        index=index,
        discount=_discount(instance),
        pathways=_pathways(instance, calendar, number),
    )


def _transitions(instance: Instance, number: dict[str, int]) -> Floats:
    matrix = np.zeros((len(number), len(number)))
    for row in instance.transitions:
        matrix[number[row.cohort], number[row.to_cohort]] = row.monthly_share
    return matrix


def _escalation(instance: Instance) -> Floats:
    needs = {need.need: need for need in instance.needs}
    by_rank = {need.rank: need.need for need in instance.needs}
    place = {(c.need, *alike_but_need(instance, c)): i for i, c in enumerate(instance.cohorts)}
    matrix = np.eye(len(instance.cohorts))
    for i, cohort in enumerate(instance.cohorts):
        need = needs[cohort.need]
        higher = by_rank.get(need.rank + 1)
        target = place.get((higher or "", *alike_but_need(instance, cohort)))
        if target is not None:
            matrix[i, i] -= need.escalation_share
            matrix[i, target] += need.escalation_share
    return matrix


def alike_but_need(instance: Instance, cohort: Cohort) -> tuple[object, ...]:
    """Return what a child keeps when its need rises: age, area, authority, skill, group, solo flag."""
    group = (cohort.skill, cohort.group_size, cohort.solo)
    return (cohort.age_from, cohort.age_to, cohort.home_area, instance.authority_of(cohort), *group)


def _entries(instance: Instance, demand: str, number: dict[str, int]) -> Floats:
    calendar = instance.calendar
    entries = np.zeros((calendar.all_months + 1, len(number)))
    for row in instance.entries:
        if row.demand == demand:
            entries[calendar.month_of(row.month), number[row.cohort]] += row.children
    last = calendar.horizon_months
    tail = calendar.all_months - last
    entries[last + 1 :] = entries[last - tail + 1 : last + 1]
    return entries


def _unplaced_today(instance: Instance, number: dict[str, int]) -> Floats:
    unplaced = np.zeros(len(number))
    for row in instance.placements_today:
        if row.provision == UNKNOWN_PROVISION:
            unplaced[number[row.cohort]] += row.children
    return unplaced


def _today(instance: Instance, number: dict[str, int]) -> tuple[Today, ...]:
    offer = {o.offer: i for i, o in enumerate(instance.offers)}
    return tuple(
        Today(offer[row.offer], number[row.cohort], row.months_in_placement, row.children)
        for row in instance.placements_today
        if row.offer is not None
    )


def _hazard(instance: Instance) -> Floats:
    steps: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for row in instance.disruption:
        steps.setdefault((row.offer, row.need), []).append((row.months_from, row.monthly_share))
    longest = max((row.months_from for row in instance.disruption), default=0)
    hazard = np.zeros((len(instance.offers), longest + 1, len(instance.cohorts)))
    for p, offer in enumerate(instance.offers):
        for g, cohort in enumerate(instance.cohorts):
            for months_from, share in sorted(steps.get((offer.offer, cohort.need), [])):
                hazard[p, months_from:, g] = share
    return hazard


def _open_months(instance: Instance, calendar: PlanningCalendar) -> Flags:
    accepted = set(instance.settings.quality.accepted_grades)
    never = calendar.all_months + 1
    is_open = np.zeros((len(instance.offers), calendar.all_months + 1), dtype=np.bool_)
    for p, offer in enumerate(instance.offers):
        if offer.provision != "gap" and offer.grade not in accepted:
            continue
        last = never if offer.live_to is None else min(calendar.month_of(offer.live_to), never)
        for month in range(1, last):
            is_open[p, month] = offer.live_from is None or calendar.first_day(month) >= offer.live_from
    return is_open


def _pathways(instance: Instance, calendar: PlanningCalendar, number: dict[str, int]) -> tuple[Pathway, ...]:
    found = []
    for name in dict.fromkeys(row.pathway for row in instance.step_downs):
        share, release_gbp = np.zeros(len(number)), np.zeros(len(number))
        trial, first_month = np.zeros((len(number), len(number))), np.zeros(len(number), dtype=np.int64)
        rows = [row for row in instance.step_downs if row.pathway == name]
        for row in rows:
            g = number[row.cohort]
            share[g], release_gbp[g] = row.readiness_monthly_share, row.release_gbp
            trial[g, number[row.trial_cohort]] = 1.0
            first_month[g] = calendar.month_of(row.start_from)
        found.append(Pathway(name, share, trial, release_gbp, first_month, rows[0].max_per_year))
    return tuple(found)


def _index(instance: Instance, prices: PricePath) -> dict[str, Floats]:
    calendar = instance.calendar
    rates: dict[str, dict[FinancialYear, float]] = {}
    for row in instance.uplifts:
        if row.prices == prices:
            rates.setdefault(row.uplift, {})[FinancialYear.parse(row.financial_year)] = row.uplift_share
    # Month 0 may lie before the price base: its prices are then those of the base.
    years = [max(calendar.year_of(month), instance.price_base) for month in range(calendar.all_months + 1)]
    return {key: np.array(uplift_index(known, instance.price_base, years)) for key, known in rates.items()}


def with_uplifts(problem: Problem, uplifts: tuple[Uplift, ...]) -> Problem:
    """Return the problem with other price uplifts; what homes open today cost is not worked out again."""
    instance = problem.instance.model_copy(update={"uplifts": uplifts})
    return replace(problem, instance=instance, index=_index(instance, problem.prices))


def _discount(instance: Instance) -> Floats:
    calendar = instance.calendar
    years = [calendar.years[0] + i for i in range(len(calendar.years) + 1)]
    factors = discount_factors(deflators(instance), years)
    return np.array([1.0, *(factors[calendar.year_index(m)] for m in range(1, calendar.all_months + 1))])


def deflators(instance: Instance) -> dict[FinancialYear, float]:
    """Return the deflator of each year of the instance."""
    return {FinancialYear.parse(row.financial_year): row.deflator_share for row in instance.deflators}
