"""The fixed sample of random instances that the tests share, each solved once by the stock form."""

from functools import cache

import numpy as np

from models.instance import Instance
from tests.oracles.random_instances import random_instance
from tests.oracles.result import OracleResult
from tests.oracles.stock_form import solve_stock_form

SAMPLE = 60
LARGER = 120
SAME = 1e-6
"""Relative: pounds in a million."""


@cache
def drawn(number: int) -> Instance:
    """Return an instance of the sample by its number."""
    return random_instance(np.random.default_rng(number))


def one_relaxation(planning: Instance) -> bool:
    """Whether the least shortfall is one number: the sum of two may be split in many ways."""
    hard = [policy for policy in planning.policies if policy.strength == "hard"]
    return len(hard) < 2 and all(policy.measure != "provider_share" for policy in hard)


@cache
def solved(number: int) -> OracleResult:
    """Return the stock form's answer to an instance of the sample."""
    return solve_stock_form(drawn(number))
