"""The screen of robust commitments, and the file `robust.json`."""

import json
from dataclasses import asdict

from models.robust import Compared, RobustResult
from reports.commitments import commitment_words
from reports.table import Table, figure, percent, pounds
from reports.waiting import between, waiting_lines, waiting_tables

NAMES = {
    "robust": "robust commitments",
    "deterministic": "plan of the demand path",
    "today": "no new commitments",
    "half_of_stock": "block half of today's stock",
}


def robust_values(result: RobustResult) -> dict[str, object]:
    """Return what `robust.json` holds, and `--json` prints, as plain values."""
    return asdict(result)


def robust_bytes(result: RobustResult) -> bytes:
    """Return the file `robust.json`."""
    return (json.dumps(robust_values(result), indent=2, allow_nan=False) + "\n").encode()


def headline(result: RobustResult) -> list[str]:
    """Return what the search says in a few sentences."""
    counted = "the expected cost"
    if result.cvar is not None:
        tail = f"the dearest {percent(1.0 - result.cvar, 0)} of futures"
        counted = f"expected cost, weight {1.0 - result.weight:g}, and the mean of {tail}, weight {result.weight:g}"
    varying = "demand and market prices" if result.sampled_prices else "demand"
    return [
        f"{len(result.scenarios)} scenarios of {varying}, seed {result.seed}; least is {counted}, penalties beside.",
        f"Status: {result.status}; no commitments are better by more than "
        f"{pounds(result.objective_gbp - result.bound_gbp)} pounds, {percent(result.gap, 3)} of "
        f"{pounds(result.objective_gbp)} pounds; {result.seconds['total']:.0f} seconds in all.",
        f"Children: {figure(result.mean_child_years, 0)} child-years in the mean of the scenarios, "
        f"{figure(result.path_child_years, 0)} on the demand path (horizon and the year after).",
        "Planning for the demand path alone and meeting these scenarios would cost "
        f"{between(result.stochastic_solution)} more.",
        "Knowing the scenario before committing would save "
        f"{between(result.perfect_information)}: no forecast is worth more.",
        *([] if result.waiting is None else waiting_lines(result.waiting)),
    ]


def tables(result: RobustResult) -> list[Table]:
    """Return the tables of the screen."""
    waiting = [] if result.waiting is None else waiting_tables(result, result.waiting)
    played = [_played(result)] if result.futures else []
    return [_commitments(result), *waiting, _plans(result), *played, _scenarios(result)]


def _commitments(result: RobustResult) -> Table:
    """Commitments of the robust plan and of the plan of the demand path side by side."""
    sizes = [{(t.kind, t.id, t.start): t.size for t in plan.commitments} for plan in result.plans[:2]]
    keys = sorted(dict.fromkeys([*sizes[0], *sizes[1]]))
    rows = [
        [commitment_words(kind, name), start, *(str(size.get((kind, name, start), "-")) for size in sizes)]
        for kind, name, start in keys
    ]
    head = ["commitment", "decide or start", "robust", "demand path"]
    foot = "Sizes: beds of a block, homes, households, programmes." if rows else "none"
    return Table("Commitments", head, rows, left=frozenset({0, 1}), foot=foot)


def _plans(result: RobustResult) -> Table:
    rows = [
        [
            NAMES[plan.name],
            *(pounds(v) for v in (plan.objective_gbp, plan.expected_gbp, plan.tail_gbp, plan.worst_gbp)),
            pounds(plan.penalties_gbp),
        ]
        for plan in result.plans
    ]
    tail = f"dearest {percent(result.tail_share, 0)}"
    head = ["commitments", "what is minimised", "expected cost", tail, "dearest scenario", "penalties"]
    foot = (
        "Children are placed at least cost in every scenario once it is known, which flatters all alike. Cost: the "
        "gap at its cash price, commitments at their economic charge, the year after the horizon included.\n"
        "Penalties: use of the gap, and policies missed, hard ones at "
        f"{pounds(result.shortfall_gbp)} pounds a child-year, move, child or place."
    )
    return Table("In the scenarios (present pounds)", head, rows, foot=foot)


def _played(result: RobustResult) -> Table:
    rows = [_played_row(plan) for plan in result.plans if plan.played is not None]
    head = ["plan", "mean", "1 in 20 above", "more than robust", "standard error"]
    foot = (
        f"{result.futures:,} futures with whole children, as the command stress plays them, the same for every plan; "
        "nominal revenue of the horizon. No new commitments: do-nothing, placed as today.\n"
        "Here the difference may have either sign: nobody foresees, and the futures are others."
    )
    return Table("Played out (pounds)", head, rows, foot=foot)


def _played_row(plan: Compared) -> list[str]:
    assert plan.played is not None
    cost, more = plan.played.cost_gbp, plan.played.more_gbp
    name = "do nothing" if plan.name == "today" else NAMES[plan.name]
    return [name, *(pounds(value) for value in (cost.mean, cost.p95, more.mean, more.standard_error))]


SHOWN = 10


def _scenarios(result: RobustResult) -> Table:
    rows = [
        [
            percent(s.probability),
            figure(s.child_years, 0),
            percent(s.price_level),
            pounds(s.cost_gbp),
            pounds(s.penalties_gbp),
        ]
        for s in result.scenarios[:SHOWN]
    ]
    more = len(result.scenarios) - SHOWN
    foot = "Market prices: those of the price path are 100 %; mean of the planned years."
    foot += f"\nand {more} cheaper ones" if more > 0 else ""
    head = ["probability", "child-years", "market prices", "cost", "penalties"]
    return Table("The robust commitments by scenario, dearest first (present pounds)", head, rows, foot=foot)
