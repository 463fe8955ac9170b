"""The screens of block-size tests and frontiers, from figures made by hand."""

from dataclasses import replace

from models.stress import Spread
from models.sweeps import (
    BlockCurve,
    BlockPoint,
    BlockResult,
    FrontierPoint,
    FrontierResult,
    PathCost,
    StressedSize,
)
from reports import blocks, frontier
from reports.table import Table, plain
from tests.reports.planned import tiny

NONE = BlockPoint(
    0,
    available=True,
    status="optimal",
    cost_gbp=1_000_000.0,
    bound_gbp=999_000.0,
    penalties_gbp=0.0,
    saving_gbp=0.0,
    saving_low_gbp=0.0,
    saving_high_gbp=0.0,
    next_bed_gbp=50_000.0,
    next_bed_low_gbp=49_000.0,
    next_bed_high_gbp=51_000.0,
    void_beds=0.0,
    void_cost_gbp=0.0,
    commitment_gbp=0.0,
    guaranteed_gbp=0.0,
    locality_share=0.6,
    moves_per_child_year=0.42,
    revenue_gbp_by_year={"2024/25": 700_000.0, "2025/26": 800_000.0},
    commitments=1,
)
TWO = replace(
    NONE,
    beds=2,
    cost_gbp=950_000.0,
    saving_gbp=50_000.0,
    saving_low_gbp=49_000.0,
    saving_high_gbp=51_000.0,
    next_bed_gbp=None,
    next_bed_low_gbp=None,
    next_bed_high_gbp=None,
    start="2024-04-01",
    end="2027-03-31",
    price_gbp_per_week=4_600.0,
    highest_price_gbp_per_week=4_812.4,
    void_beds=0.25,
    void_cost_gbp=59_800.0,
    occupancy=0.875,
    break_even_occupancy=0.83,
    commitment_gbp=1_440_000.0,
    guaranteed_gbp=1_200_000.0,
    eligible_admissions_per_year=7.5,
    months_to_fill=3,
    locality_share=0.612,
    moves_per_child_year=0.417,
)
THREE = BlockPoint(3, available=False, status="unavailable")
CURVE = BlockCurve(None, None, (NONE, TWO, THREE), 2, (2,))
RESULT = BlockResult(
    block="block_c",
    demand="middle",
    prices="central",
    points=CURVE.points,
    best_beds=2,
    indistinguishable_beds=(2,),
    curves=(CURVE,),
    paths=(),
    worst_regret_gbp={},
    least_regret_beds=None,
    futures=0,
    stressed=(),
    best_stressed_beds=None,
    level_stressed_beds=(),
    surest_stressed_beds=None,
    least_regret_stressed_beds=None,
    gap=0.001,
    interrupted=False,
    seconds=12.0,
    seconds_finer=3.0,
    seconds_paths=0.0,
    seconds_stressed=0.0,
)


def cells(table: Table, row: int) -> dict[str, str]:
    """Return the cells of a row by their heads; of heads that are the same, the last."""
    return dict(zip(table.head, table.rows[row], strict=True))


def table_of(result: BlockResult, title: str) -> Table:
    """Return the table whose title begins so."""
    return next(table for table in blocks.tables(result) if table.title.startswith(title))


def test_the_best_size_with_its_bracket() -> None:
    """What it saves, and between what."""
    lines = blocks.headline(tiny().instance, RESULT)
    assert "Best size: 2 beds, which saves 50,000 pounds against no block (between 49,000 and 51,000)." in lines
    assert not any("Indistinguishable" in line for line in lines)
    assert "expected children, not stressed" in lines[0]


def test_sizes_that_cannot_be_told_apart_are_named() -> None:
    """The others, not the best itself."""
    lines = blocks.headline(tiny().instance, replace(RESULT, indistinguishable_beds=(0, 2)))
    assert any(line.endswith("overlap: 0 beds.") for line in lines)


def test_nothing_was_found() -> None:
    """Said plainly."""
    lines = blocks.headline(tiny().instance, replace(RESULT, best_beds=None, interrupted=True))
    assert "No size has a plan." in lines
    assert "Interrupted: what is shown is what there was." in lines


def played() -> BlockResult:
    """Return the result with two sizes in 400 futures."""
    cost, no = Spread(1.1e6, 8e5, 1e6, 1.3e6, 9e3), Spread(0.0, 0.0, 0.0, 0.0, 0.0)
    saving, used = Spread(12_345.0, -5e4, 1e4, 9e4, 2e3), Spread(0.8, 0.5, 0.82, 1.0, 0.01)
    void, regret = Spread(7e3, 0.0, 6e3, 2e4, 50.0), Spread(3e3, 0.0, 0.0, 4.4e4, 100.0)
    sizes = (
        StressedSize(0, cost, no, 0.0, regret, saving, None, None),
        StressedSize(2, cost, saving, 0.375, regret, no, used, void),
    )
    return replace(
        RESULT,
        futures=400,
        stressed=sizes,
        best_stressed_beds=2,
        level_stressed_beds=(2,),
        surest_stressed_beds=2,
        least_regret_stressed_beds=2,
    )


def test_sizes_played_out() -> None:
    """The mean saving with its error, the chance of a loss; the curve itself stays one of expected children."""
    found = played()
    lines = blocks.headline(tiny().instance, found)
    assert "not stressed" not in lines[0]
    assert lines[0].endswith("expected children; then stressed in 400 futures")
    (told,) = (line for line in lines if line.startswith("With whole children, stressed in 400 futures:"))
    assert ": 2 beds cost least on average, 12,345 pounds less than no block (standard error 2,000); it loses" in told
    shown = table_of(found, "Cost and saving against no block (nominal")
    assert shown.rows[1] == [
        *("2", "1,100,000", "800,000", "1,000,000", "1,300,000"),
        *("12,345", "2,000", "-50,000", "10,000", "90,000", "37.5 %"),
    ]
    assert shown.rows[0][5:] == ["-"] * 6
    assert shown.title.endswith("stressed in 400 futures)")
    assert "not stressed" in table_of(found, "Cost and saving").title


def test_how_a_block_played_out_is_used() -> None:
    """Occupancy, voids in pounds, regret; no block has no beds."""
    shown = table_of(played(), "Use of the block, and regret")
    assert shown.rows[1] == [
        *("2", "80.0 %", "50.0 %", "82.0 %", "100.0 %", "7,000", "0", "6,000", "20,000", "3,000", "44,000"),
    ]
    assert shown.rows[0] == ["0", *["-"] * 8, "3,000", "44,000"]


def test_sizes_that_lose_least_with_whole_children() -> None:
    """By chance, and by what is regretted; and who cannot be told from the best."""
    found = replace(played(), level_stressed_beds=(0, 2))
    lines = blocks.headline(tiny().instance, found)
    assert "Least likely to lose money against no block: 2 beds, in 37.5 % of the futures." in lines
    (calm,) = (line for line in lines if line.startswith("Least to regret: 2 beds"))
    assert "at most 44,000 pounds" in calm
    assert any(line.startswith("So many futures cannot tell it from 0 beds") for line in lines)
    assert not any("cannot tell" in line for line in blocks.headline(tiny().instance, played()))


def test_no_size_pays_with_whole_children() -> None:
    """Then no block is named."""
    lines = blocks.headline(tiny().instance, replace(played(), best_stressed_beds=0))
    assert any(line.endswith(": no block costs least on average; no size pays there.") for line in lines)


def test_no_block_may_be_best() -> None:
    """Then nothing is saved against it."""
    assert "Best size: no block." in blocks.headline(tiny().instance, replace(RESULT, best_beds=0))


def test_savings() -> None:
    """Cost, saving, next bed; what is not on offer has no figures."""
    table = table_of(RESULT, "Cost and saving")
    assert table.rows[1] == ["2", "950,000", "50,000", "49,000", "51,000", "-", "-", "-", "0", ""]
    assert table.rows[2] == ["3", *["-"] * 8, "not on offer"]


def test_the_contract() -> None:
    """Dates, prices, voids, commitment."""
    row = cells(table_of(RESULT, "The contract"), 1)
    assert row["highest price"] == "4,812"
    assert row["occupancy"] == "87.5 %"
    assert row["break-even"] == "83.0 %"
    assert row["void cost"] == "59,800"
    assert (row["full term"], row["guaranteed"]) == ("1,440,000", "1,200,000")


def test_what_it_does_for_children() -> None:
    """Against no block: 1.2 points more near home, 0.003 moves fewer."""
    row = cells(table_of(RESULT, "What it does for children"), 1)
    assert (row["points more"], row["more"]) == ("1.20", "-0.0030")
    assert (row["eligible admissions a year"], row["months to fill"]) == ("7.5", "3")


def test_revenue_by_year_stands_beside_it() -> None:
    """Nominal, with its total."""
    assert table_of(RESULT, "Revenue").rows[0] == ["0", "700,000", "800,000", "1,500,000"]


def test_every_title_says_that_it_is_not_stressed() -> None:
    """Whatever table is copied into a paper."""
    paths = (PathCost("middle", "low", 0, 1.0, 0.0), PathCost("middle", "low", 2, None, None))
    result = replace(RESULT, curves=(CURVE, replace(CURVE, price_gbp_per_week=4000.0)), paths=paths)
    result = replace(result, worst_regret_gbp={0: 0.0, 2: None}, least_regret_beds=0)
    shown = blocks.tables(result)
    assert len(shown) == 6
    assert all("expected children, not stressed" in table.title for table in shown)
    assert table_of(result, "Regret").rows == [["0", "0", "0"], ["2", "cannot be met", "cannot be met"]]
    assert table_of(result, "Saving by price").rows[1][:2] == ["4,000", "as in the table"]
    assert "Loses least at worst over all paths: no block, 0 pounds at most." in blocks.headline(
        tiny().instance, result
    )


POINTS = (
    FrontierPoint(
        {"near_home": 0.5},
        {"near_home": {"2024/25": 0.52}},
        "optimal",
        1_000_000.0,
        999_000.0,
        0.0,
        revenue_gbp_by_year={"2024/25": 700_000.0},
    ),
    FrontierPoint(
        {"near_home": 0.6},
        {"near_home": {"2024/25": 0.6}},
        "optimal",
        1_100_000.0,
        1_099_000.0,
        0.0,
        100_000.0,
        99_000.0,
        101_000.0,
        10_000.0,
        {"2024/25": 750_000.0},
    ),
    FrontierPoint({"near_home": 0.7}, {}, "infeasible"),
)
FRONTIER = FrontierResult(
    ("near_home",), {"near_home": "share_within_ring"}, {"near_home": ("2024/25",)}, POINTS, 0.6, 0.001, False, 9.0
)


def test_levels_of_a_policy() -> None:
    """Cost, step, price of a point, what is reached."""
    table = frontier.tables(FRONTIER)[0]
    assert table.rows[1][:4] == ["60.0 %", "1,100,000", "1,099,000", "100,000"]
    assert cells(table, 1)["for one percentage point"] == "10,000"
    assert cells(table, 0)["near home reached"] == "52.0 %"
    assert cells(table, 2)["remark"] == "hard policies cannot be met"


def test_where_the_price_jumps() -> None:
    """Said first; and in which years the level is held."""
    lines = frontier.headline(tiny().instance, FRONTIER)
    assert "The price of the next step jumps at 60.0 %: from there on it rises most." in lines
    assert any("as a hard limit in 2024/25" in line for line in lines)


def test_a_grid_of_two() -> None:
    """Rows of the first, columns of the second."""
    points = tuple(
        FrontierPoint({"near_home": a, "cap": b}, {}, "optimal", 1e6 * a + b) for a in (0.5, 0.6) for b in (1e5, 2e5)
    )
    result = FrontierResult(
        ("near_home", "cap"),
        {"near_home": "share_within_ring", "cap": "revenue_gbp"},
        {"near_home": ("2024/25",), "cap": ("2024/25", "2025/26")},
        points,
        None,
        0.001,
        True,
        9.0,
    )
    grid, _, _ = frontier.tables(result)
    assert grid.head == ["near home \\ cap", "100,000", "200,000"]
    assert grid.rows == [["50.0 %", "600,000", "700,000"], ["60.0 %", "700,000", "800,000"]]
    assert "hard limit in 2024/25 and 2025/26" in frontier.headline(tiny().instance, result)[1]
    assert "Interrupted" in frontier.headline(tiny().instance, result)[2]


def test_units() -> None:
    """Each measure as it is read, and what one of it is."""
    assert [frontier.shown(m, 0.5) for m in ("moves_per_child_year", "gap_children", "revenue_gbp")] == [
        "0.500",
        "0.5",
        "0",
    ]
    measures = ("family_share", "moves_per_child_year", "residential_children", "capital_gbp")
    assert [frontier.unit(m) for m in measures] == ["percentage point", "0.01 moves", "child or place", "pound"]


def test_piped_tables_are_one_row_a_line() -> None:
    """Nothing wrapped."""
    for table in (*blocks.tables(RESULT), *frontier.tables(FRONTIER)):
        assert len(plain(table).splitlines()) == 3 + len(table.rows) + len(table.remarks)
