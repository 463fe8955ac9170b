"""Survival, returns, moves and the pool, against numbers worked out by hand and against plain loops."""

import numpy as np
import pytest

from audit.arrays import arrays_of
from audit.simulate import monthly_periods, simulate
from models.calendar import Period
from models.instance import Instance
from tests.audit import small
from tests.audit.small import admit, instance, months

TWO_NEEDS = small.cohorts(("low_town", "low", 10, 15, "town"), ("high_town", "high", 10, 15, "town"))


def test_leaving_care_is_neither_a_return_nor_a_move() -> None:
    """10 % leave care each month: 2, 1.8, 1.62; the average of month 1 is 1.9."""
    town = instance(transitions=small.transitions(("kids", "kids", 0.9)))
    played = simulate(town, "middle", (), months(2))
    assert played.stock[:, 0, 0] == pytest.approx([2.0, 1.8, 1.62])
    assert played.average[:, 0, 0] == pytest.approx([0.0, 1.9, 1.71])
    assert played.returns.sum() == 0
    assert played.moves.sum() == 0


def test_an_admitted_child_meets_its_first_hazard_in_the_month_after() -> None:
    """Half break down at 0 months, a quarter from 1: 1 in month 1, then 0.5, then 0.375."""
    town = instance(
        placements_today=small.today(("kids", None, "unknown", 0, 1.0)),
        disruption=small.disruption(("spot", "low", 0, 0.5), ("spot", "low", 1, 0.25)),
    )
    played = simulate(town, "middle", [admit("kids", "spot", 1, 1.0)], months(3))
    assert played.stock[:, 0, 0] == pytest.approx([0.0, 1.0, 0.5, 0.375])
    assert played.returns[:, 0] == pytest.approx([0.0, 0.0, 0.5, 0.125])
    assert played.moves[:, 0] == pytest.approx([0.0, 0.0, 0.5, 0.125])
    assert played.unplaced[:, 0] == pytest.approx([1.0, 0.0, 0.5, 0.625])


@pytest.mark.parametrize(("in_placement", "left"), [(0, 1.0), (1, 1.5), (5, 1.5), (600, 1.5)])
def test_todays_children_start_with_their_months_in_placement(in_placement: int, left: float) -> None:
    """Of two children, half break down at 0 months and a quarter at 1 or more."""
    town = instance(
        placements_today=small.today(("kids", "spot", "residential", in_placement, 2.0)),
        disruption=small.disruption(("spot", "low", 0, 0.5), ("spot", "low", 1, 0.25)),
    )
    assert simulate(town, "middle", (), months(1)).stock[1, 0, 0] == pytest.approx(left)


def two_needs(**changes: object) -> Instance:
    """Two children of low need in an offer that takes both needs."""
    given: dict[str, object] = {
        "cohorts": TWO_NEEDS,
        "transitions": small.transitions(("low_town", "low_town", 1.0), ("high_town", "high_town", 1.0)),
        "entries": small.entries(("low_town", 1, 0.0)),
        "placements_today": small.today(("low_town", "spot", "residential", 5, 2.0)),
        "offer_prices": small.prices(("spot", "low", 700.0), ("spot", "high", 1400.0), ("gap", "low", 2100.0)),
        "disruption": small.disruption(("spot", "low", 0, 0.4), ("spot", "high", 0, 0.1)),
    }
    return instance(**{**given, **changes})


def test_a_broken_down_child_may_return_one_need_higher() -> None:
    """0.4 x 2 break down; a quarter of them return as high need: 0.6 and 0.2."""
    played = simulate(two_needs(), "middle", (), months(1))
    assert played.stock[1, 0] == pytest.approx([1.2, 0.0])
    assert played.returns[1] == pytest.approx([0.6, 0.2])


def test_escalation_keeps_age_and_area_and_stops_at_the_top() -> None:
    """Older and coastal children have no cohort one need higher, and stay as they are."""
    everybody = (
        *TWO_NEEDS,
        *small.cohorts(("low_coast", "low", 10, 15, "coast"), ("low_older", "low", 16, 17, "town")),
    )
    matrix = arrays_of(two_needs(cohorts=everybody), "middle").escalation
    assert matrix == pytest.approx(np.array([[0.75, 0.25, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]))


@pytest.mark.parametrize(
    ("kind", "other"), [("skill", "disability"), ("group_size", 2), ("solo", "yes"), ("authority", "hillshire")]
)
def test_escalation_keeps_skill_group_solo_and_authority(kind: str, other: object) -> None:
    """A quarter of low need returns as high need of its own kind, whichever stands first in the table."""
    low, high = (row.model_copy(update={kind: other}) for row in TWO_NEEDS)
    odd = (
        low.model_copy(update={"cohort": "odd_low"}),
        high.model_copy(update={"cohort": "odd_high"}),
    )
    matrix = arrays_of(two_needs(cohorts=(*TWO_NEEDS, *odd)), "middle").escalation
    assert matrix == pytest.approx(np.array([[0.75, 0.25, 0, 0], [0, 1, 0, 0], [0, 0, 0.75, 0.25], [0, 0, 0, 1]]))
    alone = arrays_of(two_needs(cohorts=(*TWO_NEEDS, odd[0])), "middle").escalation
    assert alone[2].tolist() == [0, 0, 1]


def test_escalation_goes_one_rank_up_and_no_further() -> None:
    """With ranks 1 and 3 nobody is one rank above the low need."""
    town = two_needs(needs=small.needs(("low", 1, 0.25), ("high", 3, 0.0)))
    assert arrays_of(town, "middle").escalation == pytest.approx(np.eye(2))


def test_need_drifts_before_the_hazard() -> None:
    """All become high need first, so the hazard is 0.1, not 0.4: 1.8 stay, 0.2 return as high need."""
    drifting = small.transitions(("low_town", "high_town", 1.0), ("high_town", "high_town", 1.0))
    played = simulate(two_needs(transitions=drifting), "middle", (), months(1))
    assert played.stock[1, 0] == pytest.approx([0.0, 1.8])
    assert played.returns[1] == pytest.approx([0.0, 0.2])


def test_who_no_longer_fits_returns_as_it_is_and_moves() -> None:
    """Of two children one turns 16 and outgrows the offer; of the other 0.4 break down, 0.1 to high need."""
    town = two_needs(
        cohorts=(*TWO_NEEDS, *small.cohorts(("low_older", "low", 16, 17, "town"))),
        transitions=small.transitions(("low_town", "low_town", 0.5), ("low_town", "low_older", 0.5)),
        offers=(small.offer("spot", age_to=15), small.offer("gap", "gap")),
    )
    played = simulate(town, "middle", (), months(1))
    assert played.stock[1, 0] == pytest.approx([0.6, 0.0, 0.0])
    assert played.returns[1] == pytest.approx([0.3, 0.1, 1.0])
    assert played.moves[1] == pytest.approx([1.4, 0.0])


def test_a_need_without_a_price_is_not_taken() -> None:
    """The offer has no price for high need: those who drift there return."""
    town = two_needs(
        transitions=small.transitions(("low_town", "low_town", 0.7), ("low_town", "high_town", 0.3)),
        offer_prices=small.prices(("spot", "low", 700.0)),
        disruption=(),
    )
    played = simulate(town, "middle", (), months(1))
    assert played.stock[1, 0] == pytest.approx([1.4, 0.0])
    assert played.returns[1] == pytest.approx([0.0, 0.6])


def test_a_child_leaves_gap_after_a_month_as_it_is() -> None:
    """Admitted to gap in month 1: half a child on average in months 1 and 2, one move in month 2."""
    town = two_needs(placements_today=small.today(("low_town", None, "unknown", 0, 1.0)))
    played = simulate(town, "middle", [admit("low_town", "gap", 1, 1.0)], months(3))
    assert played.stock[:, 1, 0] == pytest.approx([0.0, 1.0, 0.0, 0.0])
    assert played.average[:, 1, 0] == pytest.approx([0.0, 0.5, 0.5, 0.0])
    assert played.returns[2] == pytest.approx([1.0, 0.0])
    assert played.moves[:, 1] == pytest.approx([0.0, 0.0, 1.0, 0.0])


def test_gap_takes_cohorts_that_have_no_price_there() -> None:
    """High need has no price in gap and is eligible all the same."""
    eligible = arrays_of(two_needs(), "middle").eligible
    assert eligible.tolist() == [[True, True], [True, True]]


def test_a_closing_offer_empties_in_its_last_month() -> None:
    """Live to 15 June 2024, month 3: 1.8 left at the end of month 2; 1.62 forced moves in month 3."""
    town = instance(
        offers=(small.offer("spot", live_to=small.dt.date(2024, 6, 15)), small.offer("gap", "gap")),
        transitions=small.transitions(("kids", "kids", 0.9)),
        disruption=small.disruption(("spot", "low", 0, 0.0)),
        placements_today=small.today(("kids", "spot", "residential", 5, 20 / 9)),
    )
    played = simulate(town, "middle", (), months(4))
    assert played.stock[:, 0, 0] == pytest.approx([20 / 9, 2.0, 1.8, 0.0, 0.0])
    assert played.moves[:, 0] == pytest.approx([0.0, 0.0, 0.0, 1.62, 0.0])
    assert played.returns[:, 0] == pytest.approx([0.0, 0.0, 0.0, 1.62, 0.0])


def test_forced_moves_do_not_escalate_but_breakdowns_before_them_do() -> None:
    """Of two, 0.8 break down (0.6 low, 0.2 high) and 1.2 are forced out as they are."""
    closing = (small.offer("spot", live_to=small.dt.date(2024, 4, 30)), small.offer("gap", "gap"))
    played = simulate(two_needs(offers=closing), "middle", (), months(1))
    assert played.returns[1] == pytest.approx([1.8, 0.2])
    assert played.moves[1, 0] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("live_from", "opens"),
    [
        (None, 0),
        (small.dt.date(2024, 6, 1), 3),
        (small.dt.date(2024, 6, 2), 4),
        (small.dt.date(2023, 1, 9), -13),
    ],
)
def test_an_offer_opens_in_the_first_month_that_begins_on_or_after_its_day(
    live_from: small.dt.date | None, opens: int
) -> None:
    """From 1 June in month 3, from 2 June in month 4."""
    town = instance(offers=(small.offer("spot", live_from=live_from), small.offer("gap", "gap")))
    assert arrays_of(town, "middle").opens[0] == opens


def test_admissions_of_a_quarter_come_in_three_equal_parts() -> None:
    """Three children from month 1 to 3, nobody leaves: 1, 2, 3 at month ends, 1.5 on average."""
    town = instance(placements_today=small.today(("kids", None, "unknown", 0, 3.0)))
    quarter = (Period(1, 3, True),)
    played = simulate(town, "middle", [admit("kids", "spot", 1, 3.0)], quarter)
    assert played.stock[:, 0, 0] == pytest.approx([0.0, 1.0, 2.0, 3.0])
    assert played.unplaced[:, 0] == pytest.approx([3.0, 2.0, 1.0, 0.0])
    assert played.average[1:, 0, 0].mean() == pytest.approx(1.5)


def test_the_pool_ages_and_takes_in_entries() -> None:
    """One unknown child today, 10 % leave a month, 0.5 enter in month 2: 1, 0.9, 1.31."""
    town = instance(
        placements_today=small.today(("kids", None, "unknown", 0, 1.0)),
        transitions=small.transitions(("kids", "kids", 0.9)),
        entries=small.entries(("kids", 2, 0.5)),
    )
    assert simulate(town, "middle", (), months(2)).unplaced[:, 0] == pytest.approx([1.0, 0.9, 1.31])


def test_a_month_of_the_tail_repeats_the_same_month_of_the_last_year() -> None:
    """Of two years the second: month 14 comes again as month 26. Months 27 and 40 are not read."""
    given = (("kids", 1, 5.0), ("kids", 14, 3.0), ("kids", 27, 8.0), ("kids", 40, 8.0))
    town = instance(entries=small.entries(*given), settings=small.settings(financial_years=2))
    entering = arrays_of(town, "middle").entries[:, 0]
    assert len(entering) == 37
    assert {m: entering[m] for m in np.flatnonzero(entering)} == {1: 5.0, 14: 3.0, 26: 3.0}


def test_entries_of_other_demand_paths_stay_out() -> None:
    """The path `low` has nobody."""
    town = instance(entries=small.entries(("kids", 2, 3.0)))
    assert arrays_of(town, "low").entries.sum() == 0


def test_run_off_is_what_is_left_of_todays_children() -> None:
    """Admissions are in the stock but not in the run-off."""
    town = instance(transitions=small.transitions(("kids", "kids", 0.9)))
    played = simulate(town, "middle", [admit("kids", "spot", 1, 5.0)], months(2))
    assert played.run_off[:, 0] == pytest.approx([2.0, 1.8, 1.62])
    assert played.stock[:, 0, 0] == pytest.approx([2.0, 6.8, 6.12])


def test_fixed_lines_are_outside_the_pool() -> None:
    """A child in a secure home is in no offer and not waiting for one."""
    town = instance(placements_today=small.today(("kids", None, "secure", 3, 1.0)))
    played = simulate(town, "middle", (), months(1))
    assert played.stock.sum() == 0
    assert played.unplaced.sum() == 0


def test_admissions_that_name_nothing_known_are_left_out() -> None:
    """An unknown cohort, an unknown offer, and a day on which no period starts."""
    odd = [admit("nobody", "spot", 1, 1.0), admit("kids", "nowhere", 1, 1.0), admit("kids", "spot", 9, 1.0)]
    assert simulate(instance(), "middle", odd, months(2)).admitted.sum() == 0


def test_months_of_do_nothing_are_the_reported_ones() -> None:
    """Twelve periods of one month, no tail."""
    periods = monthly_periods(instance().calendar)
    assert [(p.first, p.last, p.reported) for p in periods] == [(m, m, True) for m in range(1, 13)]


def played_by_hand(town: Instance, plan: list[tuple[int, int, int, float]], last: int) -> np.ndarray:
    """Return unplaced (last + 1, G) by walking groups one at a time, stays counted without a cap.

    `plan` lists month, offer, cohort, children.
    """
    names = [c.cohort for c in town.cohorts]
    share = {(t.cohort, t.to_cohort): t.monthly_share for t in town.transitions}
    needs = {n.need: n for n in town.needs}
    groups: dict[tuple[int, int, int], float] = {}
    pool = dict.fromkeys(names, 0.0)
    for row in town.placements_today:
        if row.offer is None:
            pool[row.cohort] += row.children
        else:
            at = [o.offer for o in town.offers].index(row.offer)
            groups[at, row.months_in_placement, names.index(row.cohort)] = row.children
    history = [list(pool.values())]
    for m in range(1, last + 1):
        fresh = {to: sum(pool[c] * share.get((c, to), 0.0) for c in names) for to in names}
        for entry in town.entries:
            if entry.month == small.month(m):
                fresh[entry.cohort] += entry.children
        kept: dict[tuple[int, int, int], float] = {}
        for (at, stay, g), children in groups.items():
            place = town.offers[at]
            for h, cohort in enumerate(town.cohorts):
                here = children * share.get((names[g], names[h]), 0.0)
                closed = place.live_to is not None and small.month(m + 1) > place.live_to
                priced = any(r.offer == place.offer and r.need == cohort.need for r in town.offer_prices)
                aged = place.age_from <= cohort.age_from and cohort.age_to <= place.age_to
                if place.provision == "gap" or not (priced and aged):
                    fresh[names[h]] += here
                    continue
                chance = max(
                    (r.months_from, r.monthly_share)
                    for r in town.disruption
                    if r.offer == place.offer and r.need == cohort.need and r.months_from <= stay
                )[1]
                up = [
                    c.cohort
                    for c in town.cohorts
                    if needs[c.need].rank == needs[cohort.need].rank + 1
                    and (c.age_from, c.age_to, c.home_area) == (cohort.age_from, cohort.age_to, cohort.home_area)
                ]
                worse = needs[cohort.need].escalation_share if up else 0.0
                fresh[names[h]] += here * chance * (1 - worse)
                if up:
                    fresh[up[0]] += here * chance * worse
                if closed:
                    fresh[names[h]] += here * (1 - chance)
                else:
                    key = (at, stay + 1, h)
                    kept[key] = kept.get(key, 0.0) + here * (1 - chance)
        groups = kept
        for when, at, g, children in plan:
            if when == m:
                groups[at, 0, g] = groups.get((at, 0, g), 0.0) + children
                fresh[names[g]] -= children
        pool = fresh
        history.append(list(pool.values()))
    return np.array(history)


@pytest.mark.parametrize("seed", range(8))
def test_the_arrays_agree_with_plain_loops(seed: int) -> None:
    """Random chances, stays, closings and admissions; every cohort of the pool in every month."""
    chance = np.random.default_rng(seed)
    everybody = (*TWO_NEEDS, *small.cohorts(("low_older", "low", 16, 17, "town")))
    names = [c.cohort for c in everybody]
    drift = chance.dirichlet(np.ones(4), 3)[:, :3]
    spots = ("spot", "hostel")
    town = instance(
        cohorts=everybody,
        transitions=small.transitions(
            *((a, b, drift[i, j]) for i, a in enumerate(names) for j, b in enumerate(names))
        ),
        entries=small.entries(*((c, m, chance.uniform(0, 2)) for c in names for m in range(1, 13))),
        placements_today=small.today(
            ("low_town", "spot", "residential", 1, 3.0),
            ("high_town", "spot", "residential", 40, 2.0),
            ("low_older", "hostel", "residential", 2, 2.0),
            ("low_older", None, "unknown", 0, 1.0),
        ),
        offers=(
            small.offer("spot", age_to=15),
            small.offer("hostel", live_to=small.dt.date(2024, 10, 31)),
            small.offer("gap", "gap"),
        ),
        offer_prices=small.prices(("spot", "low", 1.0), ("spot", "high", 1.0), ("hostel", "low", 1.0)),
        disruption=small.disruption(
            *((s, n, m, chance.uniform(0, 0.5)) for s in spots for n in ("low", "high") for m in (0, 2, 7))
        ),
    )
    plan = [
        (int(m), int(chance.integers(3)), int(chance.integers(3)), float(chance.uniform(0, 2)))
        for m in chance.integers(1, 6, 12)
    ]
    merged: dict[tuple[int, int, int], float] = {}
    for m, at, g, children in plan:
        merged[m, at, g] = merged.get((m, at, g), 0.0) + children
    rows = [admit(names[g], town.offers[at].offer, m, n) for (m, at, g), n in merged.items()]
    played = simulate(town, "middle", rows, months(12))
    assert played.unplaced == pytest.approx(played_by_hand(town, plan, 12), abs=1e-12)
