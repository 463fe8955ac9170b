"""What `solve` and `baseline` print: a budget holder's one screen."""

import datetime as dt
from collections import defaultdict

from audit.verify import Verification
from models.calendar import FinancialYear
from models.instance import Instance
from models.plan import CommitmentSummary, Plan, Summary
from reports.table import Table, children, percent, pounds
from reports.words import words

UNITS = {"block": "bed", "home": "home", "fostering": "household"}


def headline(name: str, plan: Plan, verification: Verification) -> list[str]:
    """Return what was planned, how good it is proven to be, and whether the re-check agrees."""
    summary, proof = plan.summary, plan.summary.certificate
    lines = [f"{name}: demand '{summary.demand}', prices '{summary.prices}'"]
    if proof.bound_gbp is None or proof.gap is None:
        lines.append(f"Status: {proof.status}; total of the objective {pounds(proof.objective_gbp)} pounds")
    else:
        distance = pounds(proof.objective_gbp - proof.bound_gbp)
        lines.append(
            f"Status: {proof.status}; no plan can cost less by more than {percent(proof.gap, 3)} ({distance} pounds "
            f"of {pounds(proof.objective_gbp)}, present value); {proof.seconds['total']:.1f} seconds"
        )
    if proof.status == "relaxed":
        lines.append("The hard policies cannot all hold: this is the plan of smallest relaxation (see 'not met').")
    failed = [check.name for check in verification.checks if not check.ok]
    told = f"{len(verification.checks)} checks passed" if not failed else "FAILED: " + ", ".join(failed)
    lines.append(f"Independent re-check of every row and pound: {told}")
    return lines


def cost_table(plan: Plan) -> Table:
    """Cost by year against do-nothing and against the base budget."""
    summary = plan.summary
    years = list(summary.cost_gbp_by_year)
    lines: list[tuple[str, dict[str, float]]] = []
    if summary.base_budget_gbp_by_year:
        lines.append(("base budget", summary.base_budget_gbp_by_year))
    if summary.kind == "do_nothing":
        lines.append(("do nothing", summary.cost_gbp_by_year))
    else:
        lines += [
            ("do nothing", summary.baseline_gbp_by_year),
            ("this plan", summary.cost_gbp_by_year),
            (
                "growth avoided against do nothing",
                _less(summary.baseline_gbp_by_year, summary.cost_gbp_by_year),
            ),
        ]
    if summary.base_budget_gbp_by_year:
        over = _less(summary.cost_gbp_by_year, summary.base_budget_gbp_by_year)
        lines.append(("pressure on the base budget", over))
    financing = _less(summary.net_cost_gbp_by_year, summary.cost_gbp_by_year)
    if any(financing.values()):
        lines.append(("financing less income (not in the above)", financing))
    rows = [
        [
            label,
            *(pounds(amounts.get(year, 0.0)) for year in years),
            pounds(sum(amounts.get(y, 0.0) for y in years)),
        ]
        for label, amounts in lines
    ]
    foot = ""
    if summary.full_year_effect_gbp is not None:
        foot = (
            f"Full-year effect of today's stock, at 52 weeks and today's prices, before any new child: "
            f"{pounds(summary.full_year_effect_gbp)} a year beyond the base budget."
        )
    return Table("Cost by financial year (revenue, nominal pounds)", ["", *years, "total"], rows, foot=foot)


def _less(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {year: one[year] - other.get(year, 0.0) for year in one}


def commitments_table(plan: Plan) -> Table:
    """Commitments with size and date."""
    rows = [
        [
            _what(item),
            _size(item),
            _month(item),
            f"{item.live_from:%b %Y}",
            pounds(item.commitment_gbp),
        ]
        for item in plan.summary.commitments
    ]
    head = ["", "size", "decided or starts", "first child", "binds the council to (pounds)"]
    foot = (
        "none"
        if not rows
        else "Blocks are paid whether used or not, over the full term; homes: capital net of grant."
    )
    return Table("Commitments", head, rows, foot=foot)


def _size(item: CommitmentSummary) -> str:
    return f"{item.size} {UNITS[item.kind]}{'' if item.size == 1 else 's'}"


def _what(item: CommitmentSummary) -> str:
    return {"block": "contract: ", "home": "open: ", "fostering": "recruit: "}[item.kind] + words(item.id)


def _month(item: CommitmentSummary) -> str:
    return f"{item.start:%b %Y}"


def placements_table(instance: Instance, plan: Plan) -> Table:
    """Placements by provision today and at each year end."""
    today: dict[str, float] = defaultdict(float)
    for row in instance.placements_today:
        today[row.provision] += row.children
    ends = plan.summary.children_at_year_end
    found = dict.fromkeys([*today, *(p for end in ends.values() for p in end)])
    shown = [p for p in found if today.get(p, 0.0) > 0.05 or any(end.get(p, 0.0) > 0.05 for end in ends.values())]
    rows = [
        [words(p), children(today.get(p, 0.0)), *(children(end.get(p, 0.0)) for end in ends.values())] for p in shown
    ]
    rows.append(
        [
            "all children in care",
            children(sum(today.values())),
            *(children(sum(e.values())) for e in ends.values()),
        ]
    )
    heads = [f"31 Mar {FinancialYear.parse(year).start + 1}" for year in ends]
    return Table("Children by provision (expected numbers)", ["", "today", *heads], rows)


def scorecard_table(plan: Plan) -> Table:
    """The scorecard of policies."""
    rows = []
    for line in plan.scorecard:
        share = line.target <= 1.0 and "moves" not in line.policy and line.policy != "stability"
        show = percent if share else _rate
        price = "" if line.shadow_price_gbp is None else pounds(line.shadow_price_gbp / 100.0)
        rows.append(
            [
                words(line.policy),
                line.year,
                show(line.target),
                show(line.achieved),
                "met" if line.met else "not met",
                price,
            ]
        )
    head = ["policy", "year", "target", "achieved", "", "price of 0.01 more (pounds)"]
    foot = f"Care moves per child and year over the horizon: {plan.summary.moves_per_child_year:.3f}"
    return Table("Scorecard", head, rows, left=frozenset({0, 1, 4}), foot=foot)


def _rate(value: float) -> str:
    return f"{value:.3f}"


def gap_table(instance: Instance, plan: Plan) -> Table:
    """The sufficiency gap: children without a sufficient placement by need, age and year, in average children."""
    shares = _year_shares(instance, plan)
    totals: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in plan.gap:
        year = str(FinancialYear.of(line.period_start))
        totals[line.need, f"{line.age_from} to {line.age_to}"][year] += line.children * shares[line.period_start]
    years = list(plan.summary.cost_gbp_by_year)
    rows = [
        [words(need), ages, *(f"{by_year[year]:.2f}" for year in years)] for (need, ages), by_year in totals.items()
    ]
    weeks = ", ".join(f"{year} {weeks:,.0f}" for year, weeks in plan.summary.gap_child_weeks_by_year.items())
    title = "Sufficiency gap (average children without a sufficient placement)"
    return Table(title, ["need", "age", *years], rows, left=frozenset({0, 1}), foot=f"Child-weeks: {weeks}")


def _year_shares(instance: Instance, plan: Plan) -> dict[dt.date, float]:
    """First day of each period to the share of a year that the period lasts."""
    calendar = instance.calendar
    if plan.summary.kind == "do_nothing":
        return {calendar.first_day(month): 1.0 / 12.0 for month in range(1, calendar.horizon_months + 1)}
    return {calendar.first_day(period.first): len(period) / 12.0 for period in calendar.periods}


def tables(instance: Instance, plan: Plan) -> list[Table]:
    """Return everything `solve` prints, in order."""
    found = [cost_table(plan), commitments_table(plan), placements_table(instance, plan)]
    if plan.scorecard:
        found.append(scorecard_table(plan))
    found.append(gap_table(instance, plan))
    return found


def summary_json(summary: Summary) -> dict[str, object]:
    """Return `plan.json` as a plain dictionary."""
    return summary.model_dump(mode="json")
