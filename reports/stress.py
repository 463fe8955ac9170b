"""The screen of a stress test."""

from collections.abc import Callable

from models.stress import Spread, StressResult, StressYear
from reports.commitments import commitment_words
from reports.table import Table, children, percent, pounds, rate
from reports.words import words


def headline(result: StressResult) -> list[str]:
    """Return what the test says in a few sentences."""
    cost = result.cost_gbp
    lines = [
        f"{result.futures:,} futures with whole children, seed {result.seed}, {result.seconds:.1f} seconds.",
        f"Revenue over the horizon: {pounds(cost.mean)} pounds on average (standard error "
        f"{pounds(cost.standard_error)}); in nine futures of ten between {pounds(cost.p5)} and {pounds(cost.p95)}.",
        f"The plan itself says {pounds(result.planned_gbp)}: expected children, every bed as full as is practical.",
    ]
    if result.against is not None:
        found = result.against
        lines.append(
            f"Against the other plan, on the same futures: {pounds(found.cost_gbp.mean)} pounds (standard error "
            f"{pounds(found.cost_gbp.standard_error)}); cheaper in {percent(found.cheaper_share)} of them."
        )
    return [*lines, *(f"Futures of demand, {note}." for note in result.notes)]


def tables(result: StressResult) -> list[Table]:
    """Return the tables of the screen."""
    heads = [_heads(result)] if any(year.breach_by_head for year in result.by_year) else []
    return [_cost(result), *heads, _years(result), *([_use(result)] if result.use else [])]


def _cost(result: StressResult) -> Table:
    rows = [
        [
            year.financial_year,
            pounds(year.planned_gbp),
            *(pounds(value) for value in _figures(year.cost_gbp)),
            percent(year.over_plan_share),
            "no budget" if year.budget_breach_share is None else percent(year.budget_breach_share),
        ]
        for year in result.by_year
    ]
    head = ["year", "plan", *_FIGURES, "above plan", "above base budget"]
    foot = f"{_chances(result)} The base budget is the one of the table budgets."
    return Table("Revenue by financial year over all futures (nominal pounds)", head, rows, foot=foot)


def _heads(result: StressResult) -> Table:
    heads = list(dict.fromkeys(head for year in result.by_year for head in year.breach_by_head))
    rows = [
        [words(head), *(percent(y.breach_by_head[head]) if head in y.breach_by_head else "" for y in result.by_year)]
        for head in heads
    ]
    years = [year.financial_year for year in result.by_year]
    return Table("Chance that a budget is exceeded, by head", ["budget head", *years], rows, foot=_chances(result))


def _chances(result: StressResult) -> str:
    # A share of n independent futures is known least well at a half.
    most = percent(0.5 / result.futures**0.5)
    return f"Chances are shares of the futures; their standard error is at most {most}."


_FIGURES = ("mean", "standard error", "1 in 20 below", "middle", "1 in 20 above")
_MEASURES: tuple[tuple[str, Callable[[StressYear], Spread], Callable[[float], str]], ...] = (
    ("block beds paid for and vacant", lambda y: y.void_beds, children),
    ("children on the spot market", lambda y: y.overflow_children, children),
    ("child-weeks without a sufficient placement", lambda y: y.gap_child_weeks, children),
    ("care moves per child and year", lambda y: y.moves_per_child_year, rate),
    ("share in the authority", lambda y: y.near_share, percent),
    ("children in placements", lambda y: y.children, children),
)


def _years(result: StressResult) -> Table:
    rows = [
        [name, year.financial_year, *(shown(v) for v in _figures(of(year)))]
        for name, of, shown in _MEASURES
        for year in result.by_year
    ]
    head = ["measure", "year", *_FIGURES]
    return Table("What the futures bring (averages of the year)", head, rows, left=frozenset({0, 1}))


def _use(result: StressResult) -> Table:
    rows = [
        [
            commitment_words(use.kind, use.id),
            use.financial_year,
            *(percent(value) for value in _figures(use.occupancy_share)),
        ]
        for use in result.use
    ]
    head = ["block or home", "year", *_FIGURES]
    return Table("Beds used of those there", head, rows, left=frozenset({0, 1}))


def _figures(found: Spread) -> tuple[float, float, float, float, float]:
    return found.mean, found.standard_error, found.p5, found.p50, found.p95
