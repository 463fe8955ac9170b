"""The instance's own behaviour beside what was recorded."""

from typing import Any

import numpy as np
import pytest

from models.instance import Instance
from optimiser.calibrate import MEASURES, calibration, first_year_share
from optimiser.trajectory import Trajectory
from tests.optimiser.cases import GAP, children, compiled, entering, moving, one_cohort
from tests.oracles.small import cohort, hazards, instance, offer, priced, row


def recorded(*measures: str) -> tuple[Any, ...]:
    """Return rows of the table calibration that accept 0.4 to 0.6."""
    return tuple(row("calibration", measure=name, recorded=0.5, low=0.4, high=0.6) for name in measures)


OFFERS = {
    "carers": offer("carers", "in_house_fostering", "in_house"),
    "family": offer("family", "connected_carers", "in_house", placed_in="south"),
    "agency": offer("agency", "ifa", placed_in="away"),
    "homes": offer("homes", "residential"),
    "far_homes": offer("far_homes", "residential", placed_in="away"),
    "flats": offer("flats", "supported_accommodation", placed_in="south"),
}


def mixed(*measures: str) -> Instance:
    """Return ten children who stay where they are: 3, 1, 1, 2, 2 and 1."""
    counts = (3, 1, 1, 2, 2, 1)
    return one_cohort(
        dict.fromkeys(OFFERS.values(), 700.0),
        placements_today=tuple(children(n, o) for n, o in zip(counts, OFFERS.values(), strict=True)),
        calibration=recorded(*measures),
    )


@pytest.mark.parametrize(
    ("measure", "share"),
    [
        ("share_in_authority", 0.7),  # all but 1 of the agency and 2 far away
        ("share_within_20_miles", 0.7),
        ("share_in_house_fostering", 0.4),
        ("share_ifa", 0.1),
        ("share_residential", 0.4),
        ("share_supported_accommodation", 0.1),
        ("share_family_settings", 0.5),
        ("share_residential_in_borough", 0.5),
        ("first_year_moves_per_child_year", 0.0),
    ],
)
def test_mix_of_the_first_year(measure: str, share: float) -> None:
    """Of ten children, or of four in residential care."""
    (found,) = calibration(mixed(measure))
    assert found.measure == measure
    assert found.model == pytest.approx(share)
    assert found.within == (0.4 <= share <= 0.6)
    assert (found.recorded, found.low, found.high) == (0.5, 0.4, 0.6)


def test_moves_of_the_first_year() -> None:
    """One child, a tenth of whom moves every month: 1.2 a year."""
    spot = offer("spot")
    planning = one_cohort(
        {spot: 700},
        {"spot": {0: 0.1}},
        placements_today=(children(1, spot),),
        calibration=recorded("first_year_moves_per_child_year"),
    )
    assert calibration(planning)[0].model == pytest.approx(1.2)
    assert not calibration(planning)[0].within


def teens() -> Instance:
    """Return young children, of whom 5 % turn 16 and 1 % leave care each month, and old ones."""
    spot = offer("spot")
    shares = {("young", "young"): 0.94, ("young", "old"): 0.05, ("old", "old"): 0.9}
    return instance(
        [GAP, spot],
        [cohort("young", ages=(0, 15)), cohort("old", ages=(16, 17))],
        placements_today=(children(4, spot, 0, "young"), children(9, spot, 0, "old"), children(1, None, 0, "young")),
        transitions=moving(shares),
        offer_prices=priced({"spot": {"low": 1.0}, "gap": {"low": 1.0}}),
        disruption=hazards({"spot": {"low": {0: 0.02, 12: 0.01}}}),
        entries=(entering(5, 3, "young"),),
        calibration=recorded("same_placement_two_years_under_16"),
    )


def test_same_placement_after_two_years() -> None:
    """Of the four young ones placed today and still in care and young: twelve months at 0.98, twelve at 0.99."""
    assert calibration(teens())[0].model == pytest.approx(0.98**12 * 0.99**12)


def test_an_unknown_measure_has_no_model() -> None:
    """It is shown, and never within."""
    known, unknown = calibration(mixed("share_ifa", "happiness"))
    assert known.model is not None
    assert unknown.model is None
    assert not unknown.within


def test_nothing_recorded_nothing_computed() -> None:
    """No rows: no do-nothing either."""
    assert calibration(mixed()) == ()


def test_shares_are_of_the_first_year_only() -> None:
    """All in one offer for a year, then all in the other: in April 2023 and later it does not matter."""
    stock = np.zeros((2, 25, 1))
    stock[0, :13], stock[1, 13:] = 1.0, 1.0
    path = Trajectory(stock, np.zeros((1, 2, 25)), np.zeros((0, 0, 0)), ())
    assert first_year_share(path, np.array([[True], [False]])) == 1.0
    assert first_year_share(path, np.array([[False], [True]])) == 0.0
    assert first_year_share(path, np.array([[True], [False]]), np.array([[True], [False]])) == 1.0


@pytest.mark.parametrize("measure", ["share_residential_in_borough", "same_placement_two_years_under_16"])
def test_a_share_of_nobody_has_no_model(measure: str) -> None:
    """No residential care, nobody under 16: None rather than 0 / 0, which `--json` could not write."""
    agency = OFFERS["agency"]
    planning = one_cohort({agency: 1}, placements_today=(children(1, agency),), calibration=recorded(measure))
    assert calibration(planning)[0].model is None


def test_measures_have_the_names_of_the_packaged_instance() -> None:
    """What `calibration.csv` of sefton-2022 may name."""
    assert set(MEASURES) == {
        "first_year_moves_per_child_year",
        "same_placement_two_years_under_16",
        "share_in_authority",
        "share_within_20_miles",
        "share_in_house_fostering",
        "share_ifa",
        "share_residential",
        "share_supported_accommodation",
        "share_family_settings",
        "share_residential_in_borough",
    }
    assert compiled(teens()).months == 24
