"""What a plan costs, month by month and line by line, from its children and its commitments."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import numpy as np

from audit.aliases import Floats
from audit.arrays import weekly_prices
from audit.beds import Beds, beds_of
from audit.lines import Stream, of_children
from audit.pledges import Pledge, pledges_of
from audit.prices import Prices
from audit.simulate import Simulation
from audit.supply_lines import supply_lines
from models.calendar import MONTHS_PER_YEAR, FinancialYear
from models.fields import PricePath
from models.instance import Instance
from models.money import pence
from models.plan import Commitment, LedgerKind, LedgerLine

type LineKey = tuple[str, str, str, str, LedgerKind, str]
"""Financial year, authority, budget head, line, kind, id."""


def ledger(
    instance: Instance,
    prices: PricePath,
    simulation: Simulation,
    commitments: Iterable[Commitment],
    *,
    sells: bool = True,
) -> tuple[LedgerLine, ...]:
    """Return the ledger of the reported years, rounded to the penny; lines of 0.00 are left out.

    Args:
        instance: the planning problem.
        prices: price path.
        simulation: the plan's children.
        commitments: the plan's commitments.
        sells: whether void beds are sold; baselines sell nothing.
    """
    indices = Prices(instance, prices)
    pledges = pledges_of(instance, indices, commitments, simulation.periods)
    beds = beds_of(instance, simulation, pledges, sells=sells)
    amounts = yearly(instance, streams(instance, indices, simulation, pledges, beds))
    return tuple(
        LedgerLine(
            financial_year=year,
            authority=authority,
            budget_head=head,
            line=line,
            kind=kind,
            id=name,
            amount_gbp=float(amount),
        )
        for (year, authority, head, line, kind, name), amount in amounts.items()
        if amount
    )


def yearly(instance: Instance, made: Iterable[Stream]) -> dict[LineKey, Decimal]:
    """Return the amount of each line by reported financial year, in pounds rounded to the penny."""
    calendar = instance.calendar
    sums: dict[LineKey, float] = {}
    for stream in made:
        for number, year in enumerate(calendar.years):
            key = (str(year), stream.authority, stream.budget_head, stream.line, stream.kind, stream.id)
            months = calendar.months_of(number)
            amount = float(stream.monthly[months.start : months.stop].sum())
            sums[key] = sums.get(key, 0.0) + amount
    return {key: pence(amount) for key, amount in sums.items()}


def streams(
    instance: Instance, prices: Prices, simulation: Simulation, pledges: Iterable[Pledge], beds: Sequence[Beds]
) -> tuple[Stream, ...]:
    """Return every ledger line by month, the tail's months included if they were simulated."""
    return (
        *_children_streams(instance, prices, simulation),
        *supply_lines(instance, prices, simulation.months, pledges, beds),
        *_other_streams(instance, prices, simulation.months),
    )


def _children_streams(instance: Instance, prices: Prices, simulation: Simulation) -> Iterator[Stream]:
    """Fees, the gap's cash price, moves and releases, by offer."""
    months = simulation.months
    weeks = instance.calendar.weeks[: months + 1]
    weekly = weekly_prices(instance)
    moving = prices.by_month("moves", months)
    move = _column(instance.settings.money.move_gbp * moving)
    for p, offer in enumerate(instance.offers):
        line = "gap" if offer.provision == "gap" else "fees"
        base = simulation.average[:, p] * weekly[p]
        paid = base * _column(weeks * prices.by_month(offer.provision, months))
        yield from of_children(instance, offer.offer, line, offer.offer, paid)
        moved = simulation.moves_by_cohort[:, p] * move
        yield from of_children(instance, offer.offer, "moves", offer.offer, moved)
        for pathway, released in simulation.effects.released.items():
            if released[:, p].any():
                cost = released[:, p] * _release_gbp(instance, pathway) * _column(moving)
                yield from of_children(instance, offer.offer, "step_down", pathway, cost)


def _release_gbp(instance: Instance, pathway: str) -> Floats:
    """Return (G,), pounds for preparing a release of a child of the cohort on the pathway."""
    given = {row.cohort: row.release_gbp for row in instance.step_downs if row.pathway == pathway}
    return np.array([given.get(cohort.cohort, 0.0) for cohort in instance.cohorts])


def _column(monthly: Floats) -> Floats:
    return monthly[:, None]


def _other_streams(instance: Instance, prices: Prices, months: int) -> Iterator[Stream]:
    """Fixed lines and income."""
    calendar = instance.calendar
    for line in instance.fixed_lines:
        monthly = line.gbp_per_year / MONTHS_PER_YEAR * prices.by_month(line.uplift, months)
        yield Stream("fixed", "revenue", line.line, instance.authority_of(line), line.budget_head, monthly)
    for row in instance.income:
        due = np.array([str(calendar.year_of(m)) == row.financial_year for m in range(months + 1)])
        due[0] = False
        planned = len(calendar.months_of(FinancialYear.parse(row.financial_year) - calendar.years[0]))
        monthly = due * (-row.amount_gbp / planned)
        yield Stream("income", "income", row.income, instance.authority_of(row), row.budget_head, monthly)
