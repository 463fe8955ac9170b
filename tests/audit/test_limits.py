"""Capacity by hand: households that leave, blocks and homes that fill worse when small, run-off."""

from types import SimpleNamespace

import numpy as np
import pytest

from audit.aliases import Floats
from audit.fit import practical_share
from audit.households import monthly_attrition
from audit.limits import (
    capacity_limits,
    check_capacity,
    limits_to_admissions,
    own_capacity,
    pledged_capacity,
)
from audit.pledges import pledges_of
from audit.prices import Prices
from audit.simulate import Simulation, simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Commitment
from tests.audit import small
from tests.audit.small import admit, commit, instance, months


def supplied(**changes: object) -> Instance:
    """Return an instance with a fostering service, a block and a home type; nobody in care."""
    given: dict[str, object] = {
        "placements_today": (),
        "offers": (
            small.offer("carers", "in_house_fostering"),
            small.offer("lodge", "block_residential"),
            small.offer("house", "internal_home"),
            small.offer("ifa", "ifa", capacity_children=5.0),
            small.offer("spot"),
            small.offer("gap", "gap"),
        ),
        "fostering": (small.fostering(),),
        "blocks": (small.block(term_months=3),),
        "block_tiers": small.tiers((1, 12, 700.0)),
        "homes": (small.home(),),
    }
    return instance(**{**given, **changes})


def room(town: Instance, *commitments: Commitment, last: int = 12) -> Floats:
    """Return the room that commitments make, with months as periods."""
    pledges = pledges_of(town, Prices(town, "central"), commitments, months(last))
    return pledged_capacity(town, pledges, last)


@pytest.mark.parametrize(("beds", "share"), [(1, 0.6), (2, 0.6), (3, 0.7), (4, 0.8), (5, 0.8), (60, 0.8)])
def test_practical_share_is_linear_between_beds_and_constant_outside(beds: int, share: float) -> None:
    """0.6 at 2 beds and 0.8 at 4."""
    assert practical_share(instance(), beds) == pytest.approx(share)


def test_attrition_by_month_compounds_to_the_year() -> None:
    """Twelve months of it leave 81 % of households."""
    assert (1 - monthly_attrition(small.fostering())) ** 12 == pytest.approx(0.81)


def test_households_of_today_lose_attrition() -> None:
    """10 x 2 x 0.5 = 10 children; 9 at month 6 (the root of 0.81), 8.1 at month 12."""
    limits = own_capacity(supplied(), 12)[:, 0]
    assert limits[[0, 6, 12]] == pytest.approx([10.0, 9.0, 8.1])


def test_offers_on_blocks_and_homes_start_from_nothing() -> None:
    """Block and home 0; a stated capacity holds in every month; spot and gap have no limit."""
    limits = own_capacity(supplied(), 2)
    assert limits[:, 1:].tolist() == [[0.0, 0.0, 5.0, np.inf, np.inf]] * 3


def test_a_block_gives_its_practical_beds_until_the_end_of_its_term() -> None:
    """3 beds x 0.7 = 2.1 children in months 4 and 5; in month 6, the last, its residents leave."""
    lodge = room(supplied(), commit("block", "lodge_block", 4, 3))[:, 1]
    assert lodge == pytest.approx([0, 0, 0, 0, 2.1, 2.1, 0, 0, 0, 0, 0, 0, 0])


def test_homes_give_room_from_their_live_month() -> None:
    """Two homes of 4 x 0.8 = 3.2 decided in month 1, three months before."""
    house = room(supplied(), commit("home", "house_type", 1, 2))[:, 2]
    assert house == pytest.approx([0, 0, 0, 0] + [6.4] * 9)


def test_recruited_households_lose_attrition_from_their_live_month() -> None:
    """2 households decided in month 1, live in 4: 2 children, 1.8 six months on; then 4 more live in 7."""
    both = (commit("fostering", "recruiting", 1, 2), commit("fostering", "recruiting", 4, 4))
    carers = room(supplied(), *both)[:, 0]
    assert carers[3] == 0
    assert carers[4] == pytest.approx(2.0)
    assert carers[10] == pytest.approx(1.8 + 4 * 0.81**0.25)


def crowded(children: float, *rows: tuple[int, float]) -> Simulation:
    """Play one child a row admitted to `ifa` beside `children` there today; 10 % leave care a month."""
    town = supplied(
        placements_today=small.today(("kids", "ifa", "ifa", 5, children)),
        transitions=small.transitions(("kids", "kids", 0.9)),
        offer_prices=small.prices(("ifa", "low", 700.0), ("lodge", "low", 0.0)),
    )
    return simulate(town, "middle", [admit("kids", "ifa", m, n) for m, n in rows], months(6))


def test_run_off_raises_the_limit_while_it_is_above_capacity() -> None:
    """8 children where 5 fit: limits 8, 7.2, 6.48, 5.832, 5.2488, then 5."""
    limits = capacity_limits(supplied(), crowded(8.0), ())[:, 3]
    assert limits == pytest.approx([8.0, 7.2, 6.48, 5.832, 5.2488, 5.0, 5.0])


def test_commitments_come_on_top_of_run_off() -> None:
    """4 children today in the block's own offer, 10 % leaving: 3.6 at month 1, with a block of 3 beds 5.7."""
    town = supplied(
        placements_today=small.today(("kids", "lodge", "block_residential", 5, 4.0)),
        transitions=small.transitions(("kids", "kids", 0.9)),
        offer_prices=small.prices(("lodge", "low", 0.0)),
    )
    pledges = pledges_of(town, Prices(town, "central"), [commit("block", "lodge_block", 1, 3)], months(2))
    limits = capacity_limits(town, simulate(town, "middle", (), months(2)), pledges)
    assert limits[:, 1] == pytest.approx([4.0, 3.6 + 2.1, 3.24 + 2.1])


def test_run_off_alone_is_never_over_the_limit() -> None:
    """8 children of today where 5 fit."""
    played = crowded(8.0)
    limits = capacity_limits(supplied(), played, ())
    assert check_capacity("capacity", supplied(), played, limits).ok


def test_an_admission_on_top_of_run_off_is_named() -> None:
    """8 x 0.9^6 + 2 = 6.251528 in month 6, limit 5."""
    played = crowded(8.0, (6, 2.0))
    found = check_capacity("capacity", supplied(), played, capacity_limits(supplied(), played, ()))
    assert not found.ok
    assert found.worst == pytest.approx(1.251528)
    assert found.detail == "offer ifa, at the end of the period from 2024-09-01: 6.251528 places, limit 5.000000"


@pytest.mark.parametrize(("children", "ok"), [(5.0, True), (5.000004, True), (5.00001, False)])
def test_the_tolerance_of_capacity(children: float, ok: bool) -> None:
    """A limit of 5 holds within 5e-6."""
    played = crowded(0.0, (1, children))
    assert check_capacity("c", supplied(), played, capacity_limits(supplied(), played, ())).ok is ok


QUARTER = (Period(1, 3, True),)


def quarter_with_block(children: float) -> tuple[Instance, Simulation, Floats]:
    """Admit `children` to a block of 4 beds (3.2 children) in months 1 to 3."""
    town = supplied(offer_prices=small.prices(("lodge", "low", 0.0)), blocks=(small.block(term_months=4),))
    played = simulate(town, "middle", [admit("kids", "lodge", 1, children)], QUARTER)
    pledges = pledges_of(town, Prices(town, "central"), [commit("block", "lodge_block", 1, 4)], QUARTER)
    return town, played, capacity_limits(town, played, pledges)


def test_a_quarter_is_held_to_its_end() -> None:
    """3.2 at the end of month 3 is the limit; 3.3 is too many."""
    assert check_capacity("c", *quarter_with_block(3.2)).ok
    found = check_capacity("c", *quarter_with_block(3.3))
    assert not found.ok
    assert "at the end of the period from 2024-04-01: 3.300000 places, limit 3.200000" in found.detail


def test_the_average_of_a_quarter_counts_the_month_before() -> None:
    """Limits 0, 3.2, 3.2, 3.2 allow 8 / 3 on average: 2.7 is refused though every month end fits."""
    town, played, limits = quarter_with_block(0.0)
    assert limits[:, 1] == pytest.approx([0.0, 3.2, 3.2, 3.2])
    average = np.zeros_like(played.average)
    average[1:, 1, 0] = 2.7
    full = Simulation(**{**vars(played), "average": average})
    found = check_capacity("c", town, full, limits)
    assert "on average of the period from 2024-04-01: 2.700000 places, limit 2.666667" in found.detail
    average[1:, 1, 0] = 2.66
    assert check_capacity("c", town, Simulation(**{**vars(played), "average": average}), limits).ok


def test_the_average_of_a_single_month_is_not_held() -> None:
    """A month of its own is held at its end only."""
    town, played, limits = quarter_with_block(0.0)
    average = np.zeros_like(played.average)
    average[1:, 1, 0] = 9.9
    single = Simulation(**{**vars(played), "average": average, "periods": months(3)})
    assert check_capacity("c", town, single, limits).ok


def test_limits_of_do_nothing_bind_admissions_only() -> None:
    """Nine stay where eight may be: no fault; with one more admitted, ten are one too many."""
    stock = np.array([[[0.0]], [[9.0]], [[10.0]]])
    admitted = np.array([[[0.0]], [[0.0]], [[1.0]]])
    played = SimpleNamespace(stock=stock, admitted=admitted, arrays=SimpleNamespace(places=np.ones((1, 1))))
    limits = limits_to_admissions(played, np.full((3, 1), 8.0))  # type: ignore[arg-type]
    assert limits.ravel().tolist() == [8.0, 9.0, 9.0]
