"""Small instances whose answers fit on the back of an envelope.

The default has two children in a spot offer at 700 pounds a week (100 a day), who stay for ever; each test
replaces the tables it is about. Prices in multiples of 7 make a day's cost a round number.
"""

import datetime as dt
from typing import Any

from models.calendar import Period
from models.fields import Row
from models.instance import Instance
from models.plan import Admission, Commitment, Effect
from models.tables import (
    TABLES,
    Area,
    Block,
    BlockTier,
    Cohort,
    Deflator,
    Disruption,
    Entry,
    Fostering,
    Home,
    Need,
    OccupancyLimit,
    Offer,
    OfferPrice,
    PlacementToday,
    Policy,
    Programme,
    StepDown,
    Transition,
    Uplift,
)

START = dt.date(2024, 4, 1)


def rows[R: Row](kind: type[R], columns: str, *lines: tuple[object, ...]) -> tuple[R, ...]:
    """Return rows of a table written as a table: names in `columns`, one tuple a row."""
    names = columns.split()
    return tuple(kind(source="test", **dict(zip(names, line, strict=True))) for line in lines)


def month(number: int) -> dt.date:
    """Return the first day of month `number`; 1 is April 2024."""
    index = 2024 * 12 + 3 + number - 1
    return dt.date(index // 12, index % 12 + 1, 1)


def months(last: int) -> tuple[Period, ...]:
    """Return months 1 to `last`, each a reported period."""
    return tuple(Period(m, m, True) for m in range(1, last + 1))


def admit(cohort: str, offer: str, start: int, children: float) -> Admission:
    """Return an admission in the period that begins in month `start`."""
    return Admission(cohort=cohort, offer=offer, period_start=month(start), children=children)


def last_day(number: int) -> dt.date:
    """Return the last day of month `number`."""
    return month(number + 1) - dt.timedelta(days=1)


def commit(kind: Any, name: str, start: int, size: int, last: int | None = None) -> Commitment:
    """Return a commitment that starts, or is decided, in month `start`; a block may end in month `last`."""
    end = None if last is None else last_day(last)
    return Commitment(kind=kind, id=name, start=month(start), size=size, end=end)


def effect(kind: Any, name: str, cohort: str | None, offer: str | None, start: int, amount: float) -> Effect:
    """Return an effect in the period that begins in month `start`."""
    return Effect(kind=kind, id=name, cohort=cohort, offer=offer, period_start=month(start), amount=amount)


def needs(*lines: tuple[object, ...]) -> tuple[Need, ...]:
    """Return needs from (need, rank, escalation share)."""
    return rows(Need, "need rank escalation_share description", *((*line, "as named") for line in lines))


def cohorts(*lines: tuple[object, ...]) -> tuple[Cohort, ...]:
    """Return cohorts from (cohort, need, age from, age to, home area)."""
    return rows(Cohort, "cohort need age_from age_to home_area", *lines)


def transitions(*lines: tuple[object, ...]) -> tuple[Transition, ...]:
    """Return transitions from (cohort, to cohort, monthly share)."""
    return rows(Transition, "cohort to_cohort monthly_share", *lines)


def today(*lines: tuple[object, ...]) -> tuple[PlacementToday, ...]:
    """Return today's placements from (cohort, offer, provision, months in placement, children)."""
    return rows(PlacementToday, "cohort offer provision months_in_placement children", *lines)


def entries(*lines: tuple[str, int, float]) -> tuple[Entry, ...]:
    """Return entries on the path `middle` from (cohort, month number, children)."""
    return rows(Entry, "cohort demand month children", *((c, "middle", month(m), n) for c, m, n in lines))


def offer(name: str, provision: str = "residential", **changes: Any) -> Offer:
    """Return an offer without limit, open, good, in town, for ages 10 to 17."""
    given: dict[str, Any] = {
        "offer": name,
        "provision": provision,
        "route": "gap" if provision == "gap" else "spot",
        "provider": "somebody",
        "placed_in": "outside" if provision == "gap" else "town",
        "grade": "none" if provision == "gap" else "good",
        "capacity_children": None,
        "live_from": None,
        "live_to": None,
        "age_from": 0 if provision == "gap" else 10,
        "age_to": 17,
        "budget_head": "placements",
    }
    return Offer(source="test", **{**given, **changes})


def prices(*lines: tuple[object, ...]) -> tuple[OfferPrice, ...]:
    """Return prices from (offer, need, pounds per week)."""
    return rows(OfferPrice, "offer need gbp_per_week", *lines)


def disruption(*lines: tuple[object, ...]) -> tuple[Disruption, ...]:
    """Return chances of an early end from (offer, need, months from, monthly share)."""
    return rows(Disruption, "offer need months_from monthly_share", *lines)


def uplifts(**shares: float) -> tuple[Uplift, ...]:
    """Return central uplifts for 2025/26 by key; every other key of the default rises by 0."""
    supply = {"in_house_fostering", "ifa", "residential", "block_residential", "internal_home"}
    keys = supply | {"moves", "gap"} | shares.keys()
    return rows(
        Uplift,
        "uplift prices financial_year uplift_share",
        *((key, "central", "2025/26", shares.get(key, 0.0)) for key in sorted(keys)),
    )


def block(**changes: Any) -> Block:
    """Return a block of offer `lodge`, startable all year, 24 months, 1,000 pounds mobilisation."""
    given: dict[str, Any] = {
        "block": "lodge_block",
        "offer": "lodge",
        "start_from": month(1),
        "start_to": month(12),
        "term_months": 24,
        "mobilisation_gbp": 1000.0,
    }
    return Block(source="test", **{**given, **changes})


def tiers(*lines: tuple[object, ...]) -> tuple[BlockTier, ...]:
    """Return tiers of `lodge_block` from (beds from, beds to, pounds per bed per week)."""
    return rows(
        BlockTier, "block beds_from beds_to gbp_per_bed_per_week", *(("lodge_block", *line) for line in lines)
    )


def home(**changes: Any) -> Home:
    """Return a home of 4 beds in offer `house`, lead 3 months, capital 500,000, grant 20 %, life 25 years."""
    given: dict[str, Any] = {
        "home": "house_type",
        "offer": "house",
        "beds": 4,
        "max_homes": 2,
        "decision_from": month(1),
        "works_months": 3,
        "capital_gbp": 500_000.0,
        "grant_share": 0.2,
        "asset_life_years": 25,
        "pre_opening_gbp": 30_000.0,
        "running_gbp_per_year": 600_000.0,
    }
    return Home(source="test", **{**given, **changes})


def fostering(**changes: Any) -> Fostering:
    """Return a service of offer `carers`: 10 households, 2 places, half filled, 19 % attrition a year."""
    given: dict[str, Any] = {
        "service": "recruiting",
        "offer": "carers",
        "households_today": 10.0,
        "approvals_per_year_today": 3,
        "approvals_per_year_max": 6,
        "attrition_per_year_share": 0.19,
        "places_per_household": 2.0,
        "fill_share": 0.5,
        "approval_gbp": 8000.0,
        "lead_months": 3,
    }
    return Fostering(source="test", **{**given, **changes})


def programme(**changes: Any) -> Programme:
    """Return a programme `edge` that averts half of all entries, startable all year, two years, at no cost."""
    given: dict[str, Any] = {
        "programme": "edge",
        "effect": "averts_entries",
        "effect_share": 0.5,
        "haircut_share": 0.0,
        "evidence": "weak",
        "places_per_year": 1000.0,
        "start_from": month(1),
        "start_to": month(12),
        "term_months": 24,
        "lag_months": 0,
        "setup_gbp": 0.0,
        "gbp_per_year": 0.0,
        "uplift": "moves",
        "budget_head": "support",
        "age_from": 0,
        "age_to": 17,
    }
    return Programme(source="test", **{**given, **changes})


def step_down(**changes: Any) -> StepDown:
    """Return the pathway `next_door` of `kids` to `trial`, a tenth ready a month, from the first month on."""
    given: dict[str, Any] = {
        "pathway": "next_door",
        "cohort": "kids",
        "trial_cohort": "trial",
        "readiness_monthly_share": 0.1,
        "max_per_year": 1000.0,
        "release_gbp": 0.0,
        "start_from": month(1),
    }
    return StepDown(source="test", **{**given, **changes})


def occupancy_limits(*lines: tuple[object, ...]) -> tuple[OccupancyLimit, ...]:
    """Return practical occupancy from (beds, share)."""
    return rows(OccupancyLimit, "beds practical_share", *lines)


def policy(measure: str, level: float, **changes: Any) -> Policy:
    """Return a hard policy of 2024/25, `near_home` or `few_moves`."""
    near = measure == "share_within_ring"
    given: dict[str, Any] = {
        "policy": "near_home" if near else "few_moves",
        "measure": measure,
        "ring": "home_area" if near else None,
        "financial_year": "2024/25",
        "level": level,
        "strength": "hard",
        "gbp_per_unit": None,
    }
    return Policy(source="test", **{**given, **changes})


def settings(**changes: Any) -> dict[str, Any]:
    """Return settings: one year by months, decisions by quarter, a move 100 pounds, gap penalty 7,000."""
    given: dict[str, Any] = {
        "start": START,
        "financial_years": 1,
        "monthly_periods": 12,
        "decision_every_months": 3,
        "price_base": "2024/25",
        "move_gbp": 100.0,
        "gap_penalty_gbp_per_week": 7000.0,
        "interest_rate": 0.05,
        "max_homes_opened_per_year": 2,
    }
    given.update(changes)
    calendar = ("start", "financial_years", "monthly_periods", "decision_every_months")
    return {
        "authority": {"id": "smalltown", "name": "Smalltown"},
        "calendar": {name: given.pop(name) for name in calendar},
        "money": given,
        "quality": {"accepted_grades": ("good", "outstanding")},
        "defaults": {"demand": "middle", "prices": "central"},
        "sources": (),
        "setting_notes": (),
    }


def instance(**changes: Any) -> Instance:
    """Return the default instance with tables replaced by name, and `settings` by a dict of `settings`."""
    tables: dict[str, Any] = dict.fromkeys(TABLES, ())
    tables.update(
        settings=settings(),
        needs=needs(("low", 1, 0.25), ("high", 2, 0.0)),
        areas=rows(
            Area,
            "home_area placed_in ring",
            ("town", "town", "home_area"),
            ("town", "coast", "within_20_miles"),
            ("town", "outside", "nowhere"),
            ("coast", "town", "within_20_miles"),
            ("coast", "coast", "home_area"),
            ("coast", "outside", "nowhere"),
        ),
        cohorts=cohorts(("kids", "low", 10, 15, "town")),
        transitions=transitions(("kids", "kids", 1.0)),
        entries=entries(("kids", 1, 0.0)),
        placements_today=today(("kids", "spot", "residential", 5, 2.0)),
        offers=(offer("spot"), offer("gap", "gap")),
        offer_prices=prices(("spot", "low", 700.0), ("gap", "low", 2100.0)),
        disruption=disruption(("spot", "low", 0, 0.0)),
        occupancy_limits=occupancy_limits((2, 0.6), (4, 0.8)),
        uplifts=uplifts(),
        deflators=rows(Deflator, "financial_year deflator_share", ("2024/25", 0.02), ("2025/26", 0.02)),
    )
    return Instance.model_validate({**tables, **changes})
