"""Holding out the last years of a record: what each method would have projected, and whether its band held it."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from models.projections import HIGH, LOW, HeldOut, Lacking, Score
from optimiser.projection.methods import METHODS, Method
from optimiser.projection.record import DAYS_PER_YEAR, NotEnoughHistoryError, Record, years_between
from optimiser.projection.widths import LAWS

HELD_OUT_YEARS = (1, 2, 3, 4)
CHILDREN = "children in care"
_DAYS_OF_GRACE = 10
"""A count so many days late still ends its year: a February may make years of 365.25 days end a day early."""


@dataclass(frozen=True)
class Known:
    """What was known when so many years were still to come."""

    held_out_years: int
    record: Record


def origins(record: Record) -> Iterator[Known]:
    """Yield what was known one to four years ago, as far back as the record goes."""
    told = set()
    for years in HELD_OUT_YEARS:
        cut = record.origin - dt.timedelta(days=years * DAYS_PER_YEAR - _DAYS_OF_GRACE)
        try:
            known = record.until(cut)
        except NotEnoughHistoryError:
            return
        if known.origin not in told:
            told.add(known.origin)
            yield Known(years, known)


def held_out_by[Rule](
    record: Record, rules: Mapping[str, Rule], missed: Callable[[Known, str, Rule], Iterable[HeldOut]]
) -> tuple[tuple[HeldOut, ...], tuple[Lacking, ...]]:
    """Return what each rule had projected from each origin, and the rules that could not run there.

    Args:
        record: the whole record.
        rules: name to rule.
        missed: gives the counts held out from an origin with what a rule projects for them; may raise
            NotEnoughHistoryError.
    """
    found: list[HeldOut] = []
    lacking: list[Lacking] = []
    for known in origins(record):
        for name, rule in rules.items():
            try:
                found += missed(known, name, rule)
            except NotEnoughHistoryError as problem:
                lacking.append(Lacking(name, str(problem), known.record.origin))
    return tuple(found), tuple(lacking)


def backtest(record: Record) -> tuple[tuple[HeldOut, ...], tuple[Lacking, ...]]:
    """Return every count held out with what each method had projected, and the methods that could not run.

    A method that runs from some origins only is among the first with those, and among the second with the others.
    """

    def missed(known: Known, name: str, run: Method) -> Iterator[HeldOut]:
        origin = known.record.origin
        later = [i for i, day in enumerate(record.days) if day > origin]
        years = np.array([years_between(origin, record.days[i]) for i in later])
        projected = run(known.record, years)
        low, high = (projected * LAWS[name].factor(share, years, known.record) for share in (LOW, HIGH))
        for place, i in enumerate(later):
            yield HeldOut(
                method=name,
                what=CHILDREN,
                held_out_years=known.held_out_years,
                origin=origin,
                day=record.days[i],
                actual=float(record.children[i]),
                projected=float(projected[place]),
                low=float(low[place]),
                high=float(high[place]),
            )

    return held_out_by(record, METHODS, missed)


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
