"""Policies of every measure, homes' lead times, authorities."""

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from models.rules import AT_LEAST, IN_CHILDREN, IN_POUNDS, Measure
from models.tables import Cohort, Home, Policy

SOURCE = {"source": "a document"}


def policy(measure: Any, **changes: Any) -> Policy:
    """A hard policy of a measure."""
    ring = "in_authority" if measure == "share_within_ring" else None
    values = {"policy": "p", "ring": ring, "financial_year": "2024/25", "level": 0.5, "strength": "hard"}
    return Policy.model_validate({**SOURCE, **values, "measure": measure, "gbp_per_unit": None, **changes})


@pytest.mark.parametrize("measure", get_args(Measure))
def test_a_measure_has_one_sense_and_one_unit(measure: str) -> None:
    """Shares are at most 1; children, pounds and moves may be more."""
    row = policy(measure)
    assert row.is_floor == (measure in AT_LEAST)
    assert row.is_share == measure.endswith(("_share", "_ring", "_of_fostering"))
    assert row.is_share + (measure in IN_POUNDS) + (measure in IN_CHILDREN) <= 1
    if row.is_share:
        with pytest.raises(ValidationError, match="level is a share, at most 1"):
            policy(measure, level=1.01)
    else:
        assert policy(measure, level=250.0).level == 250.0


@pytest.mark.parametrize(
    ("measure", "changes", "message"),
    [
        ("family_share", {"among": "family"}, "among is all for every measure but"),
        ("capital_gbp", {"budget_head": "agency_head"}, "budget_head is given for revenue_gbp only"),
        ("family_share", {"ring": "adjoining"}, "ring is given for share_within_ring and blank for other measures"),
        ("share_within_ring", {"ring": None}, "ring is given for share_within_ring"),
        ("gap_children", {"gbp_per_unit": 5.0}, "gbp_per_unit is given for a soft policy and blank for others"),
    ],
)
def test_columns_that_do_not_go_together(measure: str, changes: dict[str, object], message: str) -> None:
    """Each says which column is at fault."""
    with pytest.raises(ValidationError, match=message):
        policy(measure, **changes)


def test_whom_a_share_is_of() -> None:
    """Rings and distance may be of some children only; revenue of one budget head."""
    assert policy("share_within_ring", among="new_admissions").among == "new_admissions"
    assert policy("at_a_distance_share", among="residential").among == "residential"
    assert policy("revenue_gbp", budget_head="agency_head").budget_head == "agency_head"


def test_the_lead_time_of_a_home() -> None:
    """Approval 2, works 12, registration 4, slippage 3: 21 months; only the works must be given."""
    values = {
        **SOURCE,
        "home": "h",
        "offer": "o",
        "beds": 3,
        "max_homes": 1,
        "decision_from": "2024-04-01",
        "works_months": 12,
        "capital_gbp": 1.0,
        "grant_share": 0.5,
        "asset_life_years": 40,
        "pre_opening_gbp": 1.0,
        "running_gbp_per_year": 1.0,
    }
    assert Home.model_validate(values, strict=False).lead_months == 12
    parts = {"approval_months": 2, "registration_months": 4, "slippage_months": 3}
    assert Home.model_validate({**values, **parts}, strict=False).lead_months == 21


def test_a_cohort_is_of_single_children_unless_it_says_otherwise() -> None:
    """Optional columns have the defaults that docs/tables.md tells."""
    values = {"cohort": "c", "need": "low", "home_area": "town", "age_from": 0, "age_to": 4}
    cohort = Cohort.model_validate({**SOURCE, **values})
    assert (cohort.authority, cohort.skill, cohort.group_size, cohort.split_allowed) == (None, None, 1, "no")
    assert (cohort.bed_use, cohort.solo) == (1.0, "no")
