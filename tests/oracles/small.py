"""Small instances in few words: rows with the source `test`, settings with plain defaults."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from models.fields import PRICE_PATHS, RINGS
from models.instance import (
    Authority,
    CalendarSettings,
    Defaults,
    Instance,
    MoneySettings,
    QualitySettings,
    Settings,
)
from models.tables import TABLES, Area, Cohort, Deflator, Need, OccupancyLimit, Offer, Row, Uplift

START = dt.date(2022, 4, 1)
BASE_YEAR = "2022/23"
MONTHS = [dt.date(2022 + (3 + m) // 12, (3 + m) % 12 + 1, 1) for m in range(24)]
"""First days of months 1 to 24."""


def row(table: str, **values: Any) -> Any:
    """Return a row of a table with a source."""
    return TABLES[table](source="test", **values)


def settings(
    monthly_periods: int = 12,
    decision_every_months: int = 12,
    move_gbp: float = 0.0,
    gap_penalty_gbp_per_week: float = 0.0,
    max_homes_opened_per_year: int = 5,
    price_base: str = BASE_YEAR,
    accepted_grades: tuple[str, ...] = ("good", "outstanding", "none"),
    financial_years: int = 1,
) -> Settings:
    """Return settings, by default of one financial year planned month by month."""
    return Settings(
        authority=Authority(id="test", name="Test"),
        calendar=CalendarSettings(
            start=START,
            financial_years=financial_years,
            monthly_periods=monthly_periods,
            decision_every_months=decision_every_months,
        ),
        money=MoneySettings(
            price_base=price_base,
            move_gbp=move_gbp,
            gap_penalty_gbp_per_week=gap_penalty_gbp_per_week,
            interest_rate=0.04,
            max_homes_opened_per_year=max_homes_opened_per_year,
        ),
        quality=QualitySettings(accepted_grades=accepted_grades),
        defaults=Defaults(demand="middle", prices="central"),
        sources=(),
        setting_notes=(),
    )


def cohort(name: str, need: str = "low", ages: tuple[int, int] = (0, 17), home_area: str = "north") -> Cohort:
    """Return a cohort."""
    return row("cohorts", cohort=name, need=need, age_from=ages[0], age_to=ages[1], home_area=home_area)


def offer(name: str, provision: str = "residential", route: str = "spot", **more: Any) -> Offer:
    """Return an offer for all ages, good, in the north, without a limit, unless said otherwise."""
    values = {
        "provider": "someone",
        "placed_in": "north",
        "grade": "good",
        "capacity_children": None,
        "live_from": None,
        "live_to": None,
        "budget_head": "placements",
        "age_from": 0,
        "age_to": 17,
    }
    return row("offers", offer=name, provision=provision, route=route, **{**values, **more})


def priced(offers: dict[str, dict[str, float]]) -> tuple[Row, ...]:
    """Return prices from {offer: {need: pounds a week}}."""
    return tuple(
        row("offer_prices", offer=name, need=need, gbp_per_week=float(price))
        for name, prices in offers.items()
        for need, price in prices.items()
    )


def hazards(offers: dict[str, dict[str, dict[int, float]]]) -> tuple[Row, ...]:
    """Return hazards from {offer: {need: {months from: monthly share}}}."""
    return tuple(
        row("disruption", offer=name, need=need, months_from=months, monthly_share=float(share))
        for name, needs in offers.items()
        for need, bands in needs.items()
        for months, share in bands.items()
    )


def flat_uplifts(
    offers: Sequence[Offer], uplift: float = 0.0, years: Sequence[str] = ("2023/24",)
) -> tuple[Row, ...]:
    """Return the same uplift for every provision, moves, gap and the key `other` on every price path."""
    keys = dict.fromkeys([*(o.provision for o in offers), "gap", "moves", "other"])
    return tuple(
        Uplift(uplift=key, prices=path, financial_year=year, uplift_share=uplift, source="test")
        for key in keys
        for path in PRICE_PATHS
        for year in years
    )


def instance(offers: Sequence[Offer], cohorts: Sequence[Cohort], **tables: Any) -> Instance:
    """Return an instance; tables not given are empty or plain.

    Plain are: nobody enters, needs low and high without escalation, rings (own area, `in_authority`, `away` at
    a distance), no inflation anywhere, practical occupancy 1, and a deflator that undoes the Green Book's rate,
    so that nothing is discounted.
    """
    homes = dict.fromkeys(c.home_area for c in cohorts)
    places = dict.fromkeys([*homes, *(o.placed_in for o in offers)])
    plain: dict[str, tuple[Row, ...]] = {
        "needs": tuple(
            Need(need=name, rank=rank, escalation_share=0.0, description=name, source="test")
            for rank, name in enumerate(("low", "high"), 1)
        ),
        "areas": tuple(
            Area(home_area=home, placed_in=place, ring=_ring(home, place), source="test")
            for home in homes
            for place in places
        ),
        "entries": (row("entries", cohort=cohorts[0].cohort, demand="middle", month=MONTHS[0], children=0.0),),
        "uplifts": flat_uplifts(offers),
        "deflators": tuple(
            Deflator(financial_year=year, deflator_share=1 / 1.035 - 1, source="test")
            for year in ("2022/23", "2023/24")
        ),
        "occupancy_limits": (OccupancyLimit(beds=1, practical_share=1.0, source="test"),),
    }
    given = {"settings": settings(), **dict.fromkeys(TABLES, ()), **plain, **tables}
    return Instance(**{**given, "offers": tuple(offers), "cohorts": tuple(cohorts)})


def _ring(home: str, place: str) -> str:
    if place == home:
        return RINGS[0]
    return {"nowhere": "nowhere", "away": "at_a_distance"}.get(place, "in_authority")


def replace_row(planning: Instance, table: str, old: Row, **changes: Any) -> Instance:
    """Return the instance with a row changed."""
    rows = tuple(r.model_copy(update=changes) if r is old else r for r in planning.rows(table))
    return planning.model_copy(update={table: rows})
