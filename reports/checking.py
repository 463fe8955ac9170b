"""What `check` prints of a sound instance."""

from dataclasses import asdict

from models.findings import Calibrated, Findings, Reach
from reports.table import Table
from reports.words import words


def check_tables(found: Findings, calibrated: tuple[Calibrated, ...], reached: tuple[Reach, ...]) -> list[Table]:
    """Return rows and assumptions by table, remarks, calibration and best reachable levels."""
    shown = [_rows_table(found)]
    if found.excess or found.weak:
        shown.append(_remarks_table(found))
    if calibrated:
        shown.append(_calibration_table(calibrated))
    if reached:
        shown.append(_reach_table(reached))
    return shown


def _rows_table(found: Findings) -> Table:
    rows = [[name, str(count), str(found.assumptions.get(name, 0))] for name, count in found.rows.items()]
    settings = found.assumptions.get("instance.toml", 0)
    rows.append(["instance.toml", "", str(settings)])
    total = sum(found.assumptions.values())
    foot = (
        f"{total} rows are marked assumption. {found.children_today:g} children in care today: "
        f"{found.fixed_children:g} on fixed lines, {found.unknown_children:g} with unknown placement."
    )
    return Table("Tables", ["table", "rows", "of them assumptions"], rows, foot=foot)


def _remarks_table(found: Findings) -> Table:
    rows = [
        [item.offer, f"{item.children:g} children today, {item.capacity:g} places: run-off is its limit"]
        for item in found.excess
    ]
    rows += [
        [
            item.offer,
            f"{item.children:g} children today, grade {words(item.grade)}: they stay, no new admissions",
        ]
        for item in found.weak
    ]
    return Table("Remarks", ["offer", ""], rows, left=frozenset({0, 1}))


def _calibration_table(calibrated: tuple[Calibrated, ...]) -> Table:
    rows = [
        [
            words(item.measure),
            f"{item.recorded:.3f}",
            "not computed" if item.model is None else f"{item.model:.3f}",
            f"{item.low:g} to {item.high:g}",
            "within" if item.within else "OUTSIDE",
        ]
        for item in calibrated
    ]
    title = "Calibration: the instance under do-nothing in its first year, beside what was recorded"
    return Table(title, ["measure", "recorded", "model", "accepted range", ""], rows, left=frozenset({0, 4}))


def _reach_table(reached: tuple[Reach, ...]) -> Table:
    rows = [
        [
            words(item.policy),
            item.year,
            item.strength,
            f"{'at least' if item.at_least else 'at most'} {item.target:.3f}",
            f"{item.best:.3f}",
            "" if item.reachable else "OUT OF REACH",
        ]
        for item in reached
    ]
    title = "Best reachable level of each policy (other policies off, whatever it costs)"
    return Table(title, ["policy", "year", "", "target", "best", ""], rows, left=frozenset({0, 1, 2, 5}))


def check_dictionary(
    found: Findings, calibrated: tuple[Calibrated, ...], reached: tuple[Reach, ...]
) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "ok": True,
        **asdict(found),
        "assumptions": sum(found.assumptions.values()),
        "assumptions_by_table": found.assumptions,
        "calibration": [{**asdict(item), "within": item.within} for item in calibrated],
        "best_reachable": [{**asdict(item), "reachable": item.reachable} for item in reached],
    }
