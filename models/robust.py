"""What `robust` found: commitments for many futures, and how others do in the same futures."""

from dataclasses import dataclass

from models.plan import CommitmentKind
from models.stress import Spread


@dataclass(frozen=True)
class Bracket:
    """A figure known to lie between two, pounds: programmes are solved to a gap, not to the end."""

    low_gbp: float
    high_gbp: float


@dataclass(frozen=True)
class Taken:
    """A commitment: kind, name, first day or month of decision, size."""

    kind: CommitmentKind
    id: str
    start: str
    size: int


@dataclass(frozen=True)
class Played:
    """A plan played out with whole children; nominal pounds of revenue over the horizon.

    Attributes:
        cost_gbp: of the plan.
        more_gbp: what it costs more than the robust plan in the same futures.
    """

    cost_gbp: Spread
    more_gbp: Spread


@dataclass(frozen=True)
class Compared:
    """Commitments in every scenario, the children placed at least cost; present pounds.

    Attributes:
        name: `robust`, `deterministic`, `today` or `half_of_stock`.
        commitments: what is committed to.
        objective_gbp: what is minimised: expected cost, or cost and tail, and penalties.
        expected_gbp: expected cost, gap at its cash price, without penalties.
        tail_gbp: mean cost of the worst scenarios.
        worst_gbp: cost of the dearest scenario.
        penalties_gbp: expected penalties: use of gap, policies missed.
        played: the plan with these commitments, played out; None where that was not asked for or could not be made.
    """

    name: str
    commitments: tuple[Taken, ...]
    objective_gbp: float
    expected_gbp: float
    tail_gbp: float
    worst_gbp: float
    penalties_gbp: float
    played: Played | None


@dataclass(frozen=True)
class InScenario:
    """The robust commitments in one scenario.

    Attributes:
        probability: of the scenario.
        child_years: child-years of the pool, horizon and tail.
        cost_gbp: present pounds without penalties.
        penalties_gbp: present pounds of penalties.
        price_level: market prices over those of the price path, mean of the planned years.
    """

    probability: float
    child_years: float
    cost_gbp: float
    penalties_gbp: float
    price_level: float = 1.0


@dataclass(frozen=True)
class Branch:
    """One result of the count, and what is committed to once it is known.

    Attributes:
        probability: of the result.
        scenarios: scenarios in which it is found.
        children: children in care then, mean of these.
        children_above: the result is more than so many; None for the lowest.
        children_to: the result is at most so many; None for the highest.
        expected_gbp: expected cost with penalties, given the result.
        commitments: what is committed to after the count.
    """

    probability: float
    scenarios: int
    children: float
    children_above: int | None
    children_to: int | None
    expected_gbp: float
    commitments: tuple[Taken, ...]


@dataclass(frozen=True)
class Waiting:
    """Waiting for a count of children before committing to what can wait; present pounds, in the scenarios.

    Attributes:
        counted_on: day of the count.
        status: `optimal` within the gap asked, or `feasible`.
        objective_gbp: of the commitments that wait.
        bound_gbp: none that wait for the count cost less.
        gap: distance of the two as a share of the objective.
        path_children: children in care on that day on the demand path.
        found_gbp: what the best commitments found without waiting cost more than these.
        value: what the best without waiting cost more than the best with it.
        commitments: what is committed to before the count, whatever it will be; running blocks included.
        branches: results of the count, fewest children first.
    """

    counted_on: str
    status: str
    objective_gbp: float
    bound_gbp: float
    gap: float
    path_children: float
    found_gbp: float
    value: Bracket
    commitments: tuple[Taken, ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True)
class RobustResult:
    """The result of `robust`.

    Attributes:
        status: `optimal` within the gap asked, or `feasible`.
        method: `extensive` or `benders`.
        objective_gbp: of the robust commitments.
        bound_gbp: no commitments cost less.
        gap: distance of the two as a share of the objective.
        tail_share: share of the futures that are the tail.
        cvar: `--cvar` as asked; None where only the expected cost counts.
        weight: weight of the tail; 0 where only the expected cost counts.
        shortfall_gbp: price of one child-year, move, child or place by which a hard policy is missed.
        path_child_years: child-years of the pool on the demand path.
        mean_child_years: the same, mean of the scenarios.
        stochastic_solution: what the deterministic plan's commitments cost more.
        perfect_information: what knowing the scenario before committing would save.
        plans: the robust commitments, then those compared.
        scenarios: the robust commitments scenario by scenario, dearest first.
        futures: futures played out; 0 for none.
        seed: seed of the futures.
        seconds: stage to seconds.
        instance_sha256: hash of the instance.
        sampled_prices: whether market prices vary over the scenarios.
        waiting: what waiting for a count is worth; None where that was not asked.
    """

    status: str
    method: str
    objective_gbp: float
    bound_gbp: float
    gap: float
    tail_share: float
    cvar: float | None
    weight: float
    shortfall_gbp: float
    path_child_years: float
    mean_child_years: float
    stochastic_solution: Bracket
    perfect_information: Bracket
    plans: tuple[Compared, ...]
    scenarios: tuple[InScenario, ...]
    futures: int
    seed: int
    seconds: dict[str, float]
    instance_sha256: str
    sampled_prices: bool = False
    waiting: Waiting | None = None
