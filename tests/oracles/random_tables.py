"""The tables of random instances, each drawn with the shape in hand."""

from dataclasses import dataclass

import numpy as np

from models.fields import PRICE_PATHS
from models.tables import Cohort, Offer, Row
from tests.oracles.small import MONTHS, row

YEARS = ("2022/23", "2023/24", "2024/25")


@dataclass(frozen=True)
class Shape:
    """Which parts an instance has; everything else is drawn from the seed.

    Attributes:
        years: financial years planned.
        needs, ages, homes: number of each.
        monthly_periods, decide_every: the calendar.
        plain: number of spot and framework offers.
        block, home, fostering: whether there is one.
        policy: `off`, `soft` or `hard`, or none at all.
        ends: whether an offer ends within the year.
    """

    years: int
    needs: int
    ages: int
    homes: int
    monthly_periods: int
    decide_every: int
    plain: int
    block: bool
    home: bool
    fostering: bool
    policy: str | None
    ends: bool


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number and round it, so that a failing instance can be read."""
    return round(float(rng.uniform(low, high)), 3)


def transitions(rng: np.random.Generator, cohorts: list[Cohort]) -> tuple[Row, ...]:
    """Ageing, drift of need both ways, leaving care; nobody changes home area."""
    rows = []
    for a in cohorts:
        for b in cohorts:
            older = b.age_from - a.age_from
            if a.home_area != b.home_area or older < 0:
                continue
            share = 1.0
            share *= between(rng, 0.005, 0.05) if older else 0.94
            share *= between(rng, 0.005, 0.08) if a.need != b.need else 0.92
            rows.append(row("transitions", cohort=a.cohort, to_cohort=b.cohort, monthly_share=round(share, 6)))
    return tuple(rows)


def entries(rng: np.random.Generator, shape: Shape, cohorts: list[Cohort]) -> tuple[Row, ...]:
    """Entries on two demand paths."""
    scale = {"middle": 1.0, "low": 0.7}
    base = {c.cohort: between(rng, 0, 1.2) for c in cohorts}
    return tuple(
        row("entries", cohort=name, demand=path, month=month, children=round(children * factor * wave, 4))
        for path, factor in scale.items()
        for name, children in base.items()
        for month, wave in zip(MONTHS[: 12 * shape.years], rng.uniform(0.5, 1.5, 12 * shape.years), strict=True)
    )


def today(
    rng: np.random.Generator, cohorts: list[Cohort], offers: list[Offer], takes: dict[str, tuple[str, ...]]
) -> tuple[Row, ...]:
    """Children in spot, framework and in-house offers, of unknown placement, and in secure."""
    rows = [_placed(cohorts[0], None, "unknown", 0, between(rng, 0.1, 0.6))]
    for c in cohorts:
        for o in offers:
            fits = c.need in takes[o.offer] and o.age_from <= c.age_from and c.age_to <= o.age_to
            # Nobody lives yet in a home or block that is still to be decided, nor in an offer not yet open.
            if not fits or o.route in ("block", "home", "gap") or o.live_from or rng.random() < 0.35:
                continue
            for months in {int(m) for m in rng.integers(0, 15, 2)}:
                children = between(rng, 0.2, 2.5)
                rows.append(_placed(c, o.offer, o.provision, months, children))
    if rng.random() < 0.4:
        rows.append(_placed(cohorts[0], None, "secure", 3, 1.0))
    return tuple(rows)


def _placed(c: Cohort, name: str | None, provision: str, months: int, children: float) -> Row:
    return row(
        "placements_today",
        cohort=c.cohort,
        offer=name,
        provision=provision,
        months_in_placement=months,
        children=children,
    )


def prices(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """Weekly prices; nothing where beds or homes are paid."""
    scale = {"gap": 6000.0, "ifa": 1000.0, "connected_carers": 400.0, "in_house_fostering": 350.0}
    paid_by_bed = ("block_residential", "internal_home")
    rows = []
    for o in offers:
        price = 0.0 if o.provision in paid_by_bed else scale.get(o.provision, 3500.0) * rng.uniform(0.7, 1.3)
        for i, need in enumerate(takes[o.offer]):
            rows.append(row("offer_prices", offer=o.offer, need=need, gbp_per_week=round(price * (1 + 0.4 * i), 2)))
    return tuple(rows)


def hazards(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    """One or two hazard bands for each offer and need it takes."""
    rows = []
    for o in offers:
        for need in takes[o.offer]:
            bands = {0: 1.0} if o.provision == "gap" else {0: between(rng, 0.02, 0.2)}
            if o.provision != "gap" and rng.random() < 0.7:
                bands[int(rng.integers(1, 4))] = between(rng, 0.005, 0.08)
            for months, share in bands.items():
                rows.append(row("disruption", offer=o.offer, need=need, months_from=months, monthly_share=share))
    return tuple(rows)


def money_tables(rng: np.random.Generator, shape: Shape, offers: list[Offer]) -> dict[str, tuple[Row, ...]]:
    """Uplifts, deflators, a fixed line, sometimes income."""
    keys = dict.fromkeys([*(o.provision for o in offers), "gap", "moves", "other"])
    # Sometimes up to the tail's year, sometimes only to the last planned one, whose rates then hold on.
    years = YEARS[: shape.years + int(rng.integers(2))]
    some = rng.random() < 0.4
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
        "fixed_lines": (
            row(
                "fixed_lines",
                line="secure",
                provision="secure",
                gbp_per_year=between(rng, 0, 90e3),
                uplift="other",
                budget_head="fixed",
            ),
        ),
        "income": tuple(
            row("income", income="grant", financial_year=year, budget_head="fixed", amount_gbp=50e3)
            for year in years
            if some
        ),
    }


def commitment_tables(rng: np.random.Generator, shape: Shape) -> dict[str, tuple[Row, ...]]:
    """A block, a home, a service, as the shape has them."""
    tables: dict[str, tuple[Row, ...]] = {}
    if shape.block:
        term = int(rng.choice((12 * shape.years + 12, 12 * shape.years + 24, 6)))
        beds, last = int(rng.integers(1, 4)), int(rng.integers(0, 12 * shape.years))
        tables["blocks"] = (
            row(
                "blocks",
                block="block_one",
                offer="block",
                start_from=MONTHS[0],
                start_to=MONTHS[last],
                term_months=term,
                mobilisation_gbp=between(rng, 0, 30e3),
            ),
        )
        price = between(rng, 1200, 3500)
        tables["block_tiers"] = tuple(
            row("block_tiers", block="block_one", beds_from=a, beds_to=b, gbp_per_bed_per_week=round(p, 2))
            for a, b, p in ((beds, beds, price), (beds + 1, beds + 2, price * 0.93))
        )
    if shape.home:
        tables["homes"] = (_home(rng, shape.decide_every < 12),)
    if shape.fostering:
        tables["fostering"] = (_service(rng),)
    return tables


def _home(rng: np.random.Generator, may_be_late: bool) -> Row:
    late = may_be_late and bool(rng.random() < 0.3)
    return row(
        "homes",
        home="own_home",
        offer="home",
        beds=int(rng.integers(2, 5)),
        max_homes=int(rng.integers(1, 3)),
        decision_from=MONTHS[2 if late else 0],
        works_months=int(rng.integers(1, 4 if late else 7)),
        capital_gbp=between(rng, 100e3, 600e3),
        grant_share=between(rng, 0, 0.5),
        asset_life_years=25,
        pre_opening_gbp=between(rng, 0, 80e3),
        running_gbp_per_year=between(rng, 150e3, 450e3),
    )


def _service(rng: np.random.Generator) -> Row:
    return row(
        "fostering",
        service="carers_one",
        offer="carers",
        households_today=between(rng, 1, 5),
        approvals_per_year_today=int(rng.integers(0, 2)),
        approvals_per_year_max=int(rng.integers(1, 3)),
        attrition_per_year_share=between(rng, 0.08, 0.3),
        places_per_household=1.5,
        fill_share=0.8,
        approval_gbp=between(rng, 5e3, 40e3),
        lead_months=int(rng.integers(0, 7)),
    )


def policies(rng: np.random.Generator, shape: Shape) -> tuple[Row, ...]:
    """One policy, in every planned year."""
    near = rng.random() < 0.6
    price = between(rng, 2e3, 60e3) if shape.policy == "soft" else None
    ring = str(rng.choice(("home_area", "in_authority", "within_20_miles"))) if near else None
    return tuple(
        row(
            "policies",
            policy="near_home" if near else "few_moves",
            measure="share_within_ring" if near else "moves_per_child_year",
            ring=ring,
            financial_year=year,
            level=between(rng, 0.2, 0.9) if near else between(rng, 0.4, 1.6),
            strength=shape.policy,
            gbp_per_unit=price,
        )
        for year in YEARS[: shape.years]
    )
