"""The children of random instances: cohorts, how they change, who enters, who is where today."""

import numpy as np

from models.tables import Cohort, Offer, Row
from tests.oracles.random_shape import AGES, AUTHORITIES, HOMES, NEEDS, Shape
from tests.oracles.small import MONTHS, cohort, row

TRIAL = "trial"
"""Cohort of children on trial in a family, and the skill that such a family has."""


def between(rng: np.random.Generator, low: float, high: float) -> float:
    """Draw a number and round it, so that a failing instance can be read."""
    return round(float(rng.uniform(low, high)), 3)


def cohorts(rng: np.random.Generator, shape: Shape) -> list[Cohort]:
    """Two cohorts by need, age or area, one more of something special, one on trial."""
    found = [
        cohort(f"{need}_{ages[0]}_{home}", need, ages, home)
        for need in NEEDS[: shape.needs]
        for ages in AGES[: shape.ages]
        for home in HOMES[: shape.homes]
    ]
    if shape.two:
        found[-1] = found[-1].model_copy(update={"authority": AUTHORITIES[1]})
    if shape.special:
        changes = {
            "solo": {"solo": "yes"},
            "group": {"group_size": 2, "split_allowed": "yes" if rng.random() < 0.6 else "no"},
            "skill": {"skill": "disability"},
            # With a skill, for escalation goes to the one cohort alike in all but need, whatever its beds.
            "beds": {"bed_use": 2.0, "skill": "disability"},
        }
        base = found[int(rng.integers(len(found)))]
        wanted = [name for name in shape.special if name != "group" or "solo" not in shape.special]
        special = {"cohort": "special", **{k: v for name in wanted for k, v in changes[name].items()}}
        found.append(base.model_copy(update=special))
    if shape.step_down:
        found.append(found[0].model_copy(update={"cohort": TRIAL, "skill": TRIAL}))
    return found


def transitions(rng: np.random.Generator, among: list[Cohort]) -> tuple[Row, ...]:
    """Ageing, drift of need both ways, leaving care; nobody changes home area or authority."""
    rows = []
    for a in among:
        for b in among:
            share = _share(rng, a, b)
            if share:
                rows.append(row("transitions", cohort=a.cohort, to_cohort=b.cohort, monthly_share=round(share, 6)))
    return tuple(rows)


def _share(rng: np.random.Generator, a: Cohort, b: Cohort) -> float:
    if a.cohort == b.cohort:
        return 0.86 if a.cohort == TRIAL else 0.88
    if "special" in (a.cohort, b.cohort):
        return 0.0
    if (a.home_area, a.authority) != (b.home_area, b.authority) or b.age_from < a.age_from:
        return 0.0
    if b.cohort == TRIAL:  # nobody but by release
        return 0.0
    return between(rng, 0.005, 0.05)


def entries(rng: np.random.Generator, shape: Shape, among: list[Cohort]) -> tuple[Row, ...]:
    """Entries on two demand paths."""
    scale = {"middle": 1.0, "low": 0.7}
    base = {c.cohort: 0.0 if c.cohort == TRIAL else between(rng, 0, 0.9) for c in among}
    months = MONTHS[: 12 * shape.years]
    return tuple(
        row("entries", cohort=name, demand=path, month=month, children=round(children * factor * wave, 4))
        for path, factor in scale.items()
        for name, children in base.items()
        for month, wave in zip(months, rng.uniform(0.5, 1.5, len(months)), strict=True)
    )


def fits(o: Offer, c: Cohort, needs: tuple[str, ...]) -> bool:
    """Whether an offer takes a cohort, as far as children of today go."""
    return (
        c.need in needs
        and o.age_from <= c.age_from
        and c.age_to <= o.age_to
        and c.skill in (None, *(o.skills or "").split())
        and (o.largest_group is None or c.group_size <= o.largest_group)
        and o.authority in (None, c.authority or AUTHORITIES[0])
    )


def today(
    rng: np.random.Generator, among: list[Cohort], offers: list[Offer], takes: dict[str, tuple[str, ...]]
) -> tuple[Row, ...]:
    """Children in offers that are open, of unknown placement, and in secure."""
    rows = [_placed(among[0], None, "unknown", 0, between(rng, 0.1, 0.6))]
    for c in among:
        for o in offers:
            # Nobody lives yet in a home or block that is still to be decided, nor in an offer not yet open.
            closed = o.offer in ("block", "gap") or o.live_from is not None
            if closed or c.cohort == TRIAL or not fits(o, c, takes[o.offer]) or rng.random() < 0.4:
                continue
            most = 0.5 if o.offer in ("home", "running") and c.solo == "no" else 2.0
            if o.offer == "home" and c.solo == "yes":
                continue
            months = sorted({int(m) for m in rng.integers(0, 12, 2)})
            rows.extend(_placed(c, o.offer, o.provision, m, between(rng, 0.1, most / c.bed_use)) for m in months)
    if rng.random() < 0.4:
        rows.append(_placed(among[0], None, "secure", 3, 1.0))
    return tuple(rows)


def _placed(c: Cohort, name: str | None, provision: str, months: int, children: float) -> Row:
    return row(
        "placements_today",
        cohort=c.cohort,
        offer=name,
        provision=provision,
        months_in_placement=months,
        children=children,
    )
