"""Options other than do-nothing: figures by hand, and what the public may not work out of two plans."""

import dataclasses

import pytest

from models.plan import CommitmentSummary
from reports.paper.build import build
from reports.paper.docx import docx_file
from reports.paper.facts import Facts, Option, Results, facts_of
from reports.paper.html import html_file
from reports.paper.options import options_grid
from reports.paper.others import compared, differing, sizes_grid, told
from reports.paper.sections.options import options
from reports.paper.xlsx import xlsx_file
from tests.reports.paper.leaks import arithmetic, exempt_figures, numbers, texts
from tests.reports.paper.leaks import told as leaked
from tests.reports.paper.samples import YEAR, changed, commitment, facts, line, row
from tests.reports.planned import plan_of, tiny


def block(name: str, size: int) -> CommitmentSummary:
    """A block contract of April 2024."""
    return commitment("block", name, size, 400_000.0)


def of_blocks(*sizes: int, fees: float = 100_000.0) -> Facts:
    """A plan of blocks of some sizes, each of 10,000 pounds a bed and year, and fees of one offer."""
    items = tuple(block(f"block_{i}", size) for i, size in enumerate(sizes) if size)
    lines = [line("block_used", "revenue", f"block_{i}", 1e4 * size) for i, size in enumerate(sizes) if size]
    lines.append(line("fees", "revenue", "home_spot", fees))
    net = sum(item.amount_gbp for item in lines)
    return changed(facts(), commitments=items, ledger=lines, net_cost_gbp_by_year={YEAR: net})


def beside(first: Facts, *others: Facts, public: bool) -> Facts:
    """A plan with others as options A, B, ..."""
    named = tuple(Option(chr(65 + i), dataclasses.replace(other, public=public)) for i, other in enumerate(others))
    return dataclasses.replace(first, public=public, others=named)


def test_costs_net_capital_and_commitments_of_each_option() -> None:
    """Two blocks of 3 and 2 beds and fees: 150,000; one block of 3 and dearer fees: 170,000, so 20,000 more."""
    found = beside(of_blocks(3, 2), of_blocks(3, fees=140_000.0), public=False)
    grid = options_grid(found)
    assert list(grid.head) == ["", "do nothing", "this plan", "A"]
    assert row(grid, f"Cost {YEAR}")[1:] == [150_000.0, 170_000.0]
    assert row(grid, "More than this plan")[1:] == [0.0, 20_000.0]
    assert row(grid, "Net cost") == ["", 150_000.0, 170_000.0]
    assert row(grid, "Capital") == ["", 0.0, 0.0]
    assert row(grid, "Commitments bind to at most") == ["", 800_000.0, 400_000.0]
    assert compared(found, found.others[0])[0].startswith("It costs £20,000 more than this plan over 2024/25")


def test_a_source_is_named_once_unless_an_option_rests_on_another_instance() -> None:
    """One hash for all: nothing more; another hash stands with the option's name."""
    same = beside(of_blocks(3), of_blocks(2), public=False)
    assert options_grid(same).source == same.source
    other = of_blocks(2)
    proof = other.plan.summary.certificate.model_copy(update={"instance_sha256": "0123456789abcdef" * 4})
    apart = beside(of_blocks(3), changed(other, certificate=proof), public=False)
    assert options_grid(apart).source == f"{apart.source}; A: of instance 0123456789ab"


def test_a_cheaper_option_is_said_to_be_cheaper() -> None:
    """The tool hides no figure that speaks for an option: 10,000 a bed less."""
    found = beside(of_blocks(3), of_blocks(2), public=False)
    assert "It costs £10,000 less than this plan" in compared(found, found.others[0])[0]
    assert "as much as" in compared(beside(of_blocks(3), of_blocks(3), public=False), Option("A", of_blocks(3)))[0]


def test_sizes_of_every_side_stand_beside_each_other() -> None:
    """Blocks of 3 and 2 beds; of 4 and none."""
    grid = sizes_grid(beside(of_blocks(3, 2), of_blocks(4), public=True))
    assert grid is not None
    assert [[str(cell) for cell in cells] for cells in grid.rows] == [
        ["Block contract: 0", "3 in Apr 2024 (beds)", "4 in Apr 2024 (beds)"],
        ["Block contract: 1", "2 in Apr 2024 (beds)", "none"],
    ]


@pytest.mark.parametrize(
    ("other", "contracts"),
    [
        (of_blocks(3, 2, 2, fees=100_000.0), set()),
        (of_blocks(3, 2), {"block block_2 2024-04-01 0, 2"}),
        (of_blocks(3, 2, fees=90_000.0), {"block block_2 2024-04-01 0, 2", "home_spot"}),
        (of_blocks(3, 2, 4), {"block block_2 2024-04-01 0, 2", "block block_2 2024-04-01 0, 4"}),
    ],
)
def test_contracts_that_only_one_of_two_plans_has(other: Facts, contracts: set[str]) -> None:
    """None; a block fewer; and an offer bought for less; a block of another size."""
    assert differing(of_blocks(3, 2, 2), other, YEAR) == contracts


def test_the_public_sees_no_cost_that_differs_by_one_or_two_contracts() -> None:
    """Without one block: exempt. Without three: told. Without one of those again: exempt beside the one told."""
    found = beside(of_blocks(3, 2, 2, 2), of_blocks(3, 2, 2), of_blocks(3), of_blocks(3, 2), public=True)
    assert told(found) == {"B"}
    grid = options_grid(found)
    assert row(grid, f"Cost {YEAR}")[1:] == [190_000.0, "exempt", 130_000.0, "exempt"]
    assert "it is in the exempt paper" in compared(found, found.others[0])[0]
    assert "fewer than three contracts" in " ".join(grid.notes)
    assert told(dataclasses.replace(found, public=False)) == {"A", "B", "C"}


def test_net_capital_and_commitments_of_options_are_not_public() -> None:
    """Single values could be told by them."""
    labels = " ".join(str(cells[0]) for cells in options_grid(beside(of_blocks(3), of_blocks(3), public=True)).rows)
    assert not any(word in labels for word in ("Net cost", "Capital", "bind to"))


def test_no_exempt_figure_can_be_worked_out_of_the_public_paper_with_options() -> None:
    """The plan buys one home, the option none; figures of neither plan stand in files or follow from two columns."""
    other = facts_of(tiny().instance, plan_of("optimised_no_new_commitments"), Results(), public=True)
    found = build(dataclasses.replace(facts(public=True), others=(Option("No commitments", other),)))
    exempt = exempt_figures(tiny().instance, plan_of()) | {
        f"option {name}": amount for name, amount in exempt_figures(tiny().instance, other.plan).items()
    }
    assert leaked(exempt, arithmetic(found)) == []
    files = {"p.docx": docx_file(found), "p.xlsx": xlsx_file(found), "p.html": html_file(found)}
    assert leaked(exempt, numbers(texts(files))) == []
    assert "No commitments" in texts(files)


def test_the_arithmetic_looks_between_the_columns_of_options() -> None:
    """150,000 less 120,000 pounds, were both told."""
    two = options_grid(beside(of_blocks(3, 2), of_blocks(2), public=False))
    section = dataclasses.replace(build(facts()), sections=[dataclasses.replace(options(facts()), blocks=[two])])
    assert 30_000 in arithmetic(section)


def test_hard_rules_of_the_plan_that_an_option_misses_are_said() -> None:
    """A rule that nothing meets: 100 % in the authority."""
    near = facts().instance.policies[0].model_copy(update={"level": 1.0, "strength": "hard", "gbp_per_unit": None})
    strict = dataclasses.replace(facts(), instance=facts().instance.model_copy(update={"policies": (near,)}))
    found = beside(strict, facts(), public=False)
    assert any(
        text.startswith("It misses the rule 'near home' in 2024/25") for text in compared(found, found.others[0])
    )
    assert row(options_grid(found), "Yearly levels") == [1.0, 1.0, 1.0]


def test_an_option_of_other_figures_or_paths_says_so() -> None:
    """Another hash of the instance; another demand path."""
    proof = facts().plan.summary.certificate.model_copy(update={"instance_sha256": "f" * 64})
    found = beside(
        facts(),
        changed(facts(), certificate=proof, demand="low", overlays=("mixed",), set_values=("a=1",)),
        public=False,
    )
    notes = " ".join(options_grid(found).notes)
    assert "A rests on other figures of the instance than this plan does (overlay mixed and a=1)." in notes
    assert "A is planned on demand path 'low'" in notes
