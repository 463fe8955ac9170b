"""Every check across rows and tables. A check looks at sound rows; what it lacks, it does not judge."""

from collections.abc import Callable, Iterator

from instances import check_children, check_history, check_money, check_offers, check_references, check_supply
from instances.draft import Draft
from models.faults import Fault

CHECKS: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    check_references.references,
    check_references.default_demand,
    check_children.need_ranks,
    check_children.areas_complete,
    check_children.cohorts_apart,
    check_children.transition_sums,
    check_children.entry_months,
    check_children.history_periods,
    check_children.placements_match,
    check_children.placements_fit,
    check_children.fixed_children,
    check_history.history_ages_apart,
    check_history.residents_apart,
    check_history.resident_areas,
    check_history.residents_counted,
    check_history.types_every_day,
    check_history.reason_periods,
    check_offers.one_gap,
    check_offers.nowhere_is_gap,
    check_offers.prices_and_disruption,
    check_offers.gap_lasts_a_month,
    check_offers.offer_ages,
    check_offers.offer_routes,
    check_offers.offer_dates,
    check_supply.supplied_offers,
    check_supply.offers_are_supplied,
    check_supply.block_tiers,
    check_supply.block_dates,
    check_supply.lead_times,
    check_supply.fostering_figures,
    check_supply.occupancy_above_zero,
    check_money.money_settings,
    check_money.uplifts,
    check_money.deflators,
    check_money.yearly_rows,
    check_money.policy_rows,
    check_money.recorded_figures,
)


def check_draft(draft: Draft) -> Iterator[Fault]:
    """Yield every fault across rows and tables."""
    for check in CHECKS:
        yield from check(draft)
