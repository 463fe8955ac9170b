"""Options of blocks by start and end, and what their beds, breaks and ramps bring and cost."""

from typing import Any

import numpy as np
import pytest

from models.money import annuity
from optimiser.commitments import options_of, todays_units
from optimiser.options import Option
from tests.optimiser.cases import block, compiled, month, one_cohort, tier
from tests.oracles.small import flat_uplifts, offer, row, settings

BLOCK = offer("block", "block_residential", "block")


def options(tables: dict[str, Any] | None = None, **changes: Any) -> tuple[Option, ...]:
    """Return the options of a block of 4 or 6 beds (homes of 2) for a year, with a break after 6 months."""
    given = {
        "term_months": 12,
        "break_after_months": 6,
        "termination_gbp": 5000.0,
        "extensions": 1,
        "extension_months": 24,
        "unit_beds": 2,
        "emergency_beds": 1,
        "mobilisation_gbp": 2400.0,
    }
    planning = one_cohort(
        {BLOCK: 0},
        blocks=(block(**{**given, **changes}),),
        block_tiers=(tier(3, 6, 700),),
        occupancy_limits=tuple(
            row("occupancy_limits", beds=n, practical_share=share) for n, share in ((3, 0.6), (5, 0.8))
        ),
        **{"settings": settings(12, 3), **(tables or {})},
    )
    return options_of(compiled(planning))


def test_sizes_are_whole_homes_above_the_emergency_beds() -> None:
    """Of 3 to 6 beds 4 and 6; with 4 for emergencies only 6."""
    assert sorted({o.beds for o in options()}) == [4, 6]
    assert {o.beds for o in options(emergency_beds=4)} == {6}


def test_one_option_for_every_end() -> None:
    """Break in 6, term to 12, extended to 36: past the tail, so that it empties nothing."""
    found = [o for o in options() if o.beds == 4]
    assert [(o.end, o.is_break, o.empties) for o in found] == [(6, True, 6), (12, False, 12), (36, False, 25)]


def test_places_to_the_month_before_the_end_and_payments_to_the_end() -> None:
    """Four beds, one kept: 3 x 0.6 places; 4 beds at 100 a day; out in June, the break's payment in September."""
    leaving, _, staying = (o for o in options() if o.beds == 4)
    assert leaving.capacity[1:7] == pytest.approx([1.8] * 5 + [0])
    assert staying.capacity[[1, 24]] == pytest.approx([1.8, 1.8])
    assert leaving.bed_payments[[6, 7]] == pytest.approx([4 * 100 * 30, 0])
    assert leaving.kept[[1, 6, 7]].tolist() == [1, 1, 0]
    assert {m: leaving.lines["termination"][m] for m in np.flatnonzero(leaving.lines["termination"])} == {6: 5000}
    assert "termination" not in staying.lines


def test_mobilisation_is_spread_to_the_planned_end() -> None:
    """2,400 over 6 months to the break, over 12 of the term; over the term, too, to an end past the tail."""
    leaving, term, staying = (o for o in options() if o.beds == 4)
    assert leaving.charge[[1, 6, 7]] == pytest.approx([400, 400, 0])
    assert term.charge[[1, 12, 13]] == pytest.approx([200, 200, 0])
    assert staying.charge[[1, 24]] == pytest.approx([200, 200])


def test_the_charge_bears_interest() -> None:
    """2 % inflation: 1.035 x 1.02 - 1 = 5.57 % a year, half a year to the break."""
    inflation = tuple(row("deflators", financial_year=y, deflator_share=0.02) for y in ("2022/23", "2023/24"))
    leaving = options({"deflators": inflation})[0]
    assert leaving.charge[1] == pytest.approx(annuity(2400, 0.0557, 0.5) / 12)


def test_a_ramp_gives_and_costs_fewer_beds_in_its_year() -> None:
    """Six beds, half in the first year: 3, of which one is kept; with one bed only, none is."""
    half = {"block_ramps": (row("block_ramps", block="beds", contract_year=1, beds_share=0.5),)}
    found = [o for o in options(half, extension_months=6) if o.beds == 6][-1]
    assert found.there[[1, 12, 13, 18, 19]].tolist() == [3, 3, 6, 6, 0]
    assert found.capacity[[1, 12, 13]] == pytest.approx([2 * 0.6, 2 * 0.6, 5 * 0.8])
    assert found.bed_payments[[1, 13]] == pytest.approx([3 * 100 * 30, 6 * 100 * 30])
    sixth = {"block_ramps": (row("block_ramps", block="beds", contract_year=1, beds_share=0.1),)}
    start = [o for o in options(sixth) if o.beds == 6][-1]
    assert (start.there[1], start.kept[1], start.capacity[1]) == (1, 0, pytest.approx(0.6))


def test_a_guarantee_is_a_share_of_the_beds() -> None:
    """Half of four beds, and half of the one kept."""
    found = options(guarantee_share=0.5)[0]
    assert (found.guaranteed[1], found.kept_paid[1]) == (2, 0.5)
    assert found.bed_payments[1] == pytest.approx(2 * 100 * 30)


def running(**changes: Any) -> tuple[Option, ...]:
    """Return the options of the block running since month -5 with 3 beds."""
    start = month(-5)
    return options(beds_today=3, start_from=start, start_to=start, **changes)


def test_a_running_block_has_its_size_and_start_and_no_mobilisation() -> None:
    """Six months before the horizon: the break is over, the term ends in month 6, the extension in month 30."""
    found = running()
    assert [(o.beds, o.month, o.end, o.running) for o in found] == [(3, -5, 6, True), (3, -5, 30, True)]
    assert found[0].capacity[[0, 5, 6]] == pytest.approx([2 * 0.6, 2 * 0.6, 0])
    assert not found[0].lines["mobilisation"].any()
    assert not found[0].charge.any()
    assert found[0].there[[0, 1, 6, 7]].tolist() == [0, 3, 3, 0]


def test_todays_practice_runs_a_block_to_the_end_of_its_term() -> None:
    """Not to the break, which still is to come; where the term is over, to the first extension."""
    tables = {"uplifts": flat_uplifts([BLOCK], 0.0)}
    for changes, taken in (
        ({"break_after_months": 8}, [0, 1, 0]),
        ({"break_after_months": None, "term_months": 5, "extension_months": 4, "extensions": 3}, [1, 0, 0]),
    ):
        given = {"beds_today": 3, "start_from": month(-5), "start_to": month(-5), "term_months": 12, **changes}
        planning = one_cohort(
            {BLOCK: 0},
            blocks=(block(**{"extensions": 1, "extension_months": 9, **given}),),
            block_tiers=(tier(3, 6, 700),),
            **tables,
        )
        problem = compiled(planning)
        found = options_of(problem)
        assert todays_units(problem, found).tolist() == taken
