"""What an authority's use of a block's beds adds to its bill beside its share of the whole: for its own budgets.

Of the beds paid an authority pays those that its children use, and its share of those that nobody uses. So it pays
its share of all, plus the price of the beds that its children use beyond their share of the use.
"""

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from optimiser.cost_lines import mine
from optimiser.layout import Layout
from optimiser.ledger import owners
from optimiser.options import Option
from optimiser.problem import Floats, Ints
from optimiser.spending import POUNDS

ROOM = 2.0
"""How many times the beds of a block its residents may be reckoned to use, at most."""


def add_use_beyond_share(layout: Layout, authority: str, months: slice) -> None:
    """Add a column for each block whose price depends on the choice taken, with rows `use_beyond_share_*`.

    The column is what the use beyond the share costs, in 100,000 pounds, above a bound below which it cannot fall.
    """
    for name, taken in _blocks(layout).items():
        key = (name, authority, months.start)
        if _one_price(layout, taken, months) or key in layout.beyond_share:
            continue
        if not _weights(layout, taken[0][0], authority).any():
            continue
        floor = _most(layout, taken, months)
        label = f"use_beyond_share_{name}_{authority}_{months.start}"
        (column,) = layout.model.add_columns(label, np.array([np.inf]))
        layout.beyond_share[key] = (int(column), floor)
        _hold(layout, label, taken, authority, months)


def use_beyond_share(layout: Layout, authority: str, months: slice) -> Iterator[tuple[str, Floats, float]]:
    """Yield (budget head, coefficients of the columns, constant), pounds, of every block."""
    for name, taken in _blocks(layout).items():
        option, price = taken[0]
        assert option.offer is not None
        head = layout.problem.offers[option.offer].budget_head
        if (name, authority, months.start) in layout.beyond_share:
            column, floor = layout.beyond_share[name, authority, months.start]
            coefficients = np.zeros(layout.model.column_count)
            coefficients[column] = POUNDS
            yield head, coefficients, -floor
        elif _weights(layout, option, authority).any():
            yield head, *_use(layout, option, price, authority, months)


def _blocks(layout: Layout) -> dict[str, list[tuple[Option, Floats]]]:
    """Block to its options with the price of a bed, (M + 1,), in the months in which beds are there."""
    found: dict[str, list[tuple[Option, Floats]]] = {}
    for option in layout.options:
        if option.kind == "block":
            found.setdefault(option.id, []).append((option, np.where(option.there > 0.0, option.bed_price, 0.0)))
    return found


def _one_price(layout: Layout, taken: list[tuple[Option, Floats]], months: slice) -> bool:
    """Return whether whoever lives in a block's offer uses beds at the same price, whatever is chosen."""
    first = taken[0][0]
    assert first.offer is not None
    strangers = not first.running and bool(layout.today.average[first.offer, months].any())
    return not strangers and all(np.array_equal(price[months], taken[0][1][months]) for _, price in taken)


def _weights(layout: Layout, option: Option, authority: str) -> Floats:
    """(G,), beds that a child counts as: for the authority's all but its share, less the share for others."""
    problem = layout.problem
    assert option.offer is not None
    theirs = mine(problem, problem.authorities.index(authority))
    share = owners(problem, option.offer).get(authority, 0.0)
    return np.asarray(problem.beds[option.offer] * (theirs - share))


def _use(layout: Layout, option: Option, price: Floats, authority: str, months: slice) -> tuple[Floats, float]:
    """Return what the use beyond the share costs at a price."""
    weights, coefficients = _weights(layout, option, authority), np.zeros(layout.model.column_count)
    assert option.offer is not None
    for flow in layout.flows:
        for stay in flow.stays(layout.problem):
            if stay.offer == option.offer:
                average = np.tensordot(price[months], stay.part.average[months], axes=1)
                np.add.at(coefficients, stay.columns, average @ weights)
    today = price[months] @ layout.today.average[option.offer, months]
    return coefficients, float(today @ weights)


def _most(layout: Layout, taken: list[tuple[Option, Floats]], months: slice) -> float:
    """Return more pounds than the use beyond the share can come to."""
    offer = taken[0][0].offer
    assert offer is not None
    today = float((layout.today.average[offer] @ layout.problem.beds[offer]).max())
    beds = max(float(option.there.max()) for option, _ in taken) + today
    return ROOM * beds * max(float(price[months].sum()) for _, price in taken)


def _hold(layout: Layout, label: str, taken: list[tuple[Option, Floats]], authority: str, months: slice) -> None:
    """Add the rows of a block: above what its use costs at the price of the choice taken; 0 if none is."""
    column, most = layout.beyond_share[taken[0][0].id, authority, months.start]
    name = taken[0][0].id
    mine_only = [(option.kind, option.id) == ("block", name) for option in layout.options]
    units: Ints = layout.units[np.array(mine_only)]
    rows, right = [], []
    nothing = np.zeros(layout.model.column_count)
    for (option, price), unit in zip(taken, units, strict=True):
        use, today = _use(layout, option, price, authority, months)
        # column >= most + use - 2 most (1 - unit), and the same with no choice taken for a use of nothing.
        use[unit] += 2.0 * most
        use[column] -= POUNDS
        rows.append(use)
        right.append(most - today)
    nothing[units] = -most
    nothing[column] = -POUNDS
    matrix = sparse.coo_array(np.array([*rows, nothing]) / POUNDS)
    layout.model.add_rows(label, matrix, "<=", np.array([*right, -most]) / POUNDS)
