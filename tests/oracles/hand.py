"""What the instances solved by hand have in common: one cohort that never leaves care.

One financial year from April 2022 and its tail: 365 + 366 = 731 days, for 2024 is a leap year. Prices of 700
pounds a week are 100 a day. Unless said otherwise nothing is inflated or discounted.
"""

from typing import Any

import pytest

from models.instance import Instance
from models.tables import Offer, Row
from tests.oracles.enumeration import enumerate_best
from tests.oracles.result import OracleResult
from tests.oracles.small import MONTHS, cohort, hazards, instance, offer, priced, row
from tests.oracles.stock_form import solve_stock_form

APRIL = MONTHS[0]
GAP = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")
STAYS = (row("transitions", cohort="child", to_cohort="child", monthly_share=1.0),)


def children(count: float, of: Offer | None = None, months: int = 0, name: str = "child") -> Row:
    """Return children today in an offer, or of unknown placement."""
    return row(
        "placements_today",
        cohort=name,
        offer=of.offer if of else None,
        provision=of.provision if of else "unknown",
        months_in_placement=months,
        children=count,
    )


def one_cohort(
    prices: dict[Offer, float], hazard: dict[str, dict[int, float]] | None = None, **tables: Any
) -> Instance:
    """Return an instance of one cohort that never leaves care; gap costs 7,000 pounds a week unless given."""
    weekly = {GAP.offer: {"low": 7000.0}, **{o.offer: {"low": price} for o, price in prices.items()}}
    chances = {name: {"low": (hazard or {}).get(name, {0: 0.0})} for name in weekly}
    offers = [GAP, *(o for o in prices if o.offer != "gap")]
    given = {"transitions": STAYS, "offer_prices": priced(weekly), "disruption": hazards(chances)}
    return instance(offers, [cohort("child")], **{**given, **tables})


def both_find(planning: Instance, objective: float, feasible: bool = True) -> OracleResult:
    """Assert that both oracles find the objective; return the stock form's answer."""
    found = solve_stock_form(planning)
    assert found.objective == pytest.approx(objective, rel=1e-9, abs=1e-4)
    assert enumerate_best(planning).objective == pytest.approx(objective, rel=1e-7, abs=1e-4)
    assert found.feasible == feasible
    return found
