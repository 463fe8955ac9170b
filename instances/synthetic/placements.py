"""Where the children of one authority live: kind of placement, moves, provider and postcode."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from instances.synthetic.care import DAYS_A_YEAR, Flags, Stays
from instances.synthetic.country import DISTRICTS_EACH, POSTCODES_EACH, Country, Positions
from instances.synthetic.figures import Numbers, band_of, by_band, one, parts
from instances.synthetic.market import Kind, Market

NONE = -1


class Place(IntEnum):
    """Kinds of placement."""

    KINSHIP = 0
    IN_HOUSE = 1
    AGENCY = 2
    HOME = 3
    SUPPORTED = 4
    PARENTS = 5
    ADOPTION = 6
    OTHER = 7
    RESPITE = 8


_PROVIDERS = {
    Place.KINSHIP: (Kind.FOSTERING_SERVICE,),
    Place.IN_HOUSE: (Kind.FOSTERING_SERVICE,),
    Place.AGENCY: (Kind.AGENCY,),
    Place.HOME: (Kind.OWN_HOME, Kind.HOME),
    Place.SUPPORTED: (Kind.SUPPORTED,),
}
_INSIDE_FACTOR = (1.2, 1.35, 0.75, 0.65, 1.0, 1.3, 0.4, 0.2)
_LIVES_WITH_PROVIDER = frozenset({Place.HOME, Place.SUPPORTED})
_SAME_KIND = 0.5
_FOSTER = (Place.KINSHIP, Place.IN_HOUSE, Place.AGENCY)
_RESPITE_SHARE, _RESPITE_BEFORE = 0.02, 240
_NEAR_METRES = 40_000
_NEAR_SHARE = 0.7
_OWN_HOME_FACTOR = 3.0
_SETTLED = frozenset({Place.ADOPTION, Place.PARENTS})


@dataclass(frozen=True)
class Placements:
    """Placements, one position each, in order of stay and start; days as in `Stays`.

    Attributes:
        stay: position of the stay.
        start, end: first day and day of ending.
        place: a `Place`.
        provider: position in the market, `NONE` for none.
        postcode: position in the country's postcodes.
    """

    stay: Positions
    start: Positions
    end: Positions
    place: Positions
    provider: Positions
    postcode: Positions


def make_placements(
    country: Country, market: Market, authority: int, stays: Stays, rng: np.random.Generator
) -> Placements:
    """Return every placement of every stay, without gap or overlap."""
    stay, start, end, place = _moves(country.in_house[authority], stays, rng)
    inside = rng.random(len(place)) < np.minimum(0.97, country.inside[authority] * np.array(_INSIDE_FACTOR)[place])
    provider = np.full(len(place), NONE)
    for kind, offered in _PROVIDERS.items():
        rows = np.flatnonzero(place == kind)
        provider[rows] = _providers(country, market, authority, offered, inside[rows], rng)
    postcode = _addresses(country, authority, inside, rng)
    lives_in = np.isin(place, list(_LIVES_WITH_PROVIDER))
    postcode[lives_in] = market.postcode[provider[lives_in]]
    return _with_respite(Placements(stay, start, end, place, provider, postcode), rng)


def _with_respite(placements: Placements, rng: np.random.Generator) -> Placements:
    """Return the placements, some foster ones broken by a few days elsewhere while the carer is on holiday."""
    length = placements.end - placements.start
    taken = (
        np.isin(placements.place, _FOSTER) & (length > _RESPITE_BEFORE) & (rng.random(len(length)) < _RESPITE_SHARE)
    )
    rows = np.flatnonzero(taken)
    leaves = placements.start[rows] + rng.integers(30, _RESPITE_BEFORE - 40, len(rows))
    back = leaves + rng.integers(3, 15, len(rows))
    end = placements.end.copy()
    end[rows] = leaves
    added = (
        (rows, leaves, back, np.full_like(rows, Place.RESPITE), np.full_like(rows, NONE)),
        (rows, back, placements.end[rows], placements.place[rows], placements.provider[rows]),
    )
    row, start, stop, place, provider = (np.concatenate(column) for column in zip(*added, strict=True))
    whole = Placements(
        stay=np.r_[placements.stay, placements.stay[row]],
        start=np.r_[placements.start, start],
        end=np.r_[end, stop],
        place=np.r_[placements.place, place],
        provider=np.r_[placements.provider, provider],
        postcode=np.r_[placements.postcode, placements.postcode[row]],
    )
    order = np.lexsort((whole.start, whole.stay))
    return Placements(*(getattr(whole, name)[order] for name in Placements.__annotations__))


def _moves(
    in_house: float, stays: Stays, rng: np.random.Generator
) -> tuple[Positions, Positions, Positions, Positions]:
    """Return stay, start, end and kind of every placement, one round for each further placement of a stay."""
    stay = np.arange(len(stays.start))
    restless = rng.random(len(stay)) < one("restless_share")
    start = stays.start
    place = _kinds(stays, stay, start, in_house, rng)
    rounds = []
    while len(stay):
        end = np.minimum(start + _days_in_placement(place, restless[stay], rng), stays.end[stay])
        rounds.append((stay, start, end, place))
        on = end < stays.end[stay]
        stay, start, before = stay[on], end[on], place[on]
        place = _kinds(stays, stay, start, in_house, rng)
        keep = (rng.random(len(stay)) < _SAME_KIND) & ~np.isin(before, list(_SETTLED))
        grown = stays.alone[stay] | (_age(stays, stay, start) >= 16)
        place = np.where(keep & ~grown, before, place)
    columns = [np.concatenate(column) for column in zip(*rounds, strict=True)]
    order = np.lexsort((columns[1], columns[0]))
    stay, start, end, place = (column[order] for column in columns)
    return stay, start, end, place


def _age(stays: Stays, stay: Positions, day: Positions) -> Numbers:
    return (day - stays.born[stay]) / DAYS_A_YEAR


def _kinds(stays: Stays, stay: Positions, day: Positions, in_house: float, rng: np.random.Generator) -> Positions:
    """Return a kind of placement for each child of its age; children who came alone take foster care or supported."""
    mix = np.column_stack([by_band(f"mix_{name}") for name in _MIX])
    split = np.column_stack([mix[:, :1], mix[:, 1:2] * in_house, mix[:, 1:2] * (1 - in_house), mix[:, 2:]])
    band = band_of(_age(stays, stay, day))
    reach = np.cumsum(split, axis=1)[band]
    place = (rng.random(len(stay))[:, None] * reach[:, -1:] > reach).sum(axis=1)
    supported = rng.random(len(stay)) < np.where(band == len(mix) - 1, 0.7, 0.0)
    return np.where(stays.alone[stay], np.where(supported, Place.SUPPORTED, Place.AGENCY), place)


_MIX = ("kinship", "foster", "home", "supported", "parents", "adoption", "other")


def _days_in_placement(place: Positions, restless: Flags, rng: np.random.Generator) -> Positions:
    """Return days until a move: some placements end within weeks, others last years; adoption is not left.

    Most children settle; `restless` ones have more short placements, and shorter long ones.
    """
    share, days_if_long = (
        np.where(restless, parts(name)["restless"], parts(name)["settled"])
        for name in ("short_placement_share", "long_placement_days")
    )
    short = (rng.random(len(place)) < share) & ~np.isin(place, list(_SETTLED))
    mean = np.where(short, one("short_placement_days"), days_if_long)
    days = 1 + rng.exponential(mean).astype(np.int64)
    return np.where(place == Place.ADOPTION, np.iinfo(np.int32).max, days)


def _providers(
    country: Country,
    market: Market,
    authority: int,
    kinds: tuple[Kind, ...],
    inside: Flags,
    rng: np.random.Generator,
) -> Positions:
    """Return a provider for each placement: own service, else by places, inside, near or anywhere."""
    known = np.flatnonzero(np.isin(market.kind, kinds))
    where = market.authority[known]
    if Kind.FOSTERING_SERVICE in kinds:
        return np.repeat(known[where == authority], len(inside))
    weight = np.maximum(market.places[known], 1).astype(np.float64)
    own_home = market.kind[known] == Kind.OWN_HOME
    weight *= np.where(own_home, np.where(where == authority, _OWN_HOME_FACTOR, 0.0), 1.0)
    here = weight * (where == authority)
    away = _away(country, authority, weight, where)
    return np.where(inside, _drawn(known, here, len(inside), rng), _drawn(known, away, len(inside), rng))


def _away(country: Country, authority: int, weight: Numbers, where: Positions) -> Numbers:
    """Return weights of providers elsewhere: most of them near; those inside if there is nothing else."""
    if (where == authority).all() or not weight[where != authority].any():
        return weight
    distance = np.hypot(country.east - country.east[authority], country.north - country.north[authority])[where]
    elsewhere: Numbers = weight * (where != authority)
    near: Numbers = elsewhere * (distance < _NEAR_METRES)
    if not near.any():
        return elsewhere
    mixed: Numbers = _NEAR_SHARE * near / near.sum() + (1 - _NEAR_SHARE) * elsewhere / elsewhere.sum()
    return mixed


def _drawn(known: Positions, weight: Numbers, count: int, rng: np.random.Generator) -> Positions:
    reach = np.cumsum(weight)
    at = np.searchsorted(reach, rng.random(count) * reach[-1], side="right").clip(0, len(known) - 1)
    drawn: Positions = known[at]
    return drawn


def _addresses(country: Country, authority: int, inside: Flags, rng: np.random.Generator) -> Positions:
    """Return postcodes: inside the authority, or in one of its neighbours."""
    distance = np.hypot(country.east - country.east[authority], country.north - country.north[authority])
    around = np.argsort(distance, kind="stable")[1:6]
    neighbours = around if len(around) else np.array([authority])
    there = np.where(inside, authority, rng.choice(neighbours, len(inside)))
    each = DISTRICTS_EACH * POSTCODES_EACH
    return there * each + rng.integers(0, each, len(inside))
