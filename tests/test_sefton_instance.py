"""The packaged instance `sefton-2022`: built as committed, and true to the figures that the documents print."""

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from calibration.sefton_2022 import main
from instances.reader import load
from models.fields import ASSUMPTION
from models.instance import Instance
from models.money import pence
from optimiser.plan import do_nothing

FOLDER = Path(__file__).parents[1] / "instances" / "sefton-2022"
WEEKS_IN_COUNCIL_YEAR = 52
MONTHS = 36


@pytest.fixture(scope="module")
def sefton() -> Instance:
    """The instance as the reader gives it."""
    return load(FOLDER).instance


def provision_of(sefton: Instance) -> dict[str, str]:
    """Provision by offer."""
    return {offer.offer: offer.provision for offer in sefton.offers}


def prices(sefton: Instance) -> dict[tuple[str, str], float]:
    """Pounds a week by offer and need."""
    return {(row.offer, row.need): row.gbp_per_week for row in sefton.offer_prices}


def weekly_cost(sefton: Instance, *beginnings: str) -> tuple[float, float]:
    """Children of today in the offers whose names begin so, and their cost a week."""
    need = {cohort.cohort: cohort.need for cohort in sefton.cohorts}
    children = cost = 0.0
    for row in sefton.placements_today:
        if row.offer is not None and row.offer.startswith(beginnings):
            children += row.children
            cost += row.children * prices(sefton)[row.offer, need[row.cohort]]
    return children, cost


def monthly_matrix(sefton: Instance) -> np.ndarray:
    """R, cohort by cohort."""
    place = {cohort.cohort: i for i, cohort in enumerate(sefton.cohorts)}
    matrix = np.zeros((len(place), len(place)))
    for row in sefton.transitions:
        matrix[place[row.cohort], place[row.to_cohort]] = row.monthly_share
    return matrix


def share_in_same_placement(sefton: Instance, months: int) -> float:
    """Of today's under-16s in care and under 16 after `months`: the share still where they are today."""
    names = [cohort.cohort for cohort in sefton.cohorts]
    under_16 = np.array([float(cohort.age_to < 16) for cohort in sefton.cohorts])
    step = monthly_matrix(sefton) * under_16[:, None] * under_16
    placed: dict[tuple[str, int], np.ndarray] = defaultdict(lambda: np.zeros(len(names)))
    for row in sefton.placements_today:
        if row.offer is not None:
            placed[row.offer, row.months_in_placement][names.index(row.cohort)] += row.children
    stay = chances_to_stay(sefton)
    staying = in_care = 0.0
    for (offer, so_far), children in placed.items():
        group = children * under_16
        in_care += (group @ np.linalg.matrix_power(step, months)).sum()
        for month in range(so_far, so_far + months):
            group = (group @ step) * stay[offer][min(month, 12)]
        staying += group.sum()
    return float(staying / in_care)


def chances_to_stay(sefton: Instance) -> dict[str, np.ndarray]:
    """Chance to stay a month by offer, months since admission (12 or more in the last row) and cohort."""
    place = {offer.offer: offer for offer in sefton.offers}
    stay = {name: np.zeros((13, len(sefton.cohorts))) for name in place}
    for row in sorted(sefton.disruption, key=lambda row: row.months_from):
        for i, cohort in enumerate(sefton.cohorts):
            ages = place[row.offer].age_from, place[row.offer].age_to
            if cohort.need == row.need and ages[0] <= cohort.age_from and cohort.age_to <= ages[1]:
                stay[row.offer][row.months_from :, i] = 1.0 - row.monthly_share
    return stay


def test_committed_folder_is_what_the_script_builds(tmp_path: Path) -> None:
    """The packaged files are those of the script, byte for byte, and no others."""
    assert main([str(tmp_path)]) == 0
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in FOLDER.iterdir() if path.is_file()}
    assert built == committed


def test_script_wants_one_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a folder the script says how it is used."""
    assert main([]) == 2
    assert "OUTDIR" in capsys.readouterr().err


def test_every_source_is_a_listed_document_or_an_assumption(sefton: Instance) -> None:
    """A source begins with the title of a listed document, or is the word assumption."""
    titles = tuple(source.title for source in sefton.settings.sources)
    tables = [name for name in type(sefton).model_fields if name != "settings"]
    rows = [row for name in tables for row in sefton.rows(name)]
    notes = sefton.settings.setting_notes
    for source in [row.source for row in rows] + [note.source for note in notes]:
        assert source == ASSUMPTION or source.startswith(titles)
    assert sum(sefton.assumptions().values()) < len(rows)


def test_every_setting_of_money_and_quality_says_where_it_comes_from(sefton: Instance) -> None:
    """The settings that carry judgement have notes."""
    noted = {note.setting for note in sefton.settings.setting_notes}
    money = {f"money.{name}" for name in type(sefton.settings.money).model_fields}
    assert money | {"quality.accepted_grades", "calendar.start", "defaults.demand", "defaults.prices"} <= noted


def test_619_whole_children_by_age(sefton: Instance) -> None:
    """Ages are those of January 2022 on 619 children."""
    ages = {cohort.cohort: cohort.age_from for cohort in sefton.cohorts}
    by_age: dict[int, float] = defaultdict(float)
    for row in sefton.placements_today:
        assert row.children == int(row.children)
        by_age[ages[row.cohort]] += row.children
    assert dict(by_age) == {0: 28 + 116, 5: 155, 10: 221, 16: 99}


def test_children_by_type_as_published(sefton: Instance) -> None:
    """Children by type are those of the accommodation table."""
    # 120 of the 247 in house are with family and friends: 80 of 165 households.
    assert weekly_cost(sefton, "inhouse_")[0] == 127
    assert weekly_cost(sefton, "connected_")[0] == 120
    assert weekly_cost(sefton, "ifa_")[0] == 150
    assert weekly_cost(sefton, "res_")[0] == 70
    assert weekly_cost(sefton, "sails_")[0] == 31
    assert weekly_cost(sefton, "lodgings")[0] == 20
    assert sum(row.children for row in sefton.placements_today if row.provision == "other") == 101


def test_25_of_70_in_residential_live_in_the_borough(sefton: Instance) -> None:
    """25 of the 70 children in homes live in the borough."""
    ring = {(area.home_area, area.placed_in): area.ring for area in sefton.areas}
    place = {offer.offer: offer.placed_in for offer in sefton.offers}
    home = {cohort.cohort: cohort.home_area for cohort in sefton.cohorts}
    inside = sum(
        row.children
        for row in sefton.placements_today
        if row.offer is not None
        and row.provision == "residential"
        and ring[home[row.cohort], place[row.offer]] in ("home_area", "in_authority")
    )
    assert inside == 25


def test_routes_are_those_of_december_2021(sefton: Instance) -> None:
    """As many children are off framework as the strategy counts, in shares."""
    route = {offer.offer: offer.route for offer in sefton.offers}
    spot: dict[str, float] = defaultdict(float)
    for row in sefton.placements_today:
        if row.offer is not None and route[row.offer] == "spot":
            spot[row.provision] += row.children
    # Off framework then: 11 of 71 residential, 5 of 141 IFA, 30 of 33 SaILs.
    assert spot == {"residential": 11, "ifa": 5, "supported_accommodation": 28}


def test_nobody_under_16_in_supported_accommodation(sefton: Instance) -> None:
    """Supported accommodation takes 16 and 17 only."""
    youngest = {offer.age_from for offer in sefton.offers if offer.provision == "supported_accommodation"}
    assert youngest == {16}


@pytest.mark.parametrize(
    ("beginnings", "average"),
    [
        (("res_",), 4528),
        (("ifa_",), 798),
        (("inhouse_", "connected_"), 241),
        (("sails_",), 1062),
        (("lodgings",), 215),
    ],
)
def test_todays_children_average_the_published_price(
    sefton: Instance, beginnings: tuple[str, ...], average: int
) -> None:
    """The weekly bill of a type is its children times the printed average, to the penny."""
    children, cost = weekly_cost(sefton, *beginnings)
    assert pence(cost) == average * int(children)


def test_full_year_effect_of_todays_stock(sefton: Instance) -> None:
    """A full year of today's children costs 2.08 million more than the cost base of 2021/22."""
    beginnings = ("res_", "ifa_", "sails_", "inhouse_", "connected_")
    stock = weekly_cost(sefton, *beginnings)[1] * WEEKS_IN_COUNCIL_YEAR
    fixed = {line.line: line.gbp_per_year for line in sefton.fixed_lines}
    base = 14_863_922 + 5_730_880 + 1_739_594 + 3_750_559
    assert stock + fixed["in_house_beyond_allowance"] - base == pytest.approx(2_083_868, abs=1)


def test_untyped_spend_is_paid_once(sefton: Instance) -> None:
    """Fixed lines and lodgings together are the untyped spend."""
    # 2,527,042 is fixed, but for lodgings, which the plan pays as placements: 20 x 215 x 52 = 223,600.
    fixed = {line.line: line.gbp_per_year for line in sefton.fixed_lines}
    lodgings = weekly_cost(sefton, "lodgings")[1] * WEEKS_IN_COUNCIL_YEAR
    assert fixed["reconciling"] + lodgings == pytest.approx(2_527_042)
    assert fixed["special_guardianship"] == 1_839_004
    assert fixed["in_house_beyond_allowance"] == 655_155


def test_budget_is_the_cost_base_of_2021_22(sefton: Instance) -> None:
    """The base budget is the cost base in every year."""
    by_year: dict[str, float] = defaultdict(float)
    for row in sefton.budgets:
        by_year[row.financial_year] += row.gross_gbp - row.income_gbp
    # The types add to one pound more than is printed.
    assert dict(by_year) == dict.fromkeys(("2022/23", "2023/24", "2024/25"), 30_451_001)


def test_published_projection_comes_out_as_printed(sefton: Instance) -> None:
    """The council's own 41,807 thousand follows from the table."""
    value = {(row.item, row.line): row.value for row in sefton.published}
    base = [row for row in sefton.published if row.item == "cost_base"]
    rise = sum(row.value * ((1 + (row.uplift_share or 0.0)) ** 3 - 1) for row in base)
    assert rise == pytest.approx(3_927_370, abs=5)
    total = sum(row.value for row in base) + value["rounding", "total"] + value["untyped_cost", "total"]
    assert total == 30_451_000
    growth = total * (value["children_projected", "total"] / value["children_now", "total"] - 1)
    assert [round(x / 1000) for x in (growth, rise, total + growth + rise)] == [7_429, 3_927, 41_807]


def test_central_uplifts_are_the_councils(sefton: Instance) -> None:
    """Central price rises are 5 % and 2.37 %."""
    central = {row.uplift: row.uplift_share for row in sefton.uplifts if row.prices == "central"}
    assert {central[key] for key in ("residential", "ifa", "supported_accommodation")} == {0.05}
    assert {central[key] for key in ("in_house_fostering", "connected_carers", "sgo")} == {0.0237}


@pytest.mark.parametrize(("demand", "end"), [("published", 770), ("middle", 729), ("low", 659)])
def test_pool_keeps_to_a_straight_line(sefton: Instance, demand: str, end: int) -> None:
    """Entries keep the children in care on the path at every month end."""
    place = {cohort.cohort: i for i, cohort in enumerate(sefton.cohorts)}
    stock = np.zeros(len(place))
    for row in sefton.placements_today:
        if row.offer is not None:
            stock[place[row.cohort]] += row.children
    entries = np.zeros((MONTHS + 1, len(place)))
    for entry in sefton.entries:
        if entry.demand == demand:
            entries[sefton.calendar.month_of(entry.month), place[entry.cohort]] += entry.children
    assert stock.sum() == 518
    assert (entries >= 0).all()
    for month in range(1, MONTHS + 1):
        stock = stock @ monthly_matrix(sefton) + entries[month]
        wanted = 619 + (end - 619) * month / MONTHS
        assert stock.sum() * 619 / 518 == pytest.approx(wanted, abs=1e-4)


def test_home_areas_are_alike_and_apart(sefton: Instance) -> None:
    """Children move between cohorts alike in every home area and never change area."""
    matrix = monthly_matrix(sefton)
    area = np.array([cohort.home_area for cohort in sefton.cohorts])
    blocks = [matrix[np.ix_(area == name, area == name)] for name in ("north", "central", "south")]
    assert np.array_equal(blocks[0], blocks[1])
    assert np.array_equal(blocks[0], blocks[2])
    assert matrix[area[:, None] != area].sum() == 0


def test_exits_depend_on_age_alone(sefton: Instance) -> None:
    """Children of an age leave care at one rate, that of 2019 to 2021."""
    leaving = 1 - monthly_matrix(sefton).sum(axis=1)
    by_age = defaultdict(set)
    for cohort, share in zip(sefton.cohorts, leaving, strict=True):
        by_age[cohort.age_from].add(round(float(share), 9))
    # Ceases of 2019 to 2021 over average children: 122 / 398.5 a year under 5, 158 / 251.5 at 16 and 17.
    assert by_age[0] == {round(122 / 398.5 / 12, 6)}
    assert by_age[16] == {round(158 / 251.5 / 12, 6)}
    assert all(len(shares) == 1 for shares in by_age.values())


def test_history_adds_to_the_printed_totals(sefton: Instance) -> None:
    """Counts, starts and ceases add to the totals printed."""
    totals: dict[tuple[str, int, int], float] = defaultdict(float)
    for row in sefton.history:
        totals[row.measure, row.period_end.year, row.period_end.month] += row.children
    years = [(2018, 3), (2019, 3), (2020, 3), (2021, 3), (2022, 1)]
    assert [totals["looked_after", *year] for year in years] == [480, 527, 566, 613, 616]
    assert [totals["starts", *year] for year in years] == [185, 177, 167, 179, 156]
    assert [totals["ceases", *year] for year in years] == [164, 133, 129, 133, 145]


def test_market_in_the_borough_and_one_block_fit_under_the_ceiling(sefton: Instance) -> None:
    """Sefton stays within 46 of the 103 beds."""
    inside = ("north", "central", "south", "sefton")
    limits = [
        offer.capacity_children or 0.0
        for offer in sefton.offers
        if offer.provision == "residential" and offer.placed_in in inside
    ]
    assert sum(limits) + 12 <= 46


def test_nobody_is_over_a_limit_today(sefton: Instance) -> None:
    """Every offer holds its children of today; carers have hardly room for more."""
    placed: dict[str | None, float] = defaultdict(float)
    for row in sefton.placements_today:
        placed[row.offer] += row.children
    for offer in sefton.offers:
        assert offer.capacity_children is None or placed[offer.offer] <= offer.capacity_children
    service = sefton.fostering[0]
    places = service.households_today * service.places_per_household * service.fill_share
    assert placed[service.offer] <= places <= placed[service.offer] + 5


def test_weak_homes_keep_their_residents_and_take_no_more(sefton: Instance) -> None:
    """Offers below the grade rule have residents today."""
    accepted = sefton.settings.quality.accepted_grades
    placed = {row.offer for row in sefton.placements_today}
    weak = [offer.offer for offer in sefton.offers if offer.grade not in accepted and offer.grade != "none"]
    assert len(weak) >= 3
    assert set(weak) <= placed


def test_one_gap_at_one_price_for_every_need(sefton: Instance) -> None:
    """There is one gap, nowhere, at the price of the emergency market."""
    gaps = [offer for offer in sefton.offers if offer.provision == "gap"]
    assert [(gap.route, gap.grade) for gap in gaps] == [("gap", "none")]
    rings = {area.ring for area in sefton.areas if area.placed_in == gaps[0].placed_in}
    assert rings == {"nowhere"}
    assert [price for (offer, _), price in prices(sefton).items() if offer == "gap"] == [8500.0] * 5


def test_early_ends_fall_with_time_and_have_few_patterns(sefton: Instance) -> None:
    """Chances of an early end fall with time and are alike within a provision."""
    chances: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in sorted(sefton.disruption, key=lambda row: row.months_from):
        chances[row.offer, row.need].append(row.monthly_share)
    assert all(shares == sorted(shares, reverse=True) for shares in chances.values())
    provision = provision_of(sefton)
    for need in ("core", "enhanced", "complex", "intensive"):
        patterns = {tuple(shares) for (_, of_need), shares in chances.items() if of_need == need}
        assert len(patterns) <= 5
        for kind in set(provision.values()):
            alike = {tuple(s) for (o, n), s in chances.items() if n == need and provision[o] == kind}
            assert len(alike) <= 1


def test_todays_under_16s_are_as_stable_as_recorded(sefton: Instance) -> None:
    """About 77 % are in one placement for two years."""
    stays = share_in_same_placement(sefton, months=24)
    assert 0.72 <= stays <= 0.78


def test_practical_occupancy_is_that_of_a_loss_system(sefton: Instance) -> None:
    """Small units fill worse, as a loss system that turns away half."""
    share = {row.beds: row.practical_share for row in sefton.occupancy_limits}
    # Two beds, half turned away: a load a with a^2 / 2 = 1 + a, so a = 1 + sqrt(3); carried a / 2 on 2 beds.
    assert share[2] == round((1 + 3**0.5) / 4, 3) == 0.683
    assert (round(share[4], 2), round(share[12], 2)) == (0.81, 0.93)
    assert sorted(share) == list(range(1, 13))


def test_blocks_of_four_kinds_reach_12_beds_from_january_2023(sefton: Instance) -> None:
    """Blocks run five years and get cheaper with size."""
    provision = provision_of(sefton)
    kinds = [provision[block.offer] for block in sefton.blocks]
    assert sorted(kinds) == ["block_16plus", "block_fostering", "block_residential", "block_residential"]
    assert {str(block.start_from) for block in sefton.blocks} == {"2023-01-01"}
    assert {block.term_months for block in sefton.blocks} == {60}
    for block in sefton.blocks:
        tiers = [tier for tier in sefton.block_tiers if tier.block == block.block]
        assert max(tier.beds_to for tier in tiers) == 12
        by_size = [tier.gbp_per_bed_per_week for tier in sorted(tiers, key=lambda tier: tier.beds_from)]
        assert by_size == sorted(by_size, reverse=True)


def test_homes_decided_early_open_within_the_horizon(sefton: Instance) -> None:
    """New homes of 2, 3 and 4 beds and a relaunched one, decided at once, are open for the last year."""
    kinds = [(home.delivery, home.beds) for home in sefton.homes]
    assert kinds == [("own", 2), ("own", 3), ("own", 4), ("relaunched", 4)]
    for home in sefton.homes:
        first = sefton.calendar.month_of(home.decision_from)
        assert home.lead_months == home.approval_months + home.works_months + home.registration_months
        assert 15 <= home.lead_months <= 22
        assert sefton.calendar.live_month(first + home.lead_months) <= MONTHS - 12


def test_carers_are_recruited_as_recorded(sefton: Instance) -> None:
    """Approvals and places are those of 2018-19."""
    service = sefton.fostering[0]
    assert service.approvals_per_year_today == 45 - 30
    assert service.places_per_household == pytest.approx(300 / 165, abs=1e-4)


def test_relaunched_home_is_bought_already(sefton: Instance) -> None:
    """A relaunched home costs less capital and less time than a new one of as many beds, and gets no grant."""
    by_kind = {home.delivery: home for home in sefton.homes if home.beds == 4}
    new, relaunched = by_kind["own"], by_kind["relaunched"]
    assert relaunched.capital_gbp < new.capital_gbp * (1 - new.grant_share)
    assert relaunched.lead_months < new.lead_months
    assert relaunched.grant_share == 0


def test_call_offs_open_with_the_framework(sefton: Instance) -> None:
    """The council's own framework brings supply in the borough from January 2023: homes, carers, step-down."""
    opened = {offer.offer: offer for offer in sefton.offers if offer.live_from is not None}
    assert sorted(opened) == ["ifa_pdps", "ifa_step_down", "res_pdps"]
    assert {str(offer.live_from) for offer in opened.values()} == {"2023-01-01"}
    assert {(offer.route, offer.placed_in) for offer in opened.values()} == {("framework", "sefton")}


def test_programmes_of_the_strategy_count_less_than_is_claimed(sefton: Instance) -> None:
    """Five programmes; the weaker the evidence, the larger the haircut."""
    assert [programme.programme for programme in sefton.programmes] == [
        "edge_of_care",
        "multi_systemic_therapy",
        "family_group_conferences",
        "reunification_team",
        "carer_retention",
    ]
    order = {"strong": 0, "moderate": 1, "weak": 2, "none": 3}
    ranked = sorted(sefton.programmes, key=lambda programme: order[programme.evidence])
    assert all(programme.haircut_share > 0 for programme in ranked)
    least = {grade: min(p.haircut_share for p in ranked if p.evidence == grade) for grade in ("moderate", "weak")}
    most = {grade: max(p.haircut_share for p in ranked if p.evidence == grade) for grade in ("strong", "moderate")}
    assert most["strong"] <= least["moderate"]
    assert most["moderate"] <= least["weak"]


def test_conferences_take_half_of_what_the_trial_found(sefton: Instance) -> None:
    """(44.8 - 36.2) / 44.8 = 19 % less, on about half of entries."""
    found = next(p for p in sefton.programmes if p.programme == "family_group_conferences")
    assert found.effect_share == pytest.approx((44.8 - 36.2) / 44.8 / 2, abs=0.01)


def test_trial_of_a_step_down_fails_in_37_of_100(sefton: Instance) -> None:
    """Twelve months of the monthly chance of going back, nothing else happening, leave 63 of 100."""
    need = {cohort.cohort: cohort.need for cohort in sefton.cohorts}
    back = {
        row.monthly_share
        for row in sefton.transitions
        if (need[row.cohort], need[row.to_cohort]) == ("trial", "complex")
    }
    assert len(back) == 1
    assert (1 - back.pop()) ** 12 == pytest.approx(0.63, abs=1e-4)


def test_nobody_is_on_trial_today_and_families_wait_for_them(sefton: Instance) -> None:
    """Trial cohorts begin empty; the step-down offers take trial children and those who settle."""
    need = {cohort.cohort: cohort.need for cohort in sefton.cohorts}
    assert not [row for row in sefton.placements_today if need[row.cohort] == "trial"]
    assert not [row for row in sefton.entries if need[row.cohort] == "trial"]
    taking = {row.offer for row in sefton.offer_prices if row.need == "trial"}
    assert taking == {"ifa_step_down", "inhouse_specialist", "gap"}
    assert all((offer, "enhanced") in prices(sefton) for offer in taking)


def test_step_down_leads_from_every_cohort_of_its_kind_to_its_own_trial(sefton: Instance) -> None:
    """Complex children of 5 to 15 in each home area, six a year in all."""
    cohorts = {cohort.cohort: cohort for cohort in sefton.cohorts}
    for row in sefton.step_downs:
        settled, trial = cohorts[row.cohort], cohorts[row.trial_cohort]
        assert (settled.need, trial.need) == ("complex", "trial")
        assert (settled.age_from, settled.age_to, settled.home_area) == (
            trial.age_from,
            trial.age_to,
            trial.home_area,
        )
    assert len(sefton.step_downs) == 2 * 3
    assert {row.max_per_year for row in sefton.step_downs} == {6.0}


def test_policies_without_a_target_are_there_and_off(sefton: Instance) -> None:
    """What the documents want without a figure is written down with today's level, and left off."""
    off = {policy.policy for policy in sefton.policies if policy.strength == "off"}
    assert off == {"family_setting", "in_house_share", "on_framework", "homes_cap"}


@pytest.mark.slow
@pytest.mark.parametrize("overlay", ["all_external", "in_house_growth", "mixed"])
def test_overlays_that_change_what_a_plan_may_do_have_the_same_do_nothing(overlay: str) -> None:
    """So that growth avoided can be compared between their plans."""
    costs = [do_nothing(load("sefton-2022", over).instance).summary.cost_gbp_by_year for over in ([], [overlay])]
    assert costs[0] == costs[1]
