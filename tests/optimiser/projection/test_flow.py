"""Entries and exits, worked out by hand."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from optimiser.projection.flow import Rates, estimate, flow, flow_by_reason, reason_rates, stock_by_age
from optimiser.projection.record import NotEnoughHistoryError, ReasonFlow, Record
from tests.optimiser.projection.records import YEARS, counts, march, with_flow, yearly_flow


def test_rates_of_one_age_band() -> None:
    """30 starts a year; 60 ceases over 200 child-years; two years less a quarter of a day."""
    rates = estimate(with_flow())
    assert rates.entries == pytest.approx([30.0], rel=1e-3)
    assert rates.leaving == pytest.approx([0.3], rel=1e-3)
    assert (rates.starts.tolist(), rates.ceases.tolist()) == ([60.0], [60.0])
    assert rates.ageing.tolist() == [0.0]


def test_a_balanced_flow_changes_nothing() -> None:
    """As many start as cease."""
    assert flow(with_flow(), YEARS) == pytest.approx([100.0] * 4)


def test_a_stock_tends_to_entries_over_leaving() -> None:
    """150 children, entries of 30 a year, 0.3 leaving: 100 + 50 exp(-0.3 t)."""
    rates = estimate(with_flow())
    expected = 100 + 50 * np.exp(-0.3 * YEARS)
    assert stock_by_age(rates, np.array([150.0]), YEARS)[:, 0] == pytest.approx(expected, rel=1e-3)
    assert flow_by_reason(replace(with_flow(), children=np.array([100.0, 100.0, 150.0])), YEARS) == pytest.approx(
        # Reasons of the last year only: 30 ceases over 125 child-years, 0.24.
        30 / 0.24 + (150 - 30 / 0.24) * np.exp(-0.24 * YEARS),
        rel=2e-3,
    )


def two_bands() -> Record:
    """Return a record of under-10s and over: 40 and 60 children, 8 a year pass from one band into the other."""
    bands = ((0, 9), (10, 17))
    flows = tuple(yearly_flow(year, [20, 10], [12, 18], [40, 60], [40, 60]) for year in (2021, 2022))
    days = (march(2020), march(2021), march(2022))
    return Record(days, np.array([100.0, 100.0, 100.0]), bands, np.array([40.0, 60.0]), flows)


def test_ageing_closes_the_balance() -> None:
    """Under 10: 20 start, 12 cease, none more at the end, so 8 of 40 pass on each year: 0.2."""
    rates = estimate(two_bands())
    assert rates.ageing == pytest.approx([0.2, 0.0], rel=1e-3)
    assert rates.leaving == pytest.approx([0.3, 0.3], rel=1e-3)
    assert flow(two_bands(), YEARS) == pytest.approx([100.0] * 4, rel=1e-3)


def test_the_exponential_solves_the_flow_equations() -> None:
    """The same as a numerical solver of d(stock)/dt = entries + stock @ rates."""
    rates = Rates(
        bands=((0, 9), (10, 17)),
        entries=np.array([25.0, 5.0]),
        leaving=np.array([0.2, 0.5]),
        ageing=np.array([0.1, 0.0]),
        starts=np.ones(2),
        ceases=np.ones(2),
        years=1.0,
        child_years=np.ones(2),
    )
    stock = np.array([30.0, 80.0])
    solved = solve_ivp(
        lambda _, now: rates.entries + now @ rates.generator(), (0, 3), stock, t_eval=YEARS, rtol=1e-9, atol=1e-9
    )
    assert stock_by_age(rates, stock, YEARS) == pytest.approx(solved.y.T, rel=1e-6)


def test_rates_by_reason() -> None:
    """12 and 18 over 100 child-years."""
    assert reason_rates(with_flow()) == pytest.approx({"adoption": 0.12, "home": 0.18}, rel=1e-3)


def test_nobody_leaving_adds_the_entries_up() -> None:
    """30 more each year."""
    record = replace(with_flow(), reasons=(ReasonFlow(march(2021), march(2022), {"home": 0.0}),))
    assert flow_by_reason(record, YEARS) == pytest.approx(100 + 30 * YEARS, rel=1e-3)


def test_what_is_lacking_is_said() -> None:
    """Flows, ages today, children in a band, reasons, a count where the reasons begin."""
    for method, record, message in (
        (flow, counts(90, 100), "a period with starts, ceases and counts at both ends"),
        (flow, replace(two_bands(), stock=None), "children by age at the last count"),
        (flow_by_reason, replace(with_flow(), reasons=()), "rows in the table ceases_by_reason"),
        (
            flow_by_reason,
            replace(with_flow(), reasons=(ReasonFlow(march(2018), march(2021), {"home": 9.0}),)),
            "a count on or before 2018-03-31, where the reasons begin",
        ),
    ):
        with pytest.raises(NotEnoughHistoryError, match=message):
            method(record, YEARS)
    empty = replace(two_bands(), flows=(yearly_flow(2022, [1, 1], [0, 0], [0, 60], [0, 60]),))
    with pytest.raises(NotEnoughHistoryError, match="children in care in every age band"):
        flow(empty, YEARS)
