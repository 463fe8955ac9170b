"""Market prices in a scenario: the stress test's law, laid over the price path."""

import numpy as np

from models.calendar import FinancialYear
from models.finance import Uplift
from models.money import rate_in
from optimiser.problem import Floats, Problem, with_uplifts
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.draws import draw_prices, stream
from optimiser.stress.money import OWN

SCENARIOS = 3
"""Stream of random numbers beside those of the stress test: scenarios are other futures than those played out."""


def sampled_rises(problem: Problem, futures: int, seed: int) -> Floats:
    """Return (F, Y), by what share market prices rise more than on the path in each year; the first year is known.

    One number a year for all market provisions, independent of demand and of other years, as in the stress test.
    """
    years, assumed = problem.calendar.financial_years, Assumptions()
    return np.array([draw_prices(years, assumed, stream(seed, future, SCENARIOS)) for future in range(futures)])


def price_level(rises: Floats) -> Floats:
    """Return (..., Y + 1), market prices over the path's by year for (..., Y) rises; in the tail as before it."""
    level = np.cumprod(1.0 + rises, axis=-1)
    return np.concatenate([level, level[..., -1:]], axis=-1)


def market_share(problem: Problem) -> float:
    """Return the part of today's weekly fees that is paid at market prices; 1 where no fee is paid today."""
    paid = [(c.offer, c.children * float(problem.price[c.offer, c.cohort])) for c in problem.today]
    total = sum(fee for _, fee in paid)
    market = sum(fee for offer, fee in paid if problem.offers[offer].provision not in OWN)
    return market / total if total > 0.0 else 1.0


def repriced(problem: Problem, rises: Floats) -> Problem:
    """Return the problem with market prices that rise more than on its path by (Y,) `rises`.

    The first year is known: its rise is not looked at. Whatever follows the index of a market provision follows:
    fees, and the start and reviews of blocks, cap and collar kept. After the planned years prices rise as on the
    path.
    """
    market = {offer.provision for offer in problem.offers} - OWN
    rows = problem.instance.uplifts
    kept = [row for row in rows if row.prices != problem.prices or row.uplift not in market]
    mine = [row for row in rows if row.prices == problem.prices and row.uplift in market]
    by_key: dict[str, list[Uplift]] = {}
    for row in mine:
        by_key.setdefault(row.uplift, []).append(row)
    years = problem.calendar.years
    more = dict(zip(years[1:], rises[1:].tolist(), strict=True)) | {years[-1] + 1: 0.0}
    changed = [row for of in by_key.values() for row in _raised(of, more)]
    return with_uplifts(problem, (*kept, *changed))


def _raised(rows: list[Uplift], more: dict[FinancialYear, float]) -> list[Uplift]:
    """Return the uplifts of one index, those of some years compounded with a further rise."""
    given = {FinancialYear.parse(row.financial_year): row for row in rows}
    rates = {year: row.uplift_share for year, row in given.items()}
    for year, rise in more.items():
        rate = (1.0 + rate_in(rates, year)) * (1.0 + rise) - 1.0
        given[year] = rows[0].model_copy(update={"financial_year": str(year), "uplift_share": rate})
    return list(given.values())
