"""All that `demand` tells, on the tiny instance, and the path of another model put on its months."""

import datetime as dt

import numpy as np
import pytest

from instances.reader import load
from models.faults import InputError
from models.instance import Instance
from models.projections import Demand, OutsidePath
from models.tables import Entry
from optimiser.problem import compile_problem
from optimiser.projection.methods import METHODS
from optimiser.projection.outside import on_months
from optimiser.projection.path import follow, given
from optimiser.projection.rates import rate_lines
from optimiser.projection.record import NotEnoughHistoryError
from optimiser.projection.survey import METHOD_NAMES, Asked, entry_rows, survey
from optimiser.projection.widths import GIVEN
from tests.optimiser.projection.records import counts, march, with_flow
from tests.reports.planned import tiny


@pytest.fixture(scope="module")
def sefton() -> Instance:
    """The packaged instance."""
    return load("sefton-2022").instance


def outside(first: dt.date, last: dt.date, *children: float) -> OutsidePath:
    """Return a path whose rows lie evenly between two days."""
    step = (last - first) / (len(children) - 1)
    days = tuple(first + step * i for i in range(len(children)))
    return OutsidePath("other.csv", "a model", days, np.array(children), (), ())


def test_another_models_path_begins_with_todays_children() -> None:
    """The file grows from 200 to 250 in a year; 100 children today become 125, 112.5 half way."""
    found = on_months(outside(march(2022), march(2023), 200, 250), replace_last(200.0), 12)
    assert found[[0, 6, 12]] == pytest.approx([200, 225, 250], abs=0.1)
    found = on_months(outside(march(2022), march(2023), 220, 275), replace_last(200.0), 12)
    assert found[[0, 6, 12]] == pytest.approx([200, 225, 250], abs=0.1)


def replace_last(children: float) -> object:
    """Return a record whose last count is `children`."""
    return counts(90.0, children)


def test_a_week_may_lack_at_either_end() -> None:
    """A model begins on the day after the last it knows; the nearest day stands for the missing ones."""
    found = on_months(outside(dt.date(2022, 4, 1), dt.date(2023, 3, 27), 200, 200), replace_last(200.0), 12)
    assert found == pytest.approx(np.full(13, 200.0))


@pytest.mark.parametrize(("first", "last"), [(dt.date(2022, 4, 9), march(2023)), (march(2022), dt.date(2023, 3, 20))])
def test_a_path_must_reach_over_the_horizon(first: dt.date, last: dt.date) -> None:
    """Nothing is carried on."""
    with pytest.raises(InputError, match="days from 2022-03-31 to the end of the 12 months of the horizon"):
        on_months(outside(first, last, 200, 210), replace_last(200.0), 12)


@pytest.mark.parametrize("children", [150.0, 260.0, 0.0])
def test_a_path_of_other_children_is_refused(children: float) -> None:
    """A third more or fewer are not the council's children of today."""
    with pytest.raises(InputError, match="about the 200 children who are in care on 2022-03-31 in placements_today"):
        on_months(outside(march(2022), march(2023), children, 200), replace_last(200.0), 12)


def test_rates_have_the_uncertainty_of_counting() -> None:
    """60 ceases over 200 child-years: 0.3, four times in five within 1.28 x sqrt(60) / 200; entries are wider."""
    (line,) = rate_lines(with_flow())
    assert (line.age_from, line.age_to) == (0, 17)
    assert line.leaving == pytest.approx(0.3, rel=1e-3)
    assert line.leaving_high - line.leaving_low == pytest.approx(2 * 1.2816 * 60**0.5 / 200, rel=0.02)
    assert line.leaving_low < 0.3 < line.leaving_high
    assert line.entries_high - line.entries_low == pytest.approx(2 * 1.2816 * (1.55 * 60) ** 0.5 / 2, rel=0.03)
    assert rate_lines(counts(90, 100)) == ()


def test_the_tiny_instance_has_a_population_and_no_flows() -> None:
    """One count and residents: the population rate is the default; 5,000 to 5,200 residents in seven years."""
    found, _ = survey(tiny().instance, Asked())
    assert (found.chosen.method, found.is_default) == ("population_rate", True)
    assert found.authority == "Tinyshire Council"
    growth = (5000 + 200 * 1.752 / 7.003) / (5000 + 200 * 0.752 / 7.003)
    assert found.chosen.central[[0, 12]] == pytest.approx([25.0, 25.0 * growth], rel=1e-4)
    assert [fan.method for fan in found.others] == ["no_change", "population_rate", "path_middle"]
    assert {item.method for item in found.lacking} == {"flow", "flow_by_reason", "trend_last", "trend_fitted"}
    assert found.rate_per_10000 == pytest.approx(25 / 5021.5 * 10_000, rel=1e-3)
    assert (found.rates, found.sampled, found.backtest, found.outside) == ((), (), None, None)
    assert found.remarks[0] == "history counts 40 children on 2024-03-31, placements_today 25: the latter is used"


def test_residents_of_other_days_give_no_rate() -> None:
    """Figures that begin after the base date: no rate today, and the default falls back to no change."""
    rows = tiny().instance.population
    later = tuple(row.model_copy(update={"day": row.day.replace(year=row.day.year + 2)}) for row in rows)
    found, _ = survey(tiny().instance.model_copy(update={"population": later}), Asked())
    assert (found.rate_per_10000, found.chosen.method) == (None, "no_change")
    assert any("population figures for 2024-03-31" in item.needs for item in found.lacking)


def test_a_method_that_lacks_history_says_so() -> None:
    """Asked for by name."""
    with pytest.raises(NotEnoughHistoryError, match="3 counts in the last five years; there are 1"):
        survey(tiny().instance, Asked(method="trend_last"))


def test_the_published_path_is_the_instances_own() -> None:
    """Its total with the band of a given path; its entries are found again."""
    found, problem = survey(tiny().instance, Asked(method="published", demand="middle"))
    assert (found.chosen.method, found.is_default) == ("path_middle", False)
    assert found.chosen.central == pytest.approx(given(problem))
    assert found.chosen.high[12] == pytest.approx(
        found.chosen.central[12] * GIVEN.factor(0.9, np.array([1.0]), counts(25.0))[0]
    )
    central = [row for row in entry_rows(problem, found.chosen) if row.demand == "projected_path_middle"]
    assert sum(row.children for row in central) == pytest.approx(sum(row.children for row in tiny().instance.entries))


def test_another_models_path_is_shown_with_the_methods() -> None:
    """And marked as what was chosen."""
    path = outside(march(2024), march(2025), 25.0, 30.0)
    found, _ = survey(tiny().instance, Asked(outside=path))
    assert (found.chosen.method, found.is_default, found.outside) == ("outside", False, path)
    assert found.chosen.central[12] == pytest.approx(30.0, rel=1e-3)
    assert found.others[-1] is found.chosen


def test_a_line_that_cannot_be_followed_is_told() -> None:
    """The tiny council loses a few per cent a month; a third in a year is more than leave."""
    path = outside(march(2024), march(2025), 25.0, 10.0)
    found, _ = survey(tiny().instance, Asked(outside=path))
    assert any(
        remark.startswith("the central line falls faster than children leave: its path stays up to")
        for remark in found.remarks
    )


def test_futures_are_sampled_on_request() -> None:
    """The first day is certain; later ones spread about the projection; the seed decides."""
    found, _ = survey(tiny().instance, Asked(futures=500, seed=3))
    today, later = found.sampled
    assert (today.low, today.middle, today.high, today.mean) == pytest.approx((25.0,) * 4)
    assert later.low < later.middle < later.high
    assert later.middle == pytest.approx(found.chosen.central[12], rel=0.02)
    assert survey(tiny().instance, Asked(futures=500, seed=3))[0].sampled == found.sampled
    assert survey(tiny().instance, Asked(futures=500, seed=4))[0].sampled != found.sampled


def test_entry_rows_are_a_sound_demand_path(sefton: Instance) -> None:
    """Central, low and high for every cohort and month; planned with, they give the projected total back."""
    found, problem = survey(sefton, Asked(method="flow"))
    rows = entry_rows(problem, found.chosen)
    assert all(isinstance(row, Entry) for row in rows)
    assert len(rows) == 3 * 36 * len(sefton.cohorts)
    assert dict.fromkeys(row.demand for row in rows).keys() == {
        "projected_flow",
        "projected_flow_low",
        "projected_flow_high",
    }
    planning = Instance.model_validate(
        {**{name: getattr(sefton, name) for name in Instance.model_fields}, "entries": (*sefton.entries, *rows)}
    )
    again = compile_problem(planning, "projected_flow", None)
    assert given(again) == pytest.approx(found.chosen.central, abs=1e-5)


@pytest.fixture(scope="module")
def surveyed(sefton: Instance) -> Demand:
    """All there is to tell of the packaged instance."""
    return survey(sefton, Asked(held_out=True))[0]


def test_sefton_by_every_method(surveyed: Demand) -> None:
    """All methods run; lines from 619 today; its trend with both anchors; 770 is the published path."""
    found = surveyed
    by_name = {fan.method: fan for fan in found.others}
    assert by_name.keys() == {*METHODS, "path_published", "path_middle", "path_low"}
    assert found.lacking == ()
    assert found.chosen.method == "flow"
    assert by_name["no_change"].central[36] == 619.0
    assert by_name["path_published"].central[36] == pytest.approx(770.0)
    assert by_name["path_middle"].central[36] == pytest.approx(729.0)
    # Least squares through the seven counts of March 2017 to March 2022 rises 35.2 a year.
    days = np.array([day.toordinal() for day in (*map(march, range(2017, 2022)), dt.date(2022, 1, 31), march(2022))])
    slope = np.polyfit(days / 365.25, [453, 480, 527, 566, 613, 616, 619], 1)[0]
    assert by_name["trend_last"].central[36] == pytest.approx(619 + 3 * slope)
    assert all(fan.low[36] < fan.central[36] < fan.high[36] for fan in found.others)
    assert sum(line.central for line in found.ages[:4]) == pytest.approx(619.0)
    assert [line.central for line in found.ages[:4]] == pytest.approx([144, 155, 221, 99])
    assert found.reasons["special_guardianship"] == pytest.approx(0.037, abs=0.001)


def test_sefton_held_out(surveyed: Demand) -> None:
    """No change misses Sefton's growth, flow does not; the mix of 2019 misses the growth of homes."""
    backtest = surveyed.backtest
    assert backtest is not None
    by_method = {score.method: score for score in backtest.scores if score.what == "children in care"}
    assert by_method["flow"].absolute_error < 0.03
    assert by_method["no_change"].bias < -0.1
    assert {item.held_out_years for item in backtest.children} == {1, 2, 3, 4}
    homes = [item for item in backtest.placements if item.what == "homes_and_supported"]
    assert [item.actual for item in homes] == [121.0] * 3
    assert all(item.projected < 90 for item in homes)


def test_every_name_of_a_method_is_taken_by_the_command() -> None:
    """The command lists them without loading the optimiser."""
    from commands.demand import METHODS as OFFERED

    assert set(OFFERED) == set(METHOD_NAMES)


def test_futures_follow_the_path_where_nothing_is_uncertain(sefton: Instance) -> None:
    """Multipliers of 1 give the path's own stock."""
    from optimiser.projection.futures import Futures
    from optimiser.projection.path import pool_today

    problem = compile_problem(sefton, None, None)
    path = follow(problem, given(problem))
    ones = np.ones((1, 37))
    stock = Futures(ones, ones, 1.0, 0).expected_stock(pool_today(problem), problem.transitions, path.entries)
    assert stock[0] == pytest.approx(path.stock)
    more = Futures(ones, replace_month(ones, 1, 2.0), 1.0, 0)
    faster = more.expected_stock(pool_today(problem), problem.transitions, path.entries)
    expected = pool_today(problem) @ more.transitions(problem.transitions, 0, 1) + path.entries[1]
    left_out = np.abs(faster[0, 1] - expected).max()
    assert left_out == pytest.approx(0.0, abs=1e-9)
    assert faster[0, 1].sum() < stock[0, 1].sum()


def replace_month(ones: np.ndarray, month: int, value: float) -> np.ndarray:
    """Return multipliers with one month changed."""
    changed = ones.copy()
    changed[:, month] = value
    return changed


def test_a_projection_does_not_depend_on_the_instances_paths(sefton: Instance) -> None:
    """Another demand path gives the mix of entries, not the total."""
    first, second = (survey(sefton, Asked(demand=name))[0].chosen.central for name in ("published", "low"))
    assert first == pytest.approx(second)
