"""Block contracts as options of the stock form: sizes, starts and ends, beds and their price by month."""

from collections.abc import Iterator

import numpy as np

from models.tables import Block, BlockTier
from tests.oracles.lives import practical_share
from tests.oracles.prices import Prices, annuity
from tests.oracles.reading import Reading
from tests.oracles.supply import Contract, Option, homes_of, made_before, present_months, recruitment_of, starts_of


def options(reading: Reading, prices: Prices) -> list[Option]:
    """Return every integer of the plan."""
    instance = reading.instance
    return [
        *(option for block in instance.blocks for option in contracts_of(reading, prices, block)),
        *(option for home in instance.homes for option in homes_of(reading, prices, home)),
        *(option for service in instance.fostering for option in recruitment_of(reading, prices, service)),
        *(option for programme in instance.programmes for option in starts_of(reading, prices, programme)),
    ]


def contracts_of(reading: Reading, prices: Prices, block: Block) -> list[Option]:
    """Return a block's binaries: one for each size, start and end."""
    return [
        _contract(reading, prices, block, tier, beds, start, last)
        for tier in reading.instance.block_tiers
        if tier.block == block.block
        for beds in _sizes(block, tier, made_before(reading, "block", block.block, 0))
        for start in _starts(reading, block)
        for last in _ends(reading, block, start)
    ]


def _sizes(block: Block, tier: BlockTier, signed: list[tuple[int, int, int]]) -> list[int]:
    beds = range(tier.beds_from, tier.beds_to + 1)
    if signed:
        return [signed[0][2]] if signed[0][2] in beds else []
    if block.beds_today is not None:
        return [block.beds_today] if block.beds_today in beds else []
    return [n for n in beds if n % block.unit_beds == 0 and n > block.emergency_beds]


def _starts(reading: Reading, block: Block) -> list[int]:
    clock = reading.clock
    if block.beds_today is not None:
        return [clock.month_of(block.start_from)]
    if signed := made_before(reading, "block", block.block, 0):
        return [signed[0][0]]
    return [m for m in clock.decision_months if block.start_from <= clock.first_day(m) <= block.start_to]


def _ends(reading: Reading, block: Block, start: int) -> Iterator[int]:
    """Yield last months on offer: of those that no longer empty the offer, the first alone."""
    end = reading.clock.end
    planned = {start + block.term_months + j * block.extension_months - 1 for j in range(block.extensions + 1)}
    late = sorted(last for last in planned if last >= end)
    for last in {*(planned - set(late)), *late[:1], *_break(block, start, end)}:
        if block.beds_today is None or last >= 1:
            yield last


def _break(block: Block, start: int, end: int) -> set[int]:
    after = block.break_after_months
    if after is None or after >= block.term_months or start + after - 1 >= end:
        return set()
    return {start + after - 1}


def _contract(
    reading: Reading, prices: Prices, block: Block, tier: BlockTier, size: int, start: int, last: int
) -> Option:
    clock, position, end = reading.clock, reading.position(block.offer), reading.clock.end
    key, running = reading.lives[position].offer.provision, block.beds_today is not None
    months, index = np.arange(end + 1), prices.by_month(clock, key)
    there = (months >= start) & (months <= last)
    beds = there * _beds(reading, block, size, months - start)
    vacant = np.where(beds > block.emergency_beds, block.emergency_beds, 0)
    filled = np.array([practical_share(reading.instance, int(n)) * n for n in beds - vacant])
    empties = last if last < end else None
    weeks = np.array([0.0, *(clock.weeks(m) for m in range(1, end + 1))])
    factors = np.array([0.0, *(_factor(reading, prices, block, key, start, m) for m in range(1, end + 1))])
    is_break = {last} == _break(block, start, end)
    termination = np.where(months == last, is_break * block.termination_gbp * index, 0.0)
    mobilisation = np.where((months == start) & (not running), block.mobilisation_gbp * index, 0.0)
    life = block.term_months if empties is None else last - start + 1
    yearly = annuity(float(mobilisation.sum()), prices.rate, life / 12)
    return Option(
        "block",
        block.block,
        start,
        size,
        1,
        position,
        capacity=filled * (months < (end + 1 if empties is None else empties)),
        lines={"mobilisation": mobilisation, "termination": termination},
        capital=np.zeros(end + 1),
        charge=yearly / 12 * present_months(reading, prices, max(start, 1), last),
        emergency=vacant.astype(float),
        in_effect=there.astype(float),
        made=bool(made_before(reading, "block", block.block, 0)),
        contract=Contract(
            last=last,
            empties=empties,
            beds=beds,
            kept=vacant * block.guarantee_share,
            guaranteed=beds * block.guarantee_share,
            bed_price=there * tier.gbp_per_bed_per_week * weeks * factors,
            running=running,
        ),
    )


def _beds(reading: Reading, block: Block, size: int, since: np.ndarray) -> np.ndarray:
    """Beds of each month, by the months since the start: fewer in the first contract years of a ramp."""
    beds = np.full(len(since), size)
    for row in reading.instance.block_ramps:
        if row.block == block.block:
            beds[since // 12 == row.contract_year - 1] = np.ceil(np.round(size * row.beds_share, 9))
    return beds


def _factor(reading: Reading, prices: Prices, block: Block, key: str, start: int, month: int) -> float:
    """Price factor of a month: that of the start, and what every review since then has added."""
    clock = reading.clock
    origin = start if block.beds_today is None else 0
    factor = prices.index(key, clock.year(origin))
    for later in range(origin + 1, month + 1):
        if block.review == "index" and clock.first_day(later).month == block.review_month:
            factor *= 1 + _held(block, prices.rise(key, clock.year(later)))
    return factor


def _held(block: Block, rise: float | None) -> float:
    if rise is None:  # in the year of the price base or before: in the figures already
        return 0.0
    least = -1.0 if block.review_collar_share is None else block.review_collar_share
    most = 2.0 if block.review_cap_share is None else block.review_cap_share
    return min(max(rise, least), most)
