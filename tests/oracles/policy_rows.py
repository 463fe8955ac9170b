"""The stock form's policies: section 7 as rows, a shortfall for each."""

import numpy as np

from models.tables import Policy
from tests.oracles.accounts import Accounts
from tests.oracles.columns import Columns
from tests.oracles.measures import COUNTS, POUNDS, counted, providers, room_unit, sign, weight
from tests.oracles.programme import Terms

THOUSANDS = 1e-3
"""Rows in pounds are handed over in thousands, so that HiGHS's tolerances fit them."""


class PolicyRows:
    """Rows of policies.

    Attributes:
        hard: weight of each hard policy's shortfall column where they cannot all hold.
        room: unit of the room of each.
        rows: row and measure of each policy, hard or soft.
    """

    def __init__(self, columns: Columns, accounts: Accounts, with_hard: bool) -> None:
        self.form, self.reading, self.clock = columns, columns.reading, columns.clock
        self.accounts, self.programme = accounts, columns.programme
        self.hard: dict[int, float] = {}
        self.room: dict[int, float] = {}
        self.rows: list[tuple[int, Policy]] = []
        for first, policy in self.reading.policies():
            if policy.strength == "soft" or with_hard:
                for provider in providers(self.reading, policy):
                    self._add(first, policy, provider)

    def _add(self, first: int, policy: Policy, provider: str | None) -> None:
        shortfall, scale = self.programme.column(), THOUSANDS if policy.measure in POUNDS else 1.0
        terms = Terms()
        terms.include(self._short(first, policy, provider), scale)
        terms.add(shortfall, -scale)
        self.rows.append((self.programme.row(terms, -np.inf, 0.0), policy))
        if policy.strength == "soft":
            present = self.form.prices.present(self.clock.year(first))
            years = len(self.clock.of_year(first)) / 12 if policy.measure in COUNTS else 1.0
            self.programme.pay("penalties", shortfall, policy.gbp_per_unit * years * present)
        else:
            self.hard[shortfall] = weight(self.reading, first, policy)
            self.room[shortfall] = room_unit(policy)

    def _short(self, first: int, policy: Policy, provider: str | None) -> Terms:
        """Return how far a policy is missed, below 0 where it is kept."""
        terms = Terms()
        match policy.measure:
            case "emergency_places":
                terms.include(self._emergency_places(first, policy), -1.0)
                terms.constant += policy.level
            case "revenue_gbp" | "capital_gbp":
                terms.include(self._pounds(first, policy))
                terms.constant -= policy.level
            case "residential_children" | "gap_children":
                terms.include(self._share(first, policy, provider, 0.0))
                terms.constant -= policy.level
            case _:
                terms.include(self._share(first, policy, provider, policy.level))
                if policy.measure == "moves_per_child_year":
                    terms.include(self._moves(first, policy))
        return terms

    def _share(self, first: int, policy: Policy, provider: str | None, level: float) -> Terms:
        terms, months = Terms(), self.clock.of_year(first)
        for i, lane in enumerate(self.form.lanes):
            above, below = counted(self.reading, lane.position, policy, provider)
            weights = sign(policy) * (level * below - above)
            if policy.among == "new_admissions":
                for t, (start, _) in enumerate(self.clock.periods):
                    if start in months:
                        terms.add(self.form.admit[i, t], weights)
            else:
                parts = len(months) if policy.measure in COUNTS else 12
                terms.include(self.form.children(i, weights / parts, months))
        return terms

    def _moves(self, first: int, policy: Policy) -> Terms:
        who, terms, of_year = self.reading.of(policy.authority), Terms(), self.clock.of_year(first)
        for kernel, x in zip(self.form.kernels, self.form.x, strict=True):
            for month in of_year:
                for months in range(kernel.top + 1):
                    terms.add(x[month - 1, months], kernel.moves(months, month) * who)
        for leaver in self.form.leavers:
            if leaver.kind == "released" and self.clock.periods[leaver.period][0] in of_year:
                terms.add(leaver.column, who[leaver.cohort])
        return terms

    def _part(self, offer: str, authority: str | None) -> float:
        return 1.0 if authority is None else self.reading.payers(offer).get(authority, 0.0)

    def _emergency_places(self, first: int, policy: Policy) -> Terms:
        terms, months = Terms(), list(self.clock.of_year(first))
        for option, column in zip(self.form.options, self.form.chosen, strict=True):
            if option.offer is not None:
                part = self._part(self.reading.lives[option.offer].offer.offer, policy.authority)
                terms.add(column, option.emergency[months].mean() * part)
        for home in self.reading.instance.homes:
            terms.constant += home.homes_today * home.emergency_beds * self._part(home.offer, policy.authority)
        return terms

    def _pounds(self, first: int, policy: Policy) -> Terms:
        year, terms = self.clock.year(first), Terms()
        if policy.measure == "capital_gbp":
            for (of, authority), found in self.accounts.capital.items():
                if of == year and policy.authority in (None, authority):
                    terms.include(found)
            return terms
        for (of, head, authority), found in self.accounts.revenue.items():
            if of == year and policy.budget_head in (None, head) and policy.authority in (None, authority):
                terms.include(found)
        return terms
