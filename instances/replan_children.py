"""The children of a new start: those whom a plan expects, by provision as many as the actuals count."""

import datetime as dt
from collections.abc import Iterator, Mapping

from models.fields import ASSUMPTION, UNKNOWN_PROVISION
from models.instance import Instance
from models.replanning import Expected
from models.tables import PlacementToday

NOBODY = 1e-9
"""Children below which a group is rounding."""


def placements(
    instance: Instance, day: dt.date, expected: Expected, counted: Mapping[str, float]
) -> tuple[PlacementToday, ...]:
    """Return the children of the new start, each row with its basis.

    A provision that was counted has as many children as the plan expects, times what was counted over what the plan
    expected that day. Who is counted in a provision in which the plan expected nobody has no place yet: provision
    `unknown`, in the cohorts of all others.

    Args:
        instance: the instance of the plan.
        day: of the count, the last before the new start.
        expected: what the plan expects on it.
        counted: children by provision, as reported.
    """
    scale, basis = {}, {}
    for provision, before in expected.by_provision.items():
        if provision in counted and before > NOBODY:
            scale[provision] = counted[provision] / before
            basis[provision] = (
                f"as the plan expects, times {scale[provision]:.4f}: {counted[provision]:g} children counted "
                f"on {day}, {before:.1f} expected"
            )
    offers = {row.offer: row for row in instance.offers}
    found = []
    for (name, cohort, months), children in expected.children.items():
        provision = offers[name].provision
        there = children * scale.get(provision, 1.0)
        if there > NOBODY:
            note = basis.get(provision, "as the plan expects: no count was given for the provision")
            found.append(_row(cohort, name, provision, months, there, note))
    found += _fixed(instance, expected, scale, basis)
    new = sum(n for provision, n in counted.items() if expected.by_provision.get(provision, 0.0) <= NOBODY)
    return (*found, *_unplaced(found, expected, new))


def _row(cohort: str, offer: str | None, provision: str, months: int, children: float, note: str) -> PlacementToday:
    return PlacementToday.model_validate(
        {
            "cohort": cohort,
            "offer": offer,
            "provision": provision,
            "months_in_placement": months,
            "children": children,
            "source": ASSUMPTION,
            "note": note,
        }
    )


def _fixed(
    instance: Instance, expected: Expected, scale: Mapping[str, float], basis: Mapping[str, str]
) -> Iterator[PlacementToday]:
    """Yield the children of fixed lines, who follow all others of their authority."""
    authority = {row.cohort: instance.authority_of(row) for row in instance.cohorts}
    for row in instance.placements_today:
        if row.offer is None and row.provision != UNKNOWN_PROVISION:
            share = expected.fixed_share[authority[row.cohort]] * scale.get(row.provision, 1.0)
            note = basis.get(row.provision, "as the plan expects: no count was given for the provision")
            if row.children * share > NOBODY:
                yield _row(row.cohort, None, row.provision, row.months_in_placement, row.children * share, note)


def _unplaced(placed: list[PlacementToday], expected: Expected, new: float) -> Iterator[PlacementToday]:
    """Yield who is in no offer: as the plan expects, and those counted where it expects nobody."""
    waiting = {cohort: children for cohort, children in expected.unplaced.items() if children > NOBODY}
    everybody = sum(row.children for row in placed if row.offer is not None)
    if new > NOBODY and everybody > 0:
        for row in placed:
            if row.offer is not None:
                waiting[row.cohort] = waiting.get(row.cohort, 0.0) + new * row.children / everybody
    for cohort, children in waiting.items():
        note = "in no offer that the plan expects somebody in; needs as of all others"
        yield _row(cohort, None, UNKNOWN_PROVISION, 0, children, note)
