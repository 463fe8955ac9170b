"""Other sets of commitments in words: how much dearer, how far away, what each trades against the best plan."""

from collections import Counter
from collections.abc import Iterator, Sequence

from models.plan import CommitmentKind, Plan
from reports.commitments import UNITS, commitment_words
from reports.table import children, percent, pounds, rate
from reports.words import in_order, words

WORTH_SAYING = 0.5
"""Children by which a provision has to differ at the end to be named."""


def alternatives_names(number: int) -> list[str]:
    """Return what the best plan and its alternatives are called."""
    return ["best", *(f"alternative {i}" for i in range(1, number))]


_UNPROVEN = " (others may be farther)"


def alternatives_lines(
    plans: Sequence[Plan], distances: Sequence[float], proven: Sequence[bool], within: float, *, complete: bool
) -> list[str]:
    """Return how much dearer each alternative is, how far from those before it, and what it trades."""
    best = plans[0].summary.certificate.objective_gbp
    lines = [f"Sets of commitments at most {percent(within)} dearer than the best plan found (present value):"]
    for name, plan, apart, sure in list(zip(alternatives_names(len(plans)), plans, distances, proven, strict=True))[
        1:
    ]:
        more = plan.summary.certificate.objective_gbp - best
        share = percent(more / abs(best), 2)
        lines.append(
            f"  {name}: {pounds(more)} pounds dearer, {share}; distance {rate(apart)}{'' if sure else _UNPROVEN}"
        )
        lines += [f"    {line}" for line in _trades(plans[0], plan)]
    if len(plans) == 1:
        lines.append("  none was found")
    lines.append(
        "Distance: how much more or less is taken of each commitment, as shares of the most on offer, added."
    )
    return lines if complete else [*lines, "Stopped: there may be others."]


def _trades(best: Plan, other: Plan) -> Iterator[str]:
    """Yield of which commitments there is more and less than in the best plan, and where the children are instead."""
    before, after = _sizes(best), _sizes(other)
    keys = sorted({*before, *after})
    for word, named in (
        ("more", [key for key in keys if after[key] > before[key]]),
        ("less", [key for key in keys if after[key] < before[key]]),
    ):
        if named:
            what = [f"{commitment_words(*key)} ({_units(key[0], after[key])}, not {before[key]:,})" for key in named]
            yield f"{word} of {', '.join(what)}"
    year, moved = _moved(best, other)
    if moved:
        yield f"children at the end of {year}: {', '.join(moved)}"


def _sizes(plan: Plan) -> Counter[tuple[CommitmentKind, str]]:
    """Return how much is taken of each commitment, at whatever time."""
    found: Counter[tuple[CommitmentKind, str]] = Counter()
    for item in plan.summary.commitments:
        found[item.kind, item.id] += item.size
    return found


def _units(kind: CommitmentKind, number: int) -> str:
    return f"{number:,} {UNITS[kind]}{'' if number == 1 else 's'}"


def _moved(best: Plan, other: Plan) -> tuple[str, list[str]]:
    """Return the last year, and by how many children the provisions differ at its end."""
    year = list(best.summary.children_at_year_end)[-1]
    before, after = best.summary.children_at_year_end[year], other.summary.children_at_year_end[year]
    found = []
    for name in in_order({**before, **after}):
        more = after.get(name, 0.0) - before.get(name, 0.0)
        if abs(more) >= WORTH_SAYING:
            found.append(f"{children(abs(more))} {'more' if more > 0.0 else 'fewer'} in {words(name)}")
    return year, found
