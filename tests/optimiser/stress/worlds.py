"""Small worlds for the tests of `optimiser.stress.play`: one cohort or two, a few offers, gap last."""

import numpy as np

from optimiser.stress.draws import stream
from optimiser.stress.play import NOWHERE, PURPOSES, Units, World
from optimiser.stress.world import salt_of

NEVER = 10.0


def world(
    offers: int, months: int, *, cohorts: int = 1, leave: float = 0.0, bands: int = 1, **changes: object
) -> World:
    """Return a world in which everybody stays where they are and every offer takes everybody; gap is the last offer.

    Args:
        offers: number of offers, gap included.
        months: months of the horizon.
        cohorts: number of cohorts; nobody changes cohort.
        leave: chance a month of leaving care.
        bands: months since admission that are told apart.
        changes: fields to replace.
    """
    moves = np.concatenate([np.eye(cohorts) * (1.0 - leave), np.full((cohorts, 1), leave)], axis=1)
    order = np.full((cohorts, offers), NOWHERE)
    order[:, : offers - 1] = np.arange(offers - 1)
    fields = World(
        manage=True,
        moves_to=np.cumsum(moves, axis=1),
        rises_to=np.zeros(cohorts, dtype=np.int64),
        rises=np.zeros(cohorts),
        eligible=np.ones((offers, cohorts), dtype=np.bool_),
        hazard=np.zeros((offers, bands, cohorts)),
        beds=np.ones((offers, cohorts)),
        opens=np.ones((offers, months + 1), dtype=np.bool_),
        closing=np.zeros((offers, months + 1)),
        successor=np.full((offers, months + 1), NOWHERE),
        order=order,
        shares=np.zeros((months + 1, cohorts, offers)),
        leaves=np.zeros((months + 1, offers, cohorts)),
        steps_down=np.zeros((months + 1, offers, cohorts)),
        trial=np.arange(cohorts),
        averted=np.zeros((months + 1, cohorts)),
        urgent=0.0,
        suits=1.0,
        salt=np.array([salt_of(f"offer_{p}") for p in range(offers)]),
        gap=offers - 1,
        price=np.zeros((offers, cohorts)),
        near=np.zeros((offers, cohorts), dtype=np.bool_),
        spot=np.zeros(offers, dtype=np.bool_),
    )
    return fields._replace(**changes)


def units(
    rows: list[tuple[int, int, int, int]], months: int, *, children: int = 1, seed: int = 0, **fixed: float
) -> Units:
    """Return units with random numbers.

    Args:
        rows: cohort, month of arrival, offer today, months since admission; in order of arrival.
        months: months of the horizon.
        children: children in each unit.
        seed: seed of the random numbers.
        fixed: purpose (lower case) to a number that replaces every draw of it.
    """
    from optimiser.stress import play

    table = np.array(rows, dtype=np.int64).reshape(-1, 4)
    draws = stream(seed, 0, 0).random((len(table), months, PURPOSES))
    for purpose, value in fixed.items():
        draws[:, :, getattr(play, purpose.upper())] = value
    return Units(
        cohort=table[:, 0].copy(),
        arrives=table[:, 1].copy(),
        offer=table[:, 2].copy(),
        months=table[:, 3].copy(),
        children=np.full(len(table), children, dtype=np.int64),
        draws=draws,
        leaving=np.ones(months + 1),
    )


def room(*beds: float, months: int) -> np.ndarray:
    """(P, H + 1), the same beds in every month, gap without a limit added at the end."""
    return np.repeat(np.array([*beds, np.inf])[:, None], months + 1, axis=1)
