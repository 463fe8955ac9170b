"""The stock form: children by offer, months since admission and month, as a mixed-integer programme.

docs/mathematics.md written down month by month: `x[m] = K x[m-1] + admit`. The optimiser may use whatever
form it likes; its optimum must be this one's.
"""

from collections.abc import Iterable
from contextlib import suppress

import numpy as np

from models.instance import Instance
from models.plan import Commitment
from models.tables import Policy
from tests.oracles.prices import Prices
from tests.oracles.programme import SCALE, Programme, UnsolvedError
from tests.oracles.reading import Life, Reading, read
from tests.oracles.result import Admissions, OracleResult, in_order
from tests.oracles.supply import capacity_without, options

TIGHT = 1e-6
MET = 1e-6
"""A hard row is met within this."""
GAP_WEIGHT = 1000.0
"""Relative shortfall, in child-years, that a child-year in gap counts as."""
HELD = 2e-7
"""Room left to a shortfall held at its least where rounding makes it impossible without."""


class Kernel:
    """One month of one offer as matrices between groups by months since admission (last one absorbing)."""

    def __init__(self, reading: Reading, life: Life) -> None:
        self.life = life
        self.top = life.bands[-1][0]
        R, e = reading.R, life.takes
        self.outgrown = R * (1 - e)
        self.kept = []
        self.broken = []
        for months in range(self.top + 1):
            hazard = life.hazard(months)
            self.broken.append(R * e * hazard)
            self.kept.append(R * e * (1 - hazard))
        # A broken-down child may come back with a higher need; one who leaves gap comes back as it is.
        self.escalate = np.eye(reading.cohorts) if life.is_gap else reading.E
        self.today = np.zeros((self.top + 1, reading.cohorts))
        for months, children in life.today.items():
            self.today[min(months, self.top)] += children

    def returns(self, months: int, closing: bool) -> np.ndarray:
        """Matrix from a group to the children it returns to the pool in a month."""
        forced = self.kept[months] if closing else 0.0
        return np.asarray(self.outgrown + self.broken[months] @ self.escalate + forced)

    def moves(self, months: int, closing: bool) -> np.ndarray:
        """Expected care moves in a month of a child of each cohort of a group."""
        forced = self.kept[months] if closing else 0.0
        return np.asarray((self.outgrown + self.broken[months] + forced).sum(axis=1))

    def run_off(self, end: int) -> np.ndarray:
        """Today's children still in the offer at the end of each month."""
        groups, left = self.today, [self.today.sum()]
        for month in range(1, end + 1):
            following = np.zeros_like(groups)
            if self.life.closes is None or month < self.life.closes:
                for months in range(self.top + 1):
                    following[min(months + 1, self.top)] += groups[months] @ self.kept[months]
            groups = following
            left.append(groups.sum())
        return np.array(left)


class StockForm:
    """The programme with the numbers of its columns."""

    def __init__(self, reading: Reading, prices: Prices, with_hard: bool) -> None:
        self.reading, self.prices, self.clock = reading, prices, reading.clock
        self.programme = Programme()
        self.one = self.programme.column(1.0, 1.0)
        self.kernels = [Kernel(reading, life) for life in reading.lives]
        self.options = options(reading, prices)
        self.chosen = [self.programme.column(0.0, o.most, integer=True) for o in self.options]
        months, G = self.clock.end + 1, reading.cohorts
        self.x = [self.programme.columns((months, k.top + 1, G)) for k in self.kernels]
        self.u = self.programme.columns((months, G), lower=-np.inf)
        self.admit = self.programme.columns((len(self.kernels), len(self.clock.periods), G))
        self.capacity_rows: list[int] = []
        self.hard: dict[int, float] = {}
        self._children()
        self._pool()
        self._capacity()
        self._commitment_rows()
        self._money()
        for first, policy in reading.policies():
            if policy.strength == "soft" or with_hard:
                self._policy(first, policy)

    def _children(self) -> None:
        for p, kernel in enumerate(self.kernels):
            x, life = self.x[p], kernel.life
            for months, cohort in np.ndindex(x[0].shape):
                self.programme.fix(int(x[0, months, cohort]), kernel.today[months, cohort])
            for t, (first, last) in enumerate(self.clock.periods):
                for cohort, column in enumerate(self.admit[p, t]):
                    if not (life.takes[cohort] and life.admits_in(first, last)):
                        self.programme.fix(int(column), 0.0)
                for month in range(first, last + 1):
                    self._step(p, month, t)

    def _step(self, p: int, month: int, t: int) -> None:
        kernel, x = self.kernels[p], self.x[p]
        first, last = self.clock.periods[t]
        closed = kernel.life.closes is not None and month >= kernel.life.closes
        for months, cohort in np.ndindex(x[month].shape):
            if closed:
                self.programme.fix(int(x[month, months, cohort]), 0.0)
                continue
            terms = {int(x[month, months, cohort]): 1.0}
            for before in range(kernel.top + 1):
                if min(before + 1, kernel.top) == months:
                    for origin in range(self.reading.cohorts):
                        column = int(x[month - 1, before, origin])
                        terms[column] = terms.get(column, 0.0) - kernel.kept[before][origin, cohort]
            if months == 0:
                terms[int(self.admit[p, t, cohort])] = -1 / (last - first + 1)
            self.programme.row(terms, 0.0, 0.0)

    def _pool(self) -> None:
        reading, G = self.reading, self.reading.cohorts
        for cohort in range(G):
            self.programme.fix(int(self.u[0, cohort]), reading.unknown[cohort])
        for t, (first, last) in enumerate(self.clock.periods):
            for month in range(first, last + 1):
                back = [self._returns(p, month) for p in range(len(self.kernels))]
                for cohort in range(G):
                    terms = {int(self.u[month, cohort]): 1.0}
                    for origin in range(G):
                        terms[int(self.u[month - 1, origin])] = -reading.R[origin, cohort]
                    for p, matrices in enumerate(back):
                        terms[int(self.admit[p, t, cohort])] = 1 / (last - first + 1)
                        for months, origin in np.ndindex(self.x[p][0].shape):
                            before = int(self.x[p][month - 1, months, origin])
                            terms[before] = -matrices[months][origin, cohort]
                    entered = reading.entries[month, cohort]
                    self.programme.row(terms, entered, entered)
            for cohort in range(G):  # row `placed`
                self.programme.fix(int(self.u[last, cohort]), 0.0)

    def _returns(self, p: int, month: int) -> list[np.ndarray]:
        kernel = self.kernels[p]
        return [kernel.returns(m, month == kernel.life.closes) for m in range(kernel.top + 1)]

    def _limit(self, p: int) -> np.ndarray | None:
        """Limit without commitments at each month's end: capacity, or the run-off of today's children."""
        without = None if self.kernels[p].life.is_gap else capacity_without(self.reading, p)
        return None if without is None else np.maximum(without, self.kernels[p].run_off(self.clock.end))

    def _capacity(self) -> None:
        for p, x in enumerate(self.x):
            limit = self._limit(p)
            if limit is None:
                continue
            for first, last in self.clock.periods:
                at_end = np.zeros(self.clock.end + 1)
                at_end[last] = 1.0
                weights = [at_end]
                if last > first:  # the average of a month is the mean of its two ends
                    average = np.zeros(self.clock.end + 1)
                    average[first - 1 : last] += 0.5 / (last - first + 1)
                    average[first : last + 1] += 0.5 / (last - first + 1)
                    weights.append(average)
                for weight in weights:
                    terms = {int(c): weight[m] for m in np.flatnonzero(weight) for c in x[m].ravel()}
                    for option, column in zip(self.options, self.chosen, strict=True):
                        if option.offer == p:
                            terms[column] = -float(weight @ option.capacity)
                    self.capacity_rows.append(self.programme.row(terms, -np.inf, float(weight @ limit)))

    def _commitment_rows(self) -> None:
        together: dict[tuple[object, ...], float] = {}
        columns: dict[tuple[object, ...], list[int]] = {}
        for option, column in zip(self.options, self.chosen, strict=True):
            year = self.clock.year(option.month)
            limits: list[tuple[tuple[object, ...], float]] = [((option.kind, option.id, "all"), option.most)]
            if option.kind == "home":
                yearly = self.reading.instance.settings.money.max_homes_opened_per_year
                limits.append((("homes", year), yearly))
            if option.kind == "fostering":
                limits = [((option.id, year), option.most)]
            for name, most in limits:
                together[name] = most
                columns.setdefault(name, []).append(column)
        for name, most in together.items():
            self.programme.row(dict.fromkeys(columns[name], 1.0), -np.inf, most)

    def _money(self) -> None:
        money, pay = self.reading.instance.settings.money, self.programme.pay
        for option, column in zip(self.options, self.chosen, strict=True):
            for group, amount in option.costs.items():
                pay(group, column, amount)
        for month in range(1, self.clock.end + 1):
            year = self.clock.year(month)
            present, weeks = self.prices.present(year), self.clock.weeks(month)
            self._fixed_and_income(year, present)
            per_move = money.move_gbp * self.prices.index("moves", year) * present
            for p, kernel in enumerate(self.kernels):
                index = self.prices.index(kernel.life.offer.provision, year)
                fee = self.reading.weekly_prices(p) * weeks * index * present
                closing = month == kernel.life.closes
                for months, cohort in np.ndindex(self.x[p][0].shape):
                    before = int(self.x[p][month - 1, months, cohort])
                    for column in (before, int(self.x[p][month, months, cohort])):
                        pay("gap" if kernel.life.is_gap else "fees", column, fee[cohort] / 2)
                        if kernel.life.is_gap:
                            penalty = money.gap_penalty_gbp_per_week * weeks * present
                            pay("penalties", column, penalty / 2)
                    pay("moves", before, kernel.moves(months, closing)[cohort] * per_move)

    def _fixed_and_income(self, year: int, present: float) -> None:
        for line in self.reading.instance.fixed_lines:
            amount = line.gbp_per_year / 12 * self.prices.index(line.uplift, year)
            self.programme.pay("fixed", self.one, amount * present)
        for row in self.reading.instance.income:
            if int(row.financial_year[:4]) == year:
                self.programme.pay("income", self.one, -row.amount_gbp / 12 * present)

    def _policy(self, first: int, policy: Policy) -> None:
        """Add the row of a policy: shortfall in child-years or moves, averaged over its year."""
        terms: dict[int, float] = {}
        for p, kernel in enumerate(self.kernels):
            inside = self.reading.within(p, policy.ring)
            for month in range(first, first + 12):
                closing = month == kernel.life.closes
                for months, cohort in np.ndindex(self.x[p][0].shape):
                    before = int(self.x[p][month - 1, months, cohort])
                    for column in (before, int(self.x[p][month, months, cohort])):
                        share = policy.level if policy.ring is None else inside[cohort] - policy.level
                        terms[column] = terms.get(column, 0.0) + share / 24
                    if policy.ring is None:
                        terms[before] -= kernel.moves(months, closing)[cohort]
        shortfall = self.programme.column()
        terms[shortfall] = 1.0
        self.programme.row(terms, 0.0, np.inf)
        if policy.strength == "soft":
            present = self.prices.present(self.clock.year(first))
            self.programme.pay("penalties", shortfall, policy.gbp_per_unit * present)
        else:
            self.hard[shortfall] = 1 / policy.level

    def fix_commitments(self, commitments: Iterable[Commitment]) -> None:
        """Fix every integer: those named at their sizes, the others at 0."""
        wanted = {(c.kind, c.id, self.clock.month_of(c.start)): c.size for c in commitments}
        met = 0
        for option, column in zip(self.options, self.chosen, strict=True):
            size = wanted.get((option.kind, option.id, option.month), 0)
            count = int(size == option.size) if option.kind == "block" else size
            met += count > 0
            self.programme.fix(column, count)
        if met < len(wanted):
            raise ValueError("a commitment is not among the options of the instance")

    def fix_admissions(self, admissions: Admissions) -> None:
        """Fix the admissions of every period named by one of the keys' months; others stay free."""
        cohorts = [cohort.cohort for cohort in self.reading.instance.cohorts]
        fixed = {month for _, _, month in admissions}
        for p, t, g in np.ndindex(self.admit.shape):
            first = self.clock.periods[t][0]
            if first in fixed:
                name = self.reading.lives[p].offer.offer
                self.programme.fix(int(self.admit[p, t, g]), admissions.get((cohorts[g], name, first), 0.0))

    def solve(self, room: float = 0.0) -> OracleResult:
        """Solve: the least shortfalls of hard policies first, then the cost with those held.

        `room` is the share of each least shortfall by which it may be exceeded.
        """
        feasible = True
        if self.hard:
            least = self.solve_shortfalls(gap_weight=0.0)
            feasible = sum(weight * least[column] for column, weight in self.hard.items()) <= MET
            if not feasible:
                least = self.solve_shortfalls()
            for rounding in (0.0, HELD):
                for column in self.hard:
                    self.programme.upper[column] = max(0.0, least[column]) * (1 + room) + rounding
                with suppress(UnsolvedError):
                    return self._result(self.programme.solve(), feasible)
        return self._result(self.programme.solve(), feasible)

    def solve_shortfalls(self, gap_weight: float = GAP_WEIGHT) -> np.ndarray:
        """Return columns with the least sum of hard policies' shortfalls, each relative to its level, and of gap."""
        weights = np.zeros(len(self.programme.lower))
        weights[list(self.hard)] = list(self.hard.values())
        for month in range(1, self.clock.last + 1):
            for there in (self.x[self.reading.gap][month - 1], self.x[self.reading.gap][month]):
                weights[np.asarray(there).ravel()] += gap_weight / 24
        return self.programme.solve(weights * SCALE)

    def _result(self, values: np.ndarray, feasible: bool) -> OracleResult:
        groups = {name: float(self.programme.cost_vector(name) @ values) for name in self.programme.costs}
        gap = values[self.x[self.reading.gap]].sum(axis=(1, 2))
        averages = (gap[:-1] + gap[1:]) / 2
        return OracleResult(
            objective=sum(groups.values()),
            feasible=feasible,
            commitments=self._commitments(values),
            admissions=self._admissions(values),
            gap_children=np.array([averages[f - 1 : last].mean() for f, last in self.clock.periods]),
            groups=groups,
            facts=self._facts(values, averages),
        )

    def _commitments(self, values: np.ndarray) -> tuple[Commitment, ...]:
        taken = []
        for option, column in zip(self.options, self.chosen, strict=True):
            count = round(float(values[column]))
            if count:
                start = self.clock.first_day(option.month)
                taken.append(Commitment(kind=option.kind, id=option.id, start=start, size=count * option.size))
        return in_order(taken)

    def _admissions(self, values: np.ndarray) -> Admissions:
        cohorts = [cohort.cohort for cohort in self.reading.instance.cohorts]
        return {
            (cohorts[g], self.reading.lives[p].offer.offer, self.clock.periods[t][0]): float(
                values[self.admit[p, t, g]]
            )
            for p, t, g in np.ndindex(self.admit.shape)
            if self.programme.upper[self.admit[p, t, g]] > 0
        }

    def _facts(self, values: np.ndarray, gap: np.ndarray) -> dict[str, bool]:
        """Count only what happens in reported months, or the tail would fill the sample by itself."""
        last = self.clock.last
        without = values.copy()
        without[self.chosen] = 0.0
        room = np.array(self.programme.row_upper) - self.programme.matrix @ values
        stock = self.programme.matrix @ without
        outgrown = sum(
            float((values[self.x[p][:last]] @ kernel.outgrown).sum()) for p, kernel in enumerate(self.kernels)
        )
        return {
            "commitment": bool(self._commitments(values)),
            "binding": any(stock[r] > TIGHT > room[r] for r in self.capacity_rows),
            "gap": bool(gap[:last].max(initial=0.0) > TIGHT),
            "outgrown": outgrown > TIGHT,
            "multi_month": self.clock.monthly < last,
            "ends": any(k.life.closes is not None and k.life.closes <= last for k in self.kernels),
        }


def stock_form(
    instance: Instance, demand: str | None = None, prices: str | None = None, hard_policies: bool = True
) -> StockForm:
    """Build the stock form; without `hard_policies` they are left out."""
    reading = read(instance, demand)
    path = prices or instance.settings.defaults.prices
    return StockForm(reading, Prices(instance, path, reading.clock.start.year), hard_policies)


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
