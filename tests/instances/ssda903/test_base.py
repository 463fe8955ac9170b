"""What comes from the base: moved to the new years, scaled only for the example, always marked."""

import dataclasses
import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from instances.reader import LoadedInstance, load
from instances.ssda903.base import Base, moved
from instances.ssda903.output import write_import
from models.faults import InputError
from models.fields import ASSUMPTION
from models.instance import Instance
from models.tables import TABLES
from tests.instances.ssda903.importing import done, example, imported, lives, refused, write_one
from tests.instances.ssda903.returns import Episode
from tests.reports.planned import TINY, written

D = dt.date
FROM_RETURN = {
    *("needs", "cohorts", "transitions", "entries", "history", "placements_today", "disruption", "calibration"),
    *("published", "placement_history", "ceases_by_reason"),
}


def council(folder: Path, year: int, children: int = 3, **values: str) -> Path:
    """Write a return of the year to 31 March with some children in IFA today."""
    leaver = Episode("QX9", D(year - 1, 4, 2), D(year, 3, 30), rec="E4A", place="R2")
    codes = {"provider": "PR4", **values}
    today = [Episode(f"QX1{n}", D(year - 1, 6, 1), None, **codes) for n in range(children)]
    return write_one(folder, lives(*today, leaver, born=f"01/05/{year - 12}"))


@pytest.mark.parametrize("year", [2010, 2018, 2022, 2025, 2031, 2033])
def test_any_year_gives_a_sound_instance(tmp_path: Path, year: int) -> None:
    """Returns from before the base's years, of them and after: the written folder has no fault."""
    found = imported(council(tmp_path / "in", year))
    write_import(found, tmp_path / "out")
    instance = load(tmp_path / "out").instance
    assert instance == found.instance
    assert instance.settings.calendar.start == D(year, 4, 1)
    assert {row.financial_year for row in instance.policies} == {str(y) for y in instance.calendar.years}
    assert instance.blocks[0].start_from == D(year, 4, 1).replace(month=1, year=year + 1)
    assert instance.homes[0].decision_from == D(year, 4, 1)


def test_prices_keep_their_year_and_are_uplifted(tmp_path: Path) -> None:
    """Prices of 2021/22 in a plan from 2025/26: uplifts of 2022/23 to 2027/28, missing ones as the nearest year."""
    instance = imported(council(tmp_path, 2025)).instance
    assert instance.settings.money.price_base == "2021/22"
    central = {r.financial_year: r for r in instance.uplifts if (r.uplift, r.prices) == ("ifa", "central")}
    assert list(central) == ["2022/23", "2023/24", "2024/25", "2025/26", "2026/27", "2027/28"]
    assert central["2027/28"].uplift_share == central["2024/25"].uplift_share
    assert "as in 2024/25" in central["2027/28"].note


@pytest.mark.parametrize("year", [2018, 2033])
def test_prices_that_cannot_be_uplifted_are_taken_as_of_the_year_before(tmp_path: Path, year: int) -> None:
    """Before the base's price base, or more than ten years after: said in the settings' note."""
    settings = imported(council(tmp_path, year)).instance.settings
    assert settings.money.price_base == f"{year - 1}/{year % 100:02d}"
    note = next(note for note in settings.setting_notes if note.setting == "money.price_base")
    assert note.note.startswith(f"prices of 2021/22 are used as if they were of {year - 1}/{year % 100:02d}")


def test_every_row_of_the_base_is_marked(tmp_path: Path) -> None:
    """Tables that the return does not give consist of assumptions that name the base; settings too."""
    instance = imported(council(tmp_path, 2024)).instance
    for name in TABLES:
        for row in instance.rows(name):
            assert name in FROM_RETURN or row.source == ASSUMPTION
            if row.source == ASSUMPTION and name != "areas":
                assert "the base" in row.note or "the return" in row.note
    notes = [
        note for note in instance.settings.setting_notes if note.setting not in ("calendar.start", "defaults.demand")
    ]
    assert all(note.source == ASSUMPTION and "from the base sefton-2022" in note.note for note in notes)


def pool(instance: Instance) -> float:
    """Return the children of the example's pool."""
    return sum(row.children for row in instance.placements_today if row.provision != "other")


def test_example_is_scaled_to_the_children(tmp_path: Path) -> None:
    """259 children against the 518 of the example: half its limits, budgets and households; prices as they are."""
    base = example().instance
    assert pool(base) == 518
    own = imported(council(tmp_path, 2022, 259)).instance
    limits = {row.offer: row.capacity_children for row in own.offers}
    assert limits["res_region_framework"] == 8.5
    assert own.budgets[0].gross_gbp == pytest.approx(base.budgets[0].gross_gbp / 2)
    assert own.fixed_lines[1].gbp_per_year == pytest.approx(base.fixed_lines[1].gbp_per_year / 2)
    assert [row.gbp_per_week for row in own.offer_prices] == [row.gbp_per_week for row in base.offer_prices]
    assert "amounts times 0.500" in own.budgets[0].note


def test_what_is_as_large_as_the_council_is_scaled(tmp_path: Path) -> None:
    """Half the children: half of what programmes reach and cost, of those who step down, of homes; not of beds."""
    base, own = example().instance, imported(council(tmp_path, 2022, 259)).instance
    for mine, its in zip(own.programmes, base.programmes, strict=True):
        assert (mine.places_per_year, mine.setup_gbp, mine.gbp_per_year) == (
            its.places_per_year / 2,
            its.setup_gbp / 2,
            its.gbp_per_year / 2,
        )
        assert (mine.effect_share, mine.term_months) == (its.effect_share, its.term_months)
        assert "amounts times 0.500" in mine.note
    assert {row.max_per_year for row in own.step_downs} == {row.max_per_year / 2 for row in base.step_downs}
    assert [row.max_homes for row in base.homes] == [2, 3, 2, 1]
    assert [row.max_homes for row in own.homes] == [1, 2, 1, 1]
    assert [row.beds for row in own.homes] == [row.beds for row in base.homes]
    assert [row.approvals_per_year_max for row in own.fostering] == [12, 3]
    caps = [row.level for row in own.policies if row.measure == "residential_children"]
    assert set(caps) == {35}
    assert [row.beds_to for row in own.block_tiers] == [row.beds_to for row in base.block_tiers]


@pytest.mark.parametrize(("living", "households", "approvals"), [(127, 87, 15), (30, 20.6, 4)])
def test_own_carers_are_as_many_as_children_live_with_them(
    tmp_path: Path, living: int, households: float, approvals: int
) -> None:
    """The example has 127 children with 87 households and 15 approvals a year, at most 24.

    127 children: as there; the most approvals, 24 x 127/518 = 6, are raised to the 15 of today. 30 children: 87 x
    30/127 = 20.55, 15 x 30/127 = 3.5, so 4 (24 x 30/518 is 1, raised to 4). Connected carers have nobody; of them
    the example has 120 children, limits 92 and 40: 92/120 = 0.8 and 40/120 = 0.3 for one child.
    """
    own = imported(council(tmp_path, 2022, living, provider="PR1")).instance
    assert own.fostering[0].households_today == households
    assert own.fostering[0].approvals_per_year_today == approvals
    assert own.fostering[0].approvals_per_year_max == approvals
    assert "children living with them in the return" in own.fostering[0].note
    limits = {row.offer: row.capacity_children for row in own.offers}
    assert (limits["connected_borough"], limits["connected_region"]) == (0.8, 0.3)
    assert limits["ifa_region"] == round(120 * living / 518, 1)


@pytest.mark.parametrize("children", [12, 1500])
def test_small_and_large_councils_are_sound(tmp_path: Path, children: int) -> None:
    """Nothing above 0 becomes 0, and no fault stands in the written folder."""
    found = imported(council(tmp_path / "in", 2022, children))
    write_import(found, tmp_path / "out")
    own, base = load(tmp_path / "out").instance, example().instance
    for name in ("programmes", "homes", "fostering", "offers"):
        for mine, its in zip(own.rows(name), base.rows(name), strict=True):
            assert [bool(getattr(mine, field)) for field, _ in its] == [bool(value) for _, value in its]
    assert {row.max_per_year for row in own.step_downs} == {round(6 * children / 518, 2)}


def test_example_has_room_for_the_children_of_today(tmp_path: Path) -> None:
    """All 259 live in IFA: the limits of the offers are at least the children there."""
    own = imported(council(tmp_path, 2022, 259)).instance
    limits = {row.offer: row.capacity_children for row in own.offers}
    there: dict[str, float] = {}
    for row in own.placements_today:
        if row.offer is not None:
            there[row.offer] = there.get(row.offer, 0) + row.children
    assert sum(there.values()) == 259
    assert all((limits[offer] or 0) >= children for offer, children in there.items())


def test_examples_policies_are_soft_and_ask_for_no_more_than_today(tmp_path: Path) -> None:
    """Nobody in this council decided them; a move short costs the price of a move."""
    own = imported(council(tmp_path, 2024)).instance
    was = {(row.policy, row.strength) for row in example().instance.policies}
    assert {(row.policy, row.strength) for row in own.policies} == {
        (policy, "soft" if strength == "hard" else strength) for policy, strength in was
    }
    prices = {row.policy: row.gbp_per_unit for row in own.policies if row.strength == "soft"}
    assert prices == {"locality": 6000, "near_home": 6000, "stability": 1200}
    assert all("until this council decides it" in row.note for row in own.policies if row.policy == "locality")


def test_own_base_stands_as_it_is(tmp_path: Path) -> None:
    """Not scaled, policies hard, its own name; and its own published figures are not carried along."""
    own = imported(council(tmp_path, 2024, 5), example=False).instance
    base = example().instance
    assert own.settings.authority == base.settings.authority
    assert [row.capacity_children for row in own.offers] == [row.capacity_children for row in base.offers]
    assert [(row.level, row.strength) for row in own.policies] == [(row.level, row.strength) for row in base.policies]
    assert own.published == ()


def test_past_of_the_example_is_not_this_councils(tmp_path: Path) -> None:
    """Residents of Sefton say nothing of who returned the file: rates would be wrong."""
    assert example().instance.population
    assert imported(council(tmp_path, 2025)).instance.population == ()


def test_past_comes_from_the_return_and_residents_from_the_own_base(tmp_path: Path) -> None:
    """Residents counted in 2021 were counted in 2021; types and reasons are the return's."""
    own, base = imported(council(tmp_path, 2025), example=False).instance, example().instance
    assert [(row.day, row.people) for row in own.population] == [(row.day, row.people) for row in base.population]
    assert {row.source for row in own.population} == {ASSUMPTION}
    assert {row.day for row in own.placement_history} == {D(2025, 3, 31)}
    assert {(row.reason, row.period_end) for row in own.ceases_by_reason} == {("return_home_planned", D(2025, 3, 31))}


def test_residents_of_areas_that_the_return_does_not_have_are_left_out(tmp_path: Path) -> None:
    """Without postcodes every home area is unknown: counts of north and south say nothing, and it is reported."""
    base = example()
    counts = base.instance.population
    split = (counts[0].model_copy(update={"home_area": "north"}), *counts[1:])
    changed = dataclasses.replace(base, instance=base.instance.model_copy(update={"population": split}))
    found = imported(council(tmp_path / "in", 2025), example=False, base=changed)
    assert len(found.instance.population) == len(counts) - 1
    what = "residents of the base in home areas that the return does not have: left out (give --postcodes)"
    assert done(found)[what] == 1
    write_import(found, tmp_path / "out")
    assert load(tmp_path / "out").instance == found.instance


def test_fixed_line_for_each_provision(tmp_path: Path) -> None:
    """Children in hospital need a line, which the example does not have: one at no cost, marked."""
    found = imported(council(tmp_path / "in", 2024, place="P1", provider="PR0"))
    lines = {row.provision: row for row in found.instance.fixed_lines}
    assert lines["parents"].gbp_per_year == 0
    assert lines["parents"].note.endswith("put its yearly cost here")


def test_nobody_outside_the_fixed_lines_is_refused(tmp_path: Path) -> None:
    """With every child with its parents there is nothing to plan, and nothing is written."""
    found = imported(council(tmp_path / "in", 2024, place="P1", provider="PR0"))
    with pytest.raises(InputError, match="at least one child outside the fixed lines"):
        write_import(found, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_children_that_no_offer_takes_are_unknown(tmp_path: Path) -> None:
    """A child of three in a children's home: no home of the base takes it; counted, unknown, reported."""
    made = lives(Episode("QX1", D(2023, 6, 1), None, place="K2", provider="PR4"), born="01/05/2020")
    made.episodes.append(Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="R2"))
    made.born["QX9"] = D(2012, 5, 1)
    found = imported(write_one(tmp_path, made))
    assert [(row.provision, row.offer) for row in found.instance.placements_today] == [("unknown", None)]
    what = "no offer of the base takes this provision, age and need: provision unknown"
    assert done(found)[f"child in care on the last 31 March, {what}"] == 1


def test_base_with_gaps_between_ages_is_refused(tmp_path: Path) -> None:
    """The base's age bands become the cohorts', and every child has an age."""
    base = load(written(tmp_path / "tiny", TINY))
    cohorts = tuple(
        row.model_copy(update={"age_to": 16}) if row.age_to == 17 else row for row in base.instance.cohorts
    )
    needs = example().instance.needs
    changed = base.instance.model_copy(update={"cohorts": cohorts, "needs": needs})
    found = refused(council(tmp_path / "in", 2024), base=LoadedInstance(changed, "", "tiny"), example=False)
    assert found == ["cohorts.csv: a base whose cohorts have age bands that follow one another from 0 to 17"]


def test_moved_days() -> None:
    """29 February of a leap year becomes the 28th in another."""
    assert moved(D(2024, 2, 29), 1) == D(2025, 2, 28)
    assert moved(D(2024, 4, 1), -3) == D(2021, 4, 1)


def test_shift_and_years() -> None:
    """The example starts in 2022."""
    base = Base(example().instance, "sefton-2022", True, D(2025, 4, 1), 1.0)
    assert base.shift == 3
    assert [str(year) for year in base.years] == ["2025/26", "2026/27", "2027/28"]
    assert replace(base, start=D(2019, 4, 1)).shift == -3
