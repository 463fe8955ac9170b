"""Providers: the authorities' own services and homes, agencies, private homes, supported accommodation."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from instances.synthetic.country import DISTRICTS_EACH, POSTCODES_EACH, Country, Positions, Texts
from instances.synthetic.figures import Numbers


class Kind(IntEnum):
    """Kinds of provider."""

    FOSTERING_SERVICE = 0
    AGENCY = 1
    OWN_HOME = 2
    HOME = 3
    SUPPORTED = 4


GRADES = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate", "Not yet inspected")
_GRADE_SHARES = (0.13, 0.67, 0.14, 0.02, 0.04)
_PLACES_PER_CHILD = {Kind.OWN_HOME: 0.02, Kind.HOME: 0.13, Kind.SUPPORTED: 0.13}
_MEAN_PLACES = {Kind.OWN_HOME: 3.6, Kind.HOME: 3.6, Kind.SUPPORTED: 8.0}
_AGENCIES_EACH = 2


@dataclass(frozen=True)
class Market:
    """Providers, one position each.

    Attributes:
        urn: Ofsted's number, in a range that is not in use.
        kind: a `Kind`.
        authority: where it lies.
        postcode: position of its postcode in the country's list.
        places: registered places; 0 where the register holds none (fostering).
        grade: position in `GRADES`.
        voluntary: whether it is a charity's.
    """

    urn: Texts
    kind: Positions
    authority: Positions
    postcode: Positions
    places: Positions
    grade: Positions
    voluntary: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def of(self, kind: Kind) -> Positions:
        """Return the positions of the providers of a kind."""
        return np.flatnonzero(self.kind == kind)


def make_market(country: Country, rng: np.random.Generator) -> Market:
    """Return the providers of a country: homes by the children it has, spread unevenly over authorities."""
    kinds, authorities = _who_is_where(country, rng)
    count = len(kinds)
    each = DISTRICTS_EACH * POSTCODES_EACH
    mean = np.array([_MEAN_PLACES.get(Kind(kind), 0.0) for kind in range(len(Kind))])[kinds]
    return Market(
        urn=_numbers(kinds),
        kind=kinds,
        authority=authorities,
        postcode=authorities * each + rng.integers(0, each, count),
        places=np.where(mean > 0, 2 + rng.poisson(np.maximum(mean - 2, 0)), 0),
        grade=rng.choice(len(GRADES), count, p=_GRADE_SHARES),
        voluntary=(rng.random(count) < 0.12) & np.isin(kinds, (Kind.AGENCY, Kind.HOME, Kind.SUPPORTED)),
    )


def _who_is_where(country: Country, rng: np.random.Generator) -> tuple[Positions, Positions]:
    """Return kind and authority of every provider; each authority has at least one of each kind."""
    everywhere = np.arange(country.size)
    uneven = rng.gamma(2.0, 0.5, country.size)
    counts: dict[Kind, Positions] = {
        Kind.FOSTERING_SERVICE: np.ones(country.size, dtype=np.int64),
        Kind.AGENCY: np.full(country.size, _AGENCIES_EACH),
    }
    for kind, share in _PLACES_PER_CHILD.items():
        spread: Numbers = uneven if kind is Kind.HOME else np.ones(country.size)
        counts[kind] = np.maximum(1, np.round(country.children * share * spread / _MEAN_PLACES[kind])).astype(
            np.int64
        )
    kinds = np.concatenate([np.full(number.sum(), kind) for kind, number in counts.items()])
    return kinds, np.concatenate([np.repeat(everywhere, number) for number in counts.values()])


def _numbers(kinds: Positions) -> Texts:
    """Return a number for each provider: SC and six digits for services and agencies, seven digits for others."""
    older = np.isin(kinds, (Kind.FOSTERING_SERVICE, Kind.AGENCY))
    numbers = [f"SC9{place:05d}" if old else f"29{place:05d}" for place, old in enumerate(older.tolist())]
    return np.array(numbers, dtype=object)
