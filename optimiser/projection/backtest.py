"""Holding out the last years of a record: what each method would have projected, and whether its band held it."""

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np

from models.projections import HIGH, LOW, HeldOut, Lacking, Score
from optimiser.projection.methods import METHODS, Method
from optimiser.projection.record import DAYS_PER_YEAR, NotEnoughHistoryError, Record, years_between
from optimiser.projection.widths import LAWS

HELD_OUT_YEARS = (1, 2, 3, 4)
CHILDREN = "children in care"
_DAYS_OF_GRACE = 10
"""A count so many days late still ends its year: a February may make years of 365.25 days end a day early."""


def origins(record: Record) -> Iterator[tuple[int, Record]]:
    """Yield years held out and what was known without them, as far back as the record goes."""
    told = set()
    for years in HELD_OUT_YEARS:
        cut = record.origin - dt.timedelta(days=years * DAYS_PER_YEAR - _DAYS_OF_GRACE)
        try:
            known = record.until(cut)
        except NotEnoughHistoryError:
            return
        if known.origin not in told:
            told.add(known.origin)
            yield years, known


def backtest(record: Record) -> tuple[tuple[HeldOut, ...], tuple[Lacking, ...]]:
    """Return every count held out with what each method had projected, and the methods that could not run.

    A method that runs from some origins only is among the first with those, and among the second with the others.
    """
    found: list[HeldOut] = []
    lacking: list[Lacking] = []
    for held_out, known in origins(record):
        for method, run in METHODS.items():
            try:
                found += _missed(record, known, held_out, method, run)
            except NotEnoughHistoryError as problem:
                lacking.append(Lacking(method, str(problem), known.origin))
    return tuple(found), tuple(lacking)


def _missed(record: Record, known: Record, held_out: int, method: str, run: Method) -> Iterator[HeldOut]:
    later = [i for i, day in enumerate(record.days) if day > known.origin]
    years = np.array([years_between(known.origin, record.days[i]) for i in later])
    projected = run(known, years)
    low, high = (projected * LAWS[method].factor(share, years, known.last) for share in (LOW, HIGH))
    for place, i in enumerate(later):
        yield HeldOut(
            method=method,
            what=CHILDREN,
            held_out_years=held_out,
            origin=known.origin,
            day=record.days[i],
            actual=float(record.children[i]),
            projected=float(projected[place]),
            low=float(low[place]),
            high=float(high[place]),
        )


def scores(held_out: Iterable[HeldOut]) -> tuple[Score, ...]:
    """Return how each method did on each thing counted, in order of appearance; counts of nobody are left out."""
    groups: dict[tuple[str, str], list[HeldOut]] = {}
    for item in held_out:
        if item.actual > 0:
            groups.setdefault((item.method, item.what), []).append(item)
    return tuple(
        Score(
            method=method,
            what=what,
            counts=len(items),
            absolute_error=float(np.mean([abs(item.error) for item in items])),
            bias=float(np.mean([item.error for item in items])),
            coverage=float(np.mean([item.inside for item in items])),
        )
        for (method, what), items in groups.items()
    )
