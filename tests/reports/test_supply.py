"""Offers on the screen: unit costs, offers over their capacity; what a plan would use."""

import tempfile
from functools import cache
from pathlib import Path

from models.instance import Instance
from reports.supply import over_capacity_table, unit_cost_table
from reports.usage import in_use_table
from tests.instances.editing import read
from tests.instances.full import full_files
from tests.reports.handmade import EXCESS, plan_of, with_summary
from tests.reports.planned import tiny


@cache
def full() -> Instance:
    """The instance in which every column is used."""
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), full_files()).instance


def test_marginal_beside_full_unit_cost() -> None:
    """Only offers that give both: 450 and 520, 4,800 and 5,000."""
    table = unit_cost_table(full())
    assert table is not None
    assert table.title == "Unit cost (pounds per child per week at 2023/24 prices)"
    assert table.rows == [["fostering", "low", "450", "520"], ["home framework", "high", "4,800", "5,000"]]
    assert unit_cost_table(tiny().instance) is None


def test_offers_over_their_capacity_are_named() -> None:
    """With their children and until when."""
    table = over_capacity_table(with_summary(plan_of(), over_capacity_today=(EXCESS,)))
    assert table is not None
    assert table.rows == [["ifa north", "21.0", "Sep 2024"]]
    assert over_capacity_table(plan_of()) is None


def test_what_a_plan_of_the_tiny_instance_would_use() -> None:
    """Only what it has."""
    assert dict(in_use_table(tiny().instance, None, None).rows) == {
        "horizon": "2024/25: 6 months, then 2 quarters; decisions every 3 months",
        "demand path": "middle",
        "price path": "central, prices of 2023/24",
        "cohorts": "4",
        "offers": "6, of which 6 take new placements by their grade",
        "offers that end": "home spot (31 Jan 2025)",
        "blocks to choose from": "block c",
        "homes to choose from": "small home (at most 2)",
        "recruitment": "own fostering (at most 6 households a year)",
        "policies that are soft": "near home",
        "policies that are off": "few moves",
    }


def test_what_a_plan_of_the_full_instance_would_use() -> None:
    """Authorities, groups, skills, running contracts, programmes."""
    found = dict(in_use_table(full(), "low", "high").rows)
    assert found["demand path"] == "low"
    assert found["price path"].startswith("high, ")
    assert found["authorities"] == "Tinyshire Council, Northshire Council"
    assert found["cohorts"] == ("8; 1 of sibling groups; 1 of children who live alone; skills asked for: step down")
    assert found["parts that close"] == "ifa north (25 %, Oct 2024), supported (50 %, Jun 2025)"
    assert found["shared offers"] == "own home"
    assert found["blocks running"] == "running block (3 beds)"
    assert found["blocks to choose from"] == "block c"
    assert found["own homes open"] == "small home (1)"
    assert found["programmes to choose from"] == "edge of care, going home, carer support"
    assert found["step-down pathways"] == "to family"
