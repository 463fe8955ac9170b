"""Money on the screen: cost by year against do-nothing and the base budget, and by authority."""

from collections.abc import Mapping

from models.instance import Instance
from models.plan import LedgerKind, Plan
from reports.table import Table, pounds
from reports.words import words

KINDS = {
    "plan": "this plan",
    "do_nothing": "do nothing",
    "optimised_no_new_commitments": "best without new commitments",
}
"""Kind of plan to how tables call it."""

ByYear = Mapping[str, float]


def cost_table(plan: Plan) -> Table:
    """Cost by year against do-nothing; then what is beside revenue, and the pressure on the base budget."""
    years = list(plan.summary.cost_gbp_by_year)
    rows = [
        [label, *(pounds(by_year.get(y, 0.0)) for y in years), pounds(sum(by_year.get(y, 0.0) for y in years))]
        for label, by_year in cost_lines(plan)
    ]
    title = "Cost by financial year (revenue, nominal pounds)"
    return Table(title, ["", *years, "total"], rows, foot=_full_year_effect(plan.summary.full_year_effect_gbp))


def cost_lines(plan: Plan) -> list[tuple[str, ByYear]]:
    """Return the lines of that table, in words, with nominal pounds by financial year."""
    summary = plan.summary
    lines: list[tuple[str, ByYear]] = []
    if summary.kind != "do_nothing":
        lines.append(("do nothing", summary.baseline_gbp_by_year))
    lines.append((KINDS[summary.kind], summary.cost_gbp_by_year))
    if summary.kind != "do_nothing":
        lines.append(_against_do_nothing(plan))
    lines += _net_lines(plan)
    capital = _of_kind(plan, "capital")
    if any(capital.values()):
        lines.append(("capital net of grant (not revenue)", capital))
    return lines


def _against_do_nothing(plan: Plan) -> tuple[str, ByYear]:
    """Return what the plan costs less than do-nothing: growth avoided, but only above the base budget."""
    summary = plan.summary
    fewer = _less(summary.baseline_gbp_by_year, summary.cost_gbp_by_year)
    income = _of_kind(plan, "income")
    # The budget paper counts financing in, and so tells another figure.
    before = ", before financing" if any(_of_kind(plan, "financing").values()) else ""
    for year, budget in summary.base_budget_gbp_by_year.items():
        lower = min(summary.baseline_gbp_by_year[year], summary.cost_gbp_by_year[year])
        if lower + income[year] < budget:
            # Below the base budget it is a saving: the two are not told apart here, and so not called either.
            return _sign_words(fewer, f"cost less than do nothing{before}", "more"), fewer
    return _sign_words(fewer, f"growth avoided against do nothing{before}", "growth added"), fewer


def _net_lines(plan: Plan) -> list[tuple[str, ByYear]]:
    """Return financing, income, net cost, base budget and the pressure on it, as far as there are any."""
    summary = plan.summary
    financing, income = _of_kind(plan, "financing"), _of_kind(plan, "income")
    lines: list[tuple[str, ByYear]] = []
    if any(financing.values()):
        lines.append(("financing of homes (MRP and interest)", financing))
    if any(income.values()):
        lines.append(("income (grants and contributions)", income))
    if lines:
        lines.append(("net cost, financing and income included", summary.net_cost_gbp_by_year))
    if summary.base_budget_gbp_by_year:
        over = _less(summary.net_cost_gbp_by_year, summary.base_budget_gbp_by_year)
        lines.append(("base budget, net of income", summary.base_budget_gbp_by_year))
        lines.append((_sign_words(over, "pressure on the base budget", "a saving"), over))
    return lines


def _less(one: ByYear, other: ByYear) -> dict[str, float]:
    return {year: amount - other[year] for year, amount in one.items() if year in other}


def _sign_words(by_year: ByYear, label: str, below: str) -> str:
    """Return the label, with what an amount below 0 means where there is one."""
    return f"{label} (below 0: {below})" if any(round(amount) < 0 for amount in by_year.values()) else label


def _of_kind(plan: Plan, kind: LedgerKind) -> dict[str, float]:
    total = dict.fromkeys(plan.summary.cost_gbp_by_year, 0.0)
    for line in plan.ledger:
        if line.kind == kind:
            total[line.financial_year] = total.get(line.financial_year, 0.0) + line.amount_gbp
    return total


def _full_year_effect(amount: float | None) -> str:
    if amount is None:
        return ""
    beyond = "more" if amount >= 0 else "less"
    return (
        "Full-year effect of today's children, 52 weeks at the prices of the base year, before any change: "
        f"{pounds(abs(amount))} pounds a year {beyond} than the base budget."
    )


def authorities_table(instance: Instance, plan: Plan) -> Table:
    """What each of several authorities pays, by year."""
    by_authority = plan.summary.cost_gbp_by_authority
    years = list(plan.summary.cost_gbp_by_year)
    names = instance.authority_names
    rows = [
        [
            names.get(authority, words(authority)),
            *(pounds(by_year.get(year, 0.0)) for year in years),
            pounds(sum(by_year.get(year, 0.0) for year in years)),
        ]
        for authority, by_year in by_authority.items()
    ]
    sums = [sum(by_year.get(year, 0.0) for by_year in by_authority.values()) for year in years]
    rows.append(["all", *map(pounds, sums), pounds(sum(sums))])
    return Table("Cost by authority (revenue, nominal pounds)", ["", *years, "total"], rows)
