"""The screen of `explain`: a plan's commitments, policies and places; or what clashes and what would help."""

from collections.abc import Iterator

from models.explanation import Choice, InstanceExplanation, PlanExplanation, Relaxation, WayOut
from models.instance import Instance
from models.plan import Plan
from models.tables import Policy
from reports.commitments import UNITS, commitment_words
from reports.measures import level_text, measure_words, miss_text, target_text
from reports.policies import Asked, asked_policies
from reports.table import Table, figure, percent, pounds
from reports.words import words

LEFT_OUT = "Stopped: what follows is not complete."
PARTS_ONLY = (
    "Homes, blocks and households in parts could meet them. Of whole ones no plan was found that does, and no proof "
    "that there is none."
)


def plan_headline(found: PlanExplanation) -> list[str]:
    """Return what was explained."""
    lines = [
        f"Present value {pounds(found.objective_gbp)} pounds, with penalties and the year after the horizon; "
        f"{figure(found.projected_children, 1)} children in placements on average as projected; "
        f"{found.seconds:.1f} seconds.",
        "Amounts are present-value pounds. Commitments, policies and places are each changed alone, the rest kept.",
    ]
    return lines if found.complete else [*lines, LEFT_OUT]


def plan_tables(instance: Instance, plan: Plan, found: PlanExplanation) -> list[Table]:
    """Return the tables of an explained plan; those without a subject are left out."""
    tables = [
        _taken([choice for choice in found.choices if choice.taken]),
        _left([choice for choice in found.choices if not choice.taken]),
        _policies(plan, found),
        _places(instance, found),
    ]
    return [table for table in tables if table.rows]


def _what(choice: Choice) -> list[str]:
    unit = UNITS[choice.kind] + ("" if choice.size == 1 else "s")
    return [commitment_words(choice.kind, choice.id), f"{choice.size:,} {unit}", f"{choice.start:%b %Y}"]


def _taken(choices: list[Choice]) -> Table:
    rows = [
        [
            *_what(choice),
            "the policies need it" if choice.cost_gbp is None else pounds(choice.cost_gbp),
            *_pays(choice),
        ]
        for choice in choices
    ]
    head = ["", "size", "start", "dearer without it", "pays above children", "of projection", "entries x"]
    foot = (
        "Dearer without it: what the plan would cost more if this alone were left out. Pays above: average children "
        "below whom it costs more than it saves; entries x: the same as a multiple of the children who enter care."
    )
    return Table("What was taken, and why (pounds)", head, rows, foot=foot)


def _pays(choice: Choice) -> list[str]:
    if choice.pays_above_children is None or choice.pays_above_share is None or choice.pays_above_entries is None:
        return ["any" if choice.pays == "at_every_demand" else "none", "", ""]
    return [
        figure(choice.pays_above_children, 1),
        percent(choice.pays_above_share),
        figure(choice.pays_above_entries, 2),
    ]


def _left(choices: list[Choice]) -> Table:
    rows = [[*_what(choice), _dearer_with(choice)] for choice in choices]
    head = ["", "size", "start", "dearer with it"]
    foot = (
        "The best way found to take one more: below 0 it would have paid, within the gap that the plan is proven to."
    )
    return Table("What was not taken, and why (pounds)", head, rows, foot=foot)


def _dearer_with(choice: Choice) -> str:
    if choice.cost_gbp is not None:
        return pounds(choice.cost_gbp)
    return "limit reached" if choice.limit_reached else "policies fail"


def _policies(plan: Plan, found: PlanExplanation) -> Table:
    prices = {(line.policy, line.year): line for line in plan.scorecard}
    again = {item.policy: item for item in found.resolved}
    rows = []
    for cost in found.policies:
        line = prices.get((cost.policy, cost.year))
        rows.append(
            [
                f"{words(cost.policy)} ({cost.strength})",
                cost.year,
                "" if line is None else "met" if line.met else "NOT MET",
                pounds(cost.cost_gbp),
                "",
                "",
            ]
        )
    for name, item in again.items():
        least = "" if item.least_gbp is None else pounds(max(0.0, item.least_gbp))
        most = "" if item.most_gbp is None else pounds(item.most_gbp)
        span = f"{least} to {most}" if least and most else ""
        rows.append([words(name), "all, planned again", "", "", pounds(item.cost_gbp), span])
    head = ["policy", "year", "", "commitments kept", "planned again", "proven between"]
    foot = (
        "By how much the plan would be cheaper without the policy: in one year with the commitments kept; in all "
        "years with everything planned again, which is known as well as the two plans are proven to be best."
    )
    return Table("What the policies cost (pounds)", head, rows, left=frozenset({0, 1, 2}), foot=foot)


def _places(instance: Instance, found: PlanExplanation) -> Table:
    years = [str(year) for year in instance.calendar.years]
    rows = []
    for place in found.places:
        if place.throughout_gbp <= 0.0:
            continue
        by_year = dict.fromkeys(years, 0.0)
        for day, amount in place.gbp_by_period.items():
            year = _year_of(instance, day)
            if year in by_year:
                by_year[year] += amount
        rows.append([words(place.offer), *(pounds(by_year[year]) for year in years), pounds(place.throughout_gbp)])
    none = [words(place.offer) for place in found.places if place.throughout_gbp <= 0.0]
    foot = (
        "Before what the place itself costs, where its offer is a block, an own home or own carers. By year: at the "
        "margin, a place in that year alone; throughout: one whole place, planned again, the year after the horizon "
        "included."
    )
    foot += f"\nWorth nothing, as there is room: {', '.join(none)}." if none else ""
    return Table("What one more place is worth (pounds)", ["offer", *years, "throughout"], rows, foot=foot)


def _year_of(instance: Instance, day: str) -> str:
    import datetime as dt

    calendar = instance.calendar
    return str(calendar.year_of(calendar.month_of(dt.date.fromisoformat(day))))


def instance_lines(instance: Instance, found: InstanceExplanation) -> list[str]:
    """Return in words whether the hard policies can be met, which clash, and what would help."""
    if found.possible is None:
        lines = ["Stopped before it was known whether the hard policies can be met."]
        return [*lines, PARTS_ONLY] if found.divisible else lines
    if found.possible:
        return [
            "All hard policies can be met together. `solve` finds the cheapest plan that does; `explain` on a "
            "written plan says what they cost."
        ]
    lines = [*clash_lines(instance, found), *_way_out_lines(found)]
    return lines if found.complete else [*lines, LEFT_OUT]


def clash_lines(instance: Instance, found: InstanceExplanation) -> list[str]:
    """Return which hard policies clash, the first lines of `instance_lines`; where they cannot all be met."""
    return ["The hard policies cannot all be met.", *_clash_lines(asked_policies(instance), found)]


def _clash_lines(asked: Asked, found: InstanceExplanation) -> Iterator[str]:
    best = {(item.policy, item.year): item.best for item in found.reached}
    for item in found.relaxations:
        if item.out_of_reach:
            yield _reach_line(asked[item.policy, item.year], item, best.get((item.policy, item.year)))
    members = [item for item in found.relaxations if item.clashes]
    if found.divisible:
        yield "If homes, blocks and households could be taken in parts, they could be met: whole ones are too coarse."
    elif members:
        named = "; ".join(f"{words(item.policy)} {item.year}" for item in members)
        yield f"These clash, and without any one of them the others could be met: {named}."
    yield from (
        _alone_line(asked[item.policy, item.year], item) for item in found.relaxations if item.alone is not None
    )


def _reach_line(policy: Policy, item: Relaxation, best: float | None) -> str:
    target = target_text(policy, item.target)
    if best is None:
        return (
            f"In {item.year} {words(item.policy)} ({measure_words(policy)}) is out of reach: the target is {target}."
        )
    return (
        f"In {item.year} {words(item.policy)} ({measure_words(policy)}) can be {level_text(policy, best)} at best, "
        f"whatever it costs and with the other policies off; the target is {target}."
    )


def _alone_line(policy: Policy, item: Relaxation) -> str:
    level = item.target if item.alone is None else item.alone
    return (
        f"All could be met if {words(item.policy)} in {item.year} alone gave way, "
        f"from {level_text(policy, item.target)} to {level_text(policy, level)} "
        f"({miss_text(policy, abs(item.target - level))})."
    )


def _way_out_lines(found: InstanceExplanation) -> Iterator[str]:
    for way in found.ways_out:
        if way.places:
            yield f"{_places_words(way)} would meet them, beside the commitments of the plan that misses them least."
    if found.ways_out and not any(way.places for way in found.ways_out):
        yield "More places alone would not meet them: it is not a lack of places, but who is where today, or money."


def _places_words(way: WayOut) -> str:
    named = " and ".join(
        f"{more.places:,} more place{'' if more.places == 1 else 's'} in {words(more.offer)} "
        f"(for {', '.join(words(need) for need in more.needs)} needs)"
        for more in way.places
    )
    return f"{named} from {way.start:%B %Y}"


def instance_tables(instance: Instance, found: InstanceExplanation) -> list[Table]:
    """Return how far the hard policies have to give way; nothing if they can be met."""
    if not found.relaxations:
        return []
    asked = asked_policies(instance)
    clash = "missed" if found.divisible else "clashes"
    rows = []
    for item in found.relaxations:
        policy = asked[item.policy, item.year]
        alone = "" if item.alone is None else level_text(policy, item.alone)
        if (item.clashes or item.out_of_reach) and item.alone is None and not found.divisible:
            alone = "not enough"
        rows.append(
            [
                words(item.policy),
                item.year,
                target_text(policy, item.target),
                "out of reach" if item.out_of_reach else clash if item.clashes else "",
                alone,
                level_text(policy, item.together),
            ]
        )
    head = ["hard policy", "year", "asked", "", "if it alone gives way", "if all give way least"]
    return [Table("How far hard policies have to give way", head, rows, left=frozenset({0, 1, 3}))]
