"""One made-up country, made once for all tests of a process."""

from functools import cache

import numpy as np

from instances.synthetic.country import Country, make_country
from instances.synthetic.make import make_authority
from instances.synthetic.market import Market, make_market
from instances.synthetic.returns import Authority

AUTHORITIES = 9


@cache
def country() -> tuple[Country, Market]:
    """Return a country of nine authorities and its providers."""
    rng = np.random.default_rng(11)
    made = make_country(AUTHORITIES, rng)
    return made, make_market(made, rng)


@cache
def authorities() -> tuple[Authority, ...]:
    """Return its authorities."""
    seeds = np.random.SeedSequence(12).spawn(AUTHORITIES)
    return tuple(make_authority(*country(), number, seed) for number, seed in enumerate(seeds))
