"""Builds the packaged instance `sefton-2022`: ``python -m calibration.sefton_2022 OUTDIR``."""

import sys
from collections.abc import Sequence
from pathlib import Path

from calibration import (
    children,
    commitments,
    comparators,
    demand,
    finance,
    placements,
    prices,
    programmes,
    recorded,
    step_down,
    supply,
    yardsticks,
)
from calibration.settings import settings
from instances.writer import write_folder
from models.fields import Row
from models.instance import Instance


def tables() -> dict[str, Sequence[Row]]:
    """Return every table of the instance."""
    return {
        "needs": [*children.need_rows(), step_down.trial_need()],
        "areas": children.area_rows(),
        "cohorts": [*children.cohort_rows(), *step_down.trial_cohorts()],
        "transitions": [*children.transition_rows(), *step_down.trial_transitions()],
        "entries": children.entry_rows(placements.children_by_cell()),
        "history": [*demand.earlier_count_rows(), *recorded.history_rows()],
        "placements_today": placements.placement_rows(),
        "offers": supply.offer_rows(),
        "offer_prices": prices.price_rows(),
        "disruption": supply.disruption_rows(),
        "blocks": commitments.block_rows(),
        "block_tiers": commitments.tier_rows(),
        "homes": commitments.home_rows(),
        "fostering": commitments.fostering_rows(),
        "programmes": programmes.programme_rows(),
        "step_downs": step_down.step_down_rows(),
        "occupancy_limits": commitments.occupancy_rows(),
        "fixed_lines": finance.fixed_line_rows(),
        "budgets": finance.budget_rows(),
        "income": finance.income_rows(),
        "uplifts": finance.uplift_rows(),
        "deflators": finance.deflator_rows(),
        "policies": yardsticks.policy_rows(),
        "published": yardsticks.published_rows(),
        "calibration": yardsticks.calibration_rows(),
        "population": demand.population_rows(),
        "placement_history": demand.placement_history_rows(),
        "ceases_by_reason": demand.reason_rows(),
        "comparators": comparators.comparator_rows(),
    }


def instance() -> Instance:
    """Return the instance, its rows checked one by one."""
    return Instance.model_validate({"settings": settings(), **{name: tuple(rows) for name, rows in tables().items()}})


def main(arguments: Sequence[str]) -> int:
    """Run from the command line; the only argument is the folder."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m calibration.sefton_2022 OUTDIR\n")
        return 2
    write_folder(instance(), Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
