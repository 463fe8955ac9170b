"""The paper from the facts: its sections in cabinet order."""

from collections.abc import Callable

from reports.paper.document import Paper, Section
from reports.paper.facts import Facts
from reports.paper.sections.capital import capital
from reports.paper.sections.consultation import consultation
from reports.paper.sections.decision import decision
from reports.paper.sections.equality import equality
from reports.paper.sections.evidence import evidence
from reports.paper.sections.exempt import exempt
from reports.paper.sections.finance import finance
from reports.paper.sections.legal import legal
from reports.paper.sections.need import need
from reports.paper.sections.options import options
from reports.paper.sections.procurement import procurement
from reports.paper.sections.reasons import reasons
from reports.paper.sections.recommendations import recommendations
from reports.paper.sections.risk import risk

SECTIONS: tuple[Callable[[Facts], Section], ...] = (
    recommendations,
    reasons,
    need,
    options,
    finance,
    capital,
    legal,
    procurement,
    risk,
    equality,
    consultation,
    decision,
    evidence,
    exempt,
)
"""In cabinet order; the evidence stands before the exempt appendix."""

PUBLIC = "Public report: commercial values and small counts are left out"
EXEMPT = "Not for publication: contains exempt information"


def build(facts: Facts) -> Paper:
    """Return the paper; for the public it is built from redacted tables only."""
    title = f"Placement sufficiency: commitments {facts.span}"
    status = PUBLIC if facts.public else EXEMPT
    sections = [section(facts) for section in SECTIONS]
    return Paper(title, facts.authority, status, facts.public, sections, _front(title, public=facts.public))


def _front(title: str, *, public: bool) -> list[tuple[str, str]]:
    """Return the lines at the head of a cabinet report; what the tool cannot know is left open."""
    exempt = "No; a separate appendix is" if public else "Yes, paragraph 3 of Schedule 12A, Local Government Act 1972"
    return [
        ("Report to", "Cabinet"),
        ("Date of meeting", ""),
        ("Subject", title),
        ("Report of", ""),
        ("Portfolio", ""),
        ("Wards affected", ""),
        ("Key decision, in forward plan", ""),
        ("Exempt or confidential", exempt),
        ("Contact officer", ""),
    ]
