"""Actuals against budget and plan, by hand: planned figures, positions, the split of the variance, delivery."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.monitoring import monitoring, since_start, splits
from audit.planned import Planned, planned, played
from audit.prices import Prices
from audit.recompute import Decisions, recompute
from models.monitoring import Actual, Split
from models.tables import Budget, FixedLine
from optimiser.plan import solve
from tests.audit import small
from tests.audit.hamlet import hamlet, hamlet_plan
from tests.oracles.random_part import part


def _row(head: str, provision: Any, gbp: float, children: float, **more: Any) -> Actual:
    given: dict[str, Any] = {"period": 12, "forecast_gbp": gbp, "children": children, "average_children": children}
    return Actual(budget_head=head, provision=provision, actual_to_date_gbp=gbp, **{**given, **more})


def _figures(**of: tuple[float, float]) -> Planned:
    """Return planned figures of head `care` from (pounds, average children) by provision."""
    gbp = {("care", name): pounds for name, (pounds, _) in of.items()}
    children = {("care", name): count for name, (_, count) in of.items()}
    return Planned(gbp, gbp, children, children)


def _parts(row: Split) -> tuple[float, ...]:
    return row.variance_gbp, row.volume_gbp, row.mix_gbp, row.price_gbp, row.other_gbp


def test_variance_by_hand() -> None:
    """Planned 10 children at 200,000 and 30 at 40,000, of 40 at 80,000; actual 13 at 210,000 and 29 at 39,000.

    Volume: 2 more children at 80,000 are 160,000, a quarter of them residential: 0.5 x 200,000 and 1.5 x 40,000.
    Mix: of 42 children 10.5 would be residential; 2.5 more at 200,000, 2.5 fewer at 40,000: 400,000, which is
    also 2.5 x (200,000 - 80,000) - 2.5 x (40,000 - 80,000). Price: 13 x 10,000 - 29 x 1,000.
    """
    figures = _figures(residential=(2_000_000, 10), ifa=(1_200_000, 30))
    now = [_row("care", "residential", 2_730_000, 13), _row("care", "ifa", 1_131_000, 29)]
    assert [_parts(row) for row in splits(figures, now)] == [
        (730_000, 100_000, 500_000, 130_000, 0),
        (-69_000, 60_000, -100_000, -29_000, 0),
    ]


def test_costs_without_children() -> None:
    """A set-up cost not paid; a provision the plan does not use; one planned that the actuals do not name."""
    figures = _figures(none=(5_000, 0), residential=(100_000, 1), ifa=(40_000, 1))
    now = [_row("care", "residential", 100_000, 1), _row("care", "internal_home", 70_000, 1)]
    found = {row.provision: row for row in splits(figures, now)}
    assert _parts(found["none"]) == (-5_000, 0, 0, 0, -5_000)
    assert _parts(found["internal_home"]) == (70_000, 0, 70_000, 0, 0)
    assert _parts(found["ifa"]) == (-40_000, 0, -40_000, 0, 0)
    assert _parts(found["residential"]) == (0, 0, 0, 0, 0)
    assert [name for name, row in found.items() if not row.reported] == ["none", "ifa"]


def test_paid_for_beds_without_children_are_price() -> None:
    """A block planned at 2 children and 100,000 costs 100,000 empty: volume and mix -100,000, price 100,000."""
    figures = _figures(block_residential=(100_000, 2), ifa=(60_000, 2))
    now = [_row("care", "block_residential", 100_000, 0), _row("care", "ifa", 60_000, 2)]
    block, _ = splits(figures, now)
    assert _parts(block) == (0, -50_000, -50_000, 100_000, 0)


COUNTS = st.one_of(st.just(0.0), st.floats(0.001, 500))
"""Children on average: below a thousandth a price per child has more digits than a float."""
POUNDS = st.floats(-1e8, 1e8)
NAMES = ("residential", "ifa", "connected_carers", "none")


@given(
    planned_of=st.dictionaries(st.sampled_from(NAMES), st.tuples(POUNDS, COUNTS), min_size=1),
    actual_of=st.dictionaries(st.sampled_from(NAMES), st.tuples(POUNDS, COUNTS), min_size=1),
)
def test_the_parts_add_to_the_penny(
    planned_of: dict[str, tuple[float, float]], actual_of: dict[str, tuple[float, float]]
) -> None:
    """Whatever the figures; added up in whole pence, since a float of 35 million million holds no half-penny."""
    now = [_row("care", name, gbp, count) for name, (gbp, count) in actual_of.items()]
    for row in splits(_figures(**planned_of), now):
        assert sum(round(part * 100) for part in _parts(row)[1:]) == round(row.variance_gbp * 100)


def test_planned_figures_by_hand() -> None:
    """Two children in spot at 100 a day, 61 days of April and May; one enters in May and is placed at its end."""
    instance = small.instance(
        entries=small.entries(("kids", 2, 1.0)),
        fixed_lines=small.rows(
            FixedLine,
            "line provision gbp_per_year uplift budget_head",
            ("allowances", "none", 1200.0, "residential", "fixed_head"),
        ),
    )
    decided = Decisions([small.admit("kids", "spot", 2, 1.0)], [])
    made = recompute(instance, Prices(instance, "central"), "middle", decided, small.months(12), sells=True)
    found = planned(instance, made, 0, 2)
    # April: 2 children for 30 days; May: 2.5 on average for 31 days.
    assert found.to_date_gbp[("placements", "residential")] == pytest.approx(2 * 3_000 + 2.5 * 3_100)
    assert found.to_date_gbp[("fixed_head", "none")] == pytest.approx(200)
    assert found.year_gbp[("fixed_head", "none")] == pytest.approx(1200)
    assert found.average[("placements", "residential")] == pytest.approx(2.25)
    assert found.at_end[("placements", "residential")] == pytest.approx(3.0)


def _hamlet(*rows: Actual) -> Any:
    budget = small.rows(
        Budget, "budget_head financial_year gross_gbp income_gbp", ("placements", "2024/25", 250_000.0, 20_000.0)
    )
    instance = hamlet().model_copy(update={"budgets": budget})
    return monitoring(instance, hamlet_plan(), rows, 0)


def test_positions() -> None:
    """Net budget 230,000; forecast 240,000, last month's 235,000; 150,000 in 6 months is 300,000 a year."""
    found = _hamlet(
        _row("placements", "residential", 120_000, 2, period=5, forecast_gbp=235_000),
        _row("placements", "residential", 150_000, 2, period=6, forecast_gbp=240_000),
    )
    assert (found.financial_year, found.period, found.earlier_period) == ("2024/25", 6, 5)
    assert found.period_end == dt.date(2024, 9, 30)
    (position,) = found.positions
    assert position.net_budget_gbp == 230_000
    assert position.actual_to_date_gbp == 150_000
    assert position.variance_gbp == 10_000
    assert position.movement_gbp == 5_000
    assert position.straight_line_gbp == 300_000


def test_since_the_start_of_a_plan() -> None:
    """Spent 1,000 by period 10 and 1,300 by 12, forecast 1,400; 12 x 10.5 - 10 x 10 are 26 child-months in two."""
    rows = [
        _row("care", "ifa", 1_000, 10, period=10, average_children=10.0),
        _row("care", "ifa", 1_300, 11, period=12, average_children=10.5, forecast_gbp=1_400),
        _row("care", "residential", 50, 1, period=12, average_children=0.5),
    ]
    ifa, new = since_start(rows, 10)
    assert (ifa.actual_to_date_gbp, ifa.forecast_gbp, ifa.average_children, ifa.children) == (300, 400, 13, 11)
    # Nothing was spent on it before: half a child on average of twelve months is three of two.
    assert (new.actual_to_date_gbp, new.forecast_gbp, new.average_children) == (50, 50, 3)


def test_planned_figures_of_a_plan_that_begins_inside_a_year() -> None:
    """From February on: period 11 is its first month, period 12 all of its first year."""
    instance = part(9)
    plan = solve(instance, gap=0.01, instance_sha256="0" * 64, explain=False)
    made = played(instance, plan)
    first, year = planned(instance, made, 0, 11), planned(instance, made, 0, 12)
    charged = sum(r.amount_gbp for r in plan.ledger if r.kind != "capital" and r.financial_year == "2022/23")
    assert sum(year.year_gbp.values()) == pytest.approx(charged, abs=0.1)
    assert year.to_date_gbp == pytest.approx(year.year_gbp)
    months = {s.id: s.monthly[1] for s in made.streams if s.line == "fixed"}
    assert sum(gbp for (head, _), gbp in first.to_date_gbp.items() if head == "fixed") == pytest.approx(
        months["secure"] + sum(s.monthly[1] for s in made.streams if s.line == "income")
    )
    of_offers = sum(children for (head, _), children in first.at_end.items() if head != "fixed")
    assert of_offers == pytest.approx(made.simulation.stock[1].sum())


def test_the_plan_of_a_year_is_its_ledger() -> None:
    """All that the plan charges to the heads in the year, capital left out, to the penny."""
    instance, plan = hamlet(), hamlet_plan()
    found = planned(instance, played(instance, plan), 0, 12)
    charged = sum(line.amount_gbp for line in plan.ledger if line.kind != "capital")
    assert sum(found.year_gbp.values()) == pytest.approx(charged, abs=0.05)
    assert found.to_date_gbp == pytest.approx(found.year_gbp)


def test_what_is_not_known_is_said() -> None:
    """No earlier period, no budget of a head, heads without a row."""
    found = _hamlet(_row("elsewhere", "ifa", 1.0, 1, period=1))
    (position,) = found.positions
    assert (position.net_budget_gbp, position.variance_gbp, position.movement_gbp) == (None, None, None)
    assert "placements" in found.without_actuals


def test_deliveries() -> None:
    """The lodge runs since May 2023, with the plan's children and those reported."""
    found = _hamlet(_row("placements", "block_residential", 90_000, 3, period=1))
    block = next(row for row in found.deliveries if row.kind == "block")
    assert (block.id, block.due, block.provision, block.actual_children) == (
        "lodge_block",
        True,
        "block_residential",
        3,
    )
    programme = next((row for row in found.deliveries if row.kind == "programme"), None)
    assert programme is None or (programme.provision, programme.actual_children) == (None, None)
