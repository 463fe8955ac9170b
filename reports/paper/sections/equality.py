"""Equality and other implications: boxes; the tool knows nothing of them."""

from reports.paper.document import OpenBox, Section
from reports.paper.facts import Facts


def equality(facts: Facts) -> Section:
    """Return the section."""
    del facts
    ask = "Equality impact assessment under section 149 of the Equality Act 2010: result and where it is published."
    others = (
        "Other implications that the council's reports name, such as climate, health or data protection, and what "
        "the proposals contribute to the council plan."
    )
    return Section(
        "equality", "Equality and other implications", [OpenBox("equality", ask), OpenBox("implications", others)]
    )
