"""Capital: what the council's own homes cost to buy and refit, net of grant, and how that is financed."""

from models.calendar import FinancialYear
from models.plan import LedgerKind
from reports.paper.committed import contract_names, maximum
from reports.paper.document import Block, Grid, OpenBox, Paragraph, Section
from reports.paper.facts import Facts, of_kinds, summed
from reports.paper.redaction import enough
from reports.paper.wording import Amounts, by_year_grid, gbp


def may_tell_capital(facts: Facts) -> bool:
    """Return whether capital over all years may be told.

    At least three homes are bought; and what the maximum of all commitments, where it is told, holds beside capital
    is no price of fewer than three contracts.
    """
    return not facts.public or (enough(range(_homes(facts))) and _leaves_enough(facts))


def _leaves_enough(facts: Facts) -> bool:
    """Return whether the maximum less capital covers three contracts or none, those of the homes among them."""
    homes = tuple(item for item in facts.new if item.kind == "home")
    others = tuple(item for item in facts.new if item.kind != "home")
    beside = sum(item.maximum_gbp for item in homes) - float(sum(of_kinds(facts, "capital").values()))
    return maximum(facts) is None or enough(contract_names(others)) or round(beside) > 0


def _homes(facts: Facts, year: str | None = None) -> int:
    """Return how many homes are bought, in all or by decisions of one year."""
    found = [item for item in facts.new if item.kind == "home"]
    return sum(item.size for item in found if year in (None, str(FinancialYear.of(item.start))))


def capital(facts: Facts) -> Section:
    """Return the section."""
    spent = of_kinds(facts, "capital")
    box = OpenBox("capital", "Place in the capital programme, source of borrowing or grant, and the site.")
    if not any(spent.values()):
        return Section("capital", "Capital implications", [Paragraph("The plan spends no capital."), box])
    return Section("capital", "Capital implications", [*_told(facts), box])


def _told(facts: Facts) -> list[Block]:
    if not facts.public:
        return [_grid(facts)]
    if not may_tell_capital(facts):
        return [Paragraph("Capital would tell the price of fewer than three homes: it is in the exempt appendix.")]
    total = sum(of_kinds(facts, "capital").values())
    return [
        Paragraph(
            f"Capital over {facts.span}, net of grant, is {gbp(total)} for {_homes(facts)} homes. By year and home "
            "it is in the exempt appendix."
        )
    ]


def _grid(facts: Facts) -> Grid:
    lines = [line for line in facts.plan.ledger if line.kind == "capital"]
    spent = summed(facts, (line for line in lines if line.amount_gbp > 0))
    grant = summed(facts, (line for line in lines if line.amount_gbp < 0))
    kinds: tuple[LedgerKind, ...] = ("capital",)
    rows = [
        Amounts("Capital, purchase and refurbishment", spent),
        Amounts("Grant", grant),
        Amounts("Capital net of grant", of_kinds(facts, *kinds), total=True),
        Amounts("Revenue: repayment (MRP) and interest", of_kinds(facts, "financing")),
    ]
    notes = ["Repayment begins in the year after a home opens."]
    return by_year_grid(facts, "capital", "Capital by financial year, and its cost to revenue", rows, notes=notes)
