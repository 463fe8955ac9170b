"""The stress test of a plan: many futures, each the same wherever it is played."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.calendar import MONTHS_PER_YEAR
from models.instance import Instance
from models.plan import Plan
from optimiser.problem import Floats, compile_problem
from optimiser.spread import HERE, Hands, spread
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.draws import DEMAND, PRICES, SUPPLY, Demand, DemandFutures, draw_prices, draw_units, stream
from optimiser.stress.lateness import draw_supply
from optimiser.stress.money import Bill, Cashier
from optimiser.stress.play import Months, play
from optimiser.stress.supply import standing_supply
from optimiser.stress.world import build_world

CHUNK = DemandFutures.BLOCK
"""Futures played together, between two reports of progress."""


@dataclass(frozen=True)
class Outcomes:
    """What came of each future. Shapes: F futures, D budget heads, Y financial years, B blocks and homes.

    Attributes:
        years: the financial years.
        heads: the budget heads.
        supplies: id of each block and home.
        offers_beds: (B,), whether beds are paid for whether used or not.
        cost_gbp: (F, D, Y), revenue, nominal.
        void_beds: (F, Y), average beds paid for and vacant, all blocks.
        block_void_gbp: (F, C), paid for vacant beds of each block contract over all years; blocks as in `supplies`.
        occupancy: (F, B, Y), average beds used over beds there; not a number where there are none.
        spot_children: (F, Y), average children on the spot market.
        gap_weeks: (F, Y), child-weeks without a sufficient placement.
        moves: (F, Y), care moves per child-year.
        near: (F, Y), share of children in the authority.
        children: (F, Y), average children in offers.
        seconds: time taken.
    """

    years: tuple[str, ...]
    heads: tuple[str, ...]
    supplies: tuple[str, ...]
    cost_gbp: Floats
    void_beds: Floats
    block_void_gbp: Floats
    occupancy: Floats
    spot_children: Floats
    gap_weeks: Floats
    moves: Floats
    near: Floats
    children: Floats
    seconds: float


class StressTest:
    """A plan ready to be played."""

    def __init__(
        self, instance: Instance, plan: Plan, assumed: Assumptions, seed: int, *, manage: bool = True
    ) -> None:
        self.problem = compile_problem(instance, plan.summary.demand, plan.summary.prices)
        self.assumed, self.seed = assumed, seed
        self.world = build_world(self.problem, plan, assumed, manage=manage)
        self.standing = standing_supply(self.problem, plan)
        self.cashier = Cashier(self.problem, plan)
        self.demand = DemandFutures(instance, plan.summary.demand, seed, assumed)
        homes = dict.fromkeys(made.id for made in plan.commitments if made.kind == "home")
        open_today = dict.fromkeys(home.home for home in instance.homes if home.homes_today)
        self.homes = tuple(homes | open_today)
        self.offer_of_home = {home.home: self.problem.offer_index(home.offer) for home in instance.homes}

    def run(self, futures: int, hands: Hands = HERE, progress: Callable[[int], None] | None = None) -> Outcomes:
        """Play the futures.

        Args:
            futures: how many.
            hands: who plays them, some at a time; the result does not depend on it.
            progress: told how many are done.
        """
        started = time.monotonic()
        chunks = [range(first, min(first + CHUNK, futures)) for first in range(0, futures, CHUNK)]
        rows: list[dict[str, Floats]] = []
        for part in spread(self._chunk, chunks, hands):
            rows += part
            if progress is not None:
                progress(len(rows))
        stacked = {name: np.array([row[name] for row in rows]) for name in rows[0]}
        supplies = (*(contract.made.id for contract in self.cashier.contracts), *self.homes)
        return Outcomes(
            years=tuple(self.cashier.years),
            heads=tuple(self.cashier.heads),
            supplies=supplies,
            seconds=time.monotonic() - started,
            **stacked,
        )

    def _chunk(self, numbers: range) -> list[dict[str, Floats]]:
        demands = self.demand.block(numbers.start // CHUNK)
        return [self._future(number, demands[number - numbers.start]) for number in numbers]

    def _future(self, number: int, demand: Demand) -> dict[str, Floats]:
        problem, assumed = self.problem, self.assumed
        calendar = problem.calendar
        generator = stream(self.seed, number, DEMAND)
        units = draw_units(problem, demand, generator)
        supply = draw_supply(problem, self.standing, assumed, partial(stream, self.seed, number, SUPPLY))
        shocks = draw_prices(calendar.financial_years, assumed, stream(self.seed, number, PRICES))
        made = play(self.world, units, supply.room, supply.reserve)
        bill = self.cashier.bill(made, supply, shocks)
        return self._measures(made, bill, supply.home_months)

    def _measures(self, made: Months, bill: Bill, home_months: dict[str, Floats]) -> dict[str, Floats]:
        problem = self.problem
        weeks = problem.calendar.weeks[: made.near.shape[0]]
        children = made.children.sum(axis=0)
        gap = made.children[problem.gap]
        years = problem.calendar.yearly
        months = years(np.ones_like(weeks))
        average = years(children) / months
        return {
            "cost_gbp": bill.by_head,
            "void_beds": years(bill.void_beds.sum(axis=0)) / months,
            "block_void_gbp": bill.void_gbp,
            "occupancy": np.array(list(self._occupancies(made, home_months))).reshape(-1, len(average)),
            "spot_children": years(made.spot) / months,
            "gap_weeks": years(gap * weeks),
            "moves": np.divide(
                years(made.moves.sum(axis=0)) * MONTHS_PER_YEAR,
                average * months,
                out=np.zeros_like(average),
                where=average > 0,
            ),
            "near": np.divide(years(made.near) / months, average, out=np.ones_like(average), where=average > 0),
            "children": average,
        }

    def _occupancies(self, made: Months, home_months: dict[str, Floats]) -> Iterator[Floats]:
        """Beds used over beds there by year, blocks first, then homes."""
        years = self.problem.calendar.yearly
        for contract in self.cashier.contracts:
            beds = years((contract.beds - contract.kept) * contract.there)
            yield _share(years(made.beds[contract.offer] * contract.there), beds)
        homes = {home.home: home for home in self.problem.instance.homes}
        for name in self.homes:
            beds = years(home_months[name]) * (homes[name].beds - homes[name].emergency_beds)
            yield _share(years(made.beds[self.offer_of_home[name]]), beds)


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=whole > 0)
