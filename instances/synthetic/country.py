"""The country: authorities of many sizes on a grid, districts, postcodes that look real and are nobody's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from instances.synthetic.figures import Numbers, quantile

Positions = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

POSTCODE_AREAS = ("JA", "JB", "JC", "JD", "JF", "JG", "JH")
"""Areas no real postcode has: of those that begin with J only JE (Jersey) is in use."""

DISTRICTS_EACH = 4
POSTCODES_EACH = 80
MOST_AUTHORITIES = 153
_AUTHORITIES_PER_AREA = 24
_REGION_SIZE = 17
_FEWEST = 9
_CELL_METRES = 24_000
_INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Country:
    """Authorities, one position each, and their postcodes.

    Attributes:
        children: children looked after that the authority is made for.
        starts: children starting in a year, at the middle of the returns.
        growth: growth of starts a year, a share.
        inside: share of placements inside the authority.
        in_house: share of ordinary foster placements with the authority's own carers.
        asylum: share of children looked after who came alone and seek asylum.
        east, north: centre on the national grid, metres.
        postcodes: every postcode, `DISTRICTS_EACH * POSTCODES_EACH` in a row for each authority.
        postcode_east, postcode_north: place of each postcode, metres.
    """

    children: Numbers
    starts: Numbers
    growth: Numbers
    inside: Numbers
    in_house: Numbers
    asylum: Numbers
    east: Numbers
    north: Numbers
    postcodes: Texts
    postcode_east: Numbers
    postcode_north: Numbers

    @property
    def size(self) -> int:
        """Number of authorities."""
        return len(self.children)

    def name(self, authority: int) -> str:
        """Return the name of an authority, plainly made up."""
        return f"Synthetic {authority + 1:03d}"

    def code(self, authority: int) -> str:
        """Return a code in the form of the statistical office's, with a prefix that it does not use."""
        return f"E99{authority + 1:06d}"

    def region(self, authority: int) -> str:
        """Return the region of an authority."""
        return f"Synthetic Region {authority // _REGION_SIZE + 1}"

    def own_postcodes(self, authority: int) -> slice:
        """Return where an authority's postcodes stand."""
        each = DISTRICTS_EACH * POSTCODES_EACH
        return slice(authority * each, (authority + 1) * each)

    def authority_of(self, postcode: Positions) -> Positions:
        """Return the authority in which each postcode lies."""
        return postcode // (DISTRICTS_EACH * POSTCODES_EACH)


def make_country(authorities: int, rng: np.random.Generator) -> Country:
    """Return a country around 1 to 153 authorities, alike in spread of size, starts and mix to England's.

    Their sizes are the quantiles of England's distribution, one each, in random order; a single one is of median
    size. Starts, growth and mix are drawn apart from size. Where few are asked for, others stand behind them in the
    list, so that there is an outside to place children in.
    """
    size = max(authorities, _FEWEST)
    shares = np.r_[rng.permutation((np.arange(authorities) + 0.5) / authorities), rng.random(size - authorities)]
    children = quantile("children_by_authority", shares).round()
    drawn = {
        name: quantile(name, rng.random(size))
        for name in ("starts_per_child", "growth", "inside_authority", "own_provision", "asylum_share")
    }
    columns = int(np.ceil(np.sqrt(size)))
    cell = np.arange(size, dtype=np.float64)
    east: Numbers = 200_000 + _CELL_METRES * (cell % columns)
    north: Numbers = 120_000 + _CELL_METRES * (cell // columns)
    postcodes, dx, dy = _postcodes(size, rng)
    each = DISTRICTS_EACH * POSTCODES_EACH
    return Country(
        children=children,
        starts=children * drawn["starts_per_child"],
        growth=drawn["growth"],
        inside=drawn["inside_authority"],
        in_house=np.clip((drawn["own_provision"] - 0.17) / 0.57, 0.2, 0.95),
        asylum=drawn["asylum_share"],
        east=east,
        north=north,
        postcodes=postcodes,
        postcode_east=np.repeat(east, each) + dx,
        postcode_north=np.repeat(north, each) + dy,
    )


def _postcodes(authorities: int, rng: np.random.Generator) -> tuple[Texts, Numbers, Numbers]:
    """Return every postcode and its place relative to its authority's centre, metres."""
    texts: list[str] = []
    for authority in range(authorities):
        area = POSTCODE_AREAS[authority // _AUTHORITIES_PER_AREA]
        first = (authority % _AUTHORITIES_PER_AREA) * DISTRICTS_EACH + 1
        for district in range(first, first + DISTRICTS_EACH):
            texts += [f"{area}{district} {inward}" for inward in _inward(rng)]
    quarter = np.repeat(np.arange(authorities * DISTRICTS_EACH) % DISTRICTS_EACH, POSTCODES_EACH)
    spread = _CELL_METRES / 8
    scatter = rng.uniform(-spread, spread, (2, len(texts)))
    dx = np.where(quarter % 2 == 0, -spread, spread) * 1.5 + scatter[0]
    dy = np.where(quarter < 2, -spread, spread) * 1.5 + scatter[1]
    return np.array(texts, dtype=object), dx.round(), dy.round()


def _inward(rng: np.random.Generator) -> list[str]:
    """Return the second halves of a district's postcodes, each once."""
    letters = len(_INWARD_LETTERS)
    drawn = np.sort(rng.choice(10 * letters * letters, POSTCODES_EACH, replace=False))
    return [
        f"{code // letters**2}{_INWARD_LETTERS[code // letters % letters]}{_INWARD_LETTERS[code % letters]}"
        for code in drawn.tolist()
    ]
