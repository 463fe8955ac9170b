"""Facts and papers of the tiny instance's plan, made once."""

from decimal import Decimal
from functools import cache
from typing import Any

from models.plan import CommitmentSummary, LedgerLine, Plan
from reports.paper.build import build
from reports.paper.document import Figure, Grid, Paper, Picture
from reports.paper.facts import Facts, Results, facts_of
from tests.reports import handmade
from tests.reports.planned import plan_of, tiny

YEAR = "2024/25"

STRESS = {
    "futures": 1000,
    "cost_gbp": {"p5": 2.4e6, "p50": 2.7e6, "p95": 3.1e6},
    "by_year": [
        {
            "financial_year": YEAR,
            "cost_gbp": {"p5": 2_400_000.0, "p50": 2_700_000.0, "p95": 3_100_000.0},
            "planned_gbp": 2_641_696.66,
            "budget_breach_share": 0.02,
        }
    ],
}
BLOCKS = {
    "block": "block_c",
    "best_beds": 3,
    "points": [
        {
            "beds": beds,
            "available": beds != 1,
            "cost_gbp": 3e6 - 1e4 * beds,
            "saving_gbp": 1e4 * beds,
            "saving_low_gbp": 8e3 * beds,
            "saving_high_gbp": 12e3 * beds,
            "void_cost_gbp": 500.0 * beds,
            "occupancy": 0.9 if beds else None,
        }
        for beds in range(4)
    ],
    "futures": 0,
    "stressed": (),
}
FRONTIER = {
    "policies": ["near_home"],
    "points": [
        {"levels": {"near_home": level}, "cost_gbp": cost}
        for level, cost in ((0.5, 2.6e6), (0.6, 2.7e6), (0.9, None))
    ],
}
ALL = Results(stress=STRESS, blocks=BLOCKS, frontier=FRONTIER)


@cache
def facts(*, public: bool = False) -> Facts:
    """The tiny instance's plan: one home in July 2024, three households in April and three in July."""
    return facts_of(tiny().instance, plan_of(), ALL, public=public)


@cache
def paper(*, public: bool = False) -> Paper:
    """The paper of the tiny instance's plan."""
    return build(facts(public=public))


def changed(given: Facts, **changes: Any) -> Facts:
    """Return facts with another ledger, other commitments, or other figures of the summary."""
    ledger = changes.pop("ledger", given.plan.ledger)
    plan: Plan = handmade.with_summary(given.plan, **changes).model_copy(update={"ledger": tuple(ledger)})
    return Facts(given.instance, plan, given.made, given.nothing, given.results, given.public)


def commitment(kind: Any, name: str, size: int = 1, pounds: float = 1000.0, **changes: Any) -> CommitmentSummary:
    """A commitment decided and live in April 2024."""
    return handmade.commitment(kind, name, size, pounds, **{"live_from": handmade.APRIL, **changes})


def line(name: str, kind: Any, of: str, pounds: float, head: str = "agency_head") -> LedgerLine:
    """A line of the ledger of 2024/25."""
    return LedgerLine(
        financial_year=YEAR, authority="tinyshire", budget_head=head, line=name, kind=kind, id=of, amount_gbp=pounds
    )


def grid(key: str, *, public: bool = False) -> Grid:
    """A table of the paper by its key."""
    return next(found for found in paper(public=public).grids if found.key == key)


def picture(key: str, *, public: bool = False) -> Picture:
    """A chart of the paper by its key."""
    blocks = paper(public=public).blocks()
    return next(block for block in blocks if isinstance(block, Picture) and block.key == key)


def row(found: Grid, label: str) -> list[float | str]:
    """The cells of a row behind its head, figures as numbers."""
    cells = next(cells for cells in found.rows if str(cells[0]).startswith(label))
    return [cell.value if isinstance(cell, Figure) else cell for cell in cells[1:]]


def pounds(amount: str) -> dict[str, Decimal]:
    """An amount of 2024/25."""
    return {YEAR: Decimal(amount)}
