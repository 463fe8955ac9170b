"""The options of block contracts: by size, start and end; docs/mathematics.md, sections 4 and 5."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.money import annuity
from models.tables import Block, BlockTier
from optimiser.block_prices import Uplifts, beds_there, price_factors, weeks_of
from optimiser.eligibility import places_in
from optimiser.lanes import End, contract_starts, empties, ends_on_offer
from optimiser.made import Made, made_of
from optimiser.options import Option, between, charge_rate, nothing, offer_price_index
from optimiser.problem import Floats, Problem


@dataclass(frozen=True)
class BlockOptions:
    """Builds the options of one block."""

    problem: Problem
    block: Block

    @cached_property
    def offer(self) -> int:
        """Index of the offer that the block supplies."""
        return self.problem.offer_index(self.block.offer)

    @cached_property
    def uplifts(self) -> Uplifts:
        """Uplifts of the block's provision."""
        return Uplifts(self.problem, self.problem.offers[self.offer].provision)

    @cached_property
    def _made(self) -> list[Made]:
        """The contract signed before the plan, if there is one."""
        return list(made_of(self.problem.instance, self.problem.calendar, "block", self.block.block))

    def options(self) -> list[Option]:
        """Return the options by size, start and end."""
        calendar, found = self.problem.calendar, []
        for start in contract_starts(self.problem.instance, self.block, calendar):
            factors = price_factors(self.block, self.uplifts, start, calendar.all_months)
            weekly = nothing(self.problem)
            for month in range(max(start, 1), calendar.all_months + 1):
                weekly[month] = factors[month] * weeks_of(self.uplifts, month)
            ends = ends_on_offer(self.block, start, calendar)
            found += [self._option(beds, tier, start, end, weekly) for tier, beds in self._sizes() for end in ends]
        order = {size: i for i, (_, size) in enumerate(self._sizes())}
        return sorted(found, key=lambda option: (order[option.beds], option.month, option.end))

    def _sizes(self) -> list[tuple[BlockTier, int]]:
        block = self.block
        given = block.beds_today or next((row.size for row in self._made), None)
        tiers = [tier for tier in self.problem.instance.block_tiers if tier.block == block.block]
        sizes = [
            (tier, beds)
            for tier in sorted(tiers, key=lambda tier: tier.beds_from)
            for beds in range(tier.beds_from, tier.beds_to + 1)
        ]
        if given is not None:
            return [(tier, beds) for tier, beds in sizes if beds == given]
        return [(t, beds) for t, beds in sizes if beds % block.unit_beds == 0 and beds > block.emergency_beds]

    def _beds_there(self, beds: int, start: int, last: int) -> Floats:
        ramps = {r.contract_year: r for r in self.problem.instance.block_ramps if r.block == self.block.block}
        if not ramps:
            return between(self.problem, max(start, 0), last, beds)
        there = nothing(self.problem)
        for month in range(max(start, 0), last + 1):
            there[month] = beds_there(ramps, beds, start, month)
        return there

    def _places(self, beds: Floats) -> Floats:
        """(M + 1,), children that can live in beds, month by month."""
        sizes, where = np.unique(beds, return_inverse=True)
        limits = self.problem.instance.occupancy_limits
        return np.array([places_in(limits, int(size)) for size in sizes])[where]

    def _option(self, beds: int, tier: BlockTier, start: int, end: End, weekly: Floats) -> Option:
        problem, block = self.problem, self.block
        emptied = empties(end.month, problem.calendar)
        last = min(end.month, problem.months)
        there = self._beds_there(beds, start, last)
        kept = np.where(there > block.emergency_beds, float(block.emergency_beds), 0.0)
        capacity = self._places(there - kept)
        capacity[emptied:] = 0.0
        there[0] = kept[0] = 0.0
        mobilisation, charge = self._mobilisation(start, end, last)
        lines = {"mobilisation": mobilisation}
        if end.is_break:
            index = offer_price_index(problem, self.offer)
            lines["termination"] = between(problem, last, last, block.termination_gbp) * index
        return Option(
            kind="block",
            id=block.block,
            beds=beds,
            month=start,
            live=start,
            most=1,
            offer=self.offer,
            end=end.month,
            is_break=end.is_break,
            running=block.beds_today is not None,
            made=bool(self._made),
            empties=emptied,
            capacity=capacity,
            there=there,
            kept=kept,
            bed_price=between(problem, max(start, 1), last, tier.gbp_per_bed_per_week) * weekly,
            guarantee=block.guarantee_share,
            lines=lines,
            capital=nothing(problem),
            financing=nothing(problem),
            charge=charge,
        )

    def _mobilisation(self, start: int, end: End, last: int) -> tuple[Floats, Floats]:
        """Mobilisation in the month of start, and its economic charge to the contract's end."""
        problem, block = self.problem, self.block
        if block.beds_today is not None:
            return nothing(problem), nothing(problem)
        cost = block.mobilisation_gbp * float(offer_price_index(problem, self.offer)[start])
        months = block.term_months if end.month >= problem.months else end.month - start + 1
        charge = annuity(cost, charge_rate(problem), months / 12.0) / 12.0
        return between(problem, start, start, cost), between(problem, start, last, charge)
