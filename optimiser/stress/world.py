"""The arrays that all futures of a plan share."""

import zlib
from collections.abc import Sequence

import numpy as np

from models.fields import RINGS
from models.plan import Plan
from models.tables import Policy
from optimiser.problem import Flags, Floats, Ints, Problem
from optimiser.stress.assumptions import Assumptions
from optimiser.stress.play import NOWHERE, World
from optimiser.stress.settled import effect_rates, monthly_admissions

TIERS = {"block": 0, "home": 0, "in_house": 1, "framework": 2, "direct": 2, "spot": 3}
"""Rule `manage`: what is committed, in-house carers, frameworks, spot; gap when nothing is left."""


def build_world(problem: Problem, plan: Plan, assumed: Assumptions, *, manage: bool) -> World:
    """Return the world of a plan.

    Its arrays lie in memory as they do after pickling: for any other order the game would be compiled again.

    Args:
        problem: the plan's instance as arrays, on its demand and price paths.
        plan: the plan.
        assumed: what is assumed beside the instance.
        manage: give beds by the rule `manage`; else in the plan's shares, without limits.
    """
    last = problem.calendar.horizon_months
    rises_to, rises = _escalation(problem)
    closing, successor = _closing(problem, plan)
    rates = effect_rates(problem, plan)
    return World(
        manage=manage,
        moves_to=np.concatenate([np.cumsum(problem.transitions, axis=1), np.ones((len(problem.cohorts), 1))], axis=1),
        rises_to=rises_to,
        rises=rises,
        eligible=problem.eligible,
        hazard=problem.hazard,
        beds=problem.beds,
        opens=np.ascontiguousarray(problem.open_months[:, : last + 1]),
        closing=closing,
        successor=successor,
        order=placing_order(problem),
        shares=np.ascontiguousarray(np.cumsum(monthly_admissions(problem, plan).transpose(0, 2, 1), axis=2)),
        leaves=rates.leaves,
        steps_down=rates.steps_down,
        trial=rates.trial,
        averted=rates.averted,
        urgent=assumed.urgent,
        suits=assumed.suits,
        salt=np.array([salt_of(offer.offer) for offer in problem.offers]),
        gap=problem.gap,
        price=problem.price,
        near=problem.ring <= RINGS.index("in_authority"),
        spot=np.array([offer.route == "spot" for offer in problem.offers]),
    )


def salt_of(offer: str) -> float:
    """Return the number of an offer that `World.salt` speaks of: the same under every overlay."""
    return 1_000_003.0 + 7_919.0 * (zlib.crc32(offer.encode()) % 1_000_003)


def _escalation(problem: Problem) -> tuple[Ints, Floats]:
    away = problem.escalation - np.diag(np.diag(problem.escalation))
    return away.argmax(axis=1), away.sum(axis=1)


def _closing(problem: Problem, plan: Plan) -> tuple[Floats, Ints]:
    """(P, H + 1) share of residents who have to leave, and who takes them over."""
    calendar = problem.calendar
    shape = (len(problem.offers), calendar.horizon_months + 1)
    closing, successor = np.zeros(shape), np.full(shape, NOWHERE)
    number = {offer.offer: p for p, offer in enumerate(problem.offers)}
    blocks = {block.block: block for block in problem.instance.blocks}
    ends = [(o.offer, o.live_to, 1.0, o.successor) for o in problem.offers if o.live_to is not None]
    ends += [(c.offer, c.month, c.closing_share, c.successor) for c in problem.instance.closures]
    for made in plan.commitments:
        if made.kind == "block" and made.end is not None:
            ends.append((blocks[made.id].offer, made.end, 1.0, blocks[made.id].successor))
    for offer, day, share, heir in ends:
        month = calendar.month_of(day)
        if 1 <= month < shape[1]:
            p = number[offer]
            closing[p, month] = 1.0 - (1.0 - closing[p, month]) * (1.0 - share)
            successor[p, month] = NOWHERE if heir is None else number[heir]
    return closing, successor


def placing_order(problem: Problem) -> Ints:
    """(G, P), offers in the order in which rule `manage` tries them, -1 after the last.

    What is committed, then in-house, then framework, then spot; within these the nearer by the tightest locality
    policy first, then the cheaper. Siblings together before apart.
    """
    inside = _near(problem)
    order = np.full((len(problem.cohorts), len(problem.offers)), NOWHERE)
    for g, cohort in enumerate(problem.cohorts):
        found = []
        for p, offer in enumerate(problem.offers):
            if problem.eligible[p, g] and p != problem.gap:
                split = offer.largest_group is not None and offer.largest_group < cohort.group_size
                found.append((split, TIERS[offer.route], not inside[p, g], problem.price[p, g], p))
        for k, choice in enumerate(sorted(found)):
            order[g, k] = choice[-1]
    return order


def _near(problem: Problem) -> Flags:
    """(P, G), offer lies within the nearest ring that any policy asks for; without one, in the authority."""
    policies: Sequence[Policy] = problem.instance.policies
    asked = [RINGS.index(row.ring) for row in policies if row.ring is not None and row.strength != "off"]
    return np.asarray(problem.ring <= min(asked, default=RINGS.index("in_authority")))
