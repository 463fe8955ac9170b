"""Small sweeps, and the same points solved from nothing."""

from typing import Any

import numpy as np

from models.instance import Instance
from models.sweeps import BlockPoint, BlockResult
from optimiser.sweep.blocks import Asked, Terms, size_test
from optimiser.sweep.live import Effort
from tests.optimiser.cases import block, children, formulated, one_cohort, plain, tier
from tests.oracles.small import offer


def two_children(price: float = 1000.0, **tables: Any) -> Instance:
    """Return two children placed in April: in spot at 200 pounds a day, or in a block for two years.

    One or two beds at `price` a week; three at 700, 100 a day. A year of 365 days and a tail of 366.
    """
    given: dict[str, Any] = {
        "placements_today": (children(2),),
        "blocks": (block(),),
        "block_tiers": (tier(1, 2, price), tier(3, 3, 700)),
        **tables,
    }
    return one_cohort({offer("spot"): 1400, offer("block", "block_residential", "block"): 0}, **given)


def sized(
    planning: Instance, beds: range | tuple[int, ...], effort: Effort | None = None, **asked: Any
) -> BlockResult:
    """Return the test of an instance's block `beds`, proven to the end."""
    what = Asked(**{"block": "beds", "beds": tuple(beds), "every_path": False, **asked})
    return size_test(what, [Terms(planning)], effort or Effort(gap=0.0)).result


def by_size(result: BlockResult) -> dict[int, BlockPoint]:
    """Return the points by size."""
    return {point.beds: point for point in result.points}


def cold(planning: Instance, name: str, beds: int) -> float:
    """Return the least objective with a block in a size: every start and end solved by itself, from nothing."""
    options = formulated(planning).options
    mine = np.array([i for i, option in enumerate(options) if (option.kind, option.id) == ("block", name)])
    found = [np.inf]
    for i in [None] if beds == 0 else [i for i in mine if options[i].beds == beds]:
        made = formulated(planning)
        made.model.fix(made.units[mine], (mine == i).astype(np.float64))
        found.append(plain(made).objective)
    return min(found)
