"""What is said of the counts that the futures of demand rest on."""

from dataclasses import replace

from optimiser.projection.told import futures_rest_on
from tests.optimiser.projection.records import counts, with_flow, yearly_flow


def test_the_counts_and_what_they_tell() -> None:
    """60 starts over 1.55 and a half are 39.2: exp(1.28 / sqrt(39.2)) is about 1.22, its inverse 0.81."""
    entry, leaving = futures_rest_on(with_flow())
    assert entry.startswith(
        "entry: rests on 60 starts counted in 2.0 years; in four futures of five its level is 0.81"
    )
    assert entry.endswith("to 1.22 times the path's")
    assert leaving.startswith("leaving: rests on 60 ceases counted in 2.0 years; ")


def test_few_counts_are_said_to_tell_little() -> None:
    """30 starts over 1.55: 1 / 19.9 = 0.050 > 0.21^2 = 0.044; 30 ceases: 1 / 30.5 = 0.033 < 0.23^2 = 0.053."""
    year = replace(with_flow(), flows=(yearly_flow(2022, [30], [30], [100], [100]),))
    entry, leaving = futures_rest_on(year)
    assert "authorities differ by 21 %" in entry
    assert "give more years of the record" in entry
    assert "differ" not in leaving


def test_without_flows_what_is_assumed_is_said() -> None:
    """A third of 90 children."""
    entry, leaving = futures_rest_on(counts(80, 90))
    assert "no period with starts and counts at both ends; as uncertain as if 30 starts had been counted" in entry
    assert "no period with ceases and counts at both ends; as uncertain as if 30 ceases had been counted" in leaving
