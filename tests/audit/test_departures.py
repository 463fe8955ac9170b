"""Offers that empty: who goes where, by hand."""

import datetime as dt
from typing import Any

import pytest

from audit.simulate import Simulation, run_off, simulate
from models.plan import Commitment
from models.tables import Closure
from tests.audit import small
from tests.audit.small import admit, instance, months


def closures(*lines: tuple[object, ...]) -> tuple[Closure, ...]:
    """Return closures from (offer, month, share, successor)."""
    return small.rows(Closure, "offer month closing_share successor", *lines)


def played(*commitments: Commitment, last: int = 4, admissions: Any = (), **changes: Any) -> Simulation:
    """Play 4 children of `old` and whoever else for some months; nobody leaves care, `next` takes them too."""
    given: dict[str, Any] = {
        "offers": (small.offer("old"), small.offer("next"), small.offer("gap", "gap")),
        "offer_prices": small.prices(("old", "low", 700.0), ("next", "low", 700.0)),
        "placements_today": small.today(("kids", "old", "residential", 5, 4.0)),
        "disruption": small.disruption(("old", "low", 0, 0.0), ("next", "low", 0, 0.0)),
    }
    return simulate(instance(**{**given, **changes}), "middle", admissions, months(last), commitments)


def test_residents_go_on_to_the_successor_and_that_is_no_move() -> None:
    """The last day is 15 June, in month 3."""
    made = played(
        offers=(
            small.offer("old", live_to=dt.date(2024, 6, 15), successor="next"),
            small.offer("next", grade="inadequate"),
            small.offer("gap", "gap"),
        )
    )
    assert made.stock[:, :2, 0].tolist() == [[4, 0], [4, 0], [4, 0], [0, 4], [0, 4]]
    assert made.moves.sum() == 0
    assert made.returns.sum() == 0


def test_months_since_admission_are_kept_and_the_successors_hazards_hold() -> None:
    """At the end of month 2 they have 7 months behind them; in next a half breaks down from month 7 on.

    In old nobody does. Month 3: 2 stay; one admitted to next in month 2 faces its own first hazard, a quarter.
    """
    made = played(
        offers=(
            small.offer("old", live_to=dt.date(2024, 5, 15), successor="next"),
            small.offer("next"),
            small.offer("gap", "gap"),
        ),
        disruption=small.disruption(("old", "low", 0, 0.0), ("next", "low", 0, 0.25), ("next", "low", 7, 0.5)),
        admissions=[admit("kids", "next", 2, 1.0)],
        last=3,
    )
    assert made.stock[3, 1, 0] == pytest.approx(4 * 0.5 + 0.75)
    assert made.moves[3].tolist() == pytest.approx([0.0, 2.25, 0.0])


def test_whom_the_successor_does_not_take_returns_to_the_pool() -> None:
    """Next is for 16 and over: 4 forced moves out of old."""
    made = played(
        offers=(
            small.offer("old", live_to=dt.date(2024, 6, 15), successor="next"),
            small.offer("next", age_from=16),
            small.offer("gap", "gap"),
        )
    )
    assert made.stock[3].sum() == 0
    assert made.moves[3].tolist() == [4.0, 0.0, 0.0]
    assert made.returns[3, 0] == 4.0


def test_a_closure_takes_its_share_of_those_left() -> None:
    """A quarter of 4 x 0.9 in month 2 to next, half of the rest x 0.9 in month 3 to the pool.

    3.6 x 3/4 = 2.7; 2.7 x 0.9 = 2.43, of which 1.215 stay. In next 0.9, then 0.81.
    """
    made = played(
        closures=closures(("old", small.month(2), 0.25, "next"), ("old", small.month(3), 0.5, None)),
        transitions=small.transitions(("kids", "kids", 0.9)),
        last=3,
    )
    assert made.stock[:, 0, 0] == pytest.approx([4.0, 3.6, 3.24 * 0.75, 3.24 * 0.75 * 0.9 * 0.5])
    assert made.stock[:, 1, 0] == pytest.approx([0.0, 0.0, 0.81, 0.729])
    assert made.moves[:, 0] == pytest.approx([0.0, 0.0, 0.0, 3.24 * 0.75 * 0.9 * 0.5])


def test_a_closure_comes_before_the_last_day_of_the_same_month() -> None:
    """A quarter of 4 to next, the other 3 to the pool."""
    made = played(
        offers=(small.offer("old", live_to=dt.date(2024, 5, 1)), small.offer("next"), small.offer("gap", "gap")),
        closures=closures(("old", small.month(2), 0.25, "next")),
        last=2,
    )
    assert made.stock[2, :2, 0].tolist() == [0.0, 1.0]
    assert made.moves[2, 0] == 3.0


LODGE: dict[str, Any] = {
    "offers": (small.offer("lodge", "block_residential"), small.offer("next"), small.offer("gap", "gap")),
    "offer_prices": small.prices(("lodge", "low", 0.0), ("next", "low", 700.0)),
    "placements_today": small.today(("kids", "lodge", "block_residential", 5, 4.0)),
    "blocks": (small.block(start_from=small.month(-8), start_to=small.month(-8), beds_today=6, successor="next"),),
    "block_tiers": small.tiers((2, 8, 700.0)),
}


def test_a_blocks_offer_empties_in_the_last_month_of_its_contract() -> None:
    """In month 3; before, and with a contract that ends with the tail in month 24, nothing happens."""
    ended = played(small.commit("block", "lodge_block", -8, 6, 3), **LODGE)
    assert ended.stock[:, 0, 0].tolist() == [4, 4, 4, 0, 0]
    assert ended.stock[3:, 1, 0].tolist() == [4, 4]
    assert ended.departures.closes.tolist()[0] == 3
    assert ended.run_off[:, 0].tolist() == [4, 4, 4, 0, 0]
    assert ended.run_off[3:, 1].tolist() == [4, 4]
    for last in (24, 30):
        lasting = played(small.commit("block", "lodge_block", -8, 6, last), last=24, **LODGE)
        assert lasting.stock[24, 0, 0] == 4


def test_an_offer_with_a_last_day_in_the_last_month_of_the_tail_does_empty() -> None:
    """Only contracts need not."""
    made = played(
        offers=(small.offer("old", live_to=dt.date(2026, 3, 1)), small.offer("next"), small.offer("gap", "gap")),
        last=24,
    )
    assert made.stock[23:, 0, 0].tolist() == [4.0, 0.0]


def test_run_off_is_in_places_and_knows_no_admissions() -> None:
    """A tenth leaves care a month; each child takes two places."""
    kids = small.cohorts(("kids", "low", 10, 15, "town"))[0].model_copy(update={"bed_use": 2.0})
    town = instance(cohorts=(kids,), transitions=small.transitions(("kids", "kids", 0.9)))
    assert run_off(town, (), 2)[:, 0] == pytest.approx([4.0, 3.6, 3.24])
    made = simulate(town, "middle", [admit("kids", "spot", 1, 5.0)], months(2))
    assert made.run_off[:, 0] == pytest.approx([4.0, 3.6, 3.24])


def test_who_is_passed_on_is_passed_on_no_further_in_the_month() -> None:
    """Old empties into next in month 2, when next itself loses half to the pool: of its own 2, not of the 4."""
    made = played(
        offers=(
            small.offer("old", live_to=dt.date(2024, 5, 1), successor="next"),
            small.offer("next"),
            small.offer("gap", "gap"),
        ),
        placements_today=small.today(("kids", "old", "residential", 5, 4.0), ("kids", "next", "residential", 5, 2.0)),
        closures=closures(("next", small.month(2), 0.5, None)),
        last=2,
    )
    assert made.stock[2, :2, 0].tolist() == [0.0, 5.0]
