"""A town with some of everything: two years, four cohorts, nine offers and a gap."""

import functools

from models.instance import Instance
from models.tables import Budget, FixedLine, Income
from tests.audit import small


@functools.cache
def town() -> Instance:
    """Return two years, six months then quarters; four cohorts, nine offers and a gap."""
    return small.instance(
        settings=small.settings(financial_years=2, monthly_periods=6),
        cohorts=small.cohorts(
            ("low_town", "low", 10, 15, "town"),
            ("high_town", "high", 10, 15, "town"),
            ("low_coast", "low", 10, 15, "coast"),
            ("older_town", "low", 16, 17, "town"),
        ),
        transitions=small.transitions(
            ("low_town", "low_town", 0.93),
            ("low_town", "high_town", 0.01),
            ("low_town", "older_town", 0.02),
            ("high_town", "high_town", 0.95),
            ("high_town", "low_town", 0.02),
            ("low_coast", "low_coast", 0.94),
            ("older_town", "older_town", 0.92),
        ),
        entries=small.entries(
            *(("low_town", m, 0.8) for m in range(1, 25)),
            *(("high_town", m, 0.2) for m in range(1, 25)),
            *(("low_coast", m, 0.3) for m in range(1, 25)),
            *(("older_town", m, 0.25) for m in range(1, 25)),
        ),
        placements_today=small.today(
            ("low_town", "carers", "in_house_fostering", 14, 4.0),
            ("low_town", "ifa", "ifa", 3, 3.0),
            ("high_town", "spot", "residential", 0, 2.0),
            ("low_coast", "weak", "residential", 8, 1.0),
            ("low_coast", "closing", "residential", 8, 2.0),
            ("older_town", "shared", "supported_accommodation", 2, 3.0),
            ("low_town", None, "unknown", 0, 0.5),
            ("high_town", None, "secure", 4, 1.0),
            ("low_coast", None, "adoption", 4, 3.0),
        ),
        offers=(
            small.offer("carers", "in_house_fostering", age_to=15, budget_head="fostering"),
            small.offer("ifa", "ifa", route="framework", age_to=15, capacity_children=15.0),
            small.offer("spot", age_to=15, placed_in="coast"),
            small.offer("weak", grade="inadequate"),
            small.offer("closing", live_to=small.dt.date(2024, 12, 12)),
            small.offer("opening", live_from=small.dt.date(2024, 8, 10), placed_in="coast"),
            small.offer("lodge", "block_residential", route="block", age_to=15),
            small.offer("house", "internal_home", route="home", age_to=15),
            small.offer("shared", "supported_accommodation", age_from=16),
            small.offer("gap", "gap"),
        ),
        offer_prices=small.prices(
            ("carers", "low", 490.0),
            ("ifa", "low", 1100.0),
            ("ifa", "high", 1700.0),
            ("spot", "low", 4200.0),
            ("spot", "high", 5600.0),
            ("weak", "low", 3900.0),
            ("closing", "low", 3800.0),
            ("opening", "low", 3700.0),
            ("lodge", "low", 0.0),
            ("lodge", "high", 0.0),
            ("house", "high", 0.0),
            ("shared", "low", 980.0),
            ("gap", "low", 7000.0),
            ("gap", "high", 9100.0),
        ),
        disruption=small.disruption(
            *(
                (offer, need, months_from, share)
                for offer in (
                    "carers",
                    "ifa",
                    "spot",
                    "weak",
                    "closing",
                    "opening",
                    "lodge",
                    "house",
                    "shared",
                )
                for need in ("low", "high")
                for months_from, share in ((0, 0.06), (3, 0.03), (12, 0.01))
            )
        ),
        blocks=(small.block(start_to=small.month(24), term_months=36),),
        block_tiers=small.tiers((2, 4, 4900.0), (5, 12, 4550.0)),
        homes=(small.home(),),
        fostering=(small.fostering(),),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("secure_beds", "secure", 300_000.0, "residential", "welfare"),
            ("allowances", "adoption", 54_321.0, "moves", "adoption"),
        ),
        budgets=small.rows(
            Budget,
            "budget_head financial_year gross_gbp income_gbp",
            ("placements", "2024/25", 2_000_000.0, 50_000.0),
            ("fostering", "2024/25", 150_000.0, 0.0),
            ("placements", "2025/26", 2_100_000.0, 50_000.0),
        ),
        income=small.rows(
            Income,
            "income financial_year budget_head amount_gbp",
            ("health", "2024/25", "placements", 50_000.0),
            ("health", "2025/26", "placements", 52_000.0),
        ),
        uplifts=small.uplifts(
            in_house_fostering=0.03,
            ifa=0.04,
            residential=0.06,
            block_residential=0.05,
            internal_home=0.035,
            supported_accommodation=0.04,
            moves=0.02,
            gap=0.08,
        ),
        policies=(
            small.policy("share_within_ring", 0.6, ring="in_authority"),
            small.policy("share_within_ring", 0.6, ring="in_authority", financial_year="2025/26"),
            small.policy("moves_per_child_year", 0.4, strength="soft", gbp_per_unit=5000.0),
            small.policy("moves_per_child_year", 0.1, strength="off", financial_year="2025/26"),
        ),
    )
