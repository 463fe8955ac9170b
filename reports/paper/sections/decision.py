"""Key decision and delegation: the amount on which it depends, and a box."""

from reports.paper.committed import maximum
from reports.paper.document import Block, OpenBox, Paragraph, Section
from reports.paper.facts import Facts
from reports.paper.wording import gbp


def decision(facts: Facts) -> Section:
    """Return the section."""
    most = maximum(facts)
    blocks: list[Block] = []
    if facts.new and most is not None:
        blocks.append(
            Paragraph(f"The commitments come to at most {gbp(most)} over their full term with every extension.")
        )
    blocks.append(
        OpenBox(
            "decision",
            "Key decision or not by the council's own threshold, forward plan reference, officer and limits of the "
            "delegation, portfolio holder who is consulted, call-in.",
        )
    )
    return Section("decision", "Key decision and delegation", blocks)
