"""Ledger lines of commitments and of supply already running: blocks, homes, households, programmes.

Shapes: T months (`T + 1` long, index 0 is unused and 0).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from audit.aliases import Floats
from audit.beds import Beds
from audit.contracts import price_factors
from audit.households import held_places
from audit.lines import Stream, of_children, of_owners
from audit.pledges import Pledge, provision_of
from audit.prices import Prices
from models.calendar import MONTHS_PER_YEAR
from models.instance import Instance
from models.money import annuity
from models.tables import Block, Home, Programme


def supply_lines(
    instance: Instance, prices: Prices, months: int, pledges: Iterable[Pledge], beds: Sequence[Beds]
) -> Iterator[Stream]:
    """Yield every line of blocks, homes, households and programmes by month."""
    for pledge in pledges:
        if isinstance(pledge.terms, Programme):
            yield from _programme(instance, prices, pledge, pledge.terms, months)
            continue
        for line, kind in {once.line: once.kind for once in pledge.one_offs}.items():
            monthly = _once(pledge, line, months)
            yield from of_owners(instance, pledge.terms.offer, line, kind, pledge.commitment.id, monthly)
        if isinstance(pledge.terms, Home):
            repaid = _repayment(instance, pledge, pledge.terms, months)
            name = pledge.commitment.id
            yield from of_owners(instance, pledge.terms.offer, "mrp_and_interest", "financing", name, repaid)
    for found in beds:
        if isinstance(found.terms, Block):
            yield from _block(instance, prices, found, found.terms, months)
        else:
            yield from _home(instance, prices, found, found.terms, months)
    yield from _staying_put(instance, prices, months)


def bed_weeks_gbp(instance: Instance, prices: Prices, pledge: Pledge, months: int) -> Floats:
    """Return (months + 1,), pounds that one bed of a contract costs in each month that it lasts."""
    if not isinstance(pledge.terms, Block):
        raise TypeError("not a block contract")
    key = provision_of(instance, pledge.terms.offer)
    cost = np.zeros(months + 1)
    for month, factor in price_factors(prices, pledge.terms, key, pledge.live, min(pledge.last, months)).items():
        if month <= months:
            cost[month] = pledge.bed_price * float(instance.calendar.weeks[month]) * factor
    return cost


def running_gbp(instance: Instance, prices: Prices, home: Home, months: int) -> Floats:
    """Return (months + 1,), pounds that one open home costs in each month."""
    index = prices.by_month(provision_of(instance, home.offer), months)
    return np.asarray(home.running_gbp_per_year / MONTHS_PER_YEAR * index, dtype=np.float64)


def _once(pledge: Pledge, line: str, months: int) -> Floats:
    monthly = np.zeros(months + 1)
    for once in pledge.one_offs:
        if once.line == line and 1 <= once.month <= months:
            monthly[once.month] += once.gbp
    return monthly


def _block(instance: Instance, prices: Prices, beds: Beds, block: Block, months: int) -> Iterator[Stream]:
    if beds.pledge is None:
        return
    cost = bed_weeks_gbp(instance, prices, beds.pledge, months)
    yield from of_children(instance, block.offer, "block_used", block.block, beds.used * cost[:, None])
    yield from of_owners(instance, block.offer, "voids", "revenue", block.block, beds.void * cost)
    yield from of_owners(instance, block.offer, "emergency_kept", "revenue", block.block, beds.kept * cost)
    yield from _sold(instance, prices, beds, block.block, months)


def _home(instance: Instance, prices: Prices, beds: Beds, home: Home, months: int) -> Iterator[Stream]:
    running = beds.units * running_gbp(instance, prices, home, months)
    yield from of_owners(instance, home.offer, "home_running", "revenue", home.home, running)
    yield from _sold(instance, prices, beds, home.home, months)


def _sold(instance: Instance, prices: Prices, beds: Beds, name: str, months: int) -> Iterator[Stream]:
    offer = beds.terms.offer
    index = prices.by_month(provision_of(instance, offer), months)
    earned = beds.sold * beds.terms.void_sale_gbp_per_week * instance.calendar.weeks[: months + 1] * index
    yield from of_owners(instance, offer, "void_sales", "income", name, -earned)


def _repayment(instance: Instance, pledge: Pledge, home: Home, months: int) -> Floats:
    """Return (months + 1,), repayment and interest from the financial year after the live month's."""
    net = sum(once.gbp for once in pledge.one_offs if once.kind == "capital")
    rate, life = instance.settings.money.interest_rate, home.asset_life_years
    before = instance.calendar.year_index(pledge.live)
    repaid = np.zeros(months + 1)
    for month in range(1, months + 1):
        year = instance.calendar.year_index(month) - before
        if 1 <= year <= life and home.mrp_method == "annuity":
            repaid[month] = annuity(net, rate, life) / MONTHS_PER_YEAR
        elif 1 <= year <= life:
            repaid[month] = (net / life + rate * net * (life - year + 1) / life) / MONTHS_PER_YEAR
    return repaid


def _programme(
    instance: Instance, prices: Prices, pledge: Pledge, programme: Programme, months: int
) -> Iterator[Stream]:
    numbers = np.arange(months + 1)
    runs = (numbers >= pledge.live) & (numbers <= pledge.last)
    running = programme.gbp_per_year / MONTHS_PER_YEAR * runs * prices.by_month(programme.uplift, months)
    who = programme.authority or instance.settings.authority.id
    for line, monthly in (
        ("programme_setup", _once(pledge, "programme_setup", months)),
        ("programme", running),
    ):
        yield Stream(line, "revenue", programme.programme, who, programme.budget_head, monthly)


def _staying_put(instance: Instance, prices: Prices, months: int) -> Iterator[Stream]:
    for service in instance.fostering:
        held = held_places(service, months)
        weekly = service.staying_put_gbp_per_week * prices.by_month(provision_of(instance, service.offer), months)
        paid = np.zeros(months + 1)
        paid[1:] = (held[:-1] + held[1:]) / 2.0
        paid *= weekly * instance.calendar.weeks[: months + 1]
        yield from of_owners(instance, service.offer, "staying_put", "revenue", service.service, paid)
