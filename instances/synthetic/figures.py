"""The distributions that made-up authorities are drawn from; `figures.csv` gives each with its source."""

import csv
from collections import defaultdict
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

BANDS = (0, 1, 5, 10, 16)
"""Youngest age of each age band, years."""

ADULT = 18


@cache
def _parts() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    text = files("instances.synthetic").joinpath("figures.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found[row["figure"]][row["part"]] = float(row["value"])
    return dict(found)


def one(figure: str) -> float:
    """Return a figure that has a single value."""
    return _parts()[figure]["all"]


def parts(figure: str) -> dict[str, float]:
    """Return the values of a figure by part."""
    return dict(_parts()[figure])


def by_band(figure: str) -> Numbers:
    """Return a figure by age band, in the order of `BANDS`."""
    found = _parts()[figure]
    return np.array([found[str(age)] for age in BANDS])


def quantile(figure: str, at: Numbers) -> Numbers:
    """Return the values of a distribution at shares `at`, straight between the quantiles given."""
    found = _parts()[figure]
    return np.interp(at, [float(part) for part in found], list(found.values()))


def band_of(age_years: Numbers) -> npt.NDArray[np.int64]:
    """Return the position in `BANDS` of each age."""
    return np.clip(np.searchsorted(BANDS, age_years, side="right") - 1, 0, len(BANDS) - 1)
