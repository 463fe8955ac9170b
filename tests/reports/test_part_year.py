"""A plan from inside a financial year on screen and paper: its months are what tables count, and say."""

import datetime as dt
from functools import cache

import numpy as np
import pytest

from audit.today import supply_today_gbp
from audit.verify import verify
from models.calendar import PlanningCalendar
from models.instance import Instance
from models.plan import GapLine, Plan
from models.projections import Fan
from optimiser.explain.clash import months_of_places
from optimiser.plan import solve
from reports.demand import demand_years
from reports.dfe_measures import settled_shares
from reports.paper.bridge import bridge
from reports.paper.bridge_table import is_exact
from reports.paper.facts import Facts, Results, facts_of
from reports.paper.mtfs import mtfs_grid
from reports.paper.over_time import over_time_grid
from reports.paper.people import placements_grid
from reports.paper.sections.recommendations import recommendations
from reports.placements import gap_table, placements_table
from reports.screen import headline
from tests.oracles.random_part import part
from tests.oracles.small import row

SHA = "0" * 64


@cache
def begun() -> tuple[Instance, Plan]:
    """An instance from February 2023 to March 2024, with budgets, and its plan."""
    planning = part(9)
    heads = dict.fromkeys([*(offer.budget_head for offer in planning.offers), "fixed"])
    budgets = tuple(
        row("budgets", budget_head=head, financial_year=year, gross_gbp=gross, income_gbp=0.0)
        for head in heads
        for year, gross in (("2022/23", 100e3), ("2023/24", 600e3))
    )
    planning = planning.model_copy(update={"budgets": budgets})
    return planning, solve(planning, gap=0.01, instance_sha256=SHA, explain=False)


def facts(*, public: bool = False) -> Facts:
    """Facts of its paper."""
    return facts_of(*begun(), Results(), public=public)


def test_the_screen_says_which_months_it_has() -> None:
    """In the head; children of 31 January beside those of 31 March of the same year; no full-year effect."""
    planning, plan = begun()
    lines = headline(planning, plan, verify(planning, SHA, plan))
    said = "2022/23 is planned from February 2023 on: its figures are of these months, its budgets what was left."
    assert said in lines
    assert list(placements_table(planning, plan).head)[1:] == ["31 Jan 2023", "2023", "2024"]
    assert plan.summary.full_year_effect_gbp is None


def test_the_gap_is_the_average_of_the_months_planned() -> None:
    """One child in February and none in March is half a child on average of the year's two months."""
    planning, plan = begun()
    one = GapLine(
        period_start=dt.date(2023, 2, 1), need="low", age_from=0, age_to=15, home_area="north", children=1.0
    )
    other = one.model_copy(update={"period_start": dt.date(2023, 4, 1), "children": 2.0})
    shown = gap_table(planning, plan.model_copy(update={"gap": (one, other)})).rows[0]
    # April is month 3 of the plan.
    months = next(len(period) for period in planning.calendar.periods if period.first == 3)
    assert list(shown[2:]) == ["0.50", f"{2 * months / 12:.2f}"]


def test_settled_children_are_those_of_a_31_march() -> None:
    """Fourteen months are too few for two years."""
    assert settled_shares(*begun()) == {}


def test_the_bridge_is_exact_in_a_part_of_a_year() -> None:
    """Two of twelve months of today's supply less what was left of the budgets; the steps add to the plan."""
    found, planning = facts(), begun()[0]
    assert is_exact(found)
    steps = {step.key: step.by_year for step in bridge(found)}
    heads = len(planning.budgets) // 2
    today = supply_today_gbp(planning)
    assert float(steps["full_year"]["2022/23"]) == pytest.approx(today * 2 / 12 - heads * 100e3, abs=0.01)
    assert float(steps["full_year"]["2023/24"]) == pytest.approx(today - heads * 600e3, abs=0.01)
    # As many children as today would be no step of demand: child-weeks of 59 days over 2/12 of 52 weeks.
    simulation = found.nothing.simulation
    weeks = simulation.average[1:3].sum(axis=(1, 2)) @ np.array([28 / 7, 31 / 7])
    placed = simulation.arrays.settled.sum()
    need = {cohort.cohort: cohort.need for cohort in planning.cohorts}
    weekly = {(price.offer, price.need): price.gbp_per_week for price in planning.offer_prices}
    placed_today = [child for child in planning.placements_today if child.offer is not None]
    fees = sum(child.children * weekly[child.offer, need[child.cohort]] for child in placed_today)
    expected = fees * 52 * 2 / 12 * (weeks / (placed * 52 * 2 / 12) - 1)
    assert float(steps["demand"]["2022/23"]) == pytest.approx(expected, abs=0.01)


def test_lines_of_the_strategy_are_of_whole_years() -> None:
    """The two months are no column, and the table says why."""
    grid = mtfs_grid(facts())
    assert "2022/23" not in grid.head
    assert grid.head[3] == "2023/24"
    assert "2022/23, of which a part is planned, is no line: increments are of whole years." in grid.notes


def test_the_paper_names_days_and_months() -> None:
    """31 January, then year ends and half years of the financial year; what approval covers, by month."""
    assert placements_grid(facts()).head[1] == "31 January 2023"
    assert over_time_grid(facts()).head[1:] == ["Jan 2023", "Mar 2023", "Sep 2023", "Mar 2024"]
    assert over_time_grid(facts(public=True)).head[1:] == ["Jan 2023", "Mar 2023", "Mar 2024"]
    assert facts().span == "February 2023 to 2023/24"
    assert facts().whole_years == ["2023/24"]
    assert any("in 2022/23 from February on and" in str(item) for item in recommendations(facts()).blocks)


def test_a_projection_names_its_base_date() -> None:
    """Two months after 31 January comes the first 31 March."""
    days = tuple(dt.date(2023 + (m + 1) // 12, (m + 1) % 12 + 1, 1) - dt.timedelta(days=1) for m in range(15))
    line = np.zeros(15)
    fan = Fan("x", days, line, line, line, line, line)
    assert fan.year_ends == (0, 2, 14)
    assert demand_years(fan) == ["31 Jan 2023", "2023", "2024"]


@pytest.mark.parametrize(
    ("missed", "months"), [(["2022/23"], [1]), (["2023/24"], [9, 3, 1]), (["2023/24", "2022/23"], [1])]
)
def test_places_that_would_help_come_from_april_october_or_the_start(missed: list[str], months: list[int]) -> None:
    """From February 2023: April is month 3, October month 9; for what is before the plan stands its first month."""
    assert months_of_places(PlanningCalendar(dt.date(2023, 2, 1), 2, 2, 3), missed) == months
    whole = PlanningCalendar(dt.date(2022, 4, 1), 2, 3, 3)
    assert months_of_places(whole, ["2022/23"]) == [7, 1]
    assert months_of_places(whole, ["2023/24"]) == [19, 13, 7, 1]
