"""What `robust` found: commitments for many futures, and how others do in the same futures."""

from dataclasses import dataclass

from models.stress import Spread


@dataclass(frozen=True)
class Bracket:
    """A figure known to lie between two, pounds: programmes are solved to a gap, not to the end."""

    low_gbp: float
    high_gbp: float


@dataclass(frozen=True)
class Taken:
    """A commitment: kind, name, first day or month of decision, size."""

    kind: str
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
    """

    probability: float
    child_years: float
    cost_gbp: float
    penalties_gbp: float


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
