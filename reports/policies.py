"""Policies on the screen: the scorecard, and in words which hard ones are missed, by how much, in which year."""

from collections.abc import Iterator

from models.instance import Instance
from models.plan import Plan, ScoreLine
from models.tables import Policy
from reports.measures import CHILD, POINT, THOUSAND, level_text, measure_words, miss_text, step, target_text
from reports.table import Table, pounds, rate
from reports.words import words

Asked = dict[tuple[str, str], Policy]
"""Policy and year to its row of the table."""

_STEPS = {
    POINT: "one percentage point, or one move a year fewer per 100 children",
    CHILD: "one child or place",
    THOUSAND: "1,000 pounds",
}


def scorecard_table(instance: Instance, plan: Plan) -> Table:
    """The scorecard: what each policy asks, what the plan reaches, what a little more would cost."""
    asked = asked_policies(instance)
    steps = {step(asked[line.policy, line.year]) for line in plan.scorecard if line.shadow_price_gbp is not None}
    rows = []
    for line in plan.scorecard:
        policy = asked[line.policy, line.year]
        price = "" if line.shadow_price_gbp is None else pounds(line.shadow_price_gbp * step(policy))
        rows.append(
            [
                f"{words(line.policy)} ({policy.strength})",
                line.year,
                target_text(policy, line.target),
                level_text(policy, line.achieved),
                "met" if line.met else "NOT MET",
                *([price] if steps else []),
            ]
        )
    head = ["policy", "year", "asked", "reached", "", *([_step_head(steps)] if steps else [])]
    return Table(
        "Policy scorecard", head, rows, left=frozenset({0, 1, 4}), foot="\n".join(_remarks(asked, plan, steps))
    )


def _step_head(steps: set[float]) -> str:
    return "0.01 tighter" if steps == {POINT} else "a step tighter"


def _remarks(asked: Asked, plan: Plan, steps: set[float]) -> Iterator[str]:
    policies = {line.policy: asked[line.policy, line.year] for line in plan.scorecard}
    measures = "; ".join(f"{words(name)}: {measure_words(policy)}" for name, policy in policies.items())
    yield f"{measures}. Over the horizon: {rate(plan.summary.moves_per_child_year)} care moves per child-year."
    if steps:
        each = "; ".join(_STEPS[size] for size in sorted(steps))
        yield f"{_step_head(steps)}: present-value pounds for {each}, with the same commitments."


def missed(instance: Instance, plan: Plan) -> list[str]:
    """Return a sentence for each hard policy that the plan misses."""
    asked = asked_policies(instance)
    return [
        _sentence(asked[line.policy, line.year], line)
        for line in plan.scorecard
        if not line.met and asked[line.policy, line.year].strength == "hard"
    ]


def _sentence(policy: Policy, line: ScoreLine) -> str:
    return (
        f"{words(line.policy)} in {line.year}: {target_text(policy, line.target)} asked ({measure_words(policy)}), "
        f"{level_text(policy, line.achieved)} reached, {miss_text(policy, abs(line.target - line.achieved))}"
    )


def asked_policies(instance: Instance) -> Asked:
    """Return the policies by name and year."""
    return {(policy.policy, policy.financial_year): policy for policy in instance.policies}
