"""Beds and households that a plan's commitments give, delays apart."""

from dataclasses import dataclass

import numpy as np

from models.plan import Commitment, Plan
from models.tables import Block, Fostering, Home
from optimiser.made import live_month_of, made_of
from optimiser.problem import Floats, Problem
from optimiser.standing import monthly_stay
from optimiser.stress.settled import periods_of


@dataclass(frozen=True)
class Opening:
    """Homes of one type opened together.

    Attributes:
        name: tells it from the other commitments of the plan.
        home: row of the instance.
        offer: number of the offer.
        live: planned first month; 0 or less where they are open already.
        count: homes.
    """

    name: str
    home: Home
    offer: int
    live: int
    count: int


@dataclass(frozen=True)
class Approval:
    """Households of one service whose recruitment was decided together.

    Attributes:
        name: tells it from the other commitments of the plan.
        live: planned first month, in the horizon.
        count: households.
    """

    name: str
    live: int
    count: int


@dataclass(frozen=True)
class Standing:
    """What is certain about supply. Shapes: P offers, H reported months.

    Attributes:
        room: (P, H + 1), beds at month ends without new homes and foster carers, emergency beds left out.
        reserve: (P, H + 1), beds kept for emergencies.
        openings: new homes, whose delay is drawn.
        services: fostering services with the number of their offer.
        approvals: service to the households planned to go live within the horizon.
        households: service to those there at the base date, as expected.
        retained: service to (H + 1,), households kept by a programme and still there.
    """

    room: Floats
    reserve: Floats
    openings: tuple[Opening, ...]
    services: tuple[tuple[Fostering, int], ...]
    approvals: dict[str, list[Approval]]
    households: dict[str, float]
    retained: dict[str, Floats]


def standing_supply(problem: Problem, plan: Plan) -> Standing:
    """Return the supply that a plan's commitments give, delays apart."""
    last = problem.calendar.horizon_months
    room = problem.capacity[:, : last + 1].copy()
    reserve = np.zeros_like(room)
    number = {offer.offer: p for p, offer in enumerate(problem.offers)}
    for home in problem.instance.homes:
        room[number[home.offer]] = home.homes_today * (home.beds - home.emergency_beds)
        reserve[number[home.offer]] = home.homes_today * home.emergency_beds
    blocks = {block.block: block for block in problem.instance.blocks}
    for block in blocks.values():
        room[number[block.offer]] = 0.0
    for made in plan.commitments:
        if made.kind == "block":
            beds, kept = block_beds(problem, blocks[made.id], made)
            room[number[blocks[made.id].offer]] += beds - kept
            reserve[number[blocks[made.id].offer]] += kept
    return Standing(
        room=room,
        reserve=reserve,
        openings=tuple(_openings(problem, plan, number)),
        services=tuple((service, number[service.offer]) for service in problem.instance.fostering),
        approvals=_approvals(problem, plan),
        households=_households_today(problem),
        retained=_retained(problem, plan),
    )


def block_beds(problem: Problem, block: Block, made: Commitment) -> tuple[Floats, Floats]:
    """Return (H + 1,) whole beds of a block at month ends, and those of them kept for emergencies.

    In the last month of a contract inside the horizon the residents leave, as in the plan.
    """
    calendar = problem.calendar
    shares = {row.contract_year: row.beds_share for row in problem.instance.block_ramps if row.block == block.block}
    start = calendar.month_of(made.start)
    end = calendar.all_months + 1 if made.end is None else calendar.month_of(made.end)
    beds = np.zeros(calendar.horizon_months + 1)
    for month in range(max(start, 0), min(end - 1, calendar.horizon_months) + 1):
        share = shares.get((month - start) // 12 + 1, 1.0)
        beds[month] = np.ceil(made.size * share - 1e-9)
    kept = np.where(beds > block.emergency_beds, block.emergency_beds, 0)
    return beds, kept


def _openings(problem: Problem, plan: Plan, number: dict[str, int]) -> list[Opening]:
    homes = {home.home: home for home in problem.instance.homes}
    calendar = problem.calendar
    found = []
    for made in plan.commitments:
        if made.kind == "home":
            home = homes[made.id]
            live = live_month_of(problem.instance, calendar, made, home.lead_months)
            found.append(Opening(_name(made), home, number[home.offer], live, made.size))
    return found


def _name(made: Commitment) -> str:
    return f"{made.kind} {made.id} {made.start.isoformat()}"


def _approvals(problem: Problem, plan: Plan) -> dict[str, list[Approval]]:
    calendar = problem.calendar
    services = {service.service: service for service in problem.instance.fostering}
    found: dict[str, list[Approval]] = {name: [] for name in services}
    for made in plan.commitments:
        if made.kind == "fostering":
            live = live_month_of(problem.instance, calendar, made, services[made.id].lead_months)
            if 1 <= live <= calendar.horizon_months:
                found[made.id].append(Approval(_name(made), live, made.size))
    return found


def _households_today(problem: Problem) -> dict[str, float]:
    """Households of today, and those committed to before the plan that are live by then, less who has left."""
    found = {}
    for service in problem.instance.fostering:
        stay = monthly_stay(service.attrition_per_year_share)
        live = made_of(problem.instance, problem.calendar, "fostering", service.service)
        joined = sum(made.size * stay**-made.live for made in live if made.live < 1)
        found[service.service] = service.households_today + joined
    return found


def _retained(problem: Problem, plan: Plan) -> dict[str, Floats]:
    calendar = problem.calendar
    programmes = {programme.programme: programme for programme in problem.instance.programmes}
    services = {service.service: service for service in problem.instance.fostering}
    spans = {calendar.first_day(t.first): t.months for t in periods_of(problem, plan)}
    kept = {name: np.zeros(calendar.horizon_months + 1) for name in services}
    for row in plan.effects:
        service = programmes[row.id].service if row.kind == "retained" else None
        if service is not None and row.period_start in spans:
            for month in spans[row.period_start]:
                kept[service][month] += row.amount / len(spans[row.period_start])
    for name, flow in kept.items():
        stay = monthly_stay(services[name].attrition_per_year_share)
        for month in range(1, len(flow)):
            flow[month] += flow[month - 1] * stay
    return kept
