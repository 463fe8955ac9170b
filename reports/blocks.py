"""The screen of a block-size test."""

from collections.abc import Callable, Sequence

from models.instance import Instance
from models.stress import Spread
from models.sweeps import BlockCurve, BlockPoint, BlockResult, StressedSize
from reports.sweeps import (
    COST,
    INTERRUPTED,
    NOT_STRESSED,
    NOTHING,
    STATUSES,
    money,
    number,
    revenue_table,
    span,
    stressed_in,
)
from reports.table import Table, figure, percent, pounds, rate


def headline(instance: Instance, result: BlockResult) -> list[str]:
    """Return what was tested, the best size, and who cannot be told from it."""
    lines = [
        f"{instance.settings.authority.name}, {span(instance)}: sizes of the block contract '{result.block}'; "
        f"demand path '{result.demand}', price path '{result.prices}'; {_stressed_or_not(result)}",
        f"Cost is the {COST}; everything else is planned again for every size.",
        *_verdict(result),
    ]
    if result.interrupted:
        lines.append(INTERRUPTED)
    lines.append(
        f"{figure(result.seconds, 1)} seconds to the gap asked ({figure(100 * result.gap, 2)} %), "
        f"{figure(result.seconds_finer, 1)} for finer brackets, {figure(result.seconds_paths, 1)} for all paths"
        + (f", {figure(result.seconds_stressed, 1)} to play the futures." if result.futures else ".")
    )
    return lines


def _verdict(result: BlockResult) -> list[str]:
    best = next((point for point in result.points if point.beds == result.best_beds), None)
    if best is None:
        return ["No size has a plan."]
    found = [f"Best size: {_beds(best.beds)}{_saves(best)}."]
    others = [beds for beds in result.indistinguishable_beds if beds != best.beds]
    if others:
        named = ", ".join(map(str, others))
        found.append(f"Indistinguishable from it, as the brackets of their savings overlap: {named} beds.")
    if result.least_regret_beds is not None:
        worst = result.worst_regret_gbp[result.least_regret_beds] or 0.0
        found.append(
            f"Loses least at worst over all paths: {_beds(result.least_regret_beds)}, {pounds(worst)} pounds at most."
        )
    return [*found, *_stressed_verdict(result)]


def _stressed_or_not(result: BlockResult) -> str:
    return f"expected children; then {stressed_in(result.futures)}" if result.futures else NOT_STRESSED


def _stressed_verdict(result: BlockResult) -> list[str]:
    sizes = {size.beds: size for size in result.stressed}
    best = None if result.best_stressed_beds is None else sizes[result.best_stressed_beds]
    if best is None:
        return []
    costs = "costs" if best.beds < 2 else "cost"
    words = f"With whole children, {stressed_in(result.futures)}: {_beds(best.beds)} {costs} least on average"
    found = [f"{words}{_saves_there(best)}."]
    others = [beds for beds in result.level_stressed_beds if beds != best.beds]
    if others:
        named = ", ".join(map(str, others))
        found.append(f"So many futures cannot tell it from {named} beds: ask for more, or choose for other reasons.")
    if result.surest_stressed_beds is not None:
        surest = sizes[result.surest_stressed_beds]
        chance = percent(surest.loses_share)
        found.append(
            f"Least likely to lose money against no block: {_beds(surest.beds)}, in {chance} of the futures."
        )
    if result.least_regret_stressed_beds is not None:
        calm = sizes[result.least_regret_stressed_beds]
        found.append(
            f"Least to regret: {_beds(calm.beds)}; in 19 futures of 20 at most {pounds(calm.regret_gbp.p95)} pounds "
            "dearer than the size that is right there."
        )
    return found


def _saves_there(size: StressedSize) -> str:
    if size.beds == 0:
        return "; no size pays there"
    saved, error = pounds(size.saving_gbp.mean), pounds(size.saving_gbp.standard_error)
    loses = f"it loses money in {percent(size.loses_share)} of them"
    return f", {saved} pounds less than no block (standard error {error}); {loses}"


def _beds(beds: int) -> str:
    return "no block" if beds == 0 else f"{beds} bed{'' if beds == 1 else 's'}"


def _saves(point: BlockPoint) -> str:
    if point.beds == 0 or point.saving_gbp is None or point.saving_low_gbp is None or point.saving_high_gbp is None:
        return ""
    between = f"between {pounds(point.saving_low_gbp)} and {pounds(point.saving_high_gbp)}"
    return f", which saves {pounds(point.saving_gbp)} pounds against no block ({between})"


def tables(result: BlockResult) -> list[Table]:
    """Return the tables of the screen."""
    found = [
        _savings(result.points),
        _contract(result.points),
        _children(result.points),
        revenue_table(["beds"], [([str(p.beds)], p.revenue_gbp_by_year) for p in result.points]),
    ]
    if result.stressed:
        found += [_played(result), _use(result)]
    if len(result.curves) > 1:
        found.append(_grid(result.curves))
    if result.paths:
        found.append(_regrets(result))
    return found


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value)


def _savings(points: Sequence[BlockPoint]) -> Table:
    rows = [
        [
            str(p.beds),
            *map(money, (p.cost_gbp, p.saving_gbp, p.saving_low_gbp, p.saving_high_gbp)),
            *map(money, (p.next_bed_gbp, p.next_bed_low_gbp, p.next_bed_high_gbp, p.penalties_gbp)),
            STATUSES[p.status],
        ]
        for p in points
    ]
    head = ["beds", "cost", "saving", "at least", "at most", "next size saves", "at least", "at most"]
    return Table(
        f"Cost and saving against no block (pounds, present value; {NOT_STRESSED})",
        [*head, "penalties in cost", "remark"],
        rows,
        left=frozenset({0, 9}),
        foot="At least and at most: between what the difference lies, whatever better plans there are.",
    )


def _contract(points: Sequence[BlockPoint]) -> Table:
    rows = [
        [
            str(p.beds),
            p.start or NOTHING,
            p.end or NOTHING,
            *map(money, (p.price_gbp_per_week, p.highest_price_gbp_per_week)),
            number(p.void_beds),
            money(p.void_cost_gbp),
            *map(_share, (p.occupancy, p.break_even_occupancy)),
            *map(money, (p.commitment_gbp, p.guaranteed_gbp)),
        ]
        for p in points
        if p.cost_gbp is not None
    ]
    head = ["beds", "start", "end", "price a week", "highest price", "void beds", "void cost", "occupancy"]
    return Table(
        f"The contract (nominal pounds; price base for prices; {NOT_STRESSED})",
        [*head, "break-even", "full term", "guaranteed"],
        rows,
        left=frozenset({0, 1, 2}),
        foot="Highest price: of a bed and week, at which this plan costs what the plan without the block costs; its "
        "dates as they are.\nVoid: beds paid less beds occupied, this block only, in the reported years. Break-even: "
        "occupancy above which it pays.",
    )


def _children(points: Sequence[BlockPoint]) -> Table:
    none = next((p for p in points if p.beds == 0), None)
    rows = []
    for p in points:
        if p.locality_share is None or p.moves_per_child_year is None:
            continue
        near = moves = NOTHING
        if none is not None and none.locality_share is not None and none.moves_per_child_year is not None:
            near = figure(100 * (p.locality_share - none.locality_share), 2)
            moves = figure(p.moves_per_child_year - none.moves_per_child_year, 4)
        fill = NOTHING if p.months_to_fill is None else str(p.months_to_fill)
        rows.append(
            [
                str(p.beds),
                percent(p.locality_share, 2),
                near,
                rate(p.moves_per_child_year),
                moves,
                number(p.eligible_admissions_per_year),
                fill,
            ]
        )
    head = ["beds", "in the authority", "points more", "moves a child-year", "more", "eligible admissions a year"]
    return Table(
        f"What it does for children over the reported years, against no block ({NOT_STRESSED})",
        [*head, "months to fill"],
        rows,
        foot="Eligible admissions: children whom the plan places anywhere and the block could take, returns to the "
        "pool included.\nMonths to fill: until 95 % of the places are taken; '-' if that is not before the horizon's "
        "end.",
    )


def _played(result: BlockResult) -> Table:
    rows = [
        [
            str(size.beds),
            *map(pounds, (size.cost_gbp.mean, *_percentiles(size.cost_gbp))),
            *([NOTHING] * 6 if size.beds == 0 else _saving_there(size)),
        ]
        for size in result.stressed
    ]
    saving = ["saving", "standard error", "1 in 20 below", "middle", "1 in 20 above", "loses money"]
    return Table(
        f"Cost and saving against no block (nominal pounds of the reported years; {stressed_in(result.futures)})",
        ["beds", "cost", "1 in 20 below", "middle", "1 in 20 above", *saving],
        rows,
        foot="Cost: revenue as it comes out and financing of what the plan builds, mean of the futures; without "
        "penalties and without the year after.\nSaving: against the plan without the block, in the same future. "
        "Loses money: share of the futures in which the size costs more than that plan.",
    )


def _saving_there(size: StressedSize) -> list[str]:
    saving = size.saving_gbp
    money_of = (saving.mean, saving.standard_error, *_percentiles(saving))
    return [*map(pounds, money_of), percent(size.loses_share)]


def _percentiles(found: Spread) -> tuple[float, float, float]:
    return found.p5, found.p50, found.p95


def _use(result: BlockResult) -> Table:
    rows = [
        [
            str(size.beds),
            *_figures(size.occupancy, percent),
            *_figures(size.void_cost_gbp, pounds),
            *map(pounds, (size.regret_gbp.mean, size.regret_gbp.p95)),
        ]
        for size in result.stressed
    ]
    occupancy = ["occupancy", "1 in 20 below", "middle", "1 in 20 above"]
    return Table(
        f"Use of the block, and regret (nominal pounds of the reported years; {stressed_in(result.futures)})",
        ["beds", *occupancy, "void cost", *occupancy[1:], "regret", "1 in 20 above"],
        rows,
        foot="Occupancy: beds used of those there. Void cost: paid for beds that nobody uses. Both of this block "
        "only, over all reported years.\nRegret: cost above that of the size that is cheapest in the same future.",
    )


def _figures(found: Spread | None, shown: Callable[[float], str]) -> list[str]:
    return [NOTHING] * 4 if found is None else [shown(value) for value in (found.mean, *_percentiles(found))]


def _grid(curves: Sequence[BlockCurve]) -> Table:
    sizes = [p.beds for p in curves[0].points if p.available]
    rows = []
    for curve in curves:
        saved = {p.beds: p.saving_gbp for p in curve.points}
        price = "as in the table" if curve.price_gbp_per_week is None else pounds(curve.price_gbp_per_week)
        share = "as in the table" if curve.guarantee_share is None else percent(curve.guarantee_share)
        best = NOTHING if curve.best_beds is None else str(curve.best_beds)
        rows.append([price, share, *(money(saved.get(beds)) for beds in sizes), best])
    head = ["price a week", "guaranteed", *(f"{beds} beds" for beds in sizes), "best"]
    return Table(f"Saving by price and guarantee (pounds, present value; {NOT_STRESSED})", head, rows)


def _regrets(result: BlockResult) -> Table:
    paths = list(dict.fromkeys((cost.demand, cost.prices) for cost in result.paths))
    found = {(cost.beds, cost.demand, cost.prices): cost.regret_gbp for cost in result.paths}
    rows = [
        [str(beds), *(_regret(found.get((beds, *path))) for path in paths), _regret(worst)]
        for beds, worst in result.worst_regret_gbp.items()
    ]
    return Table(
        f"Regret by demand and price path (pounds, present value; {NOT_STRESSED})",
        ["beds", *(f"{demand}, {prices}" for demand, prices in paths), "worst"],
        rows,
        foot="All commitments as planned for the size, the children planned again on each path; regret is the cost "
        "above that of the size that is then cheapest.",
    )


def _regret(value: float | None) -> str:
    return "cannot be met" if value is None else pounds(value)
