"""Ids in words."""

from typing import get_args

from models.fields import FixedProvision, Provision
from reports.words import in_order, words


def test_every_provision_has_words() -> None:
    """None shows an underscore; each is different."""
    names = [name for name in (*get_args(Provision), *get_args(FixedProvision), "unknown") if name != "none"]
    assert len({words(name) for name in names}) == len(names)
    assert not [name for name in names if "_" in words(name)]
    assert in_order(reversed(names)) == in_order(names)


def test_other_ids_lose_their_underscores() -> None:
    """Whatever they are."""
    assert words("own_home_two_beds") == "own home two beds"


def test_provisions_are_in_order() -> None:
    """Families first, then homes, then the gap, fixed lines, and what is not known."""
    given = ["zebra", "other", "gap", "residential", "ifa", "ifa", "block_fostering", "in_house_fostering"]
    shown = ["in_house_fostering", "ifa", "block_fostering", "residential", "gap", "other", "zebra"]
    assert in_order(given) == shown
