"""Options other than do-nothing: what may be told of them, what they commit to, and how they compare in figures."""

from audit.policies import scores
from audit.recompute import Recomputed
from models.instance import Instance
from reports.commitments import UNITS, commitment_words
from reports.measures import level_text, target_text
from reports.paper.bridge import COMMITMENT_LINES, contracts_of, total
from reports.paper.document import Cell, Grid
from reports.paper.facts import Facts, Option, of_kinds
from reports.paper.redaction import Behind, enough
from reports.paper.revenue import MARKET
from reports.paper.wording import counted, gbp, listed, sentence
from reports.words import words


def told(facts: Facts) -> frozenset[str]:
    """Return the options whose cost may be shown.

    For the public, what two plans differ by must not be the price of fewer than three contracts: each option is held
    against the plan and against every option shown before it, year by year.
    """
    if not facts.public:
        return frozenset(option.name for option in facts.others)
    shown: list[Option] = []
    for option in facts.others:
        before = [facts, *(other.facts for other in shown)]
        if all(enough(differing(option.facts, other, year)) for other in before for year in facts.years):
            shown.append(option)
    return frozenset(option.name for option in shown)


def differing(one: Facts, other: Facts, year: str) -> frozenset[str]:
    """Return the contracts behind the difference of two plans' cost in a year: those that only one of them has.

    A block of another size is another contract. A commitment of both that costs another amount, and an offer bought
    for another amount, count once.
    """
    mine, theirs = _contracts(one, year), _contracts(other, year)
    apart = mine ^ theirs
    named = {name for name, _ in apart}
    spent, paid = _spent(one, year), _spent(other, year)
    used = {name for name in spent.keys() | paid.keys() if abs(spent.get(name, 0.0) - paid.get(name, 0.0)) >= 1.0}
    return frozenset(contract for _, contract in apart) | (used - named)


def _contracts(facts: Facts, year: str) -> set[tuple[str, str]]:
    """Return commitment and contract of each that runs in a year; the size of a block is part of its name."""
    found = set()
    for item in facts.new:
        running: Behind = contracts_of(facts, item.kind, item.id)
        size = f", {item.size}" if item.kind == "block" else ""
        mine = f"{item.kind} {item.id} {item.start} "
        found |= {(item.id, f"{name}{size}") for name in running.get(year, ()) if name.startswith(mine)}
    return found


def _spent(facts: Facts, year: str) -> dict[str, float]:
    """Return pounds of a year by commitment with contracts, and by offer bought from others."""
    market = {offer.offer for offer in facts.instance.offers if offer.route in MARKET}
    own = {item.id for item in facts.new if item.kind == "fostering"}
    found: dict[str, float] = {}
    for line in facts.plan.ledger:
        bought = line.line == "fees" and line.id in market
        if line.financial_year == year and (bought or (line.line in COMMITMENT_LINES and line.id not in own)):
            found[line.id] = found.get(line.id, 0.0) + line.amount_gbp
    return found


def sizes_grid(facts: Facts) -> Grid | None:
    """Return what the plan and each option commit to, sizes and starts; None where nothing is committed."""
    sides = [facts, *(option.facts for option in facts.others)]
    keys = dict.fromkeys((item.kind, item.id) for side in sides for item in side.new)
    rows: list[list[Cell]] = [
        [sentence(commitment_words(kind, name)), *(_sizes(side, kind, name) for side in sides)] for kind, name in keys
    ]
    if not rows:
        return None
    return Grid(
        key="option_sizes",
        title="What each option commits to",
        head=["commitment", "this plan", *(option.name for option in facts.others)],
        rows=rows,
        unit="size and month of the decision or start",
        price_base="no prices",
        source=sources(facts),
    )


def _sizes(facts: Facts, kind: str, name: str) -> str:
    mine = [item for item in facts.new if (item.kind, item.id) == (kind, name)]
    if not mine:
        return "none"
    unit = UNITS[kind] if len(mine) == 1 and mine[0].size == 1 else f"{UNITS[kind]}s"
    return f"{', '.join(f'{item.size:,} in {item.start:%b %Y}' for item in mine)} ({unit})"


def sources(facts: Facts) -> str:
    """Return the plans that a table of options rests on."""
    own = facts.plan.summary.certificate.instance_sha256
    theirs = [(option.name, option.facts.plan.summary.certificate.instance_sha256) for option in facts.others]
    other = "".join(f"; {name}: of instance {sha[:12]}" for name, sha in theirs if sha != own)
    return f"{facts.source}{other}"


def remarks(facts: Facts) -> list[str]:
    """Return what options do not share with the plan: figures of the instance, demand path, price path."""
    found = []
    own = facts.plan.summary
    for option in facts.others:
        theirs = option.facts.plan.summary
        if theirs.certificate.instance_sha256 != own.certificate.instance_sha256:
            laid = listed([*(f"overlay {name}" for name in theirs.overlays), *theirs.set_values])
            over = f" ({laid})" if laid else ""
            found.append(f"{option.name} rests on other figures of the instance than this plan does{over}.")
        if (theirs.demand, theirs.prices) != (own.demand, own.prices):
            paths = f"demand path '{theirs.demand}' and price path '{theirs.prices}'"
            found.append(f"{option.name} is planned on {paths}, this plan on '{own.demand}' and '{own.prices}'.")
    return found


def compared(facts: Facts, option: Option) -> list[str]:
    """Return in figures how an option compares with the plan: cost, gap, the plan's hard policies."""
    theirs = option.facts
    found = [_dearer(facts, option)]
    weeks, ours = gap_weeks(theirs, theirs.made), gap_weeks(facts, facts.made)
    if round(weeks) != round(ours):
        found.append(left_open(weeks, ours))
    return [*found, *missed_rules(facts, theirs.instance, theirs.made)]


def _dearer(facts: Facts, option: Option) -> str:
    if option.name not in told(facts):
        return "What it costs would tell the price of fewer than three contracts: it is in the exempt paper."
    more = total(of_kinds(option.facts, "revenue", "financing")) - total(of_kinds(facts, "revenue", "financing"))
    if not round(more):
        return f"It costs as much as this plan over {facts.span}."
    what = "more" if more > 0 else "less"
    return f"It costs {gbp(abs(more))} {what} than this plan over {facts.span}, financing of homes included."


def left_open(weeks: float, ours: float) -> str:
    """Return, as a sentence, the child-weeks without a sufficient placement of an option beside those of the plan."""
    theirs = counted(weeks, "child-week", "child-weeks")
    return f"It leaves {theirs} without a sufficient placement; this plan {ours:,.0f}."


def gap_weeks(facts: Facts, played: Recomputed) -> float:
    """Return child-weeks without a sufficient placement over the reported years."""
    months = list(range(1, facts.instance.calendar.horizon_months + 1))
    simulation = played.simulation
    children = simulation.average[months][:, simulation.arrays.gap].sum(axis=(1, 2))
    return float(children @ facts.instance.calendar.weeks[months])


def missed_rules(facts: Facts, instance: Instance, played: Recomputed) -> list[str]:
    """Return, as sentences, the plan's hard policies that something played on an instance misses."""
    asked = instance.model_copy(update={"policies": facts.instance.policies})
    return [
        f"It misses the rule '{words(score.policy.policy)}' in {score.policy.financial_year}: "
        f"{target_text(score.policy, score.policy.level)} asked, {level_text(score.policy, score.achieved)} reached."
        for score in scores(asked, played.played)
        if score.policy.strength == "hard" and score.short > score.allowed
    ]
