"""What explains a plan, or why there is none that keeps its hard policies; figures for screen, paper and JSON."""

import datetime as dt
from dataclasses import dataclass, field

from models.findings import Reach
from models.plan import CommitmentKind, Pays


@dataclass(frozen=True)
class PolicyCost:
    """What a policy of one year costs, the commitments kept.

    Attributes:
        policy: name.
        year: financial year.
        strength: hard or soft.
        cost_gbp: present value by which the plan would be cheaper without this row, penalties for missing it apart.
    """

    policy: str
    year: str
    strength: str
    cost_gbp: float


@dataclass(frozen=True)
class PolicyResolved:
    """What a policy costs in all its years, everything planned again without it.

    Attributes:
        policy: name.
        cost_gbp: present value by which the plan found without it is cheaper, penalties for missing it apart.
        least_gbp: the cost is at least this, as far as is proven of the two plans; None without a proof, and where
            the plan pays penalties for the policy.
        most_gbp: and at most this.
    """

    policy: str
    cost_gbp: float
    least_gbp: float | None
    most_gbp: float | None


@dataclass(frozen=True)
class PlaceWorth:
    """What one more place in an offer is worth, present value, before what the place itself costs.

    Attributes:
        offer: the offer.
        throughout_gbp: a place from the start to the end of the tail, planned again.
        gbp_by_period: first day of a period to the worth of a place in it alone, at the margin.
    """

    offer: str
    throughout_gbp: float
    gbp_by_period: dict[str, float]


@dataclass(frozen=True)
class Choice:
    """A commitment that was taken, or the best way to take one that was not; the other commitments kept.

    Attributes:
        kind: block, home, fostering or programme.
        id: its name.
        start: start, or month of decision.
        size: beds of a block; homes, households or programmes forced out, or 1 forced in.
        taken: whether the plan takes it.
        cost_gbp: present value by which the plan becomes dearer if it is forced out (taken) or in (not taken); None
            where the hard policies could not be kept, or where a limit is reached.
        pays: at which demands it pays; None for what was not taken.
        pays_above_children: average children of the pool above whom it pays.
        pays_above_share: these as a share of the projection.
        pays_above_entries: factor on the entries at which the saving is nil.
        limit_reached: whether no more of it may be taken, by type and year.
    """

    kind: CommitmentKind
    id: str
    start: dt.date
    size: int
    taken: bool
    cost_gbp: float | None
    pays: Pays | None = None
    pays_above_children: float | None = None
    pays_above_share: float | None = None
    pays_above_entries: float | None = None
    limit_reached: bool = False


@dataclass
class PlanExplanation:
    """An explained plan; what a stop left over is missing.

    Attributes:
        objective_gbp: objective of the plan, present value with penalties and tail.
        projected_children: average children of the pool over the planned years, as projected.
        choices: commitments taken, then the best ways to take others.
        policies: policies by year, commitments kept.
        places: offers with a limit, what one more place is worth.
        resolved: policies, everything planned again without them.
        complete: whether nothing is missing.
        interrupted: whether Ctrl-C ended it.
        seconds: time taken.
    """

    objective_gbp: float = 0.0
    projected_children: float = 0.0
    choices: list[Choice] = field(default_factory=list)
    policies: list[PolicyCost] = field(default_factory=list)
    places: list[PlaceWorth] = field(default_factory=list)
    resolved: list[PolicyResolved] = field(default_factory=list)
    complete: bool = False
    interrupted: bool = False
    seconds: float = 0.0


@dataclass(frozen=True)
class Relaxation:
    """How far a hard policy has to give way.

    Attributes:
        policy: name.
        year: financial year.
        target: level asked.
        out_of_reach: whether it cannot hold even with all others off.
        clashes: whether it is one of those in reach that clash: they cannot all hold, and any one left out they can.
        alone: level at which all hard policies hold if only this one gives way; None if that is not enough.
        together: level reached where all give way as little as can be.
    """

    policy: str
    year: str
    target: float
    out_of_reach: bool
    clashes: bool
    alone: float | None
    together: float


@dataclass(frozen=True)
class MorePlaces:
    """Places more in an offer.

    Attributes:
        offer: the offer.
        places: how many, whole.
        needs: needs for which the offer has a price.
    """

    offer: str
    places: int
    needs: tuple[str, ...]


@dataclass(frozen=True)
class WayOut:
    """The fewest places more, from a day on, with which the hard policies hold beside the plan that misses least.

    Attributes:
        start: from when.
        places: offers and places; empty where no number of places would do.
    """

    start: dt.date
    places: tuple[MorePlaces, ...]


@dataclass
class InstanceExplanation:
    """Whether an instance can meet its hard policies, and if not, what clashes and what would help.

    Attributes:
        possible: whether they can all be met; None where a stop came first.
        divisible: whether they could be met if commitments could be taken in parts.
        reached: best level of each policy that is out of reach, the others off.
        relaxations: every hard policy; empty if they can be met.
        ways_out: places with which they could be met, by start.
        complete: whether nothing is missing.
        interrupted: whether Ctrl-C ended it.
        seconds: time taken.
    """

    possible: bool | None = None
    divisible: bool = False
    reached: tuple[Reach, ...] = ()
    relaxations: list[Relaxation] = field(default_factory=list)
    ways_out: list[WayOut] = field(default_factory=list)
    complete: bool = False
    interrupted: bool = False
    seconds: float = 0.0
