"""What programmes and pathways do, month by month: averted entries, reunified, released, households kept.

Shapes: G cohorts, P offers, T months (`T + 1` long, index 0 is unused and 0).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from audit.aliases import Floats
from audit.arrays import Arrays
from models.calendar import Period
from models.instance import Instance
from models.plan import Effect


@dataclass(frozen=True)
class Effects:
    """Effects spread over the months of their periods.

    Attributes:
        averted: (T + 1, G), children who do not enter care.
        reunified: (T + 1, P, G), children who leave an offer and care.
        released: by pathway, (T + 1, P, G), children who leave an offer for a family on trial.
        arrivals: (T + 1, G), those released, as children of their trial cohort.
        retained: by service, (T + 1,), households kept at the end of the month.
    """

    averted: Floats
    reunified: Floats
    released: dict[str, Floats]
    arrivals: Floats
    retained: dict[str, Floats]

    @property
    def planned_moves(self) -> Floats:
        """(T + 1, P, G), children released on all pathways."""
        return sum(self.released.values(), np.zeros_like(self.reunified))


def spread(
    instance: Instance, arrays: Arrays, rows: Iterable[Effect], starts: dict[dt.date, Period], last: int
) -> Effects:
    """Return the effects by month; rows without sense are left out, `audit.effect_rows` lists them.

    Args:
        instance: the planning problem.
        arrays: the instance as arrays.
        rows: effects as written.
        starts: periods by their first day.
        last: last month, T.
    """
    months, size = last + 1, (len(arrays.offers), len(arrays.cohorts))
    made = Effects(
        averted=np.zeros((months, size[1])),
        reunified=np.zeros((months, *size)),
        released={row.pathway: np.zeros((months, *size)) for row in instance.step_downs},
        arrivals=np.zeros((months, size[1])),
        retained={row.service: np.zeros(months) for row in instance.fostering},
    )
    for row in rows:
        if row.period_start in starts and np.isfinite(row.amount):
            _add(instance, arrays, made, row, starts[row.period_start])
    return made


def _add(instance: Instance, arrays: Arrays, made: Effects, row: Effect, period: Period) -> None:
    months = slice(period.first, period.last + 1)
    monthly = row.amount / len(period)
    cohort, offer = arrays.cohorts.get(row.cohort or ""), arrays.offers.get(row.offer or "")
    if row.kind == "retained":
        service = next((p.service for p in instance.programmes if p.programme == row.id), None)
        if service in made.retained:
            made.retained[service][months] += monthly
    elif cohort is not None and row.kind == "averted":
        entries = arrays.entries[months, cohort]
        if entries.sum() > 0:
            made.averted[months, cohort] += row.amount * entries / entries.sum()
    elif cohort is not None and offer is not None and row.kind == "reunified":
        made.reunified[months, offer, cohort] += monthly
    elif cohort is not None and offer is not None:
        known = {(s.pathway, s.cohort): s.trial_cohort for s in instance.step_downs}
        trial = arrays.cohorts.get(known.get((row.id, row.cohort or ""), ""))
        if trial is not None:
            made.released[row.id][months, offer, cohort] += monthly
            made.arrivals[months, trial] += monthly
