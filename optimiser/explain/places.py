"""What one more place in an offer is worth to a plan, its commitments fixed."""

import numpy as np

from models.explanation import PlaceWorth
from optimiser.explain.planned import Planned
from optimiser.problem import Floats, Ints
from optimiser.rows import rows_of_lanes


def place_worths(planned: Planned) -> list[PlaceWorth]:
    """Return the offers with a limit, the worthiest first.

    Raises:
        Stopped: if the time is over or Ctrl-C was pressed.
    """
    planned.whole.refresh(1.0)
    duals = planned.session.row_duals
    base = planned.whole.at(1.0)
    found = [
        _worth(planned, planned.problem.offers[offer].offer, rows, duals, base)
        for (offer, end), rows in rows_of_lanes(planned.session.formulation).items()
        if end == lane_end(planned, offer)
    ]
    return sorted(found, key=lambda worth: (-worth.throughout_gbp, worth.offer))


def lane_end(planned: Planned, offer: int) -> int | None:
    """Return the end of the lane that an offer has in the plan; None for a block's offer whose block is not taken."""
    never = planned.problem.months + 1
    options = planned.session.formulation.options
    supplying = [i for i, option in enumerate(options) if option.kind == "block" and option.offer == offer]
    if not supplying:
        return never
    taken = [options[i] for i in supplying if planned.units[i]]
    return (taken[0].empties or never) if taken else None


def _worth(planned: Planned, name: str, rows: list[Ints], duals: Floats, base: float) -> PlaceWorth:
    session, periods = planned.session, planned.problem.calendar.periods
    first_days = [planned.problem.calendar.first_day(period.first).isoformat() for period in periods]
    # A row's dual is the change of the objective with its right-hand side: a place more lowers it.
    by_period = {day: max(0.0, -float(duals[row].sum())) for day, row in zip(first_days, rows, strict=True)}
    if not any(by_period.values()):
        return PlaceWorth(name, 0.0, by_period)
    session.progress.on_stage(f"what places are worth: {name}")
    every = np.concatenate(rows)
    limit, none = planned.demand.upper[every], planned.demand.lower[every]
    session.bound_rows(every, none, limit + 1.0)
    try:
        saved = base - planned.again()
    finally:
        session.bound_rows(every, none, limit)
    return PlaceWorth(name, max(0.0, saved), by_period)
