"""What random instances can buy and build: prices, hazards, blocks, homes, services, programmes, pathways."""

from typing import Any

import numpy as np

from models.fields import PRICE_PATHS
from models.tables import Cohort, Offer, Row
from tests.oracles.random_children import TRIAL, between
from tests.oracles.random_shape import AUTHORITIES, Shape
from tests.oracles.small import MONTHS, row

YEARS = ("2022/23", "2023/24", "2024/25")
SCALE = {
    "gap": 6000.0,
    "ifa": 1000.0,
    "connected_carers": 400.0,
    "in_house_fostering": 350.0,
    "supported_accommodation": 900.0,
}


def prices(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """Weekly prices; where beds or homes are paid nothing, or a little for each child."""
    rows = []
    for o in offers:
        price = SCALE.get(o.provision, 3500.0) * rng.uniform(0.7, 1.3)
        if o.provision in ("block_residential", "internal_home"):
            price = 300.0 if o.route == "block" and rng.random() < 0.3 else 0.0
        for i, need in enumerate(takes[o.offer]):
            rows.append(row("offer_prices", offer=o.offer, need=need, gbp_per_week=round(price * (1 + 0.4 * i), 2)))
    return tuple(rows)


def hazards(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """One or two hazard bands for each offer and need it takes."""
    rows = []
    for o in offers:
        for need in takes[o.offer]:
            bands = {0: 1.0} if o.provision == "gap" else {0: between(rng, 0.02, 0.2)}
            if o.provision != "gap" and rng.random() < 0.6:
                bands[int(rng.integers(1, 3))] = between(rng, 0.005, 0.08)
            for months, share in bands.items():
                rows.append(row("disruption", offer=o.offer, need=need, months_from=months, monthly_share=share))
    return tuple(rows)


def money_tables(rng: np.random.Generator, shape: Shape, offers: list[Offer]) -> dict[str, tuple[Row, ...]]:
    """Uplifts, deflators, a fixed line, sometimes income."""
    keys = dict.fromkeys([*(o.provision for o in offers), "gap", "moves", "other"])
    # Sometimes up to the tail's year, sometimes only to the last planned one, whose rates then hold on.
    years = YEARS[: shape.years + int(rng.integers(2))]
    some = rng.random() < 0.4
    line = {"line": "secure", "provision": "secure", "uplift": "other", "budget_head": "fixed"}
    return {
        "uplifts": tuple(
            row("uplifts", uplift=key, prices=path, financial_year=year, uplift_share=between(rng, 0, 0.08))
            for key in keys
            for path in PRICE_PATHS
            for year in years
        ),
        "deflators": tuple(
            row("deflators", financial_year=year, deflator_share=between(rng, 0.01, 0.05)) for year in years
        ),
        "fixed_lines": (row("fixed_lines", gbp_per_year=between(rng, 0, 90e3), **line),),
        "income": tuple(
            row("income", income="grant", financial_year=year, budget_head="fixed", amount_gbp=50e3)
            for year in years
            if some
        ),
    }


def commitment_tables(rng: np.random.Generator, shape: Shape, among: list[Cohort]) -> dict[str, tuple[Row, ...]]:
    """A block, a home, a service, programmes, a pathway, as the shape has them."""
    tables: dict[str, tuple[Row, ...]] = {}
    if shape.block:
        tables |= _block(rng, shape)
    if shape.home:
        tables["homes"] = (_home(rng, shape.decide_every < 12),)
    if shape.fostering:
        tables["fostering"] = (_service(rng),)
    tables["programmes"] = tuple(_programme(rng, shape, effect) for effect in shape.programmes)
    same = [c for c in among if c.authority == among[0].authority]
    if shape.step_down:
        tables["step_downs"] = (
            row(
                "step_downs",
                pathway="home_again",
                cohort=next((c.cohort for c in same if c.need == "high"), among[0].cohort),
                trial_cohort=TRIAL,
                readiness_monthly_share=between(rng, 0.02, 0.1),
                max_per_year=between(rng, 0.3, 2.0),
                release_gbp=between(rng, 0, 3000),
                start_from=MONTHS[int(rng.integers(0, 6))],
            ),
        )
    return tables


def _block(rng: np.random.Generator, shape: Shape) -> dict[str, tuple[Row, ...]]:
    running, until = shape.block == "running", 12 * shape.years
    unit = int(rng.choice((1, 1, 2)))
    beds = unit * int(rng.integers(1, 4))
    spare = int(beds > 1 and rng.random() < 0.35)
    starts = [None] if not running else [_before(rng)]
    values: dict[str, Any] = {
        "start_from": starts[0] or MONTHS[0],
        "start_to": starts[0] or MONTHS[int(rng.choice((0, 0, until // 2)))],
        "term_months": int(rng.choice((until, until + 12, until + 24, 8, 8))),
        "mobilisation_gbp": between(rng, 0, 20e3),
        "guarantee_share": float(rng.choice((1.0, 0.8, 0.5, 0.0))),
        "unit_beds": unit,
        "emergency_beds": spare,
        "beds_today": beds if running else None,
        "review": str(rng.choice(("index", "fixed"))),
        "review_month": int(rng.choice((4, 10))),
        "review_cap_share": 0.03 if rng.random() < 0.4 else None,
        "review_collar_share": 0.01 if rng.random() < 0.4 else None,
        "void_sale_beds": float(rng.choice((0.0, 0.6))),
        "void_sale_gbp_per_week": 0.0,
        "successor": "plain_1" if rng.random() < 0.5 else None,
    }
    if running:
        values["term_months"] += 15
    if values["void_sale_beds"]:
        values["void_sale_gbp_per_week"] = 500.0
    if values["review"] == "fixed":
        values |= {"review_cap_share": None, "review_collar_share": None}
    if rng.random() < 0.6:
        values |= {"break_after_months": 6 + 15 * running, "termination_gbp": between(rng, 0, 15e3)}
    if rng.random() < 0.4:
        values |= {"extensions": int(rng.integers(1, 3)), "extension_months": int(rng.choice((3, 6)))}
    price = between(rng, 900, 2800)
    tiers = [(beds, beds, price)] if running else [(beds, beds, price), (beds + 1, beds + unit, price * 0.93)]
    ramps = [row("block_ramps", block="block_one", contract_year=1, beds_share=0.5)] if rng.random() < 0.25 else []
    offer = "running" if running else "block"
    return {
        "blocks": (row("blocks", block="block_one", offer=offer, **values),),
        "block_tiers": tuple(
            row("block_tiers", block="block_one", beds_from=a, beds_to=b, gbp_per_bed_per_week=round(p, 2))
            for a, b, p in tiers
        ),
        "block_ramps": tuple(ramps),
    }


def _before(rng: np.random.Generator) -> Any:
    months = (MONTHS[0].replace(year=2021), MONTHS[3].replace(year=2021), MONTHS[6].replace(year=2021))
    return months[int(rng.integers(3))]


def _home(rng: np.random.Generator, may_be_late: bool) -> Row:
    late = may_be_late and bool(rng.random() < 0.3)
    beds, sold = int(rng.integers(2, 5)), float(rng.choice((0.0, 0.5)))
    works, others = int(rng.integers(1, 3)), rng.integers(0, 2, 3)
    return row(
        "homes",
        home="own_home",
        offer="home",
        beds=beds,
        max_homes=1,
        decision_from=MONTHS[2 if late else 0],
        approval_months=int(others[0]),
        works_months=works,
        registration_months=int(others[1]),
        slippage_months=int(others[2]),
        capital_gbp=between(rng, 50e3, 500e3),
        grant_share=between(rng, 0, 0.5),
        asset_life_years=25,
        pre_opening_gbp=between(rng, 0, 60e3),
        pre_opening_months=int(rng.integers(1, works + others.sum() + 1)),
        ramp_months=int(rng.integers(0, 4)),
        running_gbp_per_year=between(rng, 100e3, 400e3),
        homes_today=1,
        emergency_beds=int(beds > 2 and rng.random() < 0.5),
        void_sale_beds=sold,
        void_sale_gbp_per_week=400.0 if sold else 0.0,
    )


def _service(rng: np.random.Generator) -> Row:
    stay = bool(rng.random() < 0.5)
    return row(
        "fostering",
        service="carers_one",
        offer="carers",
        households_today=between(rng, 1, 5),
        approvals_per_year_today=int(rng.integers(0, 2)),
        approvals_per_year_max=1,
        attrition_per_year_share=between(rng, 0.08, 0.3),
        places_per_household=1.5,
        fill_share=0.8,
        approval_gbp=between(rng, 5e3, 40e3),
        lead_months=int(rng.integers(0, 7)),
        staying_put_today=between(rng, 0, 0.8) if stay else 0.0,
        staying_put_starts_per_year=between(rng, 0, 0.5) if stay else 0.0,
        staying_put_months=18 if stay else 0,
        staying_put_gbp_per_week=250.0 if stay else 0.0,
    )


def _programme(rng: np.random.Generator, shape: Shape, effect: str) -> Row:
    retains = effect == "retains_carers"
    return row(
        "programmes",
        programme=effect,
        effect=effect,
        effect_share=between(rng, 0.03, 0.1) if effect == "reunifies" else between(rng, 0.1, 0.6),
        haircut_share=between(rng, 0, 0.4),
        evidence="moderate",
        places_per_year=between(rng, 0.5, 4),
        start_from=MONTHS[0],
        start_to=MONTHS[int(rng.choice((0, 6)))],
        term_months=int(rng.choice((6, 12 * shape.years, 24))),
        lag_months=int(rng.integers(0, 4)),
        setup_gbp=between(rng, 0, 10e3),
        gbp_per_year=between(rng, 0, 40e3),
        uplift="other",
        budget_head="programmes",
        need="low" if not retains and rng.random() < 0.3 else None,
        service="carers_one" if retains else None,
        authority=AUTHORITIES[0] if shape.two and not retains and rng.random() < 0.5 else None,
        age_from=0,
        age_to=17,
    )
