"""Plans side by side on the screen, and why the revenue of each differs from that of the first."""

from collections.abc import Callable, Sequence

from models.comparison import Compared, Effects
from models.instance import Instance
from models.plan import Plan
from reports.commitments import UNITS, commitment_words
from reports.measures import level_text
from reports.policies import asked_policies
from reports.table import Table, children, pounds, rate
from reports.words import words

Row = Callable[[Plan], str]


def side_by_side(names: Sequence[str], instances: Sequence[Instance], plans: Sequence[Plan]) -> list[Table]:
    """Return tables with one column a plan: money, commitments, children, policies."""
    tables = [
        _money(names, plans),
        _commitments(names, plans),
        _children(names, plans),
        policy_table(names, instances, plans),
    ]
    return [table for table in tables if table.rows]


def _money(names: Sequence[str], plans: Sequence[Plan]) -> Table:
    years = list(plans[0].summary.cost_gbp_by_year)
    rows = [["status", *(plan.summary.certificate.status for plan in plans)]]
    rows.append(["demand, prices", *(f"{plan.summary.demand}, {plan.summary.prices}" for plan in plans)])
    rows += [[f"revenue {year}", *(pounds(plan.summary.cost_gbp_by_year[year]) for plan in plans)] for year in years]
    rows.append(["revenue, all years", *(pounds(sum(plan.summary.cost_gbp_by_year.values())) for plan in plans)])
    rows.append(["net cost, all years", *(pounds(sum(plan.summary.net_cost_gbp_by_year.values())) for plan in plans)])
    rows.append(["capital, all years", *(pounds(_capital(plan)) for plan in plans)])
    binds = [sum(item.commitment_gbp for item in plan.summary.commitments) for plan in plans]
    rows.append(["commitments bind to", *map(pounds, binds)])
    rows.append(["present value planned for", *map(_objective, plans)])
    return Table("Money (pounds)", ["", *names], rows)


def _objective(plan: Plan) -> str:
    # That of do-nothing covers the reported years alone.
    return "" if plan.summary.kind == "do_nothing" else pounds(plan.summary.certificate.objective_gbp)


def _capital(plan: Plan) -> float:
    return sum(line.amount_gbp for line in plan.ledger if line.kind == "capital")


def _commitments(names: Sequence[str], plans: Sequence[Plan]) -> Table:
    keys = dict.fromkeys((item.kind, item.id) for plan in plans for item in plan.summary.commitments)
    rows = [
        [commitment_words(kind, name), *(_sizes(plan, kind, name) for plan in plans)] for kind, name in sorted(keys)
    ]
    return Table("Commitments (size and start)", ["", *names], rows, left=frozenset(range(len(plans) + 1)))


def _sizes(plan: Plan, kind: str, name: str) -> str:
    mine = [item for item in plan.summary.commitments if (item.kind, item.id) == (kind, name)]
    if not mine:
        return "none"
    unit = UNITS[kind]
    return f"{' + '.join(f'{item.size:,} {item.start:%b %y}' for item in mine)} ({unit}s)"


def _children(names: Sequence[str], plans: Sequence[Plan]) -> Table:
    year = list(plans[0].summary.children_at_year_end)[-1]
    counts = [plan.summary.children_at_year_end[year] for plan in plans]
    provisions = dict.fromkeys(name for count in counts for name, number in count.items() if number)
    rows = [[words(name), *(children(count.get(name, 0.0)) for count in counts)] for name in provisions]
    rows.append(["all", *(children(sum(count.values())) for count in counts)])
    return Table(f"Children at the end of {year}", ["", *names], rows)


def policy_table(names: Sequence[str], instances: Sequence[Instance], plans: Sequence[Plan]) -> Table:
    """Policies by year, care moves and gap, one column a plan; a year that a plan does not have is blank."""
    rows = []
    for key in dict.fromkeys((line.policy, line.year) for plan in plans for line in plan.scorecard):
        cells = []
        for instance, plan in zip(instances, plans, strict=True):
            line = next((line for line in plan.scorecard if (line.policy, line.year) == key), None)
            policy = asked_policies(instance).get(key)
            missed = "" if line is None or line.met else " NOT MET"
            cells.append("" if line is None or policy is None else level_text(policy, line.achieved) + missed)
        rows.append([f"{words(key[0])} {key[1]}", *cells])
    rows.append(["care moves per child-year", *(rate(plan.summary.moves_per_child_year) for plan in plans)])
    gaps = [sum(plan.summary.gap_child_weeks_by_year.values()) for plan in plans]
    rows.append(["child-weeks in gap", *map(children, gaps)])
    blank = any("" in row[1:] for row in rows)
    foot = "Blank: not asked of that plan; do-nothing is held to no policy." if blank else ""
    return Table("Policies, moves and gap", ["", *names], rows, foot=foot)


def difference_table(found: Compared) -> Table:
    """Why revenue differs, by year: volume, mix, price, vacant beds, and each other line."""
    columns = [*found.by_year.values(), found.total]
    rows = [[label, *(pounds(of(effects)) for effects in columns)] for label, of in _CAUSES]
    for name in found.total.lines:
        amounts = [effects.lines.get(name, 0.0) for effects in columns]
        if any(round(amount) for amount in amounts):
            rows.append([words(name), *map(pounds, amounts)])
    rows.append(["revenue", *(pounds(effects.total) for effects in columns)])
    title = f"Why {found.name} differs from {found.against} (revenue, pounds; below 0 is less)"
    foot = (
        "Volume: child-weeks, at the average cost of one in the first plan. Mix: in which offers they are spent, at "
        "the first plan's cost of each. Price: what a child-week in the same offer costs."
    )
    return Table(title, ["", *found.by_year, "total"], rows, foot=foot)


_CAUSES: tuple[tuple[str, Callable[[Effects], float]], ...] = (
    ("volume", lambda effects: effects.volume),
    ("mix", lambda effects: effects.mix),
    ("price", lambda effects: effects.price),
    ("vacant beds", lambda effects: effects.vacant),
)


def compared_dictionary(
    names: Sequence[str], plans: Sequence[dict[str, object]], found: Sequence[dict[str, object]]
) -> dict[str, object]:
    """Return plans and differences as one JSON object."""
    sides = [{"name": name, **values} for name, values in zip(names, plans, strict=True)]
    return {"plans": sides, "differences": list(found)}
