"""What `check` prints of a sound instance."""

from dataclasses import asdict

from models.findings import Calibrated, Excess, Findings, Reach
from models.instance import Instance
from reports.measures import level_text, target_text
from reports.supply import unit_cost_table
from reports.table import Table
from reports.usage import in_use_table
from reports.words import words


def check_tables(
    instance: Instance,
    paths: tuple[str | None, str | None],
    found: Findings,
    calibrated: tuple[Calibrated, ...],
    reached: tuple[Reach, ...] | None,
) -> list[Table]:
    """Return rows and assumptions by table, what a plan would use, remarks, calibration and best reachable levels.

    Args:
        instance: the instance, overlays included.
        paths: demand path and price path asked for, None for the instance's default.
        found: what is worth knowing of it.
        calibrated: measures beside recorded figures.
        reached: best reachable level of each policy; None where it was not looked for.
    """
    shown = [_rows_table(found), in_use_table(instance, *paths)]
    if found.excess or found.weak or found.without_transitions or found.beyond_plan:
        shown.append(_remarks_table(found))
    if calibrated:
        shown.append(_calibration_table(calibrated))
    if reached:
        shown.append(_reach_table(instance, reached))
    if (costs := unit_cost_table(instance)) is not None:
        shown.append(costs)
    return shown


def _rows_table(found: Findings) -> Table:
    rows = [[name, f"{count:,}", f"{found.assumptions.get(name, 0):,}"] for name, count in found.rows.items()]
    settings = found.assumptions.get("instance.toml", 0)
    rows.append(["instance.toml (notes on settings)", "", f"{settings:,}"])
    rows.append(["all", f"{sum(found.rows.values()):,}", f"{sum(found.assumptions.values()):,}"])
    foot = (
        f"{found.children_today:g} children in care at the start: {found.fixed_children:g} on fixed lines, which the "
        f"plan does not choose; {found.unknown_children:g} whose placement is not recorded."
    )
    return Table("Tables", ["table", "rows", "of them assumptions"], rows, foot=foot)


def _remarks_table(found: Findings) -> Table:
    rows = [[item.offer, f"{_crowd(item)}, {item.capacity:g} places: run-off is its limit"] for item in found.excess]
    rows += [
        [
            item.offer,
            f"{_today(item.children)}, grade {words(item.grade)}: nobody has to leave, no new admissions",
        ]
        for item in found.weak
    ]
    rows += [
        [cohort, "no row in transitions: all its children leave care within a month"]
        for cohort in found.without_transitions
    ]
    rows += [[item.id, _BEYOND[item.column].format(item.value)] for item in found.beyond_plan]
    return Table("Remarks", ["name", "what to know"], rows, left=frozenset({0, 1}))


_BEYOND = {
    "start_to": "start_to {} lies after the plan's last decision: it may start up to that decision only",
    "live_from": "live_from {} lies after the horizon: nobody is placed there",
    "live_to": "live_to {} lies before the plan: nobody is placed there",
    "term_months": "runs for {} months, extensions included: more than thirty years",
}


def _crowd(item: Excess) -> str:
    taking = "" if item.places == item.children else f" who take{'s' if item.children == 1 else ''} {item.places:g}"
    return f"{_today(item.children)}{taking}"


def _today(children: float) -> str:
    return "1 child today" if children == 1 else f"{children:g} children today"


def _calibration_table(calibrated: tuple[Calibrated, ...]) -> Table:
    rows = [
        [
            words(item.measure),
            f"{item.recorded:.3f}",
            "not computed" if item.model is None else f"{item.model:.3f}",
            f"{item.low:g} to {item.high:g}",
            "" if item.model is None else "within" if item.within else "OUTSIDE",
        ]
        for item in calibrated
    ]
    title = "Calibration: the instance under do-nothing in its first year, beside what was recorded"
    return Table(title, ["measure", "recorded", "model", "accepted range", ""], rows, left=frozenset({0, 4}))


def _reach_table(instance: Instance, reached: tuple[Reach, ...]) -> Table:
    policies = {(row.policy, row.financial_year): row for row in instance.policies}
    rows = [
        [
            words(item.policy),
            item.year,
            item.strength,
            target_text(policies[item.policy, item.year], item.target),
            level_text(policies[item.policy, item.year], item.best),
            "in reach" if item.reachable else "OUT OF REACH",
        ]
        for item in reached
    ]
    title = "Best reachable level of each policy (other policies off, whatever it costs)"
    return Table(title, ["policy", "year", "rule", "asked", "best", ""], rows, left=frozenset({0, 1, 2, 5}))


def check_dictionary(
    found: Findings, calibrated: tuple[Calibrated, ...], reached: tuple[Reach, ...] | None
) -> dict[str, object]:
    """Return the same as plain values; `best_reachable` is None where it was not looked for."""
    levels = None if reached is None else [{**asdict(item), "reachable": item.reachable} for item in reached]
    return {
        "ok": True,
        **asdict(found),
        "assumptions": sum(found.assumptions.values()),
        "assumptions_by_table": found.assumptions,
        "calibration": [{**asdict(item), "within": item.within} for item in calibrated],
        "best_reachable": levels,
    }
