"""The council's own published cost projection, reproduced from the table `published`."""

from models.calendar import FinancialYear
from models.findings import PublishedProjection, TypeUplift
from models.instance import Instance


def published_projection(instance: Instance) -> PublishedProjection | None:
    """Recompute the council's published projection; None if the instance has none.

    Uplift is taken on today's cost and growth on today's average cost, as the council did; the joint figure takes
    the uplift on the grown typed cost, at the projected number of children as printed, a whole number.
    """
    value = {(row.item, row.line): row.value for row in instance.published}
    types = [row for row in instance.published if row.item == "cost_base"]
    if not types or ("children_now", "total") not in value or ("children_projected", "total") not in value:
        return None
    first = FinancialYear.parse(instance.settings.money.price_base)
    years = tuple(str(first + i + 1) for i in range(instance.settings.calendar.financial_years))
    rows = tuple(_uplifted(r.line, r.uplift_share or 0.0, r.value, len(years)) for r in types)
    typed = sum(row.base for row in rows)
    untyped = value.get(("untyped_cost", "total"), 0.0)
    rounding = value.get(("rounding", "total"), 0.0)
    base = typed + rounding + untyped
    now, then = value["children_now", "total"], value["children_projected", "total"]
    growth = base * (then / now - 1.0)
    uplift = sum(sum(row.increments) for row in rows)
    return PublishedProjection(
        years=years,
        types=rows,
        untyped=untyped,
        rounding=rounding,
        children_now=now,
        children_projected=then,
        base=base,
        growth=growth,
        uplift=uplift,
        total=base + growth + uplift,
        joint_growth=base * (round(then) / now - 1.0),
        joint_uplift=uplift * round(then) / now,
    )


def _uplifted(line: str, share: float, base: float, years: int) -> TypeUplift:
    cost, increments = base, []
    for _ in range(years):
        increments.append(cost * share)
        cost += increments[-1]
    return TypeUplift(line, share, base, tuple(increments))
