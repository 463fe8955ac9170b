"""The tables of money and of children, by hand."""

import dataclasses
from decimal import Decimal

import pytest

from reports.paper.avoided import avoided_grid
from reports.paper.document import Figure
from reports.paper.evidence import certificate_grid
from reports.paper.facts import Facts
from reports.paper.people import AWAY, MISSING, history_grid, rings_grid, sufficiency_grid
from reports.paper.pictures import gap_pictures
from reports.paper.revenue import revenue_grid
from reports.paper.wording import counted, gbp, listed, sentence, year_end
from reports.words import head_words
from tests.reports.paper.samples import YEAR, changed, commitment, facts, grid, line, row


def public(found: Facts) -> Facts:
    """The same facts for the public."""
    return dataclasses.replace(found, public=True)


def test_revenue_is_gross_by_head_then_net_then_against_the_budget() -> None:
    """2,641,696.66 gross, 100,000 income, 3,300,000 budget."""
    found = grid("revenue")
    assert row(found, "Fostering head")[0] == pytest.approx(271_932.15 + 3_480.04 + 74_160.0)
    assert row(found, "Gross cost")[0] == 2_641_696.66
    assert row(found, "Income")[0] == -100_000.0
    assert row(found, "Net cost")[0] == 2_541_696.66
    assert row(found, "Pressure on the base budget")[0] == -758_303.34


def test_heads_add_up_to_the_gross_cost() -> None:
    """To the penny, financing included, for the public too."""
    lines = [
        line("fees", "revenue", "ifa_north", 10.01),
        line("fees", "revenue", "fostering", 5.02, "fostering_head"),
        line("mrp_and_interest", "financing", "small_home", 1.03),
    ]
    for found in (changed(facts(), ledger=lines), public(changed(facts(), ledger=lines))):
        cells = [(str(r[0]), r[1]) for r in revenue_grid(found).rows]
        total = next(i for i, (label, _) in enumerate(cells) if label.startswith("Gross"))
        values = [Decimal(str(cell.value)) for _, cell in cells[: total + 1] if not isinstance(cell, str)]
        assert sum(values[:-1]) == values[-1] == Decimal("16.06")


def test_public_heads_with_few_contracts_are_added_together() -> None:
    """Two offers bought on one head: that head would tell their price, and goes with the other."""
    lines = [
        line("fees", "revenue", "ifa_north", 10.0),
        line("fees", "revenue", "home_spot", 20.0),
        line("fees", "revenue", "fostering", 50.0, "fostering_head"),
    ]
    found = revenue_grid(public(changed(facts(), ledger=lines)))
    assert [str(cells[0]) for cells in found.rows][:2] == ["Agency head; fostering head", found.rows[1][0]]
    assert row(found, "Agency head; fostering head")[0] == 80.0


def test_no_budget_no_pressure() -> None:
    """An instance without budgets has no such rows."""
    instance = facts().instance.model_copy(update={"budgets": ()})
    found = revenue_grid(dataclasses.replace(facts(), instance=instance))
    assert not [cells for cells in found.rows if "budget" in str(cells[0]).lower()]


def test_avoided_spend_less_its_costs_is_the_net() -> None:
    """Do nothing 1,000, plan 900 of which home 200, opening 50, voids 30; financing 20: net 80, gross 380."""
    lines = [
        line("fees", "revenue", "ifa_north", 620.0),
        line("home_running", "revenue", "small_home", 200.0),
        line("pre_opening", "revenue", "small_home", 50.0),
        line("voids", "revenue", "block_c", 30.0),
        line("mrp_and_interest", "financing", "small_home", 20.0),
    ]
    found = avoided_grid(
        changed(
            facts(),
            ledger=lines,
            commitments=(commitment("home", "small_home"), commitment("block", "block_c")),
            cost_gbp_by_year={YEAR: 900.0},
            baseline_gbp_by_year={YEAR: 1000.0},
        )
    )
    assert [cells[1].value for cells in found.rows if not isinstance(cells[1], str)] == [380, -200, -50, -30, -20, 80]


def test_the_duty_is_measured_whatever_the_policies_are() -> None:
    """The plan's share in the authority is that of its scorecard; nobody is in a sibling group."""
    found = grid("duty")
    stated = next(score for score in facts().plan.scorecard if score.policy == "near_home")
    assert row(found, "In the authority")[0] == pytest.approx(stated.achieved, abs=1e-6)
    assert not [cells for cells in found.rows if str(cells[0]).startswith("Siblings")]
    assert list(found.notes) == [
        "Not measured, since the instance holds no such children: siblings in groups who live together."
    ]
    assert row(found, "Stability")[0] == pytest.approx(facts().plan.summary.moves_per_child_year, abs=1e-6)


def test_rings_hold_everybody_once() -> None:
    """Shares of the plan add up to 1."""
    shares = [cells[2].value for cells in rings_grid(facts()).rows if not isinstance(cells[2], str)]
    assert sum(shares) == pytest.approx(1.0)


def test_history_adds_ages_up() -> None:
    """40 looked after and 20 starts to March 2024; nobody counted those who ceased."""
    found = history_grid(facts())
    assert found is not None
    assert [[str(cell) for cell in cells] for cells in found.rows] == [["31 March 2024", "40", "20", ""]]


def test_no_history_no_table() -> None:
    """An instance without counts."""
    instance = facts().instance.model_copy(update={"history": ()})
    assert history_grid(dataclasses.replace(facts(), instance=instance)) is None


def test_the_gap_names_need_age_area_number_and_month() -> None:
    """Children of high need live outside Tinyton at first."""
    found = sufficiency_grid(facts())
    assert list(found.head) == ["need", "age", "home area", "what is short", "places", "by when"]
    assert {str(cells[2]) for cells in found.rows} == {"Tinyton"}
    assert ["High", "0 to 15"] in [[str(cells[0]), str(cells[1])] for cells in found.rows]


def test_needs_stand_in_their_rank() -> None:
    """Lowest first, whatever they are called; turned round, the other way."""
    ranks = {row.need: row.rank for row in facts().instance.needs}
    assert len(ranks) > 1
    for turn in (1, -1):
        needs = tuple(row.model_copy(update={"rank": 100 + turn * row.rank}) for row in facts().instance.needs)
        found = sufficiency_grid(
            dataclasses.replace(facts(), instance=facts().instance.model_copy(update={"needs": needs}))
        )
        away = [str(cells[0]).lower() for cells in found.rows if cells[3] == AWAY]
        order = sorted(dict.fromkeys(away), key=lambda need: turn * ranks[need])
        assert list(dict.fromkeys(away)) == order


def short(need: str, ages: str, what: str, places: float) -> list[str | Figure]:
    """A line of the sufficiency gap of one home area."""
    return [need, ages, "North", what, Figure(places, "children"), "May 2024"]


def test_maps_of_the_gap_add_up_areas_and_never_different_things() -> None:
    """7.26 and 9.22 shown as 7.3 and 9.2: 16.5, 16 in table and chart; what is missing otherwise is apart."""
    rows = [
        short("High", "0 to 4", MISSING, 2.0),
        short("High", "5 to 9", MISSING, 3.0),
        short("High", "0 to 4", AWAY, 7.26),
        short("High", "0 to 4", AWAY, 9.22),
        short("Low", "5 to 9", AWAY, 4.0),
    ]
    gap = dataclasses.replace(sufficiency_grid(facts()), rows=rows)
    missing, away = gap_pictures(gap)
    assert [[str(cell) for cell in cells] for cells in missing.data.rows] == [["High", "2", "3"]]
    assert [[str(cell) for cell in cells] for cells in away.data.rows] == [["High", "16", "0"], ["Low", "0", "4"]]
    assert "High, 0 to 4: 16" in away.alt
    (drawn,) = away.spec["datasets"].values()
    assert [row["places"] for row in drawn] == [16.0, 0.0, 0.0, 4.0]


def test_one_pair_of_need_and_age_is_no_map() -> None:
    """The table says it."""
    rows = [short("High", "0 to 4", AWAY, 7.0), short("High", "0 to 4", AWAY, 2.0)]
    assert gap_pictures(dataclasses.replace(sufficiency_grid(facts()), rows=rows)) == []


def test_places_at_year_end_are_those_of_the_plan() -> None:
    """31 March 2025, provision by provision."""
    stated = facts().plan.summary.children_at_year_end[YEAR]
    assert row(grid("placements"), "In-house fostering")[1] == stated["in_house_fostering"]
    assert row(grid("placements"), "All children") == [25.0, pytest.approx(sum(stated.values()))]


def test_places_over_time_never_fall_short_of_children_where_limited() -> None:
    """Own homes: places of the plan's home from January, children within them."""
    found = grid("over_time")
    children, places = row(found, "Council's own homes: children"), row(found, "Council's own homes: places")
    assert float(children[-1]) <= float(places[-1]) + 1e-6
    assert float(places[-1]) > 0


def test_the_certificate_carries_the_hash_of_the_input() -> None:
    """All 64 letters, with status and versions."""
    found = {str(cells[0]): str(cells[1]) for cells in certificate_grid(facts()).rows}
    assert found["Hash of the input (SHA-256)"] == facts().plan.summary.certificate.instance_sha256
    assert found["Status"] == "optimal"


def test_assumptions_are_counted_by_their_basis() -> None:
    """The settings of the tiny instance have one; no row of its tables has."""
    assert [[str(cell) for cell in cells] for cells in grid("assumptions").rows] == [
        ["instance.toml", "1", "money.move_gbp: two days of a social worker's time and travel"]
    ]


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (gbp(-1234.5), "-£1,234"),
        (gbp(0.2), "£0"),
        (listed([]), ""),
        (counted(1.2, "child", "children"), "1 child"),
        (counted(1500.0, "child", "children"), "1,500 children"),
        (counted(0.0, "child", "children"), "0 children"),
        (listed(["a"]), "a"),
        (listed(["a", "b", "c"]), "a, b and c"),
        (sentence("own home"), "Own home"),
        (head_words("ifa"), "IFA"),
        (head_words("leaving_care"), "leaving care"),
        (year_end("2024/25"), "31 March 2025"),
    ],
)
def test_wording(made: str, said: str) -> None:
    """Amounts, lists, names."""
    assert made == said
