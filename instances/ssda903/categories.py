"""Columns of categories: each different word of a column is looked at once, and its value spread over the rows."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Words = npt.NDArray[np.object_]


def spread[T: np.generic](column: pd.Categorical, value: Callable[[str], object], dtype: type[T]) -> npt.NDArray[T]:
    """Return the value of each row's word."""
    words = np.array([value(str(word)) for word in column.categories], dtype=dtype)
    found: npt.NDArray[T] = words[column.codes] if len(words) else np.zeros(len(column), dtype=dtype)
    return found


def categorical(codes: npt.NDArray[Any], words: Words) -> pd.Categorical:
    """Return a column from places in a list of words."""
    column: pd.Categorical = pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))
    return column


def plain(column: pd.Categorical) -> pd.Categorical:
    """Return a column with its words trimmed and in capitals."""
    words = np.array([str(word).strip().upper() for word in column.categories], dtype=object)
    kept, places = np.unique(words, return_inverse=True)
    codes = places[column.codes] if len(words) else np.full(len(column), -1)
    return categorical(codes, kept)


def blank(rows: int) -> pd.Categorical:
    """Return a column without words."""
    return categorical(np.zeros(rows, dtype=np.int64), np.array([""], dtype=object))
