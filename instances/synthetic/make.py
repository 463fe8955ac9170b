"""Making a country of synthetic authorities and writing it as a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from instances.synthetic.care import make_stays
from instances.synthetic.costs import placement_costs
from instances.synthetic.country import Country, make_country
from instances.synthetic.episodes import make_episodes
from instances.synthetic.market import Market, make_market
from instances.synthetic.placements import make_placements
from instances.synthetic.provider_list import provider_workbook
from instances.synthetic.returns import Authority, make_returns

PROVIDERS_FILE = "ofsted-providers.xlsx"
POSTCODES_FILE = "postcodes.csv"
COSTS_FILE = "placement-costs.csv"
RETURNS_FOLDER = "ssda903"
READ_ME = "README.txt"


@dataclass(frozen=True)
class Made:
    """What was written.

    Attributes:
        authorities: number of authorities.
        children: children in the returns of all authorities.
        episodes: episodes, each counted once however many returns repeat it.
        in_care: children in care on the last day.
        providers: rows of the provider list.
    """

    authorities: int
    children: int
    episodes: int
    in_care: int
    providers: int


def make_authority(country: Country, market: Market, number: int, seed: np.random.SeedSequence) -> Authority:
    """Return one authority of a country: stays, placements, episodes."""
    rng = np.random.default_rng(seed)
    own = country.own_postcodes(number)
    stays = make_stays(country, number, own.stop - own.start, rng)
    placements = make_placements(country, market, number, stays, rng)
    return Authority(country, market, number, stays, placements, make_episodes(stays, placements, rng))


def write_authorities(folder: Path, authorities: int, seed: int, told: Callable[[int], None]) -> Made:
    """Write authorities, their provider list and their postcodes into a folder that exists.

    Args:
        folder: where to; a folder for each authority is made in it.
        authorities: how many, 1 to 153.
        seed: the same seed gives the same files.
        told: called with the number of authorities written, after each.

    Raises:
        OSError: if something cannot be written.
    """
    root, *seeds = np.random.SeedSequence(seed).spawn(1 + 2 * authorities)
    rng = np.random.default_rng(root)
    country = make_country(authorities, rng)
    market = make_market(country, rng)
    provider_workbook(country, market).save(folder / PROVIDERS_FILE)
    _postcode_table(country).to_csv(folder / POSTCODES_FILE, index=False, lineterminator="\n")
    (folder / READ_ME).write_text(_READ_ME, encoding="utf-8")
    children = episodes = in_care = 0
    for number in range(authorities):
        authority = make_authority(country, market, number, seeds[2 * number])
        last = _write_authority(folder, authority, np.random.default_rng(seeds[2 * number + 1]))
        children += int(authority.stays.child.max(initial=-1)) + 1
        episodes += len(authority.episodes.stay)
        in_care += last
        told(number + 1)
    return Made(authorities, children, episodes, in_care, len(market.urn))


def _write_authority(folder: Path, authority: Authority, rng: np.random.Generator) -> int:
    """Write returns and costs of an authority; return the children in care at the end of the last return."""
    own = folder / authority.country.name(authority.number).lower().replace(" ", "-")
    open_at_end = 0
    for year, tables in make_returns(authority, rng):
        target = own / RETURNS_FOLDER / str(year)
        target.mkdir(parents=True)
        for name, table in tables.items():
            table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
        open_at_end = int((tables["episodes"]["DEC"] == "").sum())
    placement_costs(authority, rng).to_csv(own / COSTS_FILE, index=False, lineterminator="\n")
    return open_at_end


def _postcode_table(country: Country) -> pd.DataFrame:
    """Return the postcodes in columns of the ONS Postcode Directory."""
    where = country.authority_of(np.arange(len(country.postcodes)))
    return pd.DataFrame(
        {
            "pcds": country.postcodes,
            "doterm": "",
            "oslaua": [country.code(at) for at in where.tolist()],
            "oseast1m": country.postcode_east.astype(np.int64),
            "osnrth1m": country.postcode_north.astype(np.int64),
        }
    )


_READ_ME = """Synthetic authorities: nobody in these files exists.

Children are SYN followed by authority and number, authorities are Synthetic 001 and so on. The provider list and the
postcodes are those of a whole country: where few authorities are asked for it has nine, so that there are neighbours
to place children with. Postcodes look valid but lie in areas that are not in use (JA, JB, JC, JD, JF, JG, JH); their
places in postcodes.csv are made up. Provider numbers are in ranges that Ofsted does not use (SC9..., 29...).
"""
