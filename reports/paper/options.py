"""The options: do nothing beside the plan, and in figures why doing nothing is rejected."""

from audit.policies import scores
from audit.recompute import Recomputed
from reports.measures import level_text, target_text
from reports.paper.bridge import total
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import Facts, exact, of_kinds
from reports.paper.measures import DUTIES, level
from reports.paper.wording import gbp
from reports.words import words


def gap_weeks(facts: Facts, played: Recomputed) -> float:
    """Return child-weeks without a sufficient placement over the reported years."""
    months = list(range(1, facts.instance.calendar.horizon_months + 1))
    simulation = played.simulation
    children = simulation.average[months][:, simulation.arrays.gap].sum(axis=(1, 2))
    return float(children @ facts.instance.calendar.weeks[months])


def options_grid(facts: Facts) -> Grid:
    """Return cost, gap and the duty's measures of the last year of both options."""
    last = facts.years[-1]
    ours = total(of_kinds(facts, "revenue", "financing"))
    nothing = total(exact(facts.plan.summary.baseline_gbp_by_year))
    rows: list[list[Cell]] = [
        ["Cost over all years, financing of homes included (pounds)", _gbp(nothing), _gbp(ours)],
        ["Child-weeks without a sufficient placement", *_weeks(facts)],
    ]
    for duty in DUTIES:
        values = [level(facts, played, duty, last) for played in (facts.nothing, facts.made)]
        if None not in values:
            rows.append([f"{duty.name}, {last}", *(Figure(value or 0.0, duty.kind) for value in values)])
    return Grid(
        key="options",
        title="Options compared",
        head=["", "do nothing", "this plan"],
        rows=rows,
        unit="as each line says",
        price_base=facts.nominal,
        source=facts.source,
    )


def _gbp(amount: object) -> Figure:
    return Figure(float(str(amount)), "gbp")


def _weeks(facts: Facts) -> list[Figure]:
    return [Figure(gap_weeks(facts, played), "whole") for played in (facts.nothing, facts.made)]


def rejected(facts: Facts) -> list[str]:
    """Return why doing nothing is rejected, each reason with its figure; none where the figures give none."""
    reasons = []
    fewer = total(exact(facts.plan.summary.baseline_gbp_by_year)) - total(of_kinds(facts, "revenue", "financing"))
    if fewer > 0:
        reasons.append(f"It costs {gbp(fewer)} more than this plan over {facts.span}, financing of homes included.")
    weeks, ours = (gap_weeks(facts, played) for played in (facts.nothing, facts.made))
    if round(weeks) > round(ours):
        reasons.append(f"It leaves {weeks:,.0f} child-weeks without a sufficient placement; this plan {ours:,.0f}.")
    for score in scores(facts.instance, facts.nothing.played):
        if score.policy.strength == "hard" and score.short > score.allowed:
            asked = target_text(score.policy, score.policy.level)
            reached = level_text(score.policy, score.achieved)
            name, year = words(score.policy.policy), score.policy.financial_year
            reasons.append(f"It misses the rule '{name}' in {year}: {asked} asked, {reached} reached.")
    return reasons
