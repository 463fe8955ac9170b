"""What stands behind the figures: assumptions to confirm, and the proof of the solver."""

from models.fields import ASSUMPTION
from models.tables import TABLES
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import Facts
from reports.table import percent

VERSIONS = ("placement-sufficiency", "highspy", "pulp", "numpy")


def assumptions_grid(facts: Facts) -> Grid:
    """Return rows marked as assumptions by table; with their basis, which may tell prices, only if not public."""
    rows: list[list[Cell]] = []
    for name, count in facts.instance.assumptions().items():
        if facts.public or name not in TABLES:
            rows.append([name, Figure(count, "whole"), *([] if facts.public else [_setting_notes(facts)])])
            continue
        notes: dict[str, int] = {}
        for row in facts.instance.rows(name):
            if row.source == ASSUMPTION:
                notes[row.note] = notes.get(row.note, 0) + 1
        rows += [[name, Figure(number, "whole"), note] for note, number in notes.items()]
    return Grid(
        key="assumptions",
        title="Assumptions to confirm",
        head=["table", "rows", *([] if facts.public else ["basis"])],
        rows=rows,
        unit="rows marked as assumption",
        price_base=f"tables at prices of {facts.instance.settings.money.price_base}",
        source="column source of the tables of the instance",
    )


def _setting_notes(facts: Facts) -> str:
    found = [n for n in facts.instance.settings.setting_notes if n.source == ASSUMPTION]
    return "; ".join(f"{note.setting}: {note.note}" for note in found)


def certificate_grid(facts: Facts) -> Grid:
    """Return status, objective, bound, gap, versions and hash of the input."""
    proof = facts.plan.summary.certificate
    lines: list[tuple[str, Cell]] = [
        ("Status", proof.status),
        ("Objective (present value)", _gbp(proof.objective_gbp)),
    ]
    if proof.bound_gbp is not None and proof.gap is not None:
        lines.append(("No plan costs less than", _gbp(proof.bound_gbp)))
        lines.append(("Gap: this plan is within", percent(proof.gap, 3)))
    lines.append(("Demand path", facts.plan.summary.demand))
    lines.append(("Price path", facts.plan.summary.prices))
    lines += [(f"Version of {name}", proof.versions[name]) for name in VERSIONS if name in proof.versions]
    lines.append(("Seed", str(proof.seed)))
    lines.append(("Hash of the input (SHA-256)", proof.instance_sha256))
    return Grid(
        key="certificate",
        title="Certificate of the solver, and hash of the input",
        head=["", "value"],
        rows=[[name, value] for name, value in lines],
        unit="pounds where not said otherwise",
        price_base="present value: nominal pounds discounted to the first year",
        source=facts.source,
        notes=["The objective holds penalties and the year after the plan, and so is no budget figure."],
    )


def _gbp(amount: float) -> Figure:
    return Figure(amount, "gbp")
