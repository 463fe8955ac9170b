"""The stock form: children by offer, months since admission and month, as a mixed-integer programme.

docs/mathematics.md written down month by month: `x[m] = K x[m-1] + admit`. The optimiser may use whatever
form it likes; its optimum must be this one's. Columns and the life of placements are in `columns`, limits in
`limits`, money in `accounts`, policies in `policy_rows`.
"""

from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from models.instance import Instance
from models.plan import Commitment
from tests.oracles.accounts import Accounts
from tests.oracles.columns import Columns
from tests.oracles.facts import facts
from tests.oracles.limits import Limits
from tests.oracles.policy_rows import PolicyRows
from tests.oracles.prices import Prices
from tests.oracles.programme import SCALE, Terms, UnsolvedError
from tests.oracles.reading import Reading, read
from tests.oracles.result import Admissions, Effects, OracleResult, in_order
from tests.oracles.supply import Option

MET = 1e-6
"""A hard row is met within this."""
GAP_WEIGHT = 1000.0
"""Relative shortfall, in child-years, that a child-year in gap counts as."""
ROOM = 1e-6
"""Where hard policies cannot all hold: room of each, of its shortfall and of a unit besides."""
HELD = 2e-7
"""Room left to a shortfall held at nothing where rounding makes it impossible without."""


class StockForm:
    """The programme with the numbers of its columns."""

    def __init__(self, reading: Reading, prices: Prices, with_hard: bool) -> None:
        self.reading, self.clock = reading, reading.clock
        self.columns = Columns(reading, prices)
        self.programme = self.columns.programme
        self.limits = Limits(self.columns)
        self.accounts = Accounts(self.columns, self.limits)
        self.policies = PolicyRows(self.columns, self.accounts, with_hard)

    @property
    def hard(self) -> dict[int, float]:
        """Weight of each hard policy's shortfall column."""
        return self.policies.hard

    def commitment(self, option: Option, count: int) -> Commitment:
        """Return an integer of the plan as the plan names it."""
        day, end = self.clock.first_day(option.month), None
        if option.contract is not None:
            end = self.clock.last_day(option.contract.last)
        return Commitment(kind=option.kind, id=option.id, start=day, size=count * option.size, end=end)

    def fix_commitments(self, commitments: Iterable[Commitment]) -> None:
        """Fix every integer: those named at their sizes, the others at 0."""
        wanted, met = list(commitments), 0
        for option, column in zip(self.columns.options, self.columns.chosen, strict=True):
            one = self.commitment(option, 1)
            same = [
                c
                for c in wanted
                if (c.kind, c.id, c.start, c.end) == (one.kind, one.id, one.start, one.end)
                and (option.contract is None or c.size == option.size)
            ]
            met += len(same)
            self.programme.fix(column, same[0].size // option.size if same else 0)
        if met < len(wanted):
            raise ValueError("a commitment is not among the options of the instance")

    def fix_admissions(self, admissions: Admissions) -> None:
        """Fix the admissions of every period named by one of the keys' months; others stay free."""
        cohorts = [cohort.cohort for cohort in self.reading.instance.cohorts]
        fixed = {month for _, _, month in admissions}
        for position, life in enumerate(self.reading.lives):
            columns = self.columns.admit[self.columns.lanes_of(position)]
            for t, (first, _) in enumerate(self.clock.periods):
                for g, cohort in enumerate(cohorts if first in fixed else []):
                    terms = Terms()
                    terms.add(columns[:, t, g], 1.0)
                    count = admissions.get((cohort, life.offer.offer, first), 0.0)
                    self.programme.row(terms, count, count)

    def fix_effects(self, kinds: frozenset[str]) -> None:
        """Let nothing of these kinds happen."""
        for leaver in self.columns.leavers:
            if leaver.kind in kinds:
                self.programme.fix(leaver.column, 0.0)
        for column in self.accounts.sold.values():
            if "sold" in kinds:
                self.programme.fix(column, 0.0)

    def solve(self, room: float = ROOM) -> OracleResult:
        """Solve: the least shortfalls of hard policies first, then the cost with those held.

        `room` is the share of each least shortfall, and of a unit, by which it may be exceeded where hard policies
        cannot all hold.
        """
        feasible = True
        if self.hard:
            least = self.solve_shortfalls(gap_weight=0.0)
            feasible = sum(weight * least[column] for column, weight in self.hard.items()) <= MET
            if not feasible:
                least = self.solve_shortfalls()
            for rounding in (0.0, HELD):
                for column in self.hard:
                    more = rounding if feasible else max(rounding, room)
                    held = max(0.0, least[column]) * (1 + (0.0 if feasible else room))
                    self.programme.upper[column] = held + more * self.policies.room[column]
                with suppress(UnsolvedError):
                    return self._result(self.programme.solve(), feasible)
        return self._result(self.programme.solve(), feasible)

    def solve_shortfalls(self, gap_weight: float = GAP_WEIGHT) -> np.ndarray:
        """Return columns with the least sum of hard policies' shortfalls, each relative to its level, and of gap."""
        weights = np.zeros(len(self.programme.lower))
        weights[list(self.hard)] = list(self.hard.values())
        (gap,) = self.columns.lanes_of(self.reading.gap)
        everybody = np.ones(self.reading.cohorts) * gap_weight / 12
        in_gap = self.columns.children(gap, everybody, range(1, self.clock.last + 1))
        return self.programme.solve((weights + in_gap.vector(len(weights))) * SCALE)

    def _result(self, values: np.ndarray, feasible: bool) -> OracleResult:
        groups = {name: float(self.programme.cost_vector(name) @ values) for name in self.programme.costs}
        (lane,) = self.columns.lanes_of(self.reading.gap)
        gap = values[self.columns.x[lane]].sum(axis=(1, 2))
        averages = (gap[:-1] + gap[1:]) / 2
        taken = in_order(
            [
                self.commitment(option, round(float(values[column])))
                for option, column in zip(self.columns.options, self.columns.chosen, strict=True)
                if round(float(values[column]))
            ]
        )
        return OracleResult(
            objective=sum(groups.values()),
            feasible=feasible,
            commitments=taken,
            admissions=self._admissions(values),
            effects=self._effects(values),
            gap_children=np.array([averages[f - 1 : last].mean() for f, last in self.clock.periods]),
            groups=groups,
            facts=facts(self.columns, self.limits, self.accounts, self.policies, values),
        )

    def _admissions(self, values: np.ndarray) -> Admissions:
        cohorts = [cohort.cohort for cohort in self.reading.instance.cohorts]
        found: Admissions = {}
        for i, t, g in np.ndindex(self.columns.admit.shape):
            if self.programme.upper[self.columns.admit[i, t, g]] > 0:
                offer = self.columns.lanes[i].life.offer.offer
                key = (cohorts[g], offer, self.clock.periods[t][0])
                found[key] = found.get(key, 0.0) + float(values[self.columns.admit[i, t, g]])
        return found

    def _effects(self, values: np.ndarray) -> Effects:
        """Children averted, reunified, released and households retained; key: kind, id, cohort, offer, month."""
        instance, found = self.reading.instance, Effects()
        cohorts = [cohort.cohort for cohort in instance.cohorts]
        for x in self.columns.leavers:
            offer, first = self.columns.lanes[x.lane].life.offer.offer, self.clock.periods[x.period][0]
            found.add((x.kind, x.id, cohorts[x.cohort], offer, first), float(values[x.column]))
        for i, columns in self.columns.averted.items():
            for t, (first, last) in enumerate(self.clock.periods):
                entered = self.reading.entries[first : last + 1].sum(axis=0)
                for g, children in enumerate(values[columns[t]] * entered):
                    key = ("averted", instance.programmes[i].programme, cohorts[g], None, first)
                    found.add(key, float(children))
        for i, columns in self.limits.retained.items():
            offer = self.limits.service(i).offer
            for (first, _), column in zip(self.clock.periods, columns, strict=True):
                key = ("retained", instance.programmes[i].programme, None, offer, first)
                found.add(key, float(values[column]))
        return found


def stock_form(
    instance: Instance, demand: str | None = None, prices: str | None = None, hard_policies: bool = True
) -> StockForm:
    """Build the stock form; without `hard_policies` they are left out."""
    reading = read(instance, demand)
    path = prices or instance.settings.defaults.prices
    return StockForm(reading, Prices(instance, path, reading.clock.year(1)), hard_policies)


def solve_stock_form(
    instance: Instance,
    demand: str | None = None,
    prices: str | None = None,
    commitments: Iterable[Commitment] | None = None,
    hard_policies: bool = True,
) -> OracleResult:
    """Solve the stock form to optimality; `commitments` given fixes all integers."""
    form = stock_form(instance, demand, prices, hard_policies)
    if commitments is not None:
        form.fix_commitments(commitments)
    return form.solve()
