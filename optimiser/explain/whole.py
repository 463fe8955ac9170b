"""Whether whole commitments can keep the hard policies where those in parts can: a search for the least shortfall.

It ends as soon as it has a plan that misses nothing, or a bound that says that every plan misses something. A search
for a plan among those that keep the policies finds none for minutes, near the edge, and can say nothing meanwhile.
"""

from dataclasses import dataclass

from optimiser.explain.clash import Elastic
from optimiser.formulation import Formulation
from optimiser.problem import Floats
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session
from optimiser.solve import Search

MISSED = 2.0
"""Bound on the scaled shortfall (a 50,000th of a level) from which no plan keeps the policies, tolerances or not."""
NEGLIGIBLE = 0.05
"""Scaled shortfall up to which a plan keeps them: half a millionth of a level, as near as the solver comes."""


@dataclass(frozen=True)
class Whole:
    """What is known of whole commitments.

    Attributes:
        possible: whether they can keep the hard policies; None if a stop came first.
        values: (columns,), the plan found that misses the policies least; empty if none was found.
    """

    possible: bool | None
    values: Floats


class _UntilKnown(Progress):
    """Passes on what is told, and asks for a stop once the bound on the shortfall of all plans is above nothing."""

    def __init__(self, told: Progress) -> None:
        self.told = told
        self.bound = 0.0
        self.all_plans = False

    def on_stage(self, stage: str) -> None:
        """Note whether bounds hold for all plans: those of the first plan's stage are of plans like the root's."""
        self.all_plans = stage == "search"
        self.told.on_stage(f"whether whole commitments can keep the hard policies: {stage}")

    def on_bound(self, _seconds: float, _objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Note the bound; it is no pounds, and nobody is told."""
        if self.all_plans and bound_gbp is not None:
            self.bound = max(self.bound, bound_gbp)

    def stop_requested(self) -> bool:
        """Whether it is known, or somebody wants to stop."""
        return self.bound > MISSED or self.told.stop_requested()


def whole(elastic: Elastic, seed: int, deadline: float, interrupts: Interrupts, progress: Progress) -> Whole:
    """Search the least shortfall of the hard policies until it is known whether there is one.

    Args:
        elastic: the live model, whose programme it is.
        seed: HiGHS's random seed.
        deadline: time (monotonic seconds) at which to stop.
        interrupts: Ctrl-C.
        progress: told of stages.

    Raises:
        SolverError: if HiGHS fails.
    """
    made = elastic.made
    made.model.replace_cost(elastic.shortfalls())
    known = _UntilKnown(progress)
    search = Search(Session[Formulation](made, seed, known, deadline, interrupts), 0.0, within_gbp=NEGLIGIBLE)
    search.run()
    made.model.replace_cost(elastic.cost)
    found = search.solution
    if found.objective <= NEGLIGIBLE or (found.values.size and not _missed(elastic, found.values)):
        return Whole(possible=True, values=found.values)
    proven = found.bound > MISSED or found.outcome == "optimal"
    return Whole(possible=False if proven else None, values=found.values)


def _missed(elastic: Elastic, values: Floats) -> bool:
    return any(elastic.is_missed(key, values) for key in elastic.rows)
