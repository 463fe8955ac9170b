"""Commitments on the screen: what they bind to, and how well their beds are used."""

import datetime as dt
from typing import Any

from models.plan import Plan
from reports.commitments import commitments_table, demand_table, usage_table
from tests.reports.handmade import LAST_DAY, commitment, plan_of, with_summary


def plan(*commitments: Any, **changes: Any) -> Plan:
    """A plan with these commitments."""
    return with_summary(plan_of(), commitments=commitments, **changes)


BLOCK = commitment(
    "block",
    "block_complex",
    10,
    1_500_000.4,
    guaranteed_gbp=900_000.0,
    beyond_horizon_gbp=600_000.0,
    maximum_gbp=1_500_000.0,
    end=LAST_DAY,
)


BLOCK_WORDS = ("block contract: complex", "10 beds")


def test_commitments_in_words() -> None:
    """Units in singular and plural, months, end, what each binds to, at least, after the plan; and the total."""
    table = commitments_table(
        plan(
            BLOCK,
            commitment("home", "home_two_beds", 1, 250_000.0),
            commitment("fostering", "own_fostering", 3, 37_080.0),
            commitment("programme", "edge_of_care", 1, 300_000.0, beyond_horizon_gbp=100_000.0),
        )
    )
    assert table.head == [
        *("", "size", "decide or start, end", "first children"),
        *("binds to (pounds)", "at least", "of it after 2024/25"),
    ]
    dates = ["Apr 2024", "Oct 2024"]
    assert table.rows == [
        [*BLOCK_WORDS, "Apr 2024 to Sep 2027", "Oct 2024", "1,500,000", "900,000", "600,000"],
        ["open own home: two beds", "1 home", *dates, "250,000", "250,000", "0"],
        ["recruit carers: own fostering", "3 households", *dates, "37,080", "37,080", "0"],
        ["programme: edge of care", "1 programme", *dates, "300,000", "300,000", "100,000"],
        ["total", "", "", "", "2,087,080", "1,487,080", "700,000"],
    ]
    for words in ("beds used or not", "capital net of grant", "approving the households", "over their term"):
        assert words in table.foot


def test_what_extensions_could_add() -> None:
    """A line more where a contract may go on: to 2,000,000."""
    table = commitments_table(plan(BLOCK.model_copy(update={"maximum_gbp": 2_000_000.0})))
    assert table.remarks[1:] == ["With every extension: block contract: complex binds to 2,000,000 pounds."]
    assert len(commitments_table(plan(BLOCK)).remarks) == 1


def test_remarks_only_on_the_kinds_there_are() -> None:
    """One home: no total, nothing of blocks."""
    table = commitments_table(plan(commitment("home", "home_two_beds", 2, 5.0)))
    assert len(table.rows) == 1
    assert table.foot.startswith("Homes: ")


def test_no_commitments() -> None:
    """Said in words."""
    table = commitments_table(plan())
    assert (table.rows, table.foot) == ([], "none: this plan needs no commitment")


def test_a_baseline_has_no_new_commitments() -> None:
    """The title says so, and names blocks where some are running."""
    made = plan_of("do_nothing")
    assert commitments_table(made).title == "Commitments (only recruitment at today's rate)"
    assert commitments_table(with_summary(made, commitments=(BLOCK,))).title == (
        "Commitments (only recruitment at today's rate and blocks already running)"
    )


def test_a_running_block_began_before_the_plan() -> None:
    """Its start is shown as it is."""
    (row,) = commitments_table(plan(BLOCK.model_copy(update={"start": dt.date(2022, 7, 1)}))).rows
    assert row[2] == "Jul 2022 to Sep 2027"


def test_use_of_beds() -> None:
    """Occupancy, void beds and what they cost; commitments without beds are not in the table."""
    used = BLOCK.model_copy(update={"void_beds": 1.25, "void_gbp": 300_000.4, "occupancy_share": 0.86})
    table = usage_table(plan(used, commitment("fostering", "own_fostering", 3, 5.0)))
    assert table is not None
    assert table.title == "Use of what is committed, 2024/25"
    assert table.head == ["", "size", "occupancy", "void beds", "paid for voids (pounds)"]
    assert table.rows == [["block contract: complex", "10 beds", "86.0 %", "1.2", "300,000"]]
    assert "kept for emergencies are not void" in table.foot


def test_from_where_a_commitment_pays() -> None:
    """Columns more where it was computed, blank where it was not."""
    block = BLOCK.model_copy(update={"void_beds": 1.0, "break_even_share": 0.7})
    home = commitment("home", "home_two_beds", 1, 5.0, void_beds=0.5, void_gbp=1.0, occupancy_share=0.75)
    years = {"2024/25": 1.0, "2025/26": 1.0}
    table = usage_table(plan(block, home, cost_gbp_by_year=years))
    assert table is not None
    assert table.title.endswith("2024/25 to 2025/26")
    assert table.head[5:] == ["pays above occupancy"]
    assert table.rows == [
        ["block contract: complex", "10 beds", "", "1.0", "", "70.0 %"],
        ["open own home: two beds", "1 home", "75.0 %", "0.5", "1", ""],
    ]
    assert "costs more than it saves" in table.foot


def test_demand_above_which_commitments_pay() -> None:
    """Children and share of the projection, or in words; those not computed are left out."""
    block = BLOCK.model_copy(update={"pays": "above", "pays_above_children": 601.42, "pays_above_share": 0.886})
    home = commitment("home", "home_two_beds", 1, 5.0, pays="at_every_demand")
    carers = commitment("fostering", "own_fostering", 3, 5.0, pays="at_no_demand")
    table = demand_table(plan(block, home, carers, commitment("programme", "edge_of_care", 1, 1.0)))
    assert table is not None
    assert table.rows == [
        ["block contract: complex", "10 beds", "Apr 2024", "601.4", "88.6 %"],
        ["open own home: two beds", "1 home", "Apr 2024", "any", ""],
        ["recruit carers: own fostering", "3 households", "Apr 2024", "none", ""],
    ]
    assert demand_table(plan(commitment("fostering", "own_fostering", 3, 5.0))) is None


def test_without_beds_there_is_no_table_of_their_use() -> None:
    """Carers and programmes have none."""
    assert usage_table(plan(commitment("fostering", "own_fostering", 3, 5.0))) is None
