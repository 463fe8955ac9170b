"""The sizes of one block as limits on a live model: what may be taken, and that it has to be."""

from collections.abc import Iterable, Mapping

import numpy as np

from optimiser.problem import Floats
from optimiser.sweep.live import Live


class Sizes:
    """The options of one block in a live model, by size.

    Args:
        live: the model, which gains a row: the block is taken, or not.
        block: name of a block that does not run yet.
        start: month in which it starts; None for any that the table allows.
    """

    def __init__(self, live: Live, block: str, start: int | None = None) -> None:
        self.live = live
        options = live.formulation.options
        self.mine = np.array([(option.kind, option.id) == ("block", block) for option in options], dtype=np.bool_)
        self.size = np.array([option.beds for option in options])
        in_time = np.array([start in (None, option.month) for option in options], dtype=np.bool_)
        self.open = self.mine & in_time
        coefficients = np.zeros(live.formulation.model.column_count)
        coefficients[live.formulation.units[self.mine]] = -1.0
        self.row = live.session.add_row(coefficients, 0.0)

    def available(self, beds: int) -> bool:
        """Return whether the block can be had in a size; no block always can."""
        return beds == 0 or bool((self.open & (self.size == beds)).any())

    def limits(self, beds: int) -> tuple[Floats, Floats]:
        """Return least and most units of every option with a size, 0 for no block."""
        return self.together([beds])

    def together(self, sizes: Iterable[int]) -> tuple[Floats, Floats]:
        """Return least and most units of every option with any of some sizes."""
        lower, upper = self.live.limits
        upper = upper.copy()
        upper[self.mine & ~(self.open & np.isin(self.size, list(sizes)))] = 0.0
        return lower, upper

    def cheapen(self, by_size: Mapping[int, float]) -> None:
        """Take so many pounds off the cost of the block in each size; none where not named."""
        formulation = self.live.formulation
        columns = formulation.units[self.mine]
        less = np.array([by_size.get(int(beds), 0.0) for beds in self.size[self.mine]])
        self.live.session.price_columns(columns, formulation.model.cost[columns] - less)

    def settle(self, beds: int) -> None:
        """Have the block taken, or not: with the limits of a size, in that size."""
        self.live.session.bound_row(self.row, -np.inf, -1.0 if beds else 0.0)

    def taken(self, units: Floats) -> int | None:
        """Return the position of the option of this block that is taken, if one is."""
        found = np.flatnonzero(self.mine & (units > 0.5))
        return int(found[0]) if len(found) else None

    def resized(self, units: Floats, beds: int, like: Floats | None = None) -> Floats | None:
        """Return commitments with the block in another size, its start and end as they are.

        Where these have no block, as in the commitments `like`. None if the size cannot be had with these dates.
        """
        changed = units.copy()
        changed[self.mine] = 0.0
        if beds == 0:
            return changed
        options = self.live.formulation.options
        old = self.taken(units)
        if old is None and like is not None:
            old = self.taken(like)
        for i in np.flatnonzero(self.open & (self.size == beds)):
            if old is not None and (options[i].month, options[i].end) == (options[old].month, options[old].end):
                changed[i] = 1.0
                return changed
        return None
