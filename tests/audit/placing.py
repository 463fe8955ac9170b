"""Admissions in given shares that leave nobody in the pool, and effects at a given part of what they may be."""

from collections.abc import Callable, Sequence

import numpy as np

from audit.simulate import Simulation, simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Admission, Commitment, Effect

type Shares = Callable[[str, Period], dict[str, float]]
type Acting = Callable[[Simulation, Period], list[Effect]]


def placing(
    instance: Instance,
    periods: tuple[Period, ...],
    shares: Shares,
    commitments: Sequence[Commitment] = (),
    acting: Acting = lambda _simulation, _period: [],
) -> tuple[list[Admission], list[Effect]]:
    """Return admissions in these shares that leave nobody in the pool at any period end, and the effects.

    The pool at a period end is linear in the period's admissions, so one trial child of each cohort says all.
    """
    made: list[Admission] = []
    effects: list[Effect] = []
    names = [cohort.cohort for cohort in instance.cohorts]
    for period in periods:
        so_far = tuple(p for p in periods if p.last <= period.last)
        effects += acting(simulate(instance, "middle", made, so_far, commitments, effects), period)
        trials = [_trial(instance, name, period, shares(name, period)) for name in names]
        left, *tried = [
            simulate(instance, "middle", [*made, *rows], so_far, commitments, effects).unplaced[-1]
            for rows in ([], *trials)
        ]
        effect = [waiting - left for waiting in tried]
        children = np.linalg.solve(np.array(effect).T, -left)
        for rows, number in zip(trials, children, strict=True):
            made += [row.model_copy(update={"children": row.children * max(0.0, number)}) for row in rows]
    return [row for row in made if row.children > 0], effects


def _trial(instance: Instance, cohort: str, period: Period, shares: dict[str, float]) -> list[Admission]:
    start = instance.calendar.first_day(period.first)
    return [
        Admission(cohort=cohort, offer=offer, period_start=start, children=share) for offer, share in shares.items()
    ]
