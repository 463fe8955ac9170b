"""What the paper says: sections in cabinet order, figures from the ledger, boxes for what cannot be known."""

import dataclasses

import pytest

from reports.paper.build import SECTIONS, build
from reports.paper.committed import guaranteed, maximum
from reports.paper.document import Figure, Grid, OpenBox, Paragraph, Picture, Points, Section
from reports.paper.facts import Facts, Results
from reports.paper.measures import policies_grid
from reports.paper.sections.capital import capital
from reports.paper.sections.evidence import evidence
from reports.paper.sections.options import options
from reports.paper.sections.procurement import procurement
from reports.paper.sections.reasons import reasons
from reports.paper.sections.recommendations import recommendations
from reports.paper.sections.risk import risk
from tests.reports import handmade
from tests.reports.paper.samples import BLOCKS, YEAR, changed, commitment, facts, grid, line, paper, row
from tests.reports.planned import tight_instance

FRONTIER_OF_ANOTHER = {"policies": ["other"], "points": [{"levels": {"other": 0.5}, "cost_gbp": 2.6e6}]}
ORDER = [
    *("recommendations", "reasons", "need", "options", "finance", "capital", "legal", "procurement", "risk"),
    *("equality", "consultation", "decision", "evidence", "exempt"),
]


def said(section: Section) -> str:
    """The running text of a section."""
    texts = [block.text for block in section.blocks if isinstance(block, Paragraph)]
    return "\n".join(
        [*texts, *(item for block in section.blocks if isinstance(block, Points) for item in block.items)]
    )


def public(found: Facts) -> Facts:
    """The same facts for the public."""
    return dataclasses.replace(found, public=True)


def homes(count: int) -> Facts:
    """A plan of some homes of 100,000 capital each, net of grant."""
    lines = [line("capital", "capital", "small_home", 100_000.0 * count)]
    return changed(facts(), commitments=(commitment("home", "small_home", count, 120_000.0 * count),), ledger=lines)


def blocks(count: int) -> Facts:
    """A plan of some block contracts of 500,000 at most, 300,000 guaranteed."""
    items = [commitment("block", f"block_{i}", 3, 400_000.0) for i in range(count)]
    wide = [item.model_copy(update={"maximum_gbp": 500_000.0, "guaranteed_gbp": 300_000.0}) for item in items]
    lines = [line("block_used", "revenue", item.id, 10_000.0) for item in items]
    return changed(facts(), commitments=tuple(wide), ledger=lines)


@pytest.mark.parametrize("for_public", [False, True])
def test_sections_stand_in_cabinet_order(for_public: bool) -> None:
    """The same sections in both papers."""
    assert [section.key for section in paper(public=for_public).sections] == ORDER
    assert len(SECTIONS) == len(ORDER)


def test_recommendations_ask_for_the_maximum_and_name_the_budgets() -> None:
    """The home binds to 391,400 and the carers to twice 37,080, all guaranteed."""
    text = said(recommendations(facts()))
    assert "up to a maximum of £465,560 over their full term with every extension" in text
    assert "of which £465,560 is guaranteed" in text
    assert "to be met from the budgets for agency head and fostering head" in text
    assert "Approve capital of £309,000 net of grant over 2024/25" in text
    assert "which is part of this sum" in text
    assert "£2,541,697 in 2024/25" in text


def test_public_recommendations_withhold_what_tells_a_price() -> None:
    """One home is one contract: neither its capital nor the sum of the commitments."""
    text = said(recommendations(facts(public=True)))
    assert "up to the amount in the exempt appendix" in text
    assert "309,000" not in text
    assert "465,560" not in text


def test_three_contracts_may_be_told_together_but_not_what_only_one_adds() -> None:
    """Three blocks: 1,500,000 at most and 900,000 guaranteed; with one block and two homes only the most."""
    assert maximum(public(blocks(3))) == 1_500_000
    assert guaranteed(public(blocks(3))) == 900_000
    items = (*blocks(1).new, commitment("home", "small_home", 2, 1000.0))
    mixed = public(changed(facts(), commitments=items))
    assert maximum(mixed) == 501_000
    assert guaranteed(mixed) is None
    assert maximum(public(blocks(2))) is None


@pytest.mark.parametrize(("count", "told"), [(2, False), (3, True)])
def test_public_capital_is_told_of_three_homes(count: int, told: bool) -> None:
    """100,000 each."""
    text = said(capital(public(homes(count))))
    assert (f"£{100_000 * count:,}" in text) is told
    assert "exempt appendix" in text


def test_public_capital_does_not_tell_what_else_the_maximum_holds() -> None:
    """Three homes of 100,000 and a block: the maximum less capital is the block's price, unless it holds as much of
    the homes beside it; three blocks tell each other's."""
    for more, count, told in ((0.0, 1, False), (20_000.0, 1, True), (0.0, 3, True)):
        contracts = [commitment("block", f"block_{i}", 3, 400_000.0) for i in range(count)]
        found = public(
            changed(homes(3), commitments=(commitment("home", "small_home", 3, 300_000.0 + more), *contracts))
        )
        assert ("£300,000" in said(capital(found))) is told
        assert ("£300,000" in said(recommendations(found))) is told


def test_capital_of_the_exempt_paper_is_by_year() -> None:
    """618,000 spent, half of it grant."""
    assert row(grid("capital"), "Capital, purchase") == [618_000.0, 618_000.0]
    assert row(grid("capital"), "Capital net") == [309_000.0, 309_000.0]


def test_no_capital_is_said() -> None:
    """A plan without homes."""
    assert "spends no capital" in said(capital(changed(facts(), ledger=[])))


@pytest.mark.parametrize(("count", "told"), [(1, False), (2, False), (3, True)])
def test_public_procurement_value_is_told_of_three_contracts(count: int, told: bool) -> None:
    """500,000 each with every extension."""
    assert (f"£{500_000 * count:,}" in said(procurement(public(blocks(count))))) is told
    assert f"£{500_000 * count:,}" in said(procurement(blocks(count)))


def test_no_block_no_procurement_value() -> None:
    """The tiny plan awards none."""
    assert "awards no block contract" in said(procurement(facts()))


def test_do_nothing_is_rejected_for_reasons_in_figures() -> None:
    """3,212,910.82 less 2,641,696.66."""
    assert "It costs £571,214 more than this plan over 2024/25" in said(options(facts()))


def test_an_officer_says_why_where_the_figures_do_not() -> None:
    """A plan that costs as much as doing nothing and leaves the same gap gives no reason."""
    found = changed(facts(), baseline_gbp_by_year={YEAR: 0.0})
    same = dataclasses.replace(found, made=found.nothing)
    keys = [block.key for block in options(same).blocks if isinstance(block, OpenBox)]
    assert keys == ["do_nothing", "options"]


def test_results_that_were_not_run_leave_boxes() -> None:
    """Stress, blocks, frontier."""
    found = dataclasses.replace(facts(), results=Results())
    assert [b.key for b in risk(found).blocks if isinstance(b, OpenBox)] == ["stress", "blocks", "frontier", "risk"]
    assert [b.key for b in risk(facts()).blocks if isinstance(b, OpenBox)] == ["risk"]


def test_stress_percentiles_are_told() -> None:
    """2.4, 2.7 and 3.1 million."""
    text = said(risk(facts()))
    assert "in 1,000 futures" in text
    assert "is £2,700,000 in the middle" in text
    assert "between £2,400,000 and £3,100,000" in text
    assert "is £2,641,697: the middle is £58,303 above it" in text
    assert row(grid("stress"), YEAR) == [2_641_696.66, 2_400_000.0, 2_700_000.0, 3_100_000.0, 0.02]


def test_the_public_stress_test_does_not_tell_the_revenue_without_financing() -> None:
    """Beside the gross cost it would tell what one home costs to finance."""
    assert "this plan" in grid("stress").head
    assert "this plan" not in grid("stress", public=True).head
    assert "The plan's own" in said(risk(facts()))
    assert "The plan's own" not in said(risk(facts(public=True)))


def test_hard_policies_that_are_missed_are_said() -> None:
    """A relaxed plan says so among its reasons, with level and shortfall, and in the table of policies."""
    loaded, made = tight_instance(), handmade.relaxed_plan()
    found = dataclasses.replace(facts(), instance=loaded.instance, plan=made)
    section = reasons(found)
    assert "It meets 0 of the 2 yearly levels" in said(section)
    assert "It misses near home in 2024/25: at least 99.0 % asked" in said(section)
    table = next(block for block in section.blocks if isinstance(block, Grid) and block.key == "policies")
    assert [cells[-1] for cells in table.rows] == ["NOT MET", "NOT MET"]


def test_sizes_that_are_not_on_offer_are_left_out_of_the_block_curve() -> None:
    """No block of one bed; the best size is said."""
    assert [cells[0] for cells in grid("block_curve").rows] == ["0", "2", "3"]
    assert "Best size: 3 beds." in said(risk(facts()))


def test_a_block_curve_says_whether_it_is_stressed() -> None:
    """Of expected children alone it says so; played out there is a second table with the chance of a loss."""
    assert "This is for expected children, not stressed." in said(risk(facts()))
    spread = {"p5": -2e3, "p50": 1e3, "p95": 4e3}
    sizes = [
        {"beds": n, "cost_gbp": spread, "saving_gbp": {**spread, "mean": 1e3 * n, "standard_error": 50.0}}
        | {"loses_share": 0.25 * n}
        for n in (0, 2)
    ]
    results = dataclasses.replace(facts().results, blocks=BLOCKS | {"futures": 1000, "stressed": sizes})
    section = risk(dataclasses.replace(facts(), results=results))
    assert "not stressed" not in said(section)
    table = next(block for block in section.blocks if isinstance(block, Grid) and block.key == "block_stressed")
    last = [cell.value for cell in table.rows[1][1:] if isinstance(cell, Figure)]
    assert last == [-2e3, 1e3, 4e3, 2e3, 50.0, -2e3, 4e3, 0.5]
    assert "1,000 futures" in table.source


def test_levels_without_a_plan_are_left_out_of_the_frontier() -> None:
    """90 % cannot be reached; a level of a share is one, of a policy that is not known a plain number."""
    assert [cells[0] for cells in grid("frontier").rows] == ["50.0 %", "60.0 %"]
    results = dataclasses.replace(facts().results, frontier=FRONTIER_OF_ANOTHER)
    section = risk(dataclasses.replace(facts(), results=results))
    table = next(block for block in section.blocks if isinstance(block, Grid) and block.key == "frontier")
    assert [cells[0] for cells in table.rows] == ["0.5"]


def test_a_plan_without_commitments_recommends_none() -> None:
    """There is no table and no picture of them."""
    found = recommendations(changed(facts(), commitments=()))
    assert "needs no new commitment" in said(found)
    assert not [block for block in found.blocks if isinstance(block, Grid | Picture)]


def test_hostile_names_are_only_text() -> None:
    """The name of an authority is printed, never run."""
    settings = facts().instance.settings
    name = "<script>alert(1)</script>"
    authority = settings.authority.model_copy(update={"name": name})
    instance = facts().instance.model_copy(update={"settings": settings.model_copy(update={"authority": authority})})
    assert build(dataclasses.replace(facts(), instance=instance)).authority == name


def test_every_table_says_unit_price_base_and_source() -> None:
    """In both papers; titles and keys are unique."""
    for for_public in (False, True):
        found = paper(public=for_public).grids
        assert all(item.unit and item.price_base and item.source for item in found)
        assert len({item.key for item in found}) == len(found)
        assert len({item.title for item in found}) == len(found)


def test_a_curve_without_any_size_says_so() -> None:
    """No size of the block is on offer: no table, no chart."""
    none = [{**point, "available": False} for point in BLOCKS["points"]]
    results = dataclasses.replace(facts().results, blocks=BLOCKS | {"points": none, "best_beds": None})
    found = risk(dataclasses.replace(facts(), results=results))
    assert "No size that was tried has a plan: block contract: c." in said(found)


def test_recommendations_provide_for_the_pressure_on_the_budget() -> None:
    """Net 2,541,696.66 against 3,300,000: 758,303 less, only noted; 4,000,000 net is 700,000 more, provided for."""
    assert "Note the difference to the base budget, net of income: £758,303 less in 2024/25." in said(
        recommendations(facts())
    )
    dear = changed(facts(), net_cost_gbp_by_year={YEAR: 4_000_000.0})
    assert (
        "Provide in the medium-term financial strategy for the difference to the base budget, net of income: "
        "£700,000 more in 2024/25." in said(recommendations(dear))
    )
    instance = facts().instance.model_copy(update={"budgets": ()})
    assert "base budget" not in said(recommendations(dataclasses.replace(facts(), instance=instance)))


def test_the_head_of_the_report_leaves_open_what_only_an_officer_knows() -> None:
    """Title and exemption are known; one box names all that is open."""
    front = dict(paper().front)
    assert front["Subject"] == paper().title
    assert front["Exempt or confidential"].startswith("Yes, paragraph 3")
    assert dict(paper(public=True).front)["Exempt or confidential"].startswith("No;")
    assert paper().boxes[0].key == "front"
    assert paper().boxes[0].ask == (
        "Head of the report: date of meeting, report of, portfolio, wards affected, key decision, in forward plan, "
        "contact officer."
    )


def test_sources_are_led_in() -> None:
    """Documents stand below a sentence; an instance without any has neither."""
    assert "Background papers:" in said(evidence(facts()))
    settings = facts().instance.settings.model_copy(update={"sources": ()})
    instance = facts().instance.model_copy(update={"settings": settings})
    assert "Background papers:" not in said(evidence(dataclasses.replace(facts(), instance=instance)))


def test_only_policies_in_pounds_have_a_price_base() -> None:
    """Shares have none; a ceiling on revenue is in nominal pounds."""
    assert grid("policies").price_base == "no prices"
    spend = facts().instance.policies[0].model_copy(update={"measure": "revenue_gbp", "ring": None, "level": 3e6})
    line = facts().plan.scorecard[0].model_copy(update={"policy": spend.policy, "year": spend.financial_year})
    instance = facts().instance.model_copy(update={"policies": (spend,)})
    plan = facts().plan.model_copy(update={"scorecard": (line,)})
    found = policies_grid(dataclasses.replace(facts(), instance=instance, plan=plan))
    assert found is not None
    assert found.price_base.startswith("nominal")


def test_every_chart_has_words_and_the_same_figures_in_a_table() -> None:
    """Every one of the nine."""
    drawn = [block for block in paper().blocks() if isinstance(block, Picture)]
    assert len(drawn) == 9
    assert all(len(item.alt) > 30 and item.data.rows for item in drawn)


def test_figures_are_shown_as_a_report_shows_them() -> None:
    """Pounds, pence, brackets, children, shares, rates."""
    shown = [str(Figure(1234.567, kind)) for kind in ("gbp", "pence", "saving", "children", "whole", "rate")]
    assert shown == ["1,235", "1,234.57", "(1,235)", "1,234.6", "1,235", "1,234.567"]
    assert str(Figure(0.615, "share")) == "61.5 %"
    assert str(Figure(-0.001, "pence")) == "0.00"


def test_a_ragged_table_is_a_bug() -> None:
    """Every row has the cells of its head."""
    with pytest.raises(ValueError, match="table t: a row has not the 2 cells of its head"):
        Grid("t", "T", ["a", "b"], [["only one"]], "", "", "")
