"""Whole stress tests of a small town: against the plan's means, reproducible, and monotone where it must be."""

import numpy as np
import pytest

from audit.planned import played as recomputed
from models.instance import Instance
from models.plan import Plan
from optimiser.plan import solve
from optimiser.spread import HERE, Hands, threads
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.result import stress_result
from optimiser.stress.run import Outcomes, StressTest
from tests.oracles.small import MONTHS, cohort, flat_uplifts, hazards, instance, offer, priced, row, settings

OFFERS = (
    offer("gap", "gap", "gap", placed_in="nowhere", grade="none"),
    offer("carers", "in_house_fostering", "in_house", placed_in="north"),
    offer("agency", "ifa", "framework", placed_in="north", capacity_children=12.0),
    offer("homes", "residential", "spot", placed_in="away", capacity_children=20.0),
    offer("beds", "block_residential", "block", placed_in="north"),
    offer("own", "internal_home", "home", placed_in="north"),
)
WEEKLY = {
    "gap": {"low": 7000.0, "high": 7000.0},
    "carers": {"low": 250.0},
    "agency": {"low": 800.0, "high": 1500.0},
    "homes": {"low": 3500.0, "high": 4500.0},
    "beds": {"low": 0.0, "high": 0.0},
    "own": {"high": 0.0},
}
CHANCES = {name: {need: {0: 0.10, 3: 0.04} for need in needs} for name, needs in WEEKLY.items()}
CHANCES["gap"] = {"low": {0: 1.0}, "high": {0: 1.0}}


def town(**changes: object) -> Instance:
    """Return a town of two cohorts, planned month by month for a year, with something to commit to."""
    tables: dict[str, object] = {
        "settings": settings(move_gbp=900.0, gap_penalty_gbp_per_week=2000.0),
        "needs": (
            row("needs", need="low", rank=1, escalation_share=0.3, description="low"),
            row("needs", need="high", rank=2, escalation_share=0.0, description="high"),
        ),
        "transitions": (
            row("transitions", cohort="young", to_cohort="young", monthly_share=0.94),
            row("transitions", cohort="young", to_cohort="hard", monthly_share=0.01),
            row("transitions", cohort="hard", to_cohort="hard", monthly_share=0.95),
        ),
        "entries": tuple(
            row("entries", cohort=name, demand="middle", month=month, children=count)
            for month in MONTHS[:12]
            for name, count in (("young", 1.4), ("hard", 0.4))
        ),
        "placements_today": (
            row("placements_today", cohort="young", offer="carers", provision="in_house_fostering",
                months_in_placement=7, children=6.0),
            row("placements_today", cohort="hard", offer="homes", provision="residential",
                months_in_placement=1, children=4.0),
        ),
        "offer_prices": priced(WEEKLY),
        "disruption": hazards(CHANCES),
        "fostering": (
            row("fostering", service="carers", offer="carers", households_today=8.0, approvals_per_year_today=1,
                approvals_per_year_max=2, attrition_per_year_share=0.15, places_per_household=1.0, fill_share=1.0,
                approval_gbp=9000.0, lead_months=3),
        ),
        "blocks": (
            row("blocks", block="beds", offer="beds", start_from=MONTHS[0], start_to=MONTHS[0], term_months=60,
                mobilisation_gbp=5000.0),
        ),
        "block_tiers": (row("block_tiers", block="beds", beds_from=2, beds_to=2, gbp_per_bed_per_week=1200.0),),
        "homes": (
            row("homes", home="own", offer="own", beds=3, max_homes=1, decision_from=MONTHS[0], works_months=2,
                capital_gbp=200_000.0, grant_share=0.5, asset_life_years=30, pre_opening_gbp=9000.0,
                running_gbp_per_year=300_000.0),
        ),
        "budgets": (
            row("budgets", budget_head="placements", financial_year="2022/23", gross_gbp=2_000_000.0, income_gbp=0.0),
        ),
    }  # fmt: skip
    cohorts = [cohort("young", "low"), cohort("hard", "high")]
    return instance(OFFERS, cohorts, **{**tables, **changes})


@pytest.fixture(scope="module")
def planned() -> tuple[Instance, Plan]:
    """The town and its plan."""
    made = town()
    return made, solve(made, gap=0.0)


def without_block(made: Instance) -> Instance:
    """Return the town without its block and the block's offer."""
    kept = {"blocks": (), "block_tiers": (), "offers": tuple(o for o in made.offers if o.offer != "beds")}
    kept["offer_prices"] = tuple(r for r in made.offer_prices if r.offer != "beds")
    kept["disruption"] = tuple(r for r in made.disruption if r.offer != "beds")
    return made.model_copy(update=kept)


def played(
    planned: tuple[Instance, Plan], futures: int, *, manage: bool = True, hands: Hands = HERE, **changes: float
) -> Outcomes:
    """Play the town's plan, with assumptions changed."""
    assumed = Assumptions(**changes)  # type: ignore[arg-type]
    return StressTest(*planned, assumed, seed=5, manage=manage).run(futures, hands)


def test_something_is_committed(planned: tuple[Instance, Plan]) -> None:
    """The comparison below speaks of blocks, homes and carers too."""
    assert {made.kind for made in planned[1].commitments} == {"block", "home", "fostering"}


def test_shares_without_limits_give_the_plans_mean_cost(planned: tuple[Instance, Plan]) -> None:
    """Placed in the plan's shares, with no noise but arrivals and fates, the futures average the plan's own cost."""
    test = StressTest(*planned, Assumptions().certain(), seed=5, manage=False)
    cost = test.run(4_000).cost_gbp.sum(axis=(1, 2))
    error = cost.std(ddof=1) / np.sqrt(len(cost))
    assert abs(cost.mean() - sum(planned[1].summary.cost_gbp_by_year.values())) < 3 * error
    assert error < 0.003 * cost.mean()


def test_shares_give_the_plans_moves_and_children(planned: tuple[Instance, Plan]) -> None:
    """Moves a child-year and children are those of the plan, within three standard errors."""
    found = StressTest(*planned, Assumptions().certain(), seed=6, manage=False).run(4_000)
    plan = planned[1].summary
    for values, expected in (
        (found.moves[:, 0] * found.children[:, 0], plan.moves_per_child_year * found.children[:, 0].mean()),
        (found.gap_weeks[:, 0], plan.gap_child_weeks_by_year["2022/23"]),
    ):
        error = values.std(ddof=1) / np.sqrt(len(values))
        assert abs(values.mean() - expected) < 3 * error + 1e-9


def test_the_same_futures_whatever_the_number_of_threads(planned: tuple[Instance, Plan]) -> None:
    """Futures are numbered: how they are spread over threads changes nothing."""
    with threads(2) as hands:
        one, two = played(planned, 250), played(planned, 250, hands=hands)
    assert np.array_equal(one.cost_gbp, two.cost_gbp)
    assert np.array_equal(one.occupancy, two.occupancy, equal_nan=True)


def test_more_futures_begin_with_the_same_ones(planned: tuple[Instance, Plan]) -> None:
    """The first futures of a longer test are those of a shorter one."""
    assert np.array_equal(played(planned, 130).cost_gbp, played(planned, 230).cost_gbp[:130])


def test_late_homes_and_failed_approvals_never_come_early(planned: tuple[Instance, Plan]) -> None:
    """With every approval failing, fewer children are with carers than if none did."""
    none = played(planned, 300, approval_success=0.0).spot_children.mean()
    every = played(planned, 300, approval_success=1.0, approval_slip_months=0.0).spot_children.mean()
    assert none > every


def test_dearer_futures_differ_in_prices_alone(planned: tuple[Instance, Plan]) -> None:
    """Price noise leaves children as they are; in a plan of one year, whose prices are known, cost too."""
    still, noisy = played(planned, 50, price_spread=0.0), played(planned, 50, price_spread=0.2)
    assert np.array_equal(still.children, noisy.children)
    assert np.array_equal(still.cost_gbp, noisy.cost_gbp)


def test_a_block_is_paid_whether_used_or_not(planned: tuple[Instance, Plan]) -> None:
    """Void beds and beds used add to the beds paid for: occupancy x beds + voids = beds."""
    found = played(planned, 60)
    beds = next(made.size for made in planned[1].commitments if made.kind == "block")
    assert found.supplies[0] == "beds"
    assert found.occupancy[:, 0, 0] * beds + found.void_beds[:, 0] == pytest.approx(np.full(60, float(beds)))


def test_chances_of_breach_count_futures_above_the_budget(planned: tuple[Instance, Plan]) -> None:
    """By year and by head the share of futures above the budget, which here is one head's."""
    found = played(planned, 80)
    year = stress_result(*planned, found, 5, "manage", ()).by_year[0]
    above = float((found.cost_gbp.sum(axis=(1, 2)) > 2_000_000.0).mean())
    assert year.budget_breach_share == year.breach_by_head["placements"] == above


def test_two_plans_are_compared_future_by_future(planned: tuple[Instance, Plan]) -> None:
    """A plan against itself differs by nothing in every future."""
    found = played(planned, 40)
    against = stress_result(*planned, found, 5, "manage", (), found).against
    assert against is not None
    assert (against.cost_gbp.mean, against.cost_gbp.standard_error, against.cheaper_share) == (0.0, 0.0, 0.0)


def test_common_numbers_make_the_difference_of_two_plans_sharper(planned: tuple[Instance, Plan]) -> None:
    """The standard error of the difference is below that of differences between unrelated futures."""
    bare = without_block(planned[0])
    few = solve(bare, gap=0.0)
    mine = played(planned, 300).cost_gbp.sum(axis=(1, 2))
    other = played((bare, few), 300).cost_gbp.sum(axis=(1, 2))
    assert (mine - other).std() < (mine - np.roll(other, 1)).std()


def from_october() -> Instance:
    """Return the town from October of a financial year to the end of the next; its block is reviewed in January."""
    years = ("2022/23", "2023/24", "2024/25")
    planning = town(
        settings=settings(move_gbp=900.0, gap_penalty_gbp_per_week=2000.0, financial_years=2, price_base="2021/22"),
        entries=tuple(
            row("entries", cohort=name, demand="middle", month=month, children=count)
            for month in MONTHS[6:24]
            for name, count in (("young", 1.4), ("hard", 0.4))
        ),
        uplifts=flat_uplifts(OFFERS, 0.08, years),
        left_of_year=(
            row("left_of_year", limit="homes", id=None, left=1.0),
            row("left_of_year", limit="fostering", id="carers", left=1.0),
        ),
    )
    calendar = planning.settings.calendar.model_copy(update={"start": MONTHS[6], "monthly_periods": 18})
    running = {"start_from": MONTHS[0], "start_to": MONTHS[0], "beds_today": 2, "review_month": 1}
    changed = {"review": "index", "review_cap_share": 0.05, **running}
    return planning.model_copy(
        update={
            "settings": planning.settings.model_copy(update={"calendar": calendar}),
            "blocks": tuple(block.model_copy(update=changed) for block in planning.blocks),
        }
    )


@pytest.mark.slow
def test_a_part_of_a_year_counts_its_own_months() -> None:
    """Six months, then twelve: cost, children and moves of each average the plan's, the price review in between."""
    made = from_october()
    plan = solve(made, gap=0.0)
    found = StressTest(made, plan, Assumptions().certain(), seed=7, manage=False).run(800)
    assert found.years == ("2022/23", "2023/24")
    months = made.calendar.months_of
    played_out = recomputed(made, plan).simulation
    for y, year in enumerate(found.years):
        here = slice(months(y).start, months(y).stop)
        average = played_out.average[here].sum(axis=(1, 2)).mean()
        moves = played_out.moves[here].sum() / (average * len(months(y)) / 12)
        for values, expected in (
            (found.cost_gbp[:, :, y].sum(axis=1), plan.summary.cost_gbp_by_year[year]),
            (found.children[:, y], average),
            (found.moves[:, y] * found.children[:, y] / average, moves),
        ):
            error = values.std(ddof=1) / np.sqrt(len(values))
            assert abs(values.mean() - expected) < 3 * error
            assert error < 0.03 * expected


def test_a_review_in_a_part_of_a_year_follows_that_years_rise() -> None:
    """1,200 at 1.08 from October; in January 8 % held at 5 %, again a year later, or 2.6 % if prices fall short."""
    made = from_october()
    cashier = StressTest(made, solve(made, gap=0.01), Assumptions().certain(), seed=7).cashier
    (contract,), (rises,) = cashier.contracts, cashier.rises
    weekly = cashier.bed_price(contract, rises, np.zeros(2))
    assert weekly[[1, 3, 4, 15, 16]] == pytest.approx(1200 * 1.08 * np.array([1, 1, 1.05, 1.05, 1.05**2]))
    cheaper = cashier.bed_price(contract, rises, np.array([0.0, -0.05]))
    # 1.08 x 0.95 is 1.026.
    assert cheaper[[4, 16]] == pytest.approx(1200 * 1.08 * 1.05 * np.array([1, 1.026]))
