"""The study of projections over the authorities: its reader, and that it finds what made-up data hold."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from benchmarks.demand_futures import moments, play
from benchmarks.demand_study import fit, inside, interval_score, misses
from benchmarks.dfe import Authority, march, read
from optimiser.projection.futures import Futures
from optimiser.projection.record import Flow, Record
from optimiser.projection.widths import Law
from tests.optimiser.projection.records import with_flow

YEARS = range(2015, 2020)


def row(level: str, code: str, name: str, counts: list[int], in_the_year: list[int]) -> dict[str, object]:
    """Return a row of the underlying data of 2019."""
    columns: dict[str, object] = {"geog_l": level, "New_geog_code": code, "geog_n": name}
    for year, count, whole in zip(YEARS, counts, in_the_year, strict=True):
        columns |= {f"CLA_Mar{year}": count, f"CLA_{year}": whole, f"CLA_Pop{year - 1}": 1000 * (year - 2014)}
    return columns


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two authorities, one of them re-coded, a tiny one and a region."""
    counts, whole = [100, 110, 120, 130, 140], [130, 135, 150, 160, 170]
    rows = [
        row("LA", "E1", "Northtown", counts, whole),
        row("LA", "E2old", "Somerset", counts, whole),
        row("LA", "E3", "Rocks", [0, 1, 0, 0, 2], [0, 1, 1, 0, 2]),
        row("REGION", "E4", "North", counts, whole),
    ]
    pd.DataFrame(rows).to_csv(tmp_path / "cla_2019_la_underlying.csv", index=False)
    measure = "Children looked after on 31 March each year"
    later = [("E1", "Northtown", "150"), ("E2new", "Somerset", "145"), ("E3", "Rocks", "c")]
    frame = pd.DataFrame([{"la_code": c, "la_name": n, "measure": measure, "children": v} for c, n, v in later])
    frame.to_csv(tmp_path / "la_year_to_march_2021.csv", index=False)
    return tmp_path


def test_authorities_are_read(folder: Path) -> None:
    """Counts, starts (135 - 100) and ceases (135 - 110) of 2016, the count of 2021; the tiny one is named."""
    found, small = read(folder)
    assert [authority.name for authority in found] == ["Northtown", "Somerset"]
    assert small == ["Rocks"]
    record = found[0].record
    assert record.children.tolist() == [100, 110, 120, 130, 140, 150]
    assert record.origin == march(2021)
    assert (record.flows[0].starts.tolist(), record.flows[0].ceases.tolist()) == ([35.0], [25.0])
    assert found[1].record.last == 145.0


def test_only_what_was_known_is_known(folder: Path) -> None:
    """Of 2017: counts to 2017, residents of 2014 to 2016 carried on at their growth of sqrt(3) a year."""
    known = read(folder)[0][0].known_in(2017)
    assert known.days == (march(2015), march(2016), march(2017))
    (people,) = known.people
    assert people.people[:4] == pytest.approx([1000, 2000, 3000, 3000 * 3**0.5])


def test_misses_are_actual_over_projected(folder: Path) -> None:
    """No change from 2019, 140 children, for the 150 of 2021."""
    rows = misses(read(folder)[0][:1])
    one = rows[(rows.method == "no_change") & (rows.origin == 2019)]
    assert one.log_error.tolist() == pytest.approx([np.log(150 / 140)])
    assert one.share_error.tolist() == pytest.approx([140 / 150 - 1])
    assert set(rows.method) == {"no_change", "population_rate", "flow", "trend_last", "trend_fitted"}


def test_the_law_of_made_up_misses_is_found_again() -> None:
    """Its scale within a few per cent; four in five inside the band."""
    generator = np.random.default_rng(11)
    law = Law(chance=0.5, drift=0.004, unrest=0.1, freedom=8.0)
    years = generator.integers(1, 5, 6000).astype(float)
    children = generator.uniform(50, 1500, 6000)
    unrest = generator.uniform(0.001, 0.02, 6000)
    errors = stats.t.rvs(law.freedom, size=6000, random_state=generator) * law.scale(years, children, unrest)
    rows = pd.DataFrame({"years": years, "children": children, "unrest": unrest, "log_error": errors})
    found = fit(rows)
    for ahead, size, restless in product((1.0, 4.0), (100.0, 1000.0), (0.002, 0.015)):
        wanted, got = (item.scale(np.array([ahead]), size, restless)[0] for item in (law, found))
        assert got == pytest.approx(wanted, rel=0.08)
    assert inside(rows, law, 0.8).mean() == pytest.approx(0.8, abs=0.02)


def test_the_interval_score_punishes_what_lies_outside() -> None:
    """100 projected, band 80 to 125 (log scale); 150 lies 25 outside: 45 + 10 x 25, over 150."""
    freedom = 1e6
    edge = np.log(1.25) / stats.t.ppf(0.9, freedom)
    rows = pd.DataFrame(
        {
            "years": [1.0],
            "children": [1e9],
            "unrest": [0.0],
            "actual": [150.0],
            "projected": [100.0],
            "log_error": [np.log(1.5)],
        }
    )
    law = Law(chance=0.0, drift=edge**2, unrest=0.0, freedom=freedom)
    assert interval_score(rows, law, 0.8) == pytest.approx((45 + 10 * 25) / 150)


def test_dispersion_and_drift_of_made_up_rates_are_found_again() -> None:
    """Starts of variance 2 x mean about rates that walk by a tenth a year."""
    generator = np.random.default_rng(2)
    authorities = []
    for i in range(1500):
        rates = 150 * np.exp(np.append(0.0, generator.normal(0, 0.1, 3)).cumsum())
        starts = generator.poisson(generator.gamma(rates / 1.0))
        flows = tuple(
            Flow(march(2015 + y), march(2016 + y), np.array([float(s)]), np.array([1.0]), np.ones(1), np.ones(1))
            for y, s in enumerate(starts)
        )
        authorities.append(Authority(str(i), Record((march(2019),), np.ones(1), flows=flows), np.ones(5)))
    dispersion, drift = moments(authorities, "starts")
    assert dispersion == pytest.approx(2.0, rel=0.15)
    assert drift == pytest.approx(0.1, rel=0.1)


def test_played_futures_keep_a_balanced_stock() -> None:
    """100 children, 30 in and 30 out a year: 100 on average, with the variance of chance alone, at most Poisson's."""
    ones = np.ones((4000, 25))
    played = play(with_flow(), Futures(ones, ones, 1.0, 0), np.random.default_rng(4))
    assert played[:, 24].mean() == pytest.approx(100.0, abs=1.0)
    assert 40 < played[:, 24].var() < 100
