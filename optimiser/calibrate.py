"""How the instance behaves beside what was recorded: do-nothing's first year, and today's placements in two years."""

from collections.abc import Callable

import numpy as np

from models.fields import FAMILY_PROVISIONS, RINGS, Ring
from models.findings import Calibrated
from models.instance import Instance
from optimiser.donothing import simulate
from optimiser.kernel import run_off
from optimiser.problem import Flags, Floats, Problem, compile_problem
from optimiser.summary import moves_per_child_year
from optimiser.trajectory import Trajectory

FIRST_YEAR = slice(1, 13)
TWO_YEARS = 24


def calibration(instance: Instance) -> tuple[Calibrated, ...]:
    """Return every row of the table `calibration` with what do-nothing gives on the default paths."""
    if not instance.calibration:
        return ()
    problem = compile_problem(instance, None, None)
    path = simulate(problem)[0]
    found = []
    for row in instance.calibration:
        measure = MEASURES.get(row.measure)
        model = None if measure is None else measure(problem, path)
        model = None if model is None or np.isnan(model) else model
        found.append(Calibrated(row.measure, row.recorded, row.low, row.high, model))
    return tuple(found)


def same_placement_two_years(problem: Problem, _path: Trajectory) -> float:
    """Of today's children still in care and under 16 in 24 months, the share still in today's placement."""
    young = np.array([cohort.age_to < 16 for cohort in problem.cohorts])
    today = run_off(problem).stock
    everybody = today[:, 0].sum(axis=0) @ np.linalg.matrix_power(problem.transitions, TWO_YEARS)
    return share_of(float(today[:, TWO_YEARS, young].sum()), float(everybody[young].sum()))


def first_year_share(path: Trajectory, inside: Flags, among: Flags | None = None) -> float:
    """Return the share of first-year child-months in some offers, among all or some offers; flags are (P, G)."""
    average: Floats = path.average[:, FIRST_YEAR].mean(axis=1)
    whole = average if among is None else average * among
    return share_of(float((whole * inside).sum()), float(whole.sum()))


def share_of(part: float, whole: float) -> float:
    """Return a share; not a number where there is no whole."""
    return part / whole if whole else float("nan")


def _provisions(problem: Problem, names: frozenset[str]) -> Flags:
    flags = [offer.provision in names for offer in problem.offers]
    return np.repeat(np.array(flags)[:, None], len(problem.cohorts), axis=1)


def _within(problem: Problem, ring: Ring) -> Flags:
    return np.asarray(problem.ring <= RINGS.index(ring))


def _mix(*names: str) -> Callable[[Problem, Trajectory], float]:
    return lambda problem, path: first_year_share(path, _provisions(problem, frozenset(names)))


_RESIDENTIAL = frozenset({"residential", "block_residential", "internal_home"})

MEASURES: dict[str, Callable[[Problem, Trajectory], float]] = {
    "first_year_moves_per_child_year": lambda p, t: moves_per_child_year(p, t, FIRST_YEAR),
    "same_placement_two_years_under_16": same_placement_two_years,
    "share_in_authority": lambda p, t: first_year_share(t, _within(p, "in_authority")),
    "share_within_20_miles": lambda p, t: first_year_share(t, _within(p, "within_20_miles")),
    "share_in_house_fostering": _mix("in_house_fostering", "connected_carers"),
    "share_ifa": _mix("ifa", "block_fostering"),
    "share_residential": _mix(*_RESIDENTIAL),
    "share_supported_accommodation": _mix("supported_accommodation", "block_16plus"),
    "share_family_settings": _mix(*FAMILY_PROVISIONS),
    "share_residential_in_borough": lambda p, t: first_year_share(
        t, _within(p, "in_authority"), _provisions(p, _RESIDENTIAL)
    ),
}
"""Measure to how it is computed."""
