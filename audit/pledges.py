"""Commitments with their months and amounts: when they are decided, live and over; what they cost once."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from audit.contracts import base_end, break_end, tier_of
from audit.prices import Prices, deflators_of
from models.calendar import MONTHS_PER_YEAR, Period
from models.instance import Instance
from models.money import GREEN_BOOK_REAL_RATE, annuity
from models.plan import Commitment, LedgerKind
from models.tables import Block, Fostering, Home, Programme

FOR_EVER = 1_000_000


@dataclass(frozen=True)
class OneOff:
    """A payment made once; `gbp` is in the prices of its own month, a grant negative.

    `month` is 0 or less if it falls before the horizon: then it is in no ledger. `charged` is whether the
    economic charge of the objective covers it.
    """

    line: str
    kind: LedgerKind
    month: int
    gbp: float
    charged: bool = True


@dataclass(frozen=True)
class Pledge:
    """A commitment the instance knows, with its months (1 is the first April).

    Attributes:
        commitment: as written in the plan.
        terms: the row of the instance that it takes up.
        offer: offer that it supplies; None for a programme.
        decided: month of decision; of a block or programme, its start.
        live: first month of supply, or of a programme.
        last: last month of supply; `FOR_EVER` unless it is a block or programme.
        life_years: years over which one-off costs are charged in the objective.
        one_offs: payments made once.
        bed_price: pounds per bed per week at the price base; 0 unless it is a block.
    """

    commitment: Commitment
    terms: Block | Home | Fostering | Programme
    offer: str | None
    decided: int
    live: int
    last: int
    life_years: float
    one_offs: tuple[OneOff, ...]
    bed_price: float = 0.0

    @property
    def standing(self) -> bool:
        """Whether it is supply that needs no new decision: a block that runs, homes or households decided before."""
        return self.running or (self.decided < 1 and isinstance(self.terms, Home | Fostering))

    @property
    def running(self) -> bool:
        """Whether it is a block that runs already at the base date."""
        return isinstance(self.terms, Block) and self.terms.beds_today is not None


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


def live_from(instance: Instance, row: Commitment, lead_months: int, periods: tuple[Period, ...]) -> int:
    """Return the month in which homes or households go live; of those committed to before, as the instance says.

    What is due before month 1 goes live when it is due: planning periods begin with month 1.
    """
    due = instance.calendar.month_of(row.start) + lead_months
    for made in instance.commitments_made:
        if (made.kind, made.id, made.start) == (row.kind, row.id, row.start) and made.live_from is not None:
            due = instance.calendar.month_of(made.live_from)
    return due if due <= 0 else live_month(periods, due)


def terms_of(instance: Instance, row: Commitment) -> Block | Home | Fostering | Programme | None:
    """Return the row of the instance that a commitment takes up; None if there is none."""
    tables: dict[str, dict[str, Block | Home | Fostering | Programme]] = {
        "block": {known.block: known for known in instance.blocks},
        "home": {known.home: known for known in instance.homes},
        "fostering": {known.service: known for known in instance.fostering},
        "programme": {known.programme: known for known in instance.programmes},
    }
    return tables[row.kind].get(row.id)


def _pledge(instance: Instance, prices: Prices, row: Commitment, periods: tuple[Period, ...]) -> Pledge | None:
    terms = terms_of(instance, row)
    if isinstance(terms, Block):
        return _block(instance, prices, row, terms)
    if isinstance(terms, Home):
        return _home(instance, prices, row, terms, periods)
    if isinstance(terms, Fostering):
        return _recruitment(instance, prices, row, terms, periods)
    return None if terms is None else _programme(instance, prices, row, terms)


def _block(instance: Instance, prices: Prices, row: Commitment, block: Block) -> Pledge | None:
    tier = tier_of(instance, block.block, row.size)
    if tier is None:
        return None
    calendar, key = instance.calendar, provision_of(instance, block.offer)
    start = calendar.month_of(row.start)
    last = base_end(block, start) if row.end is None else calendar.month_of(row.end)
    once = []
    if block.beds_today is None:
        once.append(OneOff("mobilisation", "revenue", start, block.mobilisation_gbp * prices.at(key, start)))
    if last == break_end(block, start):
        left = block.termination_gbp * prices.at(key, last)
        once.append(OneOff("termination", "revenue", last, left, charged=False))
    months = last - start + 1 if last < calendar.all_months else block.term_months
    return Pledge(
        commitment=row,
        terms=block,
        offer=block.offer,
        decided=start,
        live=start,
        last=last,
        life_years=months / MONTHS_PER_YEAR,
        one_offs=tuple(once),
        bed_price=tier.gbp_per_bed_per_week,
    )


def _home(instance: Instance, prices: Prices, row: Commitment, home: Home, periods: tuple[Period, ...]) -> Pledge:
    decided = instance.calendar.month_of(row.start)
    live = live_from(instance, row, home.lead_months, periods)
    key = provision_of(instance, home.offer)
    paid = decided + home.approval_months
    capital = row.size * home.capital_gbp * prices.at(key, paid)
    before = row.size * home.pre_opening_gbp / max(1, home.pre_opening_months)
    return Pledge(
        commitment=row,
        terms=home,
        offer=home.offer,
        decided=decided,
        live=live,
        last=FOR_EVER,
        life_years=home.asset_life_years,
        one_offs=(
            OneOff("capital", "capital", paid, capital),
            OneOff("grant", "capital", paid, -home.grant_share * capital),
            *(
                OneOff("pre_opening", "revenue", month, before * prices.at(key, month))
                for month in range(live - max(1, home.pre_opening_months), live)
            ),
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
        live=live_from(instance, row, service.lead_months, periods),
        last=FOR_EVER,
        life_years=1.0 / attrition if attrition > 0 else math.inf,
        one_offs=(OneOff("recruitment", "revenue", decided, once),),
    )


def _programme(instance: Instance, prices: Prices, row: Commitment, programme: Programme) -> Pledge:
    start = instance.calendar.month_of(row.start)
    once = programme.setup_gbp * prices.at(programme.uplift, start)
    return Pledge(
        commitment=row,
        terms=programme,
        offer=None,
        decided=start,
        live=start,
        last=start + programme.term_months - 1,
        life_years=programme.term_months / MONTHS_PER_YEAR,
        one_offs=(OneOff("programme_setup", "revenue", start, once),),
    )


def provision_of(instance: Instance, offer: str) -> str:
    """Return the provision of an offer, which is its key in the table `uplifts`."""
    return next(row.provision for row in instance.offers if row.offer == offer)


def monthly_charge_gbp(instance: Instance, pledge: Pledge) -> float:
    """Return the economic charge of a commitment, pounds a month while it is live, not discounted."""
    deflators = deflators_of(instance)
    rate = (1.0 + GREEN_BOOK_REAL_RATE) * (1.0 + deflators[max(deflators)]) - 1.0
    once = sum(payment.gbp for payment in pledge.one_offs if payment.charged)
    if pledge.life_years <= 0:
        return 0.0
    return annuity(once, rate, pledge.life_years) / MONTHS_PER_YEAR
