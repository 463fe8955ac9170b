"""The bridge from base budget to plan, step by step and year by year; docs/paper.md defines every step.

Pounds are nominal and of the whole year, exact to the penny. Only `mix` is a remainder, by definition.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from audit.arrays import weekly_prices
from audit.prices import Prices
from audit.simulate import Simulation
from audit.summary import base_budgets
from audit.supply_lines import running_gbp
from audit.today import WEEKS_PER_YEAR, supply_today_gbp
from models.calendar import FinancialYear
from models.money import pence
from models.plan import CommitmentSummary, LedgerLine
from reports.commitments import commitment_words
from reports.paper.facts import ByYear, Facts, exact, of_kinds, summed
from reports.paper.redaction import Behind

COMMITMENT_LINES = frozenset(
    {"block_used", "voids", "emergency_kept", "mobilisation", "termination"}
    | {"home_running", "pre_opening", "mrp_and_interest", "recruitment", "programme", "programme_setup"}
)
"""Lines of the ledger that are paid for a commitment itself, whoever lives there."""
ONE_OFF_LINES = frozenset({"mobilisation", "termination", "pre_opening", "recruitment", "programme_setup"})
"""Those of them that are paid once."""


@dataclass(frozen=True)
class Step:
    """One step of the bridge.

    Attributes:
        key: base, full_year, demand, price, cross, mix, commitment, income or plan.
        label: the step in words.
        by_year: what it adds.
        id: name of the commitment; empty for other steps.
        contracts: contracts whose price its amount of a year would tell; empty where it is no contract's.
    """

    key: str
    label: str
    by_year: ByYear
    id: str = ""
    contracts: Behind = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """Today's supply at the price base, and what moves it.

    Attributes:
        fees: (P,), pounds for 52 weeks of today's children, by offer.
        fixed: pounds a year by fixed line's uplift.
        volume: child-weeks of each year over those of today's placed children (52 weeks a year), less 1.
        rise: uplift key and year to the price index less 1.
    """

    fees: np.ndarray
    fixed: dict[str, float]
    volume: dict[str, float]
    rise: dict[tuple[str, str], float]


def bridge(facts: Facts) -> tuple[Step, ...]:
    """Return the steps from base budget to plan; those between the first and the last add up to the penny."""
    base = base_by_year(facts)
    standing = standing_of(facts)
    opening = [Step("base", "Base budget, net of income", base), _full_year(facts, base), *_drift(facts, standing)]
    commitments = commitment_steps(facts)
    income = Step("income", "Income (grants and contributions)", of_kinds(facts, "income"))
    plan = Step("plan", "Plan, net", exact(facts.plan.summary.net_cost_gbp_by_year))
    known = [*opening, *commitments, income]
    rest = {year: plan.by_year[year] - sum(step.by_year[year] for step in known) for year in facts.years}
    mix = Step("mix", "Mix: where children live, moves, and what is left", rest)
    return (*opening, mix, *commitments, income, plan)


def base_by_year(facts: Facts) -> ByYear:
    """Return the base budget; a year without one takes that of the year before, and 0 where there is none yet."""
    budgets = base_budgets(facts.instance)
    found: ByYear = {}
    last = 0.0
    for year in facts.years:
        last = budgets.get(year, last)
        found[year] = pence(last)
    return found


def base_notes(facts: Facts) -> list[str]:
    """Return a remark where a year has no base budget of its own."""
    budgets = base_budgets(facts.instance)
    if not budgets:
        return ["The instance holds no base budget: the bridge begins at nothing."]
    start = facts.instance.settings.calendar.start
    parts = [year for year in facts.years if year not in facts.whole_years]
    notes = [f"{year}: its months from {start:%B %Y} on; the base budget is what was left of it." for year in parts]
    missing = [year for year in facts.years if year not in budgets]
    told = "No base budget in the instance for"
    return [*notes, *([f"{told} {', '.join(missing)}: that of the year before is carried on."] if missing else [])]


def _full_year(facts: Facts, base: ByYear) -> Step:
    today = supply_today_gbp(facts.instance)
    label = "Full-year effect of today's children (52 weeks, prices of the base year)"
    return Step("full_year", label, {year: pence(today * facts.part(year)) - base[year] for year in facts.years})


def _drift(facts: Facts, standing: Standing) -> list[Step]:
    """Return demand, price and their cross term."""
    provisions = [offer.provision for offer in facts.instance.offers]
    demand, price, cross = {}, {}, {}
    for year in facts.years:
        rises = np.array([standing.rise.get((provision, year), 0.0) for provision in provisions])
        part = facts.part(year)
        dearer = float(standing.fees @ rises) * part
        fixed = sum(amount * standing.rise[key, year] for key, amount in standing.fixed.items()) * part
        demand[year] = pence(float(standing.fees.sum()) * part * standing.volume[year])
        price[year] = pence(dearer + fixed)
        cross[year] = pence(dearer * standing.volume[year])
    return [
        Step("demand", "Demand (child-weeks, at today's mix and prices)", demand),
        Step("price", "Price (today's children and mix)", price),
        Step("cross", "Demand and price together (cross term)", cross),
    ]


def standing_of(facts: Facts) -> Standing:
    """Return today's supply, and how volume and prices move from it if nothing is done."""
    instance, simulation = facts.instance, facts.nothing.simulation
    today = simulation.arrays.settled.sum(axis=1)
    fees = (today * weekly_prices(instance)).sum(axis=1) * WEEKS_PER_YEAR
    fixed: dict[str, float] = {}
    for line in instance.fixed_lines:
        fixed[line.uplift] = fixed.get(line.uplift, 0.0) + line.gbp_per_year
    placed = float(today.sum())
    volume = {
        year: child_weeks(facts, simulation, year) / (placed * WEEKS_PER_YEAR * facts.part(year)) - 1.0
        if placed
        else 0.0
        for year in facts.years
    }
    used = {offer.provision for offer, amount in zip(instance.offers, fees, strict=True) if amount}
    return Standing(fees, fixed, volume, _rises(facts, used | set(fixed)))


def child_weeks(facts: Facts, simulation: Simulation, year: str) -> float:
    """Return child-weeks (days over 7) in offers and in the gap during a reported year."""
    months = list(facts.months(year))
    weeks = facts.instance.calendar.weeks[months]
    return float(simulation.average[months].sum(axis=(1, 2)) @ weeks)


def _rises(facts: Facts, keys: Iterable[str]) -> dict[tuple[str, str], float]:
    prices = Prices(facts.instance, facts.plan.summary.prices)
    return {(key, year): prices.at(key, facts.months(year)[0]) - 1.0 for key in keys for year in facts.years}


def commitment_lines(facts: Facts) -> list[LedgerLine]:
    """Return the ledger lines, revenue and financing, that are paid for new commitments themselves.

    A line for running a type of home is cut down to the new ones: homes open today are in today's supply.
    """
    ids = {item.id for item in facts.new}
    return [
        _new_homes_only(facts, line)
        for line in facts.plan.ledger
        if line.line in COMMITMENT_LINES and line.id in ids and line.kind in ("revenue", "financing")
    ]


def _new_homes_only(facts: Facts, line: LedgerLine) -> LedgerLine:
    home = next((row for row in facts.instance.homes if row.home == line.id), None)
    if line.line != "home_running" or home is None or not home.homes_today:
        return line
    months = facts.months(line.financial_year)
    prices = Prices(facts.instance, facts.plan.summary.prices)
    today = home.homes_today * float(running_gbp(facts.instance, prices, home, months[-1])[list(months)].sum())
    alike = [row for row in facts.plan.ledger if row.line == line.line and row.id == line.id]
    whole = sum(row.amount_gbp for row in alike if row.financial_year == line.financial_year)
    return line.model_copy(update={"amount_gbp": line.amount_gbp * max(0.0, 1.0 - today / whole)})


def commitment_steps(facts: Facts) -> list[Step]:
    """Return a step for each block, type of home, service and programme that the plan decides."""
    lines = commitment_lines(facts)
    return [
        Step(
            "commitment",
            commitment_words(kind, name),
            summed(facts, (line for line in lines if line.id == name)),
            name,
            contracts_of(facts, kind, name),
        )
        for kind, name in dict.fromkeys((item.kind, item.id) for item in facts.new)
    ]


def contracts_of(facts: Facts, kind: str, name: str) -> Behind:
    """Return the contracts behind a commitment by year: each block awarded, home bought, programme bought in.

    They count in the years in which they run. The council recruits its carers itself: no contract.
    """
    if kind == "fostering":
        return {}
    found = [item for item in facts.new if (item.kind, item.id) == (kind, name)]
    return {year: frozenset(_running(found, year)) for year in facts.years}


def _running(items: Iterable[CommitmentSummary], year: str) -> Iterator[str]:
    for item in items:
        if str(FinancialYear.of(item.live_from)) <= year and (item.end is None or _starts(year) <= item.end):
            units = item.size if item.kind == "home" else 1
            yield from (f"{item.kind} {item.id} {item.start} {unit}" for unit in range(units))


def _starts(year: str) -> dt.date:
    return dt.date(FinancialYear.parse(year).start, 4, 1)


def total(by_year: ByYear) -> Decimal:
    """Return the sum over years."""
    return sum(by_year.values(), Decimal(0))
