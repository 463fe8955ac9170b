"""Whole commitments near those of a relaxation: a first plan to search from."""

import numpy as np

from optimiser.options import Option
from optimiser.problem import Floats

HALF = 0.5


def rounded(options: tuple[Option, ...], units: Floats, upper: Floats) -> Floats:
    """Return whole units near the relaxation's.

    A block of which the relaxation takes half a bed or more is taken once, at the start and end it favours, at the
    size nearest to the beds it takes in all. Homes and households are rounded in running totals by type, so that
    their sums stay near.

    Args:
        options: commitments on offer.
        units: (options,), the relaxation's.
        upper: (options,), units at most; 0 where closed.
    """
    whole = np.zeros(len(options))
    names = dict.fromkeys((option.kind, option.id) for option in options)
    for kind, name in names:
        members = [i for i, o in enumerate(options) if (o.kind, o.id) == (kind, name)]
        if kind == "block":
            chosen = _one_block(options, units, upper, members)
            if chosen is not None:
                whole[chosen] = 1.0
        else:
            taken = 0.0
            for i in members:
                total = float(units[members[: members.index(i) + 1]].sum())
                whole[i] = min(max(0.0, np.floor(total - taken + HALF)), upper[i])
                taken += whole[i]
    return whole


def _one_block(options: tuple[Option, ...], units: Floats, upper: Floats, members: list[int]) -> int | None:
    beds = sum(units[i] * options[i].beds for i in members)
    open_members = [i for i in members if upper[i] > 0]
    if beds < HALF or not open_members:
        return None
    by_dates: dict[tuple[int, int | None], float] = {}
    for i in members:
        by_dates[_dates(options[i])] = by_dates.get(_dates(options[i]), 0.0) + units[i]
    return min(open_members, key=lambda i: (-by_dates[_dates(options[i])], abs(options[i].beds - beds)))


def _dates(option: Option) -> tuple[int, int | None]:
    return option.month, option.end
