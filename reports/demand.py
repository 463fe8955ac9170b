"""What `demand` prints: the projection and its band, other methods, ages, rates, another model's columns."""

from collections.abc import Sequence
from dataclasses import asdict

from models.projections import Demand, Fan, OutsidePath, Sampled
from reports.backtest import backtest_dictionary, backtest_tables, lacking_dictionary
from reports.table import Table, children, figure, percent
from reports.words import words


def headline(demand: Demand) -> list[str]:
    """Return what the reader should know first."""
    chosen = demand.chosen
    why = " (the default)" if demand.is_default else ""
    last = chosen.year_ends[-1]
    return [
        f"{demand.authority}: children in care from {chosen.days[0]}, projected by {words(chosen.method)}{why}",
        f"From {children(chosen.central[0])} to {children(chosen.central[last])} on {chosen.days[last]}; "
        f"four futures in five lie between {children(chosen.low[last])} and {children(chosen.high[last])}",
        *(f"Note: {remark}" for remark in demand.remarks),
    ]


def demand_tables(demand: Demand) -> list[Table]:
    """Return every table of what was found."""
    shown = [_fan_table(demand), _methods_table(demand), _ages_table(demand)]
    if demand.rates:
        shown.append(_rates_table(demand))
    if demand.reasons:
        shown.append(_reasons_table(demand))
    if demand.sampled:
        shown.append(_sampled_table(demand.sampled))
    if demand.outside is not None:
        shown.append(_outside_table(demand.outside))
    if demand.backtest is not None:
        shown += backtest_tables(demand.backtest)
    return shown


def demand_years(fan: Fan) -> list[str]:
    """Return how the base date and each 31 March of a projection are called: a 31 March by its year."""
    days = [fan.days[month] for month in fan.year_ends]
    return [str(day.year) if day.month == 3 else f"{day.day} {day:%b %Y}" for day in days]


def _fan_table(demand: Demand) -> Table:
    chosen = demand.chosen
    lines = (
        ("1 in 40 above", chosen.wide_high),
        ("high (1 in 10 above)", chosen.high),
        ("central", chosen.central),
        ("low (1 in 10 below)", chosen.low),
        ("1 in 40 below", chosen.wide_low),
    )
    rows = [[name, *(children(line[month]) for month in chosen.year_ends)] for name, line in lines]
    return Table(f"Children in care on 31 March, {words(chosen.method)}", ["", *demand_years(chosen)], rows)


def _methods_table(demand: Demand) -> Table:
    rows = [
        [words(fan.method), *(_band(fan.central[m], fan.low[m], fan.high[m]) for m in fan.year_ends[1:])]
        for fan in demand.others
    ]
    told = [f"{words(item.method)} cannot run: it needs {item.needs}." for item in demand.lacking]
    foot = "In brackets low and high. A path of the instance has the band of a trend: no study tells better."
    return Table(
        "By method: children in care on 31 March",
        ["method", *demand_years(demand.chosen)[1:]],
        rows,
        foot="\n".join([foot, *told]),
    )


def _band(central: float, low: float, high: float) -> str:
    return f"{figure(central, 0)} ({figure(low, 0)} to {figure(high, 0)})"


def _ages_table(demand: Demand) -> Table:
    bands = list(dict.fromkeys((line.age_from, line.age_to) for line in demand.ages))
    cells = {(line.age_from, line.age_to, line.day): line for line in demand.ages}
    days = [demand.chosen.days[month] for month in demand.chosen.year_ends]
    rows = [
        [
            f"{low} to {high}",
            *(_band(line.central, line.low, line.high) for line in (cells[low, high, day] for day in days)),
        ]
        for low, high in bands
    ]
    foot = "As the instance's transitions and the mix of its entries give them when the total follows the projection."
    return Table("By age on 31 March", ["age", *demand_years(demand.chosen)], rows, foot=foot)


def _rates_table(demand: Demand) -> Table:
    rows = [
        [
            f"{line.age_from} to {line.age_to}",
            f"{figure(line.entries, 1)} ({figure(line.entries_low, 1)} to {figure(line.entries_high, 1)})",
            f"{percent(line.leaving)} ({percent(line.leaving_low)} to {percent(line.leaving_high)})",
        ]
        for line in demand.rates
    ]
    foot = (
        "Of the last five years; in brackets what counting leaves uncertain, four times in five. Rates drift besides."
    )
    if demand.rate_per_10000 is not None:
        foot += f"\nToday {figure(demand.rate_per_10000, 1)} children in care per 10,000 resident children."
    return Table(
        "Entries and exits by age", ["age", "starting a year", "ceasing a year, of those in care"], rows, foot=foot
    )


def _reasons_table(demand: Demand) -> Table:
    total = sum(demand.reasons.values())
    ordered = sorted(demand.reasons.items(), key=lambda item: -item[1])
    rows = [[words(reason), percent(rate), percent(rate / total if total else 0.0)] for reason, rate in ordered]
    rows.append(["all", percent(total), percent(1.0 if total else 0.0)])
    return Table("Ceasing a year by reason", ["reason", "of those in care", "of those ceasing"], rows)


def _sampled_table(sampled: Sequence[Sampled]) -> Table:
    rows = [
        [str(item.day), *(children(v) for v in (item.low, item.middle, item.high, item.mean))] for item in sampled
    ]
    foot = (
        "Expected children in each future: rates drift and are uncertain, the chance of single children is left out."
    )
    return Table("Sampled futures", ["day", "low", "middle", "high", "mean"], rows, foot=foot)


def _outside_table(outside: OutsidePath) -> Table:
    rows = [[column.column, column.meaning] for column in outside.columns]
    foot = "\n".join(f"{remark}." for remark in outside.remarks)
    title = f"Columns of {outside.file}, read as {outside.format}"
    return Table(title, ["column", "what was made of it"], rows, left=frozenset({0, 1}), foot=foot)


def demand_dictionary(demand: Demand) -> dict[str, object]:
    """Return the same as plain values: days as ISO text, children as numbers."""
    chosen = demand.chosen
    return {
        "authority": demand.authority,
        "method": chosen.method,
        "default": demand.is_default,
        "base": {"day": str(chosen.days[0]), "children": float(chosen.central[0])},
        "years": [_point(chosen, month) for month in chosen.year_ends[1:]],
        "months": [_point(chosen, month) for month in range(1, len(chosen.days))],
        "by_age": [{**asdict(line), "day": str(line.day)} for line in demand.ages],
        "methods": [
            {"method": fan.method, "years": [_point(fan, month) for month in fan.year_ends[1:]]}
            for fan in demand.others
        ],
        "lacking": lacking_dictionary(demand.lacking),
        "rates_by_age": [asdict(line) for line in demand.rates],
        "ceasing_rate_by_reason": demand.reasons,
        "rate_per_10000": demand.rate_per_10000,
        "sampled": [{**asdict(item), "day": str(item.day)} for item in demand.sampled],
        "backtest": None if demand.backtest is None else backtest_dictionary(demand.backtest),
        "columns": [] if demand.outside is None else [asdict(column) for column in demand.outside.columns],
        "remarks": [*demand.remarks, *(demand.outside.remarks if demand.outside else ())],
    }


def _point(fan: Fan, month: int) -> dict[str, object]:
    lines = {
        "central": fan.central,
        "low": fan.low,
        "high": fan.high,
        "low_95": fan.wide_low,
        "high_95": fan.wide_high,
    }
    return {"day": str(fan.days[month]), **{name: float(line[month]) for name, line in lines.items()}}
