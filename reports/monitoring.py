"""The screen of budget monitoring."""

from collections.abc import Sequence

from models.monitoring import Monitoring, Split
from reports.commitments import commitment_words, sized
from reports.table import Table, children, known_pounds, known_total, pounds
from reports.words import head_words, words

_NOTHING = "-"


def headline(found: Monitoring) -> list[str]:
    """Return where the year stands, in a few sentences."""
    end = f"{found.period_end.day} {found.period_end:%B %Y}"
    forecast = sum(row.forecast_gbp for row in found.positions)
    actual = sum(row.actual_to_date_gbp for row in found.positions)
    lines = [
        f"Budget monitoring {found.financial_year}, period {found.period} (to {end}).",
        f"Spent to date {pounds(actual)} pounds; forecast outturn {pounds(forecast)} pounds.",
    ]
    budgeted = [row for row in found.positions if row.variance_gbp is not None]
    if budgeted:
        variance = sum(row.variance_gbp or 0.0 for row in budgeted)
        word = "over" if round(variance) > 0 else "under"
        lines[1] += f" That is {pounds(abs(variance))} {word} the net budget of the heads that have one."
    if found.without_actuals:
        left_out = ", ".join(head_words(head) for head in found.without_actuals)
        lines.append(f"No actuals were given for {left_out}: they are in no figure below.")
    return lines


def tables(found: Monitoring) -> list[Table]:
    """Return the tables of the screen."""
    return [_positions(found), _split_table(found.splits), _children_table(found.splits), _deliveries(found)]


def _positions(found: Monitoring) -> Table:
    rows = [
        [
            head_words(row.budget_head),
            *(known_pounds(value) for value in (row.net_budget_gbp, row.planned_gbp, row.actual_to_date_gbp)),
            *(known_pounds(value) for value in (row.forecast_gbp, row.variance_gbp, row.movement_gbp)),
            pounds(row.straight_line_gbp),
        ]
        for row in found.positions
    ]
    if len(rows) > 1:
        rows.append(["total", *_totals(found)])
    since = "no earlier period was given" if found.earlier_period is None else f"since period {found.earlier_period}"
    head = [
        "budget head",
        "net budget",
        "plan",
        "actual to date",
        "forecast",
        "variance",
        "movement",
        "straight line",
    ]
    foot = (
        "Variance: forecast less net budget, above 0 an overspend. "
        f"Movement: change of the forecast, {since}. Straight line: actual to date carried on at the same rate."
    )
    return Table("Forecast outturn of the year (net, nominal pounds)", head, rows, foot=foot)


def _totals(found: Monitoring) -> list[str]:
    columns: tuple[Sequence[float | None], ...] = (
        [row.net_budget_gbp for row in found.positions],
        [row.planned_gbp for row in found.positions],
        [row.actual_to_date_gbp for row in found.positions],
        [row.forecast_gbp for row in found.positions],
        [row.variance_gbp for row in found.positions],
        [row.movement_gbp for row in found.positions],
        [row.straight_line_gbp for row in found.positions],
    )
    return [known_total(values) for values in columns]


def _provision(name: str) -> str:
    return "costs without children" if name == "none" else words(name)


def _split_table(splits: Sequence[Split]) -> Table:
    rows = [[head_words(row.budget_head), _provision(row.provision), *_amounts([row])] for row in splits]
    rows.append(["total", "", *_amounts(splits)])
    head = ["budget head", "provision", "plan", "actual", "variance", "volume", "mix", "price", "other"]
    foot = (
        "Volume: more or fewer children in all, at the plan's average price. Mix: another share of them in dearer or "
        "cheaper provision.\nPrice: another price for a child. Other: costs without children. The four add to the "
        "variance to the penny."
    )
    missing = [f"{head_words(row.budget_head)}: {_provision(row.provision)}" for row in splits if not row.reported]
    if missing:
        foot += f"\nPlanned, but without a row in the actuals, and taken as nothing: {'; '.join(missing)}."
    title = "Actual to date against the plan to date, and why (net, nominal pounds)"
    return Table(title, head, rows, left=frozenset({0, 1}), foot=foot)


def _amounts(rows: Sequence[Split]) -> list[str]:
    columns = (
        [row.planned_gbp for row in rows],
        [row.actual_gbp for row in rows],
        [row.variance_gbp for row in rows],
        [row.volume_gbp for row in rows],
        [row.mix_gbp for row in rows],
        [row.price_gbp for row in rows],
        [row.other_gbp for row in rows],
    )
    return [pounds(sum(values)) for values in columns]


def _children_table(splits: Sequence[Split]) -> Table:
    rows = [
        [
            words(row.provision),
            children(row.planned_children),
            children(row.actual_children),
            _each(row.planned_gbp, row.planned_children),
            _each(row.actual_gbp, row.actual_children),
        ]
        for row in splits
        if row.planned_children > 0 or row.actual_children > 0
    ]
    head = ["provision", "children planned", "children actual", "pounds a child planned", "pounds a child actual"]
    return Table("Average children to date, and cost to date of each", head, rows)


def _each(gbp: float, count: float) -> str:
    return pounds(gbp / count) if count > 0 else _NOTHING


def _deliveries(found: Monitoring) -> Table:
    if not found.deliveries:
        return Table("Commitments: the plan has none", [], [])
    rows = [
        [
            commitment_words(row.kind, row.id),
            sized(row.kind, row.size),
            row.start.strftime("%b %Y"),
            row.live_from.strftime("%b %Y"),
            "due" if row.due else "not yet",
            _NOTHING if row.provision is None else words(row.provision),
            _NOTHING if row.planned_children is None else children(row.planned_children),
            _NOTHING if row.actual_children is None else children(row.actual_children),
        ]
        for row in found.deliveries
    ]
    head = ["commitment", "size", "decide or start", "first children", "by then", "provision", "planned", "actual"]
    foot = (
        "Due: its first children should have come by the end of the period. Planned and actual: children in the "
        "whole provision at the end of the period, so that commitments of one provision show the same."
    )
    return Table("Commitments against the plan", head, rows, left=frozenset({0, 4, 5}), foot=foot)
