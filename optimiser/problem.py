"""The instance as arrays, for one demand path and one price path.

Shapes: G cohorts, P offers, M months including the tail; month axes have M + 1 entries, index 0 being the
base date. Units: children, pounds per week at the price base, weeks.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from models.calendar import FinancialYear, PlanningCalendar
from models.fields import RINGS, UNKNOWN_PROVISION, PricePath
from models.instance import Instance
from models.money import discount_factors, uplift_index
from models.tables import Cohort, Offer

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Today:
    """Children of one offer and cohort at the base date, `months` after their admission."""

    offer: int
    cohort: int
    months: int
    children: float


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
        last_month: (P,), month in which an offer empties; a month past the tail where it does not.
        price: (P, G), pounds per week at the price base; 0 where not eligible.
        capacity: (P, M + 1), limit without commitments at each month end; infinite where there is none.
        index: uplift key to (M + 1,) price index of each month.
        discount: (M + 1,), present-value factor of each month's financial year.
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
    last_month: Ints
    price: Floats
    capacity: Floats
    index: dict[str, Floats]
    discount: Floats

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

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """Offers grouped by what their returns depend on: eligibility, hazard, and when they empty."""
        groups: dict[tuple[bytes, bytes, int, bool], list[int]] = {}
        for p in range(len(self.offers)):
            hazard = self.hazard[p] * self.eligible[p]
            key = (self.eligible[p].tobytes(), hazard.tobytes(), int(self.last_month[p]), p == self.gap)
            groups.setdefault(key, []).append(p)
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
    eligible, price = _eligibility(instance)
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
        last_month=_last_month(instance, calendar),
        price=price,
        capacity=_capacity(instance, calendar),
        index=_index(instance, prices),
        discount=_discount(instance),
    )


def _transitions(instance: Instance, number: dict[str, int]) -> Floats:
    matrix = np.zeros((len(number), len(number)))
    for row in instance.transitions:
        matrix[number[row.cohort], number[row.to_cohort]] = row.monthly_share
    return matrix


def _escalation(instance: Instance) -> Floats:
    needs = {need.need: need for need in instance.needs}
    by_rank = {need.rank: need.need for need in instance.needs}
    place = {(c.need, c.age_from, c.age_to, c.home_area): i for i, c in enumerate(instance.cohorts)}
    matrix = np.eye(len(instance.cohorts))
    for i, cohort in enumerate(instance.cohorts):
        need = needs[cohort.need]
        higher = by_rank.get(need.rank + 1)
        target = place.get((higher or "", cohort.age_from, cohort.age_to, cohort.home_area))
        if target is not None:
            matrix[i, i] -= need.escalation_share
            matrix[i, target] += need.escalation_share
    return matrix


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


def _eligibility(instance: Instance) -> tuple[Flags, Floats]:
    weekly = {(row.offer, row.need): row.gbp_per_week for row in instance.offer_prices}
    eligible = np.zeros((len(instance.offers), len(instance.cohorts)), dtype=np.bool_)
    price = np.zeros(eligible.shape)
    for p, offer in enumerate(instance.offers):
        for g, cohort in enumerate(instance.cohorts):
            aged = offer.age_from <= cohort.age_from and cohort.age_to <= offer.age_to
            if (offer.offer, cohort.need) in weekly and aged:
                eligible[p, g] = True
                price[p, g] = weekly[offer.offer, cohort.need]
    return eligible, price


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


def _last_month(instance: Instance, calendar: PlanningCalendar) -> Ints:
    never = calendar.all_months + 1
    return np.array(
        [never if o.live_to is None else min(calendar.month_of(o.live_to), never) for o in instance.offers]
    )


def _open_months(instance: Instance, calendar: PlanningCalendar) -> Flags:
    accepted = set(instance.settings.quality.accepted_grades)
    last = _last_month(instance, calendar)
    is_open = np.zeros((len(instance.offers), calendar.all_months + 1), dtype=np.bool_)
    for p, offer in enumerate(instance.offers):
        if offer.provision != "gap" and offer.grade not in accepted:
            continue
        for month in range(1, min(last[p], calendar.all_months + 1)):
            is_open[p, month] = offer.live_from is None or calendar.first_day(month) >= offer.live_from
    return is_open


def _capacity(instance: Instance, calendar: PlanningCalendar) -> Floats:
    committed = {b.offer for b in instance.blocks} | {h.offer for h in instance.homes}
    capacity = np.full((len(instance.offers), calendar.all_months + 1), np.inf)
    for p, offer in enumerate(instance.offers):
        if offer.offer in committed:
            capacity[p] = 0.0
        elif offer.capacity_children is not None:
            capacity[p] = offer.capacity_children
    months = np.arange(calendar.all_months + 1)
    for service in instance.fostering:
        p = next(i for i, offer in enumerate(instance.offers) if offer.offer == service.offer)
        stay = monthly_stay(service.attrition_per_year_share)
        capacity[p] = service.households_today * service.places_per_household * service.fill_share
        capacity[p] *= stay**months
    return capacity


def monthly_stay(attrition_per_year: float) -> float:
    """Return the share of households that stay from one month to the next."""
    return float((1.0 - attrition_per_year) ** (1.0 / 12.0))


def _index(instance: Instance, prices: PricePath) -> dict[str, Floats]:
    calendar = instance.calendar
    rates: dict[str, dict[FinancialYear, float]] = {}
    for row in instance.uplifts:
        if row.prices == prices:
            rates.setdefault(row.uplift, {})[FinancialYear.parse(row.financial_year)] = row.uplift_share
    # Month 0 may lie before the price base: its prices are then those of the base.
    years = [max(calendar.year_of(month), instance.price_base) for month in range(calendar.all_months + 1)]
    return {key: np.array(uplift_index(known, instance.price_base, years)) for key, known in rates.items()}


def _discount(instance: Instance) -> Floats:
    calendar = instance.calendar
    years = [calendar.years[0] + i for i in range(len(calendar.years) + 1)]
    factors = discount_factors(deflators(instance), years)
    return np.array([1.0, *(factors[calendar.year_index(m)] for m in range(1, calendar.all_months + 1))])


def deflators(instance: Instance) -> dict[FinancialYear, float]:
    """Return the deflator of each year of the instance."""
    return {FinancialYear.parse(row.financial_year): row.deflator_share for row in instance.deflators}
