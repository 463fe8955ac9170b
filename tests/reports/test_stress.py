"""The screen of a stress test: what is said of chances, and the other plan only where there is one."""

from dataclasses import replace

from models.stress import Difference, Spread, StressResult, StressYear, SupplyUse
from reports.stress import headline, tables
from reports.table import plain

NEAR = Spread(mean=0.6, p5=0.5, p50=0.6, p95=0.7, standard_error=0.01)
FEW = Spread(mean=2.0, p5=0.0, p50=1.0, p95=9.0, standard_error=0.1)
COST = Spread(mean=1_100_000.0, p5=900_000.0, p50=1_050_000.0, p95=1_500_000.0, standard_error=4_000.0)
YEAR = StressYear(
    financial_year="2024/25",
    cost_gbp=COST,
    planned_gbp=1_000_000.0,
    void_beds=FEW,
    overflow_children=FEW,
    planned_overflow_children=1.0,
    moves_per_child_year=replace(NEAR, mean=0.456),
    gap_child_weeks=FEW,
    near_share=NEAR,
    children=FEW,
    budget_breach_share=0.75,
    over_plan_share=0.8,
    breach_by_head={"residential": 0.9},
)
RESULT = StressResult(
    futures=10_000,
    seed=3,
    rule="manage",
    cost_gbp=COST,
    planned_gbp=1_000_000.0,
    by_year=(YEAR,),
    use=(SupplyUse("block", "beds", "2024/25", NEAR),),
    against=None,
    notes=("entry: rests on 9 starts",),
    seconds=12.34,
)


def test_headline_says_mean_spread_and_plan() -> None:
    """Nine futures of ten lie between the 5th and the 95th percentile."""
    lines = headline(RESULT)
    assert lines[0] == "10,000 futures with whole children, seed 3, 12.3 seconds."
    assert "1,100,000 pounds on average (standard error 4,000)" in lines[1]
    assert "between 900,000 and 1,500,000" in lines[1]
    assert lines[2].startswith("The plan itself says 1,000,000")
    assert lines[3:] == ["Futures of demand, entry: rests on 9 starts."]


def test_another_plan_is_spoken_of_where_there_is_one() -> None:
    """The difference on the same futures, and in how many this plan is cheaper."""
    found = headline(replace(RESULT, against=Difference(replace(COST, mean=-50_000.0, standard_error=900.0), 0.7)))
    assert "-50,000 pounds (standard error 900); cheaper in 70.0 % of them." in found[3]


def test_tables_hold_the_chances_by_year() -> None:
    """Above the plan in 80 of 100 futures, above the base budget in 75; a block's beds used."""
    cost, heads, years, use = (plain(table) for table in tables(RESULT))
    assert "80.0 %" in cost
    assert "75.0 %" in cost
    # 0.5 / sqrt(10,000)
    assert "their standard error is at most 0.5 %." in cost
    assert "residential (framework and spot)   90.0 %" in heads
    assert "0.456" in years
    assert "block contract: beds" in use


def test_every_figure_has_its_standard_error() -> None:
    """Of cost, of what the futures bring, and of how full beds are."""
    cost, _, years, use = tables(RESULT)
    for table, error in ((cost, "4,000"), (years, "0.1"), (use, "1.0 %")):
        assert list(table.rows[0])[list(table.head).index("standard error")] == error


def test_without_a_budget_or_beds() -> None:
    """No budget is said so; without blocks and homes there is no table of their use."""
    shown = tables(replace(RESULT, use=(), by_year=(replace(YEAR, budget_breach_share=None, breach_by_head={}),)))
    assert len(shown) == 2
    assert "no budget" in plain(shown[0])
