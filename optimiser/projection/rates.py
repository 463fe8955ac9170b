"""What is known of the rates of entry and leaving, with what counting leaves uncertain about them."""

from scipy import stats

from models.projections import HIGH, LOW, RateLine
from optimiser.projection.counted import JEFFREYS
from optimiser.projection.flow import estimate
from optimiser.projection.futures import RATES
from optimiser.projection.record import Floats, NotEnoughHistoryError, Record

POISSON = 1.0
"""Dispersion of ceases, which the study finds to be that of chance alone."""


def rate_lines(record: Record) -> tuple[RateLine, ...]:
    """Return entries and exits by age of the last five years; none where no flows are recorded.

    Low and high are quantiles of the gamma distribution that counted events give their rate, the count divided by
    its dispersion.
    """
    try:
        rates = estimate(record)
    except NotEnoughHistoryError:
        return ()
    entries = [_quantiles(rates.starts, rates.years, share, RATES.dispersion) for share in (LOW, HIGH)]
    leaving = [_quantiles(rates.ceases, rates.child_years, share, POISSON) for share in (LOW, HIGH)]
    return tuple(
        RateLine(
            *band,
            *(float(value[b]) for value in (rates.entries, *entries)),
            *(float(value[b]) for value in (rates.leaving, *leaving)),
        )
        for b, band in enumerate(rates.bands)
    )


def _quantiles(events: Floats, exposure: float | Floats, share: float, dispersion: float) -> Floats:
    quantiles: Floats = stats.gamma.ppf(share, events / dispersion + JEFFREYS) * dispersion / exposure
    return quantiles
