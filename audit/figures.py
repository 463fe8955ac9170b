"""What each commitment binds the council to, and how its beds are used: the figures of the summary."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from audit.aliases import Flags, Floats
from audit.beds import Beds
from audit.checks import PENNY, TOLERANCE, Check, Deviation, listed, measured
from audit.contracts import base_end, beds_there, break_end, earliest_end, price_factors, term_ends
from audit.limits import home_places, opened_places
from audit.pledges import Pledge, provision_of
from audit.prices import Prices
from audit.supply_lines import bed_weeks_gbp, running_gbp
from models.calendar import DAYS_PER_WEEK, MONTHS_PER_YEAR, add_months
from models.instance import Instance
from models.plan import Commitment, CommitmentSummary, Plan
from models.tables import Block, Home, Programme


@dataclass(frozen=True)
class Binding:
    """Nominal pounds: paid to the planned end, paid at least, paid at most, of the first after the horizon."""

    commitment_gbp: float
    guaranteed_gbp: float
    maximum_gbp: float
    beyond_horizon_gbp: float


@dataclass(frozen=True)
class Use:
    """How the beds of a commitment are used in the reported months in which they are there; None without beds."""

    void_beds: float | None = None
    void_gbp: float | None = None
    occupancy_share: float | None = None


def binding(instance: Instance, prices: Prices, pledge: Pledge) -> Binding:
    """Return what a commitment binds the council to."""
    if isinstance(pledge.terms, Block):
        return _block(instance, prices, pledge, pledge.terms)
    ahead = [once for once in pledge.one_offs if once.month >= 1]
    due = {once.month: 0.0 for once in ahead}
    for once in ahead:
        due[once.month] += once.gbp
    if isinstance(pledge.terms, Programme):
        monthly = pledge.terms.gbp_per_year / MONTHS_PER_YEAR
        for month in range(max(pledge.live, 1), pledge.last + 1):
            due[month] = due.get(month, 0.0) + monthly * prices.at(pledge.terms.uplift, month)
    total = sum(due.values())
    return Binding(total, total, total, _after(instance, due))


def use(instance: Instance, prices: Prices, pledge: Pledge, pledges: Sequence[Pledge], beds: Sequence[Beds]) -> Use:
    """Return how the beds of a block or of homes are used in the reported months in which they are there.

    Args:
        instance: the planning problem.
        prices: price indices.
        pledge: the commitment.
        pledges: all commitments, among them other homes of the type, which share the beds used.
        beds: beds of every contract and type of home.
    """
    if isinstance(pledge.terms, Block):
        found = next(row for row in beds if row.pledge is pledge)
        months = _reported(instance, found.there > 0)
        cost = bed_weeks_gbp(instance, prices, pledge, len(found.there) - 1)
        return _use(months, found.void, found.void * cost, found.used.sum(axis=1), found.there - found.emergency)
    if not isinstance(pledge.terms, Home):
        return Use()
    found = next(row for row in beds if row.pledge is None and row.terms is pledge.terms)
    months = _reported(instance, np.arange(len(found.units)) >= pledge.live)
    homes = float(pledge.commitment.size)
    used = found.used.sum(axis=1) * _part(instance, pledge, pledge.terms, pledges, len(found.units) - 1)
    room = np.full(len(used), homes * (pledge.terms.beds - pledge.terms.emergency_beds))
    cost = running_gbp(instance, prices, pledge.terms, len(used) - 1) / pledge.terms.beds
    return _use(months, room - used, (room - used) * cost, used, room)


def _part(instance: Instance, pledge: Pledge, home: Home, pledges: Sequence[Pledge], months: int) -> Floats:
    """Return (months + 1,), the places of these homes as a share of all of the type, today's included."""
    ours = opened_places(instance, pledge, home, months)
    others = [opened_places(instance, other, home, months) for other in pledges if other.terms is home]
    everywhere = home.homes_today * home_places(instance, home) + sum(others, np.zeros(months + 1))
    return ours / np.where(everywhere > 0, everywhere, 1.0)


def check_commitment_summary(
    instance: Instance, prices: Prices, plan: Plan, pledges: Sequence[Pledge], beds: Sequence[Beds]
) -> tuple[Check, ...]:
    """Check that the summary lists the plan's commitments, and their dates, amounts and use.

    `break_even_share` and `pays_above_children` cannot be checked without solving again.
    """
    stated = [_key(row) for row in plan.summary.commitments]
    written = [_key(row) for row in plan.commitments]
    if sorted(stated, key=str) != sorted(written, key=str):
        odd = sorted({*stated} ^ {*written}, key=str) or sorted(stated, key=str)
        kind, name, start, size, _ = odd[0]
        fault = [f"{kind} {name} from {start}, size {size}: not in both lists"]
        return listed("commitment_summary", fault), listed("commitment_use", fault)
    known = {_key(pledge.commitment): pledge for pledge in pledges}
    faults: list[str] = []
    amounts: list[Deviation] = []
    uses: list[Deviation] = []
    for row in plan.summary.commitments:
        pledge = known.get(_key(row))
        where = f"{row.kind} {row.id} from {row.start}"
        if pledge is None:
            faults.append(f"{where}: not in the instance")
            continue
        live = instance.calendar.first_day(pledge.live)
        if row.live_from != live:
            faults.append(f"{where}: live from {row.live_from}, recomputed {live}")
        amounts += _compared(row, vars(binding(instance, prices, pledge)), where)
        uses += _compared(row, vars(use(instance, prices, pledge, pledges, beds)), where)
    return (
        listed("commitment_summary", faults) if faults else measured("commitment_summary", amounts),
        measured("commitment_use", uses),
    )


def _key(row: Commitment | CommitmentSummary) -> tuple[str, str, date, int, date | None]:
    return row.kind, row.id, row.start, row.size, row.end


def _compared(row: CommitmentSummary, right: Mapping[str, float | None], where: str) -> Iterator[Deviation]:
    for field, expected in right.items():
        value: float | None = getattr(row, field)
        what = f"{where}: {field.removesuffix('_gbp')}"
        if value is None or expected is None:
            wrong = 0.0 if value is expected else 1.0
            yield Deviation(wrong, 0.0, f"{what} {value}, recomputed {expected}")
            continue
        allowed = PENNY if field.endswith("_gbp") else TOLERANCE * max(1.0, abs(expected))
        yield Deviation(abs(value - expected), allowed, f"{what} {value:,.6f}, recomputed {expected:,.6f}")


def _after(instance: Instance, due: Mapping[int, float]) -> float:
    return sum(gbp for month, gbp in due.items() if month > instance.calendar.horizon_months)


def _block(instance: Instance, prices: Prices, pledge: Pledge, block: Block) -> Binding:
    full = _payments(instance, prices, pledge, block, 1.0, extra=True)
    least = _payments(instance, prices, pledge, block, block.guarantee_share, extra=False)
    once = {o.month: o.gbp for o in pledge.one_offs if o.line == "mobilisation"}
    start, broken = pledge.live, break_end(block, pledge.live)
    key = provision_of(instance, block.offer)

    def paid(monthly: Mapping[int, float], end: int) -> dict[int, float]:
        """Return pounds due by month to `end`, the break's payment included if it is that."""
        due = {month: gbp + once.get(month, 0.0) for month, gbp in monthly.items() if month <= end}
        if end == broken:
            due[end] = due.get(end, 0.0) + block.termination_gbp * prices.at(key, end)
        return due

    planned = paid(full, pledge.last)
    left = earliest_end(block, start)
    chances = [sum(paid(least, end).values()) for end in (base_end(block, start), left) if end is not None]
    longest = sum(paid(full, term_ends(block, start)[-1]).values())
    return Binding(sum(planned.values()), min(chances), longest, _after(instance, planned))


def _payments(
    instance: Instance, prices: Prices, pledge: Pledge, block: Block, share: float, *, extra: bool
) -> dict[int, float]:
    """Return pounds for a share of the beds there, by month from 1 on to the last extension.

    With `extra`, the dearest extra for a child is added for every bed.
    """
    key = provision_of(instance, block.offer)
    last = max(pledge.last, *term_ends(block, pledge.live))
    dearest = max((row.gbp_per_week for row in instance.offer_prices if row.offer == block.offer), default=0.0)
    due = {}
    for month, factor in price_factors(prices, block, key, pledge.live, last).items():
        weekly = pledge.bed_price * factor + (dearest * prices.at(key, month) if extra else 0.0)
        beds = share * beds_there(instance, block, pledge.commitment.size, pledge.live, month)
        due[month] = beds * weekly * _weeks(instance, month)
    return due


def _weeks(instance: Instance, month: int) -> float:
    """Return the weeks (days / 7) of any month, also one after the tail."""
    first = instance.calendar.first_day(month)
    return (add_months(first, 1) - first).days / DAYS_PER_WEEK


def _reported(instance: Instance, there: Flags) -> Flags:
    numbers = np.arange(len(there))
    return there & (numbers >= 1) & (numbers <= instance.calendar.horizon_months)


def _use(months: Flags, void: Floats, cost: Floats, used: Floats, room: Floats) -> Use:
    if not months.any():
        return Use()
    most = float(room[months].sum())
    return Use(
        void_beds=float(void[months].mean()),
        void_gbp=float(cost[months].sum()),
        occupancy_share=float(used[months].sum()) / most if most > 0 else None,
    )
