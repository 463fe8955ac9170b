"""Programmes and step-down pathways on the screen: whom they reach, by year, and what they cost."""

from collections import defaultdict

from models.calendar import FinancialYear
from models.plan import EffectKind, Plan
from reports.table import Table, figure, pounds
from reports.words import words

_EFFECTS: dict[EffectKind, str] = {
    "averted": "children who do not enter care",
    "reunified": "children who go home",
    "released": "children who step down to a family",
    "retained": "foster households kept",
}
_LINES = frozenset({"programme", "programme_setup", "step_down"})
LEAST_SHOWN = 0.05
"""Effect in all from which a programme or pathway without cost is shown: less prints as 0.0."""


def programmes_table(plan: Plan) -> Table | None:
    """Effects by programme or pathway and year, with their cost; None where there are none."""
    years = list(plan.summary.cost_gbp_by_year)
    effects = _effects(plan, years)
    costs: dict[str, float] = defaultdict(float)
    for line in plan.ledger:
        if line.line in _LINES:
            costs[line.id] += line.amount_gbp
    keys = [key for key, by_year in effects.items() if sum(by_year.values()) >= LEAST_SHOWN or costs[key[0]]]
    told = {name for name, _ in keys}
    rows = [
        [words(name), _EFFECTS[kind], *(figure(effects[name, kind][year], 1) for year in years), pounds(costs[name])]
        for name, kind in keys
    ]
    rows += [
        [words(name), "no effect in these years", *("" for _ in years), pounds(amount)]
        for name, amount in costs.items()
        if name not in told and round(amount)
    ]
    if not rows:
        return None
    head = ["", "effect", *years, "cost (pounds)"]
    foot = "Expected numbers a year. Cost: set-up, running and preparing in these years; saved placements apart."
    return Table("Programmes and step-down", head, rows, left=frozenset({0, 1}), foot=foot)


def _effects(plan: Plan, years: list[str]) -> dict[tuple[str, EffectKind], dict[str, float]]:
    """Return amounts by programme or pathway and kind, then by reported year."""
    found: dict[tuple[str, EffectKind], dict[str, float]] = {}
    for effect in plan.effects:
        year = str(FinancialYear.of(effect.period_start))
        if year in years:
            by_year = found.setdefault((effect.id, effect.kind), dict.fromkeys(years, 0.0))
            by_year[year] += effect.amount
    return found
