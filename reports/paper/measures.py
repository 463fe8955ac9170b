"""What the sufficiency duty asks for, measured on plan and do-nothing, whatever the policies are."""

from dataclasses import dataclass

from audit.measures import ratios
from audit.recompute import Recomputed
from models.fields import Ring
from models.tables import IN_POUNDS, Measure, Policy
from reports.measures import level_text, measure_words, target_text
from reports.paper.document import Cell, Figure, FigureKind, Grid
from reports.paper.facts import Facts
from reports.paper.wording import sentence
from reports.words import words

_STRENGTHS = "Hard: the plan has to reach the level. Soft: missing it counts as a cost when plans are compared."


@dataclass(frozen=True)
class Duty:
    """One thing that the duty asks for, and how it is measured; `whole` turns a share of the contrary round."""

    name: str
    measure: Measure
    ring: Ring | None = None
    kind: FigureKind = "share"
    contrary: bool = False


DUTIES = (
    Duty("In the authority's area", "share_within_ring", "in_authority"),
    Duty("Near home (within 20 miles)", "share_within_ring", "within_20_miles"),
    Duty("In a family setting", "family_share"),
    Duty("Quality: in provision of an accepted grade", "lower_grade_share", contrary=True),
    Duty("Stability: care moves per child and year", "moves_per_child_year", kind="rate"),
    Duty("Siblings in groups who live together", "siblings_together_share"),
)


def level(facts: Facts, played: Recomputed, duty: Duty, year: str) -> float | None:
    """Return what is reached in a year; None where it is about nobody."""
    row = Policy(
        policy="duty",
        measure=duty.measure,
        ring=duty.ring,
        financial_year=year,
        level=0.0,
        strength="off",
        gbp_per_unit=None,
        source="paper",
        note="",
    )
    months = facts.months(year)
    found = ratios(facts.instance, played.played, row, months[0], months[-1])
    if not found or not found[0].denominator:
        return None
    value = found[0].numerator / found[0].denominator
    return 1.0 - value if duty.contrary else value


def duty_grid(facts: Facts) -> Grid:
    """Return the scorecard against the sufficiency duty: the plan by year, and do-nothing in the last year."""
    last = facts.years[-1]
    rows: list[list[Cell]] = []
    nobody: list[str] = []
    for duty in DUTIES:
        plan = [level(facts, facts.made, duty, year) for year in facts.years]
        found = [*plan, level(facts, facts.nothing, duty, last)]
        if all(value is None for value in found):
            nobody.append(f"Not measured, since the instance holds no such children: {duty.name.lower()}.")
        else:
            rows.append([duty.name, *(_cell(value, duty.kind) for value in found)])
    return Grid(
        key="duty",
        title="Scorecard against the sufficiency duty",
        head=["measure", *facts.years, f"do nothing, {last}"],
        rows=rows,
        unit="share of children over the year; care moves per child and year",
        price_base="no prices",
        source=facts.source,
        notes=nobody,
    )


def policies_grid(facts: Facts) -> Grid | None:
    """Return what each of the council's own policies asks and what the plan reaches; None without policies."""
    asked = {(row.policy, row.financial_year): row for row in facts.instance.policies}
    rows: list[list[Cell]] = []
    for line in facts.plan.scorecard:
        policy = asked[line.policy, line.year]
        levels = (target_text(policy, line.target), level_text(policy, line.achieved))
        met = "met" if line.met else "NOT MET"
        rows.append([f"{sentence(words(line.policy))} ({policy.strength})", line.year, *levels, met])
    if not rows:
        return None
    names = dict.fromkeys(line.policy for line in facts.plan.scorecard)
    policies = {name: next(row for row in facts.instance.policies if row.policy == name) for name in names}
    return Grid(
        key="policies",
        title="The council's own policies",
        head=["policy", "year", "asked", "reached", "result"],
        rows=rows,
        unit="as each line says",
        price_base=facts.nominal if any(p.measure in IN_POUNDS for p in policies.values()) else "no prices",
        source=facts.source,
        notes=[
            _STRENGTHS,
            *(f"{sentence(words(name))}: {measure_words(policy)}." for name, policy in policies.items()),
        ],
    )


def _cell(value: float | None, kind: FigureKind) -> Cell:
    return "" if value is None else Figure(value, kind)
