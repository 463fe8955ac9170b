"""What is worth knowing of a sound instance: counts, calibration, reach of policies, published projection."""

from dataclasses import dataclass
from typing import Literal

from models.fields import Grade


@dataclass(frozen=True)
class Excess:
    """An offer in which more children live today than it takes: its run-off is the limit until it fits.

    Attributes:
        offer: the offer.
        children: children in it today.
        places: places that they take up.
        capacity: places that it has without new commitments.
    """

    offer: str
    children: float
    places: float
    capacity: float


@dataclass(frozen=True)
class WeakPlacement:
    """Children today in an offer whose grade takes no new ones; they stay."""

    offer: str
    grade: Grade
    children: float


@dataclass(frozen=True)
class BeyondPlan:
    """Something that this plan can never use, or that outlasts every plan; real data may have it.

    Attributes:
        id: offer, block or programme.
        column: column that says so.
        value: what it says: a date, or months.
    """

    id: str
    column: Literal["start_to", "live_from", "live_to", "term_months"]
    value: str


@dataclass(frozen=True)
class Findings:
    """Counts and remarks on a sound instance; nothing here stops a plan.

    Attributes:
        rows: rows of each table.
        assumptions: rows marked assumption, by table; settings under ``instance.toml``.
        children_today: all children in care at the base date.
        fixed_children: of these, children in provisions the plan does not choose.
        unknown_children: of these, children whose placement is unknown.
        excess: offers with more children than they take.
        weak: offers with children today whose grade is not accepted for new ones.
        without_transitions: cohorts without a row in transitions, all of whose children leave within a month.
        beyond_plan: dates and terms that reach beyond what is planned.
    """

    rows: dict[str, int]
    assumptions: dict[str, int]
    children_today: float
    fixed_children: float
    unknown_children: float
    excess: tuple[Excess, ...]
    weak: tuple[WeakPlacement, ...]
    without_transitions: tuple[str, ...]
    beyond_plan: tuple[BeyondPlan, ...]


@dataclass(frozen=True)
class Calibrated:
    """A measure of the instance beside the recorded figure.

    Attributes:
        measure: name, as in the table calibration.
        recorded: what was recorded.
        low: low end of the range accepted.
        high: high end of the range accepted.
        model: what the instance gives; None for a measure unknown here.
    """

    measure: str
    recorded: float
    low: float
    high: float
    model: float | None

    @property
    def within(self) -> bool:
        """Whether the instance lies in the accepted range."""
        return self.model is not None and self.low <= self.model <= self.high


@dataclass(frozen=True)
class Reach:
    """Best reachable level of a policy in a year, commitments taken as divisible: nothing better is possible."""

    policy: str
    year: str
    target: float
    best: float
    strength: str
    at_least: bool

    @property
    def reachable(self) -> bool:
        """Whether the target can be reached as far as this bound tells."""
        return self.best >= self.target - 1e-9 if self.at_least else self.best <= self.target + 1e-9


@dataclass(frozen=True)
class TypeUplift:
    """One placement type of the council's uplift table, pounds.

    `increments` are the additions of each year on the year before, compounding.
    """

    line: str
    uplift_share: float
    base: float
    increments: tuple[float, ...]


@dataclass(frozen=True)
class PublishedProjection:
    """The council's projection and the joint figure that it leaves out, pounds.

    Attributes:
        years: financial years of the increments.
        types: the uplift table.
        untyped: cost not split by type, not uplifted.
        rounding: pounds by which the printed total differs from the sum of its rows.
        children_now: children looked after at the base.
        children_projected: children at the end, as the council's growth figure needs it (unrounded).
        base: today's cost.
        growth: cost of more children at today's average cost.
        uplift: uplift of today's typed cost.
        total: base, growth and uplift added, as published.
        joint_growth: growth at whole children.
        joint_uplift: uplift of the grown typed cost, the cross term included.
    """

    years: tuple[str, ...]
    types: tuple[TypeUplift, ...]
    untyped: float
    rounding: float
    children_now: float
    children_projected: float
    base: float
    growth: float
    uplift: float
    total: float
    joint_growth: float
    joint_uplift: float

    @property
    def joint(self) -> float:
        """Growth and uplift together, which the published total leaves out, pounds."""
        return self.base + self.joint_growth + self.joint_uplift

    @property
    def joint_thousands(self) -> tuple[int, int, int]:
        """Base, growth and uplift of the joint figure in whole thousands of pounds, which add up."""
        return round(self.base / 1e3), round(self.joint_growth / 1e3), round(self.joint_uplift / 1e3)
