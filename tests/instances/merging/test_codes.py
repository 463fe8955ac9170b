"""Codes and words of cost files: each has a provision, or a reason why it gives no price."""

import pytest

from instances.costs.codes import PLACEMENT_CODES, provision_named, provision_of, route_named

ALL_CODES = (
    *("U1", "U2", "U3", "U4", "U5", "U6", "K1", "K2", "K3", "H5", "P1", "P2", "P3", "R1", "R2", "R3", "R5", "S1"),
    *("A3", "A4", "A5", "A6", "T0", "T1", "T2", "T3", "T4", "Z1", "Z11", "Z12", "Z13", "Z14"),
)


def test_every_code_of_the_return_is_known() -> None:
    """Those of 2025/26 and those that went before."""
    assert set(PLACEMENT_CODES) == set(ALL_CODES)


@pytest.mark.parametrize("place", ALL_CODES)
@pytest.mark.parametrize("provider", ["", "PR0", "PR1", "PR2", "PR3", "PR4", "PR5"])
def test_each_pair_has_a_provision_or_a_reason(place: str, provider: str) -> None:
    """Never both, never neither."""
    provision, reason = provision_of(place, provider)
    assert (provision is None) == bool(reason)


@pytest.mark.parametrize(
    ("place", "provider", "provision"),
    [
        *[("U1", "PR1", "connected_carers"), ("U3", "", "connected_carers"), ("U4", "PR1", "in_house_fostering")],
        *[("U6", "PR2", "ifa"), ("U5", "PR5", "ifa"), ("U4", "", None), ("U4", "PR0", None)],
        *[("K2", "PR4", "residential"), ("S1", "PR4", "residential"), ("P3", "PR4", "residential")],
        *[("K3", "PR4", "supported_accommodation"), ("H5", "PR5", "supported_accommodation")],
        *[("P1", "PR0", None), ("A6", "PR1", None), ("R5", "PR3", None), ("Z12", "", None), ("T4", "", None)],
    ],
)
def test_provisions_of_codes(place: str, provider: str, provision: str | None) -> None:
    """As the field counts them."""
    assert provision_of(place, provider)[0] == provision


def test_unknown_codes_and_words_have_neither() -> None:
    """They are faults of the file."""
    assert provision_of("X9", "PR4") == (None, "")
    assert provision_named("Castle") == (None, "")
    assert route_named("Found in the street") == (None, "")


@pytest.mark.parametrize(
    ("sourced", "route"),
    [
        ("NW Contract - SaILS DPS or previous", "framework"),
        ("NW Contract - Residential FPS or previous", "framework"),
        ("NW Contract - SEND FPS", "framework"),
        ("Sub Regional Contract - LCR PPA", "framework"),
        ("Local Contract or Framework", "framework"),
        ("Direct Award / Spot Purchase", "spot"),
        ("Direct Award / Off Framework", "spot"),
        ("Block Contract - Local", "block"),
        ("Block Contract - Collaborative", "block"),
        ("GM RCC Flexi Block", "block"),
        ("Remand", None),
        ("Secure Welfare Hub", None),
    ],
)
def test_routes_of_the_census(sourced: str, route: str | None) -> None:
    """The words of 2019 and 2025."""
    found, reason = route_named(sourced)
    assert found == route
    assert (route is None) == bool(reason)
