"""Commitments with their months and amounts: when they are decided, live and over; what they cost once."""

import calendar as days
import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass

from audit.prices import Prices, deflators_of
from models.calendar import DAYS_PER_WEEK, MONTHS_PER_YEAR, Period, PlanningCalendar
from models.instance import Instance
from models.money import GREEN_BOOK_REAL_RATE, annuity
from models.plan import Commitment, LedgerKind
from models.tables import Block, BlockTier, Fostering, Home

FOR_EVER = 1_000_000


@dataclass(frozen=True)
class OneOff:
    """A payment made once; `gbp` is in the prices of its own month, a grant negative.

    `month` is 0 if it falls in the month before the horizon: then it is in no ledger.
    """

    line: str
    kind: LedgerKind
    month: int
    gbp: float


@dataclass(frozen=True)
class Pledge:
    """A commitment the instance knows, with its months (1 is the first April).

    Attributes:
        commitment: as written in the plan.
        terms: the row of the instance that it takes up.
        offer: offer that it supplies.
        decided: month of decision; of a block, its start.
        live: first month of supply.
        last: last month of supply; `FOR_EVER` unless it is a block.
        life_years: years over which one-off costs are charged in the objective.
        one_offs: payments made once.
        bed_price: pounds per bed per week at the price base; 0 unless it is a block.
    """

    commitment: Commitment
    terms: Block | Home | Fostering
    offer: str
    decided: int
    live: int
    last: int
    life_years: float
    one_offs: tuple[OneOff, ...]
    bed_price: float = 0.0


def pledges_of(
    instance: Instance, prices: Prices, commitments: Iterable[Commitment], periods: tuple[Period, ...]
) -> tuple[Pledge, ...]:
    """Return the commitments with their months and amounts.

    Commitments that name nothing in the instance, or block beds outside every tier, are left out;
    `audit.commitments` lists them.

    Args:
        instance: the planning problem.
        prices: price indices.
        commitments: commitments as written.
        periods: planning periods; homes and households go live at the first month of one.
    """
    made = (_pledge(instance, prices, row, periods) for row in commitments)
    return tuple(pledge for pledge in made if pledge is not None)


def live_month(periods: Iterable[Period], due: int) -> int:
    """Return the first month of the first reported period that begins at `due` or later.

    Where there is none, the answer lies after the horizon: `due`, or the month after the last one reported.
    """
    reported = [period for period in periods if period.reported]
    return next((p.first for p in reported if p.first >= due), max(due, reported[-1].last + 1))


def tier_of(instance: Instance, block: str, beds: int) -> BlockTier | None:
    """Return the tier of `block` that has a price for `beds` beds; None if none has."""
    tiers = (row for row in instance.block_tiers if row.block == block)
    return next((row for row in tiers if row.beds_from <= beds <= row.beds_to), None)


def _pledge(instance: Instance, prices: Prices, row: Commitment, periods: tuple[Period, ...]) -> Pledge | None:
    if row.kind == "block":
        block = next((known for known in instance.blocks if known.block == row.id), None)
        return None if block is None else _block(instance, prices, row, block)
    if row.kind == "home":
        home = next((known for known in instance.homes if known.home == row.id), None)
        return None if home is None else _home(instance, prices, row, home, periods)
    service = next((known for known in instance.fostering if known.service == row.id), None)
    return None if service is None else _recruitment(instance, prices, row, service, periods)


def _block(instance: Instance, prices: Prices, row: Commitment, block: Block) -> Pledge | None:
    tier = tier_of(instance, block.block, row.size)
    if tier is None:
        return None
    start = instance.calendar.month_of(row.start)
    once = block.mobilisation_gbp * prices.at(provision_of(instance, block.offer), start)
    return Pledge(
        commitment=row,
        terms=block,
        offer=block.offer,
        decided=start,
        live=start,
        last=start + block.term_months - 1,
        life_years=block.term_months / MONTHS_PER_YEAR,
        one_offs=(OneOff("mobilisation", "revenue", start, once),),
        bed_price=tier.gbp_per_bed_per_week,
    )


def _home(instance: Instance, prices: Prices, row: Commitment, home: Home, periods: tuple[Period, ...]) -> Pledge:
    decided = instance.calendar.month_of(row.start)
    live = live_month(periods, decided + home.lead_months)
    key = provision_of(instance, home.offer)
    capital = row.size * home.capital_gbp * prices.at(key, decided)
    before = row.size * home.pre_opening_gbp * prices.at(key, live - 1)
    return Pledge(
        commitment=row,
        terms=home,
        offer=home.offer,
        decided=decided,
        live=live,
        last=FOR_EVER,
        life_years=home.asset_life_years,
        one_offs=(
            OneOff("capital", "capital", decided, capital),
            OneOff("grant", "capital", decided, -home.grant_share * capital),
            OneOff("pre_opening", "revenue", live - 1, before),
        ),
    )


def _recruitment(
    instance: Instance, prices: Prices, row: Commitment, service: Fostering, periods: tuple[Period, ...]
) -> Pledge:
    decided = instance.calendar.month_of(row.start)
    attrition = service.attrition_per_year_share
    once = row.size * service.approval_gbp * prices.at(provision_of(instance, service.offer), decided)
    return Pledge(
        commitment=row,
        terms=service,
        offer=service.offer,
        decided=decided,
        live=live_month(periods, decided + service.lead_months),
        last=FOR_EVER,
        life_years=1.0 / attrition if attrition > 0 else math.inf,
        one_offs=(OneOff("recruitment", "revenue", decided, once),),
    )


def provision_of(instance: Instance, offer: str) -> str:
    """Return the provision of an offer, which is its key in the table `uplifts`."""
    return next(row.provision for row in instance.offers if row.offer == offer)


def weeks_in(calendar: PlanningCalendar, month: int) -> float:
    """Return the weeks (days / 7) of any month, also one after the tail."""
    day: dt.date = calendar.first_day(month)
    return days.monthrange(day.year, day.month)[1] / DAYS_PER_WEEK


def full_term_gbp(instance: Instance, prices: Prices, pledge: Pledge) -> float:
    """Return what a commitment binds the council to over its full term, nominal pounds.

    A block: beds x tier price over the term, and mobilisation. A home: capital net of grant, and pre-opening.
    Households: their approvals.
    """
    total = sum(once.gbp for once in pledge.one_offs)
    if pledge.commitment.kind == "block":
        key = provision_of(instance, pledge.offer)
        beds = pledge.commitment.size * pledge.bed_price
        for month in range(pledge.live, pledge.last + 1):
            total += beds * weeks_in(instance.calendar, month) * prices.at(key, month)
    return total


def monthly_charge_gbp(instance: Instance, pledge: Pledge) -> float:
    """Return the economic charge of a commitment, pounds a month while it is live, not discounted."""
    deflators = deflators_of(instance)
    rate = (1.0 + GREEN_BOOK_REAL_RATE) * (1.0 + deflators[max(deflators)]) - 1.0
    if pledge.life_years <= 0:
        return 0.0
    return annuity(sum(once.gbp for once in pledge.one_offs), rate, pledge.life_years) / MONTHS_PER_YEAR
