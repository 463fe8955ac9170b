"""What a plan expects at the end of a month: who is where, households, prices of blocks that run."""

from collections import defaultdict

import numpy as np

from audit.contracts import price_factors
from audit.households import held_places, households_new, households_today
from audit.payers import by_cohort
from audit.pledges import Pledge, provision_of
from audit.prices import Prices
from audit.recompute import Recomputed
from audit.simulate import groups_at
from audit.summary import fixed_today
from models.instance import Instance
from models.replanning import Expected
from models.tables import Block


def expected_at(instance: Instance, made: Recomputed, prices: Prices, month: int) -> Expected:
    """Return what a plan expects at the end of a month of the reported years.

    Args:
        instance: the instance that the plan was made for.
        made: the plan recomputed.
        prices: price indices of the plan's price path.
        month: the month, 0 for the base date.
    """
    simulation = made.simulation
    groups = groups_at(simulation, month)
    offers, cohorts = list(simulation.arrays.offers), list(simulation.arrays.cohorts)
    pools = (simulation.stock.sum(axis=1) + simulation.unplaced) @ by_cohort(instance)
    share = np.divide(pools[month], pools[0], out=np.zeros_like(pools[0]), where=pools[0] > 0)
    of_authority = dict(zip(instance.authority_names, map(float, share), strict=True))
    retained = simulation.effects.retained
    months = simulation.months
    return Expected(
        children={
            (offers[p], cohorts[g], int(age)): float(groups[p, age, g]) for p, age, g in np.argwhere(groups > 0)
        },
        unplaced={
            cohorts[g]: float(simulation.unplaced[month, g]) for (g,) in np.argwhere(simulation.unplaced[month] > 0)
        },
        fixed_share=of_authority,
        by_provision=_by_provision(instance, groups.sum(axis=(1, 2)), pools, month),
        households={
            row.service: float(
                (households_today(row, months) + households_new(row, (), retained[row.service]))[month]
            )
            for row in instance.fostering
        },
        held={row.service: float(held_places(row, months)[month]) for row in instance.fostering},
        bed_price=dict(
            _bed_price(instance, prices, pledge, month) for pledge in made.pledges if _runs(pledge, month)
        ),
    )


def _by_provision(instance: Instance, stock: np.ndarray, pools: np.ndarray, month: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for offer, children in zip(instance.offers, stock, strict=True):
        found[offer.provision] += float(children)
    for (authority, provision), today in fixed_today(instance).items():
        if pools[0, authority] > 0:
            found[provision] += float(today * pools[month, authority] / pools[0, authority])
    return dict(found)


def _runs(pledge: Pledge, month: int) -> bool:
    return isinstance(pledge.terms, Block) and pledge.live <= month < pledge.last


def _bed_price(instance: Instance, prices: Prices, pledge: Pledge, month: int) -> tuple[str, float]:
    assert isinstance(pledge.terms, Block)
    key = provision_of(instance, pledge.terms.offer)
    factor = price_factors(prices, pledge.terms, key, pledge.live, month).get(month, prices.at(key, month))
    return pledge.terms.block, factor / prices.at(key, month)
