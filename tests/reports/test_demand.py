"""What `demand` shows: fan, methods, ages, rates, another model's columns, backtest."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.projections import (
    AgeLine,
    Backtest,
    Demand,
    Fan,
    HeldOut,
    Lacking,
    MappedColumn,
    OutsidePath,
    RateLine,
    Sampled,
    Score,
)
from reports.demand import demand_dictionary, demand_tables, headline
from reports.table import plain


def march(year: int) -> dt.date:
    """Return 31 March."""
    return dt.date(year, 3, 31)


def fan(method: str, last: float) -> Fan:
    """Return a fan that grows from 100 evenly in a year; its lines lie a tenth and a fifth off."""
    days = (
        march(2024),
        *(dt.date(2024, month, 28) for month in range(4, 13)),
        *(dt.date(2025, m, 28) for m in (1, 2)),
    )
    central = np.linspace(100.0, last, 13)
    spread = np.linspace(0.0, 0.1, 13)
    return Fan(
        method,
        (*days, march(2025)),
        central,
        central * (1 - spread),
        central * (1 + spread),
        central * (1 - 2 * spread),
        central * (1 + 2 * spread),
    )


def held(method: str, what: str, actual: float, projected: float) -> HeldOut:
    """Return a count held out whose band is 90 to 110."""
    return HeldOut(method, what, 1, march(2023), march(2024), actual, projected, 90.0, 110.0)


DEMAND = Demand(
    authority="Tinyshire Council",
    chosen=fan("no_change", 110.0),
    is_default=True,
    others=(fan("no_change", 110.0), fan("path_middle", 120.0)),
    lacking=(Lacking("trend_last", "3 counts in the last five years; there are 1", march(2024)),),
    ages=tuple(
        AgeLine(day, low, high, 10.0 * k + high, 5.0, 500.0)
        for k, day in enumerate((march(2024), march(2025)))
        for low, high in ((0, 15), (16, 17))
    ),
    rates=(),
    reasons={},
    rate_per_10000=None,
    sampled=(),
    backtest=None,
    outside=None,
    remarks=("something was left out",),
)


def texts(demand: Demand) -> list[str]:
    """Return the tables as text."""
    return [plain(table) for table in demand_tables(demand)]


def test_the_first_lines_say_how_many_children() -> None:
    """Where it ends, in what band, and what to know."""
    assert headline(DEMAND) == [
        "Tinyshire Council: children in care from 2024-03-31, projected by no change (the default)",
        "From 100.0 to 110.0 on 2025-03-31; four futures in five lie between 99.0 and 121.0",
        "Note: something was left out",
    ]
    assert "(the default)" not in headline(replace(DEMAND, is_default=False))[0]


def test_fan_methods_and_ages() -> None:
    """Each 31 March is a column; what cannot run is named with what it needs."""
    shown_fan, methods, ages = texts(DEMAND)
    assert shown_fan.splitlines()[0] == "Children in care on 31 March, no change"
    assert shown_fan.splitlines()[3:] == [
        "  1 in 40 above         100.0  132.0",
        "  high (1 in 10 above)  100.0  121.0",
        "  central               100.0  110.0",
        "  low (1 in 10 below)   100.0   99.0",
        "  1 in 40 below         100.0   88.0",
    ]
    assert "  path middle  120 (108 to 132)" in methods
    assert "trend last cannot run: it needs 3 counts in the last five years; there are 1." in methods
    assert "  0 to 15   15 (5 to 500)  25 (5 to 500)" in ages


def test_rates_reasons_and_sampled_futures() -> None:
    """Only where they are known or asked for."""
    shown = texts(
        replace(
            DEMAND,
            rates=(RateLine(0, 17, 41.25, 36.2, 46.7, 0.317, 0.252, 0.396),),
            reasons={"home": 0.1, "adopted": 0.3},
            rate_per_10000=114.47,
            sampled=(Sampled(march(2025), 101.0, 99.0, 100.0, 103.0),),
        )
    )
    rates, reasons, sampled = shown[3:]
    assert "0 to 17  41.2 (36.2 to 46.7)         31.7 % (25.2 % to 39.6 %)" in rates
    assert "Today 114.5 children in care per 10,000 resident children." in rates
    assert [line.split() for line in reasons.splitlines()[3:]] == [
        ["adopted", "30.0", "%", "75.0", "%"],
        ["home", "10.0", "%", "25.0", "%"],
        ["all", "40.0", "%", "100.0", "%"],
    ]
    assert sampled.splitlines()[3].split() == ["2025-03-31", "99.0", "100.0", "103.0", "101.0"]


def test_columns_of_another_model() -> None:
    """Each with what was made of it; a hostile name is inert."""
    outside = OutsidePath(
        "other.csv",
        "a model",
        (march(2024),),
        np.array([1.0]),
        (MappedColumn("x\x1b[31m", "day"), MappedColumn("y", "left care: not counted")),
        ("its band is not read",),
    )
    text = texts(replace(DEMAND, outside=outside))[3]
    assert text.startswith("Columns of other.csv, read as a model")
    assert "y" in text
    assert "left care: not counted" in text
    assert "its band is not read." in text
    assert "\x1b" not in text


BACKTEST = Backtest(
    children=(held("no_change", "children in care", 100.0, 95.0), held("flow", "children in care", 120.0, 100.0)),
    placements=(held("mix_held", "homes", 0.0, 2.0),),
    scores=(Score("no_change", "children in care", 4, 0.05, -0.025, 0.75),),
    lacking=(Lacking("flow", "a period", march(2021)),),
)


def test_backtest() -> None:
    """Scores, then each count; outside the band is marked; without anybody there is no error."""
    scores, children, placements = texts(replace(DEMAND, backtest=BACKTEST))[3:]
    assert "no change  children in care       4  5.0 %  -2.5 %       3 of 4" in scores
    assert "flow could not run on what was known on 2021-03-31: it needs a period." in scores
    lines = children.splitlines()
    assert lines[3].split() == [
        *(
            "no",
            "change",
            "children",
            "in",
            "care",
            "2023-03-31",
            "2024-03-31",
            "95",
            "90",
            "to",
            "110",
            "100",
            "-5.0",
            "%",
        )
    ]
    assert lines[4].endswith("-16.7 %  OUTSIDE")
    assert placements.splitlines()[3].endswith("OUTSIDE")
    assert "%" not in placements.splitlines()[3]


def test_the_dictionary_is_json() -> None:
    """No NaN; days as text; months and years."""
    demand = replace(DEMAND, backtest=BACKTEST, sampled=(Sampled(march(2025), 1.0, 1.0, 1.0, 1.0),))
    found: dict[str, Any] = json.loads(json.dumps(demand_dictionary(demand), allow_nan=False))
    assert found["base"] == {"day": "2024-03-31", "children": 100.0}
    assert found["years"] == [
        {
            "day": "2025-03-31",
            "central": 110.0,
            "low": pytest.approx(99.0),
            "high": pytest.approx(121.0),
            "low_95": pytest.approx(88.0),
            "high_95": pytest.approx(132.0),
        }
    ]
    assert len(found["months"]) == 12
    assert [item["method"] for item in found["methods"]] == ["no_change", "path_middle"]
    assert found["lacking"][0]["origin"] == "2024-03-31"
    assert found["backtest"]["placements"][0]["error"] is None
    assert found["backtest"]["children"][0]["inside"] is True
    assert found["by_age"][0]["day"] == "2024-03-31"
    assert found["columns"] == []
    assert found["remarks"] == ["something was left out"]
