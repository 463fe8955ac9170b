"""The change report of a plan made anew: commitments still open, cost, children and policies, before and now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace

from models.comparison import Compared
from models.instance import Instance
from models.plan import Commitment, Plan
from models.replanning import Change, CommitmentChange, Outturn
from reports.commitments import UNITS, commitment_words
from reports.compare import difference_table, policy_table
from reports.effects import compared, same_years
from reports.outturn import outturn_table
from reports.plain import plain_values
from reports.table import Table, children, pounds
from reports.words import words

NAMES = ("before", "now")


def changes(before: Plan, now: Plan, instance: Instance) -> tuple[CommitmentChange, ...]:
    """Return what became of each commitment that was open when the plan was made anew, and what is new.

    Of each block, type of home, service or programme, decisions of the same month are paired first, then the others
    in order of time.

    Args:
        before: the plan before.
        now: the plan made anew.
        instance: its instance; what was committed to before its start is no change.
    """
    made = {(row.kind, row.id, row.start) for row in instance.commitments_made}
    made |= {("block", row.block, row.start_from) for row in instance.blocks if row.beds_today is not None}
    by_name: dict[tuple[str, str], tuple[list[Commitment], list[Commitment]]] = defaultdict(lambda: ([], []))
    for side, plan in enumerate((before, now)):
        for row in plan.commitments:
            if row.start >= instance.settings.calendar.start and (row.kind, row.id, row.start) not in made:
                by_name[row.kind, row.id][side].append(row)
    return tuple(change for _, (old, new) in sorted(by_name.items()) for change in _paired(old, new))


def _paired(old: list[Commitment], new: list[Commitment]) -> Iterator[CommitmentChange]:
    left, came = sorted(old, key=lambda row: row.start), sorted(new, key=lambda row: row.start)
    for row in list(left):
        same = next((other for other in came if other.start == row.start), None)
        if same is not None:
            yield _change(row, same)
            left.remove(row)
            came.remove(same)
    for number in range(max(len(left), len(came))):
        yield _change(left[number] if number < len(left) else None, came[number] if number < len(came) else None)


def _change(old: Commitment | None, new: Commitment | None) -> CommitmentChange:
    either = old or new
    assert either is not None
    return CommitmentChange(
        kind=either.kind,
        id=either.id,
        change=_word(old, new),
        size_before=old.size if old else 0,
        size_now=new.size if new else 0,
        start_before=old.start if old else None,
        start_now=new.start if new else None,
        end_before=old.end if old else None,
        end_now=new.end if new else None,
    )


def _word(old: Commitment | None, new: Commitment | None) -> Change:
    if old is None:
        return "added"
    if new is None:
        return "dropped"
    moved, resized = (old.start, old.end) != (new.start, new.end), old.size != new.size
    if moved:
        return "moved and resized" if resized else "moved"
    return "resized" if resized else "kept"


def differences(instances: tuple[Instance, Instance], plans: tuple[Plan, Plan]) -> Compared:
    """Explain the revenue of the years of which both plans have the same months."""
    return compared(instances, plans, NAMES)


def replan_lines(instance: Instance, *, given: bool) -> list[str]:
    """Return what the plan made anew starts from, in words; `given`: whether its children come from a file."""
    years, start = list(map(str, instance.calendar.years)), instance.settings.calendar.start
    if instance.calendar.elapsed_months:
        years[0] = f"the months left of {years[0]}"
    made, runs = len(instance.commitments_made), sum(row.beds_today is not None for row in instance.blocks)
    lines = [
        f"Planned anew from {start.day} {start:%B %Y}: {years[0]} to {years[-1]}.",
        f"Taken as made: decisions on homes, households and programmes: {made}; blocks that run: {runs}.",
    ]
    everybody = children(sum(row.children for row in instance.placements_today))
    if given:
        return [*lines, f"Children at the start: {everybody}, as given."]
    return [
        *lines,
        f"Children at the start: {everybody}, as the plan before expected them, provision by provision scaled to the "
        f"children counted. All {len(instance.placements_today):,} rows of placements_today are assumptions, each "
        "with its basis; --placements takes the children as they are.",
    ]


def replan_tables(
    instances: tuple[Instance, Instance],
    plans: tuple[Plan, Plan],
    found: Sequence[CommitmentChange],
    running: Sequence[Outturn],
) -> list[Table]:
    """Return the tables of the change report; `running`: the year planned anew from inside it, by budget head."""
    years = [year for year in plans[0].summary.cost_gbp_by_year if year in plans[1].summary.cost_gbp_by_year]
    same = same_years(*instances)
    tables = [_change_table(found)]
    if running:
        tables.append(outturn_table(running, years[0]))
    tables.append(_cost_table(plans, same))
    if same:
        tables.append(difference_table(differences(instances, plans)))
    tables += [_children_table(plans, year) for year in years]
    policies = policy_table(NAMES, instances, plans)
    foot = "\n".join(part for part in (policies.foot, _apart(plans, same)) if part)
    return [*tables, replace(policies, foot=foot)]


def _change_table(found: Iterable[CommitmentChange]) -> Table:
    rows = [
        [
            commitment_words(row.kind, row.id),
            row.change,
            _side(row.kind, row.size_before, row.start_before, row.end_before),
            _side(row.kind, row.size_now, row.start_now, row.end_now),
        ]
        for row in found
    ]
    head = ["commitment", "change", *NAMES]
    foot = "" if rows else "Neither plan decides anything from here on."
    return Table("Commitments still open", head, rows, left=frozenset(range(4)), foot=foot)


def _side(kind: str, size: int, start: object, end: object) -> str:
    if not size:
        return "none"
    until = f" to {end}" if end is not None else ""
    return f"{size} {UNITS[kind]}{'' if size == 1 else 's'}, {start}{until}"


def _cost_table(plans: tuple[Plan, Plan], same: Sequence[str]) -> Table:
    revenue = [plan.summary.cost_gbp_by_year for plan in plans]
    net = [plan.summary.net_cost_gbp_by_year for plan in plans]
    rows = []
    for year in dict.fromkeys(year for of in revenue for year in of):
        both = year in same
        change = [pounds(of[1][year] - of[0][year]) if both else "" for of in (revenue, net)]
        cells = [pounds(of[year]) if year in of else "" for of in (*revenue, *net)]
        rows.append([year, *cells[:2], change[0], *cells[2:], change[1]])
    head = ["year", *(f"{what} {part}" for what in ("revenue", "net cost") for part in (*NAMES, "change"))]
    return Table("Cost by financial year (pounds)", head, rows, foot=_apart(plans, same))


def _apart(plans: tuple[Plan, Plan], same: Sequence[str]) -> str:
    years = [of.summary.cost_gbp_by_year for of in plans]
    apart = [year for year in years[0] if year in years[1] and year not in same]
    return f"{', '.join(apart)}: before of all months planned then, now of the months left." if apart else ""


def _children_table(plans: tuple[Plan, Plan], year: str) -> Table:
    counts = [plan.summary.children_at_year_end[year] for plan in plans]
    names = [name for name in dict.fromkeys((*counts[0], *counts[1])) if any(of.get(name) for of in counts)]
    rows = []
    for name in names:
        old, new = (of.get(name, 0.0) for of in counts)
        rows.append([words(name), children(old), children(new), children(new - old)])
    return Table(f"Children at the end of {year}", ["", *NAMES, "change"], rows)


def replan_values(
    instances: tuple[Instance, Instance],
    plans: tuple[Plan, Plan],
    found: Sequence[CommitmentChange],
    running: Sequence[Outturn],
) -> dict[str, object]:
    """Return the change report as JSON values; `running`: the year planned anew from inside it, by budget head."""
    return {
        "start": instances[1].settings.calendar.start.isoformat(),
        "commitments": [{name: _plain(value) for name, value in asdict(row).items()} for row in found],
        "running_year": [asdict(row) for row in running],
        "revenue": plain_values(differences(instances, plans)),
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, int | str) else str(value)
