"""What a plan does about each policy in each year, recomputed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.arrays import Floats
from audit.checks import TOLERANCE, Check, Deviation, listed, measured
from audit.simulate import Simulation
from models.calendar import MONTHS_PER_YEAR
from models.fields import RINGS, Ring
from models.instance import Instance
from models.plan import ScoreLine
from models.tables import Policy

BOUNDARY = 1e-7
"""How close to the tolerance a row may be and still be called met or not met."""


@dataclass(frozen=True)
class Score:
    """A policy in a year as recomputed.

    Attributes:
        policy: the row of the table `policies`.
        achieved: share, or moves per child-year.
        shortfall: how far `achieved` falls short of the level, in the unit of the level; 0 or less if met.
        child_years: average children in the year; 12 months count alike.
        discount_month: last month of the year, for the present-value factor.
    """

    policy: Policy
    achieved: float
    shortfall: float
    child_years: float
    discount_month: int


def scores(instance: Instance, simulation: Simulation) -> tuple[Score, ...]:
    """Return the score of every policy row, whatever its strength, that speaks of a reported year."""
    years = {str(year): number for number, year in enumerate(instance.calendar.years)}
    return tuple(
        _score(instance, simulation, row, years[row.financial_year])
        for row in instance.policies
        if row.financial_year in years
    )


def moves_per_child_year(simulation: Simulation, first: int, last: int) -> float:
    """Return care moves over average children and years in months `first` to `last`; 0 without children."""
    moves = float(simulation.moves[first : last + 1].sum())
    child_years = float(simulation.average[first : last + 1].sum()) / MONTHS_PER_YEAR
    return moves / child_years if child_years > 0 else 0.0


def soft_penalty(score: Score) -> float:
    """Return the pounds charged for a soft policy's shortfall, before discounting; 0 for other policies."""
    if score.policy.strength != "soft" or score.policy.gbp_per_unit is None:
        return 0.0
    return max(0.0, score.shortfall) * score.child_years * score.policy.gbp_per_unit


def check_scorecard(made: Sequence[Score], stated: Sequence[ScoreLine], *, every_hard_row: bool) -> Check:
    """Check target, achieved and met of every line as stated, and that no hard row is left out."""
    known = {(score.policy.policy, score.policy.financial_year): score for score in made}
    given = [(line.policy, line.year) for line in stated]
    faults = [f"{name} in {year}: given twice" for name, year in set(given) if given.count((name, year)) > 1]
    faults += [f"{name} in {year}: no such policy" for name, year in set(given) - known.keys()]
    if every_hard_row:
        hard = {key for key, score in known.items() if score.policy.strength == "hard"}
        faults += [f"{name} in {year}: a hard policy, left out" for name, year in sorted(hard - set(given))]
    lines = [(line, known[line.policy, line.year]) for line in stated if (line.policy, line.year) in known]
    faults += [
        f"{line.policy} in {line.year}: met is {line.met}, short by {score.shortfall:.9f}"
        for line, score in lines
        if line.met != (score.shortfall <= TOLERANCE) and abs(score.shortfall - TOLERANCE) > BOUNDARY
    ]
    if faults:
        return listed("scorecard", faults)
    return measured("scorecard", [found for line, score in lines for found in _differences(line, score)])


def check_hard_policies(made: Sequence[Score]) -> Check:
    """Check that every hard row is met within 1e-6."""
    return measured(
        "hard_policies",
        [
            Deviation(
                score.shortfall,
                TOLERANCE + BOUNDARY,
                f"{score.policy.policy} in {score.policy.financial_year}: {score.achieved:.9f}, "
                f"level {score.policy.level:.9f}",
            )
            for score in made
            if score.policy.strength == "hard"
        ],
    )


def _differences(line: ScoreLine, score: Score) -> list[Deviation]:
    where = f"{line.policy} in {line.year}"
    target, achieved = score.policy.level, score.achieved
    return [
        Deviation(abs(line.target - target), TOLERANCE, f"{where}: target {line.target}, set {target}"),
        Deviation(
            abs(line.achieved - achieved),
            TOLERANCE,
            f"{where}: achieved {line.achieved:.9f}, recomputed {achieved:.9f}",
        ),
    ]


def _score(instance: Instance, simulation: Simulation, row: Policy, year: int) -> Score:
    first, last = year * MONTHS_PER_YEAR + 1, (year + 1) * MONTHS_PER_YEAR
    average = simulation.average[first : last + 1].sum(axis=0)
    child_years = float(average.sum()) / MONTHS_PER_YEAR
    if row.measure == "moves_per_child_year":
        achieved = moves_per_child_year(simulation, first, last)
        shortfall = achieved - row.level
    else:
        within = float((average * _within(instance, row.ring or "nowhere")).sum()) / MONTHS_PER_YEAR
        achieved = within / child_years if child_years > 0 else 1.0
        shortfall = row.level - achieved
    return Score(row, achieved, shortfall, child_years, last)


def _within(instance: Instance, ring: Ring) -> Floats:
    """Return (P, G), 1 where the offer lies in `ring` or nearer from the cohort's home area; gap is 0."""
    far = {(row.home_area, row.placed_in): RINGS.index(row.ring) for row in instance.areas}
    nowhere = len(RINGS)
    return np.array(
        [
            [
                offer.provision != "gap"
                and far.get((cohort.home_area, offer.placed_in), nowhere) <= RINGS.index(ring)
                for cohort in instance.cohorts
            ]
            for offer in instance.offers
        ],
        dtype=np.float64,
    )
