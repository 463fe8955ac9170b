"""What a plan does about each policy in each year, recomputed."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.checks import TOLERANCE, Check, Deviation, listed, measured
from audit.measures import Played, amount, ratios, value_of_nobody
from audit.simulate import Simulation
from models.calendar import MONTHS_PER_YEAR
from models.instance import Instance
from models.plan import ScoreLine
from models.tables import IN_CHILDREN, IN_POUNDS, Policy

BOUNDARY = 0.1
"""How close to the tolerance a row may be, as a share of it, and still be called met or not met."""
POUND = 1.0
PENNY_APART = 0.01
"""Pounds by which two sums of a year's lines may differ before rounding."""


@dataclass(frozen=True)
class Score:
    """A policy in a year as recomputed.

    Attributes:
        policy: the row of the table `policies`.
        achieved: share, moves per child-year, children, places or pounds.
        short: how far `achieved` falls short of the level, in the unit of the level; 0 or less if met.
        shortfall: what is missing, at least 0: child-years (children, of new admissions), moves, or as `short`.
        discount_month: last month of the year, for the present-value factor.
        part: part of the financial year that is planned.
    """

    policy: Policy
    achieved: float
    short: float
    shortfall: float
    discount_month: int
    part: float

    @property
    def allowed(self) -> float:
        """How far a row may fall short and still be met: a pound, or 1e-6 of the other units."""
        return POUND if self.policy.measure in IN_POUNDS else TOLERANCE


def scores(instance: Instance, played: Played) -> tuple[Score, ...]:
    """Return the score of every policy row, whatever its strength, that speaks of a reported year."""
    years = {str(year): number for number, year in enumerate(instance.calendar.years)}
    return tuple(
        _score(instance, played, row, years[row.financial_year])
        for row in instance.policies
        if row.financial_year in years
    )


def moves_per_child_year(simulation: Simulation, first: int, last: int) -> float:
    """Return care moves over average children and years in months `first` to `last`; 0 without children."""
    moves = float(simulation.moves[first : last + 1].sum())
    child_years = float(simulation.average[first : last + 1].sum()) / MONTHS_PER_YEAR
    return moves / child_years if child_years > 0 else 0.0


def soft_penalty(score: Score) -> float:
    """Return the pounds charged for a soft policy's shortfall, before discounting; 0 for other policies.

    A child or place short is charged for the part of the year that is planned.
    """
    if score.policy.strength != "soft" or score.policy.gbp_per_unit is None:
        return 0.0
    years = score.part if score.policy.measure in IN_CHILDREN else 1.0
    return score.shortfall * score.policy.gbp_per_unit * years


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
        f"{line.policy} in {line.year}: met is {line.met}, short by {score.short:.9f}"
        for line, score in lines
        if line.met != (score.short <= score.allowed) and abs(score.short - score.allowed) > BOUNDARY * score.allowed
    ]
    if faults:
        return listed("scorecard", faults)
    return measured("scorecard", [found for line, score in lines for found in _differences(line, score)])


def check_hard_policies(made: Sequence[Score]) -> Check:
    """Check that every hard row is met within 1e-6, or a pound."""
    return measured(
        "hard_policies",
        [
            Deviation(
                score.short,
                score.allowed * (1.0 + BOUNDARY),
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
    near = PENNY_APART if score.policy.measure in IN_POUNDS else TOLERANCE * max(1.0, abs(achieved))
    return [
        Deviation(abs(line.target - target), TOLERANCE, f"{where}: target {line.target}, set {target}"),
        Deviation(
            abs(line.achieved - achieved),
            near,
            f"{where}: achieved {line.achieved:.9f}, recomputed {achieved:.9f}",
        ),
    ]


def _score(instance: Instance, played: Played, row: Policy, year: int) -> Score:
    calendar = instance.calendar
    first, last, part = calendar.months_of(year)[0], calendar.months_of(year)[-1], calendar.share_of(year)
    sense = 1.0 if row.is_floor else -1.0
    if row.measure in IN_POUNDS | IN_CHILDREN:
        achieved = amount(instance, played, row, first, last)
        short = sense * (row.level - achieved)
        return Score(row, achieved, short, max(0.0, short), last, part)
    found = ratios(instance, played, row, first, last)
    nobody = value_of_nobody(row)
    values = [ratio.value(nobody) for ratio in found] or [nobody]
    achieved = min(values) if row.is_floor else max(values)
    missing = [max(0.0, sense * (row.level * ratio.denominator - ratio.numerator)) for ratio in found]
    return Score(row, achieved, sense * (row.level - achieved), sum(missing), last, part)
