"""Figures, country, providers: quantiles by hand, every authority served, and our own readers take the files."""

from pathlib import Path

import numpy as np
import pytest

from instances.costs.layouts import read_costs
from instances.providers.layouts import Kind as Listed
from instances.providers.layouts import read_providers
from instances.synthetic.costs import placement_costs
from instances.synthetic.country import DISTRICTS_EACH, POSTCODES_EACH, make_country
from instances.synthetic.figures import ADULT, BANDS, band_of, by_band, one, parts, quantile
from instances.synthetic.market import Kind
from instances.synthetic.provider_list import provider_workbook
from tests.instances.synthetic.made import AUTHORITIES, authorities, country


def test_quantiles_are_straight_between_those_given() -> None:
    """Half-way between the quarter (307) and the median (438) is 372.5; ends hold beyond the ends."""
    found = quantile("children_by_authority", np.array([0.0, 0.25, 0.375, 0.5, 1.0]))
    assert found.tolist() == [20, 307, 372.5, 438, 1995]


def test_ages_fall_into_bands() -> None:
    """Birthdays begin a band; 18 and over stay in the last."""
    ages = np.array([0.0, 0.99, 1.0, 4.99, 5.0, 10.0, 15.99, 16.0, 18.0])
    assert [BANDS[band] for band in band_of(ages)] == [0, 0, 1, 1, 5, 10, 10, 16, 16]
    assert ADULT == 18


@pytest.mark.parametrize("band", range(len(BANDS)))
def test_mixes_are_whole(band: int) -> None:
    """Kinds of placement of an age add to one, as do entries and reasons over all parts."""
    names = ("kinship", "foster", "home", "supported", "parents", "adoption", "other")
    assert sum(by_band(f"mix_{name}")[band] for name in names) == pytest.approx(1)
    assert sum(parts("entry_share").values()) == pytest.approx(1)
    assert sum(parts("reason").values()) == pytest.approx(1, abs=0.001)
    assert one("years_in_care") == pytest.approx(80_780 / 28_470, abs=0.001)


def test_one_authority_is_of_median_size() -> None:
    """Behind it stand eight others, so that it has neighbours."""
    made = make_country(1, np.random.default_rng(0))
    assert made.children[0] == 438
    assert made.size == 9
    assert make_country(23, np.random.default_rng(0)).size == 23


def test_postcodes_lie_in_their_authority() -> None:
    """Each within the authority's square of 24 km, and found back by its position."""
    made, _ = country()
    each = DISTRICTS_EACH * POSTCODES_EACH
    assert len(made.postcodes) == made.size * each
    where = made.authority_of(np.arange(len(made.postcodes)))
    assert np.bincount(where).tolist() == [each] * made.size
    assert (np.abs(made.postcode_east - made.east[where]) <= 12_000).all()
    assert (np.abs(made.postcode_north - made.north[where]) <= 12_000).all()
    districts = {code.split(" ")[0] for code in made.postcodes[made.own_postcodes(0)]}
    assert districts == {"JA1", "JA2", "JA3", "JA4"}


def test_names_and_codes_are_plainly_made_up() -> None:
    """Three digits; a code in the form of the statistical office's."""
    made, _ = country()
    assert made.name(0) == "Synthetic 001"
    assert made.code(8) == "E99000009"
    assert made.region(8) == "Synthetic Region 1"


@pytest.mark.parametrize("kind", list(Kind))
def test_every_authority_has_every_kind_of_provider(kind: Kind) -> None:
    """At least one each, each number once, homes of two places or more."""
    _, market = country()
    rows = market.of(kind)
    assert set(market.authority[rows]) == set(range(AUTHORITIES))
    assert len(set(market.urn)) == len(market.urn)
    registered = market.places[rows]
    assert (registered == 0).all() if kind in (Kind.FOSTERING_SERVICE, Kind.AGENCY) else (registered >= 2).all()


def test_our_own_reader_takes_the_list(tmp_path: Path) -> None:
    """Without a fault; kinds, places and grades are those that were made."""
    made, market = country()
    provider_workbook(made, market).save(tmp_path / "list.xlsx")
    found = read_providers(tmp_path / "list.xlsx")
    assert found.layout == "2025"
    by_urn = {provider.urn: provider for provider in found.providers}
    assert set(by_urn) == set(market.urn)
    kinds = {
        Kind.FOSTERING_SERVICE: Listed.FOSTERING_SERVICE,
        Kind.AGENCY: Listed.AGENCY,
        Kind.OWN_HOME: Listed.HOME,
        Kind.HOME: Listed.HOME,
        Kind.SUPPORTED: Listed.SUPPORTED,
    }
    for row, urn in enumerate(market.urn):
        provider = by_urn[urn]
        assert provider.kind == kinds[Kind(int(market.kind[row]))]
        assert provider.own == (market.kind[row] in (Kind.FOSTERING_SERVICE, Kind.OWN_HOME))
        assert (provider.places or 0) == market.places[row] or provider.kind is Listed.AGENCY
        assert (provider.grade is None) == (market.grade[row] == 4)
        assert not provider.closed


@pytest.mark.parametrize("number", range(3))
def test_our_own_reader_takes_the_costs(tmp_path: Path, number: int) -> None:
    """Without a fault; weekly means by provision are those asked for, within a fifth."""
    table = placement_costs(authorities()[number], np.random.default_rng(1))
    table.to_csv(tmp_path / "costs.csv", index=False)
    found = read_costs(tmp_path / "costs.csv")
    assert str(found.until) == "2025-03-31"
    assert len(found.lines) == len(table)
    means = {}
    for provision in ("connected_carers", "in_house_fostering", "ifa", "residential"):
        lines = [line for line in found.lines if line.provision == provision and line.weeks > 4]
        means[provision] = sum(line.gbp for line in lines) / sum(line.weeks for line in lines)
    prices = parts("weekly_gbp")
    assert means["connected_carers"] == pytest.approx(prices["kinship"], rel=0.2)
    assert means["in_house_fostering"] == pytest.approx(prices["in_house"], rel=0.2)
    assert means["ifa"] == pytest.approx(prices["agency"], rel=0.2)
    assert means["residential"] == pytest.approx(prices["home"], rel=0.25)
