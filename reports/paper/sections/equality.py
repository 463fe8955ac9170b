"""Equality: a box; the tool knows nothing of it."""

from reports.paper.document import OpenBox, Section
from reports.paper.facts import Facts


def equality(facts: Facts) -> Section:
    """Return the section."""
    del facts
    ask = "Equality impact assessment under section 149 of the Equality Act 2010: result and where it is published."
    return Section("equality", "Equality implications", [OpenBox("equality", ask)])
