"""Fewer scenarios for many futures: the body by forward selection, the tail as it is."""

import numpy as np

from optimiser.problem import Floats, Ints


def forward_selection(points: Floats, keep: int) -> Ints:
    """Return the positions of futures that stand for all, the most useful first.

    Fast forward selection (Heitsch and Roemisch): each step adds the future that leaves the least distance between
    every future and the nearest one chosen.

    Args:
        points: (F, D), futures, all equally likely.
        keep: how many to choose, 1 to F.
    """
    between = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=-1))
    nearest = np.full(len(points), np.inf)
    chosen: list[int] = []
    for _ in range(keep):
        left = np.minimum(nearest[:, None], between).sum(axis=0)
        left[chosen] = np.inf
        best = int(left.argmin())
        chosen.append(best)
        nearest = np.minimum(nearest, between[:, best])
    return np.array(chosen, dtype=np.int64)


def reduced(points: Floats, worst_first: Ints, tail: int, keep: int) -> tuple[Ints, Floats]:
    """Return the futures kept, and their probabilities, which add to 1.

    The `tail` worst futures are all kept, each with its own probability. The others are represented by the best
    `keep - tail` among them, each with its own probability and that of the futures nearest to it.

    Args:
        points: (F, D), what tells futures apart.
        worst_first: (F,), positions of the futures, the worst first.
        tail: how many of them are the tail, less than `keep` unless nothing is reduced.
        keep: how many are kept.
    """
    if keep >= len(points):
        return np.arange(len(points)), np.full(len(points), 1.0 / len(points))
    body = np.sort(worst_first[tail:])
    chosen = body[forward_selection(points[body], keep - tail)]
    apart = ((points[body][:, None] - points[chosen][None]) ** 2).sum(axis=-1)
    merged = np.bincount(apart.argmin(axis=1), minlength=len(chosen))
    kept = np.concatenate([np.sort(worst_first[:tail]), chosen])
    return kept, np.concatenate([np.ones(tail), merged]) / len(points)
