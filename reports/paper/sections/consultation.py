"""Consultation: a box."""

from reports.paper.document import OpenBox, Section
from reports.paper.facts import Facts


def consultation(facts: Facts) -> Section:
    """Return the section."""
    del facts
    ask = "Who was consulted and when: children and care leavers, carers, providers, partners, trade unions."
    return Section("consultation", "Consultation", [OpenBox("consultation", ask)])
