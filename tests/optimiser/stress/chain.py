"""The exact Markov chain of one block under the stress test's monthly discipline, and Erlang's loss formula.

An oracle: beds are filled by arrivals that find one free; who does not is lost to the block. In a step every child
in the block leaves with chance `leave`, then arrivals come (Poisson).
"""

import numpy as np
from scipy import stats


def step_matrix(beds: int, arrivals: float, leave: float) -> np.ndarray:
    """(n + 1, n + 1), chance of going from k children to j in one step."""
    chances = np.zeros((beds + 1, beds + 1))
    for k in range(beds + 1):
        for stay in range(k + 1):
            stays = stats.binom.pmf(stay, k, 1.0 - leave)
            for j in range(stay, beds):
                chances[k, j] += stays * stats.poisson.pmf(j - stay, arrivals)
            chances[k, beds] += stays * stats.poisson.sf(beds - stay - 1, arrivals)
    return chances


def expected_path(beds: int, arrivals: float, leave: float, steps: int) -> np.ndarray:
    """(steps + 1,), expected children at the end of each step, the block empty at first."""
    state = np.zeros(beds + 1)
    state[0] = 1.0
    found = [0.0]
    chances = step_matrix(beds, arrivals, leave)
    for _ in range(steps):
        state = state @ chances
        found.append(float(state @ np.arange(beds + 1)))
    return np.array(found)


def stationary_mean(beds: int, arrivals: float, leave: float) -> float:
    """Expected children in the long run."""
    chances = step_matrix(beds, arrivals, leave)
    system = np.vstack([chances.T - np.eye(beds + 1), np.ones(beds + 1)])
    state = np.linalg.lstsq(system, np.append(np.zeros(beds + 1), 1.0), rcond=None)[0]
    return float(state @ np.arange(beds + 1))


def erlang_carried(beds: int, load: float) -> float:
    """Carried load of Erlang's loss formula: the long run in continuous time."""
    blocked = 1.0
    for n in range(1, beds + 1):
        blocked = load * blocked / (n + load * blocked)
    return load * (1.0 - blocked)
