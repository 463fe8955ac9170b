"""Where children come from and how far off they live: from PL_LOCATION and PL_DISTANCE, or from postcodes."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from instances.ssda903.categories import spread
from instances.ssda903.lives import Lives
from instances.ssda903.postcodes import Directory, read_areas, read_directory, squeezed
from instances.ssda903.quality import Quality

UNKNOWN_AREA = "unknown"
NEAR_MILES = 20.0
_METRES_PER_MILE = 1609.3
_DISTANCE_UNKNOWN = 999.0
_INSIDE = {"IN": 1.0, "OUT": 0.0}

Numbers = npt.NDArray[np.float64]
Marks = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Location:
    """Where each row of the lives comes from and lives.

    Attributes:
        names: areas; the first is `unknown`.
        area: home area of each row, as a place in `names`.
        inside: 1 placed in the authority, 0 outside, -1 not known.
        miles: from home to placement; not a number where not known.
    """

    names: tuple[str, ...]
    area: Marks
    inside: Marks
    miles: Numbers


def locate(found: Lives, postcodes: Path | None, areas: Path | None, quality: Quality) -> Location:
    """Return where rows come from and live; the return's own PL_LOCATION and PL_DISTANCE go before postcodes.

    Raises:
        InputError: if the directory or the table of areas cannot be read.
    """
    lives_at = found.frame.iloc[
        np.where(found.column("shown") >= 0, found.column("shown"), np.arange(len(found.born)))
    ]
    inside = spread(lives_at["PL_LOCATION"].array, lambda word: _INSIDE.get(word, np.nan), np.float64)
    miles = spread(lives_at["PL_DISTANCE"].array, _miles, np.float64)
    names: tuple[str, ...] = (UNKNOWN_AREA,)
    area = np.zeros(len(found.born), dtype=np.int64)
    if postcodes is None:
        quality.whole("noted", "no --postcodes: every home area is unknown", "all files", len(found.on(_base(found))))
    else:
        names, area, inside_by_code, miles_by_code = _by_postcode(found, lives_at, postcodes, areas)
        area = _last_known(found.column("child"), area)
        inside = np.where(np.isnan(inside), inside_by_code, inside)
        miles = np.where(np.isnan(miles), miles_by_code, miles)
        unknown = np.zeros(len(area), dtype=bool)
        unknown[found.on(_base(found))] = True
        unknown &= area == 0
        what = "child in care on the last 31 March whose home postcode gives no area: area unknown"
        found.episodes.tell(quality, "unmapped", what, unknown)
    return Location(names, area, np.where(np.isnan(inside), -1, inside).astype(np.int64), miles)


def _base(found: Lives) -> int:
    return found.episodes.years.base


def _miles(text: str) -> float:
    """Return a distance, not a number where there is none; 999.9 is DfE's mark for unknown."""
    try:
        miles = float(text)
    except ValueError:
        return np.nan
    return miles if 0 <= miles < _DISTANCE_UNKNOWN else np.nan


def _by_postcode(
    found: Lives, lives_at: pd.DataFrame, postcodes: Path, areas: Path | None
) -> tuple[tuple[str, ...], Marks, Numbers, Numbers]:
    home, placed = found.frame["HOME_POST"].array, lives_at["PL_POST"].array
    words = squeezed(home.categories.union(placed.categories)).unique()
    directory = read_directory(postcodes, [word for word in words if word])
    kept = pd.Index([word for word in words if word])
    of_home, of_placed = (_places(column, kept) for column in (home, placed))
    names, area = _home_areas(directory, of_home, None if areas is None else read_areas(areas))
    authority = _at(directory.areas["authority"], of_home, "")
    placed_in = _at(directory.areas["authority"], of_placed, "")
    own = _commonest(authority)
    inside = np.where(placed_in == "", np.nan, (placed_in == own).astype(float))
    east, north = (
        _at(metres, of_home, np.nan) - _at(metres, of_placed, np.nan) for metres in (directory.east, directory.north)
    )
    return names, area, inside, np.hypot(east.astype(float), north.astype(float)) / _METRES_PER_MILE


def _places(column: pd.Categorical, words: pd.Index) -> Marks:
    """Return the place of each row's postcode in `words`, -1 where it is blank."""
    places = np.asarray(words.get_indexer(squeezed(column.categories)), dtype=np.int64)
    return places[column.codes] if len(places) else np.full(len(column), -1)


def _at(values: npt.NDArray[np.generic], places: Marks, missing: object) -> npt.NDArray[np.object_]:
    padded = np.append(values.astype(object), [missing])
    return np.asarray(padded[places])


def _commonest(words: npt.NDArray[np.object_]) -> str:
    known, counts = np.unique(words[words != ""].astype(str), return_counts=True)
    return str(known[counts.argmax()]) if len(known) else ""


def _home_areas(directory: Directory, of_home: Marks, named: dict[str, str] | None) -> tuple[tuple[str, ...], Marks]:
    """Return area names and each row's area: as the user names it, else the local authority's code."""
    if named is None:
        area = np.array([str(code).lower() for code in directory.areas["authority"]], dtype=object)
    else:
        area = np.full(len(directory.east), "", dtype=object)
        for codes in directory.areas.values():
            own = np.array([named.get(str(code).upper(), "") for code in codes], dtype=object)
            area = np.where(area == "", own, area)
    of_row = _at(area, of_home, "")
    names = (UNKNOWN_AREA, *sorted({str(name) for name in of_row} - {"", UNKNOWN_AREA}))
    place = {name: position for position, name in enumerate(names)} | {"": 0}
    return names, np.array([place[str(name)] for name in of_row], dtype=np.int64)


def _last_known(child: Marks, area: Marks) -> Marks:
    """Return for each row the last area known of its child, so that a child belongs to one area throughout."""
    last = np.zeros(int(child.max(initial=-1)) + 1, dtype=np.int64)
    known = area > 0
    last[child[known]] = area[known]
    return np.asarray(last[child])
