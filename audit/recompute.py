"""A plan's children, commitments, beds and money by month, recomputed from its decisions."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.beds import Beds, beds_of
from audit.ledger import streams
from audit.lines import Stream
from audit.measures import Played
from audit.pledges import Pledge, pledges_of
from audit.prices import Prices
from audit.simulate import Simulation, simulate
from models.calendar import Period
from models.instance import Instance
from models.plan import Admission, Commitment, Effect


@dataclass(frozen=True)
class Decisions:
    """What a plan decides: who starts where, what is committed, what programmes and pathways do."""

    admissions: Sequence[Admission]
    commitments: Sequence[Commitment]
    effects: Sequence[Effect] = ()


@dataclass(frozen=True)
class Recomputed:
    """What follows from a plan's decisions."""

    simulation: Simulation
    pledges: tuple[Pledge, ...]
    beds: tuple[Beds, ...]
    streams: tuple[Stream, ...]

    @property
    def played(self) -> Played:
        """What policies are measured on."""
        return Played(self.simulation, self.streams, self.beds)


def recompute(
    instance: Instance, prices: Prices, demand: str, made: Decisions, periods: tuple[Period, ...], *, sells: bool
) -> Recomputed:
    """Return what follows from decisions.

    Args:
        instance: the planning problem.
        prices: price indices.
        demand: demand path whose entries come.
        made: the decisions.
        periods: planning periods, those of do-nothing or of the calendar.
        sells: whether void beds are sold; baselines sell nothing.
    """
    simulation = simulate(instance, demand, made.admissions, periods, made.commitments, made.effects)
    pledges = pledges_of(instance, prices, made.commitments, periods)
    beds = beds_of(instance, simulation, pledges, sells=sells)
    return Recomputed(simulation, pledges, beds, streams(instance, prices, simulation, pledges, beds))
