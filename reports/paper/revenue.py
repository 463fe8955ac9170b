"""Revenue by year, gross and net, by budget head; and against do-nothing and the base budget."""

from audit.summary import base_budgets
from models.plan import LedgerLine
from reports.paper.bridge import COMMITMENT_LINES, base_by_year, base_notes, contracts_of
from reports.paper.document import Grid
from reports.paper.facts import Facts, exact, of_kinds, summed
from reports.paper.growth import is_all_growth
from reports.paper.redaction import Behind, Line, merged
from reports.paper.wording import Amounts, by_year_grid, sentence
from reports.words import head_words

MARKET = frozenset({"framework", "spot", "direct"})
"""Routes by which placements are bought from others."""


def revenue_grid(facts: Facts) -> Grid:
    """Return gross cost by budget head, income, net cost, base budget and the pressure on it."""
    heads = _heads(facts)
    lines = merged(heads) if facts.public else heads
    gross, income = of_kinds(facts, "revenue", "financing"), of_kinds(facts, "income")
    net = exact(facts.plan.summary.net_cost_gbp_by_year)
    rows = [Amounts(sentence(line.label), line.by_year) for line in lines]
    rows.append(Amounts("Gross cost, financing of homes included", gross, total=True))
    rows += [Amounts("Income (grants and contributions)", income), Amounts("Net cost", net, total=True)]
    if base_budgets(facts.instance):
        budgets = base_by_year(facts)
        rows.append(Amounts("Base budget, net of income", budgets))
        over = {year: net[year] - budgets[year] for year in facts.years}
        rows.append(Amounts("Pressure on the base budget (below 0: a saving)", over, total=True))
    title = "Revenue by financial year, gross and net"
    return by_year_grid(facts, "revenue", title, rows, notes=[*_notes(facts), *base_notes(facts)])


def _notes(facts: Facts) -> list[str]:
    if not facts.public:
        return ["Financing (MRP and interest) is charged to the budget head of the homes."]
    return ["Budget heads whose amounts would tell the price of fewer than three contracts are added together."]


def _heads(facts: Facts) -> list[Line]:
    """Return gross cost by budget head with the contracts behind it: each offer bought, and each commitment."""
    found = [line for line in facts.plan.ledger if line.kind in ("revenue", "financing")]
    heads = dict.fromkeys(line.budget_head for line in found)
    return [_head(facts, head, [line for line in found if line.budget_head == head]) for head in heads]


def _head(facts: Facts, head: str, lines: list[LedgerLine]) -> Line:
    behind: Behind = {year: frozenset() for year in facts.years}
    market = {offer.offer for offer in facts.instance.offers if offer.route in MARKET}
    for line in lines:
        if line.line == "fees" and line.id in market:
            behind[line.financial_year] |= {f"offer {line.id}"}
    committed = {(item.kind, item.id) for item in facts.new}
    for kind, name in committed:
        if any(line.line in COMMITMENT_LINES and line.id == name for line in lines):
            for year, contracts in contracts_of(facts, kind, name).items():
                behind[year] |= contracts
    return Line(head_words(head), summed(facts, lines), behind)


_AVOIDED = "Growth avoided against do nothing (below 0: growth added)"
_CHEAPER = "Cost less than do nothing (below 0: more)"


def against_grid(facts: Facts) -> Grid:
    """Return base budget, plan, do-nothing and growth avoided, financing of homes included in the plan."""
    nothing = exact(facts.plan.summary.baseline_gbp_by_year)
    ours = of_kinds(facts, "revenue", "financing")
    fewer = {year: nothing[year] - ours[year] for year in facts.years}
    growth = is_all_growth(facts)
    budgets = [Amounts("Base budget, net of income", base_by_year(facts))] if base_budgets(facts.instance) else []
    rows = [
        *budgets,
        Amounts("This plan, financing of homes included", ours),
        Amounts("Do nothing (today's practice carried on)", nothing),
        Amounts(_AVOIDED if growth else _CHEAPER, fewer, total=True),
    ]
    notes = [
        "This plan and do nothing are before income (grants and contributions); the base budget is net of it.",
        "Growth avoided is money that was never budgeted: it reduces no budget and is no saving."
        if growth
        else "Only what is above the base budget is growth avoided; the rest is a saving (see the MTFS lines).",
    ]
    return by_year_grid(facts, "against", "Cost by year against do nothing and the base budget", rows, notes=notes)
