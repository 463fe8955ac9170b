"""What programmes begun or signed before the plan do if nothing new is decided, by the rule, month by month.

Shapes: G cohorts, P offers, B groups of months since admission, T months (`T + 1` long, index 0 is unused and 0).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from audit.aliases import Floats
from audit.arrays import Arrays
from audit.effect_rows import serves
from audit.households import households_new, households_today, monthly_attrition, places_per_household
from audit.pledges import Pledge
from models.calendar import MONTHS_PER_YEAR
from models.instance import Instance
from models.plan import Effect, EffectKind
from models.tables import Programme


@dataclass
class BegunProgrammes:
    """The programmes, played beside the children; `rows` are the effects so far.

    Attributes:
        instance: the planning problem.
        arrays: the instance as arrays.
        pledges: the commitments of do-nothing.
        last: last month, T.
        rows: effects of the months played.
    """

    instance: Instance
    arrays: Arrays
    pledges: Sequence[Pledge]
    last: int
    rows: list[Effect] = field(default_factory=list)

    def places(self) -> Floats:
        """Return (T + 1, P), places of the households kept, and note them as effects."""
        room = np.zeros((self.last + 1, len(self.arrays.offers)))
        for service in self.instance.fostering:
            kept = np.zeros(self.last + 1)
            offer = self.arrays.offers[service.offer]
            without = households_today(service, self.last) + households_new(service, self.pledges, kept)
            stay = 1.0 - monthly_attrition(service)
            there = 0.0
            for month in range(1, self.last + 1):
                would_leave = monthly_attrition(service) * (without[month - 1] + there)
                there *= stay
                for programme, most in self._at_work("retains_carers", month):
                    if programme.service == service.service:
                        households = min(most, _counted(programme) * would_leave)
                        there += households
                        self._note("retained", programme, month, households, offer=service.offer)
                room[month, offer] = there * places_per_household(service)
        return room

    def entries(self, month: int) -> Floats:
        """Return (G,), the month's entries less those averted, which are noted."""
        come: Floats = self.arrays.entries[month].copy()
        for programme, most in self._at_work("averts_entries", month):
            averted = come * _counted(programme) * self._for(programme)
            most = min(most, self._left_of_year(programme, month))
            averted *= min(1.0, most / averted.sum()) if averted.any() else 0.0
            come = come - averted
            for cohort, number in self.arrays.cohorts.items():
                self._note("averted", programme, month, averted[number], cohort=cohort)
        return come

    def go_home(self, before: Floats, state: Floats, month: int) -> None:
        """Take settled children home out of `state` (P, B, G), in place, and note them.

        Args:
            before: (P, G), settled children at the end of the month before.
            state: children at the end of the month, before its admissions.
            month: the month.
        """
        for programme, most in self._at_work("reunifies", month):
            home = before * _counted(programme) * self._for(programme) * ~self.arrays.gap[:, None]
            home *= min(1.0, most / home.sum()) if home.any() else 0.0
            home = np.maximum(np.minimum(home, state[:, -1]), 0.0)
            state[:, -1] -= home
            for offer, p in self.arrays.offers.items():
                for cohort, g in self.arrays.cohorts.items():
                    self._note("reunified", programme, month, home[p, g], cohort=cohort, offer=offer)

    def _at_work(self, effect: str, month: int) -> Iterator[tuple[Programme, float]]:
        """Yield the programmes of an effect that work in a month, and how many they can serve in it."""
        starts = {p.terms.programme: p.live for p in self.pledges if isinstance(p.terms, Programme)}
        for programme in self.instance.programmes:
            start = starts.get(programme.programme)
            if programme.effect != effect or start is None:
                continue
            if start + programme.lag_months <= month < start + programme.term_months:
                yield programme, programme.places_per_year / MONTHS_PER_YEAR

    def _left_of_year(self, programme: Programme, month: int) -> float:
        """Return what is left of the first year's children where a part of that year is past; else no limit."""
        left = self.instance.left("programme", programme.programme)
        if left is None or self.instance.calendar.year_index(month) > 0:
            return float("inf")
        averted = sum(row.amount for row in self.rows if (row.kind, row.id) == ("averted", programme.programme))
        return max(left - averted, 0.0)

    def _for(self, programme: Programme) -> Floats:
        return np.array([float(serves(self.instance, programme, cohort)) for cohort in self.instance.cohorts])

    def _note(
        self,
        kind: EffectKind,
        programme: Programme,
        month: int,
        amount: float,
        *,
        cohort: str | None = None,
        offer: str | None = None,
    ) -> None:
        if amount > 0.0:
            day = self.instance.calendar.first_day(month)
            self.rows.append(
                Effect(
                    kind=kind,
                    id=programme.programme,
                    cohort=cohort,
                    offer=offer,
                    period_start=day,
                    amount=float(amount),
                )
            )


def _counted(programme: Programme) -> float:
    return programme.effect_share * (1.0 - programme.haircut_share)
