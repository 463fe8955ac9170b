"""One block, played out, against its exact Markov chain; and the chain against Erlang as the step shrinks."""

import numpy as np
import pytest

from optimiser.stress.draws import stream
from optimiser.stress.play import NOWHERE, play
from tests.optimiser.stress.chain import erlang_carried, expected_path, stationary_mean
from tests.optimiser.stress.worlds import room, units, world

MONTHS = 36
ARRIVALS = 1.5
LEAVE = 0.2
BEDS = 5


def in_block(future: int) -> np.ndarray:
    """Average children in the block by month of one future: arrivals go there, else to an offer without limit."""
    arriving = stream(1, future, 1).poisson(ARRIVALS, MONTHS)
    rows = [(0, month + 1, NOWHERE, 0) for month, count in enumerate(arriving) for _ in range(count)]
    made = play(
        world(3, MONTHS, leave=LEAVE),
        units(rows, MONTHS, seed=future),
        room(BEDS, np.inf, months=MONTHS),
        np.zeros((3, MONTHS + 1)),
    )
    return np.asarray(made.children[0])


def test_a_block_follows_its_markov_chain() -> None:
    """In every month the mean over the futures lies within four standard errors of the chain's expectation."""
    futures = np.array([in_block(future) for future in range(2_000)])
    ends = expected_path(BEDS, ARRIVALS, LEAVE, MONTHS)
    expected = (ends[1:] + ends[:-1]) / 2.0
    error = futures.std(axis=0, ddof=1)[1:] / np.sqrt(len(futures))
    off = np.abs(futures.mean(axis=0)[1:] - expected) / error
    assert off.max() < 4.0
    assert (off < 3.0).mean() > 0.9


def test_the_chain_tends_to_erlang() -> None:
    """With steps of a day, 30 to a month, the long run lies within half a per cent of the loss formula."""
    daily = stationary_mean(BEDS, ARRIVALS / 30.0, LEAVE / 30.0)
    assert daily == pytest.approx(erlang_carried(BEDS, ARRIVALS / LEAVE), rel=0.005)


def test_the_chain_nears_erlang_as_the_step_shrinks() -> None:
    """Months are further off than weeks, weeks than days."""
    exact = erlang_carried(BEDS, ARRIVALS / LEAVE)
    off = [abs(stationary_mean(BEDS, ARRIVALS / n, LEAVE / n) - exact) for n in (1, 4, 30)]
    assert off[0] > off[1] > off[2]
