"""Every kind of supply, programmes and pathways at once: what policies count over columns is what the plan has."""

from typing import Any, get_args

import pytest

from models.instance import Instance
from models.rules import Measure
from models.tables import Policy
from optimiser.commitments import decided
from optimiser.formulation import Formulation, effects_in, formulate
from optimiser.measures import terms
from optimiser.plan import decisions_in
from optimiser.policies import shortage, shortfall
from optimiser.quantities import Outcome, Programming
from optimiser.solve import Solution
from optimiser.trajectory import admitted_by, trajectory
from tests.optimiser.cases import compiled, month, plain, programme
from tests.optimiser.rich import OFFERS, rich
from tests.optimiser.test_measures import rule
from tests.oracles.small import flat_uplifts, row


def everything(monthly: int = 6, **tables: Any) -> Instance:
    """Return the rich instance with two pathways, and programmes of every kind."""
    pathways = tuple(
        row(
            "step_downs",
            pathway=name,
            cohort="solo",
            trial_cohort="here",
            readiness_monthly_share=share,
            max_per_year=most,
            release_gbp=500.0,
            start_from=month(2),
        )
        for name, share, most in (("slow", 0.04, 10.0), ("fast", 0.08, 0.5))
    )
    programmes = (
        programme(effect_share=0.03, places_per_year=2.0, authority="other", setup_gbp=100.0),
        programme(programme="early", effect="averts_entries", effect_share=0.2, gbp_per_year=1200.0, lag_months=1),
        programme(programme="edge", effect="averts_entries", effect_share=0.3, term_months=13, authority="other"),
        programme(programme="keep", effect="retains_carers", effect_share=0.5, service="carers"),
    )
    given: dict[str, Any] = {
        "step_downs": pathways,
        "programmes": programmes,
        "uplifts": flat_uplifts(OFFERS, 0.06, ["2022/23", "2023/24"]),
    }
    return rich(monthly, **{**given, **tables})


def outcome_of(made: Formulation, values: Any) -> Outcome:
    """Return the plan that a solution makes."""
    decisions = decisions_in(made, Solution(values=values))
    problem = decided(made.problem, decisions)
    path = trajectory(problem, admitted_by(problem, made.blocks, values), effects_in(made, values))
    return Outcome(problem, path, decisions)


AMONG = ("family", "residential", "supported", "new_admissions")


def rules_for(authority: str | None) -> list[Policy]:
    """Return every measure, of children among whom it may be asked too, for one authority or all."""
    given: dict[str, Any] = {"authority": authority, "strength": "soft", "gbp_per_unit": 0.0}
    of = authority or "all"
    rules = [rule(measure, 0.3, policy=f"{of}_p{i}", **given) for i, measure in enumerate(get_args(Measure))]
    rules += [
        rule(measure, 0.3, policy=f"{of}_{measure}_{among}", among=among, **given)
        for measure in ("share_within_ring", "at_a_distance_share")
        for among in AMONG
    ]
    return [*rules, rule("revenue_gbp", 0.3, policy=f"{of}_head", budget_head="early_help", **given)]


@pytest.mark.parametrize("monthly", [12, 3])
def test_policies_count_over_columns_what_the_plan_has(monthly: int) -> None:
    """Every measure: the shortage of the row is the shortfall of the plan, in its unit; so of any plan found soon."""
    rules = [asked for authority in (None, "test", "other") for asked in rules_for(authority)]
    made = formulate(compiled(everything(monthly, policies=tuple(rules))))
    values = plain(made, gap=0.5).values
    outcome, programming = outcome_of(made, values), Programming(made)
    for asked in rules:
        for term in terms(made.problem, asked):
            coefficients, constant = shortage(programming, asked, term)
            unit = 1e5 if asked.measure.endswith("gbp") else 1.0
            over_columns = float(coefficients @ values) + constant
            assert over_columns == pytest.approx(shortfall(outcome, asked, term) / unit, abs=1e-5), asked
