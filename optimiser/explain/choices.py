"""Why commitments were taken or not: what the plan costs if each is forced out, or in."""

from dataclasses import dataclass, replace

import numpy as np

from models.explanation import Choice
from models.plan import Pays
from optimiser.explain.curve import Curve
from optimiser.explain.demand import children_at
from optimiser.explain.planned import Planned
from optimiser.explain.worth import Worth, worth_of_each
from optimiser.rows import limits_of

WAYS_IN = 2
"""Ways to take a commitment that are planned through: those whose cost at the margin is least."""


def taken_choices(planned: Planned) -> list[Choice]:
    """Return the commitments taken, those reached before a stop."""
    base = planned.whole.at(1.0)
    worth = worth_of_each(planned.session, planned.units)
    return [_taken(planned, i, found, base) for i, found in worth.items()]


def _taken(planned: Planned, option: int, worth: Worth, base: float) -> Choice:
    cost = None if np.isinf(worth.without) else worth.without - base
    pays = _Pays(worth.pays)
    if worth.factor is not None:
        children = children_at(planned.problem, worth.factor)
        pays = _Pays(worth.pays, children, children / children_at(planned.problem, 1.0), worth.factor)
    return _choice(planned, option, round(planned.units[option]), cost, pays)


@dataclass(frozen=True)
class _Pays:
    pays: Pays | None = None
    children: float | None = None
    share: float | None = None
    factor: float | None = None


def _choice(planned: Planned, number: int, units: int, cost: float | None, pays: _Pays | None = None) -> Choice:
    """Return a commitment; not taken if nothing is said of where it pays."""
    of = pays or _Pays()
    option = planned.session.formulation.options[number]
    return Choice(
        kind=option.kind,
        id=option.id,
        start=planned.problem.calendar.first_day(option.month),
        size=option.beds if option.kind == "block" else units,
        taken=pays is not None,
        cost_gbp=cost,
        pays=of.pays,
        pays_above_children=of.children,
        pays_above_share=of.share,
        pays_above_entries=of.factor,
    )


def left_choices(planned: Planned) -> list[Choice]:
    """Return the best way to take a unit of each commitment beyond the plan; of a block or programme not taken only.

    Convexity makes the cost at the margin a lower bound, so that the ways in are looked at from the least of it.

    Raises:
        Stopped: if the time is over or Ctrl-C was pressed.
    """
    planned.whole.refresh(1.0)
    marginal = planned.session.reduced_costs[planned.session.formulation.units]
    base = planned.whole.at(1.0)
    found = []
    for (kind, name), ways in _ways_in(planned).items():
        planned.session.progress.on_stage(f"what it would cost to take {kind} {name}")
        allowed = [i for i in ways if _within_limits(planned, i)]
        if not allowed:
            found.append(replace(_choice(planned, ways[0], 1, None), limit_reached=True))
            continue
        costs = {i: _forced_in(planned, i) - base for i in sorted(allowed, key=lambda i: (marginal[i], i))[:WAYS_IN]}
        best = min(costs, key=lambda i: (costs[i], i))
        found.append(_choice(planned, best, 1, None if np.isinf(costs[best]) else costs[best]))
    return found


def _ways_in(planned: Planned) -> dict[tuple[str, str], list[int]]:
    """Return commitment to the options of which a unit more may be taken."""
    made = planned.session.formulation
    once = {(o.kind, o.id) for o, unit in zip(made.options, planned.units, strict=True) if unit and o.kind in _ONCE}
    found: dict[tuple[str, str], list[int]] = {}
    for i, option in enumerate(made.options):
        key = (option.kind, option.id)
        if not option.fixed and key not in once:
            found.setdefault(key, []).append(i)
    return found


def _within_limits(planned: Planned, option: int) -> bool:
    """Return whether a unit more of an option keeps the limits by type and year."""
    options = planned.session.formulation.options
    limits = dict(limits_of(planned.problem, options[option]))
    for other, unit in zip(options, planned.units, strict=True):
        if unit and not other.fixed:
            for key, _ in limits_of(planned.problem, other):
                if key in limits:
                    limits[key] -= unit
    return min(limits.values()) >= 1.0


_ONCE = ("block", "programme")


def _forced_in(planned: Planned, option: int) -> float:
    more = planned.units.copy()
    more[option] += 1.0
    return Curve(planned.session, planned.demand, more, planned.whole).at(1.0)
