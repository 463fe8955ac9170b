"""What a stress test found, as figures for screen, paper and JSON."""

from dataclasses import dataclass

from models.plan import CommitmentKind


@dataclass(frozen=True)
class Spread:
    """A figure over all futures: mean, 5th, 50th and 95th percentile, standard error of the mean."""

    mean: float
    p5: float
    p50: float
    p95: float
    standard_error: float


@dataclass(frozen=True)
class StressYear:
    """A financial year over all futures.

    Attributes:
        financial_year: the year.
        cost_gbp: revenue, nominal pounds.
        planned_gbp: the same in the plan.
        void_beds: average beds paid for and vacant, all blocks; beds kept for emergencies apart.
        overflow_children: average children on the spot market.
        planned_overflow_children: the same in the plan.
        moves_per_child_year: care moves per child and year.
        gap_child_weeks: child-weeks without a sufficient placement.
        near_share: share of children in the authority.
        children: average children in offers.
        budget_breach_share: chance that revenue is above the base budget; None without a budget.
        over_plan_share: chance that revenue is above the plan's own figure.
        breach_by_head: budget head to the chance that its revenue is above its budget.
    """

    financial_year: str
    cost_gbp: Spread
    planned_gbp: float
    void_beds: Spread
    overflow_children: Spread
    planned_overflow_children: float
    moves_per_child_year: Spread
    gap_child_weeks: Spread
    near_share: Spread
    children: Spread
    budget_breach_share: float | None
    over_plan_share: float
    breach_by_head: dict[str, float]


@dataclass(frozen=True)
class SupplyUse:
    """How full a block or type of home is in a year: beds used over beds there, over all futures."""

    kind: CommitmentKind
    id: str
    financial_year: str
    occupancy_share: Spread


@dataclass(frozen=True)
class Difference:
    """Cost of this plan less that of another on the same futures, horizon total; the share in which it is cheaper."""

    cost_gbp: Spread
    cheaper_share: float


@dataclass(frozen=True)
class StressResult:
    """A stress test.

    Attributes:
        futures: how many were played.
        seed: seed of the random numbers.
        rule: `manage`, or `shares`.
        cost_gbp: revenue of the horizon, nominal pounds.
        planned_gbp: the same in the plan.
        by_year: by financial year.
        use: by block or home and year.
        against: the difference to another plan; None if none was given.
        notes: what the spread of demand rests on, in words.
        seconds: time taken.
    """

    futures: int
    seed: int
    rule: str
    cost_gbp: Spread
    planned_gbp: float
    by_year: tuple[StressYear, ...]
    use: tuple[SupplyUse, ...]
    against: Difference | None
    notes: tuple[str, ...]
    seconds: float
