"""What the random sample is counted by: which parts of the specification an optimum makes use of.

Only what happens in reported months counts, or the tail would fill the sample by itself.
"""

import numpy as np

from models.tables import Policy
from tests.oracles.accounts import Accounts
from tests.oracles.columns import Columns
from tests.oracles.limits import Limits
from tests.oracles.policy_rows import PolicyRows

TIGHT = 1e-6


def facts(
    columns: Columns, limits: Limits, accounts: Accounts, policies: PolicyRows, values: np.ndarray
) -> dict[str, bool]:
    """Return what an optimum has in it, by name."""
    clock, reading = columns.clock, columns.reading
    taken = [o for o, c in zip(columns.options, columns.chosen, strict=True) if values[c] > 0.5]
    contracts = [o.contract for o in taken if o.contract is not None]
    kernels = list(zip(columns.x, columns.kernels, strict=True))
    outgrown = sum(float((values[x[: clock.last]] @ kernel.outgrown).sum()) for x, kernel in kernels)
    (gap,) = columns.lanes_of(reading.gap)
    in_gap = values[columns.x[gap]].sum(axis=(1, 2))[: clock.last + 1]
    reported = {t for t, (_, last) in enumerate(clock.periods) if last <= clock.last}
    solo = np.array([float(c.solo == "yes") for c in reading.instance.cohorts])
    found = {
        "commitment": any(not o.made and (o.contract is None or not o.contract.running) for o in taken),
        "made": any(o.made for o in taken),
        "binding": _binding(columns, limits, values),
        "gap": bool(((in_gap[:-1] + in_gap[1:]) / 2).max() > TIGHT),
        "outgrown": outgrown > TIGHT,
        "multi_month": clock.monthly < clock.last,
        "ends": any(way.month <= clock.last for life in reading.lives for way in life.exits),
        "guarantee": any(v > TIGHT for (_, t), c in accounts.excess.items() if t in reported for v in [values[c]]),
        "chosen_end": any(c.empties is not None and c.empties <= clock.last for c in contracts),
        "programme": any(o.kind == "programme" for o in taken),
        "sold": any(values[c] > TIGHT for (_, t), c in accounts.sold.items() if t in reported),
        "retained": any(values[c[t]] > TIGHT for c in limits.retained.values() for t in reported),
        "averted": any(values[c[t]].max() > TIGHT for c in columns.averted.values() for t in reported),
        "solo": any(
            float((values[x[: clock.last]] @ (solo * (lane.life.use - 1))).sum()) > TIGHT
            for x, lane in zip(columns.x, columns.lanes, strict=True)
        ),
    }
    for kind in ("released", "reunified"):
        mine = [x for x in columns.leavers if x.kind == kind and x.period in reported]
        found[kind] = any(values[x.column] > TIGHT for x in mine)
    return found | _policies(columns, policies, values)


def _binding(columns: Columns, limits: Limits, values: np.ndarray) -> bool:
    """Whether a capacity holds somebody back: its row is tight with somebody there."""
    matrix = columns.programme.matrix
    room = np.array(columns.programme.row_upper) - matrix @ values
    children = np.zeros(len(values), dtype=bool)
    for x in columns.x:
        children[x.ravel()] = True
    stock = matrix @ np.where(children, values, 0.0)
    return any(stock[r] > TIGHT > room[r] for r in limits.capacity_rows)


def _policies(columns: Columns, policies: PolicyRows, values: np.ndarray) -> dict[str, bool]:
    """Which measures hold something back: their row is tight or missed."""
    room = np.array(columns.programme.row_upper) - columns.programme.matrix @ values

    def tight(row: int, policy: Policy) -> bool:
        return bool(room[row] < TIGHT * max(1.0, policy.level))

    return {f"policy {policy.measure}": True for row, policy in policies.rows if tight(row, policy)}
