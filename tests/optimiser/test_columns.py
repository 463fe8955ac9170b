"""Columns of admission: one a cohort, offer and period, and one a class to carry returns."""

import datetime as dt

import numpy as np
import pytest

from models.calendar import Period
from models.instance import Instance
from optimiser.columns import ColumnBlock, add_columns, open_lanes, year_slice
from optimiser.kernel import admitted_in
from optimiser.lanes import Lane
from optimiser.model import Model
from optimiser.problem import Problem
from tests.optimiser.cases import GAP, compiled, entering, one_cohort
from tests.oracles.random_part import part
from tests.oracles.small import cohort, hazards, instance, offer, priced, settings


def made(planning: Instance, *, by_class: bool = True) -> tuple[Problem, Model, list[ColumnBlock]]:
    """Return a problem, a model with its columns of admission, and these."""
    problem, model = compiled(planning), Model("test")
    return problem, model, add_columns(problem, model, by_class=by_class)


def two_and_one() -> Instance:
    """Return two offers alike, of which the second opens in July, and one that breaks down more."""
    offers = {offer("early"): 700.0, offer("late", live_from=dt.date(2022, 7, 1)): 700.0, offer("shaky"): 700.0}
    return one_cohort(offers, {"shaky": {0: 0.5}}, settings=settings(0))


def test_blocks_by_class_and_period() -> None:
    """Eight quarters, tail included: gap, the class of two, of which one is open in spring, and the shaky one."""
    problem, model, blocks = made(two_and_one())
    assert problem.calendar.periods == tuple(Period(m, m + 2, m <= 12) for m in range(1, 25, 3))
    assert [(block.period, block.offers) for block in blocks] == [
        *((s, (0,)) for s in range(8)),
        *((s, (1,) if s == 0 else (1, 2)) for s in range(8)),
        *((s, (3,)) for s in range(8)),
    ]
    # 24 blocks of one offer at least, 7 of them with a second one and a carrier.
    assert model.column_count == 24 + 7 + 7


def test_alone_an_offer_carries_its_own_returns() -> None:
    """A class of one open offer has no column of its own; a class of two has one."""
    _, model, blocks = made(two_and_one())
    for block in blocks:
        assert block.admit.shape == (len(block.offers), 1)
        if len(block.offers) == 1:
            assert block.carrier.tolist() == block.admit[0].tolist()
        else:
            assert block.carrier[0] not in block.admit
            assert f"carried_1_{block.period}" in model.groups


def test_positions_are_those_of_the_named_groups() -> None:
    """`admit_p_s`: offer p, period s."""
    _, model, blocks = made(two_and_one())
    for block in blocks:
        for k, p in enumerate(block.offers):
            group = model.groups[f"admit_{p}_{block.period}"]
            assert block.admit[k].tolist() == list(range(group.start, group.stop))
    assert model.upper.min() == np.inf
    assert not model.integer.any()


def test_carried_by_offer_where_asked() -> None:
    """Then every block has one offer, which carries its own."""
    _, model, blocks = made(two_and_one(), by_class=False)
    assert {len(block.offers) for block in blocks} == {1}
    assert not [name for name in model.groups if name.startswith("carried")]
    assert model.column_count == 4 * 8 - 1


def test_columns_only_for_children_an_offer_takes() -> None:
    """Of four cohorts the nest takes one, gap all, and an offer without prices nobody."""
    cohorts = [cohort(f"{need}_{age}", need, (age, age)) for need in ("low", "high") for age in (5, 15)]
    planning = instance(
        [GAP, offer("nest", age_to=11), offer("empty")],
        cohorts,
        entries=(entering(0, 1, "low_5"),),
        offer_prices=priced({"gap": {"low": 1.0, "high": 1.0}, "nest": {"high": 1.0}}),
        disruption=hazards({"nest": {"high": {0: 0.1}}}),
    )
    _, _, blocks = made(planning)
    assert {block.offers: block.cohorts.tolist() for block in blocks} == {(0,): [0, 1, 2, 3], (1,): [2]}


@pytest.mark.parametrize(
    ("changes", "periods"),
    [
        ({"live_from": dt.date(2022, 4, 2)}, range(1, 8)),  # not in April: not in spring
        ({"live_to": dt.date(2022, 10, 1)}, range(2)),  # empties in October
        ({"live_to": dt.date(2023, 12, 1)}, range(6)),  # empties inside the seventh quarter
        ({"grade": "inadequate"}, range(0)),
    ],
)
def test_an_offer_is_open_in_a_period_if_in_every_month_of_it(changes: dict[str, object], periods: range) -> None:
    """Quarters from April 2022; gap is open in all."""
    planning = one_cohort({offer("spot", **changes): 700}, settings=settings(0))
    lanes = (Lane(1, 25),)
    assert [s for s in range(8) if open_lanes(compiled(planning), lanes, s) == lanes] == list(periods)
    _, _, blocks = made(planning)
    assert [block.period for block in blocks if block.offers == (1,)] == list(periods)
    assert [block.period for block in blocks if block.offers == (0,)] == list(range(8))


def test_a_block_says_what_becomes_of_its_own_cohorts_only() -> None:
    """The kernel of the class, at the cohorts admitted."""
    cohorts = [cohort("young", "low", (0, 11)), cohort("old", "low", (12, 17))]
    planning = instance(
        [GAP, offer("teens", age_from=12)],
        cohorts,
        entries=(entering(0, 1, "young"),),
        offer_prices=priced({"gap": {"low": 1.0}, "teens": {"low": 1.0}}),
        disruption=hazards({"teens": {"low": {0: 0.25}}}),
        transitions=(),
    )
    problem, _, blocks = made(planning)
    block = next(block for block in blocks if block.offers == (1,) and block.period == 2)
    whole = admitted_in(problem, block.life, problem.calendar.periods[2])
    becomes = block.becomes(problem)
    assert becomes.stock.shape == (25, 1, 2)
    assert (becomes.stock == whole.stock[:, [1]]).all()
    assert (becomes.returns == whole.returns[:, [1]]).all()
    assert (becomes.moves == whole.moves[:, [1]]).all()


def test_months_of_a_year() -> None:
    """The second year is months 13 to 24; of a plan from February on months 3 to 14, after a first year of two."""
    series, whole = np.arange(25.0), compiled(two_and_one())
    assert series[year_slice(whole, 0)].tolist() == list(range(1, 13))
    assert series[year_slice(whole, 1)].tolist() == list(range(13, 25))
    february = compiled(part(9))
    assert series[year_slice(february, 0)].tolist() == [1, 2]
    assert series[year_slice(february, 1)].tolist() == list(range(3, 15))
