"""Plans side by side, and differences by volume, price and mix, worked out by hand."""

import datetime as dt

import pytest

from models.comparison import Effects
from models.plan import LedgerLine, Occupancy, Plan
from reports.compare import difference_table, side_by_side
from reports.effects import compared
from tests.reports.handmade import plan_of as handmade
from tests.reports.planned import plan_of, relaxed_plan, tight_instance, tiny

APRIL, OCTOBER = dt.date(2024, 4, 1), dt.date(2024, 10, 1)
WEEKS = 183 / 7, 182 / 7
"""Weeks of the two halves of 2024/25."""


def living(offer: str, start: dt.date, children: float) -> Occupancy:
    """Children in an offer over half a year."""
    return Occupancy(offer=offer, home_area="north", period_start=start, children=children, beds_used=children)


def paid(line: str, name: str, pounds: float, kind: str = "revenue") -> LedgerLine:
    """A line of the ledger."""
    return LedgerLine.model_validate(
        {
            "financial_year": "2024/25",
            "authority": "tinyshire",
            "budget_head": "placements",
            "line": line,
            "kind": kind,
            "id": name,
            "amount_gbp": pounds,
        }
    )


def plan(occupancy: list[Occupancy], ledger: list[LedgerLine]) -> Plan:
    """A plan with these children and pounds."""
    return handmade().model_copy(update={"occupancy": tuple(occupancy), "ledger": tuple(ledger)})


def effects(first: Plan, second: Plan) -> Effects:
    """Return why the second differs from the first."""
    instance = tiny().instance
    return compared((instance, instance), (first, second), ("one", "two")).total


def halves(offer: str, children: float) -> list[Occupancy]:
    """Children in an offer all year."""
    return [living(offer, APRIL, children), living(offer, OCTOBER, children)]


def test_volume_price_and_mix() -> None:
    """One child at 365/7 weeks is 52.14 child-weeks.

    First: 2 children at 100 a week, 2 at 300: 200 on average. Second: 5, of whom 4 at 110 and 1 at 300. Volume: one
    child more at 200. Mix: 4 x 100 + 300 = 700 against 5 x 200. Price: 4 x 10.
    """
    year = sum(WEEKS)
    first = plan(
        [*halves("ifa_north", 2), *halves("home_spot", 2)],
        [paid("fees", "ifa_north", 200 * year), paid("fees", "home_spot", 600 * year)],
    )
    second = plan(
        [*halves("ifa_north", 4), *halves("home_spot", 1)],
        [paid("fees", "ifa_north", 440 * year), paid("fees", "home_spot", 300 * year)],
    )
    found = effects(first, second)
    assert found.volume == pytest.approx(200 * year)
    assert found.mix == pytest.approx(-300 * year)
    assert found.price == pytest.approx(40 * year)
    assert (found.vacant, found.lines) == (0, {})
    assert found.total == pytest.approx((740 - 800) * year, abs=0.05)


def test_vacant_beds_and_other_lines() -> None:
    """Voids, beds kept, and a home in which nobody lives are vacant; lines of capital, financing, income are none."""
    first = plan(halves("ifa_north", 1), [paid("fees", "ifa_north", 1000.0), paid("moves", "ifa_north", 70.0)])
    second = plan(
        halves("ifa_north", 1),
        [
            paid("fees", "ifa_north", 1000.0),
            paid("moves", "ifa_north", 50.0),
            paid("voids", "block_c", 300.0),
            paid("emergency_kept", "block_c", 20.0),
            paid("home_running", "small_home", 4.0),
            paid("recruitment", "own_fostering", 9.0),
            paid("capital", "small_home", 1e6, "capital"),
        ],
    )
    found = effects(first, second)
    assert found.vacant == pytest.approx(324)
    assert found.lines == {"moves": -20.0, "recruitment": 9.0}
    assert (found.volume, found.mix, found.price) == pytest.approx((0, 0, 0))


def test_an_offer_that_the_first_does_not_use_is_mix() -> None:
    """A child moves from 1,000 a year to 400, which is what the new offer costs: no price effect."""
    first = plan(halves("ifa_north", 1), [paid("fees", "ifa_north", 1000.0)])
    second = plan(halves("home_spot", 1), [paid("fees", "home_spot", 400.0)])
    found = effects(first, second)
    assert (found.volume, found.mix, found.price) == pytest.approx((0, -600, 0))


def test_policies_that_are_not_asked_of_a_plan() -> None:
    """Do-nothing is held to none: its cells are blank, and it is said why; of two plans it is not."""
    instance = tiny().instance
    first, second = plan_of("do_nothing"), plan_of()
    table = side_by_side(["nothing", "plan"], [instance, instance], [first, second])[-1]
    assert [row[1] for row in table.rows[: len(second.scorecard)]] == ["" for _ in second.scorecard]
    assert "do-nothing is held to no policy" in table.foot
    assert side_by_side(["plan", "again"], [instance, instance], [second, second])[-1].foot == ""


def test_effects_add_up_to_the_difference() -> None:
    """Of a plan and do-nothing, whose occupancy is by month: to the penny of the ledgers."""
    instance = tiny().instance
    first, second = plan_of("do_nothing"), plan_of()
    found = compared((instance, instance), (first, second), ("nothing", "plan"))
    for year, effect in found.by_year.items():
        expected = second.summary.cost_gbp_by_year[year] - first.summary.cost_gbp_by_year[year]
        assert effect.total == pytest.approx(expected, abs=0.01)
    assert found.total.total == pytest.approx(sum(effect.total for effect in found.by_year.values()))


def test_child_weeks_are_those_of_the_months() -> None:
    """A child for the second half alone: 26 weeks at the average of 10 a week."""
    first = plan(halves("ifa_north", 1), [paid("fees", "ifa_north", 3650.0 / 7)])
    second = plan(
        [*halves("ifa_north", 1), living("ifa_north", OCTOBER, 1)], [paid("fees", "ifa_north", 3650.0 / 7 + 260.0)]
    )
    assert effects(first, second).volume == pytest.approx(260)


def test_side_by_side() -> None:
    """One column a plan; commitments that one does not take are none; missed policies say so."""
    money, commitments, children, policies = side_by_side(
        ["plan", "tight"], [tiny().instance, tight_instance().instance], [plan_of(), relaxed_plan()]
    )
    for table in (money, commitments, children, policies):
        assert list(table.head) == ["", "plan", "tight"]
        assert {len(row) for row in table.rows} == {3}
    assert money.rows[0] == ["status", "optimal", "relaxed"]
    assert "NOT MET" in policies.rows[0][2]
    assert "NOT MET" not in policies.rows[0][1]
    assert children.rows[-1][0] == "all"


def test_why_they_differ_in_words() -> None:
    """Causes first, other lines that differ by a pound, and the sum."""
    instance = tiny().instance
    found = compared((instance, instance), (plan_of("do_nothing"), plan_of()), ("nothing", "plan"))
    table = difference_table(found)
    assert table.title.startswith("Why plan differs from nothing")
    labels = [row[0] for row in table.rows]
    assert labels[:4] == ["volume", "mix", "price", "vacant beds"]
    assert labels[-1] == "revenue"
    assert "fixed" not in labels
