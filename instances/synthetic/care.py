"""Stays in care of one authority: who enters when, at what age, with which siblings, for how long."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.synthetic.country import Country, Positions
from instances.synthetic.figures import ADULT, BANDS, Numbers, band_of, by_band, one, parts

Flags = npt.NDArray[np.bool_]

FIRST_DAY = np.datetime64("2015-04-01")
LAST_DAY = np.datetime64("2025-03-31")
YEARS = 10
"""Returns are made for the ten years from `FIRST_DAY` to `LAST_DAY`."""

DAYS_A_YEAR = 365.25
_DAYS_TO_ADULT = int(ADULT * DAYS_A_YEAR)
_WINDOW = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
_SIBLINGS = (0.68, 0.19, 0.09, 0.04)
_YOUNGEST_ALONE, _OLDEST_ALONE = 15.0, 17.6
_ALONE_FACTOR = 1.6
_RETURN_SHARE, _RETURN_YEARS = 0.1, 1.2
_NEXT_CHILD_DAYS = 30


def birthday(born: Positions, years: int = ADULT) -> Positions:
    """Return the day of a birthday; who was born on 29 February has it on 1 March in other years."""
    day = FIRST_DAY + born.astype("timedelta64[D]")
    month = day.astype("datetime64[M]")
    later = (month + np.timedelta64(12 * years, "M")).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    days: Positions = (later - FIRST_DAY).astype(np.int64)
    return days


@dataclass(frozen=True)
class Stays:
    """Stays in care, one position each; days count from `FIRST_DAY`, and may lie before it or after `LAST_DAY`.

    Attributes:
        child: number of the child; a child that comes back has two stays.
        born: day of birth.
        start: first day in care.
        end: day of leaving, at most the 18th birthday.
        home: position among the authority's postcodes; siblings share it.
        alone: whether the child came alone and seeks asylum.
        girl: whether the child is a girl.
    """

    child: Positions
    born: Positions
    start: Positions
    end: Positions
    home: Positions
    alone: Flags
    girl: Flags

    def at(self, chosen: Flags | Positions) -> "Stays":
        """Return some of the stays."""
        return Stays(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def make_stays(country: Country, authority: int, postcodes: int, rng: np.random.Generator) -> Stays:
    """Return the stays of an authority that touch the ten years, in order of child and start.

    Children enter from 18 years before, so that the first return has children of every length of stay.
    """
    first = -_DAYS_TO_ADULT
    starts = _start_days(country, authority, first, rng)
    size = 1 + rng.choice(len(_SIBLINGS), len(starts), p=_SIBLINGS)
    family = np.repeat(np.arange(len(starts)), size)
    start = starts[family]
    alone = _comes_alone(country, authority, family, rng)
    age_days = _ages(alone, rng)
    together = rng.random(len(starts))[family]
    luck = np.where(rng.random(len(family)) < 0.6, together, rng.random(len(family)))
    stretch = one("years_in_care") ** -1 * country.children[authority] / country.starts[authority]
    stays = Stays(
        child=np.arange(len(family)),
        born=start - age_days,
        start=start,
        end=np.minimum(start + _lengths(age_days, luck, stretch, rng), birthday(start - age_days)),
        home=rng.integers(0, postcodes, len(starts))[family],
        alone=alone,
        girl=rng.random(len(family)) < np.where(alone, 0.1, 0.46),
    )
    both = _joined(stays, _coming_back(stays, stretch, rng))
    return _renumbered(both.at((both.end >= 0) & (both.start < _WINDOW)))


def _start_days(country: Country, authority: int, first: int, rng: np.random.Generator) -> Positions:
    """Return the days on which families enter: a steady rate before the window, growing within it."""
    families = country.starts[authority] / ((1 + _RETURN_SHARE) * float(np.dot(_SIBLINGS, (1, 2, 3, 4))))
    growth = 1 + country.growth[authority]
    years = np.arange(np.floor(first / DAYS_A_YEAR), YEARS)
    expected = families * growth ** (np.maximum(years, 0) - YEARS / 2)
    numbers = rng.poisson(expected)
    moments = np.repeat(years, numbers) + rng.random(numbers.sum())
    days: Positions = np.sort(moments * DAYS_A_YEAR).astype(np.int64)
    return days


def _comes_alone(country: Country, authority: int, family: Positions, rng: np.random.Generator) -> Flags:
    """Return which children came alone: only some of those without siblings."""
    single = np.bincount(family)[family] == 1
    share = min(0.95, country.asylum[authority] * _ALONE_FACTOR * len(family) / max(1, int(single.sum())))
    drawn: Flags = rng.random(len(family)) < share
    alone: Flags = single & drawn
    return alone


def _ages(alone: Flags, rng: np.random.Generator) -> Positions:
    """Return ages on entry in days; under-ones are mostly newborn."""
    shares = np.array(list(parts("entry_share").values()))
    shares[-1] = max(0.02, shares[-1] - alone.mean())
    band = rng.choice(len(BANDS), len(alone), p=shares / shares.sum())
    low = np.array(BANDS)[band]
    high = np.array([*BANDS[1:], ADULT])[band]
    within = rng.random(len(alone))
    years = low + (high - low) * np.where(band == 0, within**2, within)
    years = np.where(alone, rng.uniform(_YOUNGEST_ALONE, _OLDEST_ALONE, len(alone)), years)
    return np.minimum((years * DAYS_A_YEAR).astype(np.int64), _DAYS_TO_ADULT - 2)


def _lengths(age_days: Positions, luck: Numbers, stretch: float, rng: np.random.Generator) -> Positions:
    """Return lengths of stay in days, as if nobody grew up: some short, others long."""
    band = band_of(age_days / DAYS_A_YEAR)
    short = luck < by_band("short_share")[band]
    mean_years = np.where(short, one("short_years"), by_band("long_years")[band] * np.clip(stretch, 0.4, 2.5))
    return 1 + rng.exponential(mean_years * DAYS_A_YEAR).astype(np.int64)


def _coming_back(stays: Stays, stretch: float, rng: np.random.Generator) -> Stays:
    """Return second stays of some children who went home well before 18."""
    room = birthday(stays.born) - stays.end
    drawn = rng.random(len(room)) < _RETURN_SHARE * len(room) / max(1, int((room > DAYS_A_YEAR).sum()))
    again = stays.at(drawn & (room > DAYS_A_YEAR) & ~stays.alone)
    gap = _NEXT_CHILD_DAYS + rng.exponential(_RETURN_YEARS * DAYS_A_YEAR, len(again.child)).astype(np.int64)
    start = again.end + gap
    adult = birthday(again.born)
    young = start < adult - 1
    again, start = again.at(young), start[young]
    length = _lengths(start - again.born, rng.random(len(start)), stretch, rng)
    end = np.minimum(start + length, adult[young])
    return Stays(again.child, again.born, start, end, again.home, again.alone, again.girl)


def _joined(one_part: Stays, other: Stays) -> Stays:
    columns = [np.concatenate([getattr(part, name) for part in (one_part, other)]) for name in Stays.__annotations__]
    found = Stays(*columns)
    return found.at(np.lexsort((found.start, found.child)))


def _renumbered(stays: Stays) -> Stays:
    """Return the stays with children numbered 0, 1, 2 in order."""
    _, child = np.unique(stays.child, return_inverse=True)
    return Stays(child, stays.born, stays.start, stays.end, stays.home, stays.alone, stays.girl)
