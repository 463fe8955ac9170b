"""A village and its plan, every figure of it worked out by hand."""

from models.instance import Instance
from models.plan import (
    Admission,
    Certificate,
    CommitmentSummary,
    GapLine,
    LedgerLine,
    Occupancy,
    Plan,
    ScoreLine,
    Summary,
)
from models.tables import Budget, FixedLine
from tests.audit import small, town
from tests.audit.small import admit, commit

NEXT = 1 / 1.0557
"""Present value of the tail: 1 / (1.035 x 1.02)."""


def village() -> Instance:
    """One cohort that nobody leaves: two in spot today at 100 a day, one waiting; and one in secure care.

    A block of 2 beds (1.2 children by practice) at 140 a day may start in July, for 24 months. Prices rise by
    10 %.
    """
    return small.instance(
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0),
            ("kids", None, "unknown", 0, 1.0),
            ("kids", None, "secure", 9, 1.0),
        ),
        offers=(small.offer("spot"), small.offer("lodge", "block_residential"), small.offer("gap", "gap")),
        offer_prices=small.prices(("spot", "low", 700.0), ("lodge", "low", 0.0), ("gap", "low", 2100.0)),
        blocks=(small.block(start_from=small.month(4)),),
        block_tiers=small.tiers((2, 2, 980.0)),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("secure_beds", "secure", 24_000.0, "residential", "welfare"),
        ),
        budgets=small.rows(
            Budget,
            "budget_head financial_year gross_gbp income_gbp",
            ("placements", "2024/25", 90_000.0, 1000.0),
        ),
        uplifts=small.uplifts(residential=0.1, block_residential=0.1, gap=0.1, moves=0.1),
        policies=(small.policy("moves_per_child_year", 1.5),),
    )


def village_admissions() -> tuple[Admission, ...]:
    """The waiting child goes to gap in April, May and June, then into the block for good."""
    gap = [admit("kids", "gap", m, 1.0) for m in (1, 2, 3)]
    return (*gap, admit("kids", "lodge", 4, 1.0))


def line(head: str, name: str, what: str, amount: float) -> LedgerLine:
    """Return a revenue line of 2024/25."""
    return LedgerLine(
        financial_year="2024/25",
        authority="smalltown",
        budget_head=head,
        line=name,
        kind="revenue",
        id=what,
        amount_gbp=amount,
    )


def village_ledger() -> tuple[LedgerLine, ...]:
    """Every pound of 2024/25.

    fees: 2 x 100 x 365. gap: average 0.5, 1, 1, 0.5 from April to July: 15 + 31 + 30 + 15.5 = 91.5 days at
    300. moves: out of gap in May, June and July. block: 2 x 140 a day from July, 365 - 91 = 274 days: 76,720,
    used by half a child in July and one from August: 15.5 + 243 = 258.5 days at 140.
    """
    return (
        line("placements", "fees", "spot", 73_000.0),
        line("placements", "gap", "gap", 27_450.0),
        line("placements", "moves", "gap", 300.0),
        line("placements", "mobilisation", "lodge_block", 1000.0),
        line("placements", "block_used", "lodge_block", 36_190.0),
        line("placements", "voids", "lodge_block", 40_530.0),
        line("welfare", "fixed", "secure_beds", 24_000.0),
    )


def village_groups() -> dict[str, float]:
    """The objective: 2024/25 in full, the tail (365 days, 10 % dearer) at NEXT.

    charge: mobilisation 1,000 over 2 years at 5.57 %, 9 months and 12 of the tail. penalties: 91.5 days at
    1,000.
    """
    charge = 1000 * 0.0557 / (1 - 1.0557**-2) / 12
    return {
        "fees": 73_000 * (1 + 1.1 * NEXT),
        "blocks": 76_720 + 2 * 140 * 365 * 1.1 * NEXT,
        "homes": 0.0,
        "programmes": 0.0,
        "moves": 300.0,
        "gap": 27_450.0,
        "fixed": 24_000 * (1 + 1.1 * NEXT),
        "income": 0.0,
        "charge": charge * (9 + 12 * NEXT),
        "penalties": 91_500.0,
    }


def village_baseline() -> tuple[Admission, ...]:
    """Do nothing: spot, which nobody leaves, is the only market offer and has no limit."""
    return (admit("kids", "spot", 1, 1.0),)


def village_occupancy() -> tuple[Occupancy, ...]:
    """Spot 2 throughout; gap a half, 1, 1, a half; lodge a half in July, then 1."""
    by_offer = {
        "spot": [2.0] * 12,
        "gap": [0.5, 1.0, 1.0, 0.5] + [0.0] * 8,
        "lodge": [0.0] * 3 + [0.5] + [1.0] * 8,
    }
    return tuple(
        Occupancy(offer=offer, home_area="town", period_start=small.month(m), children=children, beds_used=children)
        for offer, averages in by_offer.items()
        for m, children in enumerate(averages, start=1)
    )


def village_plan() -> Plan:
    """The plan of the village, every figure by hand."""
    cost = 73_000 + 27_450 + 300 + 1000 + 76_720 + 24_000.0
    objective = sum(village_groups().values())
    # 3 moves; averages are 2.5 in April (the child in gap counts half) and 3 from then on
    moves = 3 / (35.5 / 12)
    scorecard = (
        ScoreLine(
            policy="few_moves",
            year="2024/25",
            target=1.5,
            achieved=moves,
            met=True,
            shadow_price_gbp=None,
        ),
    )
    # the full term of 24 months: 274 days, 365 at 1.1 and 91 from April to June 2026 at 1.21
    full_term = 280 * (274 + 365 * 1.1 + 91 * 1.21) + 1000
    return Plan(
        summary=Summary(
            kind="plan",
            authority="smalltown",
            demand="middle",
            prices="central",
            certificate=Certificate(
                status="optimal",
                objective_gbp=objective,
                bound_gbp=0.999 * objective,
                gap=0.001,
                gap_gbp=0.0,
                seconds={},
                versions={},
                instance_sha256=town.HASH,
                seed=1,
            ),
            commitments=(
                CommitmentSummary(
                    kind="block",
                    id="lodge_block",
                    start=small.month(4),
                    live_from=small.month(4),
                    size=2,
                    commitment_gbp=full_term,
                    guaranteed_gbp=full_term,
                    pays_above_children=None,
                    end=small.last_day(27),
                    maximum_gbp=full_term,
                    beyond_horizon_gbp=full_term - 1000 - 280 * 274,
                    # 274 days, half a child in July and one from then on: 0.5 + 8 of 9 months' 18 beds are used
                    void_beds=(1.5 + 8 * 1.0) / 9,
                    void_gbp=40_530.0,
                    occupancy_share=8.5 / 18,
                ),
            ),
            cost_gbp_by_year={"2024/25": cost},
            net_cost_gbp_by_year={"2024/25": cost},
            # the third child in spot from April, on average half of it there: 15 + 335 days at 100
            baseline_gbp_by_year={"2024/25": 73_000 + 35_000 + 24_000.0},
            base_budget_gbp_by_year={"2024/25": 89_000.0},
            # 2 x 700 x 52 + 24,000 - 89,000
            full_year_effect_gbp=7800.0,
            # 3 in the pool as today, so secure stays 1
            children_at_year_end={
                "2024/25": {"residential": 2.0, "block_residential": 1.0, "secure": 1.0, "gap": 0.0}
            },
            scorecard=scorecard,
            gap_child_weeks_by_year={"2024/25": 91.5 / 7},
            moves_per_child_year=moves,
            objective_groups_gbp=village_groups(),
            cost_gbp_by_authority={"smalltown": {"2024/25": cost}},
        ),
        admissions=village_admissions(),
        tail_admissions=(),
        occupancy=village_occupancy(),
        commitments=(commit("block", "lodge_block", 4, 2, 27),),
        ledger=village_ledger(),
        scorecard=scorecard,
        gap=tuple(
            GapLine(
                need="low",
                age_from=10,
                age_to=15,
                home_area="town",
                period_start=small.month(m),
                children=children,
            )
            for m, children in enumerate([0.5, 1.0, 1.0, 0.5], start=1)
        ),
        baseline_admissions=village_baseline(),
        baseline_commitments=(),
    )
