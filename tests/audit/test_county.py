"""Plans of a county with every sort of supply, programme and policy are accepted; changed anywhere, refused."""

from collections.abc import Callable
from typing import Any

import pytest

from audit.verify import verify
from models.plan import Kind, Plan
from tests.audit import county, small
from tests.audit.tampering import Change, added, failures, refused, replaced, row, scaled, summary, twice, without
from tests.audit.writing import HASH

KINDS: tuple[Kind, ...] = ("plan", "do_nothing", "optimised_no_new_commitments")
NUMBERS = {name: len(getattr(county.plan(), name)) for name in ("admissions", "effects", "ledger", "scorecard")}
NO_NEW: Kind = "optimised_no_new_commitments"


@pytest.mark.parametrize("kind", KINDS)
def test_plans_of_every_kind_are_accepted(kind: Kind) -> None:
    """Two years in months and quarters."""
    found = verify(county.county(), HASH, county.plan(kind))
    assert [(check.name, check.detail) for check in found.checks if not check.ok] == []


def test_every_check_found_something_to_check() -> None:
    """A check that looks at nothing would accept anything."""
    found = verify(county.county(), HASH, county.plan())
    assert not [check.name for check in found.checks if check.detail == "nothing to check"]


def test_the_county_is_not_vacuous() -> None:
    """Every line of the ledger, every effect, every group of the objective; some rows met and some missed."""
    plan = county.plan()
    lines = {"fees", "block_used", "voids", "emergency_kept", "mobilisation", "termination", "void_sales"}
    lines |= {"home_running", "pre_opening", "recruitment", "staying_put", "programme_setup", "programme", "gap"}
    lines |= {"step_down", "moves", "fixed", "income", "capital", "grant", "mrp_and_interest"}
    assert {line.line for line in plan.ledger} == lines
    assert {effect.kind for effect in plan.effects} == {"averted", "reunified", "released", "retained"}
    assert all(plan.summary.objective_groups_gbp.values())
    assert {line.met for line in plan.scorecard} == {True, False}
    assert {line.authority for line in plan.ledger} == {"smalltown", "hillshire"}


def here(check: str, change: Change, words: str = "", kind: Kind = "plan") -> None:
    """Assert that the change of the county's plan fails the check, saying `words`."""
    refused(check, change, words, kind, "county")


@pytest.mark.parametrize("number", range(0, NUMBERS["admissions"], 5))
def test_admissions(number: int) -> None:
    """Every fifth a hundredth larger."""
    here("conservation", scaled("admissions", number, "children", 1.01))


@pytest.mark.parametrize("number", range(NUMBERS["effects"]))
def test_every_effect_counts(number: int) -> None:
    """Each a twentieth larger, left out, given twice, with a negative amount."""
    effect = county.plan().effects[number]
    where = f"{effect.kind} of {effect.id} from {effect.period_start}"
    seen = "conservation" if effect.kind != "retained" else "effect_limits"
    factor = 1.05 if effect.kind != "retained" else 20.0
    here(seen, scaled("effects", number, "amount", factor))
    here("effects", twice("effects", number), "given twice")
    here("effects", row("effects", number, amount=-effect.amount), f"{where}: amount -")
    if effect.kind != "retained":
        here("conservation", without("effects", number))


@pytest.mark.parametrize(
    ("kind", "changes", "words"),
    [
        ("averted", {"id": "homeward"}, "no programme with this effect"),
        ("averted", {"id": "other"}, "no programme with this effect"),
        ("averted", {"cohort": "low_hill"}, "not for cohort low_hill"),
        ("averted", {"cohort": "high_town"}, "not for cohort high_town"),
        ("averted", {"offer": "spot"}, "names no offer"),
        ("averted", {"cohort": "nobody"}, "not for cohort nobody"),
        ("reunified", {"offer": "gap"}, "nobody goes home from offer gap"),
        ("reunified", {"offer": None}, "nobody goes home from offer None"),
        ("reunified", {"id": "edge"}, "no programme with this effect"),
        ("released", {"id": "other"}, "no pathway for cohort high_town"),
        ("released", {"cohort": "low_town"}, "no pathway for cohort low_town"),
        ("released", {"offer": "ifa"}, "offer ifa is not residential"),
        ("released", {"period_start": small.month(3)}, "the pathway begins on 2024-07-01"),
        ("retained", {"cohort": "low_town"}, "names no cohort and the offer carers"),
        ("retained", {"offer": "ifa"}, "names no cohort and the offer carers"),
        ("retained", {"period_start": small.month(8)}, "no period starts on that day"),
        ("retained", {"period_start": small.month(37)}, "no period starts on that day"),
        ("retained", {"amount": float("nan")}, "amount nan"),
    ],
)
def test_effects_that_may_not_be(kind: str, changes: dict[str, Any], words: str) -> None:
    """Unknown, of others, at the wrong time."""
    number = next(n for n, effect in enumerate(county.plan().effects) if effect.kind == kind)
    here("effects", row("effects", number, **changes), words)


def test_effects_by_kind_of_plan() -> None:
    """Without new commitments there are releases only; do-nothing has none."""
    averted = next(e for e in county.plan().effects if e.kind == "averted")
    released = next(e for e in county.plan().effects if e.kind == "released")
    here("effects", added("effects", averted), "not in a plan of kind optimised", NO_NEW)
    here("effects", added("effects", released), "not in a plan of kind do_nothing", "do_nothing")
    assert any(effect.kind == "released" for effect in county.plan(NO_NEW).effects)


@pytest.mark.parametrize("number", range(NUMBERS["ledger"]))
def test_every_line_of_the_ledger_counts(number: int) -> None:
    """Each two pence higher, of the other authority, left out."""
    line = county.plan().ledger[number]
    place = f"{line.line} of {line.id} in {line.financial_year}"
    here("ledger", row("ledger", number, amount_gbp=round(line.amount_gbp + 0.02, 2)), place)
    other = "hillshire" if line.authority == "smalltown" else "smalltown"
    here("ledger", row("ledger", number, authority=other), place)
    here("ledger", without("ledger", number), place)


def test_lines_are_of_the_authorities_that_plan() -> None:
    """Of a third one."""
    here("ledger", row("ledger", 0, authority="elsewhere"), "authority elsewhere, not smalltown or hillshire")


def test_beds_sold_are_the_most_that_may_be() -> None:
    """Two pence more, two pence less, none."""
    numbers = [n for n, line in enumerate(county.plan().ledger) if line.line == "void_sales"]
    assert len(numbers) == 6
    for number in numbers:
        amount = county.plan().ledger[number].amount_gbp
        for step in (0.02, -0.02):
            here("void_sales", row("ledger", number, amount_gbp=round(amount + step, 2)), "void_sales of ")
        here("void_sales", without("ledger", number), "void_sales of ")


@pytest.mark.parametrize("kind", ["do_nothing", "optimised_no_new_commitments"])
def test_baselines_sell_nothing(kind: Kind) -> None:
    """A line of income from it is refused."""
    sold = next(line for line in county.plan().ledger if line.line == "void_sales")
    assert not [line for line in county.plan(kind).ledger if line.line == "void_sales"]
    here("void_sales", added("ledger", sold), "void_sales of annex_block", kind)


@pytest.mark.parametrize("number", range(NUMBERS["scorecard"]))
def test_the_scorecard(number: int) -> None:
    """Target, achieved and met of every measure."""
    line = county.plan().scorecard[number]
    place = f"{line.policy} in {line.year}"
    step = 0.02 if line.policy in ("budget", "capital") else 1e-5

    def card(**changes: Any) -> Change:
        changed = replaced(county.plan().scorecard, number, **changes)
        return lambda plan: summary(scorecard=changed)(plan.model_copy(update={"scorecard": changed}))

    here("scorecard", card(target=line.target + 0.01), f"{place}: target")
    here("scorecard", card(achieved=line.achieved + step), f"{place}: achieved")
    here("scorecard", card(met=not line.met), f"{place}: met is {not line.met}")


FIGURES = {
    "commitment_gbp": "commitment_summary",
    "guaranteed_gbp": "commitment_summary",
    "maximum_gbp": "commitment_summary",
    "beyond_horizon_gbp": "commitment_summary",
    "void_beds": "commitment_use",
    "void_gbp": "commitment_use",
    "occupancy_share": "commitment_use",
}


@pytest.mark.parametrize("field", list(FIGURES))
@pytest.mark.parametrize("number", range(len(county.COMMITMENTS)))
def test_figures_of_commitments(field: str, number: int) -> None:
    """Each a little higher, no number, and given where there is none or left out where there is one."""

    def change(to: Callable[[float | None], float | None]) -> Change:
        def apply(plan: Plan) -> Plan:
            rows = plan.summary.commitments
            return summary(commitments=replaced(rows, number, **{field: to(getattr(rows[number], field))}))(plan)

        return apply

    words = field.removesuffix("_gbp")
    step = 0.02 if field.endswith("_gbp") else 1e-5
    here(FIGURES[field], change(lambda value: 1.0 if value is None else value + step), words)
    here(FIGURES[field], change(lambda _: float("nan")), "nan")
    if getattr(county.plan().summary.commitments[number], field) is not None:
        here(FIGURES[field], change(lambda _: None), "None")


@pytest.mark.parametrize(
    ("number", "changes", "words"),
    [
        (0, {"size": 5}, "runs already, from 2023-02-01 with 6 beds"),
        (0, {"start": small.month(1)}, "runs already, from 2023-02-01 with 6 beds"),
        (0, {"end": small.last_day(11)}, "ends on 2025-02-28, on offer are 2025-01-31, 2026-01-31, 2027-01-31"),
        (0, {"end": None}, "a block says when it ends, and nothing else does"),
        (1, {"end": small.last_day(27) - small.dt.timedelta(days=1)}, "ends on 2026-06-29, on offer are 2025-09-30"),
        (1, {"size": 5}, "5 beds are no multiple of 2"),
        (1, {"start": small.month(25)}, "not a first day on which commitments are decided"),
        (2, {"end": small.last_day(12)}, "a block says when it ends, and nothing else does"),
        (2, {"size": 3}, "home house_type: 3 homes, at most 2"),
        (5, {"size": 2}, "size 2, 1 is the programme"),
        (5, {"start": small.month(2)}, "not a first day on which commitments are decided"),
        (5, {"start": small.month(13)}, "does not start from 2024-04-01 to 2025-03-01"),
        (5, {"id": "other"}, "programme other from 2024-04-01: not in the instance"),
        (5, {"end": small.last_day(30)}, "a block says when it ends, and nothing else does"),
    ],
)
def test_commitments_that_may_not_be(number: int, changes: dict[str, Any], words: str) -> None:
    """Running and new blocks, homes, programmes."""
    here("commitments", row("commitments", number, **changes), words)


def test_a_programme_starts_once_and_a_running_block_is_listed() -> None:
    """Twice, and not at all."""
    here("commitments", added("commitments", small.commit("programme", "edge", 4, 1)), "programme edge: 2 contracts")
    here("commitments", without("commitments", 0), "block lodge_block: runs already and is not listed")
    here("baseline_commitments", without("baseline_commitments", 0), "runs already and is not listed")


def test_running_blocks_of_baselines_end_with_their_term() -> None:
    """Neither at the break nor with an extension."""
    for last in (10, 34):
        changed = row("commitments", 0, end=small.last_day(last))
        here("commitments", changed, "its term on 2026-01-31", NO_NEW)
        here("baseline_commitments", row("baseline_commitments", 0, end=small.last_day(last)), "its term on")


def test_another_end_changes_everything() -> None:
    """The block that runs is left at its term instead of its break: its residents stay."""
    found = failures("plan", row("commitments", 0, end=small.last_day(22)), "county")
    assert {"ledger", "occupancy", "objective_groups", "commitment_summary"} <= found.keys()


def test_costs_by_authority() -> None:
    """A penny more; a year, an authority left out; one that does not plan here."""
    held = county.plan().summary.cost_gbp_by_authority
    hill = held["hillshire"]
    for changed, words in (
        ({**held, "hillshire": {**hill, "2025/26": hill["2025/26"] + 0.01}}, "hillshire in 2025/26"),
        ({**held, "hillshire": {"2024/25": hill["2024/25"]}}, "hillshire in 2025/26: left out"),
        ({"smalltown": held["smalltown"]}, "hillshire in 2024/25: left out"),
        ({**held, "elsewhere": {"2024/25": 1.0}}, "elsewhere in 2024/25"),
    ):
        here("cost_by_authority", summary(cost_gbp_by_authority=changed), words)


@pytest.mark.parametrize("changes", [{"children": 1.001}, {"until": small.last_day(7)}, {"offer": "spot"}])
def test_offers_over_capacity(changes: dict[str, Any]) -> None:
    """How many, until when, which."""
    (over,) = county.plan().summary.over_capacity_today
    changed = (over.model_copy(update=changes),)
    here("over_capacity_today", summary(over_capacity_today=changed), "offer ")
    here("over_capacity_today", summary(over_capacity_today=()), "offer shrinking: 0, recomputed 0.7645")


def test_beds_used_are_not_children() -> None:
    """A solo child in spot closes three beds; a child with a parent takes one and a half."""
    rows = [n for n, r in enumerate(county.plan().occupancy) if r.offer == "spot"]
    number = next(n for n in rows if county.plan().occupancy[n].beds_used > county.plan().occupancy[n].children + 0.1)
    children = county.plan().occupancy[number].children
    here("beds_used", row("occupancy", number, beds_used=children), "offer spot")
