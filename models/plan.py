"""A plan: commitments, admissions, occupancy, ledger, scorecard, certificate.

`Plan.summary` is what `plan.json` holds; the tables beside it are CSV files of the same names.
"""

import datetime as dt
from typing import ClassVar, Literal

from pydantic import Field

from models.fields import Frozen, Id, PricePath, Year

Kind = Literal["plan", "do_nothing", "optimised_no_new_commitments"]
Status = Literal["optimal", "feasible", "relaxed", "simulated"]
CommitmentKind = Literal["block", "home", "fostering", "programme"]
Pays = Literal["above", "at_every_demand", "at_no_demand"]
EffectKind = Literal["averted", "reunified", "released", "retained"]
LedgerKind = Literal["revenue", "capital", "income", "financing"]


class Admission(Frozen):
    """Children who start in an offer during a period, spread evenly over its months."""

    cohort: Id
    offer: Id
    period_start: dt.date
    children: float = Field(ge=0, allow_inf_nan=False)


class Occupancy(Frozen):
    """Average children of a home area in an offer over a period, today's included."""

    offer: Id
    home_area: Id
    period_start: dt.date
    children: float = Field(allow_inf_nan=False)
    beds_used: float = Field(allow_inf_nan=False)


class Commitment(Frozen):
    """A commitment: `size` beds of a block, homes of a type, households to recruit, or 1 programme.

    `start` is the first day of a block contract or programme, or the first of the month of decision. `end` is the
    last day of a block contract as planned, extensions and breaks included; None for others. Blocks already
    running are listed too, with their start before the horizon.
    """

    kind: CommitmentKind
    id: Id
    start: dt.date
    size: int = Field(ge=1)
    end: dt.date | None = None


class Effect(Frozen):
    """What programmes and pathways do in a period, the tail's included.

    `averted`: children of the cohort who do not enter care; `reunified`: settled children of the cohort who go home
    from the offer (`id` is the programme); `released`: settled children who step down from the offer (`id` is the
    pathway); `retained`: households kept (no cohort; `offer` is that of the service). Spread evenly over the
    period's months; averted children in proportion to the entries of the months.
    """

    kind: EffectKind
    id: Id
    cohort: Id | None = None
    offer: Id | None = None
    period_start: dt.date
    amount: float = Field(ge=0, allow_inf_nan=False)


class LedgerLine(Frozen):
    """Nominal pounds of a financial year, rounded to the penny; income and grants are negative."""

    financial_year: Year
    authority: Id
    budget_head: Id
    line: Id
    kind: LedgerKind
    id: Id
    amount_gbp: float = Field(allow_inf_nan=False)


class ScoreLine(Frozen):
    """A policy in a year: what was asked, what the plan does, what the last unit of it costs.

    `shadow_price_gbp` is the fall of the objective if the level were relaxed by one unit of its measure (a whole
    share, or one move per child-year), commitments fixed; None for soft, absent or unsolved.
    """

    policy: Id
    year: Year
    target: float = Field(allow_inf_nan=False)
    achieved: float = Field(allow_inf_nan=False)
    met: bool
    shadow_price_gbp: float | None = Field(default=None, allow_inf_nan=False)


class GapLine(Frozen):
    """Average children without a sufficient placement, by need, age, home area and period."""

    need: Id
    age_from: int
    age_to: int
    home_area: Id
    period_start: dt.date
    children: float = Field(allow_inf_nan=False)


class Certificate(Frozen):
    """What is proven about the plan.

    `gap` is (objective - bound) / objective; `gap_gbp` the same distance in pounds, with the penalties of the
    plan taken out of the objective if that makes it smaller (never below 0).
    """

    status: Status
    objective_gbp: float = Field(allow_inf_nan=False)
    bound_gbp: float | None = Field(allow_inf_nan=False)
    gap: float | None = Field(allow_inf_nan=False)
    gap_gbp: float | None = Field(allow_inf_nan=False)
    seconds: dict[str, float]
    versions: dict[str, str]
    instance_sha256: str
    seed: int


class CommitmentSummary(Frozen):
    """A commitment with what it binds the council to, over its full term, nominal pounds.

    `commitment_gbp` is paid to the planned end at full use; `guaranteed_gbp` is what the council pays at least, used
    or not, leaving at the first chance; `maximum_gbp` at full use with every extension; `beyond_horizon_gbp` is the
    part of `commitment_gbp` that falls due after the reported years. `void_beds` (average while it runs, beds kept
    for emergencies apart), `void_gbp` (payments for them) and `occupancy_share` are of the reported years and None
    where there are no beds; `break_even_share` is the occupancy above which it pays, None where that was not
    computed. `pays_above_children` is the demand below which it no longer pays, average children of the pool over the
    reported years, and `pays_above_share` the same as a share of the projection; both None unless `pays` is `above`
    (`at_every_demand`, `at_no_demand`: at all, or none, of the demands looked at; None where it was not computed).
    """

    kind: CommitmentKind
    id: Id
    start: dt.date
    live_from: dt.date
    size: int
    commitment_gbp: float
    guaranteed_gbp: float
    pays_above_children: float | None
    end: dt.date | None = None
    maximum_gbp: float
    beyond_horizon_gbp: float
    void_beds: float | None = None
    void_gbp: float | None = None
    occupancy_share: float | None = None
    break_even_share: float | None = None
    pays_above_share: float | None = None
    pays: Pays | None = None


class Excess(Frozen):
    """An offer that holds more of today's children than its capacity allows: they stay, nobody is added."""

    offer: Id
    children: float
    until: dt.date


class Summary(Frozen):
    """The file `plan.json`.

    `overlays` and `set_values` (each KEY=VALUE) were laid over the instance; its copy in the plan holds them already.
    """

    kind: Kind
    authority: Id
    demand: Id
    prices: PricePath
    certificate: Certificate
    commitments: tuple[CommitmentSummary, ...]
    cost_gbp_by_year: dict[Year, float]
    net_cost_gbp_by_year: dict[Year, float]
    baseline_gbp_by_year: dict[Year, float]
    base_budget_gbp_by_year: dict[Year, float]
    full_year_effect_gbp: float | None
    children_at_year_end: dict[Year, dict[str, float]]
    scorecard: tuple[ScoreLine, ...]
    gap_child_weeks_by_year: dict[Year, float]
    moves_per_child_year: float
    objective_groups_gbp: dict[str, float]
    cost_gbp_by_authority: dict[str, dict[Year, float]]
    over_capacity_today: tuple[Excess, ...] = ()
    overlays: tuple[str, ...] = ()
    set_values: tuple[str, ...] = ()


class Plan(Frozen):
    """A plan with its tables.

    `tail_admissions` are those of the unreported tail: needed to check the objective, no part of the plan.
    `baseline_admissions` and `baseline_commitments` are those of do-nothing, month by month.
    """

    TABLES: ClassVar[dict[str, type[Frozen]]] = {
        "admissions": Admission,
        "tail_admissions": Admission,
        "occupancy": Occupancy,
        "commitments": Commitment,
        "effects": Effect,
        "ledger": LedgerLine,
        "scorecard": ScoreLine,
        "gap": GapLine,
        "baseline_admissions": Admission,
        "baseline_commitments": Commitment,
    }

    summary: Summary
    admissions: tuple[Admission, ...]
    tail_admissions: tuple[Admission, ...]
    occupancy: tuple[Occupancy, ...]
    commitments: tuple[Commitment, ...]
    effects: tuple[Effect, ...] = ()
    ledger: tuple[LedgerLine, ...]
    scorecard: tuple[ScoreLine, ...]
    gap: tuple[GapLine, ...]
    baseline_admissions: tuple[Admission, ...]
    baseline_commitments: tuple[Commitment, ...]
