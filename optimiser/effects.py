"""Effects of programmes and pathways: who leaves settled placements, who need not enter, which carers stay.

docs/mathematics.md, sections 3 and 4. `left` holds pathways and programmes that reunify in the order of `leavings`,
`averted` and `retained` the programmes of those effects in table order.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from models.fields import RESIDENTIAL_PROVISIONS
from models.plan import EffectKind
from models.tables import Cohort, Programme
from optimiser.problem import Flags, Floats, Ints, Pathway, Problem

NEGLIGIBLE = 1e-10
"""Children below which an effect is numerical dust of the solver and is not written."""


@dataclass(frozen=True)
class Leaving:
    """A way by which settled children leave their offers.

    Attributes:
        kind: `released` for a pathway, `reunified` for a programme.
        id: name of the pathway or programme.
        offers: (P,), offers that children may leave.
        share: (G,), share of the settled children who may leave in a month; 0 for cohorts that it does not take.
        trial: (G, G), cohort in which a child returns to the pool; rows of 0 for leaving care.
        release_gbp: (G,), cost of one release, price base.
        first_month: (G,), first month with leavers.
        most_per_year: children a year at most.
        most_first_year: children at most in the first year, of which a part may lie before the plan.
    """

    kind: EffectKind
    id: str
    offers: Flags
    share: Floats
    trial: Floats
    release_gbp: Floats
    first_month: Ints
    most_per_year: float
    most_first_year: float

    def most_in(self, year: int) -> float:
        """Children at most in financial year number `year`."""
        return self.most_per_year if year else self.most_first_year

    @property
    def planned_moves(self) -> float:
        """Care moves of one who leaves."""
        return 1.0 if self.kind == "released" else 0.0


@dataclass(frozen=True)
class Effects:
    """What programmes and pathways do, by period.

    Attributes:
        left: (I, T, P, G), settled children who leave an offer, by way of leaving.
        averted: (A, T, G), share of a cohort's entries averted, by programme.
        retained: (D, T), households kept, by programme.
    """

    left: Floats = field(default_factory=lambda: np.zeros((0, 0, 0, 0)))
    averted: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    retained: Floats = field(default_factory=lambda: np.zeros((0, 0)))


@dataclass(frozen=True)
class RetainedColumn:
    """A column of households that a programme keeps in one period.

    Attributes:
        number: position of the programme among those that retain carers.
        programme: the programme.
        period: position of the period.
        column: position of the column.
        starts: columns of the programme's starts in effect.
        offer: index of the offer that the households supply.
        households: (M + 1,), of one household kept, those still there at month ends.
        capacity: (M + 1,), places of these.
    """

    number: int
    programme: Programme
    period: int
    column: int
    starts: Ints
    offer: int
    households: Floats
    capacity: Floats


def effect_share(programme: Programme) -> float:
    """Return the effect that is counted: the share less its haircut."""
    return programme.effect_share * (1.0 - programme.haircut_share)


def programmes_of(
    problem: Problem, effect: Literal["averts_entries", "reunifies", "retains_carers"]
) -> list[Programme]:
    """Return the programmes of an effect, in table order."""
    return [programme for programme in problem.instance.programmes if programme.effect == effect]


def served(problem: Problem, programme: Programme) -> Flags:
    """(G,), whether a programme is for children of a cohort: by need, age band and authority."""
    return np.array([_serves(problem, programme, cohort) for cohort in problem.cohorts], dtype=np.bool_)


def _serves(problem: Problem, programme: Programme, cohort: Cohort) -> bool:
    aged = programme.age_from <= cohort.age_from and cohort.age_to <= programme.age_to
    own = programme.authority in (None, problem.instance.authority_of(cohort))
    return aged and own and programme.need in (None, cohort.need)


def leavings(problem: Problem) -> tuple[Leaving, ...]:
    """Return every way of leaving a settled placement: pathways, then programmes that reunify."""
    size = len(problem.cohorts)
    residential = np.array([offer.provision in RESIDENTIAL_PROVISIONS for offer in problem.offers])
    placements = np.arange(len(problem.offers)) != problem.gap
    released = tuple(_released(problem, pathway, residential) for pathway in problem.pathways)
    reunified = tuple(
        Leaving(
            kind="reunified",
            id=programme.programme,
            offers=placements,
            share=np.where(served(problem, programme), effect_share(programme), 0.0),
            trial=np.zeros((size, size)),
            release_gbp=np.zeros(size),
            first_month=np.zeros(size, dtype=np.int64),
            most_per_year=programme.places_per_year,
            most_first_year=programme.places_per_year,
        )
        for programme in programmes_of(problem, "reunifies")
    )
    return released + reunified


def _released(problem: Problem, pathway: Pathway, offers: Flags) -> Leaving:
    left = problem.instance.left("step_down", pathway.id)
    return Leaving(
        kind="released",
        id=pathway.id,
        offers=offers,
        share=pathway.share,
        trial=pathway.trial,
        release_gbp=pathway.release_gbp,
        first_month=pathway.first_month,
        most_per_year=pathway.most_per_year,
        most_first_year=pathway.most_per_year if left is None else left,
    )
