"""Whether the effects written are of programmes and pathways that may have them, on children they are for."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from audit.simulate import Simulation, period_starts
from models.calendar import Period
from models.fields import RESIDENTIAL_PROVISIONS
from models.instance import Instance
from models.plan import Effect, EffectKind, Kind
from models.tables import Cohort, Programme

EFFECT_OF: dict[EffectKind, str] = {
    "averted": "averts_entries",
    "reunified": "reunifies",
    "retained": "retains_carers",
}
"""Kind of an effect to what its programme does; releases are of pathways."""


ALLOWED: dict[Kind, frozenset[EffectKind]] = {
    "plan": frozenset({"averted", "reunified", "released", "retained"}),
    "optimised_no_new_commitments": frozenset({"released"}),
}
"""Effects by kind of plan, beside those of programmes begun before; do-nothing has these alone."""


def serves(instance: Instance, programme: Programme, cohort: Cohort) -> bool:
    """Return whether a programme is for the children of a cohort: need, ages, authority."""
    return (
        programme.need in (None, cohort.need)
        and programme.age_from <= cohort.age_from
        and cohort.age_to <= programme.age_to
        and programme.authority in (None, instance.authority_of(cohort))
    )


def effect_faults(instance: Instance, simulation: Simulation, effects: Sequence[Effect], kind: Kind) -> list[str]:
    """Return what is wrong with the effects as rows, in words; whether there are too many: `audit.effect_limits`.

    Args:
        instance: the planning problem.
        simulation: the plan's children.
        effects: effects as written.
        kind: kind of plan; do-nothing has what programmes begun before do, and without new commitments there are
            releases besides.
    """
    starts = period_starts(instance.calendar, simulation.periods)
    allowed = ALLOWED.get(kind, frozenset())
    begun = {row.id for row in instance.commitments_made if row.kind == "programme"}
    faults = []
    for row in effects:
        found = _amount_faults(simulation, row, starts.get(row.period_start))
        if row.kind not in allowed and row.id not in begun:
            found.append(f"not in a plan of kind {kind}")
        if row.kind == "released":
            found += _release_faults(instance, row)
        else:
            found += _programme_faults(instance, row)
        faults += [f"{named(row)}: {fault}" for fault in found]
    written = Counter((row.kind, row.id, row.cohort, row.offer, row.period_start) for row in effects)
    return faults + [
        f"{kind} of {name}, cohort {cohort}, offer {offer}, from {start}: given twice"
        for (kind, name, cohort, offer, start), count in written.items()
        if count > 1
    ]


def named(row: Effect) -> str:
    """Return how an effect is spoken of."""
    return f"{row.kind} of {row.id} from {row.period_start}"


def _amount_faults(simulation: Simulation, row: Effect, period: Period | None) -> list[str]:
    if not (row.amount >= 0 and np.isfinite(row.amount)):
        return [f"amount {row.amount}"]
    if period is None:
        return ["no period starts on that day"]
    cohort = simulation.arrays.cohorts.get(row.cohort or "")
    if row.kind == "averted" and cohort is not None and row.amount > 0:
        entries = simulation.arrays.entries[period.first : period.last + 1, cohort].sum()
        return [] if entries > 0 else [f"nobody of {row.cohort} enters care in the period"]
    return []


def _programme_faults(instance: Instance, row: Effect) -> list[str]:
    programme = next((known for known in instance.programmes if known.programme == row.id), None)
    if programme is None or programme.effect != EFFECT_OF[row.kind]:
        return ["no programme with this effect"]
    if row.kind == "retained":
        offer = next((s.offer for s in instance.fostering if s.service == programme.service), None)
        right = row.cohort is None and row.offer == offer
        return [] if right else [f"names no cohort and the offer {offer}"]
    cohort = next((known for known in instance.cohorts if known.cohort == row.cohort), None)
    faults = [] if cohort and serves(instance, programme, cohort) else [f"not for cohort {row.cohort}"]
    offer_row = next((known for known in instance.offers if known.offer == row.offer), None)
    if row.kind == "averted" and row.offer is not None:
        faults.append("names no offer")
    if row.kind == "reunified" and (offer_row is None or offer_row.provision == "gap"):
        faults.append(f"nobody goes home from offer {row.offer}")
    return faults


def _release_faults(instance: Instance, row: Effect) -> list[str]:
    step = next((s for s in instance.step_downs if (s.pathway, s.cohort) == (row.id, row.cohort)), None)
    offer = next((known for known in instance.offers if known.offer == row.offer), None)
    if step is None:
        return [f"no pathway for cohort {row.cohort}"]
    faults = []
    if row.period_start < step.start_from:
        faults.append(f"the pathway begins on {step.start_from}")
    if offer is None or offer.provision not in RESIDENTIAL_PROVISIONS:
        faults.append(f"offer {row.offer} is not residential")
    return faults
