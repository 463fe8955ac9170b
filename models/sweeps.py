"""What a sweep found: sizes of a block, levels of a policy; figures for screen, paper and JSON.

Costs are those of the objective: present value, with penalties and the year after the horizon, expected children. No
plan of a point costs less than its bound.
"""

from dataclasses import dataclass
from typing import Literal

from models.stress import Spread

PointStatus = Literal["optimal", "feasible", "infeasible", "no_plan", "unavailable"]
"""`optimal`: within the gap asked; `feasible`: stopped before; `infeasible`: a hard policy cannot be met; `no_plan`:
stopped before there was a plan; `unavailable`: no such size on offer."""


@dataclass(frozen=True)
class BlockPoint:
    """A block of one size, everything else planned again; fields are None where there is no plan or no block.

    Attributes:
        beds: size; 0 for no block.
        available: whether the size can be had.
        status: what is known of its plan.
        cost_gbp: cost of its plan.
        bound_gbp: no plan with this size costs less.
        penalties_gbp: the part of the cost that is penalties.
        saving_gbp: cost without the block less cost; 0 beds: 0.
        saving_low_gbp: no less than this is saved, whatever better plans there are.
        saving_high_gbp: no more than this.
        next_bed_gbp: what the step to the next size on offer saves.
        next_bed_low_gbp: no less.
        next_bed_high_gbp: no more.
        start: first day of the contract, ISO date.
        end: last day of the contract as planned, ISO date.
        price_gbp_per_week: of a bed, price base.
        highest_price_gbp_per_week: of a bed, at which this plan costs as much as that without the block.
        void_beds: average beds paid and not used in the reported years, this block only.
        void_cost_gbp: nominal pounds paid for them.
        occupancy: beds used as a share of beds there, reported years.
        break_even_occupancy: occupancy from which the block pays.
        commitment_gbp: nominal pounds of the full term at full use.
        guaranteed_gbp: nominal pounds that are paid at least, leaving at the first chance.
        eligible_admissions_per_year: children a year whom the plan admits anywhere and the block could take.
        months_to_fill: months from the start until 95 % of the places are taken; None if not in the horizon.
        locality_share: share of children placed in the authority, reported years.
        moves_per_child_year: care moves per child and year, reported years.
        revenue_gbp_by_year: nominal revenue by financial year.
        commitments: number of commitments of the plan.
    """

    beds: int
    available: bool
    status: PointStatus
    cost_gbp: float | None = None
    bound_gbp: float | None = None
    penalties_gbp: float | None = None
    saving_gbp: float | None = None
    saving_low_gbp: float | None = None
    saving_high_gbp: float | None = None
    next_bed_gbp: float | None = None
    next_bed_low_gbp: float | None = None
    next_bed_high_gbp: float | None = None
    start: str | None = None
    end: str | None = None
    price_gbp_per_week: float | None = None
    highest_price_gbp_per_week: float | None = None
    void_beds: float | None = None
    void_cost_gbp: float | None = None
    occupancy: float | None = None
    break_even_occupancy: float | None = None
    commitment_gbp: float | None = None
    guaranteed_gbp: float | None = None
    eligible_admissions_per_year: float | None = None
    months_to_fill: int | None = None
    locality_share: float | None = None
    moves_per_child_year: float | None = None
    revenue_gbp_by_year: dict[str, float] | None = None
    commitments: int | None = None


@dataclass(frozen=True)
class BlockCurve:
    """Every size at one price and guarantee.

    Attributes:
        price_gbp_per_week: price of a bed in every size; None for the instance's own tiers.
        guarantee_share: share of the beds paid whether used or not; None for the instance's own.
        points: by size.
        best_beds: size of least cost; None if no size has a plan.
        indistinguishable_beds: sizes whose brackets of the saving overlap that of the best, the best among them.
    """

    price_gbp_per_week: float | None
    guarantee_share: float | None
    points: tuple[BlockPoint, ...]
    best_beds: int | None
    indistinguishable_beds: tuple[int, ...]


@dataclass(frozen=True)
class PathCost:
    """Commitments of one size, made beforehand, on one demand path and price path.

    `cost_gbp` and `regret_gbp` (cost less that of the size that is cheapest on this path) are None where the hard
    policies cannot be met.
    """

    demand: str
    prices: str
    beds: int
    cost_gbp: float | None
    regret_gbp: float | None


@dataclass(frozen=True)
class StressedSize:
    """A size of the block, its plan played out with whole children in the same futures as every other size.

    Attributes:
        beds: size; 0 for no block.
        cost_gbp: revenue as it comes out and financing, nominal pounds of the reported years.
        saving_gbp: cost of the plan without the block in the same future, less cost; its standard error is that of
            the difference.
        loses_share: share of the futures in which the size costs more than no block, by more than a pound.
        regret_gbp: cost less that of the size that is cheapest in the same future.
        above_best_gbp: cost less that of the size that is cheapest on average, in the same future.
        occupancy: beds used as a share of beds there, all reported years; None without a block.
        void_cost_gbp: nominal pounds paid for beds of the block that are vacant, all reported years; None likewise.
    """

    beds: int
    cost_gbp: Spread
    saving_gbp: Spread
    loses_share: float
    regret_gbp: Spread
    above_best_gbp: Spread
    occupancy: Spread | None
    void_cost_gbp: Spread | None


@dataclass(frozen=True)
class BlockResult:
    """A block-size test.

    Attributes:
        block: name of the block.
        demand: demand path.
        prices: price path.
        points: the first curve, by size.
        best_beds: its size of least cost.
        indistinguishable_beds: sizes that cannot be told from it.
        curves: every price and guarantee.
        paths: every size of the first curve on every path.
        worst_regret_gbp: size to its largest regret; None where a path has no plan for it.
        least_regret_beds: size whose largest regret is smallest.
        futures: futures in which the sizes of the first curve were played; 0 if they are not stressed.
        stressed: what came of each size there.
        best_stressed_beds: size of least mean cost there.
        level_stressed_beds: sizes whose mean cost is within two standard errors of that, the best among them.
        surest_stressed_beds: size of the block that loses money in the fewest futures; None without one.
        least_regret_stressed_beds: size whose regret that one future in twenty exceeds is smallest.
        gap: gap asked.
        interrupted: whether Ctrl-C cut it short.
        seconds: time to the curves at the gap asked.
        seconds_finer: time for finer brackets.
        seconds_paths: time for the paths.
        seconds_stressed: time to play the futures.
    """

    block: str
    demand: str
    prices: str
    points: tuple[BlockPoint, ...]
    best_beds: int | None
    indistinguishable_beds: tuple[int, ...]
    curves: tuple[BlockCurve, ...]
    paths: tuple[PathCost, ...]
    worst_regret_gbp: dict[int, float | None]
    least_regret_beds: int | None
    futures: int
    stressed: tuple[StressedSize, ...]
    best_stressed_beds: int | None
    level_stressed_beds: tuple[int, ...]
    surest_stressed_beds: int | None
    least_regret_stressed_beds: int | None
    gap: float
    interrupted: bool
    seconds: float
    seconds_finer: float
    seconds_paths: float
    seconds_stressed: float


@dataclass(frozen=True)
class FrontierPoint:
    """The least cost with policies held at levels; costs are None where there is no plan.

    Attributes:
        levels: policy to the level asked.
        reached: policy to what the plan reaches, by financial year.
        status: what is known.
        cost_gbp: cost of the plan.
        bound_gbp: no plan costs less.
        penalties_gbp: the part of the cost that is penalties.
        step_gbp: cost less that of the level before.
        step_low_gbp: no less.
        step_high_gbp: no more.
        price_gbp: step_gbp by what the level is tighter: by percentage point, 0.01 moves, child or pound.
        revenue_gbp_by_year: nominal revenue by financial year.
    """

    levels: dict[str, float]
    reached: dict[str, dict[str, float]]
    status: PointStatus
    cost_gbp: float | None = None
    bound_gbp: float | None = None
    penalties_gbp: float | None = None
    step_gbp: float | None = None
    step_low_gbp: float | None = None
    step_high_gbp: float | None = None
    price_gbp: float | None = None
    revenue_gbp_by_year: dict[str, float] | None = None


@dataclass(frozen=True)
class FrontierResult:
    """Cost against the level of one policy, or of two as a grid.

    Attributes:
        policies: names of the policies.
        measures: policy to its measure.
        years: policy to the financial years in which it is held at the level.
        points: by level, the easiest to keep first; of two policies, by level of the first, then of the second.
        jump_level: level of one policy from which the next step costs most more than the one before; None if the
            price of a step never rises.
        gap: gap asked.
        interrupted: whether Ctrl-C cut it short.
        seconds: time taken.
    """

    policies: tuple[str, ...]
    measures: dict[str, str]
    years: dict[str, tuple[str, ...]]
    points: tuple[FrontierPoint, ...]
    jump_level: float | None
    gap: float
    interrupted: bool
    seconds: float
