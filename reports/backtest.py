"""What `demand --backtest` prints: how each method would have done on the years held out."""

import math
from collections.abc import Iterable
from dataclasses import asdict

from models.projections import Backtest, HeldOut, Lacking
from reports.table import Table, figure, percent
from reports.words import words


def backtest_tables(backtest: Backtest) -> list[Table]:
    """Return the scores of every method, and each count held out."""
    shown = [_scores_table(backtest), _held_out_table("Children in care held out", backtest.children)]
    if backtest.placements:
        shown.append(_held_out_table("Placements by type held out", backtest.placements))
    return shown


def _scores_table(backtest: Backtest) -> Table:
    rows = [
        [
            words(score.method),
            words(score.what),
            f"{score.counts}",
            percent(score.absolute_error),
            percent(score.bias),
            f"{round(score.coverage * score.counts)} of {score.counts}",
        ]
        for score in backtest.scores
    ]
    told = [
        f"{words(item.method)} could not run on what was known on {item.origin}: it needs {item.needs}."
        for item in backtest.lacking
    ]
    foot = (
        "The last one to four years are held out in turn. Error: mean of projected less actual over actual, without\n"
        "signs; bias: with signs, above 0 where too many were projected. A band is made to hold four in five.\n"
        "A published path cannot be held out: it was made knowing all of these counts.\n"
        "One council's few counts say little about a method: docs/projection.md has those of 150 authorities."
    )
    heads = ["method", "of what", "counts", "error", "bias", "in the band"]
    return Table("Backtest", heads, rows, left=frozenset({0, 1}), foot="\n".join([foot, *told]))


def _held_out_table(title: str, held_out: tuple[HeldOut, ...]) -> Table:
    rows = [
        [
            words(item.method),
            words(item.what),
            str(item.origin),
            str(item.day),
            figure(item.projected, 0),
            f"{figure(item.low, 0)} to {figure(item.high, 0)}",
            figure(item.actual, 0),
            "" if math.isnan(item.error) else percent(item.error),
            "" if item.inside else "OUTSIDE",
        ]
        for item in held_out
    ]
    heads = ["method", "of what", "known to", "day", "projected", "band", "actual", "error", ""]
    return Table(title, heads, rows, left=frozenset({0, 1, 8}))


def backtest_dictionary(backtest: Backtest) -> dict[str, object]:
    """Return the same as plain values; the error is null where nobody was counted."""
    return {
        "scores": [asdict(score) for score in backtest.scores],
        "children": [_plain(item) for item in backtest.children],
        "placements": [_plain(item) for item in backtest.placements],
        "lacking": lacking_dictionary(backtest.lacking),
    }


def lacking_dictionary(lacking: Iterable[Lacking]) -> list[dict[str, object]]:
    """Return methods that could not run as plain values."""
    return [{**asdict(item), "origin": str(item.origin)} for item in lacking]


def _plain(item: HeldOut) -> dict[str, object]:
    error = None if math.isnan(item.error) else item.error
    return {**asdict(item), "origin": str(item.origin), "day": str(item.day), "error": error, "inside": item.inside}
