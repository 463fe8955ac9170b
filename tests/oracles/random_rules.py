"""The rules of random instances: policies of every measure, at levels that sometimes bind."""

from typing import Any

import numpy as np

from models.tables import AT_LEAST, Row
from tests.oracles.measures import AMONG, COUNTS, OWN_FAMILY, POUNDS
from tests.oracles.random_children import between
from tests.oracles.random_shape import AUTHORITIES, HOMES, Shape
from tests.oracles.random_supply import YEARS
from tests.oracles.small import row


def policies(rng: np.random.Generator, shape: Shape, tables: dict[str, Any]) -> tuple[Row, ...]:
    """A policy of each measure of the shape, in every planned year."""
    able = [measure for measure in shape.measures if _can_be_met(measure, tables)]
    return tuple(found for measure in able for found in _policy(rng, shape, measure, tables))


def _can_be_met(measure: str, tables: dict[str, Any]) -> bool:
    """Whether there is anybody and anything that a policy speaks of: the check asks for that."""
    offers = tables["offers"]
    asked = {
        "share_within_ring": any(o.placed_in == HOMES[0] for o in offers),
        "siblings_together_share": any(c.group_size > 1 for c in tables["cohorts"]),
        "framework_share": any(o.route == "framework" for o in offers),
        "in_house_share_of_fostering": any(o.provision in OWN_FAMILY for o in offers),
        "emergency_places": any(r.emergency_beds for t in ("blocks", "homes") for r in tables.get(t, ())),
    }
    return asked.get(measure, True)


def _weekly(tables: dict[str, Any]) -> float:
    """What today's children cost a week, roughly."""
    price = {row.offer: row.gbp_per_week for row in tables["offer_prices"]}
    return sum(c.children * price.get(c.offer, 0.0) for c in tables["placements_today"])


def _policy(rng: np.random.Generator, shape: Shape, measure: str, tables: dict[str, Any]) -> tuple[Row, ...]:
    level, price = _level(rng, measure, _weekly(tables) * 365 / 7), _price(rng, measure)
    far = measure in ("share_within_ring", "at_a_distance_share")
    near = [o.provision for o in tables["offers"] if o.placed_in == HOMES[0]]
    kinds = [name for name, provisions in AMONG.items() if any(p in provisions for p in near)]
    groups = ("all", "new_admissions", *kinds)
    groups_only = measure == "siblings_together_share"  # not every authority has groups
    values: dict[str, Any] = {
        "among": str(rng.choice(groups)) if far else "all",
        "authority": AUTHORITIES[int(rng.integers(2))]
        if shape.two and not groups_only and rng.random() < 0.4
        else None,
        "budget_head": "placements" if measure == "revenue_gbp" and rng.random() < 0.4 else None,
        "ring": str(rng.choice(("home_area", "in_authority"))) if measure == "share_within_ring" else None,
    }
    return tuple(
        row(
            "policies",
            policy=measure,
            measure=measure,
            financial_year=year,
            level=level,
            strength=shape.strength,
            gbp_per_unit=price if shape.strength == "soft" else None,
            **values,
        )
        for year in YEARS[: shape.years]
    )


def _level(rng: np.random.Generator, measure: str, yearly: float) -> float:
    if measure == "revenue_gbp":
        return round(yearly * between(rng, 0.6, 1.5)) + 20e3
    if measure == "capital_gbp":
        return between(rng, 5e3, 150e3)
    if measure == "moves_per_child_year":
        return between(rng, 0.4, 1.6)
    if measure == "siblings_together_share":
        return between(rng, 0.9, 1.0)
    if measure == "emergency_places":
        return between(rng, 0.3, 1.0)
    if measure == "gap_children":
        return between(rng, 0.05, 0.5)
    if measure in COUNTS:
        return between(rng, 0.3, 3.0)
    return between(rng, 0.3, 0.9) if measure in AT_LEAST else between(rng, 0.1, 0.6)


def _price(rng: np.random.Generator, measure: str) -> float:
    return between(rng, 0.1, 1.0) if measure in POUNDS else between(rng, 5e3, 60e3)
