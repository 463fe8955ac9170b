"""Whole commitments near those of a relaxation, by hand."""

from typing import Any

import numpy as np
import pytest

from optimiser.commitments import options_of
from optimiser.options import Option
from optimiser.rounding import rounded
from optimiser.session import Session
from optimiser.solve import optimise
from tests.optimiser.cases import (
    DAYS,
    GAP,
    block,
    children,
    compiled,
    entering,
    formulated,
    home,
    month,
    moving,
    one_cohort,
    service,
    tier,
)
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings

BLOCK = offer("block", "block_residential", "block")
OTHER = offer("other", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def on_offer(*kinds: str, homes_of: int = 3) -> tuple[Option, ...]:
    """Return options by quarter: a block of 2 to 4 beds that starts in April or July, homes, households."""
    tables: dict[str, Any] = {
        "blocks": (block(start_to=month(4)), block("other", block="more", start_to=month(1))),
        "block_tiers": (tier(2, 4, 700), tier(1, 2, 700, "more")),
        "homes": (home(max_homes=homes_of),),
        "fostering": (service(approvals_per_year_max=9),),
    }
    planning = one_cohort({BLOCK: 0, OTHER: 0, HOME: 0, CARERS: 0}, settings=settings(12, 3), **tables)
    return tuple(o for o in options_of(compiled(planning)) if o.kind in kinds)


def upper_of(options: tuple[Option, ...]) -> Any:
    """Return units at most."""
    return np.array([float(o.most) for o in options])


def chosen(options: tuple[Option, ...], units: list[float], upper: Any = None) -> list[Any]:
    """Return the whole units: blocks as (id, beds, month), others as (month, number)."""
    whole = rounded(options, np.array(units), upper_of(options) if upper is None else np.array(upper))
    taken = [(o, n) for o, n in zip(options, whole, strict=True) if n]
    return [(o.id, o.beds, o.month) if o.kind == "block" else (o.month, float(n)) for o, n in taken]


def test_options_of_these_tests() -> None:
    """Sizes first, then starts; one size or start of the second block; four quarters."""
    assert [(o.id, o.beds, o.month) for o in on_offer("block")] == [
        *(("beds", size, start) for size in (2, 3, 4) for start in (1, 4)),
        *(("more", size, 1) for size in (1, 2)),
    ]
    assert [o.month for o in on_offer("home")] == [1, 4, 7, 10]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        # 0.3 x 2 + 0.6 x 4 = 3 beds, mostly in April (0.6 against 0.3).
        ([0.0, 0.3, 0, 0, 0.6, 0, 0, 0], [("beds", 3, 1)]),
        # The same beds, mostly in July.
        ([0.3, 0, 0, 0, 0, 0.6, 0, 0], [("beds", 3, 4)]),
        # 0.2 x 2 = 0.4 beds: less than half a one. 0.25 x 2 is half a bed: the size nearest is 2.
        ([0.2, 0, 0, 0, 0, 0, 0, 0], []),
        ([0.25, 0, 0, 0, 0, 0, 0, 0], [("beds", 2, 1)]),
        # Two blocks do not disturb each other: 4 beds, and 0.9 x 1.
        ([0, 0, 0, 0, 1.0, 0, 0.9, 0], [("beds", 4, 1), ("more", 1, 1)]),
        ([0.0] * 8, []),
    ],
)
def test_a_block_is_taken_once_at_its_favoured_start(units: list[float], expected: list[Any]) -> None:
    """At the size nearest to the beds taken in all."""
    assert chosen(on_offer("block"), units) == expected


def test_closed_sizes_and_starts_are_left_out() -> None:
    """The nearest size that is open; none if all are closed."""
    options = on_offer("block")
    units = [0, 0, 1.0, 0, 0, 0, 0, 0]  # 3 beds in April
    upper = upper_of(options)
    upper[2] = 0
    assert chosen(options, units, upper) in ([("beds", 2, 1)], [("beds", 4, 1)])
    assert chosen(options, units, np.zeros(8)) == []


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([0.4, 0.4, 0.4, 0.4], [(4, 1), (10, 1)]),  # totals 0.4, 0.8, 1.2, 1.6: 0, 1, 1, 2
        ([0.5, 0.0, 0.0, 0.0], [(1, 1)]),
        ([0.49, 0.0, 0.0, 0.0], []),
        ([1.3, 0.0, 1.3, 0.0], [(1, 1), (7, 2)]),  # totals 1.3, 1.3, 2.6, 2.6: 1, 1, 3, 3
        ([2.0, 0.0, 1.0, 0.0], [(1, 2), (7, 1)]),
        ([2.6, 0.0, 0.0, 0.3], [(1, 3)]),  # totals 2.6, 2.6, 2.6, 2.9
    ],
)
@pytest.mark.parametrize("kind", ["home", "fostering"])
def test_numbers_are_rounded_in_running_totals(kind: str, units: list[float], expected: list[Any]) -> None:
    """So that their sum stays within a half of the relaxation's."""
    assert chosen(on_offer(kind), units) == expected


def test_a_number_at_its_most_is_made_up_for_later() -> None:
    """One home in April at most: the second of 1.8 is taken in July."""
    assert chosen(on_offer("home"), [1.8, 0, 0, 0], [1.0, 3, 3, 3]) == [(1, 1), (4, 1)]


def test_the_solvers_dust_does_not_count_twice() -> None:
    """Half a home is one home, also where the relaxation is a billionth off in the quarters after."""
    assert chosen(on_offer("home"), [0.5, -1e-9, 2e-9, 0]) == [(1, 1)]


def test_types_are_rounded_apart() -> None:
    """Halves of a home and of a household are one each, not one in all."""
    options = on_offer("home", "fostering")
    assert chosen(options, [0.5, 0, 0, 0, 0.5, 0, 0, 0]) == [(1, 1), (1, 1)]


def test_where_rounding_breaks_a_limit_a_sub_problem_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a home of each of two types is wanted, and one home a year in all: rounded there would be two."""
    second, spot = offer("second", "internal_home", "home"), offer("spot")
    takes = {"gap": ("low", "high"), "spot": ("low", "high"), "home": ("low",), "second": ("high",)}
    weekly = {"gap": 7000.0, "spot": 2100.0, "home": 0.0, "second": 0.0}
    planning = instance(
        [GAP, spot, HOME, second],
        [cohort("low"), cohort("high", "high")],
        entries=(entering(0, 1, "low"),),
        transitions=moving({("low", "low"): 1.0, ("high", "high"): 1.0}),
        placements_today=(children(1, name="low"), children(1, name="high")),
        offer_prices=priced({name: dict.fromkeys(needs, weekly[name]) for name, needs in takes.items()}),
        disruption=hazards({name: {need: {0: 0.0} for need in needs} for name, needs in takes.items()}),
        homes=(home(beds=2), home(home="also", offer="second", beds=2)),
        settings=settings(12, 12, max_homes_opened_per_year=1),
    )
    whole: list[bool] = []
    inside = Session.run

    def run(session: Session, **options: Any) -> Any:
        whole.append(not options["solve_relaxation"])
        return inside(session, **options)

    monkeypatch.setattr(Session, "run", run)
    found = optimise(formulated(planning), gap=0.0)
    # A root, the rounding that cannot be, its sub-problem in whole numbers.
    assert whole[:3] == [False, False, True]
    assert found.outcome == "optimal"
    # One home, 24,000, for one child; the other is in spot for 716 days at 300.
    assert found.objective == pytest.approx(24_000 + DAYS * 300)
