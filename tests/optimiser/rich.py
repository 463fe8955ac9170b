"""An instance of a few children that uses every kind of supply at once."""

from typing import Any

from models.fields import Row
from models.instance import Instance
from tests.optimiser.cases import GAP, block, children, entering, home, month, moving, service, tier
from tests.oracles.small import cohort, flat_uplifts, hazards, instance, offer, priced, row, settings

SPOT = offer("spot")
SHRINKING = offer("shrinking", "residential", "framework", capacity_children=4.0)
ENDING = offer("ending", live_to=month(9), successor="spot", capacity_children=3.0)
RUNNING = offer("running", "block_residential", "block")
NEW = offer("new", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")
OFFERS = (GAP, SPOT, SHRINKING, ENDING, RUNNING, NEW, HOME, CARERS)
WEEKLY = {
    "gap": 9000.0,
    "spot": 4200.0,
    "shrinking": 3500.0,
    "ending": 3000.0,
    "running": 0.0,
    "new": 300.0,
    "home": 0.0,
    "carers": 900.0,
}


def authority(row_of: Any, name: str) -> Any:
    """Return a row as another authority's."""
    return row_of.model_copy(update={"authority": name})


COHORTS = (
    cohort("here"),
    cohort("solo", "high").model_copy(update={"solo": "yes"}),
    authority(cohort("there", home_area="east"), "other"),
)


def rich(monthly: int = 6, every: int = 1, **tables: Any) -> Instance:
    """Return two authorities' children and every kind of supply: contracts with breaks, ramps, guarantees, sales."""
    given: dict[str, Any] = {
        "authorities": (
            row("authorities", authority="test", name="Test"),
            row("authorities", authority="other", name="Other"),
        ),
        "offer_shares": (
            row("offer_shares", offer="new", authority="test", share=0.75),
            row("offer_shares", offer="new", authority="other", share=0.25),
        ),
        "transitions": moving(
            {("here", "here"): 0.9, ("here", "solo"): 0.02, ("solo", "solo"): 0.95, ("there", "there"): 0.95}
        ),
        "entries": tuple(entering(0.3 + 0.05 * n, m, c.cohort) for m in range(1, 13) for n, c in enumerate(COHORTS)),
        "placements_today": (
            children(2.0, SHRINKING, 1, "here"),
            children(1.5, ENDING, 5, "here"),
            children(2.5, RUNNING, 3, "here"),
            children(0.5, RUNNING, 0, "there"),
            children(1.0, HOME, 2, "here"),
            children(1.0, CARERS, 9, "there"),
            children(0.7, None, 0, "solo"),
        ),
        "closures": (
            row("closures", offer="shrinking", month=month(4), closing_share=0.5, successor="spot"),
            row("closures", offer="shrinking", month=month(8), closing_share=0.25, successor=None),
        ),
        "offer_prices": priced({name: {"low": gbp, "high": 1.3 * gbp} for name, gbp in WEEKLY.items()}),
        "disruption": hazards(
            {o.offer: {"low": {0: 0.12, 3: 0.05}, "high": {0: 0.2, 2: 0.1}} for o in OFFERS if o is not GAP}
        ),
        "blocks": blocks(),
        "block_tiers": (tier(2, 6, 1900, "old"), tier(2, 4, 2100, "fresh"), tier(5, 6, 2000, "fresh")),
        "block_ramps": (row("block_ramps", block="fresh", contract_year=1, beds_share=0.5),),
        "homes": (
            home(
                beds=3,
                max_homes=2,
                homes_today=1,
                works_months=1,
                approval_months=1,
                pre_opening_months=2,
                ramp_months=2,
                emergency_beds=1,
                capital_gbp=60e3,
                pre_opening_gbp=4e3,
                running_gbp_per_year=200e3,
                void_sale_beds=0.5,
                void_sale_gbp_per_week=600.0,
            ),
        ),
        "fostering": (
            service(
                households_today=4.0,
                approvals_per_year_max=3,
                approvals_per_year_today=1,
                approval_gbp=9e3,
                staying_put_today=1.0,
                staying_put_starts_per_year=1.2,
                staying_put_months=10,
                staying_put_gbp_per_week=200.0,
            ),
        ),
        "occupancy_limits": tuple(
            row("occupancy_limits", beds=beds, practical_share=share) for beds, share in ((2, 0.7), (6, 0.9))
        ),
        "uplifts": flat_uplifts(OFFERS, 0.06),
        "settings": settings(monthly, every, move_gbp=900.0, gap_penalty_gbp_per_week=2500.0, price_base="2021/22"),
    }
    given["uplifts"] = flat_uplifts(OFFERS, 0.06, ["2022/23", "2023/24"])
    return instance(OFFERS, COHORTS, **{**given, **tables})


def blocks(**changes: Any) -> tuple[Row, ...]:
    """Return a running block of four beds with a break and an extension, and a new one, part-guaranteed."""
    running = block(
        "running",
        block="old",
        start_from=month(-14),
        start_to=month(-14),
        term_months=24,
        beds_today=4,
        break_after_months=19,
        termination_gbp=5e3,
        extensions=2,
        extension_months=6,
        successor="spot",
        void_sale_beds=1.0,
        void_sale_gbp_per_week=700.0,
    )
    fresh = block(
        "new",
        block="fresh",
        start_from=month(2),
        start_to=month(5),
        term_months=18,
        unit_beds=2,
        emergency_beds=1,
        guarantee_share=0.6,
        mobilisation_gbp=6e3,
        break_after_months=9,
        termination_gbp=3e3,
        review="fixed",
        void_sale_beds=1.0,
        void_sale_gbp_per_week=500.0,
    )
    return tuple(b.model_copy(update=changes) for b in (running, fresh))
