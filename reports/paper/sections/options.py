"""Options considered, do-nothing among them, and why they are rejected."""

from reports.paper.document import OpenBox, Paragraph, Points, Section
from reports.paper.facts import Facts
from reports.paper.options import options_grid, rejected


def options(facts: Facts) -> Section:
    """Return the section."""
    reasons = rejected(facts)
    told = (
        [Paragraph("Do nothing: today's practice carried on. It is rejected because:"), Points(reasons)]
        if reasons
        else [OpenBox("do_nothing", "Why doing nothing is rejected: by the figures alone it is not worse.")]
    )
    box = OpenBox("options", "Other options considered, such as other sizes or partners, and why they are rejected.")
    return Section("options", "Alternative options considered and rejected", [*told, options_grid(facts), box])
