"""Evidence: assumptions to confirm, certificate, sources."""

from reports.paper.document import Block, OpenBox, Points, Section
from reports.paper.evidence import assumptions_grid, certificate_grid
from reports.paper.facts import Facts


def evidence(facts: Facts) -> Section:
    """Return the section."""
    sources = [f"{s.title} ({s.published}); {s.licence}" for s in facts.instance.settings.sources]
    box = OpenBox("assumptions", "Which assumptions are confirmed, by whom, and with what figure.")
    blocks: list[Block] = [assumptions_grid(facts), box, certificate_grid(facts), Points(sources)]
    return Section("evidence", "Evidence: assumptions, proof and sources", blocks)
