"""The tiny instance with every optional table and column in use: two authorities, options, programmes."""

from itertools import product

from tests.instances.tiny import MONTHS, SOURCE, table, tiny_files

PRICES = {
    ("fostering", "low"): "450,520",
    ("ifa_north", "low"): "900,",
    ("ifa_north", "high"): "1100,",
    ("home_spot", "high"): "5500,",
    ("home_framework", "high"): "4800,5000",
    ("block_offer", "high"): "150,",
    ("running_offer", "high"): "0,",
    ("own_home", "high"): "0,",
    ("supported", "low"): "1200,",
    ("supported", "high"): "1500,",
    ("gap", "low"): "9000,",
    ("gap", "high"): "11000,",
}
STAYS = {
    "low_child": 0.97,
    "low_teen": 0.95,
    "high_child": 0.97,
    "high_teen": 0.95,
    "trial_child": 0.9,
    "brothers": 0.97,
    "solo_teen": 0.95,
    "north_child": 0.97,
}
POLICIES = (
    ("near_home", "share_within_ring", "in_authority", "0.5", "soft", "100000", "residential", "", ""),
    ("few_moves", "moves_per_child_year", "", "0.9", "off", "", "", "", ""),
    ("families", "family_share", "", "0.3", "hard", "", "", "tinyshire", ""),
    ("own_families", "in_house_share_of_fostering", "", "0.2", "soft", "9000", "all", "", ""),
    ("frameworks", "framework_share", "", "0.3", "hard", "", "", "", ""),
    ("together", "siblings_together_share", "", "0.5", "soft", "20000", "", "", ""),
    ("kept_vacant", "emergency_places", "", "1", "soft", "50000", "", "", ""),
    ("not_far", "at_a_distance_share", "", "0.4", "hard", "", "new_admissions", "", ""),
    ("fewer_homes", "residential_share", "", "0.6", "hard", "", "", "northshire", ""),
    ("fewer_in_homes", "residential_children", "", "12", "soft", "30000", "", "", ""),
    ("no_giant", "provider_share", "", "0.8", "hard", "", "", "", ""),
    ("good_enough", "lower_grade_share", "", "0.3", "hard", "", "", "", ""),
    ("no_gap", "gap_children", "", "2", "soft", "200000", "", "", ""),
    ("cash_limit", "revenue_gbp", "", "5000000", "hard", "", "", "", "agency_head"),
    ("capital_limit", "capital_gbp", "", "1000000", "hard", "", "", "", ""),
)
"""Policy, measure, ring, level, strength, price, among, authority, budget head; one of each measure."""


def full_files() -> dict[str, str]:
    """Return the files of a sound instance in which every table has rows and every column some value."""
    files = {**tiny_files(), **_children(), **_offers(), **_contracts(), **_own_supply(), **_money()}
    return {**files, "uplifts.csv": files["uplifts.csv"] + _programme_uplifts()}


def _programme_uplifts() -> str:
    return "".join(f"programme_index,{path},2024/25,0.03,{SOURCE}\n" for path in ("low", "central", "high"))


def _children() -> dict[str, str]:
    tiny = tiny_files()
    places = ("tinyton,adjoining", "northshire,home_area", "nowhere,nowhere")
    moved = ("trial_child,low_child,0.05", "trial_child,high_child,0.02", "low_child,low_teen,0.005")
    entries = [f"{cohort},middle,{month},0.1" for cohort, month in product(("brothers", "north_child"), MONTHS)]
    return {
        "authorities.csv": table("authority,name", "northshire,Northshire Council"),
        "areas.csv": tiny["areas.csv"] + "".join(f"northton,{place},{SOURCE}\n" for place in places),
        "cohorts.csv": table(
            "cohort,need,home_area,authority,skill,group_size,split_allowed,bed_use,solo,age_from,age_to",
            *("low_child,low,tinyton,,,,,,,0,15", "low_teen,low,tinyton,tinyshire,,1,no,1,no,16,17"),
            *("high_child,high,tinyton,,,,,1.5,,0,15", "high_teen,high,tinyton,,,,,,,16,17"),
            "trial_child,low,tinyton,,step_down,,,,,0,15",
            "brothers,low,tinyton,,,2,yes,,,0,15",
            "solo_teen,high,tinyton,,,,,,yes,16,17",
            "north_child,low,northton,northshire,,,,,,0,15",
        ),
        "transitions.csv": table(
            "cohort,to_cohort,monthly_share",
            *(f"{cohort},{cohort},{share}" for cohort, share in STAYS.items()),
            *moved,
        ),
        "entries.csv": tiny["entries.csv"] + "".join(f"{entry},{SOURCE}\n" for entry in entries),
        "placements_today.csv": tiny["placements_today.csv"]
        + "".join(
            f"{row},{SOURCE}\n"
            for row in (
                *("high_child,running_offer,block_residential,9,2", "high_child,own_home,internal_home,20,2"),
                *("brothers,fostering,in_house_fostering,4,2", "north_child,ifa_north,ifa,3,2"),
            )
        ),
    }


def _offers() -> dict[str, str]:
    sold = [pair for pair in PRICES if pair[0] != "gap"]
    return {
        "offers.csv": table(
            "offer,provision,route,provider,placed_in,grade,capacity_children,live_from,live_to,budget_head,"
            "successor,skills,largest_group,unit_beds,authority,age_from,age_to",
            "fostering,in_house_fostering,in_house,council,tinyton,none,,,,fostering_head,,step_down night,1,,,0,17",
            "ifa_north,ifa,framework,agency_a,northshire,good,20,,,agency_head,,,,,,0,17",
            "home_spot,residential,spot,company_b,northshire,good,10,,2025-01-31,agency_head,home_framework,,,,,0,17",
            "home_framework,residential,framework,company_e,tinyton,good,6,2024-06-01,,agency_head,,,,3,,0,17",
            "block_offer,block_residential,block,company_c,tinyton,good,,,,agency_head,,,,,,0,17",
            "running_offer,block_residential,block,company_f,tinyton,good,,,,agency_head,,,,,tinyshire,0,17",
            "own_home,internal_home,home,council,tinyton,good,,,,agency_head,,,,,,0,15",
            "supported,supported_accommodation,framework,company_d,tinyton,not_graded,8,,,agency_head,,,,2,,16,17",
            "gap,gap,gap,none,nowhere,none,,,,agency_head,,,,,,0,17",
        ),
        "offer_shares.csv": table("offer,authority,share", "own_home,tinyshire,0.75", "own_home,northshire,0.25"),
        "closures.csv": table(
            "offer,month,closing_share,successor", "ifa_north,2024-10-01,0.25,fostering", "supported,2025-06-01,0.5,"
        ),
        "offer_prices.csv": table(
            "offer,need,gbp_per_week,full_gbp_per_week",
            *(f"{offer},{need},{prices}" for (offer, need), prices in PRICES.items()),
        ),
        "disruption.csv": table(
            "offer,need,months_from,monthly_share",
            *(
                f"{offer},{need},{months},{share}"
                for months, share in ((0, 0.04), (12, 0.01))
                for offer, need in sold
            ),
        ),
    }


def _contracts() -> dict[str, str]:
    return {
        "blocks.csv": table(
            "block,offer,start_from,start_to,term_months,mobilisation_gbp,guarantee_share,unit_beds,emergency_beds,"
            "beds_today,extensions,extension_months,break_after_months,termination_gbp,review,review_month,"
            "review_cap_share,review_collar_share,void_sale_beds,void_sale_gbp_per_week,successor",
            "block_c,block_offer,2024-04-01,2024-10-01,36,20000,0.9,2,1,,1,12,18,10000,index,10,0.04,0.01,1,2000,"
            "home_framework",
            "running_block,running_offer,2023-01-01,2023-01-01,27,0,,,,3,,,,,fixed,,,,,,",
        ),
        "block_tiers.csv": table(
            "block,beds_from,beds_to,gbp_per_bed_per_week",
            *("block_c,2,4,4600", "block_c,5,8,4300", "running_block,2,4,4400"),
        ),
        "block_ramps.csv": table("block,contract_year,beds_share", "block_c,1,0.5", "block_c,2,0.75"),
    }


def _own_supply() -> dict[str, str]:
    return {
        "homes.csv": table(
            "home,offer,beds,max_homes,decision_from,works_months,capital_gbp,grant_share,asset_life_years,"
            "pre_opening_gbp,running_gbp_per_year,delivery,homes_today,approval_months,registration_months,"
            "slippage_months,pre_opening_months,ramp_months,mrp_method,emergency_beds,void_sale_beds,"
            "void_sale_gbp_per_week",
            "small_home,own_home,3,2,2024-04-01,3,600000,0.5,40,80000,750000,cic,1,1,1,1,2,3,equal_instalments,1,0.5,"
            "1500",
        ),
        "fostering.csv": table(
            "service,offer,households_today,approvals_per_year_today,approvals_per_year_max,"
            "attrition_per_year_share,places_per_household,fill_share,approval_gbp,lead_months,staying_put_today,"
            "staying_put_starts_per_year,staying_put_months,staying_put_gbp_per_week",
            "own_fostering,fostering,8,2,6,0.1,1.6,0.8,12000,6,1,1.5,24,250",
        ),
        "programmes.csv": table(
            "programme,effect,effect_share,haircut_share,evidence,places_per_year,start_from,start_to,term_months,"
            "lag_months,setup_gbp,gbp_per_year,uplift,budget_head,need,service,authority,age_from,age_to",
            "edge_of_care,averts_entries,0.1,0.5,moderate,10,2024-04-01,2024-10-01,36,3,20000,150000,programme_index,"
            "agency_head,low,,tinyshire,0,17",
            "going_home,reunifies,0.02,0.3,weak,6,2024-04-01,2025-01-01,24,6,0,90000,programme_index,agency_head,,,"
            ",0,15",
            "carer_support,retains_carers,0.2,0,strong,3,2024-07-01,2024-07-01,24,0,5000,40000,programme_index,"
            "fostering_head,,own_fostering,,0,17",
        ),
        "commitments_made.csv": table(
            "kind,id,start,size,live_from",
            *("home,small_home,2023-10-01,1,2024-09-01", "fostering,own_fostering,2024-01-01,2,"),
        ),
        "left_of_year.csv": table("limit,id,left"),
        "step_downs.csv": table(
            "pathway,cohort,trial_cohort,readiness_monthly_share,max_per_year,release_gbp,start_from",
            "to_family,high_child,trial_child,0.02,4,3000,2024-07-01",
        ),
    }


def _money() -> dict[str, str]:
    return {
        "fixed_lines.csv": table(
            "line,provision,gbp_per_year,uplift,budget_head,authority",
            "secure_beds,secure,300000,secure_index,agency_head,tinyshire",
        ),
        "budgets.csv": table(
            "budget_head,financial_year,gross_gbp,income_gbp,authority",
            *("fostering_head,2024/25,400000,0,", "agency_head,2024/25,3000000,100000,tinyshire"),
        ),
        "income.csv": table(
            "income,financial_year,budget_head,amount_gbp,authority",
            "uasc_grant,2024/25,agency_head,100000,northshire",
        ),
        "comparators.csv": table(
            "measure,area,name,day,value,unit",
            "placed_in_authority,region,North Midlands,2023-03-31,0.6,share",
        ),
        "policies.csv": table(
            "policy,measure,ring,financial_year,level,strength,gbp_per_unit,among,authority,budget_head",
            *(f"{p},{m},{ring},2024/25,{','.join(rest)}" for p, m, ring, *rest in POLICIES),
        ),
    }
