"""The council's own published projection, to the thousand and, year by year, to the pound."""

from pathlib import Path
from typing import Any

import pytest

from instances.reader import load
from models.findings import PublishedProjection
from optimiser.published import published_projection
from tests.optimiser.cases import one_cohort
from tests.oracles.small import row, settings

SEFTON = Path(__file__).parents[2] / "instances" / "sefton-2022"


@pytest.fixture(scope="module")
def sefton() -> PublishedProjection:
    """The projection of the packaged instance."""
    found = published_projection(load(SEFTON).instance)
    assert found is not None
    return found


def thousands(pounds: float) -> int:
    """Return whole thousands of pounds."""
    return round(pounds / 1000)


def test_base_growth_and_uplift_of_sefton(sefton: PublishedProjection) -> None:
    """As printed: 30,451 + 7,429 + 3,927 = 41,807 thousand pounds."""
    assert (thousands(sefton.base), thousands(sefton.growth), thousands(sefton.uplift)) == (30_451, 7_429, 3_927)
    assert thousands(sefton.total) == 41_807
    assert 30_451 + 7_429 + 3_927 == 41_807
    assert sefton.base == 30_451_000
    assert sefton.total == pytest.approx(sefton.base + sefton.growth + sefton.uplift)


def test_joint_figure_of_sefton(sefton: PublishedProjection) -> None:
    """Uplift on the grown cost as well: 42,764 thousand, of parts that add up when rounded."""
    # The pounds are 42,764,693; rounded part by part, as the council prints, the thousands add up to 42,764.
    assert sefton.joint_thousands == (30_451, 7_428, 4_885)
    assert sum(sefton.joint_thousands) == int(sefton.joint / 1000) == 42_764
    # 770 children, a whole number, of 619 today.
    assert sefton.joint_growth == pytest.approx(30_451_000 * 151 / 619)
    assert sefton.joint_uplift == pytest.approx(sefton.uplift * 770 / 619)


def test_children_of_sefton(sefton: PublishedProjection) -> None:
    """619 now; 770.015 is what the printed growth needs, 770 what is printed."""
    assert (sefton.children_now, sefton.children_projected) == (619, 770.015)
    assert sefton.years == ("2022/23", "2023/24", "2024/25")


@pytest.mark.parametrize(
    ("line", "share", "increments"),
    [
        # 5 % of the cost; then 5 % more of 1.05 times it, and of 1.1025 times it.
        ("residential", 0.05, (743_196, 780_356, 819_374)),
        ("ifa", 0.05, (286_544, 300_871, 315_915)),
        ("leaving_care", 0.05, (86_980, 91_329, 95_895)),
        ("in_house", 0.0237, (88_888, 90_995, 93_151)),
        ("sgo", 0.0237, (43_584, 44_617, 45_675)),
    ],
)
def test_every_increment_of_sefton_to_the_pound(
    sefton: PublishedProjection, line: str, share: float, increments: tuple[int, ...]
) -> None:
    """Each year on the year before, compounding."""
    found = next(row for row in sefton.types if row.line == line)
    assert found.uplift_share == share
    assert tuple(round(pounds) for pounds in found.increments) == increments


def test_increments_add_up_to_the_uplift(sefton: PublishedProjection) -> None:
    """Of five types in three years."""
    assert sum(sum(row.increments) for row in sefton.types) == pytest.approx(sefton.uplift)
    assert sum(row.base for row in sefton.types) == 27_923_959
    assert sefton.untyped == 2_527_042
    assert sefton.rounding == -1


def figures(*lines: tuple[str, str, float, float | None]) -> tuple[Any, ...]:
    """Return rows of the table published."""
    return tuple(row("published", item=i, line=x, value=v, uplift_share=s) for i, x, v, s in lines)


PLAIN = (
    ("cost_base", "ifa", 1000.0, 0.1),
    ("cost_base", "other", 500.0, None),
    ("children_now", "total", 10.0, None),
    ("children_projected", "total", 12.4, None),
)


def test_projection_by_hand() -> None:
    """1,000 at 10 % for two years and 500 without uplift; 2.4 children more than 10, or 2 in whole children."""
    planning = one_cohort({}, published=figures(*PLAIN), settings=settings(financial_years=2, price_base="2021/22"))
    found = published_projection(planning)
    assert found is not None
    assert found.years == ("2022/23", "2023/24")
    assert found.types[0].increments == pytest.approx((100, 110))
    assert found.types[1].increments == (0, 0)
    assert (found.untyped, found.rounding) == (0, 0)
    assert found.base == 1500
    assert found.growth == pytest.approx(360)
    assert found.uplift == pytest.approx(210)
    assert found.total == pytest.approx(2070)
    assert found.joint_growth == pytest.approx(300)
    assert found.joint_uplift == pytest.approx(252)
    assert found.joint == pytest.approx(2052)


def test_years_follow_the_price_base() -> None:
    """Costs of 2019/20: the first increment is of 2020/21."""
    planning = one_cohort({}, published=figures(*PLAIN), settings=settings(price_base="2019/20"))
    found = published_projection(planning)
    assert found is not None
    assert found.years == ("2020/21",)


@pytest.mark.parametrize("missing", [("cost_base",), ("children_now",), ("children_projected",)])
def test_without_its_figures_there_is_no_projection(missing: tuple[str]) -> None:
    """Costs by type, and children at both ends, are needed."""
    some = (line for line in PLAIN if line[0] not in missing)
    assert published_projection(one_cohort({}, published=figures(*some))) is None


def test_without_a_table_there_is_no_projection() -> None:
    """Most councils have published none."""
    assert published_projection(one_cohort({})) is None
