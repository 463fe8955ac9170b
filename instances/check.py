"""Every check across rows and tables. A check looks at sound rows; what it lacks, it does not judge."""

from collections.abc import Callable, Iterator

from instances import (
    check_authorities,
    check_blocks,
    check_children,
    check_eligibility,
    check_homes,
    check_money,
    check_offers,
    check_placements,
    check_policies,
    check_programmes,
    check_references,
    check_successors,
    check_supply,
)
from instances.draft import Draft
from models.faults import Fault

CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    check_references.references,
    check_references.default_demand,
    check_authorities.known_authorities,
    check_authorities.transitions_stay,
    check_authorities.shared_offers,
    check_children.need_ranks,
    check_children.areas_complete,
    check_children.cohorts_apart,
    check_eligibility.cohort_columns,
    check_eligibility.nowhere_to_go,
    check_children.transition_sums,
    check_children.entry_months,
    check_children.history_periods,
    check_placements.placements_match,
    check_placements.placements_fit,
    check_placements.fixed_children,
    check_offers.one_gap,
    check_offers.nowhere_is_gap,
    check_offers.prices_and_disruption,
    check_offers.gap_lasts_a_month,
    check_offers.offer_ages,
    check_offers.offer_routes,
    check_offers.offer_dates,
    check_eligibility.offer_columns,
    check_eligibility.full_prices,
    check_eligibility.nobody_to_take,
    check_successors.successors,
    check_successors.closures,
    check_supply.supplied_offers,
    check_supply.offers_are_supplied,
    check_supply.occupancy_above_zero,
    check_blocks.block_tiers,
    check_blocks.block_sizes,
    check_blocks.block_dates,
    check_blocks.block_options,
    check_blocks.block_reviews,
    check_blocks.beds_sold,
    check_blocks.block_ramps,
    check_homes.lead_times,
    check_homes.home_figures,
    check_homes.void_sales,
    check_homes.fostering_figures,
    check_programmes.programme_figures,
    check_programmes.programme_starts,
    check_programmes.programme_cohorts,
    check_programmes.step_down_rows,
    check_programmes.step_down_cohorts,
    check_money.money_settings,
    check_money.uplifts,
    check_money.deflators,
    check_money.yearly_rows,
    check_policies.policy_rows,
    check_policies.policies_have_a_subject,
    check_money.recorded_figures,
)


def check_draft(draft: Draft) -> Iterator[Fault]:
    """Yield every fault across rows and tables."""
    for check in CHECKS:
        yield from check(draft)
