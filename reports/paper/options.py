"""The options: do nothing and other plans beside the plan, and in figures why doing nothing is rejected."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from models.money import pence
from reports.paper.bridge import total
from reports.paper.document import Cell, Figure, Grid
from reports.paper.facts import ByYear, Facts, exact, of_kinds
from reports.paper.measures import DUTIES, level
from reports.paper.others import gap_weeks, left_open, missed_rules, remarks, sources, told
from reports.paper.redaction import WITHHELD
from reports.paper.wording import gbp

type Amount = Callable[[Facts], Decimal]


def options_grid(facts: Facts) -> Grid:
    """Return cost, gap and the duty's measures of the last year of every option.

    What options net, their capital and what they bind to are not for the public.
    """
    spent = _costs(facts)
    rows = [[f"Cost {year} (pounds)", *_amounts(cost.get(year) for cost in spent)] for year in facts.years]
    sums = [total(cost) if cost else None for cost in spent]
    ours = total(_ours(facts))
    rows.append(["Cost over all years (pounds)", *_amounts(sums)])
    rows.append(["More than this plan, all years (pounds)", *_amounts(None if s is None else s - ours for s in sums)])
    if facts.others and not facts.public:
        rows += [[label, "", *_each(facts, amount)] for label, amount in _EXEMPT]
    return Grid(
        key="options",
        title="Options compared",
        head=["", "do nothing", "this plan", *(option.name for option in facts.others)],
        rows=[*rows, *_measured(facts)],
        unit="as each line says",
        price_base=facts.nominal,
        source=sources(facts),
        notes=_notes(facts),
    )


def _ours(facts: Facts) -> ByYear:
    return of_kinds(facts, "revenue", "financing")


def _costs(facts: Facts) -> list[ByYear]:
    """Return cost by year of do-nothing, the plan and each option; nothing where it is withheld."""
    known = told(facts)
    others = [_ours(option.facts) if option.name in known else {} for option in facts.others]
    return [exact(facts.plan.summary.baseline_gbp_by_year), _ours(facts), *others]


def _amounts(amounts: Iterable[Decimal | None]) -> list[Cell]:
    return [WITHHELD if amount is None else Figure(float(amount), "gbp") for amount in amounts]


def _each(facts: Facts, amount: Amount) -> list[Cell]:
    return _amounts(amount(side) for side in (facts, *(option.facts for option in facts.others)))


_EXEMPT: tuple[tuple[str, Amount], ...] = (
    (
        "Net cost over all years, income taken off (pounds)",
        lambda f: total(exact(f.plan.summary.net_cost_gbp_by_year)),
    ),
    ("Capital over all years, net of grant (pounds)", lambda f: total(of_kinds(f, "capital"))),
    (
        "Commitments bind to at most, full term with extensions (pounds)",
        lambda f: sum((pence(item.maximum_gbp) for item in f.new), Decimal(0)),
    ),
)


def _measured(facts: Facts) -> list[list[Cell]]:
    """Return the gap, the rules missed, and what is reached of the duty in the last year."""
    last = facts.years[-1]
    sides = [(facts, facts.nothing), (facts, facts.made), *((o.facts, o.facts.made) for o in facts.others)]
    weeks = [Figure(gap_weeks(side, played), "whole") for side, played in sides]
    missed = [Figure(len(missed_rules(facts, side.instance, played)), "whole") for side, played in sides]
    rows: list[list[Cell]] = [
        ["Child-weeks without a sufficient placement", *weeks],
        ["Yearly levels of this plan's hard policies that are missed", *missed],
    ]
    for duty in DUTIES:
        values = [level(side, played, duty, last) for side, played in sides]
        if None not in values:
            rows.append([f"{duty.name}, {last}", *(Figure(value or 0.0, duty.kind) for value in values)])
    return rows


def _notes(facts: Facts) -> list[str]:
    notes = ["Cost: revenue and financing of homes, before income.", *remarks(facts)]
    if facts.others and not facts.public:
        notes.append("Blank: not worked out for doing nothing.")
    if len(told(facts)) < len(facts.others):
        notes.append(f"'{WITHHELD}': beside another column it would tell the price of fewer than three contracts.")
    return notes


def rejected(facts: Facts) -> list[str]:
    """Return why doing nothing is rejected, each reason with its figure; none where the figures give none."""
    reasons = []
    fewer = total(exact(facts.plan.summary.baseline_gbp_by_year)) - total(_ours(facts))
    if fewer > 0:
        reasons.append(f"It costs {gbp(fewer)} more than this plan over {facts.span}, financing of homes included.")
    weeks, ours = (gap_weeks(facts, played) for played in (facts.nothing, facts.made))
    if round(weeks) > round(ours):
        reasons.append(left_open(weeks, ours))
    return [*reasons, *missed_rules(facts, facts.instance, facts.nothing)]
