"""Instances of the sample with some of their commitments made before the plan, in effect or still to come."""

from functools import cache

import numpy as np

from models.calendar import add_months
from models.instance import Instance
from tests.oracles.sample import SAMPLE, drawn
from tests.oracles.sets import sizes
from tests.oracles.small import START, row


@cache
def committed(number: int) -> Instance:
    """Return an instance of the sample with commitments made before it, where it has anything to commit to."""
    rng, planning = np.random.default_rng(10_000 + number), drawn(number)
    found = []

    def made(kind: str, name: str, first: int, size: int = 1, live: int | None = None) -> None:
        month = None if live is None else add_months(START, live - 1)
        day = add_months(START, first - 1)
        found.append(row("commitments_made", kind=kind, id=name, start=day, size=size, live_from=month))

    for home in planning.homes:
        decided = -int(rng.integers(0, 14))
        made("home", home.home, decided, live=None if rng.random() < 0.5 else decided + int(rng.integers(2, 10)))
    for service in planning.fostering:
        made("fostering", service.service, -int(rng.integers(0, 8)), int(rng.integers(1, 3)))
    for programme in planning.programmes:
        if rng.random() < 0.7:
            started = -int(rng.integers(0, programme.term_months - 1))
            made("programme", programme.programme, started if rng.random() < 0.7 else 1)
    for block in planning.blocks:
        if block.beds_today is None:
            made("block", block.block, int(rng.integers(1, 5)), size=sizes(planning, block)[0])
    return planning.model_copy(update={"commitments_made": tuple(found)})


def numbers() -> list[int]:
    """Return the numbers of the sample's instances that have something to commit to."""
    return [number for number in range(SAMPLE) if committed(number).commitments_made]
