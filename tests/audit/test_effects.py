"""What programmes and pathways do to the children and households, by hand."""

from typing import Any

import pytest

from audit.simulate import Simulation, simulate
from models.calendar import Period
from models.plan import Effect
from tests.audit import small
from tests.audit.small import effect, instance, months

TWO = small.cohorts(("kids", "low", 10, 15, "town"), ("trial", "high", 10, 15, "town"))
QUARTER = (Period(1, 3, True),)


def played(*effects: Effect, periods: tuple[Period, ...] = months(3), **changes: Any) -> Simulation:
    """Play 10 children in spot, 8 of them settled (6 months and more), and the effects."""
    given: dict[str, Any] = {
        "cohorts": TWO,
        "transitions": small.transitions(("kids", "kids", 1.0), ("trial", "trial", 1.0)),
        "placements_today": small.today(
            ("kids", "spot", "residential", 9, 8.0), ("kids", "spot", "residential", 0, 2.0)
        ),
        "disruption": small.disruption(("spot", "low", 0, 0.0), ("spot", "low", 6, 0.0)),
        "step_downs": (small.step_down(),),
        "programmes": (
            small.programme(),
            small.programme(programme="home", effect="reunifies"),
            small.programme(programme="keep", effect="retains_carers", service="recruiting"),
        ),
        "entries": small.entries(("kids", 1, 1.0), ("kids", 2, 3.0)),
    }
    return simulate(instance(**{**given, **changes}), "middle", (), periods, (), effects)


def test_averted_children_do_not_enter() -> None:
    """1 enters in April and 3 in May; a half of each is averted when 2 are in the quarter."""
    made = played(effect("averted", "edge", "kids", None, 1, 2.0), periods=QUARTER)
    assert made.unplaced[:, 0].tolist() == pytest.approx([0.0, 0.5, 2.0, 2.0])
    assert made.effects.averted[:, 0].tolist() == pytest.approx([0.0, 0.5, 1.5, 0.0])


def test_the_reunified_leave_the_offer_and_care_without_a_move() -> None:
    """3 in a quarter: 1 at the end of each month, out of the 8 settled."""
    made = played(effect("reunified", "home", "kids", "spot", 1, 3.0), periods=QUARTER, entries=())
    assert made.stock[:, 0, 0].tolist() == [10, 9, 8, 7]
    assert made.settled[:, 0, 0].tolist() == [8, 7, 6, 5]
    assert made.unplaced.sum() == 0
    assert made.moves.sum() == 0


def test_the_released_come_back_as_children_of_the_trial_cohort() -> None:
    """1.5 in April: a move each, by spot; the pool has them as trial."""
    made = played(effect("released", "next_door", "kids", "spot", 1, 1.5), entries=())
    assert made.stock[:, 0, 0].tolist() == [10, 8.5, 8.5, 8.5]
    assert made.unplaced[1].tolist() == [0.0, 1.5]
    assert made.returns[1].tolist() == [0.0, 1.5]
    assert made.moves[:, 0].tolist() == [0, 1.5, 0, 0]
    assert made.effects.arrivals[1].tolist() == [0.0, 1.5]


def test_effects_come_after_the_step_of_the_month() -> None:
    """A tenth leaves care first: 8 x 0.9 = 7.2 settled, less 1."""
    made = played(
        effect("reunified", "home", "kids", "spot", 1, 1.0),
        transitions=small.transitions(("kids", "kids", 0.9), ("trial", "trial", 1.0)),
        entries=(),
    )
    assert made.settled[1, 0, 0] == pytest.approx(6.2)
    assert made.stock[1, 0, 0] == pytest.approx(8.0)


def test_children_settle_at_the_last_months_from_of_the_table() -> None:
    """2 were admitted in month 0: they settle at the end of month 6."""
    made = played(periods=months(7), entries=())
    assert made.settled[5:, 0, 0].tolist() == [8, 10, 10]


def test_run_off_knows_no_effects() -> None:
    """10 places throughout."""
    made = played(effect("reunified", "home", "kids", "spot", 1, 3.0), periods=QUARTER, entries=())
    assert made.run_off[:, 0].tolist() == [10, 10, 10, 10]


def test_households_kept_are_spread_over_the_months() -> None:
    """1.5 in a quarter."""
    town: dict[str, Any] = {
        "offers": (small.offer("spot"), small.offer("carers", "in_house_fostering"), small.offer("gap", "gap")),
        "fostering": (small.fostering(),),
    }
    made = played(effect("retained", "keep", None, "carers", 1, 1.5), periods=QUARTER, entries=(), **town)
    assert made.effects.retained["recruiting"].tolist() == [0.0, 0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    "odd",
    [
        effect("averted", "edge", "nobody", None, 1, 1.0),
        effect("averted", "edge", "trial", None, 1, 1.0),
        effect("reunified", "home", "kids", "nowhere", 1, 1.0),
        effect("released", "other", "kids", "spot", 1, 1.0),
        effect("released", "next_door", "trial", "spot", 1, 1.0),
        effect("retained", "other", None, "carers", 1, 1.0),
        effect("reunified", "home", "kids", "spot", 9, 1.0),
    ],
)
def test_what_names_nothing_known_is_left_out(odd: Effect) -> None:
    """The check of the rows lists it; nobody of `trial` enters care."""
    right, made = played(), played(odd)
    assert (made.stock == right.stock).all()
    assert (made.unplaced == right.unplaced).all()
