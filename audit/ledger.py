"""What a plan costs, month by month and line by line, from its children and its commitments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from audit.arrays import Floats, weekly_prices
from audit.pledges import Pledge, pledges_of, provision_of
from audit.prices import Prices
from audit.simulate import Simulation
from models.calendar import MONTHS_PER_YEAR
from models.fields import PricePath
from models.instance import Instance
from models.money import annuity, pence
from models.plan import Commitment, LedgerKind, LedgerLine
from models.tables import Home

type LineKey = tuple[str, str, str, LedgerKind, str]
"""Financial year, budget head, line, kind, id."""


@dataclass(frozen=True)
class Stream:
    """A ledger line by month, before rounding.

    Attributes:
        line: name of the line, such as fees.
        kind: revenue, capital, income or financing.
        id: what it is paid for.
        budget_head: budget head it is charged to.
        monthly: (T + 1,), nominal pounds; index 0 is unused and 0. Income and grants are negative.
    """

    line: str
    kind: LedgerKind
    id: str
    budget_head: str
    monthly: Floats


def ledger(
    instance: Instance, prices: PricePath, simulation: Simulation, commitments: Iterable[Commitment]
) -> tuple[LedgerLine, ...]:
    """Return the ledger of the reported years, rounded to the penny; lines of 0.00 are left out.

    Args:
        instance: the planning problem.
        prices: price path.
        simulation: the plan's children.
        commitments: the plan's commitments.
    """
    indices = Prices(instance, prices)
    pledges = pledges_of(instance, indices, commitments, simulation.periods)
    amounts = yearly(instance, streams(instance, indices, simulation, pledges))
    return tuple(
        LedgerLine(
            financial_year=year,
            authority=instance.settings.authority.id,
            budget_head=head,
            line=line,
            kind=kind,
            id=name,
            amount_gbp=float(amount),
        )
        for (year, head, line, kind, name), amount in amounts.items()
        if amount
    )


def yearly(instance: Instance, made: Iterable[Stream]) -> dict[LineKey, Decimal]:
    """Return the amount of each line by reported financial year, in pounds rounded to the penny."""
    calendar = instance.calendar
    sums: dict[LineKey, float] = {}
    for stream in made:
        for number, year in enumerate(calendar.years):
            key = (str(year), stream.budget_head, stream.line, stream.kind, stream.id)
            first = 1 + number * MONTHS_PER_YEAR
            amount = float(stream.monthly[first : first + MONTHS_PER_YEAR].sum())
            sums[key] = sums.get(key, 0.0) + amount
    return {key: pence(amount) for key, amount in sums.items()}


def streams(
    instance: Instance, prices: Prices, simulation: Simulation, pledges: Iterable[Pledge]
) -> tuple[Stream, ...]:
    """Return every ledger line by month, the tail's months included if they were simulated."""
    return (
        *_children_streams(instance, prices, simulation),
        *(s for pledge in pledges for s in _pledge_streams(instance, prices, simulation, pledge)),
        *_other_streams(instance, prices, simulation.months),
    )


def _children_streams(instance: Instance, prices: Prices, simulation: Simulation) -> Iterator[Stream]:
    """Fees, the gap's cash price and moves, by offer."""
    months = simulation.months
    weeks = instance.calendar.weeks[: months + 1]
    weekly = weekly_prices(instance)
    move = instance.settings.money.move_gbp * prices.by_month("moves", months)
    for p, offer in enumerate(instance.offers):
        line = "gap" if offer.provision == "gap" else "fees"
        base = simulation.average[:, p, :] @ weekly[p]
        paid = base * weeks * prices.by_month(offer.provision, months)
        yield Stream(line, "revenue", offer.offer, offer.budget_head, paid)
        yield Stream("moves", "revenue", offer.offer, offer.budget_head, simulation.moves[:, p] * move)


def _pledge_streams(instance: Instance, prices: Prices, simulation: Simulation, pledge: Pledge) -> Iterator[Stream]:
    months = simulation.months
    head = next(row.budget_head for row in instance.offers if row.offer == pledge.offer)
    name = pledge.commitment.id
    for once in pledge.one_offs:
        monthly = np.zeros(months + 1)
        if 1 <= once.month <= months:
            monthly[once.month] = once.gbp
        yield Stream(once.line, once.kind, name, head, monthly)
    if pledge.commitment.kind == "block":
        used, voids = _bed_payments(instance, prices, simulation, pledge)
        yield Stream("block_used", "revenue", name, head, used)
        yield Stream("voids", "revenue", name, head, voids)
    if isinstance(pledge.terms, Home):
        running = pledge.commitment.size * pledge.terms.running_gbp_per_year / MONTHS_PER_YEAR
        index = prices.by_month(provision_of(instance, pledge.offer), months)
        live = _months_between(pledge.live, pledge.last, months)
        yield Stream("home_running", "revenue", name, head, running * index * live)
        repaid = _repayment(instance, pledge, pledge.terms, months)
        yield Stream("mrp_and_interest", "financing", name, head, repaid)


def _bed_payments(
    instance: Instance, prices: Prices, simulation: Simulation, pledge: Pledge
) -> tuple[Floats, Floats]:
    """Return (T + 1,) twice: pounds for beds used and for beds that stood empty, by month."""
    months = simulation.months
    index = prices.by_month(provision_of(instance, pledge.offer), months)
    live = _months_between(pledge.live, pledge.last, months)
    per_bed = pledge.bed_price * instance.calendar.weeks[: months + 1] * index * live
    children = simulation.average[:, simulation.arrays.offers[pledge.offer], :].sum(axis=1)
    return children * per_bed, (pledge.commitment.size - children) * per_bed


def _repayment(instance: Instance, pledge: Pledge, home: Home, months: int) -> Floats:
    """Return (months + 1,), repayment and interest from the financial year after the live month's."""
    net = sum(once.gbp for once in pledge.one_offs if once.kind == "capital")
    first = (instance.calendar.year_index(pledge.live) + 1) * MONTHS_PER_YEAR + 1
    last = first + home.asset_life_years * MONTHS_PER_YEAR - 1
    yearly_gbp = annuity(net, instance.settings.money.interest_rate, home.asset_life_years)
    return yearly_gbp / MONTHS_PER_YEAR * _months_between(first, last, months)


def _months_between(first: int, last: int, months: int) -> Floats:
    """Return (months + 1,), 1 in months `first` to `last`, else 0; index 0 is 0."""
    numbers = np.arange(months + 1)
    return np.asarray((numbers >= max(first, 1)) & (numbers <= last), dtype=np.float64)


def _other_streams(instance: Instance, prices: Prices, months: int) -> Iterator[Stream]:
    """Fixed lines and income."""
    calendar = instance.calendar
    for line in instance.fixed_lines:
        monthly = line.gbp_per_year / MONTHS_PER_YEAR * prices.by_month(line.uplift, months)
        yield Stream("fixed", "revenue", line.line, line.budget_head, monthly)
    for row in instance.income:
        due = [str(calendar.year_of(month)) == row.financial_year for month in range(1, months + 1)]
        monthly = np.array([0.0, *due]) * (-row.amount_gbp / MONTHS_PER_YEAR)
        yield Stream("income", "income", row.income, row.budget_head, monthly)
