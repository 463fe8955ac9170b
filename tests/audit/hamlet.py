"""A hamlet of two authorities, a running block, a programme and a step-down, by hand to the penny."""

from models.instance import Instance
from models.plan import Certificate, CommitmentSummary, LedgerKind, LedgerLine, Occupancy, Plan, ScoreLine, Summary
from models.tables import AuthorityRow, OfferShare
from tests.audit import small
from tests.audit.small import admit, commit, effect
from tests.audit.writing import HASH

NEXT = 1 / 1.0557
"""Present value of the tail: 1 / (1.035 x 1.02)."""
BLOCK = commit("block", "lodge_block", -11, 4, 12)


def hamlet() -> Instance:
    """Nobody leaves care. Two of smalltown in spot, at 100 a day, one of hillshire, from the coast, in the lodge.

    The lodge is a block of 4 beds at 100 a day, 1 for emergencies, until March 2025, shared 3 to 1; a void bed
    may be sold at 50 a day. One child of smalltown enters in April; a programme at 1,200 a year may avert half of
    it. Children may step down from spot to a trial in a foster family at 50 a day. Prices stay.
    """
    trial = small.cohorts(("trial", "high", 10, 15, "town"))[0]
    hill = small.cohorts(("hill", "low", 10, 15, "coast"))[0].model_copy(update={"authority": "hillshire"})
    start = small.month(-11)
    return small.instance(
        authorities=small.rows(AuthorityRow, "authority name", ("smalltown", "S"), ("hillshire", "H")),
        cohorts=(*small.cohorts(("kids", "low", 10, 15, "town")), trial, hill),
        transitions=small.transitions(*((name, name, 1.0) for name in ("kids", "trial", "hill"))),
        entries=small.entries(("kids", 1, 1.0)),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 2.0), ("hill", "lodge", "block_residential", 5, 1.0)
        ),
        offers=(
            small.offer("spot"),
            small.offer("ifa", "ifa", route="framework"),
            small.offer("lodge", "block_residential", route="block"),
            small.offer("gap", "gap"),
        ),
        offer_prices=small.prices(("spot", "low", 700.0), ("ifa", "high", 350.0), ("lodge", "low", 0.0)),
        offer_shares=small.rows(
            OfferShare, "offer authority share", ("lodge", "smalltown", 0.75), ("lodge", "hillshire", 0.25)
        ),
        blocks=(
            small.block(
                start_from=start,
                start_to=start,
                beds_today=4,
                emergency_beds=1,
                void_sale_beds=1.0,
                void_sale_gbp_per_week=350.0,
                successor="spot",
            ),
        ),
        block_tiers=small.tiers((1, 8, 700.0)),
        programmes=(small.programme(setup_gbp=500.0, gbp_per_year=1200.0),),
        step_downs=(small.step_down(release_gbp=1000.0),),
        policies=(small.policy("emergency_places", 1.0, policy="emergencies"),),
    )


def line(authority: str, name: str, what: str, amount: float, kind: LedgerKind = "revenue") -> LedgerLine:
    """Return a line of 2024/25; the programme has its own budget head."""
    return LedgerLine(
        financial_year="2024/25",
        authority=authority,
        budget_head="support" if name.startswith("programme") else "placements",
        line=name,
        kind=kind,
        id=what,
        amount_gbp=amount,
    )


def hamlet_ledger() -> tuple[LedgerLine, ...]:
    """Every pound of 2024/25.

    Spot has 2.25 children of smalltown in April (half of the new half), 2.5 in May and June, 2.4 in July, when 0.2
    step down, 2.3 from then on: 67.5 + 152.5 + 74.4 + 2.3 x 243 = 853.3 days. In March the child of hillshire goes
    on to it: 15.5 days. The trial: 0.1 x 31 + 0.2 x 243 = 51.7 days. The lodge: 4 beds for 365 days; used 334 and
    15.5, kept 365, so void 745.5; 1 bed sold all year.
    """
    return (
        line("smalltown", "fees", "spot", 85_330.0),
        line("hillshire", "fees", "spot", 1550.0),
        line("smalltown", "fees", "ifa", 2585.0),
        line("smalltown", "moves", "spot", 20.0),
        line("smalltown", "step_down", "next_door", 200.0),
        line("hillshire", "block_used", "lodge_block", 34_950.0),
        line("smalltown", "emergency_kept", "lodge_block", 27_375.0),
        line("hillshire", "emergency_kept", "lodge_block", 9125.0),
        line("smalltown", "voids", "lodge_block", 55_912.5),
        line("hillshire", "voids", "lodge_block", 18_637.5),
        line("smalltown", "void_sales", "lodge_block", -13_687.5, "income"),
        line("hillshire", "void_sales", "lodge_block", -4562.5, "income"),
        line("smalltown", "programme_setup", "edge", 500.0),
        line("smalltown", "programme", "edge", 1200.0),
    )


def hamlet_groups() -> dict[str, float]:
    """The objective: 2024/25 in full, the tail at NEXT.

    In the tail spot has 2.3 and the child of hillshire for 365 days, 1,204.5; and half a child more that comes in
    three parts, on average 1/12 in April, 3/12 in May, 5/12 in June: 2.5 + 7.75 + 12.5 + 137 = 159.75 days. The
    trial has 0.2. The block is over. Setting up, 500, is charged over two years at 5.57 %, for 12 months and 12 of
    the tail.
    """
    charge = 500 * 0.0557 / (1 - 1.0557**-2) / 12
    return {
        "fees": 89_465 + NEXT * (136_425 + 3650),
        "blocks": 146_000.0,
        "homes": 0.0,
        "programmes": 1200 * (1 + NEXT),
        "moves": 220.0,
        "gap": 0.0,
        "fixed": 0.0,
        "income": -18_250.0,
        "charge": charge * (12 + 12 * NEXT),
        "penalties": 0.0,
    }


def _occupancy() -> tuple[Occupancy, ...]:
    averages = {
        ("spot", "town"): [2.25, 2.5, 2.5, 2.4] + [2.3] * 8,
        ("spot", "coast"): [0.0] * 11 + [0.5],
        ("ifa", "town"): [0.0] * 3 + [0.1] + [0.2] * 8,
        ("lodge", "coast"): [1.0] * 11 + [0.5],
    }
    return tuple(
        Occupancy(offer=offer, home_area=area, period_start=small.month(m), children=children, beds_used=children)
        for (offer, area), by_month in averages.items()
        for m, children in enumerate(by_month, start=1)
    )


def _commitments() -> tuple[CommitmentSummary, ...]:
    """146,000 to the end of the term; 500 and two years at 1,200, the second beyond the horizon.

    Void beds are 2 in eleven months and 2.5 in March; used 11.5 of 36.
    """
    return (
        CommitmentSummary(
            **BLOCK.model_dump(),
            live_from=small.month(-11),
            commitment_gbp=146_000.0,
            guaranteed_gbp=146_000.0,
            maximum_gbp=146_000.0,
            beyond_horizon_gbp=0.0,
            void_beds=24.5 / 12,
            void_gbp=74_550.0,
            occupancy_share=11.5 / 36,
            pays_above_children=None,
        ),
        CommitmentSummary(
            **commit("programme", "edge", 1, 1).model_dump(),
            live_from=small.month(1),
            commitment_gbp=2900.0,
            guaranteed_gbp=2900.0,
            maximum_gbp=2900.0,
            beyond_horizon_gbp=1200.0,
            pays_above_children=None,
        ),
    )


def hamlet_plan() -> Plan:
    """Half of April's child averted, the other in spot; 0.2 step down in July and go to the family."""
    objective = sum(hamlet_groups().values())
    card = ScoreLine(policy="emergencies", year="2024/25", target=1.0, achieved=1.0, met=True)
    return Plan(
        summary=Summary(
            kind="plan",
            authority="smalltown",
            demand="middle",
            prices="central",
            certificate=Certificate(
                status="optimal",
                objective_gbp=objective,
                bound_gbp=objective,
                gap=0.0,
                gap_gbp=0.0,
                seconds={},
                versions={},
                instance_sha256=HASH,
                seed=1,
            ),
            commitments=_commitments(),
            cost_gbp_by_year={"2024/25": 237_385.0},
            net_cost_gbp_by_year={"2024/25": 219_135.0},
            # nothing averted: 2 children for 365 days, one for 15 + 335, half of March; and the block
            baseline_gbp_by_year={"2024/25": 108_000 + 1550 + 146_000.0},
            base_budget_gbp_by_year={},
            full_year_effect_gbp=None,
            children_at_year_end={"2024/25": {"residential": 3.3, "ifa": 0.2, "block_residential": 0.0, "gap": 0.0}},
            scorecard=(card,),
            gap_child_weeks_by_year={"2024/25": 0.0},
            # 3.25 children in April, 3.5 from then on
            moves_per_child_year=0.2 / ((3.25 + 11 * 3.5) / 12),
            objective_groups_gbp=hamlet_groups(),
            cost_gbp_by_authority={"smalltown": {"2024/25": 173_122.5}, "hillshire": {"2024/25": 64_262.5}},
        ),
        admissions=(admit("kids", "spot", 1, 0.5), admit("trial", "ifa", 4, 0.2)),
        tail_admissions=(admit("kids", "spot", 13, 0.5),),
        occupancy=_occupancy(),
        commitments=(BLOCK, commit("programme", "edge", 1, 1)),
        effects=(
            effect("averted", "edge", "kids", None, 1, 0.5),
            effect("averted", "edge", "kids", None, 13, 0.5),
            effect("released", "next_door", "kids", "spot", 4, 0.2),
        ),
        ledger=hamlet_ledger(),
        scorecard=(card,),
        gap=(),
        baseline_admissions=(admit("kids", "spot", 1, 1.0),),
        baseline_commitments=(BLOCK,),
    )
