"""Commitments on the screen: what is decided, to what it binds, how well it is used."""

from collections.abc import Iterable

from models.plan import CommitmentKind, CommitmentSummary, Plan
from reports.table import Table, figure, percent, pounds
from reports.words import words

UNITS = {"block": "bed", "home": "home", "fostering": "household", "programme": "programme"}
_VERBS = {
    "block": "block contract",
    "home": "open own home",
    "fostering": "recruit carers",
    "programme": "programme",
}
_PREFIXES = {"block": "block ", "home": "home ", "fostering": "", "programme": "programme "}
_BINDS = {
    "block": "Blocks: every payment to the end shown, beds used or not, and mobilisation; the least if the council "
    "leaves at its first chance and uses nothing.",
    "home": "Homes: capital net of grant, and cost before opening; not their running cost.",
    "fostering": "Carers: cost of recruiting and approving the households.",
    "programme": "Programmes: set-up and running cost over their term.",
}


def commitments_table(plan: Plan) -> Table:
    """Commitments with size, dates and what they bind the council to."""
    found = plan.summary.commitments
    kinds = dict.fromkeys(item.kind for item in found)
    title = "Commitments"
    if plan.summary.kind != "plan":
        running = " and blocks already running" if "block" in kinds else ""
        before = " and what was committed to before" if kinds.keys() & {"home", "programme"} else ""
        title = f"Commitments (only recruitment at today's rate{running}{before})"
    if not found:
        return Table(title, [], [], foot="none: this plan needs no commitment")
    rows = [[*_what(item), _span(item), f"{item.live_from:%b %Y}", *_amounts([item])] for item in found]
    if len(rows) > 1:
        rows.append(["total", "", "", "", *_amounts(list(found))])
    last = list(plan.summary.cost_gbp_by_year)[-1]
    head = [
        *("", "size", "decide or start, end", "first children"),
        *("binds to (pounds)", "at least", f"of it after {last}"),
    ]
    foot = [" ".join(binding_words(kinds))]
    foot += [
        f"With every extension: {_what(item)[0]} binds to {pounds(item.maximum_gbp)} pounds."
        for item in found
        if round(item.maximum_gbp) != round(item.commitment_gbp)
    ]
    return Table(title, head, rows, left=frozenset({0, 2}), foot="\n".join(foot))


def binding_words(kinds: Iterable[str]) -> list[str]:
    """Return, for each kind of commitment given, what counts as binding the council."""
    found = frozenset(kinds)
    return [text for kind, text in _BINDS.items() if kind in found]


def demand_table(plan: Plan) -> Table | None:
    """Children in care from whom on each commitment pays; None where that was not computed."""
    found = [item for item in plan.summary.commitments if item.pays is not None]
    if not found:
        return None
    rows = [[*_what(item), f"{item.start:%b %Y}", *_pays(item)] for item in found]
    foot = (
        "Average of the years planned, fixed lines apart. With fewer, the commitment costs more than it saves, the "
        "others kept; projections have missed by a quarter and more (docs/explain.md)."
    )
    head = ["", "size", "start", "children", "of projection"]
    return Table("Demand above which each commitment pays", head, rows, foot=foot)


def _pays(item: CommitmentSummary) -> list[str]:
    if item.pays_above_children is None or item.pays_above_share is None:
        return ["any" if item.pays == "at_every_demand" else "none", ""]
    return [figure(item.pays_above_children, 1), percent(item.pays_above_share)]


def commitment_words(kind: CommitmentKind, name: str) -> str:
    """Return a commitment in words, such as `block contract: foster`."""
    return f"{_VERBS[kind]}: {words(name).removeprefix(_PREFIXES[kind])}"


def size_words(item: CommitmentSummary) -> str:
    """Return the size of a commitment with its unit, such as `12 beds`."""
    return sized(item.kind, item.size)


def sized(kind: CommitmentKind, size: int) -> str:
    """Return a size with the unit of a kind of commitment, such as `12 beds`."""
    return f"{size:,} {UNITS[kind]}{'' if size == 1 else 's'}"


def _what(item: CommitmentSummary) -> list[str]:
    return [commitment_words(item.kind, item.id), size_words(item)]


def _span(item: CommitmentSummary) -> str:
    return f"{item.start:%b %Y}" + ("" if item.end is None else f" to {item.end:%b %Y}")


def _amounts(items: list[CommitmentSummary]) -> list[str]:
    """Return what commitments bind to together: as planned, at least, after the reported years."""
    amounts = [
        sum(item.commitment_gbp for item in items),
        sum(item.guaranteed_gbp for item in items),
        sum(item.beyond_horizon_gbp for item in items),
    ]
    return list(map(pounds, amounts))


def usage_table(plan: Plan) -> Table | None:
    """How well beds are used in the reported years, and from where they pay; None where there are no beds."""
    found = [item for item in plan.summary.commitments if item.void_beds is not None]
    if not found:
        return None
    break_even = any(item.break_even_share is not None for item in found)
    rows = [
        [
            *_what(item),
            "" if item.occupancy_share is None else percent(item.occupancy_share),
            "" if item.void_beds is None else figure(item.void_beds, 1),
            "" if item.void_gbp is None else pounds(item.void_gbp),
            *([_or_blank(item.break_even_share)] if break_even else []),
        ]
        for item in found
    ]
    head = [
        *("", "size", "occupancy", "void beds", "paid for voids (pounds)"),
        *(["pays above occupancy"] if break_even else []),
    ]
    foot = (
        "Of the reported years, while the beds are there: average beds; those kept for emergencies are not void."
        + (" Pays above: occupancy below which the commitment costs more than it saves." if break_even else "")
    )
    years = list(plan.summary.cost_gbp_by_year)
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return Table(f"Use of what is committed, {span}", head, rows, foot=foot)


def _or_blank(share: float | None) -> str:
    return "" if share is None else percent(share)
