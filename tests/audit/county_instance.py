"""A county: two authorities that plan together, with every sort of supply, programme and policy."""

import functools
from typing import Any

from models.instance import Instance
from models.tables import (
    Area,
    AuthorityRow,
    BlockRamp,
    BlockTier,
    Budget,
    Closure,
    Cohort,
    FixedLine,
    Income,
    OfferShare,
    Policy,
)
from tests.audit import small

COHORTS = {
    "low_town": {},
    "high_town": {"need": "high"},
    "trial_town": {"need": "trial"},
    "pairs_town": {"group_size": 2, "split_allowed": "yes"},
    "skilled_town": {"skill": "disability", "bed_use": 1.5},
    "solo_town": {"need": "high", "solo": "yes"},
    "low_hill": {"home_area": "hills", "authority": "hillshire"},
    "high_hill": {"need": "high", "home_area": "hills", "authority": "hillshire"},
}
OFFERS = ("carers", "ifa", "spot", "closing", "shrinking", "lodge", "annex", "house")
NEEDS = ("trial", "low", "high")


def _cohorts() -> tuple[Cohort, ...]:
    usual = {"need": "low", "age_from": 10, "age_to": 15, "home_area": "town", "source": "test"}
    return tuple(Cohort.model_validate({"cohort": name, **usual, **given}) for name, given in COHORTS.items())


def _policies() -> tuple[Policy, ...]:
    measures: dict[str, tuple[float, dict[str, object]]] = {
        "near": (0.3, {"measure": "share_within_ring", "ring": "within_20_miles"}),
        "near_on_admission": (
            0.99,
            {"measure": "share_within_ring", "ring": "home_area", "among": "new_admissions", "strength": "soft"},
        ),
        "near_family": (0.2, {"measure": "share_within_ring", "ring": "within_20_miles", "among": "family"}),
        "family": (0.9, {"measure": "family_share", "strength": "soft"}),
        "own_carers": (0.1, {"measure": "in_house_share_of_fostering"}),
        "framework": (0.1, {"measure": "framework_share"}),
        "together": (0.9, {"measure": "siblings_together_share", "strength": "soft"}),
        "emergencies": (0.9, {"measure": "emergency_places"}),
        "our_emergencies": (9.0, {"measure": "emergency_places", "authority": "hillshire", "strength": "soft"}),
        "moves": (0.1, {"measure": "moves_per_child_year", "strength": "soft", "authority": "smalltown"}),
        "far": (0.1, {"measure": "at_a_distance_share", "strength": "soft"}),
        "residential": (0.95, {"measure": "residential_share"}),
        "in_homes": (5.0, {"measure": "residential_children", "authority": "hillshire", "strength": "soft"}),
        "one_provider": (0.2, {"measure": "provider_share", "strength": "soft"}),
        "grade": (0.9, {"measure": "lower_grade_share"}),
        "gap": (5.0, {"measure": "gap_children"}),
        "budget": (2e5, {"measure": "revenue_gbp", "budget_head": "homes", "strength": "soft"}),
        "capital": (1e6, {"measure": "capital_gbp", "authority": "smalltown"}),
    }
    return tuple(
        small.policy(
            level=level,
            policy=name,
            ring=given.get("ring"),
            gbp_per_unit=3.0 if given.get("strength") == "soft" else None,
            **{key: value for key, value in given.items() if key != "ring"},
        )
        for name, (level, given) in measures.items()
    )


def _children() -> dict[str, Any]:
    """Return the two authorities, their children, where these are today."""
    stays = {"low": 0.95, "high": 0.96, "trial": 0.9}
    return {
        "authorities": small.rows(
            AuthorityRow, "authority name", ("smalltown", "Smalltown"), ("hillshire", "Hillshire")
        ),
        "needs": small.needs(("trial", 1, 0.5), ("low", 2, 0.25), ("high", 3, 0.0)),
        "areas": small.rows(
            Area,
            "home_area placed_in ring",
            *(
                (home, placed, "home_area" if home == placed else "within_20_miles")
                for home in ("town", "hills")
                for placed in ("town", "hills")
            ),
            *((home, "coast", "at_a_distance") for home in ("town", "hills")),
            *((home, "outside", "nowhere") for home in ("town", "hills")),
        ),
        "cohorts": _cohorts(),
        "transitions": small.transitions(
            *((name, name, stays[str(given.get("need", "low"))]) for name, given in COHORTS.items()),
            ("trial_town", "low_town", 0.05),
            ("trial_town", "high_town", 0.02),
            ("low_town", "high_town", 0.01),
        ),
        "entries": small.entries(
            *(("low_town", m, 0.8) for m in range(1, 25)),
            *(("high_town", m, 0.2) for m in range(1, 25)),
            *(("pairs_town", m, 0.3) for m in range(1, 25)),
            *(("skilled_town", m, 0.1) for m in range(1, 25)),
            *(("solo_town", m, 0.05) for m in range(1, 25)),
            *(("low_hill", m, 0.3 + 0.1 * (m % 3)) for m in range(1, 25)),
            *(("high_hill", m, 0.1) for m in range(1, 25)),
        ),
        "placements_today": small.today(
            ("low_town", "carers", "in_house_fostering", 14, 4.0),
            ("low_town", "ifa", "ifa", 13, 3.0),
            ("high_town", "spot", "residential", 15, 3.0),
            ("high_town", "lodge", "block_residential", 12, 2.0),
            ("high_hill", "lodge", "block_residential", 2, 1.0),
            ("low_hill", "shrinking", "residential", 8, 3.0),
            ("pairs_town", "closing", "residential", 8, 2.0),
            ("high_town", "house", "internal_home", 20, 2.0),
            ("low_town", None, "unknown", 0, 0.5),
            ("high_town", None, "secure", 4, 1.0),
            ("low_hill", None, "adoption", 4, 2.0),
        ),
    }


def _offers() -> dict[str, Any]:
    """Return eight offers and a gap, their prices and hazards, who shares them, what closes."""
    return {
        "offers": (
            small.offer("carers", "in_house_fostering", route="in_house", provider="own", largest_group=1),
            small.offer(
                "ifa", "ifa", route="framework", capacity_children=25.0, skills="disability", placed_in="hills"
            ),
            small.offer("spot", skills="disability swimming", unit_beds=3, provider="big", placed_in="coast"),
            small.offer("closing", live_to=small.dt.date(2024, 12, 12), successor="spot", grade="inadequate"),
            small.offer("shrinking", capacity_children=2.0, authority="hillshire", placed_in="hills"),
            small.offer("lodge", "block_residential", route="block", provider="big"),
            small.offer("annex", "block_residential", route="block", budget_head="homes", authority="smalltown"),
            small.offer("house", "internal_home", route="home", budget_head="homes"),
            small.offer("gap", "gap"),
        ),
        "offer_shares": small.rows(
            OfferShare,
            "offer authority share",
            ("lodge", "smalltown", 0.6),
            ("lodge", "hillshire", 0.4),
            ("house", "smalltown", 1 / 3),
            ("house", "hillshire", 2 / 3),
        ),
        "closures": small.rows(
            Closure,
            "offer month closing_share successor",
            ("shrinking", small.month(5), 0.5, None),
            ("shrinking", small.month(11), 0.25, "spot"),
        ),
        "offer_prices": small.prices(
            *(("carers", need, 490.0) for need in ("trial", "low")),
            *(("ifa", need, gbp) for need, gbp in (("trial", 1300.0), ("low", 1100.0), ("high", 1700.0))),
            *(("spot", need, gbp) for need, gbp in (("low", 4200.0), ("high", 5600.0))),
            *(("closing", need, 3800.0) for need in ("low", "high")),
            *(("shrinking", need, 3900.0) for need in ("low", "high")),
            *(("lodge", need, gbp) for need, gbp in (("low", 140.0), ("high", 280.0))),
            *(("annex", need, 0.0) for need in ("low", "high")),
            *(("house", need, 0.0) for need in ("low", "high")),
            *(("gap", need, 7000.0) for need in NEEDS),
        ),
        "disruption": small.disruption(
            *(
                (offer, need, months_from, share)
                for offer in OFFERS
                for need in NEEDS
                for months_from, share in ((0, 0.06), (3, 0.03), (12, 0.01))
            )
        ),
    }


def _supply() -> dict[str, Any]:
    """Return a running block, a new one, homes and carers."""
    return {
        "blocks": (
            small.block(
                start_from=small.month(-13),
                start_to=small.month(-13),
                beds_today=6,
                term_months=36,
                extensions=1,
                extension_months=12,
                break_after_months=24,
                termination_gbp=9000.0,
                guarantee_share=0.8,
                review_month=10,
                review_cap_share=0.03,
                successor="spot",
            ),
            small.block(
                block="annex_block",
                offer="annex",
                start_to=small.month(24),
                term_months=24,
                extensions=2,
                extension_months=6,
                break_after_months=15,
                termination_gbp=5000.0,
                unit_beds=2,
                emergency_beds=1,
                review="fixed",
                void_sale_beds=0.5,
                void_sale_gbp_per_week=1400.0,
                successor="spot",
            ),
        ),
        "block_tiers": (
            *small.tiers((2, 12, 3500.0)),
            *small.rows(BlockTier, "block beds_from beds_to gbp_per_bed_per_week", ("annex_block", 2, 8, 4200.0)),
        ),
        "block_ramps": small.rows(BlockRamp, "block contract_year beds_share", ("annex_block", 1, 0.7)),
        "homes": (
            small.home(
                homes_today=1,
                approval_months=1,
                works_months=2,
                registration_months=1,
                slippage_months=1,
                pre_opening_months=3,
                ramp_months=2,
                mrp_method="equal_instalments",
                emergency_beds=1,
                void_sale_beds=0.25,
                void_sale_gbp_per_week=700.0,
            ),
        ),
        "fostering": (
            small.fostering(
                staying_put_today=1.5,
                staying_put_starts_per_year=1.2,
                staying_put_months=18,
                staying_put_gbp_per_week=210.0,
            ),
        ),
    }


def _programmes() -> dict[str, Any]:
    """Return a programme of each effect, and a pathway."""
    return {
        "programmes": (
            small.programme(
                effect_share=0.3,
                haircut_share=0.5,
                places_per_year=6.0,
                term_months=30,
                lag_months=2,
                setup_gbp=5000.0,
                gbp_per_year=60_000.0,
                need="low",
                authority="smalltown",
                age_from=10,
            ),
            small.programme(
                programme="homeward",
                effect="reunifies",
                effect_share=0.02,
                haircut_share=0.25,
                places_per_year=2.0,
                lag_months=3,
                setup_gbp=3000.0,
                gbp_per_year=40_000.0,
            ),
            small.programme(
                programme="mockingbird",
                effect="retains_carers",
                effect_share=0.4,
                haircut_share=0.2,
                places_per_year=1.0,
                start_to=small.month(24),
                term_months=36,
                lag_months=1,
                setup_gbp=2000.0,
                gbp_per_year=24_000.0,
                service="recruiting",
                authority="hillshire",
            ),
        ),
        "step_downs": (
            small.step_down(
                cohort="high_town",
                trial_cohort="trial_town",
                readiness_monthly_share=0.03,
                max_per_year=1.5,
                release_gbp=2500.0,
                start_from=small.month(4),
            ),
        ),
    }


def _money() -> dict[str, Any]:
    """Return fixed lines, budgets, income, uplifts."""
    return {
        "fixed_lines": small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head authority",
            ("secure_beds", "secure", 300_000.0, "residential", "welfare", None),
            ("allowances", "adoption", 54_321.0, "moves", "adoption", "hillshire"),
        ),
        "budgets": small.rows(
            Budget,
            "budget_head financial_year gross_gbp income_gbp authority",
            ("placements", "2024/25", 2_000_000.0, 50_000.0, None),
            ("hills", "2024/25", 900_000.0, 0.0, "hillshire"),
        ),
        "income": small.rows(
            Income,
            "income financial_year budget_head amount_gbp authority",
            ("health", "2024/25", "placements", 50_000.0, None),
            ("grant", "2025/26", "hills", 52_000.0, "hillshire"),
        ),
        "uplifts": small.uplifts(
            in_house_fostering=0.03,
            ifa=0.04,
            residential=0.06,
            block_residential=0.05,
            internal_home=0.035,
            moves=0.02,
            gap=0.08,
        ),
    }


@functools.cache
def county() -> Instance:
    """Return two years, six months then quarters; eight cohorts, eight offers and a gap."""
    return small.instance(
        settings=small.settings(financial_years=2, monthly_periods=6),
        policies=_policies(),
        **_children(),
        **_offers(),
        **_supply(),
        **_programmes(),
        **_money(),
    )
