"""Demand changed in place against the programme built anew from entries times the factor."""

import numpy as np
import pytest

from models.instance import Instance
from optimiser.explain.curve import Curve, Stopped
from optimiser.explain.demand import Demand, children_at
from optimiser.explain.worth import worth_of_each
from optimiser.formulation import Formulation, formulate
from optimiser.problem import Flags, Floats
from optimiser.progress import Progress
from optimiser.session import Interrupts, Session
from tests.optimiser.cases import children, compiled, entering, moving, one_cohort, plain, programme
from tests.optimiser.rich import rich
from tests.oracles.small import offer

SPOT = offer("spot")


def averting() -> Instance:
    """Every kind of supply, and two programmes that avert entries of the same children."""
    return rich(
        programmes=(
            programme(
                programme="early", effect="averts_entries", effect_share=0.2, gbp_per_year=1200.0, lag_months=1
            ),
            programme(programme="edge", effect="averts_entries", effect_share=0.3, term_months=13, authority="other"),
        )
    )


def times(planning: Instance, factor: float) -> Instance:
    """Return an instance with its entries times a factor."""
    entries = [entry.model_copy(update={"children": factor * entry.children}) for entry in planning.entries]
    return planning.model_copy(update={"entries": tuple(entries)})


def session_of(made: Formulation, progress: Progress | None = None) -> Session:
    """Return a live model."""
    return Session(made, 0, progress or Progress(), np.inf, Interrupts())


def commitments(made: Formulation) -> Floats:
    """Return the units of a best plan."""
    return np.round(plain(made).values[made.units])


def running(made: Formulation) -> Flags:
    """(options,), contracts that run already."""
    return np.array([option.running for option in made.options])


@pytest.fixture(scope="module")
def planned() -> tuple[Formulation, Floats]:
    """The programme of `averting` and the commitments of its best plan."""
    made = formulate(compiled(averting()))
    return made, commitments(made)


@pytest.mark.parametrize("factor", [0.0, 0.4, 0.95, 1.0, 1.7])
def test_in_place_is_as_built_anew(planned: tuple[Formulation, Floats], factor: float) -> None:
    """The same objective with both programmes running; at 0 nobody enters."""
    made, units = planned
    taken = {made.options[i].id for i in np.flatnonzero(units)}
    assert {"early", "edge"} <= taken
    session = session_of(made)
    anew = formulate(compiled(times(averting(), factor)), fixed_units=units)
    curve = Curve(session, Demand(session), units)
    assert curve.at(1.0) == pytest.approx(plain(formulate(compiled(averting()), fixed_units=units)).objective)
    assert curve.at(factor) == pytest.approx(plain(anew).objective)


def test_whatever_was_asked_before(planned: tuple[Formulation, Floats]) -> None:
    """The same figures from another basis, and with other commitments in between."""
    made, units = planned
    session = session_of(made)
    demand = Demand(session)
    first, none = Curve(session, demand, units), Curve(session, demand, np.where(running(made), units, 0.0))
    found = [first.at(factor) for factor in (1.0, 0.5, 1.5)]
    assert none.at(1.0) > found[0]
    again = Curve(session, demand, units)
    assert [again.at(factor) for factor in (1.5, 0.5, 1.0)] == pytest.approx(found[::-1])


@pytest.mark.parametrize("factor", [0.3, 1.0, 1.6])
def test_bounds_without_solving(planned: tuple[Formulation, Floats], factor: float) -> None:
    """By tangents and chords, and by what commitments are worth at the margin: never on the wrong side.

    With both programmes running, the tangent at a factor is what the objective changes by nearby.
    """
    made, units = planned
    session = session_of(made)
    demand = Demand(session)
    curve, truth = Curve(session, demand, units), Curve(session, demand, units)
    assert (curve.least(factor), curve.most(factor)) == (-np.inf, np.inf)
    for point in (0.2, factor, 1.8):
        curve.at(point)
    near = 1e-4
    rise = (truth.at(factor + near) - truth.at(factor - near)) / (2.0 * near)
    assert curve.least(factor + near) == pytest.approx(truth.at(factor) + near * rise, rel=1e-7)
    for point in (0.25, 0.7, 1.3, 1.75):
        room = 1e-6 * truth.at(point)
        assert curve.least(point) - room <= truth.at(point) <= curve.most(point) + room
    for option in np.flatnonzero(units):
        fewer = units.copy()
        fewer[option] -= 1.0
        rise = Curve(session, demand, fewer, curve).at(factor) - truth.at(factor)
        assert curve.least_saved(factor, fewer) <= rise + 1e-6 * truth.at(factor)
        assert curve.least_saved(0.9, fewer) == -np.inf


def test_children_at_a_factor() -> None:
    """Two today, one enters in April, 10 % leave a month: by hand over twelve months."""
    planning = one_cohort(
        {SPOT: 700},
        transitions=moving({("child", "child"): 0.9}),
        placements_today=(children(2, SPOT),),
        entries=(entering(1),),
    )
    ends = [2 * 0.9**m + 0.5 * (0.9 ** (m - 1) if m else 0) for m in range(13)]
    mean = sum((a + b) / 2 for a, b in zip(ends[1:], ends[:-1], strict=True)) / 12
    assert children_at(compiled(planning), 0.5) == pytest.approx(mean)


class StopsAfter(Progress):
    """Progress that asks for a stop once a number of commitments were begun."""

    def __init__(self, number: int) -> None:
        self.left = number

    def on_stage(self, _stage: str) -> None:
        """Count."""
        self.left -= 1

    def stop_requested(self) -> bool:
        """Whether so many were begun."""
        return self.left < 0


def test_a_stop_keeps_what_was_found(planned: tuple[Formulation, Floats]) -> None:
    """Stopped in the second: the first is there."""
    made, units = planned
    found = worth_of_each(session_of(made, StopsAfter(1)), units)
    assert len(found) == 1
    assert list(worth_of_each(session_of(made, StopsAfter(0)), units)) == []


def test_a_stop_before_a_point(planned: tuple[Formulation, Floats]) -> None:
    """Nothing is solved."""
    made, units = planned
    session = session_of(made, StopsAfter(-1))
    with pytest.raises(Stopped):
        Curve(session, Demand(session), units).at(1.0)


def test_running_blocks_are_not_explained() -> None:
    """One of their ends has to be taken."""
    made = formulate(compiled(averting()))
    found = worth_of_each(session_of(made), commitments(made))
    assert found
    assert not any(made.options[i].running for i in found)
