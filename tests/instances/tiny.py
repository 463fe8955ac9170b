"""A tiny instance as CSV text: every table, every kind of supply, one financial year."""

from itertools import product
from pathlib import Path

from models.tables import MAY_BE_MISSING

SETTINGS = """\
[authority]
id = "tinyshire"
name = "Tinyshire Council"

[calendar]
start = 2024-04-01
financial_years = 1
monthly_periods = 6
decision_every_months = 3

[money]
price_base = "2023/24"
move_gbp = 1500.0
gap_penalty_gbp_per_week = 20000.0
interest_rate = 0.05
max_homes_opened_per_year = 2

[quality]
accepted_grades = ["good", "outstanding", "none", "not_graded"]

[defaults]
demand = "middle"
prices = "central"

[[sources]]
title = "Tinyshire sufficiency strategy 2024"
published = "March 2024"
licence = "Open Government Licence v3.0"

[[setting_notes]]
setting = "money.move_gbp"
source = "assumption"
note = "two days of a social worker's time and travel"
"""

SOURCE = "Tinyshire sufficiency strategy 2024,"
COHORTS = ("low_child", "low_teen", "high_child", "high_teen")
MONTHS = [f"{2024 + (3 + m) // 12}-{(3 + m) % 12 + 1:02d}-01" for m in range(12)]
PROVISIONS = (
    *("in_house_fostering", "ifa", "residential", "block_residential", "internal_home"),
    *("supported_accommodation", "gap", "moves", "secure_index"),
)
PRICES = {
    ("fostering", "low"): 450,
    ("ifa_north", "low"): 900,
    ("ifa_north", "high"): 1100,
    ("home_spot", "low"): 4000,
    ("home_spot", "high"): 5500,
    ("block_offer", "high"): 0,
    ("own_home", "high"): 0,
    ("supported", "low"): 1200,
    ("gap", "low"): 9000,
    ("gap", "high"): 11000,
}


def table(header: str, *rows: str) -> str:
    """Return a table as CSV text; `source` and `note` are added to header and rows."""
    lines = [header + ",source,note", *(f"{row},{SOURCE}" for row in rows)]
    return "\n".join(lines) + "\n"


LEFT_OUT = MAY_BE_MISSING - {"population", "placement_history", "ceases_by_reason"}
"""Optional tables that the tiny instance does without."""


def tiny_files() -> dict[str, str]:
    """Return the files of a sound tiny instance by name."""
    return {"instance.toml": SETTINGS, **_children(), **_offers(), **_supply(), **_money()}


def write_files(folder: Path, files: dict[str, str] | dict[str, bytes]) -> Path:
    """Write files into a folder, made if it is not there; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    return folder


def _children() -> dict[str, str]:
    stays = [f"{cohort},{cohort},{0.97 if 'child' in cohort else 0.95}" for cohort in COHORTS]
    return {
        "needs.csv": table(
            "need,rank,escalation_share,description", "low,1,0.2,lower needs", "high,2,0,higher needs"
        ),
        "areas.csv": table(
            "home_area,placed_in,ring",
            *("tinyton,tinyton,home_area", "tinyton,northshire,adjoining", "tinyton,nowhere,nowhere"),
        ),
        "cohorts.csv": table(
            "cohort,need,home_area,age_from,age_to",
            *("low_child,low,tinyton,0,15", "low_teen,low,tinyton,16,17"),
            *("high_child,high,tinyton,0,15", "high_teen,high,tinyton,16,17"),
        ),
        "transitions.csv": table("cohort,to_cohort,monthly_share", *stays, "low_child,low_teen,0.005"),
        "entries.csv": table(
            "cohort,demand,month,children",
            *(f"{cohort},middle,{month},0.5" for cohort, month in product(COHORTS, MONTHS)),
        ),
        "history.csv": table(
            "measure,period_end,period_months,children,age_from,age_to",
            *("looked_after,2024-03-31,0,40,0,17", "starts,2024-03-31,12,20,0,17"),
        ),
        "population.csv": table(
            "home_area,day,people,age_from,age_to",
            *("tinyton,2023-06-30,5000,0,17", "tinyton,2030-06-30,5200,0,17"),
        ),
        "placement_history.csv": table(
            "type,day,children",
            *("family,2023-03-31,16", "other,2023-03-31,9", "family,2024-03-31,16", "other,2024-03-31,9"),
        ),
        "ceases_by_reason.csv": table("reason,period_end,period_months,children", "adoption,2024-03-31,12,3"),
        "placements_today.csv": table(
            "cohort,offer,provision,months_in_placement,children",
            *("low_child,fostering,in_house_fostering,14,10", "low_child,ifa_north,ifa,5,6"),
            *("low_teen,supported,supported_accommodation,2,3", "high_child,home_spot,residential,7,4"),
            *("high_teen,,secure,3,1", "high_teen,,unknown,0,1"),
        ),
    }


def _offers() -> dict[str, str]:
    return {
        "offers.csv": table(
            "offer,provision,route,provider,placed_in,grade,capacity_children,live_from,live_to,budget_head,"
            "age_from,age_to",
            "fostering,in_house_fostering,in_house,council,tinyton,none,,,,fostering_head,0,17",
            "ifa_north,ifa,framework,agency_a,northshire,good,20,,,agency_head,0,17",
            "home_spot,residential,spot,company_b,northshire,good,10,,2025-01-31,agency_head,0,17",
            "block_offer,block_residential,block,company_c,tinyton,good,,,,agency_head,0,17",
            "own_home,internal_home,home,council,tinyton,good,,,,agency_head,0,15",
            "supported,supported_accommodation,framework,company_d,tinyton,not_graded,8,,,agency_head,16,17",
            "gap,gap,gap,none,nowhere,none,,,,agency_head,0,17",
        ),
        "offer_prices.csv": table(
            "offer,need,gbp_per_week", *(f"{offer},{need},{price}" for (offer, need), price in PRICES.items())
        ),
        "disruption.csv": table(
            "offer,need,months_from,monthly_share",
            *(f"{offer},{need},0,0.04" for offer, need in PRICES if offer != "gap"),
            *(f"{offer},{need},12,0.01" for offer, need in PRICES if offer != "gap"),
        ),
    }


def _supply() -> dict[str, str]:
    return {
        "blocks.csv": table(
            "block,offer,start_from,start_to,term_months,mobilisation_gbp",
            "block_c,block_offer,2024-04-01,2024-10-01,36,20000",
        ),
        "block_tiers.csv": table(
            "block,beds_from,beds_to,gbp_per_bed_per_week", "block_c,2,4,4600", "block_c,5,8,4300"
        ),
        "homes.csv": table(
            "home,offer,beds,max_homes,decision_from,works_months,capital_gbp,grant_share,asset_life_years,"
            "pre_opening_gbp,running_gbp_per_year",
            "small_home,own_home,3,2,2024-04-01,6,600000,0.5,40,80000,750000",
        ),
        "fostering.csv": table(
            "service,offer,households_today,approvals_per_year_today,approvals_per_year_max,"
            "attrition_per_year_share,places_per_household,fill_share,approval_gbp,lead_months",
            "own_fostering,fostering,8,2,6,0.1,1.6,0.8,12000,6",
        ),
        "occupancy_limits.csv": table("beds,practical_share", "2,0.68", "4,0.81", "12,0.93"),
    }


def _money() -> dict[str, str]:
    paths = (("low", 0.01), ("central", 0.03), ("high", 0.06))
    return {
        "fixed_lines.csv": table(
            "line,provision,gbp_per_year,uplift,budget_head",
            "secure_beds,secure,300000,secure_index,agency_head",
        ),
        "budgets.csv": table(
            "budget_head,financial_year,gross_gbp,income_gbp",
            *("fostering_head,2024/25,400000,0", "agency_head,2024/25,3000000,100000"),
        ),
        "income.csv": table("income,financial_year,budget_head,amount_gbp", "uasc_grant,2024/25,agency_head,100000"),
        "uplifts.csv": table(
            "uplift,prices,financial_year,uplift_share",
            *(f"{key},{path},2024/25,{share}" for key, (path, share) in product(PROVISIONS, paths)),
        ),
        "deflators.csv": table("financial_year,deflator_share", "2024/25,0.02"),
        "policies.csv": table(
            "policy,measure,ring,financial_year,level,strength,gbp_per_unit",
            "near_home,share_within_ring,in_authority,2024/25,0.5,soft,100000",
            "few_moves,moves_per_child_year,,2024/25,0.9,off,",
        ),
        "published.csv": table("item,line,value,uplift_share", "cost_base,residential,1000000,0.03"),
        "calibration.csv": table("measure,recorded,low,high", "moves_per_child_year,0.44,0.3,0.6"),
    }
