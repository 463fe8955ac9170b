"""The bridge as a table: every step in full, or with what would tell a contract's price merged."""

from decimal import Decimal

from reports.paper.bridge import Step, base_notes, bridge
from reports.paper.document import Grid
from reports.paper.facts import Facts
from reports.paper.redaction import Line, merged
from reports.paper.wording import Amounts, by_year_grid, sentence


def steps(facts: Facts) -> list[Step]:
    """Return the steps as they may be shown; for the public, commitments that tell a price are merged."""
    found = bridge(facts)
    if not facts.public:
        return list(found)
    hiding = [step for step in found if step.key in ("mix", "commitment")]
    lines = merged([Line(step.label, step.by_year, step.contracts) for step in hiding])
    known = {step.label: step for step in hiding}
    shown = [known.get(line.label, Step("commitment", _merged_label(line.label), line.by_year)) for line in lines]
    first = next(i for i, step in enumerate(found) if step.key == "mix")
    return [*found[:first], *shown, *found[first + len(hiding) :]]


def _merged_label(labels: str) -> str:
    """Return what merged steps are called: short, since the single ones stand in the table of commitments."""
    return (
        "mix and commitments together" if labels.lower().find("mix:") >= 0 else "commitments with contracts together"
    )


def bridge_grid(facts: Facts) -> Grid:
    """Return the bridge by year; the steps add up to the plan to the penny."""
    rows = [Amounts(sentence(step.label), step.by_year, total=step.key in ("base", "plan")) for step in steps(facts)]
    notes = [
        "Every year stands alone: each step is the whole year's amount, so that base budget and steps make the plan.",
        "Demand, price and their cross term carry today's mix on if nothing is done; mix is all that is left.",
        *base_notes(facts),
    ]
    title = "Bridge from base budget to plan"
    return by_year_grid(facts, "bridge", title, rows, kind="pence", unit="pounds and pence", notes=notes)


def is_exact(facts: Facts) -> bool:
    """Return whether the steps before the last add up to it in every year."""
    found = steps(facts)
    sums = {year: sum((step.by_year[year] for step in found[:-1]), Decimal(0)) for year in facts.years}
    return sums == found[-1].by_year
