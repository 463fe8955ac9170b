"""What is left of a financial year, by hand: budgets, income, levels in pounds, limits of the year."""

import datetime as dt
from typing import Any

import pytest

from instances.replan_left import left_of_year, of_months_left
from models.instance import Instance
from models.monitoring import Actual
from models.plan import Commitment
from models.replanning import UsedUp
from tests.oracles.hand import one_cohort
from tests.oracles.random_part import part
from tests.oracles.small import offer, row
from tests.reports.planned import plan_of

JULY, FEBRUARY = dt.date(2022, 7, 1), dt.date(2023, 2, 1)
USED = UsedUp(
    spent_gbp={
        ("revenue", "placements", "test"): 1_000_000.0,
        ("financing", "placements", "test"): 20_000.0,
        ("income", "placements", "test"): -100_000.0,
        ("capital", "placements", "test"): 450_000.0,
        ("revenue", "other", "test"): 50_000.0,
    },
    released={},
    averted_left={},
)
SPENT = [
    Actual(
        period=10, budget_head="placements", provision=provision, actual_to_date_gbp=gbp, forecast_gbp=0.0,
        children=1.0, average_children=1.0,
    )
    for provision, gbp in (("residential", 1_000_000.0), ("ifa", 10_000.0))
]  # fmt: skip


def year() -> Instance:
    """Return 2022/23 with two budget heads, a grant, and policies in pounds."""

    def policy(name: str, measure: str, level: float, head: str | None = None) -> Any:
        values = {"policy": name, "measure": measure, "level": level, "budget_head": head, "ring": None}
        return row("policies", financial_year="2022/23", strength="hard", gbp_per_unit=None, **values)

    return one_cohort(
        {offer("spot"): 100},
        budgets=(
            row("budgets", budget_head="placements", financial_year="2022/23", gross_gbp=1.2e6, income_gbp=120e3),
            row("budgets", budget_head="other", financial_year="2022/23", gross_gbp=60e3, income_gbp=0.0),
        ),
        income=(row("income", income="grant", financial_year="2022/23", budget_head="other", amount_gbp=24e3),),
        policies=(
            policy("placements", "revenue_gbp", 1.1e6, "placements"),
            policy("all", "revenue_gbp", 1.3e6),
            policy("build", "capital_gbp", 400e3),
            policy("gap", "gap_children", 1.0),
        ),
    )


def begun(planning: Instance, start: dt.date) -> Instance:
    """Return an instance that begins later, in two financial years."""
    changed = {"start": start, "financial_years": 2, "monthly_periods": -(start.month - 1) % 3}
    calendar = planning.settings.calendar.model_copy(update=changed)
    return planning.model_copy(update={"settings": planning.settings.model_copy(update={"calendar": calendar})})


def test_budgets_are_less_what_was_spent() -> None:
    """Net 1,080,000 less 1,010,000 reported, two twelfths of the income left; 60,000 less 50,000 as planned."""
    found = of_months_left(year(), begun(year(), FEBRUARY), USED, SPENT)
    reported, planned = found.budgets
    assert (reported.gross_gbp, reported.income_gbp) == pytest.approx((90_000, 20_000))
    assert (planned.gross_gbp, planned.income_gbp) == pytest.approx((10_000, 0))
    assert reported.source == "test"
    assert reported.note == "1200000.00 gross, 120000.00 income; less 1010000.00 net to 2023-01-31 as reported"
    assert planned.source == "assumption"
    assert planned.note.endswith("less 50000.00 net to 2023-01-31 as the plan expects: no actuals of it")
    assert found.income[0].amount_gbp == pytest.approx(4_000)


def test_more_than_the_budget_is_spent() -> None:
    """100,000 more than the budget in July, eight months' income still to come: nothing is cut off at 0."""
    over = [SPENT[0].model_copy(update={"actual_to_date_gbp": 1_180_000.0})]
    reported = of_months_left(year(), begun(year(), dt.date(2022, 8, 1)), USED, over).budgets[0]
    assert (reported.gross_gbp, reported.income_gbp) == pytest.approx((-20_000, 80_000))


def test_levels_in_pounds_are_less_what_was_spent() -> None:
    """Revenue reported net is 1,010,000 + 100,000 income - 20,000 financing; others as planned; averages stay."""
    policies = {p.policy: p for p in of_months_left(year(), begun(year(), FEBRUARY), USED, SPENT).policies}
    assert policies["placements"].level == pytest.approx(1_100_000 - 1_090_000)
    assert policies["placements"].source == "test"
    assert policies["all"].level == pytest.approx(1_300_000 - 1_050_000)
    assert policies["all"].source == "assumption"
    assert policies["build"].level == 0
    assert policies["build"].note.startswith("400000.00 less 450000.00 to 2023-01-31: nothing is left")
    assert policies["gap"] == year().policies[3]


def test_a_second_turn_takes_from_what_was_left() -> None:
    """From October on 60,000 of income; from February on a third of it."""
    october = begun(year(), dt.date(2022, 10, 1))
    found = of_months_left(october, begun(october, FEBRUARY), USED, SPENT)
    assert found.income[0].amount_gbp == pytest.approx(24_000 * 2 / 6)


def test_limits_are_less_what_was_decided() -> None:
    """Of one home and one household a year: those decided since April count, those decided before do not."""
    # Begins in June 2022 with a home, a service and a pathway.
    before = part(12)
    limits = {"homes": 1.0, "fostering": 1.0, "step_down": 0.5}
    rows = tuple(r.model_copy(update={"left": limits[r.limit]}) for r in before.left_of_year)
    before = before.model_copy(update={"left_of_year": rows})
    decided = [
        Commitment(kind=r.kind, id=r.id, start=r.start, size=r.size, end=None) for r in before.commitments_made
    ]
    decided += [
        Commitment(kind="fostering", id="carers_one", start=start, size=1, end=None)
        for start in (JULY, dt.date(2023, 4, 1))
    ]
    plan = plan_of().model_copy(update={"commitments": tuple(decided)})
    used = UsedUp({}, {"home_again": 0.2}, {"averts_entries": 0.125, "over_by_then": 3.0})
    found = {(r.limit, r.id): r.left for r in left_of_year(before, begun(before, FEBRUARY), plan, used)}
    assert found == pytest.approx(
        {("homes", None): 1.0, ("fostering", "carers_one"): 0.0, ("step_down", "home_again"): 0.3}
    )
    whole = begun(before, dt.date(2023, 2, 1))
    assert left_of_year(before, whole.model_copy(update={"settings": year().settings}), plan, used) == ()


def test_places_left_of_a_programme_that_runs() -> None:
    """As the plan has used them; nothing of one that is over by then."""
    before = part(6)
    used = UsedUp({}, {}, {"averts_entries": 0.125, "over_by_then": 3.0})
    plan = plan_of().model_copy(update={"commitments": ()})
    rows = left_of_year(before, begun(before, FEBRUARY), plan, used)
    assert {(r.limit, r.id): r.left for r in rows}["programme", "averts_entries"] == 0.125
    assert {r.id for r in rows} == {None, "carers_one", "averts_entries"}
