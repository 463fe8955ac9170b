"""DfE's measures beside the plan's forecast, worked out by hand."""

import datetime as dt

import pytest

from models.instance import Instance
from models.plan import Plan
from models.tables import History
from reports.dfe_measures import measures_table, settled_shares
from reports.screen import tables
from tests.reports.planned import plan_of, tiny

DAY = dt.date(2024, 3, 31)


def history(measure: str, children: float, *, months: int = 0, ages: tuple[int, int] = (0, 17)) -> History:
    """Return a count on the day before the start."""
    values = {
        "measure": measure,
        "period_end": DAY,
        "period_months": months,
        "children": children,
        "source": "return",
    }
    return History.model_validate({**values, "age_from": ages[0], "age_to": ages[1], "source": "return"})


def recorded(*rows: History) -> Instance:
    """Return the tiny instance with these rows of history."""
    return tiny().instance.model_copy(update={"history": rows})


MEASURED = (
    history("looked_after", 10, ages=(0, 15)),
    history("looked_after", 15, ages=(16, 17)),
    history("population", 5_000),
    history("three_or_more_placements", 3, months=12),
    history("looked_after_30_months", 8, ages=(0, 15)),
    history("same_placement_24_months", 6, ages=(0, 15)),
)


def test_recorded_beside_forecast() -> None:
    """25 children of 5,000 are 50 per 10,000; 3 of 25 are 12 %; 6 of 8 are 75 %; the plan has 31 March 2025."""
    table = measures_table(recorded(*MEASURED), plan_of())
    assert table is not None
    assert list(table.head) == ["", "recorded 2024", "2025"]
    end = sum(plan_of().summary.children_at_year_end["2024/25"].values())
    assert [list(row) for row in table.rows] == [
        ["children looked after", "25.0", f"{end:.1f}"],
        ["rate per 10,000 aged 0 to 17", "50.0", f"{end / 5_000 * 10_000:.1f}"],
        ["3+ placements in the year", "12.0 %", "no forecast"],
        ["same placement 2+ years, under 16", "75.0 %", "no forecast"],
    ]
    assert "the plan counts moves and not who moves" in " ".join(table.remarks)


def test_no_table_without_dfe_measures() -> None:
    """Counts of children alone are in the table of children already."""
    assert measures_table(recorded(MEASURED[0]), plan_of()) is None
    assert measures_table(tiny().instance, plan_of()) is None
    assert len(tables(recorded(*MEASURED), plan_of())) == len(tables(tiny().instance, plan_of())) + 1


def test_what_was_not_recorded_is_blank() -> None:
    """A population without counts of stability gives the forecast rate and no recorded shares."""
    table = measures_table(recorded(MEASURED[2]), plan_of())
    assert table is not None
    assert [row[1] for row in table.rows] == ["", "", "", ""]


def test_counts_of_other_days_are_not_used() -> None:
    """Only the day before the start counts."""
    earlier = history("population", 5_000).model_copy(update={"period_end": dt.date(2023, 3, 31)})
    assert measures_table(recorded(earlier), plan_of()) is None


def two_years(kind: str = "plan") -> tuple[Instance, Plan]:
    """Return the tiny instance over two years with six children in one offer, and a plan that places nobody."""
    base = tiny().instance
    calendar = base.settings.calendar.model_copy(update={"financial_years": 2, "monthly_periods": 24})
    settings = base.settings.model_copy(update={"calendar": calendar})
    today = tuple(row for row in base.placements_today if (row.cohort, row.offer) == ("low_child", "ifa_north"))
    instance = base.model_copy(update={"settings": settings, "placements_today": today})
    summary = plan_of().summary.model_copy(update={"kind": kind})
    return instance, plan_of().model_copy(update={"admissions": (), "tail_admissions": (), "summary": summary})


@pytest.mark.parametrize("kind", ["plan", "do_nothing"])
def test_share_in_the_same_placement(kind: str) -> None:
    """Five months in placement today. Months 1 to 7 have a chance of 4 % of an early end, 8 to 24 of 1 %.

    Of those still in care and under 16 after 24 months, 0.96^7 x 0.99^17 = 0.633 are where they were.
    """
    instance, plan = two_years(kind)
    assert settled_shares(instance, plan) == {2026: pytest.approx(0.96**7 * 0.99**17)}


def test_admissions_after_the_first_day_cannot_have_lasted_two_years() -> None:
    """The tiny plan's admissions of the first year change nobody's two years at the end of the second."""
    instance, plan = two_years()
    placed = plan.model_copy(update={"admissions": plan_of().admissions})
    assert settled_shares(instance, placed) == settled_shares(instance, plan)


def test_nobody_there_is_no_share() -> None:
    """Without a child under 16 there is nothing to divide by."""
    instance, plan = two_years()
    assert settled_shares(instance.model_copy(update={"placements_today": ()}), plan) == {}
