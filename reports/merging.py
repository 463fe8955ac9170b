"""What the import commands print: what became of every row of the file."""

from collections.abc import Iterable
from dataclasses import asdict

from models.merging import MergeReport
from reports.table import Table


def merge_tables(report: MergeReport) -> list[Table]:
    """Return rows by outcome, rows left out by reason, and remarks."""
    counts = report.counts
    rows = [[_WORDS[name], f"{count:,}"] for name, count in counts.items()]
    totals = [f"{name.replace('_', ' ')}: {value:,.2f}".removesuffix(".00") for name, value in report.totals.items()]
    shown = [
        Table(f"{report.layout}: rows of the file", ["what became of them", "rows"], rows, foot="\n".join(totals))
    ]
    if report.reasons:
        left = [[reason, f"{len(lines):,}", spans(lines)] for reason, lines in report.reasons.items()]
        shown.append(Table("Left out", ["why", "rows", "lines of the file"], left, left=frozenset({0, 2})))
    offers = [
        *(["added", name] for name in report.offers_added),
        *(["updated", name] for name in report.offers_updated),
    ]
    if offers:
        shown.append(Table("Offers", ["what was done", "offer"], offers, left=frozenset({0, 1})))
    if report.prices:
        moved = [[row.offer, row.need, f"{row.before:,.2f}", f"{row.after:,.2f}"] for row in report.prices]
        title = "Prices (pounds per child per week, price base of the instance)"
        shown.append(Table(title, ["offer", "need", "before", "now"], moved, left=frozenset({0, 1})))
    if report.remarks:
        shown.append(Table("To look at", [], [], foot="\n".join(report.remarks)))
    return shown


_MOST_RUNS = 12
"""Runs of lines that are named: a line of the screen."""
_WORDS = {
    "read": "read",
    "added": "merged into a new offer",
    "updated": "merged into an offer, which changed",
    "unchanged": "merged into an offer, nothing to change",
    "left_out": "left out (below)",
    "repeated": "the same row again, counted once",
}


def merge_values(report: MergeReport) -> dict[str, object]:
    """Return the report as `--json` prints it, every row included."""
    return {
        "layout": report.layout,
        "rows": report.counts,
        "totals": report.totals,
        "offers_added": list(report.offers_added),
        "offers_updated": list(report.offers_updated),
        "prices": [asdict(row) for row in report.prices],
        "left_out": {reason: len(lines) for reason, lines in report.reasons.items()},
        "remarks": list(report.remarks),
        "outcomes": [
            {"file": row.file, "row": row.row, "outcome": row.outcome, "what": row.what} for row in report.rows
        ],
    }


def spans(lines: Iterable[int]) -> str:
    """Return line numbers with runs drawn together: 2-4, 7, 9-10; of many the first, and how many more there are."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in runs[:_MOST_RUNS]]
    more = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
    return ", ".join([*told, *([f"{more:,} more (--json has them all)"] if more else [])])
