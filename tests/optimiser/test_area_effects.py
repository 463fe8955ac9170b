"""Home areas with programmes and pathways: planned as one, told apart again, and the same plan at the same cost."""

from typing import Any

import numpy as np
import pytest
from scipy import sparse

from models.instance import Instance
from models.tables import Row
from optimiser.area_split import split_areas
from optimiser.areas import merge_areas
from optimiser.effects import Effects
from optimiser.formulation import Formulation, effects_in, formulate
from optimiser.plan import solve
from optimiser.problem import Floats
from optimiser.trajectory import admitted_by, trajectory
from tests.optimiser.cases import alike, compiled, month, plain, programme, violation
from tests.optimiser.test_measures import rule
from tests.optimiser.test_settled import by_month
from tests.oracles.small import row, settings

HOMES = ("north", "south", "east")


def pathway(home: str, **changes: Any) -> Row:
    """Return a row of the pathway `down` from high to low need in a home area."""
    given: dict[str, Any] = {
        "pathway": "down",
        "cohort": f"high_{home}",
        "trial_cohort": f"low_{home}",
        "readiness_monthly_share": 0.05,
        "max_per_year": 4.0,
        "release_gbp": 100.0,
        "start_from": month(1),
    }
    made: Row = row("step_downs", **{**given, **changes})
    return made


def areas(monthly: int = 12, **tables: Any) -> Instance:
    """Return three areas that differ in numbers alone, with a pathway and programmes."""
    given: dict[str, Any] = {
        "settings": settings(monthly, move_gbp=200.0),
        "step_downs": tuple(pathway(home) for home in HOMES),
        "programmes": (
            programme(effect_share=0.02),
            programme(programme="early", effect="averts_entries", effect_share=0.2, places_per_year=6.0, need="low"),
        ),
    }
    return alike(HOMES, drift=0.03, **{**given, **tables})


def true_values(made: Formulation, admitted: Floats, effects: Effects, units: Floats) -> Floats:
    """Return the columns of the programme of all areas at a plan."""
    values = np.zeros(made.model.column_count)
    values[made.model.groups["constant"]] = 1.0
    values[made.units] = units
    for block in made.blocks:
        for lane, columns in zip(block.lanes, block.admit, strict=True):
            values[columns] = admitted[block.period, lane.offer, block.cohorts]
    for leavers in made.leavers:
        for lane, columns in zip(leavers.lanes, leavers.admit, strict=True):
            values[columns] = effects.left[leavers.number, leavers.period, lane.offer, leavers.cohorts]
    for several in [*made.blocks, *made.leavers]:
        if len(several.lanes) > 1:
            values[several.carrier] = values[several.admit].sum(axis=0)
    for averted in made.averted:
        values[averted.carrier] = effects.averted[averted.number, averted.period, averted.cohorts]
    return with_settled(made, values)


def with_settled(made: Formulation, values: Floats) -> Floats:
    """Return the columns with those of the settled children as row `settled` has them: as many rows as columns."""
    lp = made.model.highs_lp()
    cells = (np.array(lp.a_matrix_.value_), np.array(lp.a_matrix_.index_), np.array(lp.a_matrix_.start_))
    rows = sparse.csr_array(cells, shape=(lp.num_row_, lp.num_col_))[made.model.families["settled"]]
    groups = [columns for name, columns in made.model.groups.items() if name.startswith("settled_")]
    theirs = np.r_[tuple(groups)]
    right = np.array(lp.row_upper_)[made.model.families["settled"]] - rows @ values
    values[theirs] = np.linalg.solve(rows[:, theirs].toarray(), right)
    return values


@pytest.mark.parametrize("monthly", [12, 6])
def test_merged_optimum_is_the_true_one(monthly: int) -> None:
    """Told apart, the merged plan keeps every row of the programme of all areas and costs its optimum."""
    problem = compiled(areas(monthly))
    merged = merge_areas(problem)
    assert len(merged.problem.cohorts) == 2
    small, whole = formulate(merged.problem), formulate(problem)
    found, true = plain(small), plain(whole)
    assert found.objective == pytest.approx(true.objective, rel=1e-7)
    effects = effects_in(small, found.values)
    assert effects.left.any(axis=(1, 2, 3)).all()
    assert effects.averted.any()
    admitted = admitted_by(merged.problem, small.blocks, found.values)
    apart = split_areas(problem, merged, admitted, effects)
    assert apart is not None
    values = true_values(whole, *apart, np.round(found.values[small.units]))
    assert violation(whole, values) < 1e-6
    assert float(whole.model.cost @ values) == pytest.approx(true.objective, rel=1e-7)
    path, other = trajectory(problem, *apart), by_month(problem, *apart)
    assert path.stock == pytest.approx(other.stock, abs=1e-7)
    assert path.stock.min() > -1e-8
    # What leaves every area adds up to what leaves the merged one.
    assert apart[1].left.reshape(*effects.left.shape[:3], 3, 2).sum(axis=3) == pytest.approx(effects.left, abs=1e-8)


def test_the_plan_lists_the_effects_of_every_area() -> None:
    """From instance to plan."""
    planning = areas()
    plan = solve(planning, gap=0.0)
    whole = formulate(compiled(planning))
    assert plan.summary.certificate.objective_gbp == pytest.approx(plain(whole).objective, rel=1e-7)
    for kind, needs in (("released", ("high",)), ("reunified", ("low", "high")), ("averted", ("low",))):
        found = {e.cohort for e in plan.effects if e.kind == kind}
        assert found == {f"{need}_{home}" for need in needs for home in HOMES}, kind


@pytest.mark.parametrize(
    "changes",
    [
        {"readiness_monthly_share": 0.04},
        {"release_gbp": 101.0},
        {"start_from": month(2)},
        {"trial_cohort": "low_north"},
    ],
)
def test_areas_whose_pathways_differ_are_not_alike(changes: dict[str, Any]) -> None:
    """In share, cost, start, or if children are tried in another area's cohort."""
    rows = (pathway("north"), pathway("south"), pathway("east", **changes))
    merged = merge_areas(compiled(areas(step_downs=rows))).problem
    assert {c.home_area for c in merged.cohorts} == {"north", "east"}
    assert len(merged.cohorts) == 4


def test_an_area_without_the_pathway_stays_apart() -> None:
    """Children of the east are not taken."""
    merged = merge_areas(compiled(areas(step_downs=(pathway("north"), pathway("south"))))).problem
    assert [c.cohort for c in merged.cohorts] == ["low_north", "high_north", "low_east", "high_east"]


@pytest.mark.parametrize("measure", ["at_a_distance_share", "share_within_ring"])
def test_areas_that_a_policy_tells_apart_stay_apart(measure: str) -> None:
    """What is near one area is not near another: to children of the home area itself the ring is closer."""
    ring = "home_area" if measure == "share_within_ring" else None
    ruled = compiled(areas(policies=(rule(measure, 0.5, ring=ring),)))
    assert len(merge_areas(ruled).problem.cohorts) == (6 if ring else 2)
