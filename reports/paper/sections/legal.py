"""Legal: the duty the paper is about, and a box for the legal officer."""

from reports.paper.document import OpenBox, Paragraph, Section
from reports.paper.facts import Facts

_DUTY = (
    "Section 22G of the Children Act 1989 asks a local authority to take steps that secure, so far as reasonably "
    "practicable, enough accommodation within its area that meets the needs of the children it looks after and "
    "cannot place with parents or relatives. It is to have regard to the benefit of a number of providers and of a "
    "range of accommodation."
)
_PLACEMENT = (
    "Section 22C asks for the most appropriate placement: near home, in the area, not interrupting education, with "
    "brothers and sisters, and suited to a disability. The plan chooses no child's placement; it plans capacity."
)


def legal(facts: Facts) -> Section:
    """Return the section."""
    del facts
    box = OpenBox("legal", "Comments of the monitoring officer, with their reference.")
    return Section("legal", "Legal implications", [Paragraph(_DUTY), Paragraph(_PLACEMENT), box])
