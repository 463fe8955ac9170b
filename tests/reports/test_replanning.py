"""The change report: what became of each commitment that was still open."""

import datetime as dt

from models.plan import Commitment, Plan
from models.replanning import Outturn
from models.tables import CommitmentMade
from reports.effects import same_years
from reports.outturn import outturn_table
from reports.replanning import changes, replan_tables
from tests.reports.planned import plan_of, tiny

APRIL, JULY, OCTOBER = dt.date(2024, 4, 1), dt.date(2024, 7, 1), dt.date(2024, 10, 1)
LATER = dt.date(2027, 3, 31)


def decided(*rows: tuple[str, str, dt.date, int]) -> Plan:
    """Return the tiny plan with other commitments."""
    made = tuple(
        Commitment(kind=kind, id=name, start=start, size=size, end=LATER if kind == "block" else None)
        for kind, name, start, size in rows
    )
    return plan_of().model_copy(update={"commitments": made})


def test_every_kind_of_change() -> None:
    """Decisions of a month are paired first, the others in order of time; what was made before is none."""
    before = decided(
        ("block", "beds", APRIL, 4),
        ("fostering", "carers", dt.date(2023, 7, 1), 9),
        ("fostering", "carers", APRIL, 2),
        ("fostering", "carers", JULY, 3),
        ("home", "small", APRIL, 1),
        ("home", "small", OCTOBER, 1),
        ("programme", "edge", APRIL, 1),
    )
    now = decided(
        ("block", "beds", JULY, 6),
        ("fostering", "carers", dt.date(2023, 7, 1), 9),
        ("fostering", "carers", JULY, 1),
        ("fostering", "carers", OCTOBER, 2),
        ("home", "small", APRIL, 1),
        ("programme", "away", APRIL, 1),
        ("programme", "edge", APRIL, 1),
    )
    found = {
        (row.id, row.change, row.size_before, row.size_now, row.start_before, row.start_now)
        for row in changes(before, now, tiny().instance)
    }
    assert found == {
        ("beds", "moved and resized", 4, 6, APRIL, JULY),
        ("carers", "resized", 3, 1, JULY, JULY),
        ("carers", "moved", 2, 2, APRIL, OCTOBER),
        ("small", "kept", 1, 1, APRIL, APRIL),
        ("small", "dropped", 1, 0, OCTOBER, None),
        ("away", "added", 0, 1, None, APRIL),
        ("edge", "kept", 1, 1, APRIL, APRIL),
    }


def test_a_signed_block_is_no_change() -> None:
    """Committed to before the plan, although it starts in it."""
    signed = CommitmentMade(kind="block", id="beds", start=JULY, size=4, source="contract")
    planning = tiny().instance.model_copy(update={"commitments_made": (signed,)})
    plan = decided(("block", "beds", JULY, 4))
    assert changes(plan, plan, planning) == ()


def test_years_of_one_plan_alone_have_no_change() -> None:
    """Both of one year: a change of nothing; the tables say what they compare."""
    plan = plan_of()
    tables = replan_tables((tiny().instance, tiny().instance), (plan, plan), (), ())
    assert tables[0].foot == "Neither plan decides anything from here on."
    (row,) = tables[1].rows
    assert (row[0], row[3], row[6]) == ("2024/25", "0", "0")


def test_the_running_year_is_shown_by_head() -> None:
    """500 to date and 120 left now are 620, 20 over; a head without actuals has no outturn, and nor has the sum."""
    rows = (
        Outturn("care_head", 600.0, 500.0, 100.0, 120.0, 620.0, 20.0),
        Outturn("b", 50.0, None, 9.0, 8.0, None, None),
    )
    table = outturn_table(rows, "2024/25")
    assert list(table.head)[1:] == [
        "net budget", "actual to date", "left, before", "left, now", "forecast outturn", "variance",
    ]  # fmt: skip
    assert [list(row) for row in table.rows] == [
        ["care head", "600", "500", "100", "120", "620", "20"],
        ["b", "50", "-", "9", "8", "-", "-"],
        ["total", "650", "-", "109", "128", "-", "-"],
    ]


def test_a_year_of_other_months_is_not_compared() -> None:
    """The same year whole and from February on: no change of cost, no reasons; a remark on both."""
    plan, whole = plan_of(), tiny().instance
    calendar = whole.settings.calendar.model_copy(
        update={"start": dt.date(2025, 2, 1), "financial_years": 2, "monthly_periods": 2}
    )
    later = whole.model_copy(update={"settings": whole.settings.model_copy(update={"calendar": calendar})})
    assert same_years(whole, whole) == ["2024/25"]
    assert same_years(whole, later) == []
    tables = replan_tables((whole, later), (plan, plan), (), (Outturn("b", 50.0, None, 9.0, 8.0, None, None),))
    titles = [table.title for table in tables]
    assert titles[1] == "2024/25: to date and the months left (net, nominal pounds)"
    assert not any("Why" in title for title in titles)
    cost, policies = tables[2], tables[-1]
    assert (cost.rows[0][0], cost.rows[0][3], cost.rows[0][6]) == ("2024/25", "", "")
    told = "2024/25: before of all months planned then, now of the months left."
    assert cost.foot == told
    assert policies.foot.endswith(told)
