"""Sampled futures of demand: rates of entry and leaving that are uncertain and drift, over-dispersed arrivals.

What is uncertain, all of it estimated over 150 authorities (docs/projection.md):

- parameters: the mean of a few years' starts or ceases is known only so well (counting error, and drift since then),
  as the gamma distribution has it that counts give to their rate: from few counts the rate may be next to nothing,
  but it is hardly ever many times what was counted;
- drift: the logs of both rates walk at random from year to year;
- tails: in some futures everything moves further (a t distribution's mixture over futures);
- arrivals in a month vary by more than their mean, which is what Poisson's would.

Whoever plays a future out draws arrivals and leavers of single children on top: chance is not in the multipliers.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from models.calendar import MONTHS_PER_YEAR
from optimiser.projection.counted import JEFFREYS, counted
from optimiser.projection.record import Floats, Record
from optimiser.projection.widths import GIVEN, LAWS


@dataclass(frozen=True)
class RateLaw:
    """How uncertain the rates of entry and leaving are.

    Attributes:
        entry_drift: standard deviation of a year's change in the log of the rate of entry.
        leaving_drift: standard deviation of a year's change in the log of the rate of leaving.
        dispersion: variance over mean of the children entering in a month or year at a known rate.
        freedom: degrees of freedom of the tails.
    """

    entry_drift: float
    leaving_drift: float
    dispersion: float
    freedom: float


RATES = RateLaw(entry_drift=0.074, leaving_drift=0.066, dispersion=1.55, freedom=9.8)
"""Estimated over 150 authorities (docs/projection.md); the drifts are shrunk until the futures cover what came."""
_COMPARED_AT = np.array([2.0])
"""Years ahead at which another method's width is compared with that of `flow`."""


@dataclass(frozen=True)
class Futures:
    """F futures of M months (index 0 the base date), as multipliers of what is expected.

    Attributes:
        entry: (F, M + 1), by what the expected entries of a month are multiplied; index 0 is 1.
        leaving: (F, M + 1), by what the hazard of leaving care in a month is multiplied; index 0 is 1.
        dispersion: variance over mean of a month's arrivals, given their expected number; at least 1.
        seed: seed they were drawn with.
    """

    entry: Floats
    leaving: Floats
    dispersion: float
    seed: int

    def expected_entries(self, entries: Floats) -> Floats:
        """Return (F, M + 1, G), expected entries in each future from those of the path (M + 1, G)."""
        expected: Floats = self.entry[:, :, None] * entries[None]
        return expected

    def transitions(self, matrix: Floats, future: int, month: int) -> Floats:
        """Return (G, G), monthly transitions in a future's month: staying in care to the power of its multiplier."""
        staying = matrix.sum(axis=1, keepdims=True)
        power = self.leaving[future, month] - 1.0
        changed: Floats = matrix * np.where(staying > 0, staying, 1.0) ** power
        return changed

    def expected_stock(self, pool: Floats, matrix: Floats, entries: Floats) -> Floats:
        """Return (F, M + 1, G), expected children of the pool at each month end in each future.

        Args:
            pool: (G,), children of the pool at the base date.
            matrix: (G, G), monthly transitions.
            entries: (M + 1, G), entries of the path.
        """
        arriving = self.expected_entries(entries)
        staying = np.where(matrix.sum(axis=1) > 0, matrix.sum(axis=1), 1.0)
        stock = np.empty_like(arriving)
        stock[:, 0] = pool
        for month in range(1, stock.shape[1]):
            kept = stock[:, month - 1] * staying ** (self.leaving[:, month, None] - 1.0)
            stock[:, month] = kept @ matrix + arriving[:, month]
        return stock

    def arrivals(self, expected: Floats, generator: np.random.Generator) -> Floats:
        """Draw whole children arriving, of the shape of `expected`: Poisson about a gamma."""
        spread = self.dispersion - 1.0
        mean = generator.gamma(expected / spread) * spread if spread > 0 else expected
        return generator.poisson(mean).astype(float)


def sample(record: Record, method: str, months: int, futures: int, seed: int, rates: RateLaw = RATES) -> Futures:
    """Draw futures around a projection of `method`.

    Args:
        record: past demand; its flows say how well rates are known. Without any, as after one year of them.
        method: method of the central line; where it misses by more or less than `flow`, the multipliers' logs are
            stretched or shrunk in proportion.
        months: months after the base date, M.
        futures: number of futures, F.
        seed: seed of the generator.
        rates: how uncertain rates are.

    Raises:
        ValueError: with fewer than one future or month.
    """
    if futures < 1 or months < 1:
        raise ValueError("at least one future and one month")
    generator = np.random.default_rng(seed)
    seen = counted(record)
    tail = np.sqrt(rates.freedom / generator.chisquare(rates.freedom, futures)) * _stretch(method, record)
    entry = _multiplier(generator, tail * rates.entry_drift, months, seen.starts / rates.dispersion, seen.years)
    leaving = _multiplier(generator, tail * rates.leaving_drift, months, seen.ceases, seen.years)
    return Futures(entry, leaving, rates.dispersion, seed)


def _stretch(method: str, record: Record) -> float:
    laws = (LAWS.get(method, GIVEN), LAWS["flow"])
    own, flow = (law.scale(_COMPARED_AT, record.last, record.unrest)[0] for law in laws)
    return float(own / flow)


def _multiplier(generator: np.random.Generator, drift: Floats, months: int, events: float, years: float) -> Floats:
    """Return (F, M + 1): a level that is uncertain, then a random walk of its log by `drift` (F,) a year.

    Args:
        generator: source of the draws.
        drift: (F,), standard deviation of a year's change in the log, each future's own.
        months: M.
        events: independent events on which the level rests.
        years: years in which they were counted.
    """
    first = generator.standard_normal(len(drift))
    steps = generator.standard_normal((len(drift), months)) / np.sqrt(MONTHS_PER_YEAR)
    # The mean of a walk over the last `years` lies off its end by a variance of drift^2 x years / 3.
    level = level_at(special.ndtr(first), 1.0 / (events + JEFFREYS) + drift**2 * years / 3.0)
    return np.column_stack([np.ones(len(drift)), level[:, None] * np.exp(steps.cumsum(axis=1) * drift[:, None])])


def level_at(share: Floats | float, variance: Floats | float) -> Floats:
    """Return quantiles of a gamma distribution of the given relative variance, over its median."""
    shape = 1.0 / np.asarray(variance)
    level: Floats = special.gammaincinv(shape, share) / special.gammaincinv(shape, 0.5)
    return level
