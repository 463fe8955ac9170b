"""Lines of commitments, programmes and pathways, and who pays them, by hand."""

from typing import Any

import pytest

from audit.ledger import ledger
from audit.simulate import simulate
from models.instance import Instance
from models.plan import Commitment, Effect
from models.tables import AuthorityRow, FixedLine, Income, OfferShare
from tests.audit import small
from tests.audit.small import admit, commit, effect, months
from tests.audit.test_limits import supplied

BOTH = small.rows(AuthorityRow, "authority name", ("smalltown", "S"), ("hillshire", "H"))
HILL = small.cohorts(("hill", "low", 10, 15, "town"))[0].model_copy(update={"authority": "hillshire"})


def county(**changes: Any) -> Instance:
    """Return two cohorts of two authorities; a lodge, a house and carers that are shared 3 to 1."""
    given: dict[str, Any] = {
        "authorities": BOTH,
        "cohorts": (*small.cohorts(("kids", "low", 10, 15, "town")), HILL),
        "transitions": small.transitions(("kids", "kids", 1.0), ("hill", "hill", 1.0)),
        "offer_prices": small.prices(
            *((offer, "low", 0.0) for offer in ("lodge", "house", "carers")), ("spot", "low", 700.0)
        ),
        "offer_shares": small.rows(
            OfferShare,
            "offer authority share",
            *(
                (offer, authority, share)
                for offer in ("lodge", "house", "carers")
                for authority, share in (("smalltown", 0.75), ("hillshire", 0.25))
            ),
        ),
        "blocks": (small.block(emergency_beds=1),),
    }
    return supplied(**{**given, **changes})


def lines(
    town: Instance, *commitments: Commitment, admissions: Any = (), effects: tuple[Effect, ...] = (), **given: Any
) -> dict[tuple[str, str, str], float]:
    """Return pounds of 2024/25 by line, id and authority."""
    played = simulate(town, "middle", admissions, months(12), commitments, effects)
    made = ledger(town, "central", played, commitments, **given)
    return {(row.line, row.id, row.authority): row.amount_gbp for row in made if row.financial_year == "2024/25"}


def test_a_shared_block_is_paid_by_use_and_by_share() -> None:
    """5 beds at 100 a day from month 12 (31 days), 1 kept; 1 child of hillshire, on average half of it there.

    Used 1,550 by hillshire; kept 3,100 and voids 3.5 x 3,100 = 10,850 are split, and so is mobilisation.
    """
    found = lines(county(), commit("block", "lodge_block", 12, 5, 35), admissions=[admit("hill", "lodge", 12, 1.0)])
    assert found == pytest.approx(
        {
            ("block_used", "lodge_block", "hillshire"): 1550.0,
            ("voids", "lodge_block", "smalltown"): 8137.5,
            ("voids", "lodge_block", "hillshire"): 2712.5,
            ("emergency_kept", "lodge_block", "smalltown"): 2325.0,
            ("emergency_kept", "lodge_block", "hillshire"): 775.0,
            ("mobilisation", "lodge_block", "smalltown"): 750.0,
            ("mobilisation", "lodge_block", "hillshire"): 250.0,
        }
    )


def test_beds_sold_are_income_of_the_owners() -> None:
    """At most 2 of 4 void beds at 50 a day for 31 days: 3,100."""
    town = county(blocks=(small.block(emergency_beds=1, void_sale_beds=2.0, void_sale_gbp_per_week=350.0),))
    made = commit("block", "lodge_block", 12, 5, 35)
    found = lines(town, made)
    assert found["void_sales", "lodge_block", "smalltown"] == pytest.approx(-2325.0)
    assert found["void_sales", "lodge_block", "hillshire"] == pytest.approx(-775.0)
    assert not [key for key in lines(town, made, sells=False) if key[0] == "void_sales"]


def test_fees_gap_and_moves_are_paid_by_the_childs_authority() -> None:
    """One of each in spot at 100 a day; the one of hillshire breaks down in April and goes to gap for good."""
    town = county(
        placements_today=small.today(
            ("kids", "spot", "residential", 9, 1.0), ("hill", "spot", "residential", 0, 1.0)
        ),
        disruption=small.disruption(("spot", "low", 0, 1.0), ("spot", "low", 6, 0.0)),
        offer_prices=small.prices(("spot", "low", 700.0), ("gap", "low", 2100.0)),
    )
    found = lines(town, admissions=[admit("hill", "gap", 1, 1.0)])
    assert found == pytest.approx(
        {
            ("fees", "spot", "smalltown"): 36_500.0,
            ("fees", "spot", "hillshire"): 1500.0,
            ("moves", "spot", "hillshire"): 100.0,
            ("gap", "gap", "hillshire"): 300 * (15 + 15.5),
            ("moves", "gap", "hillshire"): 100.0,
        }
    )


def test_an_offer_of_one_authority_is_paid_by_it() -> None:
    """The lodge is hillshire's alone; without any name it is that of the settings."""
    made = commit("block", "lodge_block", 12, 5, 35)
    alone = county(
        offer_shares=(),
        offers=(
            *(row for row in county().offers if row.offer != "lodge"),
            small.offer("lodge", "block_residential", authority="hillshire"),
        ),
    )
    assert lines(alone, made)["mobilisation", "lodge_block", "hillshire"] == 1000.0
    assert lines(county(offer_shares=()), made)["mobilisation", "lodge_block", "smalltown"] == 1000.0


def test_the_price_of_leaving_is_paid_in_the_last_month_of_the_break_only() -> None:
    """After 3 of 24 months 5,000; planned to the end of the term nothing of it."""
    town = county(blocks=(small.block(break_after_months=3, termination_gbp=5000.0),))
    found = lines(town, commit("block", "lodge_block", 4, 2, 6))
    assert found["termination", "lodge_block", "smalltown"] == 3750.0
    # 2 beds for 91 days
    assert found["voids", "lodge_block", "smalltown"] == pytest.approx(0.75 * 200 * 92)
    assert not [key for key in lines(town, commit("block", "lodge_block", 4, 2, 27)) if key[0] == "termination"]


def test_homes_of_today_run_from_the_first_month() -> None:
    """2 of today at 50,000 a month; a third one from month 10 on, before it 10,000 in each of months 7 to 9."""
    town = county(homes=(small.home(homes_today=2, pre_opening_months=3),))
    found = lines(town, commit("home", "house_type", 7, 1))
    assert found["home_running", "house_type", "smalltown"] == pytest.approx(0.75 * (24 + 3) * 50_000)
    assert found["home_running", "house_type", "hillshire"] == pytest.approx(0.25 * (24 + 3) * 50_000)
    assert found["pre_opening", "house_type", "smalltown"] == pytest.approx(0.75 * 30_000)
    assert found["capital", "house_type", "hillshire"] == pytest.approx(125_000.0)
    assert found["grant", "house_type", "hillshire"] == pytest.approx(-25_000.0)


def test_equal_instalments_repay_the_same_share_each_year_and_interest_on_what_is_left() -> None:
    """400,000 over 25 years at 5 %, live in 2024/25: 16,000 + 20,000 in 2025/26, 16,000 + 19,200 in 2026/27."""
    town = supplied(settings=small.settings(financial_years=3), homes=(small.home(mrp_method="equal_instalments"),))
    played = simulate(town, "middle", (), months(36))
    made = ledger(town, "central", played, (commit("home", "house_type", 1, 1),))
    repaid = {row.financial_year: row.amount_gbp for row in made if row.line == "mrp_and_interest"}
    assert repaid == pytest.approx({"2025/26": 36_000.0, "2026/27": 35_200.0})


def test_staying_put_is_paid_by_the_day_of_places_held() -> None:
    """2 held, none begins, half leave a month: 2, 1, 0.5, ...; at 30 a day over the month's days."""
    put = {"staying_put_today": 2.0, "staying_put_months": 2, "staying_put_gbp_per_week": 210.0}
    found = lines(county(fostering=(small.fostering(**put),)))
    days = (30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31)
    total = sum(1.5 * 0.5**m * length * 30 for m, length in enumerate(days))
    assert found["staying_put", "recruiting", "smalltown"] == pytest.approx(0.75 * total, abs=0.01)
    assert found["staying_put", "recruiting", "hillshire"] == pytest.approx(0.25 * total, abs=0.01)


def test_a_programme_is_paid_by_the_authority_that_runs_it() -> None:
    """Set up for 1,000 in month 4, 1,200 a month from then on; from month 4 for 6 months."""
    town = county(
        programmes=(
            small.programme(term_months=6, setup_gbp=1000.0, gbp_per_year=14_400.0, authority="hillshire"),
            small.programme(programme="other", setup_gbp=500.0),
        )
    )
    found = lines(town, commit("programme", "edge", 4, 1), commit("programme", "other", 7, 1))
    assert found == pytest.approx(
        {
            ("programme_setup", "edge", "hillshire"): 1000.0,
            ("programme", "edge", "hillshire"): 7200.0,
            ("programme_setup", "other", "smalltown"): 500.0,
        }
    )


def test_a_release_costs_its_preparation_and_a_move() -> None:
    """1.5 of hillshire in month 2: 1.5 x 2,000 on the pathway, 1.5 x 100 of the offer left."""
    town = county(
        placements_today=small.today(("hill", "spot", "residential", 9, 4.0)),
        cohorts=(HILL, HILL.model_copy(update={"cohort": "trial", "need": "high"})),
        step_downs=(small.step_down(cohort="hill", release_gbp=2000.0),),
        transitions=small.transitions(("hill", "hill", 1.0), ("trial", "trial", 0.0)),
        entries=small.entries(("hill", 1, 0.0)),
    )
    found = lines(town, effects=(effect("released", "next_door", "hill", "spot", 2, 1.5),))
    assert found["step_down", "next_door", "hillshire"] == 3000.0
    assert found["moves", "spot", "hillshire"] == 150.0


def test_fixed_lines_and_income_are_of_the_authority_named() -> None:
    """One of each, and one of each without a name."""
    town = county(
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head authority",
            ("ours", "none", 1200.0, "moves", "welfare", None),
            ("theirs", "none", 2400.0, "moves", "welfare", "hillshire"),
        ),
        income=small.rows(
            Income,
            "income financial_year budget_head amount_gbp authority",
            ("health", "2024/25", "welfare", 600.0, "hillshire"),
            ("grant", "2024/25", "welfare", 300.0, None),
        ),
    )
    assert lines(town) == pytest.approx(
        {
            ("fixed", "ours", "smalltown"): 1200.0,
            ("fixed", "theirs", "hillshire"): 2400.0,
            ("income", "health", "hillshire"): -600.0,
            ("income", "grant", "smalltown"): -300.0,
        }
    )
