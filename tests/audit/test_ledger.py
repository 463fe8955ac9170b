"""Every ledger line by hand: pounds a day times days."""

import pytest

from audit.ledger import ledger
from audit.simulate import simulate
from models.instance import Instance
from models.plan import Admission, Commitment, LedgerLine
from models.tables import FixedLine, Income
from tests.audit import small
from tests.audit.small import admit, commit, instance, months
from tests.audit.test_limits import supplied

TWO_YEARS = small.settings(financial_years=2)


def lines(
    town: Instance, admissions: tuple[Admission, ...] = (), commitments: tuple[Commitment, ...] = ()
) -> dict[tuple[str, str, str], float]:
    """Return the ledger of a plan by months as (line, id, year) to pounds."""
    played = simulate(town, "middle", admissions, months(town.calendar.horizon_months))
    made = ledger(town, "central", played, commitments)
    assert len({(row.line, row.id, row.financial_year) for row in made}) == len(made)
    return {(row.line, row.id, row.financial_year): row.amount_gbp for row in made}


def test_fees_of_two_settled_children() -> None:
    """2 children at 100 pounds a day for 365 days; nothing else costs anything."""
    assert lines(instance()) == {("fees", "spot", "2024/25"): 73_000.0}


def test_a_line_says_whose_it_is() -> None:
    """Authority, budget head, kind."""
    played = simulate(instance(), "middle", (), months(12))
    assert ledger(instance(), "central", played, ()) == (
        LedgerLine(
            financial_year="2024/25",
            authority="smalltown",
            budget_head="placements",
            line="fees",
            kind="revenue",
            id="spot",
            amount_gbp=73_000.0,
        ),
    )


def test_fees_rise_on_the_first_of_april() -> None:
    """10 % from April 2025: 73,000, then 80,300."""
    town = instance(settings=TWO_YEARS, uplifts=small.uplifts(residential=0.1))
    assert lines(town) == {
        ("fees", "spot", "2024/25"): 73_000.0,
        ("fees", "spot", "2025/26"): 80_300.0,
    }


def test_an_older_price_base_is_uplifted_year_by_year() -> None:
    """Base 2023/24, 5 % in 2024/25: 73,000 x 1.05."""
    rising = tuple(
        small.Uplift(source="test", uplift=key, prices="central", financial_year="2024/25", uplift_share=share)
        for key, share in (("residential", 0.05), ("moves", 0.0), ("gap", 0.0))
    )
    town = instance(settings=small.settings(price_base="2023/24"), uplifts=rising)
    assert lines(town) == {("fees", "spot", "2024/25"): 76_650.0}


def test_other_price_paths_are_not_read() -> None:
    """The high path rises by 50 % and is not asked for."""
    high = small.rows(
        small.Uplift, "uplift prices financial_year uplift_share", ("residential", "high", "2025/26", 0.5)
    )
    town = instance(settings=TWO_YEARS, uplifts=(*small.uplifts(residential=0.1), *high))
    assert lines(town)["fees", "spot", "2025/26"] == 80_300.0


def test_fees_follow_average_children_and_the_days_of_each_month() -> None:
    """One child admitted in December beside the two: half of 31 days, then 90 days, at 100 a day."""
    town = instance(entries=small.entries(("kids", 9, 1.0)))
    assert lines(town, (admit("kids", "spot", 9, 1.0),)) == {("fees", "spot", "2024/25"): 73_000.0 + 1550.0 + 9000.0}


def test_fees_are_by_need() -> None:
    """One child of low need at 100 a day, one of high need at 300."""
    town = instance(
        cohorts=small.cohorts(("kids", "low", 10, 15, "town"), ("tough", "high", 10, 15, "town")),
        transitions=small.transitions(("kids", "kids", 1.0), ("tough", "tough", 1.0)),
        placements_today=small.today(
            ("kids", "spot", "residential", 5, 1.0), ("tough", "spot", "residential", 5, 1.0)
        ),
        offer_prices=small.prices(("spot", "low", 700.0), ("spot", "high", 2100.0)),
    )
    assert lines(town) == {("fees", "spot", "2024/25"): 36_500.0 + 109_500.0}


def test_gap_is_its_own_line_and_its_end_is_a_move() -> None:
    """A child in gap from April: 15 days and 15.5 days at 300 a day; one move out in May, at 100 pounds."""
    town = instance(placements_today=small.today(("kids", None, "unknown", 0, 1.0)))
    assert lines(town, (admit("kids", "gap", 1, 1.0),)) == {
        ("gap", "gap", "2024/25"): 300.0 * (15 + 15.5),
        ("moves", "gap", "2024/25"): 100.0,
    }


def test_moves_are_charged_to_the_offer_left_at_their_own_index() -> None:
    """Half of two children break down in month 12 and half of the one left in month 13, at 1.1."""
    town = instance(
        settings=TWO_YEARS,
        uplifts=small.uplifts(moves=0.1),
        placements_today=small.today(("kids", None, "unknown", 0, 2.0)),
        disruption=small.disruption(("spot", "low", 0, 0.5)),
    )
    made = lines(town, (admit("kids", "spot", 11, 2.0),))
    assert made["moves", "spot", "2024/25"] == 100.0
    # months 13 to 24: 0.5 + 0.25 + ... = 1 - 2^-12 moves
    assert made["moves", "spot", "2025/26"] == pytest.approx(110 * (1 - 2**-12), abs=0.005)


def test_a_block_is_paid_used_or_not() -> None:
    """3 beds at 140 a day from month 10 (90 days of 2024/25): 37,800 in all; mobilisation 1,000.

    One child admitted in month 10 counts half over 31 days and whole over 59: 74.5 of 270 bed-days used.
    """
    town = supplied(
        blocks=(small.block(),),
        block_tiers=small.tiers((1, 3, 980.0), (4, 12, 700.0)),
        entries=small.entries(("kids", 10, 1.0)),
        offer_prices=small.prices(("lodge", "low", 0.0), ("spot", "low", 700.0)),
    )
    made = lines(town, (admit("kids", "lodge", 10, 1.0),), (commit("block", "lodge_block", 10, 3),))
    assert made == {
        ("mobilisation", "lodge_block", "2024/25"): 1000.0,
        ("block_used", "lodge_block", "2024/25"): 74.5 * 140,
        ("voids", "lodge_block", "2024/25"): (270 - 74.5) * 140,
    }


def test_a_block_is_paid_to_the_end_of_its_term_at_the_price_of_the_tier() -> None:
    """4 beds at 100 a day in months 1 to 3 (91 days), all empty."""
    town = supplied(block_tiers=small.tiers((1, 3, 980.0), (4, 12, 700.0)))
    made = lines(town, (), (commit("block", "lodge_block", 1, 4),))
    assert made["voids", "lodge_block", "2024/25"] == 36_400.0
    assert ("block_used", "lodge_block", "2024/25") not in made


def test_an_opened_home() -> None:
    """Decided in month 10 and live in month 13: one-offs in 2024/25, a year at 1.1 in 2025/26."""
    town = supplied(settings=TWO_YEARS, uplifts=small.uplifts(internal_home=0.1))
    made = lines(town, (), (commit("home", "house_type", 10, 1),))
    assert made == {
        ("capital", "house_type", "2024/25"): 500_000.0,
        ("grant", "house_type", "2024/25"): -100_000.0,
        ("pre_opening", "house_type", "2024/25"): 30_000.0,
        ("home_running", "house_type", "2025/26"): 660_000.0,
    }


def test_repayment_starts_the_financial_year_after_the_live_month() -> None:
    """Two homes live in month 4: 800,000 at 5 % over 25 years from 2025/26.

    800,000 x 0.05 / (1 - 1.05^-25) = 56,761.97 a year. Running is 2 x 50,000 a month from July 2024.
    """
    town = supplied(settings=TWO_YEARS, uplifts=small.uplifts(internal_home=0.1))
    made = lines(town, (), (commit("home", "house_type", 1, 2),))
    assert made == {
        ("capital", "house_type", "2024/25"): 1_000_000.0,
        ("grant", "house_type", "2024/25"): -200_000.0,
        ("pre_opening", "house_type", "2024/25"): 60_000.0,
        ("home_running", "house_type", "2024/25"): 900_000.0,
        ("home_running", "house_type", "2025/26"): 1_320_000.0,
        ("mrp_and_interest", "house_type", "2025/26"): 56_761.97,
    }


def test_repayment_ends_with_the_life_of_the_asset() -> None:
    """A life of one year: 400,000 x 1.05 in 2025/26 and nothing in 2026/27."""
    town = supplied(
        settings=small.settings(financial_years=3),
        homes=(small.home(asset_life_years=1),),
    )
    made = lines(town, (), (commit("home", "house_type", 1, 1),))
    repaid = {year: amount for (line, _, year), amount in made.items() if line == "mrp_and_interest"}
    assert repaid == {"2025/26": 420_000.0}


def test_homes_of_one_type_share_their_lines() -> None:
    """One live in month 4, one in month 7: 9 and 6 months of 50,000."""
    both = (commit("home", "house_type", 1, 1), commit("home", "house_type", 4, 1))
    made = lines(supplied(), (), both)
    assert made["home_running", "house_type", "2024/25"] == 750_000.0
    assert made["capital", "house_type", "2024/25"] == 1_000_000.0


def test_pre_opening_before_the_horizon_is_in_no_ledger() -> None:
    """Live in month 1: its month before is March, before the first year."""
    made = lines(supplied(homes=(small.home(works_months=0),)), (), (commit("home", "house_type", 1, 1),))
    assert not [line for line, _, _ in made if line == "pre_opening"]


def test_recruitment_is_paid_in_the_month_of_decision() -> None:
    """2 in month 10, 3 in month 13 at 1.1."""
    town = supplied(settings=TWO_YEARS, uplifts=small.uplifts(in_house_fostering=0.1))
    made = lines(town, (), (commit("fostering", "recruiting", 10, 2), commit("fostering", "recruiting", 13, 3)))
    assert made == {
        ("recruitment", "recruiting", "2024/25"): 16_000.0,
        ("recruitment", "recruiting", "2025/26"): 26_400.0,
    }


def test_fixed_lines_follow_their_own_index_and_income_none() -> None:
    """1,200 a year rising by 10 %; income of 600 in the second year only."""
    town = instance(
        settings=TWO_YEARS,
        placements_today=(),
        uplifts=small.uplifts(secure=0.1),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("secure_beds", "secure", 1200.0, "secure", "welfare"),
        ),
        income=small.rows(
            Income,
            "income financial_year budget_head amount_gbp",
            ("health", "2025/26", "placements", 600.0),
        ),
    )
    assert lines(town) == {
        ("fixed", "secure_beds", "2024/25"): 1200.0,
        ("fixed", "secure_beds", "2025/26"): 1320.0,
        ("income", "health", "2025/26"): -600.0,
    }


def test_kinds_of_lines() -> None:
    """Capital and grant are capital, repayment is financing, income is income; all else is revenue."""
    town = supplied(
        settings=TWO_YEARS,
        income=small.rows(
            Income, "income financial_year budget_head amount_gbp", ("health", "2024/25", "placements", 6.0)
        ),
    )
    played = simulate(town, "middle", (), months(24))
    commitments = (commit("home", "house_type", 1, 1), commit("fostering", "recruiting", 1, 1))
    assert {row.line: row.kind for row in ledger(town, "central", played, commitments)} == {
        "capital": "capital",
        "grant": "capital",
        "pre_opening": "revenue",
        "home_running": "revenue",
        "mrp_and_interest": "financing",
        "recruitment": "revenue",
        "income": "income",
    }


def test_lines_are_charged_to_the_head_of_the_offer() -> None:
    """Moves, fees and what supplies the offer."""
    town = supplied(
        offers=(
            small.offer("carers", "in_house_fostering", budget_head="fostering_team"),
            small.offer("gap", "gap", budget_head="emergencies"),
        ),
        blocks=(),
        homes=(),
        placements_today=small.today(("kids", "carers", "in_house_fostering", 0, 1.0)),
        offer_prices=small.prices(("carers", "low", 700.0)),
        disruption=small.disruption(("carers", "low", 0, 0.5)),
    )
    played = simulate(town, "middle", (admit("kids", "gap", 1, 0.5),), months(12))
    made = ledger(town, "central", played, (commit("fostering", "recruiting", 1, 1),))
    assert {(row.line, row.budget_head) for row in made} == {
        ("fees", "fostering_team"),
        ("moves", "fostering_team"),
        ("recruitment", "fostering_team"),
        ("moves", "emergencies"),
    }


def test_a_line_is_rounded_once_summed_over_the_year() -> None:
    """2 children at 0.1 pounds a week for 365 / 7 weeks: 10.4286, so 10.43; by month it were 10.47."""
    town = instance(offer_prices=small.prices(("spot", "low", 0.1)))
    assert lines(town) == {("fees", "spot", "2024/25"): 10.43}


def test_the_tail_is_not_in_the_ledger() -> None:
    """Simulated to month 24, reported to month 12."""
    town = instance()
    played = simulate(town, "middle", (), town.calendar.periods)
    assert played.months == 24
    made = ledger(town, "central", played, ())
    assert [(row.financial_year, row.amount_gbp) for row in made] == [("2024/25", 73_000.0)]
