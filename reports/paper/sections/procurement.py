"""Procurement: the value of what is bought, with every extension."""

from decimal import Decimal

from models.money import pence
from reports.commitments import commitment_words, size_words
from reports.paper.document import Block, Figure, Grid, OpenBox, Paragraph, Section
from reports.paper.facts import Facts
from reports.paper.redaction import enough
from reports.paper.wording import gbp, sentence


def procurement(facts: Facts) -> Section:
    """Return the value of block contracts with every extension; for the public only of three or more together."""
    found = [item for item in facts.new if item.kind == "block"]
    box = OpenBox(
        "procurement",
        "Procedure, threshold that applies on the day of the notice, VAT, lots, social value and timetable.",
    )
    return Section("procurement", "Procurement value", [*_value(facts, len(found)), box])


def _value(facts: Facts, count: int) -> list[Block]:
    if not count:
        return [Paragraph("The plan awards no block contract.")]
    if facts.public and not enough(range(count)):
        return [Paragraph("The value of the contracts would tell the price of fewer than three: it is exempt.")]
    found = [item for item in facts.new if item.kind == "block"]
    total = sum((pence(item.maximum_gbp) for item in found), Decimal(0))
    told = Paragraph(
        f"The estimated value of {count} block contract{'' if count == 1 else 's'} with every extension is "
        f"{gbp(total)} before VAT."
    )
    if facts.public:
        return [told]
    grid = Grid(
        key="procurement",
        title="Estimated contract value, every extension included",
        head=["contract", "size", "start", "planned end", "value"],
        rows=[
            [
                *(sentence(commitment_words(item.kind, item.id)), size_words(item), f"{item.start:%d %b %Y}"),
                "" if item.end is None else f"{item.end:%d %b %Y}",
                Figure(item.maximum_gbp, "gbp"),
            ]
            for item in found
        ],
        unit="pounds before VAT, over the full term",
        price_base=facts.nominal,
        source=facts.source,
    )
    return [told, grid]
