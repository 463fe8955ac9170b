"""Policies on the screen: the scorecard, and in words which hard ones are missed, by how much, in which year."""

from collections.abc import Iterator

from models.instance import Instance
from models.plan import Plan, ScoreLine
from models.tables import Policy
from reports.table import Table, percent, pounds, rate
from reports.words import measure_words, words

Asked = dict[tuple[str, str], Policy]
"""Policy and year to its row of the table."""

STEP = 0.01
"""The step by which a policy's price is shown: a percentage point, or a move a year for each 100 children."""


def scorecard_table(instance: Instance, plan: Plan) -> Table:
    """The scorecard: what each policy asks, what the plan reaches, what a little more would cost."""
    asked = _asked(instance)
    priced = any(line.shadow_price_gbp is not None for line in plan.scorecard)
    rows = []
    for line in plan.scorecard:
        policy = asked[line.policy, line.year]
        price = "" if line.shadow_price_gbp is None else pounds(line.shadow_price_gbp * STEP)
        rows.append(
            [
                f"{words(line.policy)} ({policy.strength})",
                line.year,
                _target(policy, line.target),
                _level(policy, line.achieved),
                "met" if line.met else "NOT MET",
                *([price] if priced else []),
            ]
        )
    head = ["policy", "year", "asked", "reached", "", *(["0.01 tighter"] if priced else [])]
    return Table(
        "Policy scorecard", head, rows, left=frozenset({0, 1, 4}), foot="\n".join(_remarks(asked, plan, priced))
    )


def _remarks(asked: Asked, plan: Plan, priced: bool) -> Iterator[str]:
    rings = {line.policy: asked[line.policy, line.year].ring for line in plan.scorecard}
    measures = "; ".join(f"{words(policy)}: {measure_words(ring)}" for policy, ring in rings.items())
    yield f"{measures}. Over the horizon: {rate(plan.summary.moves_per_child_year)} care moves per child-year."
    if priced:
        yield (
            "0.01 tighter: present-value pounds for one percentage point, or for one move a year fewer per 100 "
            "children, with the same commitments."
        )


def missed(instance: Instance, plan: Plan) -> list[str]:
    """Return a sentence for each hard policy that the plan misses."""
    asked = _asked(instance)
    return [
        _sentence(asked[line.policy, line.year], line)
        for line in plan.scorecard
        if not line.met and asked[line.policy, line.year].strength == "hard"
    ]


def _sentence(policy: Policy, line: ScoreLine) -> str:
    short = abs(line.target - line.achieved)
    by = f"{rate(short)} moves too many" if policy.ring is None else f"{_points(short)} short"
    return (
        f"{words(line.policy)} in {line.year}: {_target(policy, line.target)} asked ({measure_words(policy.ring)}), "
        f"{_level(policy, line.achieved)} reached, {by}"
    )


def _points(share: float) -> str:
    points = percent(share, 2).removesuffix(" %")
    return f"{points} percentage points"


def _target(policy: Policy, level: float) -> str:
    return f"{'at most' if policy.ring is None else 'at least'} {_level(policy, level)}"


def _level(policy: Policy, level: float) -> str:
    return rate(level) if policy.ring is None else percent(level)


def _asked(instance: Instance) -> Asked:
    return {(policy.policy, policy.financial_year): policy for policy in instance.policies}
