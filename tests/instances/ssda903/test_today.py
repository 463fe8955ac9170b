"""Which offer of the base a child of today is put in: eligible, as near or far, shared by places, in steady order."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from instances.reader import LoadedInstance
from instances.ssda903.importer import Imported
from models.instance import Instance
from tests.instances.ssda903.importing import example, imported, lives
from tests.instances.ssda903.returns import EPISODE, Episode, episode_cells, header_csv, text

D = dt.date
LEAVER = Episode("QX9", D(2023, 4, 2), D(2024, 3, 30), rec="E4A", place="R2")


def based(change: dict[str, dict[str, object]]) -> LoadedInstance:
    """Return the example with some offers changed."""
    base = example().instance
    offers = tuple(row.model_copy(update=change.get(row.offer, {})) for row in base.offers)
    return LoadedInstance(base.model_copy(update={"offers": offers}), "", "changed")


def placed(folder: Path, count: int, where: str = "", miles: str = "", **asked: object) -> Imported:
    """Import alike children, with or without PL_LOCATION and PL_DISTANCE."""
    asked = {"place": "U6", "provider": "PR4", "cin": "N1", "born": "01/05/2012", "base": example()} | asked
    codes = {name: str(asked[name]) for name in ("place", "provider", "cin")}
    episodes = [*(Episode(f"QX1{n}", D(2023, 6, 1), None, **codes) for n in range(count)), LEAVER]
    made = lives(*episodes, born=str(asked["born"]))
    folder.mkdir(exist_ok=True)
    rows = [[*episode_cells(episode), where, miles] for episode in episodes]
    (folder / "e.csv").write_text(text([*EPISODE, "PL_LOCATION", "PL_DISTANCE"], rows), newline="")
    (folder / "h.csv").write_text(header_csv(made), newline="")
    return imported(folder, base=asked["base"], example=False)


def offers(found: Imported) -> Counter[str]:
    """Return children by offer."""
    counted: Counter[str] = Counter()
    for row in found.instance.placements_today:
        counted[str(row.offer)] += round(row.children)
    return counted


def fits(instance: Instance) -> bool:
    """Return whether every child lives in an offer of its provision that takes its age and need."""
    cohorts = {row.cohort: row for row in instance.cohorts}
    kinds = {row.offer: row for row in instance.offers}
    prices = {(row.offer, row.need) for row in instance.offer_prices}
    for row in instance.placements_today:
        if row.offer is not None:
            offer, cohort = kinds[row.offer], cohorts[row.cohort]
            assert offer.provision == row.provision
            assert offer.age_from <= cohort.age_from <= cohort.age_to <= offer.age_to
            assert (row.offer, cohort.need) in prices
    return True


def test_shared_by_places(tmp_path: Path) -> None:
    """In IFA without a known place: 38, 120, 34 and 36 places take 228 children of core need in that proportion.

    The offer for complex need takes none of them, and the one below grade gets no children.
    """
    found = placed(tmp_path, 228)
    assert offers(found) == {"ifa_borough": 38, "ifa_region": 120, "ifa_adjoining": 34, "ifa_spot": 36}
    assert fits(found.instance)


@pytest.mark.parametrize(
    ("where", "miles", "expected"),
    [
        ("IN", "", {"ifa_borough"}),
        ("IN", "30.0", {"ifa_borough"}),
        ("OUT", "5.0", {"ifa_region", "ifa_spot"}),
        ("OUT", "20.0", {"ifa_region", "ifa_spot"}),
        ("OUT", "20.1", {"ifa_adjoining"}),
        ("OUT", "999.9", {"ifa_region", "ifa_spot", "ifa_adjoining"}),
        ("", "", {"ifa_borough", "ifa_region", "ifa_spot", "ifa_adjoining"}),
    ],
)
def test_near_or_far(tmp_path: Path, where: str, miles: str, expected: set[str]) -> None:
    """In the authority; outside and within 20 miles; further; outside at a distance not known; not known."""
    assert set(offers(placed(tmp_path, 40, where, miles))) == expected


def test_where_the_base_has_nothing_so_near(tmp_path: Path) -> None:
    """Supported lodgings far off are in no line of the base: another of the kind is used, and told of."""
    found = placed(tmp_path, 3, "OUT", "80.0", place="K3", born="01/05/2007")
    assert fits(found.instance)
    assert sum(offers(found).values()) == 3
    told = {what for _, what in found.quality.totals()}
    assert any("the base has no offer of this kind as near or far as the child lives" in what for what in told)


def test_below_grade_only_where_there_is_nothing_else(tmp_path: Path) -> None:
    """With every other IFA line below grade or closed the weak line has them: they stay and nobody follows."""
    weak = {name: {"grade": "inadequate"} for name in ("ifa_borough", "ifa_region", "ifa_adjoining", "ifa_spot")}
    found = placed(tmp_path, 10, base=based(weak))
    assert sum(offers(found).values()) == 10
    good = placed(tmp_path / "good", 10, base=based({name: weak[name] for name in list(weak)[1:]}))
    assert set(offers(good)) == {"ifa_borough"}


def test_offers_that_open_or_close_are_not_used(tmp_path: Path) -> None:
    """A line that opens later, or closes, is no place for a child of today."""
    closing = {"ifa_region": {"live_to": D(2023, 1, 1)}, "ifa_spot": {"live_from": D(2023, 1, 1)}}
    assert set(offers(placed(tmp_path, 30, base=based(closing)))) == {"ifa_borough", "ifa_adjoining"}


def test_children_with_long_and_short_stays_are_mixed(tmp_path: Path) -> None:
    """Children are dealt out in order of their months, so that no offer gets all the settled ones."""
    episodes = [
        Episode(f"QX{n:03d}", D(2024 - n // 12, 3 - n % 3, 1 + n % 28), None, provider="PR4") for n in range(76)
    ]
    made = lives(*episodes, LEAVER)
    (tmp_path / "e.csv").write_text(text(EPISODE, map(episode_cells, [*episodes, LEAVER])), newline="")
    (tmp_path / "h.csv").write_text(header_csv(made), newline="")
    found = imported(tmp_path, example=False)
    mean: dict[str, list[int]] = {}
    for row in found.instance.placements_today:
        if row.offer is not None:
            mean.setdefault(row.offer, []).extend([row.months_in_placement] * round(row.children))
    middles = [sum(months) / len(months) for months in mean.values() if len(months) > 8]
    assert len(middles) == 4
    assert max(middles) - min(middles) < 12


def test_fixed_lines_have_no_offer(tmp_path: Path) -> None:
    """Secure, health, parents, adoption, other."""
    found = placed(tmp_path, 2, place="K1", provider="PR2")
    assert [(row.provision, row.offer, row.children) for row in found.instance.placements_today] == [
        ("secure", None, 2)
    ]


def test_alike_children_stand_in_one_row(tmp_path: Path) -> None:
    """38 children, one offer, one stay: one row of 38."""
    found = placed(tmp_path, 38, "IN")
    assert [(row.children, row.months_in_placement) for row in found.instance.placements_today] == [(38, 9)]
