"""The rules of random instances: policies of every measure, at levels that sometimes bind."""

from typing import Any

import numpy as np

from models.tables import AT_LEAST, Row
from tests.oracles.measures import COUNTS, POUNDS
from tests.oracles.random_children import between
from tests.oracles.random_shape import AUTHORITIES, Shape
from tests.oracles.random_supply import YEARS
from tests.oracles.small import row


def policies(rng: np.random.Generator, shape: Shape, tables: dict[str, Any]) -> tuple[Row, ...]:
    """A policy of each measure of the shape, in every planned year."""
    return tuple(
        found for measure in shape.measures for found in _policy(rng, shape, measure, _weekly(tables) * 365 / 7)
    )


def _weekly(tables: dict[str, Any]) -> float:
    """What today's children cost a week, roughly."""
    price = {row.offer: row.gbp_per_week for row in tables["offer_prices"]}
    return sum(c.children * price.get(c.offer, 0.0) for c in tables["placements_today"])


def _policy(rng: np.random.Generator, shape: Shape, measure: str, yearly: float) -> tuple[Row, ...]:
    level, price = _level(rng, measure, yearly), _price(rng, measure)
    far = measure in ("share_within_ring", "at_a_distance_share")
    groups = ("all", "family", "residential", "supported", "new_admissions")
    values: dict[str, Any] = {
        "among": str(rng.choice(groups)) if far else "all",
        "authority": AUTHORITIES[int(rng.integers(2))] if shape.two and rng.random() < 0.4 else None,
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
    if measure == "gap_children":
        return between(rng, 0.05, 0.5)
    if measure in COUNTS:
        return between(rng, 0.3, 3.0)
    return between(rng, 0.3, 0.9) if measure in AT_LEAST else between(rng, 0.1, 0.6)


def _price(rng: np.random.Generator, measure: str) -> float:
    return between(rng, 0.1, 1.0) if measure in POUNDS else between(rng, 5e3, 60e3)
