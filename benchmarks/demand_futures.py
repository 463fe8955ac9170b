"""Rates of entry and leaving over the English authorities, and whether sampled futures cover what came."""

from itertools import combinations

import numpy as np
from scipy import optimize

from benchmarks.dfe import Authority, march
from optimiser.projection.flow import estimate
from optimiser.projection.futures import RATES, Futures, RateLaw, sample
from optimiser.projection.record import Floats, Record, years_between

FUTURES = 1000
ORIGINS = (2017, 2018, 2019)
SHRINKAGES = (0.5, 0.55, 0.6, 0.7, 0.8, 1.0)


def moments(authorities: list[Authority], kind: str) -> tuple[float, float]:
    """Return dispersion and yearly drift of starts, or of ceases per child-year.

    The squared change of a rate m over k years has mean dispersion x m x (1 / exposure before + 1 / exposure after) +
    k x drift^2 x m^2. Both are found by weighted non-negative least squares, weights following the fit.
    """
    design, squares = [], []
    for authority in authorities:
        flows = authority.record.flows
        exposure = np.array([flow.years if kind == "starts" else flow.child_years[0] for flow in flows])
        rate = np.array([getattr(flow, kind)[0] for flow in flows]) / exposure
        for one, other in combinations(range(len(rate)), 2):
            mean = (rate[one] + rate[other]) / 2
            design.append([mean * (1 / exposure[one] + 1 / exposure[other]), (other - one) * mean**2])
            squares.append((rate[other] - rate[one]) ** 2)
    matrix, target, found = np.array(design), np.array(squares), np.array([1.0, 0.01])
    for _ in range(50):
        weight = 1 / (matrix @ found)
        found = optimize.nnls(matrix * weight[:, None], target * weight)[0]
    return float(found[0]), float(np.sqrt(found[1]))


def between(authorities: list[Authority], kind: str, dispersion: float) -> float:
    """Return the standard deviation over authorities of the log of starts or ceases per child-year, chance apart."""
    events = np.array([sum(getattr(flow, kind)[0] for flow in a.record.flows) for a in authorities])
    exposure = np.array([sum(flow.child_years[0] for flow in a.record.flows) for a in authorities])
    return float(np.sqrt(np.log(events / exposure).var() - (dispersion / events).mean()))


def play(record: Record, futures: Futures, generator: np.random.Generator) -> Floats:
    """Return (F, M + 1), whole children in care of one age band in each future."""
    rates = estimate(record)
    children = np.full(futures.entry.shape, np.round(record.last))
    for month in range(1, children.shape[1]):
        arrivals = futures.arrivals(rates.entries[0] / 12 * futures.entry[:, month], generator)
        leaving = 1 - np.exp(-rates.leaving[0] / 12 * futures.leaving[:, month])
        before = children[:, month - 1]
        children[:, month] = before - generator.binomial(before.astype(int), leaving) + arrivals
    return children


def ranks(authorities: list[Authority], rates: RateLaw, seed: int) -> Floats:
    """Return (n, 3): authority, years ahead, and share of futures below the count that came."""
    generator = np.random.default_rng(seed)
    found = []
    for i, authority in enumerate(authorities):
        for year in ORIGINS:
            known = authority.known_in(year)
            last = authority.record.days[-1]
            months = 12 * (last.year - year)
            if not months:
                continue
            played = play(known, sample(known, "flow", months, FUTURES, seed + i, rates), generator)
            for day, actual in zip(authority.record.days, authority.record.children, strict=True):
                if day > march(year):
                    now = played[:, 12 * (day.year - year)]
                    below = np.mean(now < actual) + 0.5 * np.mean(now == actual)
                    found.append((i, round(years_between(march(year), day)), below))
    return np.array(found)


def study_futures(authorities: list[Authority]) -> None:
    """Print dispersion and drift, and the coverage of sampled futures at several shrinkages of the drifts."""
    print("\nrates: dispersion and yearly drift, all authorities and two halves")
    found = {}
    for kind in ("starts", "ceases"):
        found[kind] = moments(authorities, kind)
        halves = [moments(authorities[side::2], kind) for side in (0, 1)]
        print(
            f"  {kind}: "
            + "; ".join(f"{dispersion:.2f}, {drift:.3f}" for dispersion, drift in (found[kind], *halves))
            + f"; between authorities {between(authorities, kind, found[kind][0]):.3f}"
        )
    half = np.random.default_rng(1).permutation(len(authorities)) % 2
    print("\nsampled futures around flow, drifts shrunk: coverage of 80 % by half, by years ahead; of 95 %")
    print(f"  carried: {RATES}")
    for shrinkage in SHRINKAGES:
        rates = RateLaw(
            found["starts"][1] * shrinkage, found["ceases"][1] * shrinkage, found["starts"][0], RATES.freedom
        )
        rank = ranks(authorities, rates, 1)
        covered = np.abs(rank[:, 2] - 0.5) <= 0.4
        by_half = [covered[half[rank[:, 0].astype(int)] == side].mean() for side in (0, 1)]
        by_years = [covered[rank[:, 1] == years].mean() for years in (1, 2, 3, 4)]
        wide = (np.abs(rank[:, 2] - 0.5) <= 0.475).mean()
        told = " ".join(f"{share:.3f}" for share in (*by_half, *by_years, wide))
        print(f"  {shrinkage:.2f}: {rates.entry_drift:.3f} {rates.leaving_drift:.3f}: {told}")
