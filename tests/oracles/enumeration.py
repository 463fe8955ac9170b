"""All commitment sets of a small instance, each costed with its capacities and payments as constants.

Works its own capacities and payments out month by month, with the calendar and money of `models`, where the
stock form has closed forms of its own; and its own effect of decisions about children, by playing each one out.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from models.fields import PricePath
from models.instance import Instance
from models.plan import Commitment
from models.tables import Policy
from tests.oracles.conditions import Conditions, decided_under
from tests.oracles.contracted import Contracted, contracts_in
from tests.oracles.decided import Decided
from tests.oracles.evaluate import Coster, Ledger
from tests.oracles.measures import POUNDS, providers, room_unit, weight
from tests.oracles.payments import Payments
from tests.oracles.programme import SCALE, UnsolvedError
from tests.oracles.reading import read
from tests.oracles.sets import commitment_sets
from tests.oracles.simulate import Played

GAP_WEIGHT = 1000.0
"""Relative shortfall, in child-years, that a child-year in gap counts as."""
HELD = 2e-7
"""Room left to a shortfall held at nothing where rounding makes it impossible without."""
ROOM = 1e-6
"""Where hard policies cannot all hold: room of each, of its shortfall and of a unit besides."""
MET = 1e-6
"""A hard row is met within this."""
TIGHT = 1e-9


@dataclass(frozen=True)
class Best:
    """The cheapest commitment set, how many were tried, and the objective of each."""

    objective: float
    feasible: bool
    commitments: tuple[Commitment, ...]
    objectives: dict[tuple[Commitment, ...], float]


class OneSet:
    """The linear programme of children and beds under one commitment set."""

    def __init__(self, coster: Coster, decided: Decided, commitments: tuple[Commitment, ...]) -> None:
        contracts = contracts_in(coster.instance, commitments, coster.path)
        self.coster, self.decided, self.commitments = coster, decided, commitments
        self.contracts = contracts
        self.conditions = Conditions(coster, decided, commitments, contracts)
        self.payments = Payments(coster, commitments, contracts)
        use = [self._use(played, contracts) for played in (decided.units, decided.base)]
        self.units = [decided.ledgers[0], use[0]]
        self.sure = [decided.ledgers[1], use[1], self.payments.ledger, coster.constants()]
        self.policies = [
            (first, policy, provider)
            for first, policy in coster.reading.policies()
            for provider in providers(coster.reading, policy)
        ]
        rows, columns = self.conditions.rows.values, len(decided.decisions) + len(self.conditions.extras)
        self.rows = np.array(rows).reshape(len(rows), columns)
        self.room = np.array(self.conditions.rows.room)
        self._policy_rows()

    def _use(self, played: Played, contracts: dict[str, Contracted]) -> Ledger:
        ledger = Ledger()
        for contract in contracts.values():
            self.coster.use_of_block(ledger, played, contract)
        return ledger

    @property
    def _extras(self) -> int:
        return len(self.conditions.extras)

    def _policy_rows(self) -> None:
        """One row for each policy: how far it is missed less its shortfall is at most 0."""
        short = [self._short(*policy) for policy in self.policies]
        columns = len(self.decided.decisions) + self._extras
        rows = np.array([values for values, _ in short]).reshape(len(short), columns)
        scale = np.array([1e-3 if policy.measure in POUNDS else 1.0 for _, policy, _ in self.policies])
        free = np.zeros((len(self.rows), len(short)))
        self.rows = np.vstack([np.hstack([self.rows, free]), np.hstack([rows * scale[:, None], -np.diag(scale)])])
        self.room = np.concatenate([self.room, -np.array([constant for _, constant in short]) * scale])

    def _short(self, first: int, policy: Policy, provider: str | None) -> tuple[np.ndarray, float]:
        """Return how far a policy is missed: by each decision and extra, and without any."""
        coster, extras = self.coster, np.zeros(self._extras)
        if policy.measure in POUNDS:
            kind = "capital" if policy.measure == "capital_gbp" else "revenue"
            year = coster.reading.clock.of_year(first)
            units = sum(getattr(ledger, kind)(year, policy) for ledger in self.units)
            units = units + np.zeros(len(self.decided.decisions))
            extras = extras + getattr(self.conditions.ledger, kind)(year, policy)
            sure = sum(float(getattr(ledger, kind)(year, policy)[0]) for ledger in self.sure)
            return np.concatenate([units, extras]), sure - policy.level
        units = coster.shortfall(self.decided.units, first, policy, provider)
        sure = float(coster.shortfall(self.decided.base, first, policy, provider)[0])
        if policy.measure == "emergency_places":
            sure = policy.level - coster.emergency_places(self.commitments, self.contracts, first, policy)
        elif policy.measure in ("residential_children", "gap_children"):
            sure -= policy.level
        return np.concatenate([units, extras]), sure

    @property
    def hard(self) -> np.ndarray:
        """Weight of each policy's shortfall in the sum that is minimised first; 0 where it is not hard."""
        return np.array(
            [
                weight(self.coster.reading, first, policy) if policy.strength == "hard" else 0.0
                for first, policy, _ in self.policies
            ]
        )

    @property
    def rooms(self) -> np.ndarray:
        """Unit of the room of each policy."""
        return np.array([room_unit(policy) for _, policy, _ in self.policies])

    def least(self, gap_weight: float) -> tuple[float, np.ndarray]:
        """Return the least sum of relative shortfalls and weighted child-years in gap, and the shortfalls."""
        in_gap, sure = self.decided.in_gap
        weights = np.concatenate([gap_weight * in_gap, np.zeros(self._extras), self.hard])
        value, found = self._solve(weights * SCALE, np.full(len(self.policies), np.inf))
        shortfalls = found[len(found) - len(self.policies) :]
        return value / SCALE + gap_weight * sure, np.maximum(shortfalls, 0.0)

    def cost(self, held: np.ndarray) -> float:
        """Return the least objective with hard shortfalls held; infinite if that cannot be."""
        soft = [
            self.coster.penalty(first, policy) if policy.strength == "soft" else 0.0
            for first, policy, _ in self.policies
        ]
        present, penalties = self.coster.present, self.decided.penalties
        units = penalties[0] + sum(v for ledger in self.units for v in ledger.groups(present).values())
        extras = np.zeros(self._extras) + sum(self.conditions.ledger.groups(present).values())
        sure = sum(float(v[0]) for ledger in self.sure for v in ledger.groups(present).values())
        sure += float(penalties[1][0]) + self.payments.charge
        objective = np.concatenate([units, extras, soft])
        for room in (0.0, HELD):
            most = np.where(self.hard > 0, held + room * self.rooms, np.inf)
            with suppress(UnsolvedError):
                return self._solve(objective, most)[0] + sure
        return np.inf

    def _solve(self, objective: np.ndarray, shortfalls: np.ndarray) -> tuple[float, np.ndarray]:
        """Solve, with those rows of `settled >= 0` that turn out to be needed."""
        ends = [last for _, last in self.coster.reading.clock.periods]
        decisions, rest = len(self.decided.decisions), self._extras + len(shortfalls)
        placed = self.decided.units.pool[:, ends].reshape(decisions, -1).T
        placed = csr_array(np.hstack([placed, np.zeros((len(placed), rest))]))
        limits = np.concatenate([np.full(decisions, np.inf), self.conditions.most, shortfalls])
        while True:
            found = linprog(
                objective / SCALE,
                A_ub=csr_array(self.rows),
                b_ub=self.room,
                A_eq=placed,
                b_eq=-self.decided.base.pool[0, ends].ravel(),
                bounds=np.stack([np.zeros(len(limits)), limits], axis=1),
                method="highs",
            )
            if found.status != 0:
                raise UnsolvedError(found.message)
            if not self._settled_rows(np.asarray(found.x)[:decisions]):
                return float(found.fun) * SCALE, np.asarray(found.x)

    def _settled_rows(self, decisions: np.ndarray) -> bool:
        """Add the rows of settled children below 0; return whether there were any."""
        if not (self.decided.of("released") or self.decided.of("reunified")):
            return False
        units, base = self.decided.units.settled, self.decided.base.settled[0]
        settled = base + np.tensordot(decisions, units, axes=1)
        negative = np.argwhere(settled < -TIGHT)
        for p, month, g in negative:
            row = np.zeros(self.rows.shape[1])
            row[: len(decisions)] = -units[:, p, month, g]
            self.rows = np.vstack([self.rows, row])
            self.room = np.append(self.room, base[p, month, g])
        return len(negative) > 0


class Enumeration:
    """Commitment sets, all if none is given; children played out once for each way in which contracts may end."""

    def __init__(
        self,
        instance: Instance,
        demand: str | None = None,
        prices: PricePath | None = None,
        sets: Iterable[tuple[Commitment, ...]] | None = None,
    ) -> None:
        self.instance = instance
        self.coster = Coster(read(instance, demand), prices or instance.settings.defaults.prices)
        self._decided: dict[object, Decided] = {}
        self.sets = {c: self._one(c) for c in (commitment_sets(instance) if sets is None else sets)}

    def _one(self, commitments: tuple[Commitment, ...]) -> OneSet:
        contracts = contracts_in(self.instance, commitments, self.coster.path)
        key = tuple(sorted((name, contract.empties) for name, contract in contracts.items() if contract.empties))
        if key not in self._decided:
            self._decided[key] = decided_under(self.coster, contracts)
        return OneSet(self.coster, self._decided[key], commitments)

    def best(self) -> Best:
        """Cost every set, hard policies' shortfalls held at their least; return the cheapest."""
        first = next(iter(self.sets.values()))
        held, feasible = np.zeros(len(first.policies)), True
        if first.hard.any():
            # Always the shortfalls first: HiGHS does not reliably recognise that hard rows cannot hold.
            feasible = min(one.least(0.0)[0] for one in self.sets.values()) <= MET
            gap_weight = 0.0 if feasible else GAP_WEIGHT
            held = min((one.least(gap_weight) for one in self.sets.values()), key=lambda found: found[0])[1]
            if not feasible:
                held = held * (1 + ROOM) + ROOM * first.rooms
        objectives = {c: cost for c, one in self.sets.items() if np.isfinite(cost := one.cost(held))}
        cheapest = min(objectives, key=lambda c: objectives[c])
        return Best(objectives[cheapest], feasible, cheapest, objectives)


def enumerate_best(instance: Instance, demand: str | None = None, prices: PricePath | None = None) -> Best:
    """Return the best commitment set of an instance by trying all."""
    return Enumeration(instance, demand, prices).best()


def evaluate(instance: Instance, commitments: tuple[Commitment, ...]) -> Best:
    """Return what one of the commitment sets costs, as if there were no other."""
    assert commitments in set(commitment_sets(instance))
    return Enumeration(instance, sets=(commitments,)).best()
