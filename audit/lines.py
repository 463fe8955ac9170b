"""A ledger line by month, and how its amount is split between authorities.

Shapes: G cohorts, T months (`T + 1` long, index 0 is unused and 0).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from audit.aliases import Floats
from audit.payers import authorities, by_cohort, owners
from models.instance import Instance
from models.plan import LedgerKind


@dataclass(frozen=True)
class Stream:
    """A ledger line of an authority by month, before rounding.

    Attributes:
        line: name of the line, such as fees.
        kind: revenue, capital, income or financing.
        id: what it is paid for.
        authority: who pays.
        budget_head: budget head it is charged to.
        monthly: (T + 1,), nominal pounds; index 0 is unused and 0. Income and grants are negative.
    """

    line: str
    kind: LedgerKind
    id: str
    authority: str
    budget_head: str
    monthly: Floats


def head_of(instance: Instance, offer: str) -> str:
    """Return the budget head of an offer."""
    return next(row.budget_head for row in instance.offers if row.offer == offer)


def of_children(instance: Instance, offer: str, line: str, name: str, pounds: Floats) -> Iterator[Stream]:
    """Yield a revenue line of each authority for its own children; `pounds` (T + 1, G) is by cohort."""
    head = head_of(instance, offer)
    for authority, monthly in zip(authorities(instance), (pounds @ by_cohort(instance)).T, strict=True):
        yield Stream(line, "revenue", name, authority, head, monthly)


def of_owners(
    instance: Instance, offer: str, line: str, kind: LedgerKind, name: str, monthly: Floats
) -> Iterator[Stream]:
    """Yield a line of each authority for its share of an offer's supply."""
    head = head_of(instance, offer)
    for authority, share in owners(instance, offer).items():
        yield Stream(line, kind, name, authority, head, share * monthly)
