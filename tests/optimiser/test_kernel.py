"""What becomes of children in a placement: survival, outgrowing, breakdown, escalation, the end of an offer."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Period
from models.instance import Instance
from optimiser.kernel import Profile, admitted_in, profile, run_off, step
from optimiser.lanes import NOBODY, Exit
from optimiser.problem import Floats, Problem, Today
from tests.optimiser.cases import GAP, children, compiled, entering, moving, one_cohort
from tests.oracles.small import cohort, hazards, instance, offer, priced, row
from tests.oracles.small import settings as plain_settings


def young_and_old() -> Instance:
    """Return an offer for young children of low need; three cohorts, of which it takes the first."""
    cohorts = [cohort("young", "low", (0, 11)), cohort("old", "low", (12, 17)), cohort("hard", "high", (0, 11))]
    return instance(
        [GAP, offer("nest", age_to=11)],
        cohorts,
        needs=tuple(
            row("needs", need=need, rank=rank, escalation_share=0.5, description=need)
            for rank, need in ((1, "low"), (2, "high"))
        ),
        transitions=moving({("young", "young"): 0.7, ("young", "old"): 0.1, ("young", "hard"): 0.05}),
        entries=(entering(0, 1, "young"),),
        offer_prices=priced({"nest": {"low": 700.0}, "gap": {"low": 7000.0, "high": 7000.0}}),
        disruption=hazards({"nest": {"low": {0: 0.4}}}),
    )


def test_a_month_in_an_offer() -> None:
    """A hundred young children: some leave care, some outgrow the offer, some break down, some of those escalate."""
    left, back, moves = step(compiled(young_and_old()), 1, np.array([100.0, 0, 0]), 0)
    # Moved: 70 young, 10 old, 5 hard, 15 left care. Outgrown: 15. Broken: 70 x 0.4 = 28, half of whom, 14, come back
    # with high needs. Left: 42.
    assert left == pytest.approx([42, 0, 0])
    assert back == pytest.approx([14, 10, 19])
    assert moves == pytest.approx(43)


def test_a_month_in_the_gap() -> None:
    """Everybody returns as they are, whatever their need; nobody escalates; each return is a move."""
    left, back, moves = step(compiled(young_and_old()), 0, np.array([100.0, 0, 0]), 0)
    assert left.tolist() == [0, 0, 0]
    assert back == pytest.approx([70, 10, 5])
    assert moves == pytest.approx(85)


def test_steps_take_groups_of_any_shape() -> None:
    """Two groups at once are each group alone."""
    problem = compiled(young_and_old())
    groups = np.array([[100.0, 0, 0], [50.0, 0, 0]])
    together = step(problem, 1, groups, 0)
    alone = [step(problem, 1, group, 0) for group in groups]
    for part in range(3):
        assert together[part] == pytest.approx(np.array([found[part] for found in alone]))


def banded() -> Problem:
    """Return one offer whose children break down less the longer they stay: 0.2, from 2 months on 0.1."""
    return compiled(one_cohort({offer("spot"): 700}, {"spot": {0: 0.2, 2: 0.1}}))


@pytest.mark.parametrize(("months", "left"), [(0, 0.8), (1, 0.8), (2, 0.9), (3, 0.9), (100, 0.9)])
def test_hazard_by_months_since_admission(months: int, left: float) -> None:
    """The last band holds for ever."""
    assert step(banded(), 1, np.ones(1), months)[0] == pytest.approx([left])


def whole(problem: Problem, offer_position: int) -> Profile:
    """Return the profile of an offer that no contract empties."""
    return profile(problem, offer_position, problem.exits_of(offer_position, problem.months + 1))


def test_profile_of_a_child() -> None:
    """There in the month of admission; then 0.8, 0.8 x 0.8 = 0.64, 0.64 x 0.9 = 0.576."""
    life = whole(banded(), 1)
    assert life.stock[:4, 0, 0] == pytest.approx([1, 0.8, 0.64, 0.576])
    assert life.returns[:4, 0, 0] == pytest.approx([0, 0.2, 0.16, 0.064])
    assert life.moves[:4, 0] == pytest.approx([0, 0.2, 0.16, 0.064])
    assert life.exits == ()
    assert len(life.stock) == 24


def test_a_quarters_children_come_in_three_equal_parts() -> None:
    """Three a quarter are one a month; each meets its first hazard a month later."""
    problem = banded()
    group = admitted_in(problem, whole(problem, 1), Period(4, 6, True))
    # Month 4: 1; month 5: 0.8 + 1; month 6: 0.64 + 0.8 + 1; month 7: 0.576 + 0.64 + 0.8.
    assert 3 * group.stock[3:8, 0, 0] == pytest.approx([0, 1, 1.8, 2.44, 2.016])
    assert 3 * group.returns[4:8, 0, 0] == pytest.approx([0, 0.2, 0.36, 0.424])
    assert 3 * group.moves[4:8, 0] == pytest.approx([0, 0.2, 0.36, 0.424])
    assert 3 * group.average[3:7, 0, 0] == pytest.approx([0, 0.5, 1.4, 2.12])
    assert group.average[0].tolist() == [[0.0]]


def closing(day: dt.date) -> Problem:
    """Return the banded offer, open until `day`; two children five months in it today."""
    ending = offer("spot", live_to=day)
    return compiled(one_cohort({ending: 700}, {"spot": {0: 0.2, 6: 0.1}}, placements_today=(children(2, ending, 5),)))


def test_an_offer_that_ends_sends_everybody_back() -> None:
    """Admitted in month 1, out in July, month 4: who is left then is moved."""
    problem = closing(dt.date(2022, 7, 9))
    group = admitted_in(problem, whole(problem, 1), Period(1, 1, True))
    # 1, 0.8, 0.64, and in month 4 first 0.2 x 0.64 break down, then the other 0.512 are moved.
    assert group.stock[:6, 0, 0] == pytest.approx([0, 1, 0.8, 0.64, 0, 0])
    assert group.returns[:6, 0, 0] == pytest.approx([0, 0, 0.2, 0.16, 0.64, 0])
    assert group.moves[:6, 0] == pytest.approx([0, 0, 0.2, 0.16, 0.64, 0])
    assert group.returns.sum() == pytest.approx(1)


def test_a_quarter_in_an_offer_that_ends_in_the_next() -> None:
    """Each third of them is sent back once."""
    problem = closing(dt.date(2022, 7, 9))
    group = admitted_in(problem, whole(problem, 1), Period(1, 3, True))
    assert 3 * group.stock[:5, 0, 0] == pytest.approx([0, 1, 1.8, 2.44, 0])
    assert 3 * group.returns[:6, 0, 0] == pytest.approx([0, 0, 0.2, 0.36, 2.44, 0])


def test_an_offer_that_ends_after_the_tail_never_sends_anybody_back() -> None:
    """Its last day lies in month 25."""
    problem = closing(dt.date(2024, 4, 1))
    group = admitted_in(problem, whole(problem, 1), Period(24, 24, True))
    assert group.stock[24, 0, 0] == 1
    assert not group.returns.any()


@pytest.mark.parametrize("period", [Period(5, 5, True), Period(4, 6, True), Period(13, 15, False)])
def test_nobody_is_in_an_offer_after_its_end(period: Period) -> None:
    """A period of admission in or after month 4, in which the offer empties: nobody, no returns, no error."""
    problem = closing(dt.date(2022, 7, 9))
    group = admitted_in(problem, whole(problem, 1), period)
    assert not group.stock.any()
    assert not group.returns.any()
    assert not group.moves.any()


def test_todays_children_by_months_in_placement() -> None:
    """Two children, five months there: one month of band 0, then band 6 for ever."""
    today = run_off(closing(dt.date(2030, 1, 1)))
    # 2 x 0.8 = 1.6, x 0.9 = 1.44, x 0.9 = 1.296.
    assert today.stock[1, :4, 0] == pytest.approx([2, 1.6, 1.44, 1.296])
    assert today.returns[:4, 0] == pytest.approx([0, 0.4, 0.16, 0.144])
    assert today.moves[1, :4] == pytest.approx([0, 0.4, 0.16, 0.144])
    assert today.average[1, :3, 0] == pytest.approx([0, 1.8, 1.52])
    assert not today.stock[0].any()


@pytest.mark.parametrize(("day", "month"), [(dt.date(2022, 4, 1), 1), (dt.date(2022, 6, 30), 3)])
def test_todays_children_leave_an_offer_that_ends(day: dt.date, month: int) -> None:
    """In the month of its last day all are out, after that month's hazard; each child counts one move."""
    today = run_off(closing(day))
    assert today.stock[1, month:, 0].tolist() == [0.0] * (25 - month)
    assert today.stock[1, month - 1, 0] > 0
    assert today.returns.sum() == pytest.approx(2)
    assert today.moves.sum() == pytest.approx(2)
    assert today.returns[month, 0] == pytest.approx(today.stock[1, month - 1, 0])


def test_todays_children_in_gap_are_back_in_a_month() -> None:
    """Whatever their months there."""
    planning = one_cohort({}, placements_today=(children(3, GAP, 9),))
    today = run_off(compiled(planning))
    assert today.stock[0, :2, 0].tolist() == [3, 0]
    assert today.returns[:3, 0].tolist() == [0, 3, 0]


def test_groups_of_one_offer_add_up() -> None:
    """Children of the same months are one group, of other months another."""
    spot = offer("spot")
    groups = (children(1, spot, 0), children(2, spot, 6), children(3, spot, 6).model_copy(update={"note": "more"}))
    together = run_off(compiled(one_cohort({spot: 1}, {"spot": {0: 0.5, 6: 0.1}}, placements_today=groups)))
    # 1 x 0.5 + 5 x 0.9 = 5.
    assert together.stock[1, :2, 0] == pytest.approx([6, 5])


SHARES = st.floats(0, 1)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems of three cohorts and two offers besides gap, with any movement, hazard, eligibility and end."""
    base = compiled(
        instance(
            [GAP, offer("one"), offer("two")],
            [cohort("a"), cohort("b", "high"), cohort("c", "high", home_area="south")],
            entries=(entering(0, 1, "a"),),
            settings=plain_settings(draw(st.sampled_from((12, 6, 0)))),
        )
    )
    seed = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    moves = seed.random((3, 3)) * draw(SHARES)
    stay = moves / np.maximum(moves.sum(axis=1, keepdims=True), 1.0)
    share = draw(SHARES)
    return replace(
        base,
        transitions=stay,
        escalation=np.array([[1 - share, share, 0], [0, 1, 0], [0, 0, 1]]),
        eligible=np.array([[True] * 3, *(seed.random((2, 3)) < 0.7)]),
        hazard=seed.random((3, draw(st.integers(1, 5)), 3)) * draw(SHARES),
        exits=((), (Exit(draw(st.integers(1, 25)), 1.0, NOBODY, final=True),), ()),
        today=tuple(
            Today(p, g, int(seed.integers(0, 9)), float(seed.random() * 5)) for p in range(3) for g in range(3)
        ),
    )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems(), st.integers(0, 2), st.integers(0, 20))
def test_nobody_is_lost_or_made_in_a_month(problem: Problem, offer_position: int, months: int) -> None:
    """Who stays and who returns are those who have not left care; and only returns are moves."""
    group = np.array([3.0, 1.5, 0.25])
    left, back, moves = step(problem, offer_position, group, months)
    in_care = float((group @ problem.transitions).sum())
    assert left.sum() + back.sum() == pytest.approx(in_care)
    assert moves == pytest.approx(back.sum())
    assert min(left.min(), back.min()) >= -1e-12


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems())
def test_todays_children_are_there_or_returned_or_have_left_care(problem: Problem) -> None:
    """Month by month: stock and returns add up to what the stock of the month before becomes."""
    today = run_off(problem)
    together = today.stock.sum(axis=0)
    for month in range(1, problem.months + 1):
        in_care = together[month - 1] @ problem.transitions
        assert together[month].sum() + today.returns[month].sum() == pytest.approx(in_care.sum())
        assert today.moves[:, month].sum() == pytest.approx(today.returns[month].sum())


def in_care(problem: Problem, children_admitted: Floats, months: int) -> Floats:
    """Return children of each cohort still in care after some months, wherever they are."""
    return children_admitted @ np.linalg.matrix_power(problem.transitions, months)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems(), st.sampled_from([0, 2]), st.integers(1, 24), st.integers(1, 6))
def test_admitted_children_are_there_or_returned_or_have_left_care(
    problem: Problem, offer_position: int, first: int, length: int
) -> None:
    """Without escalation, returns carried to any later month and stock add up to those admitted and still in care."""
    problem = replace(problem, escalation=np.eye(3))
    period = Period(first, min(first + length - 1, problem.months), True)
    group = admitted_in(problem, whole(problem, offer_position), period)
    share = np.eye(3) / len(period)
    for month in range(first, problem.months + 1):
        admitted = sum(in_care(problem, share, month - m) for m in period.months if m <= month)
        returned = sum(in_care(problem, group.returns[m], month - m) for m in range(1, month + 1))
        assert group.stock[month] + returned == pytest.approx(np.asarray(admitted), abs=1e-9)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(problems(), st.integers(1, 24))
def test_an_offer_that_ends_keeps_nobody(problem: Problem, first: int) -> None:
    """Admitted before its end: none is there from its end on, and all who did not leave care have returned."""
    last = problem.exits[1][0].month
    if first >= last or last > problem.months:
        return
    problem = replace(problem, escalation=np.eye(3))
    group = admitted_in(problem, whole(problem, 1), Period(first, first, True))
    assert not group.stock[last:].any()
    returned = sum(in_care(problem, group.returns[m], last - m) for m in range(first, last + 1))
    assert returned == pytest.approx(in_care(problem, np.eye(3), last - first), abs=1e-9)
    assert not group.returns[last + 1 :].any()
