"""Settled children: who they are at each month end, and columns by which they leave their offers.

No hazard of a settled child changes any more, so what would have become of it depends on its cohort and offer alone:
a column of leavers takes that future out of the offer, exactly.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from models.calendar import Period
from optimiser.columns import ColumnBlock
from optimiser.effects import Leaving, leavings
from optimiser.kernel import Life, Profile, admit, follow, nobody, profile, todays_groups
from optimiser.lanes import Lane
from optimiser.layout import Layout, OtherEnd
from optimiser.problem import Flags, Floats, Ints, Problem
from optimiser.programme_columns import starts_in_effect

Place = tuple[int, int]
"""Offer, and month in which a contract empties it."""


@dataclass(frozen=True)
class LeaverBlock(ColumnBlock):
    """The columns of one way of leaving, one class of lanes and one period.

    `life` is the profile of the class's settled children: what the leavers would have gone through.

    Attributes:
        number: position of the way of leaving in `leavings`.
        leaving: the way of leaving.
    """

    number: int
    leaving: Leaving

    def becomes(self, problem: Problem) -> Life:
        """Return what one leaver changes, by cohort (N): fewer in the offer, those on trial back in the pool."""
        change = nobody(problem, len(self.cohorts))
        change.add(super().becomes(problem), -1.0)
        months = problem.calendar.periods[self.period].months
        for month in months:
            change.returns[month] += self.leaving.trial[self.cohorts] / len(months)
            change.own.moves[month] += self.leaving.planned_moves / len(months)
        return change

    def admissions(self, _problem: Problem) -> None:
        """Nobody is admitted by leaving."""


@dataclass(frozen=True)
class SettledPart:
    """Settled children of one place through columns.

    Attributes:
        place: the place.
        period: position of the period in which the columns begin.
        columns: (N,), positions of the columns.
        stock: (M + 1, N, G), settled children at month ends for one unit of each column.
    """

    place: Place
    period: int
    columns: Ints
    stock: Floats


def settled_parts(layout: Layout) -> Iterator[SettledPart]:
    """Yield the settled children of every flow, place by place."""
    problem, never = layout.problem, layout.problem.months + 1
    for flow in layout.flows:
        if isinstance(flow, OtherEnd):
            yield from _other_end(problem, flow)
        elif isinstance(flow, ColumnBlock):
            life = flow.becomes(problem) if isinstance(flow, LeaverBlock) else _settled_life(problem, flow)
            for lane, columns in zip(flow.lanes, flow.admit, strict=True):
                yield SettledPart((lane.offer, lane.end), flow.period, columns, life.stock)
            for offer, part in life.passed.items():
                yield SettledPart((offer, never), flow.period, flow.carrier, part.stock)


def settled_in(problem: Problem, profile_of: Profile, period: Period) -> Life:
    """Return the life of children admitted evenly over a period, (G, G), of the stock only those settled by then."""
    total = nobody(problem, len(problem.cohorts))
    for month in period.months:
        life = nobody(problem, len(problem.cohorts))
        admit(problem, profile_of, month, 1.0 / len(period), life)
        total.add(_from(life, month + problem.settled_after))
    return total


def _settled_life(problem: Problem, block: ColumnBlock) -> Life:
    return settled_in(problem, block.life, problem.calendar.periods[block.period]).pick(block.cohorts)


def _from(life: Life, month: int) -> Life:
    """Return a life with the stock of earlier months struck out, in place."""
    for part in (life.own, *life.passed.values()):
        part.stock[: max(month, 0)] = 0.0
    return life


def _other_end(problem: Problem, flow: OtherEnd) -> Iterator[SettledPart]:
    """Yield today's settled children under another end of their contract, and less of them under the one counted."""
    option = flow.option
    assert option.offer is not None
    assert option.empties is not None
    never, counted = problem.months + 1, problem.today_end[option.offer]
    for end, sign in ((option.empties, 1.0), (counted, -1.0)):
        life = todays_settled(problem, option.offer, end)
        yield SettledPart((option.offer, end), 0, flow.carrier, sign * life.stock[:, None])
        for offer, part in life.passed.items():
            yield SettledPart((offer, never), 0, flow.carrier, sign * part.stock[:, None])


def todays_settled(problem: Problem, offer: int, end: int) -> Life:
    """Return the life of today's children of an offer whose contract ends so, of the stock only those settled."""
    total = nobody(problem)
    exits = problem.exits_of(offer, end)
    for months, group in todays_groups(problem, offer).items():
        total.add(_from(follow(problem, offer, exits, group, 0, months), problem.settled_after - months))
    return total


def settled_today(problem: Problem) -> dict[Place, Floats]:
    """Return place to (M + 1, G), today's children there who are settled by the month end."""
    found: dict[Place, Floats] = {}
    never = problem.months + 1
    for offer in dict.fromkeys(child.offer for child in problem.today):
        end = problem.today_end[offer]
        life = todays_settled(problem, offer, end)
        for place, part in [((offer, end), life.own), *(((q, never), part) for q, part in life.passed.items())]:
            found[place] = found.get(place, np.zeros_like(part.stock)) + part.stock
    return found


def add_leavers(layout: Layout) -> list[LeaverBlock]:
    """Add the columns of leavers where anybody may be settled, to the flows too, and return them in blocks.

    The model gains the groups `left_*` and, per class, `leaving_*`.
    """
    problem = layout.problem
    ways = leavings(problem)
    found: list[LeaverBlock] = []
    if not ways:
        return found
    possible = _possible(layout)
    for number, members in enumerate(_classes(problem)):
        first = members[0]
        exits = problem.exits_of(first.offer, first.end)
        life = profile(problem, first.offer, exits, problem.settled_after)
        over = min((leaving.month for leaving in exits if leaving.final), default=problem.months + 1)
        for i, way in enumerate(ways):
            lanes = tuple(lane for lane in members if way.offers[lane.offer] and (lane.offer, lane.end) in possible)
            for t, period in enumerate(problem.calendar.periods):
                mine = problem.eligible[first.offer] & (way.share > 0.0) & (way.first_month <= period.first)
                mine &= _works(layout, way, period)
                if lanes and period.last < over and mine.any():
                    may = np.array([possible[lane.offer, lane.end][t] & mine for lane in lanes])
                    name = f"{i}_{number}_{t}"
                    found += [
                        LeaverBlock(*columns, life, i, way) for columns in _columns(layout, name, t, lanes, may)
                    ]
    layout.flows.extend(found)
    return found


def _works(layout: Layout, way: Leaving, period: Period) -> bool:
    """Return whether a way of leaving may be in effect in a period."""
    if way.kind == "released":
        return True
    programme = next(p for p in layout.problem.instance.programmes if p.programme == way.id)
    return bool(len(starts_in_effect(layout, programme, period)))


def _possible(layout: Layout) -> dict[Place, Flags]:
    """Return place to (T, G), whether anybody can be settled there in a cohort when a period begins."""
    problem = layout.problem
    before = np.array([period.first - 1 for period in problem.calendar.periods])
    found = {place: stock[before] > 0.0 for place, stock in settled_today(problem).items()}
    nowhere = np.zeros((len(before), len(problem.cohorts)), dtype=np.bool_)
    for part in settled_parts(layout):
        found[part.place] = found.get(part.place, nowhere) | (part.stock[before] > 0.0).any(axis=1)
    return found


def _classes(problem: Problem) -> list[tuple[Lane, ...]]:
    """Return the classes of lanes, with those of today's residents whom no contract on offer would empty."""
    known = {(lane.offer, lane.end) for lane in problem.lanes}
    places = dict.fromkeys((child.offer, problem.today_end[child.offer]) for child in problem.today)
    return [*problem.classes, *((Lane(*place),) for place in places if place not in known)]


def _columns(
    layout: Layout, name: str, period: int, lanes: tuple[Lane, ...], may: Flags
) -> list[tuple[int, Ints, tuple[Lane, ...], Ints, Ints]]:
    """Add the columns of one block; `may` (K, G) says whose they are. None where nobody may leave."""
    cohorts = np.flatnonzero(may.any(axis=0))
    kept = [k for k in range(len(lanes)) if may[k].any()]
    if not kept:
        return []
    # A column that nobody can use is closed, so that the lanes of a class share their cohorts.
    most = [np.where(may[k, cohorts], np.inf, 0.0) for k in kept]
    admit_columns = np.array([layout.model.add_columns(f"left_{name}_{k}", most[j]) for j, k in enumerate(kept)])
    carrier = admit_columns[0]
    if len(kept) > 1:
        carrier = layout.model.add_columns(f"leaving_{name}", np.full(len(cohorts), np.inf))
    return [(period, cohorts, tuple(lanes[k] for k in kept), admit_columns, carrier)]


def left_by(problem: Problem, leavers: list[LeaverBlock], values: Floats) -> Floats:
    """(I, T, P, G), settled children who leave in a solution (columns,)."""
    shape = (len(leavings(problem)), len(problem.calendar.periods), len(problem.offers), len(problem.cohorts))
    left = np.zeros(shape)
    for block in leavers:
        for lane, columns in zip(block.lanes, block.admit, strict=True):
            left[block.number, block.period, lane.offer, block.cohorts] += values[columns]
    return left


def leaver_lives(problem: Problem, left: Floats) -> Iterator[tuple[list[int], Floats, Life]]:
    """Yield (offers, children (K, G), change that one of them makes) of the leavers (I, T, P, G) of a plan.

    Contracts' ends are decided: every offer has one lane.
    """
    nothing, every = np.zeros(0, dtype=np.int64), np.arange(len(problem.cohorts))
    for members in problem.classes if left.size else ():
        first, offers = members[0], [lane.offer for lane in members]
        exits = problem.exits_of(first.offer, first.end)
        life = profile(problem, first.offer, exits, problem.settled_after)
        for i, way in enumerate(leavings(problem)):
            for t in np.flatnonzero(left[i][:, offers].any(axis=(1, 2))):
                block = LeaverBlock(int(t), every, members, nothing, nothing, life, i, way)
                yield offers, left[i, t, offers], block.becomes(problem)
