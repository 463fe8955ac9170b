"""Columns of categories: each different word of a column is looked at once, and its value spread over the rows."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd


def spread[T: np.generic](column: pd.Categorical, value: Callable[[str], object], dtype: type[T]) -> npt.NDArray[T]:
    """Return the value of each row's word."""
    words = np.array([value(str(word)) for word in column.categories], dtype=dtype)
    found: npt.NDArray[T] = words[column.codes] if len(words) else np.zeros(len(column), dtype=dtype)
    return found


def factorised(words: Sequence[str]) -> pd.Categorical:
    """Return words as a column."""
    codes, known = pd.factorize(np.array(words, dtype=object))
    return _categorical(codes, known.tolist())


def blank(rows: int) -> pd.Categorical:
    """Return a column without words."""
    return _categorical(np.zeros(rows, dtype=np.int64), [""])


def stacked(columns: Sequence[pd.Categorical], *, capitals: bool = True) -> pd.Categorical:
    """Put columns on one another, their words trimmed, in capitals and sorted, so that codes sort as words do."""
    words = [[str(word).strip() for word in column.categories] for column in columns]
    if capitals:
        words = [[word.upper() for word in own] for own in words]
    known = sorted(set().union(*words))
    place = {word: position for position, word in enumerate(known)}
    codes = [
        np.array([place[word] for word in own], dtype=np.int64)[column.codes]
        for own, column in zip(words, columns, strict=True)
        if own
    ]
    return _categorical(np.concatenate(codes), known) if codes else blank(0)


def _categorical(codes: npt.NDArray[np.int64], words: list[str]) -> pd.Categorical:
    column: pd.Categorical = pd.Categorical.from_codes(codes, pd.Index(words, dtype=object))
    return column
