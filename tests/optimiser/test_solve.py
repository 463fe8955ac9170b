"""The search: statuses, bounds, and that nothing of the optimum is lost on the way."""

import signal
import time
from typing import Any

import highspy
import numpy as np
import pytest
from scipy import sparse

from models.instance import Instance
from optimiser.formulation import Formulation, formulate
from optimiser.relaxation import root_relaxation
from optimiser.session import Session, SolverError
from optimiser.solve import InfeasibleError, Root, optimise
from tests.optimiser.cases import (
    DAYS,
    GAP,
    Noted,
    alike,
    block,
    children,
    entering,
    formulated,
    home,
    month,
    one_cohort,
    plain,
    policy,
    service,
    tier,
    violation,
)
from tests.oracles.small import flat_uplifts, offer, settings

BLOCK = offer("block", "block_residential", "block")
HOME = offer("home", "internal_home", "home")
CARERS = offer("carers", "in_house_fostering", "in_house")


def contested(seed: int, *policies: Any) -> Instance:
    """Return an instance whose commitments are worth about what they cost, so that the root takes parts of them."""
    rng = np.random.default_rng(seed)
    supply = {
        offer("spot"): 3500.0,
        offer("far", "ifa", "framework", placed_in="away", capacity_children=2.0): 1500.0,
        BLOCK: 0.0,
        HOME: 0.0,
        CARERS: 400.0,
    }
    beds, approval = float(rng.uniform(2300, 3200)), float(rng.uniform(5e3, 60e3))
    return one_cohort(
        supply,
        {o.offer: {0: float(rng.uniform(0.03, 0.15)), 3: 0.03} for o in supply},
        placements_today=(children(float(rng.uniform(2, 5)), next(iter(supply)), 4), children(1)),
        entries=tuple(entering(float(rng.uniform(0.1, 0.7)), number) for number in range(1, 13)),
        transitions=tuple(t.model_copy(update={"monthly_share": 0.94}) for t in one_cohort({}).transitions),
        blocks=(block(start_to=month(7), term_months=30, mobilisation_gbp=float(rng.uniform(0, 30e3))),),
        block_tiers=(tier(2, 4, beds), tier(5, 6, 0.95 * beds)),
        homes=(
            home(
                beds=2,
                max_homes=3,
                works_months=3,
                capital_gbp=float(rng.uniform(100e3, 600e3)),
                running_gbp_per_year=float(rng.uniform(180e3, 330e3)),
            ),
        ),
        fostering=(service(households_today=1.5, approvals_per_year_max=3, approval_gbp=approval),),
        policies=policies,
        uplifts=flat_uplifts([*supply, GAP], 0.03),
        settings=settings(6, 6, move_gbp=1000.0, gap_penalty_gbp_per_week=4000.0, max_homes_opened_per_year=2),
    )


@pytest.mark.parametrize(
    "seed", [*range(24), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(24, 200))]
)
def test_the_search_finds_the_optimum_of_the_plain_programme(seed: int) -> None:
    """Root, rounding, closed commitments, search: no better plan is left out, and the bound is the optimum."""
    made = formulated(contested(seed))
    found, true = optimise(made, gap=0.0), plain(made)
    assert found.outcome == "optimal"
    assert found.objective == pytest.approx(true.objective, rel=1e-8)
    assert found.bound <= found.objective * (1 + 1e-9)
    assert found.gap <= 1e-8
    assert violation(made, found.values) < 1e-6
    assert float(made.model.cost @ found.values) == pytest.approx(found.objective, rel=1e-9)
    assert found.values[made.units] == pytest.approx(np.round(found.values[made.units]), abs=1e-9)


def test_those_searches_are_no_walk_in_the_park(monkeypatch: pytest.MonkeyPatch) -> None:
    """In most of them the root is not whole, the search is needed, and commitments are closed before it."""
    closed: list[int] = []
    inside = Root.closed

    def noting(root: Root, lower: Any, upper: Any, incumbent: float) -> tuple[Any, Any]:
        new = inside(root, lower, upper, incumbent)
        closed.append(int((new[1] < upper).sum() + (new[0] > lower).sum()))
        return new

    monkeypatch.setattr(Root, "closed", noting)
    for seed in range(8):
        optimise(formulated(contested(seed)), gap=0.0)
    assert len(closed) >= 5
    assert sum(count > 0 for count in closed) >= 4


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.05])
def test_a_gap_asked_is_a_gap_proven(gap: float) -> None:
    """Between the bound and the optimum nothing is cheaper; the plan is within the gap."""
    for seed in range(4):
        made = formulated(contested(seed))
        found, true = optimise(made, gap=gap), plain(made)
        assert found.outcome == "optimal"
        assert found.bound <= true.objective * (1 + 1e-8)
        assert true.objective <= found.objective * (1 + 1e-8)
        assert found.gap <= gap + 1e-9


@pytest.mark.parametrize("seed", [0, 1, 7, 123456])
def test_seeds_change_nothing_of_the_optimum(seed: int) -> None:
    """And one seed gives one plan."""
    made = formulated(contested(3))
    first, second = (optimise(made, gap=0.0, seed=seed) for _ in range(2))
    assert first.objective == pytest.approx(optimise(made, gap=0.0).objective, rel=1e-9)
    assert (first.values == second.values).all()
    assert first.bound == second.bound


def test_without_commitments_the_root_is_the_plan() -> None:
    """No first plan, no search; the bound is the objective."""
    noted = Noted()
    made = formulated(alike(["north"]))
    found = optimise(made, gap=0.0, progress=noted)
    assert noted.stages == ["root relaxation", "shadow prices"]
    assert found.outcome == "optimal"
    assert found.bound == pytest.approx(found.objective, rel=1e-9)
    assert found.objective == pytest.approx(plain(made).objective, rel=1e-8)
    assert {"root_lp", "first_plan", "search"} <= set(found.seconds)


def test_commitments_that_are_given_are_not_searched() -> None:
    """Fixed beforehand: the root is whole."""
    made = formulated(contested(0))
    units = np.zeros(len(made.units))
    noted = Noted()
    found = optimise(formulate(made.problem, fixed_units=units), gap=0.0, progress=noted)
    assert noted.stages == ["root relaxation", "shadow prices"]
    assert found.values[made.units].tolist() == units.tolist()
    assert found.objective > plain(made).objective


def test_hard_rows_that_cannot_hold_are_infeasible() -> None:
    """Nobody can be near: away is all there is."""
    planning = one_cohort(
        {offer("away", placed_in="away"): 1}, placements_today=(children(1),), policies=(policy(0.5),)
    )
    with pytest.raises(InfeasibleError, match=r"^$"):
        optimise(formulated(planning), gap=0.0)


def half_a_block() -> Formulation:
    """Return a programme whose relaxation holds and whose whole plans do not.

    One of two children must be near, where only a block of four beds is; no more than half of it may be taken.
    """
    made = formulated(
        one_cohort(
            {offer("away", placed_in="away"): 70, BLOCK: 0},
            placements_today=(children(2),),
            blocks=(block(),),
            block_tiers=(tier(4, 4, 700),),
            policies=(policy(0.5),),
        )
    )
    half = np.zeros((1, made.model.column_count))
    half[0, made.units] = 1.0
    made.model.add_rows("half", sparse.coo_array(half), "<=", np.array([0.5]))
    return made


def test_infeasible_only_in_whole_commitments() -> None:
    """The root is feasible, the search proves that no whole plan is."""
    noted = Noted()
    with pytest.raises(InfeasibleError, match=r"^$"):
        optimise(half_a_block(), gap=0.0, progress=noted)
    assert noted.stages == ["root relaxation", "first plan", "search"]


class Dawdling(Noted):
    """Progress that sits out the time limit when it is told of a first plan."""

    def __init__(self, until: float) -> None:
        super().__init__()
        self.until = until

    def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Sleep until the time is over once there is a plan."""
        super().on_bound(seconds, objective_gbp, bound_gbp)
        if objective_gbp is not None and np.isfinite(objective_gbp):
            time.sleep(max(0.0, self.until - time.monotonic()))


def searched() -> Formulation:
    """Return a programme in which the first plan is not proven by the root."""
    return formulated(contested(2))


def test_a_plan_at_the_time_limit_is_feasible() -> None:
    """The first plan comes in time, the proof does not: both are told, and shadow prices are still there."""
    made = searched()
    limit = 2.0
    found = optimise(made, gap=0.0, time_limit=limit, progress=Dawdling(time.monotonic() + limit + 0.05))
    assert found.outcome == "feasible"
    assert not found.interrupted
    assert violation(made, found.values) < 1e-6
    assert found.bound <= plain(made).objective * (1 + 1e-9)
    assert found.objective >= plain(made).objective * (1 - 1e-9)
    assert 0 < found.gap < 1
    assert found.row_duals.size == made.model.row_count


class Pressing(Noted):
    """Progress that presses Ctrl-C when a stage begins, or when it is told of a plan."""

    def __init__(self, stage: str | None = None) -> None:
        super().__init__()
        self.stage = stage

    def on_stage(self, stage: str) -> None:
        """Press at the stage."""
        super().on_stage(stage)
        if stage == self.stage:
            signal.raise_signal(signal.SIGINT)

    def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Press at the first plan."""
        super().on_bound(seconds, objective_gbp, bound_gbp)
        plans = [told for _, told, _ in self.told if told is not None and np.isfinite(told)]
        if self.stage is None and len(plans) == 1 and objective_gbp is not None and np.isfinite(objective_gbp):
            signal.raise_signal(signal.SIGINT)


def test_ctrl_c_after_a_first_plan_keeps_it() -> None:
    """Feasible, interrupted, and without a search."""
    pressing = Pressing()
    found = optimise(searched(), gap=0.0, progress=pressing)
    assert found.outcome == "feasible"
    assert found.interrupted
    assert "search" not in pressing.stages
    assert found.values.size


def stopped_runs(monkeypatch: pytest.MonkeyPatch, *statuses: highspy.HighsModelStatus) -> None:
    """Let the first runs of a session end with these statuses, without running."""
    left = list(statuses)
    inside = Session.run

    def run(session: Session, **options: Any) -> highspy.HighsModelStatus:
        return left.pop(0) if left else inside(session, **options)

    monkeypatch.setattr(Session, "run", run)


STATUS = highspy.HighsModelStatus


@pytest.mark.parametrize("status", [STATUS.kTimeLimit, STATUS.kInterrupt])
def test_a_root_that_is_stopped_gives_no_plan(
    monkeypatch: pytest.MonkeyPatch, status: highspy.HighsModelStatus
) -> None:
    """No values, no bound, no claim."""
    stopped_runs(monkeypatch, status)
    found = optimise(searched(), gap=0.0)
    assert found.outcome == "no_plan"
    assert found.values.size == 0
    assert (found.objective, found.bound, found.gap) == (np.inf, -np.inf, np.inf)
    assert list(found.seconds) == ["root_lp"]


def test_a_root_that_fails_is_tried_again_by_simplex(monkeypatch: pytest.MonkeyPatch) -> None:
    """Interior point gives up; the dual simplex does not."""
    stopped_runs(monkeypatch, STATUS.kUnknown)
    assert optimise(searched(), gap=0.0).outcome == "optimal"


@pytest.mark.parametrize("status", [STATUS.kSolveError, STATUS.kUnknown, STATUS.kUnbounded])
def test_a_root_that_fails_twice_is_an_error(
    monkeypatch: pytest.MonkeyPatch, status: highspy.HighsModelStatus
) -> None:
    """Neither a plan nor a proof nor a stop."""
    stopped_runs(monkeypatch, STATUS.kUnknown, status)
    with pytest.raises(SolverError, match=rf"HiGHS ended the root relaxation with .*{status.name}"):
        optimise(searched(), gap=0.0)


def test_a_search_that_fails_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Root and first plan are sound, the search is not."""
    inside = Session.run
    runs: list[Any] = []

    def run(session: Session, **options: Any) -> highspy.HighsModelStatus:
        runs.append(options)
        return STATUS.kSolveError if len(runs) == 3 else inside(session, **options)

    monkeypatch.setattr(Session, "run", run)
    with pytest.raises(SolverError, match=r"HiGHS ended the search with .*kSolveError"):
        optimise(searched(), gap=0.0)


def test_a_search_without_anything_better_proves_the_plan_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was closed cannot beat it, and of what was left open nothing holds: the first plan is the optimum."""
    inside = Session.run
    runs: list[Any] = []

    def run(session: Session, **options: Any) -> highspy.HighsModelStatus:
        runs.append(options)
        return STATUS.kInfeasible if len(runs) == 3 else inside(session, **options)

    monkeypatch.setattr(Session, "run", run)
    found = optimise(searched(), gap=0.0)
    assert found.outcome == "optimal"
    assert found.bound == pytest.approx(found.objective, rel=1e-9)
    assert len(runs) == 4


@pytest.mark.parametrize("status", [STATUS.kTimeLimit, STATUS.kInterrupt])
@pytest.mark.parametrize(("share", "better"), [(0.5, False), (0.9999, True)])
def test_a_search_that_is_stopped_proves_no_more_than_its_bound(
    monkeypatch: pytest.MonkeyPatch, status: highspy.HighsModelStatus, share: float, better: bool
) -> None:
    """The plan in hand stays; the bound is the root's or, if better, that of the search so far."""
    made = searched()
    true = plain(made).objective
    inside = Session.run
    runs: list[Any] = []

    def run(session: Session, **options: Any) -> highspy.HighsModelStatus:
        runs.append(options)
        return status if len(runs) == 3 else inside(session, **options)

    monkeypatch.setattr(Session, "run", run)
    monkeypatch.setattr(Session, "bound", property(lambda _: share * true))
    found = optimise(made, gap=0.0)
    assert found.outcome == "feasible"
    assert (found.bound == pytest.approx(share * true)) == better
    assert found.bound < true
    assert found.objective >= true * (1 - 1e-9)


def test_the_relaxation_takes_commitments_in_part() -> None:
    """One and a half beds of three for a child and a half: 731 days at 330 x 1.5 / 3 pounds."""
    planning = one_cohort(
        {offer("spot"): 1400, BLOCK: 0},
        placements_today=(children(1.5),),
        blocks=(block(),),
        block_tiers=(tier(3, 3, 770),),
    )
    made = formulated(planning)
    values, objective = root_relaxation(made)
    assert values[made.units] == pytest.approx([0.5])
    assert objective == pytest.approx(731 * 165)


def test_a_relaxation_that_fails_is_tried_again_by_simplex(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is an error if that fails as well."""
    made = searched()
    _, objective = root_relaxation(made)
    with monkeypatch.context() as patch:
        stopped_runs(patch, STATUS.kUnknown)
        assert root_relaxation(made)[1] == pytest.approx(objective)
    stopped_runs(monkeypatch, STATUS.kUnknown, STATUS.kUnknown)
    with pytest.raises(SolverError, match=r"HiGHS ended the relaxation with .*kUnknown"):
        root_relaxation(made)


def test_ctrl_c_in_a_relaxation_is_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no plan to keep."""
    inside = Session.run

    def run(session: Session, **options: Any) -> highspy.HighsModelStatus:
        signal.raise_signal(signal.SIGINT)
        return inside(session, **options)

    monkeypatch.setattr(Session, "run", run)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        root_relaxation(searched())


def test_unknown_is_not_taken_for_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only HiGHS's own statuses of infeasibility are."""
    for status in (STATUS.kInfeasible, STATUS.kUnboundedOrInfeasible):
        with monkeypatch.context() as patch:
            stopped_runs(patch, status)
            with pytest.raises(InfeasibleError, match=r"^$"):
                optimise(searched(), gap=0.0)


def test_duals_are_those_of_the_plans_commitments() -> None:
    """With the block taken, one child more in April is served by its third bed, for nothing."""
    planning = one_cohort(
        {offer("spot"): 1400, BLOCK: 0},
        placements_today=(children(2.5),),
        blocks=(block(),),
        block_tiers=(tier(3, 3, 770),),
    )
    made = formulated(planning)
    found = optimise(made, gap=0.0)
    assert found.values[made.units].tolist() == [1]
    assert found.row_duals[made.model.families["placed"]][0] == pytest.approx(0, abs=1e-6)
    shut = optimise(formulate(made.problem, fixed_units=np.zeros(1)), gap=0.0)
    assert shut.row_duals[made.model.families["placed"]][0] == pytest.approx(DAYS * 200)


def test_a_search_over_two_years() -> None:
    """Decisions by the half-year over two years, in months and quarters: as the plain programme."""
    planning = contested(5)
    calendar = planning.settings.calendar.model_copy(update={"financial_years": 2})
    entries = tuple(entering(0.4, number) for number in range(1, 25))
    longer = planning.model_copy(
        update={"settings": planning.settings.model_copy(update={"calendar": calendar}), "entries": entries}
    )
    made = formulated(longer)
    found = optimise(made, gap=0.0)
    assert found.objective == pytest.approx(plain(made).objective, rel=1e-8)
    assert made.problem.months == 36
