"""Every size when demand or prices come out otherwise: commitments as made, the children planned again."""

import itertools
from collections.abc import Iterable, Mapping

from models.instance import Instance
from models.sweeps import PathCost
from optimiser.problem import Floats
from optimiser.solve import Search
from optimiser.sweep.brackets import ONE_POUND
from optimiser.sweep.live import Effort, Live, Paths


def all_paths(instance: Instance) -> list[Paths]:
    """Return every demand path with every price path of an instance."""
    prices = dict.fromkeys(row.prices for row in instance.uplifts)
    return [Paths(demand, price) for demand, price in itertools.product(instance.demand_paths, prices)]


def path_costs(instance: Instance, paths: Paths, units: Mapping[int, Floats], effort: Effort) -> tuple[PathCost, ...]:
    """Return what the commitments of every size, (options,) units, cost on a path; empty if stopped."""
    live = Live(instance, paths, effort)
    costs: dict[int, float | None] = {}
    for beds, made in units.items():
        effort.progress.on_stage(f"{beds} beds, demand {live.problem.demand}, prices {live.problem.prices}")
        search = Search(live.session, effort.gap, limits=(made, made))
        search.attempt(made)
        if live.session.stopped:
            return ()
        costs[beds] = search.solution.objective if search.solution.values.size else None
    least = min((cost for cost in costs.values() if cost is not None), default=0.0)
    return tuple(
        PathCost(live.problem.demand, live.problem.prices, beds, cost, None if cost is None else cost - least)
        for beds, cost in costs.items()
    )


def worst_regrets(costs: Iterable[PathCost]) -> dict[int, float | None]:
    """Return the largest regret of each size; None where some path has no plan for it."""
    found: dict[int, float | None] = {}
    for cost in costs:
        before = found.get(cost.beds, 0.0)
        worst = None if before is None or cost.regret_gbp is None else max(before, cost.regret_gbp)
        found[cost.beds] = worst
    return found


def least_regret(worst: Mapping[int, float | None]) -> int | None:
    """Return the size whose largest regret is smallest; of those within a pound the smallest size."""
    known = {beds: regret for beds, regret in worst.items() if regret is not None}
    return min((n for n, regret in known.items() if regret <= min(known.values()) + ONE_POUND), default=None)
