"""The screen of a frontier: cost against the levels of a policy, or of two."""

from collections.abc import Mapping

from models.instance import Instance
from models.rules import IN_CHILDREN, IN_POUNDS
from models.sweeps import FrontierPoint, FrontierResult
from reports.sweeps import COST, INTERRUPTED, NOT_STRESSED, NOTHING, STATUSES, money, revenue_table
from reports.table import Table, figure, percent, pounds, rate
from reports.words import words


def headline(instance: Instance, result: FrontierResult) -> list[str]:
    """Return what was varied, and where the price jumps."""
    named = " and ".join(words(name) for name in result.policies)
    lines = [
        f"{instance.settings.authority.name}: cost against {named}; {NOT_STRESSED}",
        f"Cost is the {COST}; everything is planned again for every level, which is held as a hard limit in "
        f"{_years(result)}; the other policies stay as they are.",
    ]
    if result.jump_level is not None:
        (name,) = result.policies
        at = shown(result.measures[name], result.jump_level)
        lines.append(f"The price of the next step jumps at {at}: from there on it rises most.")
    if result.interrupted:
        lines.append(INTERRUPTED)
    lines.append(f"{figure(result.seconds, 1)} seconds.")
    return lines


def _years(result: FrontierResult) -> str:
    years = list(dict.fromkeys(year for held in result.years.values() for year in held))
    return years[0] if len(years) == 1 else f"{', '.join(years[:-1])} and {years[-1]}"


def tables(result: FrontierResult) -> list[Table]:
    """Return the tables of the screen."""
    found = [_grid(result)] if len(result.policies) == 2 else []
    names = [words(name) for name in result.policies]
    planned = [(_levels(result, point.levels), point.revenue_gbp_by_year) for point in result.points]
    return [*found, _points(result), revenue_table(names, planned)]


def shown(measure: str, level: float) -> str:
    """Return a level of a measure as it is read: a percentage, moves, children or pounds."""
    if measure in IN_POUNDS:
        return pounds(level)
    if measure in IN_CHILDREN:
        return figure(level, 1)
    return rate(level) if measure == "moves_per_child_year" else percent(level)


def unit(measure: str) -> str:
    """Return what the price of a policy is for."""
    if measure in IN_POUNDS:
        return "pound"
    if measure in IN_CHILDREN:
        return "child or place"
    return "0.01 moves" if measure == "moves_per_child_year" else "percentage point"


def _levels(result: FrontierResult, levels: Mapping[str, float]) -> list[str]:
    return [shown(result.measures[name], levels[name]) for name in result.policies]


def _reached(result: FrontierResult, point: FrontierPoint) -> list[str]:
    found = []
    for name in result.policies:
        by_year = point.reached.get(name, {})
        found.append(", ".join(shown(result.measures[name], value) for value in by_year.values()) or NOTHING)
    return found


def _points(result: FrontierResult) -> Table:
    single = len(result.policies) == 1
    rows = []
    for p in result.points:
        row = [*_levels(result, p.levels), money(p.cost_gbp), money(p.bound_gbp)]
        if single:
            row += [*map(money, (p.step_gbp, p.step_low_gbp, p.step_high_gbp, p.price_gbp))]
        rows.append([*row, money(p.penalties_gbp), *_reached(result, p), STATUSES[p.status]])
    names = [words(name) for name in result.policies]
    head = [*names, "cost", "no plan below"]
    if single:
        price = f"for one {unit(result.measures[result.policies[0]])}"
        head += ["step", "at least", "at most", price]
    head += ["penalties in cost", *(f"{name} reached" for name in names), "remark"]
    last = len(head) - 1
    foot = (
        "Step: cost above the level before. At least and at most: between what it lies, whatever better plans "
        "there are."
    )
    title = f"Cost by level (pounds, present value; {NOT_STRESSED})"
    return Table(title, head, rows, left=frozenset({0, last}), foot=foot if single else "")


def _grid(result: FrontierResult) -> Table:
    first, second = result.policies
    columns = list(dict.fromkeys(p.levels[second] for p in result.points))
    costs = {(p.levels[first], p.levels[second]): p for p in result.points}
    rows = []
    for level in dict.fromkeys(p.levels[first] for p in result.points):
        cells = [costs[level, other] for other in columns]
        rows.append(
            [
                shown(result.measures[first], level),
                *(money(p.cost_gbp) if p.cost_gbp is not None else STATUSES[p.status] for p in cells),
            ]
        )
    head = [f"{words(first)} \\ {words(second)}", *(shown(result.measures[second], other) for other in columns)]
    return Table(f"Cost by the levels of both (pounds, present value; {NOT_STRESSED})", head, rows)
