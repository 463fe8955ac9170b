"""What `import ssda903` prints."""

from dataclasses import asdict

from models.importing import ImportSummary, MarchCount
from reports.table import Table, percent
from reports.words import words

_ACTIONS = ("dropped", "repaired", "unmapped", "noted")


def import_tables(summary: ImportSummary) -> list[Table]:
    """Return stock by provision, DfE's measures by year, and the quality of the data."""
    return [_provisions(summary), _marches(summary), _quality(summary)]


def import_values(summary: ImportSummary) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "ok": True,
        "base_date": summary.base_date.isoformat(),
        "children_in_care": summary.children,
        "children_by_provision": summary.provisions,
        "measures": [{**asdict(march), "day": march.day.isoformat()} for march in summary.marches],
        "quality": [asdict(line) for line in summary.quality],
    }


def _provisions(summary: ImportSummary) -> Table:
    rows = [[words(name), f"{count:,}"] for name, count in summary.provisions.items()]
    rows.append(["all children in care", f"{summary.children:,}"])
    return Table(f"Children in care on {summary.base_date:%d %B %Y}", ["provision", "children"], rows)


def _marches(summary: ImportSummary) -> Table:
    header = [
        "31 March",
        "children",
        "per 10,000",
        "3+ placements",
        "same 2+ years",
        "in authority",
        "within 20 miles",
    ]
    foot = (
        "3+ placements: children with three or more placements in the year. Same 2+ years: of under-16s looked after "
        "for 2.5 years or more, those in the same placement for 2 years or more. Blank: the returns do not tell."
    )
    return Table("As DfE counts", header, [_march(march) for march in summary.marches], foot=foot)


def _march(march: MarchCount) -> list[str]:
    shares = (march.moved_often, march.settled, march.inside, march.near)
    rate = "" if march.per_10000 is None else f"{march.per_10000:.1f}"
    return [
        str(march.day.year),
        f"{march.children:,}",
        rate,
        *("" if part is None else percent(part) for part in shares),
    ]


def _quality(summary: ImportSummary) -> Table:
    lines = sorted(summary.quality, key=lambda line: _ACTIONS.index(line.action))
    rows = [[line.action, line.what, f"{line.rows:,}" if line.rows else ""] for line in lines]
    return Table("Data quality", ["done", "what", "rows"], rows, left=frozenset({0, 1}))
