"""Options considered, do-nothing among them, and why they are rejected."""

from reports.paper.document import Block, OpenBox, Paragraph, Points, Section
from reports.paper.facts import Facts
from reports.paper.options import options_grid, rejected
from reports.paper.others import compared, sizes_grid


def options(facts: Facts) -> Section:
    """Return the section."""
    blocks = [*_nothing(facts), *_others(facts), options_grid(facts)]
    sizes = sizes_grid(facts) if facts.others else None
    if sizes is not None:
        blocks.append(sizes)
    blocks.append(OpenBox("options", _MORE if facts.others else _ANY))
    return Section("options", "Alternative options considered and rejected", blocks)


_ANY = "Other options considered, such as other sizes or partners, and why they are rejected."
_MORE = "Why each option is rejected, beyond its figures; and any further option considered."


def _nothing(facts: Facts) -> list[Block]:
    reasons = rejected(facts)
    if not reasons:
        return [OpenBox("do_nothing", "Why doing nothing is rejected: by the figures alone it is not worse.")]
    return [Paragraph("Do nothing: today's practice carried on. It is rejected because:"), Points(reasons)]


def _others(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    for option in facts.others:
        blocks += [Paragraph(f"{option.name}. Against this plan:"), Points(compared(facts, option))]
    return blocks
