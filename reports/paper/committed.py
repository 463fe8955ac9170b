"""The commitments of a plan as a table, and what they come to."""

from decimal import Decimal

from models.money import pence
from models.plan import CommitmentSummary
from reports.commitments import binding_words, commitment_words, size_words
from reports.paper.bridge import commitment_lines
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import Facts
from reports.paper.redaction import WITHHELD, enough
from reports.paper.wording import sentence
from reports.words import head_words

_MONEY = ("planned term", "guaranteed", "maximum with extensions")
_TERMS = "Guaranteed: the least of these. Maximum: the planned term and every extension."


def contract_names(items: tuple[CommitmentSummary, ...]) -> frozenset[str]:
    """Return one name for each contract: each block awarded, home bought and programme bought in."""
    return frozenset(
        f"{item.kind} {item.id} {item.start} {unit}"
        for item in items
        if item.kind != "fostering"
        for unit in range(item.size if item.kind == "home" else 1)
    )


def maximum(facts: Facts) -> Decimal | None:
    """Return the most that all new commitments bind to with every extension; None where it is withheld."""
    if facts.public and not enough(contract_names(facts.new)):
        return None
    return sum((pence(item.maximum_gbp) for item in facts.new), Decimal(0))


def guaranteed(facts: Facts) -> Decimal | None:
    """Return the least that they bind to; None where it, or how far it lies from the most, is withheld."""
    flexible = tuple(item for item in facts.new if round(item.maximum_gbp) != round(item.guaranteed_gbp))
    if facts.public and not (enough(contract_names(facts.new)) and enough(contract_names(flexible))):
        return None
    return sum((pence(item.guaranteed_gbp) for item in facts.new), Decimal(0))


def budget_heads(facts: Facts) -> list[str]:
    """Return the budget heads that new commitments are charged to, in words."""
    return [head_words(head) for head in dict.fromkeys(line.budget_head for line in commitment_lines(facts))]


def commitments_grid(facts: Facts) -> Grid:
    """Return each new commitment with size and dates; what it binds to where that is no exempt figure."""
    heads = ["commitment", "size", "decide or start, end", "first children"]
    money = [] if facts.public else [*_MONEY[:1], f"of it after {facts.years[-1]}", *_MONEY[1:]]
    rows = [[*_what(item), *([] if facts.public else _amounts(item))] for item in facts.new]
    notes = [*binding_words(item.kind for item in facts.new), _TERMS]
    if facts.public:
        most = maximum(facts)
        shown = WITHHELD if most is None else str(Figure(float(most), "gbp"))
        notes = [f"All together, with every extension: {shown} (pounds). Values of single commitments are exempt."]
    elif len(rows) > 1:
        sums = [sum(_money(item)[i] for item in facts.new) for i in range(len(money))]
        rows.append(["All commitments", "", "", "", *(Figure(amount, "gbp") for amount in sums)])
    last = len(facts.new)
    return Grid(
        key="commitments",
        title="Commitments that approval is sought for",
        head=[*heads, *money],
        rows=rows,
        unit="places and dates" if facts.public else "pounds over the full term",
        price_base=facts.nominal,
        source=facts.source,
        notes=notes,
        totals=frozenset({last} if len(rows) > last else ()),
    )


def _what(item: CommitmentSummary) -> list[Cell]:
    end = "" if item.end is None else f" to {item.end:%b %Y}"
    name = sentence(commitment_words(item.kind, item.id))
    return [name, size_words(item), f"{item.start:%b %Y}{end}", f"{item.live_from:%b %Y}"]


def _money(item: CommitmentSummary) -> list[float]:
    return [item.commitment_gbp, item.beyond_horizon_gbp, item.guaranteed_gbp, item.maximum_gbp]


def _amounts(item: CommitmentSummary) -> list[Cell]:
    return [Figure(amount, "gbp") for amount in _money(item)]
