"""Checks across rows: gap, offers, prices, disruption, blocks, homes and fostering."""

from pathlib import Path

import pytest

from tests.instances.editing import (
    cell_fault,
    faults_of,
    only_fault,
    with_cell,
    with_row,
    with_text,
    without_row,
)
from tests.instances.tiny import tiny_files


def test_there_is_a_gap(tmp_path: Path) -> None:
    """Without an offer of provision gap there is no answer for a child without a placement."""
    files = without_row(tiny_files(), "offers", 8)
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    expected = "one offer with provision gap, for children without a sufficient placement; it is missing"
    assert told[0] == f"offers.csv, provision: {expected}"


def test_there_is_one_gap(tmp_path: Path) -> None:
    """A second one is a fault of its row."""
    text = tiny_files()["offers.csv"].splitlines()[-1].replace("gap,gap,gap", "gap_too,gap,gap")
    files = with_text(tiny_files(), "offers.csv", "gap,gap,gap", text + "\ngap,gap,gap")
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    expected = "one offer with provision gap; there is one above"
    assert f"offers.csv, row 9, provision: found 'gap': {expected}" in told


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("capacity_children", "5", "blank for the offer gap, which is always open"),
        ("live_from", "2023-04-01", "blank for the offer gap, which is always open"),
        ("live_to", "2024-12-31", "blank for the offer gap, which is always open"),
        ("age_to", "15", "ages that contain every cohort; gap must take low_teen"),
        ("route", "spot", "gap, the route of provision gap"),
        ("placed_in", "northshire", "nowhere, because the offer gap lies there"),
    ],
)
def test_gap_takes_everybody(tmp_path: Path, column: str, value: str, expected: str) -> None:
    """Gap has no limit, no dates, all ages, its own route and place."""
    assert expected in cell_fault(tmp_path, "offers", 8, column, value)


def test_gap_prices_every_need(tmp_path: Path) -> None:
    """A need that gap has no price for is missing in offer_prices."""
    files = without_row(tiny_files(), "offer_prices", 11)
    assert only_fault(tmp_path, files) == (
        "offer_prices.csv, need: found 'high': a row for gap and need high; gap must have a price for every need"
    )


def test_only_gap_lies_nowhere(tmp_path: Path) -> None:
    """No other offer uses an area whose ring is nowhere."""
    assert cell_fault(tmp_path, "offers", 3, "placed_in", "nowhere") == (
        "offers.csv, row 3, placed_in: found 'nowhere': "
        "an area whose ring is not nowhere; only the offer gap lies there"
    )


def test_gap_lies_nowhere_for_every_home_area(tmp_path: Path) -> None:
    """A ring other than nowhere towards gap's area is a fault of that row."""
    assert cell_fault(tmp_path, "areas", 4, "ring", "adjoining") == (
        "areas.csv, row 4, ring: found 'adjoining': nowhere, because the offer gap lies there"
    )


def test_a_stay_in_gap_is_one_month(tmp_path: Path) -> None:
    """Disruption of gap may be given, as 1."""
    row = {"offer": "gap", "need": "low", "months_from": "0"}
    assert not faults_of(tmp_path / "a", with_row(tiny_files(), "disruption", **row, monthly_share="1"))
    fault = only_fault(tmp_path / "b", with_row(tiny_files(), "disruption", **row, monthly_share="0.5"))
    assert fault.startswith("disruption.csv, row 18, monthly_share: found '0.5': 1 for the offer gap")


def test_every_offer_has_a_price(tmp_path: Path) -> None:
    """An offer that nobody can be placed in is a mistake."""
    files = without_row(tiny_files(), "offer_prices", 8)
    assert only_fault(tmp_path, files) == (
        "offers.csv, row 6, offer: found 'own_home': an offer with at least one row in the table offer_prices"
    )


@pytest.mark.parametrize("months_from", ["1", None])
def test_disruption_from_month_zero(tmp_path: Path, months_from: str | None) -> None:
    """Each priced pair has disruption rows, the first from month 0."""
    files = tiny_files()
    if months_from is None:
        files = without_row(without_row(files, "disruption", 10), "disruption", 2)
    else:
        files = with_cell(files, "disruption", 2, "months_from", months_from)
    assert only_fault(tmp_path, files) == (
        "offer_prices.csv, row 2, need: found 'fostering low': "
        "an offer and need with rows in the table disruption, the first with months_from 0"
    )


def test_under_sixteens_are_barred_from_supported_accommodation(tmp_path: Path) -> None:
    """Since September 2021; also for a block of 16+ places."""
    told = faults_of(tmp_path, with_cell(tiny_files(), "offers", 7, "age_from", "15"))
    assert str(told[0]) == (
        "offers.csv, row 7, age_from: found '15': "
        "16 or 17: supported_accommodation is barred for under-16s since September 2021"
    )


def test_an_offer_does_not_cut_a_cohort(tmp_path: Path) -> None:
    """Ages 0 to 10 contain only part of the cohort aged 0 to 15; a cohort without a price is let be."""
    assert cell_fault(tmp_path / "a", "offers", 6, "age_to", "10") == (
        "offers.csv, row 6, age_to: found '10': "
        "ages that contain all or nothing of a cohort; this cuts high_child (0 to 15)"
    )
    files = with_row(tiny_files(), "needs", need="other", rank="3", escalation_share="0", description="another need")
    files = with_row(files, "cohorts", cohort="all", need="other", home_area="tinyton", age_from="0", age_to="17")
    files = with_row(files, "offer_prices", offer="gap", need="other", gbp_per_week="1")
    assert not faults_of(tmp_path / "b", files)


@pytest.mark.parametrize(
    ("row", "route", "expected"),
    [
        (5, "spot", "block, the route of provision block_residential"),
        (6, "in_house", "home, the route of provision internal_home"),
        (4, "block", "another route: provision residential is not bought by block"),
    ],
)
def test_routes_match_provisions(tmp_path: Path, row: int, route: str, expected: str) -> None:
    """Blocks, homes and gap have routes of their own, which no others use."""
    fault = cell_fault(tmp_path, "offers", row, "route", route)
    assert fault == f"offers.csv, row {row}, route: found '{route}': {expected}"


def test_offer_dates_in_order(tmp_path: Path) -> None:
    """An offer does not end before it begins."""
    files = with_cell(tiny_files(), "offers", 5, "live_from", "2024-10-01")
    files = with_cell(files, "offers", 5, "live_to", "30/09/2024")
    assert only_fault(tmp_path, files) == (
        "offers.csv, row 5, live_to: found '2024-09-30': a day on or after live_from, 2024-10-01"
    )


def test_a_supplied_offer_has_no_limit_of_its_own(tmp_path: Path) -> None:
    """The limit of fostering comes from its households."""
    assert cell_fault(tmp_path, "offers", 2, "capacity_children", "10") == (
        "offers.csv, row 2, capacity_children: found '10': "
        "blank: the limit comes from the block, home or service that supplies the offer"
    )


def test_supplied_offers_are_not_shared(tmp_path: Path) -> None:
    """A second home type needs an offer of its own."""
    text = tiny_files()["homes.csv"].splitlines()[1]
    files = {**tiny_files(), "homes.csv": tiny_files()["homes.csv"] + text.replace("small_home", "big_home")}
    assert only_fault(tmp_path, files) == (
        "homes.csv, row 3, offer: found 'own_home': an offer that no other block, home or service supplies"
    )


@pytest.mark.parametrize(
    ("table", "offer", "expected"),
    [
        ("blocks", "ifa_north", "an offer whose provision is block_16plus or block_fostering or block_"),
        ("homes", "home_spot", "an offer whose provision is internal_home; this is residential"),
        ("fostering", "ifa_north", "an offer whose provision is in_house_fostering; this is ifa"),
    ],
)
def test_supply_matches_provision(tmp_path: Path, table: str, offer: str, expected: str) -> None:
    """A block supplies a block offer, a home an internal home, a service in-house fostering."""
    files = with_cell(tiny_files(), table, 2, "offer", offer)
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    assert any(fault.startswith(f"{table}.csv, row 2, offer") and expected in fault for fault in told)


@pytest.mark.parametrize(
    ("table", "row", "offer", "provision"),
    [("blocks", 5, "block_offer", "block_residential"), ("homes", 6, "own_home", "internal_home")],
)
def test_block_and_home_offers_are_supplied(tmp_path: Path, table: str, row: int, offer: str, provision: str) -> None:
    """A block offer without a block would be free and without limit."""
    files = tiny_files()
    files = {**files, f"{table}.csv": files[f"{table}.csv"].partition("\n")[0] + "\n"}
    if table == "blocks":
        files["block_tiers.csv"] = files["block_tiers.csv"].partition("\n")[0] + "\n"
    assert only_fault(tmp_path, files) == (
        f"offers.csv, row {row}, offer: found '{offer}': "
        f"an offer that a row of the table {table} supplies, being {provision}"
    )


@pytest.mark.parametrize("beds_from", ["4", "6"])
def test_tiers_follow_without_gap_or_overlap(tmp_path: Path, beds_from: str) -> None:
    """2 to 4 is followed by 5."""
    assert cell_fault(tmp_path, "block_tiers", 3, "beds_from", beds_from) == (
        f"block_tiers.csv, row 3, beds_from: found '{beds_from}': 5, so that tiers follow without gap or overlap"
    )


def test_a_tier_the_wrong_way_round(tmp_path: Path) -> None:
    """beds_to is at least beds_from."""
    fault = cell_fault(tmp_path, "block_tiers", 3, "beds_to", "4")
    assert fault == "block_tiers.csv, row 3, beds_to: found '4': at least beds_from, 5"


def test_a_block_has_tiers(tmp_path: Path) -> None:
    """A block without tiers has no price."""
    files = {**tiny_files(), "block_tiers.csv": tiny_files()["block_tiers.csv"].partition("\n")[0]}
    expected = "a block with at least one row in the table block_tiers"
    assert only_fault(tmp_path, files) == f"blocks.csv, row 2, block: found 'block_c': {expected}"


def test_a_block_can_start(tmp_path: Path) -> None:
    """Dates in order, a decision month between them, and a term."""
    fault = cell_fault(tmp_path / "a", "blocks", 2, "start_from", "2024-11-01")
    assert fault == ("blocks.csv, row 2, start_to: found '2024-10-01': a month on or after start_from, 2024-11-01")
    files = with_cell(tiny_files(), "blocks", 2, "start_from", "2024-08-01")
    files = with_cell(files, "blocks", 2, "start_to", "2024-09-01")
    assert only_fault(tmp_path / "b", files) == (
        "blocks.csv, row 2, start_from: found '2024-08-01': a start inside the horizon: no month "
        "in which decisions are taken (every 3 months from 2024-04-01) lies between start_from and "
        "start_to, 2024-09-01"
    )
    fault = cell_fault(tmp_path / "c", "blocks", 2, "term_months", "0")
    assert fault == "blocks.csv, row 2, term_months: found '0': a term of at least 1 month"


@pytest.mark.parametrize("months", ["1", "12", "24", "600"])
def test_a_contract_may_end_whenever_it_does(tmp_path: Path, months: str) -> None:
    """Inside the horizon, in the year after it, or later."""
    assert not faults_of(tmp_path, with_cell(tiny_files(), "blocks", 2, "term_months", months))


@pytest.mark.parametrize(
    ("table", "months", "sound"),
    [("homes", 9, True), ("homes", 10, False), ("fostering", 9, True), ("fostering", 10, False)],
)
def test_lead_times_end_within_the_horizon(tmp_path: Path, table: str, months: int, sound: bool) -> None:
    """Decided in April, ready after 9 months, in January, a quarter's first month; after 10 only in April."""
    column = "works_months" if table == "homes" else "lead_months"
    files = with_cell(tiny_files(), table, 2, column, str(months))
    told = [str(fault) for fault in faults_of(tmp_path, files)]
    expected = "a lead time whose first child comes within the horizon, before 2025-04-01"
    assert told == ([] if sound else [f"{table}.csv, row 2, {column}: found '10': {expected}"])


def test_a_home_decided_after_the_horizon(tmp_path: Path) -> None:
    """The last decision of a year of quarters is taken in January."""
    assert cell_fault(tmp_path, "homes", 2, "decision_from", "2025-02-01") == (
        "homes.csv, row 2, decision_from: found '2025-02-01': a month up to the last decision of the horizon"
    )


def test_fostering_figures(tmp_path: Path) -> None:
    """Attrition is above 0, and today's approvals within the most."""
    fault = cell_fault(tmp_path / "a", "fostering", 2, "attrition_per_year_share", "0")
    assert "a share above 0: the cost of an approval is spread over 1 / attrition years" in fault
    fault = cell_fault(tmp_path / "b", "fostering", 2, "approvals_per_year_today", "7")
    assert fault.endswith("found '7': at most approvals_per_year_max, 6")
    assert not faults_of(tmp_path / "c", with_cell(tiny_files(), "fostering", 2, "approvals_per_year_max", "0"))


def test_beds_can_be_filled(tmp_path: Path) -> None:
    """A practical occupancy of 0 would make a home useless."""
    fault = cell_fault(tmp_path, "occupancy_limits", 2, "practical_share", "0")
    assert fault.startswith("occupancy_limits.csv, row 2, practical_share: found '0': a share above 0")
