"""Small random instances that reach into every corner of the specification, with few commitment sets each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from models.fields import PRICE_PATHS
from models.instance import Instance
from models.tables import Cohort, Offer, Row
from tests.oracles.enumeration import commitment_sets
from tests.oracles.small import MONTHS, cohort, instance, offer, row, settings

MOST_SETS = 60
AGES = ((0, 11), (12, 17))
NEEDS = ("low", "high")
HOMES = ("north", "south")
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


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """Shapes, the simplest first."""
    return Shape(
        years=1,
        needs=draw(st.integers(1, 2)),
        ages=draw(st.integers(1, 2)),
        homes=draw(st.integers(1, 2)),
        monthly_periods=draw(st.sampled_from((12, 6, 3, 0))),
        decide_every=draw(st.sampled_from((12, 6, 3, 1))),
        plain=draw(st.integers(2, 3)),
        block=draw(st.booleans()),
        home=draw(st.booleans()),
        fostering=draw(st.booleans()),
        policy=draw(st.sampled_from((None, "off", "soft", "hard"))),
        ends=draw(st.booleans()),
    )


def instances() -> st.SearchStrategy[Instance]:
    """Instances whose shape shrinks; their numbers come from a seed."""
    return st.builds(_of_shape, st.integers(0, 2**32 - 1).map(np.random.default_rng), shapes())


def random_shape(rng: np.random.Generator) -> Shape:
    """Draw a shape."""
    return Shape(
        years=1 if rng.random() < 0.85 else 2,
        needs=int(rng.integers(1, 3)),
        ages=int(rng.integers(1, 3)),
        homes=int(rng.integers(1, 3)),
        monthly_periods=int(rng.choice((0, 3, 6, 12))),
        decide_every=int(rng.choice((1, 3, 6, 12))),
        plain=int(rng.integers(2, 4)),
        block=bool(rng.random() < 0.5),
        home=bool(rng.random() < 0.4),
        fostering=bool(rng.random() < 0.5),
        policy=(None, "off", "soft", "hard")[int(rng.integers(4))],
        ends=bool(rng.random() < 0.4),
    )


def random_instance(rng: np.random.Generator) -> Instance:
    """Return a random instance."""
    return _of_shape(rng, random_shape(rng))


def _of_shape(rng: np.random.Generator, shape: Shape) -> Instance:
    drawn = _draw(rng, shape)
    while sum(1 for _ in zip(range(MOST_SETS + 1), commitment_sets(drawn), strict=False)) > MOST_SETS:
        drawn = _fewer(rng, drawn)
    return drawn


def _fewer(rng: np.random.Generator, drawn: Instance) -> Instance:
    """Return an instance with fewer commitment sets: rarer decisions or smaller numbers."""
    if rng.random() < 0.5:
        calendar = drawn.settings.calendar
        every = {1: 3, 3: 6, 6: 12, 12: 12}[calendar.decision_every_months]
        rarer = calendar.model_copy(update={"decision_every_months": every})
        # The check refuses a home that no decision month is left for.
        homes = tuple(h.model_copy(update={"decision_from": MONTHS[0]}) for h in drawn.homes)
        rare = drawn.settings.model_copy(update={"calendar": rarer})
        return drawn.model_copy(update={"settings": rare, "homes": homes})
    fewer = {
        "block_tiers": ("beds_to", lambda tier: tier.beds_from),
        "homes": ("max_homes", lambda _: 1),
        "fostering": ("approvals_per_year_max", lambda _: 1),
    }
    return drawn.model_copy(
        update={
            table: tuple(r.model_copy(update={column: least(r)}) for r in drawn.rows(table))
            for table, (column, least) in fewer.items()
        }
    )


def _draw(rng: np.random.Generator, shape: Shape) -> Instance:
    cohorts = [
        cohort(f"{need}_{ages[0]}_{home}", need, ages, home)
        for need in NEEDS[: shape.needs]
        for ages in AGES[: shape.ages]
        for home in HOMES[: shape.homes]
    ]
    offers = [_gap(), *(_plain(rng, i) for i in range(shape.plain))]
    if shape.ends:
        offers[1] = offers[1].model_copy(
            update={"live_to": MONTHS[int(rng.integers(1, 12 * shape.years))].replace(day=20)}
        )
    if rng.random() < 0.2:
        offers[-1] = offers[-1].model_copy(update={"live_from": MONTHS[int(rng.integers(0, 6))].replace(day=2)})
    named = {
        "block": ("block_residential", "block", shape.block),
        "home": ("internal_home", "home", shape.home),
        "carers": ("in_house_fostering", "in_house", shape.fostering),
    }
    offers += [_named(rng, name, *kind[:2]) for name, kind in named.items() if kind[2]]
    takes = {o.offer: _needs_taken(rng, o, shape) for o in offers}
    tables: dict[str, Any] = {
        "settings": _settings(rng, shape),
        "needs": tuple(
            row("needs", need=n, rank=i, escalation_share=_between(rng, 0, 0.5), description=n)
            for i, n in enumerate(NEEDS[: shape.needs], 1)
        ),
        "transitions": _transitions(rng, cohorts),
        "entries": _entries(rng, shape, cohorts),
        "placements_today": _today(rng, cohorts, offers, takes),
        "offer_prices": _prices(rng, offers, takes),
        "disruption": _hazards(rng, offers, takes),
        "occupancy_limits": tuple(
            row("occupancy_limits", beds=b, practical_share=s) for b, s in ((1, 0.6), (3, 0.75), (8, 0.9))
        ),
        **_money_tables(rng, shape, offers),
        **_commitment_tables(rng, shape),
    }
    if shape.policy is not None:
        tables["policies"] = _policies(rng, shape)
    return instance(offers, cohorts, **tables)


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    return round(float(rng.uniform(low, high)), 3)


def _settings(rng: np.random.Generator, shape: Shape) -> Any:
    return settings(
        monthly_periods=shape.monthly_periods,
        decision_every_months=shape.decide_every,
        financial_years=shape.years,
        move_gbp=float(rng.choice((0, 800, 2500))),
        gap_penalty_gbp_per_week=float(rng.choice((0, 3000, 9000))),
        max_homes_opened_per_year=int(rng.integers(1, 3)),
        price_base=str(rng.choice(("2021/22", "2022/23"))),
    )


def _gap() -> Offer:
    return offer("gap", "gap", "gap", placed_in="nowhere", grade="none")


def _plain(rng: np.random.Generator, number: int) -> Offer:
    provision = str(rng.choice(("ifa", "connected_carers", "residential", "residential")))
    ages = AGES[int(rng.integers(2))] if rng.random() < 0.35 else (0, 17)
    return offer(
        f"plain_{number}",
        provision,
        "spot" if rng.random() < 0.6 else "framework",
        placed_in=str(rng.choice((*HOMES, "away"))),
        grade="inadequate" if rng.random() < 0.1 else "good",
        capacity_children=None if rng.random() < 0.15 else _between(rng, 1, 7),
        age_from=ages[0],
        age_to=ages[1],
    )


def _named(rng: np.random.Generator, name: str, provision: str, route: str) -> Offer:
    ages = AGES[int(rng.integers(2))] if rng.random() < 0.2 else (0, 17)
    return offer(name, provision, route, placed_in=str(rng.choice(HOMES)), age_from=ages[0], age_to=ages[1])


def _needs_taken(rng: np.random.Generator, of: Offer, shape: Shape) -> tuple[str, ...]:
    needs = NEEDS[: shape.needs]
    return needs if of.provision == "gap" or rng.random() < 0.6 else (needs[int(rng.integers(len(needs)))],)


def _transitions(rng: np.random.Generator, cohorts: list[Cohort]) -> tuple[Row, ...]:
    rows = []
    for a in cohorts:
        for b in cohorts:
            older = b.age_from - a.age_from
            if a.home_area != b.home_area or older < 0:
                continue
            share = 1.0
            share *= _between(rng, 0.005, 0.06) if older else 0.95
            share *= _between(rng, 0.005, 0.08) if a.need != b.need else 0.92
            rows.append(row("transitions", cohort=a.cohort, to_cohort=b.cohort, monthly_share=round(share, 6)))
    return tuple(rows)


def _entries(rng: np.random.Generator, shape: Shape, cohorts: list[Cohort]) -> tuple[Row, ...]:
    scale = {"middle": 1.0, "low": 0.7}
    base = {c.cohort: _between(rng, 0, 1.2) for c in cohorts}
    return tuple(
        row("entries", cohort=name, demand=path, month=month, children=round(children * factor * wave, 4))
        for path, factor in scale.items()
        for name, children in base.items()
        for month, wave in zip(MONTHS[: 12 * shape.years], rng.uniform(0.5, 1.5, 12 * shape.years), strict=True)
    )


def _today(
    rng: np.random.Generator, cohorts: list[Cohort], offers: list[Offer], takes: dict[str, tuple[str, ...]]
) -> tuple[Row, ...]:
    rows = [_placed(cohorts[0], None, "unknown", 0, _between(rng, 0.1, 0.6))]
    for c in cohorts:
        for o in offers:
            fits = c.need in takes[o.offer] and o.age_from <= c.age_from and c.age_to <= o.age_to
            # Nobody lives yet in a home or block that is still to be decided, nor in an offer not yet open.
            if not fits or o.route in ("block", "home", "gap") or o.live_from or rng.random() < 0.35:
                continue
            for months in {int(m) for m in rng.integers(0, 15, 2)}:
                children = _between(rng, 0.2, 2.5)
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


def _prices(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    scale = {"gap": 6000.0, "ifa": 1000.0, "connected_carers": 400.0, "in_house_fostering": 350.0}
    paid_by_bed = ("block_residential", "internal_home")
    rows = []
    for o in offers:
        price = 0.0 if o.provision in paid_by_bed else scale.get(o.provision, 3500.0) * rng.uniform(0.7, 1.3)
        for i, need in enumerate(takes[o.offer]):
            rows.append(row("offer_prices", offer=o.offer, need=need, gbp_per_week=round(price * (1 + 0.4 * i), 2)))
    return tuple(rows)


def _hazards(rng: np.random.Generator, offers: list[Offer], takes: dict[str, tuple[str, ...]]) -> tuple[Row, ...]:
    rows = []
    for o in offers:
        for need in takes[o.offer]:
            bands = {0: 1.0} if o.provision == "gap" else {0: _between(rng, 0.02, 0.2)}
            if o.provision != "gap" and rng.random() < 0.7:
                bands[int(rng.integers(1, 4))] = _between(rng, 0.005, 0.08)
            for months, share in bands.items():
                rows.append(row("disruption", offer=o.offer, need=need, months_from=months, monthly_share=share))
    return tuple(rows)


def _money_tables(rng: np.random.Generator, shape: Shape, offers: list[Offer]) -> dict[str, tuple[Row, ...]]:
    keys = dict.fromkeys([*(o.provision for o in offers), "gap", "moves", "other"])
    # Sometimes up to the tail's year, sometimes only to the last planned one, whose rates then hold on.
    years = YEARS[: shape.years + int(rng.integers(2))]
    some = rng.random() < 0.4
    return {
        "uplifts": tuple(
            row("uplifts", uplift=key, prices=path, financial_year=year, uplift_share=_between(rng, 0, 0.08))
            for key in keys
            for path in PRICE_PATHS
            for year in years
        ),
        "deflators": tuple(
            row("deflators", financial_year=year, deflator_share=_between(rng, 0.01, 0.05)) for year in years
        ),
        "fixed_lines": (
            row(
                "fixed_lines",
                line="secure",
                provision="secure",
                gbp_per_year=_between(rng, 0, 90e3),
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


def _commitment_tables(rng: np.random.Generator, shape: Shape) -> dict[str, tuple[Row, ...]]:
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
                mobilisation_gbp=_between(rng, 0, 30e3),
            ),
        )
        price = _between(rng, 1200, 3500)
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
        lead_months=int(rng.integers(1, 4 if late else 7)),
        capital_gbp=_between(rng, 100e3, 600e3),
        grant_share=_between(rng, 0, 0.5),
        asset_life_years=25,
        pre_opening_gbp=_between(rng, 0, 80e3),
        running_gbp_per_year=_between(rng, 150e3, 450e3),
    )


def _service(rng: np.random.Generator) -> Row:
    return row(
        "fostering",
        service="carers_one",
        offer="carers",
        households_today=_between(rng, 1, 5),
        approvals_per_year_today=int(rng.integers(0, 2)),
        approvals_per_year_max=int(rng.integers(1, 3)),
        attrition_per_year_share=_between(rng, 0.08, 0.3),
        places_per_household=1.5,
        fill_share=0.8,
        approval_gbp=_between(rng, 5e3, 40e3),
        lead_months=int(rng.integers(0, 7)),
    )


def _policies(rng: np.random.Generator, shape: Shape) -> tuple[Row, ...]:
    near = rng.random() < 0.6
    price = _between(rng, 2e3, 60e3) if shape.policy == "soft" else None
    ring = str(rng.choice(("home_area", "in_authority", "within_20_miles"))) if near else None
    return tuple(
        row(
            "policies",
            policy="near_home" if near else "few_moves",
            measure="share_within_ring" if near else "moves_per_child_year",
            ring=ring,
            financial_year=year,
            level=_between(rng, 0.2, 0.9) if near else _between(rng, 0.4, 1.6),
            strength=shape.policy,
            gbp_per_unit=price,
        )
        for year in YEARS[: shape.years]
    )
