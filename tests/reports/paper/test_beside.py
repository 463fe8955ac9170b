"""The plan beside England and other areas, by hand."""

import dataclasses
import datetime as dt

import pytest

from models.comparators import Comparator
from models.tables import Population
from reports.paper.beside import MEASURES, beside_grid, residents
from reports.paper.document import Grid, OpenBox
from reports.paper.facts import Facts
from reports.paper.measures import DUTIES, level
from reports.paper.sections.reasons import reasons
from tests.reports.paper.samples import YEAR, facts, row

MARCH = dt.date(2023, 3, 31)


def figure(measure: str, area: str, value: float, day: dt.date = MARCH, name: str | None = None) -> Comparator:
    """A published figure."""
    unit = "per_10000" if measure == "looked_after_rate" else "share"
    values = {"measure": measure, "area": area, "name": name, "day": day, "value": value, "unit": unit}
    return Comparator.model_validate({**values, "source": f"DfE {day.year}"})


def people(day: dt.date, ages: tuple[int, int], number: float) -> Population:
    """Residents of some ages on a day."""
    return Population(home_area=None, day=day, people=number, age_from=ages[0], age_to=ages[1], source="ONS")


def beside(*rows: Comparator, population: tuple[Population, ...] = ()) -> Facts:
    """The tiny instance's plan with these figures."""
    instance = facts().instance.model_copy(update={"comparators": rows, "population": population})
    return dataclasses.replace(facts(), instance=instance)


def table(found: Facts) -> Grid:
    """The table, which there is."""
    grid = beside_grid(found)
    assert grid is not None
    return grid


def test_every_measure_of_the_table_has_its_line() -> None:
    """The paper shows what an instance may hold."""
    assert set(MEASURES) == set(Comparator.model_fields["measure"].annotation.__args__)  # type: ignore[union-attr]


def test_areas_stand_from_england_to_named_ones_and_the_latest_figure_counts() -> None:
    """England of 2023 takes the place of 2022's; the plan's own figure is that of the scorecard."""
    old = figure("placed_in_authority", "england", 0.5, dt.date(2022, 3, 31))
    rows = (
        figure("placed_in_authority", "named", 0.7, name="Wirral"),
        figure("placed_in_authority", "england", 0.57),
        old,
        figure("placed_in_authority", "region", 0.6, name="North West"),
    )
    grid = table(beside(*rows))
    assert list(grid.head) == ["measure", YEAR, "England", "North West", "Wirral"]
    ours = level(facts(), facts().made, DUTIES[0], YEAR)
    assert row(grid, "Placed in the authority") == [ours, 0.57, 0.6, 0.7]
    assert "DfE 2023" in grid.source
    assert "DfE 2022" not in grid.source


def test_figures_of_different_days_stand_on_different_lines() -> None:
    """Nothing is shown under a day that is not its own."""
    late = figure("foster_placements", "region", 0.6, dt.date(2024, 3, 31), "North West")
    grid = table(beside(figure("foster_placements", "england", 0.7), late))
    name = "In foster placements, connected carers too"
    assert [[str(cell) for cell in (cells[0], *cells[2:])] for cells in grid.rows] == [
        [f"{name} (others: 31 March 2023)", "70.0 %", ""],
        [f"{name} (others: 31 March 2024)", "", "60.0 %"],
    ]


def test_shares_of_placements_are_of_all_children_on_31_march() -> None:
    """As DfE counts: fixed lines are in the denominator."""
    grid = table(
        beside(figure("foster_placements", "england", 0.7), figure("homes_and_semi_independent", "england", 0.1))
    )
    end = facts().plan.summary.children_at_year_end[YEAR]
    families = sum(
        end.get(name, 0.0) for name in ("in_house_fostering", "connected_carers", "ifa", "block_fostering")
    )
    homes = ("residential", "block_residential", "internal_home", "supported_accommodation", "block_16plus", "secure")
    assert row(grid, "In foster")[0] == pytest.approx(families / sum(end.values()))
    assert row(grid, "In children's homes")[0] == pytest.approx(
        sum(end.get(n, 0.0) for n in homes) / sum(end.values())
    )


def test_what_the_plan_does_not_forecast_says_so() -> None:
    """Three placements a year never, two years in one placement not within the first year; no residents, no rate."""
    names = ("three_or_more_placements", "same_placement_two_years", "looked_after_rate")
    grid = table(beside(*(figure(name, "england", 0.1) for name in names)))
    assert [str(cells[1]) for cells in grid.rows] == ["no forecast"] * 3


def test_the_rate_is_of_residents_on_a_straight_line_between_two_days() -> None:
    """Halfway from 1,000 + 500 to 1,200 + 500 people are 1,600; outside the days known there are none."""
    first, last = dt.date(2025, 3, 21), dt.date(2025, 4, 10)
    known = (people(first, (0, 15), 1_000), people(first, (16, 17), 500), people(last, (0, 15), 1_200))
    found = beside(figure("looked_after_rate", "england", 70.0), population=(*known, people(last, (16, 17), 500)))
    assert residents(found.instance, dt.date(2025, 3, 31)) == pytest.approx(1_600)
    assert residents(found.instance, dt.date(2025, 4, 11)) is None
    children = sum(facts().plan.summary.children_at_year_end[YEAR].values())
    assert row(table(found), "Looked after")[0] == pytest.approx(children / 1_600 * 10_000)


def test_the_box_for_neighbours_stands_only_where_no_figure_does() -> None:
    """The table takes its place."""
    keys = [block.key for block in reasons(facts()).blocks if isinstance(block, OpenBox)]
    assert keys == ["reasons", "neighbours"]
    section = reasons(beside(figure("looked_after_rate", "england", 70.0)))
    assert [block.key for block in section.blocks if isinstance(block, OpenBox)] == ["reasons"]
    assert "beside" in {block.key for block in section.blocks if isinstance(block, Grid)}
