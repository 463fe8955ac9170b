"""Evidence: assumptions to confirm, certificate, sources."""

from reports.paper.document import Block, OpenBox, Paragraph, Points, Section
from reports.paper.evidence import assumptions_grid, certificate_grid
from reports.paper.facts import Facts

_BACKGROUND = (
    "Background papers: figures that are not marked as assumptions come from these documents, each with the terms "
    "under which it is used."
)


def evidence(facts: Facts) -> Section:
    """Return the section."""
    sources = [f"{s.title} ({s.published}); {s.licence}" for s in facts.instance.settings.sources]
    box = OpenBox("assumptions", "Which assumptions are confirmed, by whom, and with what figure.")
    blocks: list[Block] = [assumptions_grid(facts), box, certificate_grid(facts)]
    if sources:
        blocks += [Paragraph(_BACKGROUND), Points(sources)]
    return Section("evidence", "Evidence: assumptions, proof and sources", blocks)
