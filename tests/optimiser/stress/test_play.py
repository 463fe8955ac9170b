"""Single fates in hand-made worlds."""

import numpy as np
import pytest

from optimiser.stress.play import NOWHERE, play
from optimiser.stress.world import salt_of
from tests.optimiser.stress.worlds import room, units, world

MONTHS = 4


def empty(offers: int) -> np.ndarray:
    """No beds kept for emergencies."""
    return np.zeros((offers, MONTHS + 1))


def test_a_child_who_stays_is_counted_half_in_the_month_of_admission() -> None:
    """Admitted in month 2: average 0, 1/2, 1, 1 of months 1 to 4."""
    made = play(world(2, MONTHS), units([(0, 2, NOWHERE, 0)], MONTHS), room(1, months=MONTHS), empty(2))
    assert made.children[0].tolist() == [0, 0, 0.5, 1, 1]


def test_the_first_offer_with_a_bed_is_taken_and_gap_when_none_has() -> None:
    """Three children, one bed in each of two offers: the third is in the gap, and asks again every month."""
    rows = [(0, 1, NOWHERE, 0)] * 3
    made = play(world(3, MONTHS), units(rows, MONTHS), room(1, 1, months=MONTHS), empty(3))
    assert made.children[:, 4].tolist() == [1, 1, 1]
    assert made.moves[2].tolist() == [0, 0, 1, 1, 1]


def test_leaving_care_frees_the_bed() -> None:
    """Everybody leaves after a month: a new child each month finds the bed."""
    rows = [(0, month, NOWHERE, 0) for month in range(1, 5)]
    made = play(world(2, MONTHS, leave=1.0), units(rows, MONTHS), room(1, months=MONTHS), empty(2))
    assert made.children[1].sum() == 0
    assert made.children[0].tolist() == [0, 0.5, 1, 1, 1]


def test_today_is_placed_from_the_start() -> None:
    """A child of today counts in full from month 1."""
    made = play(world(2, MONTHS), units([(0, 0, 0, 5)], MONTHS), room(1, months=MONTHS), empty(2))
    assert made.children[0].tolist() == [0, 1, 1, 1, 1]


def test_a_broken_placement_is_a_move_and_may_raise_the_need() -> None:
    """In month 1 the chance of an early end is 1, later (one month on) 0; the need rises to cohort 1."""
    hazard = np.zeros((2, 2, 2))
    hazard[0, 0] = 1.0
    made = play(
        world(2, MONTHS, cohorts=2, hazard=hazard, bands=2, rises=np.ones(2), rises_to=np.array([1, 1]),
              price=np.array([[10.0, 100.0], [0.0, 0.0]])),
        units([(0, 0, 0, 0)], MONTHS),
        room(1, months=MONTHS),
        empty(2),
    )  # fmt: skip
    # Back in the same offer every month, l = 0 again: broken each month.
    assert made.moves[0].tolist() == [0, 1, 1, 1, 1]
    assert made.fees[0].tolist() == [0, (10 + 100) / 2, 100, 100, 100]


def test_a_settled_placement_holds() -> None:
    """The same, but today's child has been there a month: the second band has no early ends."""
    hazard = np.zeros((2, 2, 1))
    hazard[0, 0] = 1.0
    made = play(
        world(2, MONTHS, hazard=hazard, bands=2), units([(0, 0, 0, 1)], MONTHS), room(1, months=MONTHS), empty(2)
    )
    assert made.moves.sum() == 0


def test_a_child_who_no_longer_fits_moves_as_it_is() -> None:
    """Cohort 0 becomes cohort 1 in month 1, whom offer 0 does not take."""
    moves_to = np.cumsum(np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]), axis=1)
    eligible = np.array([[True, False], [True, True], [True, True]])
    order = np.array([[0, 1, -1], [1, -1, -1]])
    made = play(
        world(3, MONTHS, cohorts=2, moves_to=moves_to, eligible=eligible, order=order),
        units([(0, 0, 0, 9)], MONTHS),
        room(1, 1, months=MONTHS),
        empty(3),
    )
    assert made.moves[0].tolist() == [0, 1, 0, 0, 0]
    assert made.children[1].tolist() == [0, 0.5, 1, 1, 1]


def test_an_offer_that_ends_passes_its_residents_on() -> None:
    """Offer 0 ends in month 2; offer 1 takes over without a move. Without a successor it is a move."""
    closing = np.zeros((3, MONTHS + 1))
    closing[0, 2] = 1.0
    successor = np.full((3, MONTHS + 1), NOWHERE)
    opens = np.ones((3, MONTHS + 1), dtype=np.bool_)
    opens[0, 2:] = False
    one = units([(0, 0, 0, 9)], MONTHS)
    left = play(world(3, MONTHS, closing=closing, opens=opens), one, room(1, 1, months=MONTHS), empty(3))
    assert left.moves[0].tolist() == [0, 0, 1, 0, 0]
    successor[0, 2] = 1
    passed = play(
        world(3, MONTHS, closing=closing, opens=opens, successor=successor), one, room(1, 1, months=MONTHS), empty(3)
    )
    assert passed.moves.sum() == 0
    assert passed.children[1].tolist() == left.children[1].tolist() == [0, 0, 0.5, 1, 1]


def test_emergency_beds_are_for_the_urgent() -> None:
    """No bed but one kept: a planned placement goes to gap, an urgent one gets it."""
    reserve = empty(2)
    reserve[0] = 1
    for urgent, expected in ((0.0, 0.0), (1.0, 1.0)):
        made = play(
            world(2, MONTHS, urgent=urgent), units([(0, 1, NOWHERE, 0)], MONTHS), room(0, months=MONTHS), reserve
        )
        assert made.children[0, 4] == expected


def test_the_urgent_come_first() -> None:
    """One bed, two children: the one whose number of the order is lower gets it, whatever the row."""
    found = units([(0, 1, NOWHERE, 0), (1, 1, NOWHERE, 0)], MONTHS)
    found.draws[0, :, 5], found.draws[1, :, 5] = 0.9, 0.1
    price = np.array([[1.0, 2.0], [0.0, 0.0]])
    made = play(world(2, MONTHS, cohorts=2, urgent=0.3, price=price), found, room(1, months=MONTHS), empty(2))
    assert made.fees[0, 4] == 2.0


def test_siblings_need_beds_together() -> None:
    """Two siblings and one bed: both go on to the next offer."""
    made = play(
        world(3, MONTHS), units([(0, 1, NOWHERE, 0)], MONTHS, children=2), room(1, 5, months=MONTHS), empty(3)
    )
    assert made.children[:, 4].tolist() == [0, 2, 0]


def test_a_solo_child_closes_the_home() -> None:
    """A solo child takes three beds: the next child finds none."""
    beds = np.array([[3.0, 1.0], [1.0, 1.0], [1.0, 1.0]])
    rows = [(0, 1, NOWHERE, 0), (1, 2, NOWHERE, 0)]
    made = play(world(3, MONTHS, cohorts=2, beds=beds), units(rows, MONTHS), room(3, 9, months=MONTHS), empty(3))
    assert made.beds[0, 4] == 3.0
    assert made.children[:, 4].tolist() == [1, 1, 0]


def test_a_vacant_bed_does_not_always_suit() -> None:
    """With chance 1/2 for each of two beds, three in four children are placed in the block."""
    placed = [
        play(
            world(3, MONTHS, suits=0.5),
            units([(0, 1, NOWHERE, 0)], MONTHS, seed=seed),
            room(2, np.inf, months=MONTHS),
            empty(3),
        ).children[0, 4]
        for seed in range(2_000)
    ]
    assert np.mean(placed) == pytest.approx(0.75, abs=0.04)


def test_settled_children_step_down_and_go_home() -> None:
    """Month 2: stepping down is a planned move to the trial cohort, going home is none."""
    steps, leaves = np.zeros((MONTHS + 1, 3, 2)), np.zeros((MONTHS + 1, 3, 2))
    order = np.array([[0, -1, -1], [1, -1, -1]])
    steps[2, 0, 0] = 1.0
    changes = {"cohorts": 2, "order": order, "trial": np.array([1, 1])}
    one = units([(0, 0, 0, 9)], MONTHS)
    down = play(world(3, MONTHS, steps_down=steps, **changes), one, room(1, 1, months=MONTHS), empty(3))
    assert down.released[0].tolist() == down.moves[0].tolist() == [0, 0, 1, 0, 0]
    assert down.children[1, 4] == 1
    leaves[2, 0, 0] = 1.0
    home = play(world(3, MONTHS, leaves=leaves, **changes), one, room(1, 1, months=MONTHS), empty(3))
    assert home.moves.sum() == 0
    assert home.children[:, 4].sum() == 0


def test_an_averted_arrival_never_comes() -> None:
    """With every arrival of month 1 averted, only the child of month 2 is seen."""
    averted = np.zeros((MONTHS + 1, 1))
    averted[1] = 1.0
    rows = [(0, 1, NOWHERE, 0), (0, 2, NOWHERE, 0)]
    made = play(world(2, MONTHS, averted=averted), units(rows, MONTHS), room(5, months=MONTHS), empty(2))
    assert made.children[0].tolist() == [0, 0, 0.5, 1, 1]


def test_shares_place_by_chance_and_know_no_limit() -> None:
    """Rule `shares`: a quarter to offer 0, the rest to offer 1, though neither has a bed."""
    shares = np.tile(np.cumsum([1.0, 3.0, 0.0]), (MONTHS + 1, 1, 1))
    rows = [(0, 1, NOWHERE, 0)] * 4_000
    made = play(
        world(3, MONTHS, manage=False, shares=shares), units(rows, MONTHS), room(0, 0, months=MONTHS), empty(3)
    )
    assert made.children[0, 4] / 4_000 == pytest.approx(0.25, abs=0.03)
    assert made.children[2].sum() == 0


def test_the_same_child_meets_the_same_fate_under_two_plans() -> None:
    """Common random numbers: who leaves care does not depend on how many beds there are."""
    rows = [(0, month, NOWHERE, 0) for month in (1, 1, 2, 2, 3)]
    few = play(world(2, MONTHS, leave=0.3), units(rows, MONTHS), room(1, months=MONTHS), empty(2))
    many = play(world(2, MONTHS, leave=0.3), units(rows, MONTHS), room(9, months=MONTHS), empty(2))
    assert few.children.sum(axis=0).tolist() == many.children.sum(axis=0).tolist()


def test_whether_a_bed_suits_does_not_depend_on_the_other_offers() -> None:
    """With a closed offer more before it in the table, the same of sixty children find the one bed unsuitable."""
    names = [salt_of("beds"), salt_of("gap")]
    small = world(2, MONTHS, suits=0.5, salt=np.array(names))
    opens = np.ones((3, MONTHS + 1), dtype=np.bool_)
    opens[0] = False
    large = world(3, MONTHS, suits=0.5, salt=np.array([salt_of("other"), *names]), opens=opens)
    placed = []
    for seed in range(60):
        child = units([(0, 1, NOWHERE, 0)], MONTHS, seed=seed)
        one = play(small, child, room(1, months=MONTHS), empty(2)).children[0, 1]
        other = play(large, child, room(1, 1, months=MONTHS), empty(3)).children[1, 1]
        placed.append((one, other))
    assert all(one == other for one, other in placed)
    assert {one for one, _ in placed} == {0.0, 0.5}


def test_two_offers_ask_with_numbers_of_their_own() -> None:
    """Half of the children take the first of two single beds, half of the others the second, not all or none."""
    placed = np.array(
        [
            play(
                world(3, MONTHS, suits=0.5),
                units([(0, 1, NOWHERE, 0)], MONTHS, seed=seed),
                room(1, 1, months=MONTHS),
                empty(3),
            ).children[:, 1]
            for seed in range(2_000)
        ]
    ).mean(axis=0)
    assert 2 * placed == pytest.approx([0.5, 0.25, 0.25], abs=0.04)
