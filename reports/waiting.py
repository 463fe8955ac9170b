"""The part of the screen of `robust` that is about waiting for a count of children."""

import datetime as dt

from models.plan import CommitmentKind
from models.robust import Bracket, Branch, RobustResult, Taken, Waiting
from reports.commitments import commitment_words, sized
from reports.table import Table, figure, percent, pounds


def between(bracket: Bracket) -> str:
    """Return a bracket in words, one figure where both ends are printed alike."""
    low, high = pounds(bracket.low_gbp), pounds(bracket.high_gbp)
    return f"{low} pounds" if low == high else f"between {low} and {high} pounds"


def waiting_lines(waiting: Waiting) -> list[str]:
    """Return what waiting is worth, and what is added for each result of the count."""
    day = _day(waiting.counted_on)
    lines = [
        f"Deciding what can wait once children are counted on {day} saves {between(waiting.value)}; the commitments "
        f"found cost {pounds(waiting.found_gbp)} pounds less than those that decide everything now.",
        f"Status of these: {waiting.status}; none are better by more than "
        f"{pounds(waiting.objective_gbp - waiting.bound_gbp)} pounds, {percent(waiting.gap, 3)} of "
        f"{pounds(waiting.objective_gbp)} pounds. On the demand path {figure(waiting.path_children, 0)} children "
        "are counted.",
    ]
    for branch in waiting.branches:
        added = "; ".join(_said(taken) for taken in branch.commitments) or "nothing"
        lines.append(f"If {_result(branch)} children are counted ({percent(branch.probability, 0)}), add {added}.")
    return lines


def waiting_tables(result: RobustResult, waiting: Waiting) -> list[Table]:
    """Return what is committed to before and after the count, and what the count may be."""
    return [_commitments(result, waiting), _counts(waiting)]


def _commitments(result: RobustResult, waiting: Waiting) -> Table:
    at_once = {_key(taken): taken.size for taken in result.plans[0].commitments}
    before = {_key(taken): taken.size for taken in waiting.commitments}
    after = [{_key(taken): taken.size for taken in branch.commitments} for branch in waiting.branches]
    later = {key for of in after for key in of}
    keys = sorted({*at_once, *before, *later})
    rows = []
    for kind, name, start in keys:
        key = (kind, name, start)
        decided = "now" if key in before else "after" if key in later else "-"
        sizes = [at_once, *({**before, **of} for of in after)]
        rows.append([commitment_words(kind, name), start, decided, *(str(size.get(key, "-")) for size in sizes)])
    head = ["commitment", "decide or start", "decided", "all now", *(_result(branch) for branch in waiting.branches)]
    foot = (
        "All now: the robust commitments above, without waiting. Other columns: what is committed to in the end if "
        "so many children are counted; what is decided now is the same in each.\n"
        "Sizes: beds of a block, homes, households, programmes."
    )
    title = f"Waiting for the count of children on {_day(waiting.counted_on)}"
    return Table(title, head, rows, left=frozenset({0, 1, 2}), foot=foot)


def _counts(waiting: Waiting) -> Table:
    rows = [
        [
            _result(branch),
            percent(branch.probability),
            figure(branch.children, 0),
            str(branch.scenarios),
            pounds(branch.expected_gbp),
        ]
        for branch in waiting.branches
    ]
    head = ["children counted", "probability", "mean", "scenarios", "expected cost with penalties"]
    foot = "Children in care on that day, those on fixed lines included, before what new programmes change."
    return Table("What the count may be (present pounds)", head, rows, foot=foot)


def _key(taken: Taken) -> tuple[CommitmentKind, str, str]:
    return taken.kind, taken.id, taken.start


def _said(taken: Taken) -> str:
    return f"{commitment_words(taken.kind, taken.id)}, {sized(taken.kind, taken.size)}, from {taken.start[:7]}"


def _result(branch: Branch) -> str:
    if branch.children_to is None:
        return "any number of" if branch.children_above is None else f"more than {branch.children_above:,}"
    if branch.children_above is None:
        return f"up to {branch.children_to:,}"
    return f"{branch.children_above + 1:,} to {branch.children_to:,}"


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
