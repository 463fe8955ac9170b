"""A live HiGHS model: units, bounds, duals, stops."""

import os
import re
import signal
import threading
import time

import highspy
import numpy as np
import pytest

from optimiser.formulation import Formulation
from optimiser.progress import Progress
from optimiser.session import POUNDS_PER_UNIT, Interrupts, Session, SolverError
from tests.optimiser.cases import DAYS, Noted, admitted, block, children, formulated, one_cohort, plain, tier
from tests.oracles.small import offer

OPTIMAL = highspy.HighsModelStatus.kOptimal
LP = {"solve_relaxation": True, "solver": "simplex"}


def small() -> Formulation:
    """Return two children in spot at 200 pounds a day, or in a block of three beds at 110 a bed."""
    return formulated(
        one_cohort(
            {offer("spot"): 1400, offer("block", "block_residential", "block"): 0},
            placements_today=(children(2),),
            blocks=(block(),),
            block_tiers=(tier(3, 3, 770),),
        )
    )


def opened(made: Formulation, seconds: float = 60.0, progress: Progress | None = None) -> Session:
    """Return a session with some seconds to go."""
    return Session(made, 0, progress or Progress(), time.monotonic() + seconds, Interrupts())


def test_objective_is_in_pounds() -> None:
    """HiGHS sees hundreds of thousands; two thirds of the block for two children: 731 x 330 x 2 / 3."""
    session = opened(small())
    assert session.run(**LP) == OPTIMAL
    assert session.objective == pytest.approx(731 * 220)
    assert session.highs.getInfo().objective_function_value == pytest.approx(731 * 220 / POUNDS_PER_UNIT)
    assert session.values[session.formulation.units] == pytest.approx([2 / 3])
    assert session.has_values


def test_whole_commitments_and_their_bound() -> None:
    """The whole block: 241,230; less than spot, 286,400."""
    session = opened(small())
    assert session.run(solve_relaxation=False, solver="choose", mip_rel_gap=0.0) == OPTIMAL
    assert session.objective == pytest.approx(241_230)
    assert session.bound == pytest.approx(241_230)


def test_bounds_of_columns() -> None:
    """No block: spot for 716 days; then opened again."""
    session = opened(small())
    units = session.formulation.units
    session.bound_columns(units, np.zeros(1), np.zeros(1))
    session.run(**LP)
    assert session.objective == pytest.approx(2 * DAYS * 200)
    session.bound_columns(units, np.zeros(1), np.ones(1))
    session.run(**LP)
    assert session.objective == pytest.approx(731 * 220)


def test_no_columns_may_be_bounded() -> None:
    """Where no commitments are on offer."""
    session = opened(formulated(one_cohort({offer("spot"): 700}, placements_today=(children(1),))))
    session.bound_columns(session.formulation.units, np.zeros(0), np.zeros(0))
    session.run(**LP)
    assert session.objective == pytest.approx(DAYS * 100)


def test_reduced_costs_are_in_pounds() -> None:
    """With the block shut: 241,230 less what three children fewer in spot spare, 429,600."""
    session = opened(small())
    units = session.formulation.units
    session.bound_columns(units, np.zeros(1), np.zeros(1))
    session.run(**LP)
    assert session.reduced_costs[units] == pytest.approx([241_230 - 3 * DAYS * 200])


def test_duals_are_in_pounds_per_unit_of_the_right_side() -> None:
    """One child more to place in April costs 716 days of spot; one place more nowhere is worth nothing."""
    made = small()
    session = opened(made)
    session.bound_columns(made.units, np.zeros(1), np.zeros(1))
    session.run(**LP)
    placed = session.row_duals[made.model.families["placed"]]
    assert placed[0] == pytest.approx(DAYS * 200)
    assert len(session.row_duals) == made.model.row_count
    # Room in the block at the tail's last month end would be worth all of it: only a child there throughout counts.
    assert session.row_duals[made.model.families["capacity"]].max() <= 1e-9


@pytest.mark.parametrize(("option", "value"), [("no_such_option", 1), ("solver", "abacus"), ("mip_rel_gap", -1.0)])
def test_options_that_highs_refuses(option: str, value: float | str) -> None:
    """A misspelt one would otherwise pass unseen."""
    session = opened(small())
    with pytest.raises(SolverError, match=re.escape(f"HiGHS refused option {option} = {value!r}")):
        session.set_options(**{option: value})


def test_a_plan_to_start_from() -> None:
    """The search begins with it: its cost is the first plan that HiGHS reports."""
    made = small()
    best = plain(made)
    noted = Noted()
    session = opened(made, progress=noted)
    session.start_from(best.values)
    session.run(solve_relaxation=False, solver="choose", mip_rel_gap=0.0)
    assert session.objective == pytest.approx(best.objective)
    assert admitted(made, session.values, "block")[0] == pytest.approx(2)


def test_the_search_tells_of_plans_and_bounds() -> None:
    """While HiGHS searches: at last the optimum and its bound, in pounds."""
    noted = Noted()
    opened(small(), progress=noted).run(solve_relaxation=False, solver="choose", mip_rel_gap=0.0)
    assert noted.told
    assert noted.told[-1][1:] == pytest.approx((241_230, 241_230))
    assert all(seconds >= 0 for seconds, _, _ in noted.told)


def test_a_session_stops_at_its_deadline() -> None:
    """Time over, or Ctrl-C."""
    assert not opened(small()).stopped
    assert opened(small(), -1.0).stopped
    session = opened(small())
    session.interrupts.requested = True
    assert session.stopped


class Stopping(Progress):
    """Progress that asks to stop."""

    def stop_requested(self) -> bool:
        """Always."""
        return True


def test_a_session_stops_when_progress_asks_for_it() -> None:
    """Time is not over, and Ctrl-C was not pressed."""
    assert opened(small(), progress=Stopping()).stopped


class Tired:
    """A HiGHS model that has run for a thousand seconds already."""

    def __init__(self, inside: highspy.Highs) -> None:
        self.inside = inside

    def __getattr__(self, name: str) -> object:
        return getattr(self.inside, name)

    def getRunTime(self) -> float:  # noqa: N802, as HiGHS calls it
        """Return seconds of all runs."""
        return 1000.0


def test_time_of_earlier_runs_does_not_count() -> None:
    """HiGHS adds up the time of all runs of a model; each run has the time left."""
    session = opened(small(), 30.0)
    session.highs = Tired(session.highs)
    assert session.run(**LP) == OPTIMAL
    assert 1025 < session.highs.getOptionValue("time_limit")[1] <= 1030


def test_a_run_after_the_deadline_is_short() -> None:
    """It is given a hundredth of a second, not none, which HiGHS might take for no limit."""
    session = opened(small(), -5.0)
    session.run(**LP)
    assert session.highs.getOptionValue("time_limit")[1] <= session.highs.getRunTime() + 0.02


def test_ctrl_c_is_a_flag_while_listening() -> None:
    """The first one is noted; before and after, Python's own handler is in place."""
    interrupts = Interrupts()
    before = signal.getsignal(signal.SIGINT)
    with interrupts.listening():
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupts.requested
        # The second one is not held back.
        with pytest.raises(KeyboardInterrupt, match=r"^$"):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_the_handler_comes_back_after_an_error() -> None:
    """Whatever happens inside."""
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="inside"), Interrupts().listening():
        _fail_unless_listening(before)
    assert signal.getsignal(signal.SIGINT) is before


def _fail_unless_listening(before: object) -> None:
    assert signal.getsignal(signal.SIGINT) is not before
    raise ValueError("inside")


def test_outside_the_main_thread_nothing_is_listened_to() -> None:
    """Only the main thread may set handlers."""
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def work() -> None:
        with Interrupts().listening():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


def test_rows_may_be_added_and_their_sides_moved() -> None:
    """The block at least a third, then at least whole, then as it likes; the row comes after all others."""
    session = opened(small())
    coefficients = np.zeros(session.formulation.model.column_count)
    coefficients[session.formulation.units] = -1.0
    row = session.add_row(coefficients, -0.9)
    assert row == session.formulation.model.row_count
    session.run(**LP)
    assert session.values[session.formulation.units] == pytest.approx([0.9])
    session.bound_row(row, -np.inf, -1.0)
    session.run(**LP)
    assert session.objective == pytest.approx(731 * 330)
    session.bound_row(row, -np.inf, np.inf)
    session.run(**LP)
    assert session.objective == pytest.approx(731 * 220)


def test_costs_of_columns_in_pounds() -> None:
    """The whole block for 100,000 pounds less: two thirds of it."""
    session = opened(small())
    units = session.formulation.units
    session.price_columns(units, session.formulation.model.cost[units] - 100_000.0)
    session.run(**LP)
    assert session.objective == pytest.approx((731 * 330 - 100_000) * 2 / 3)
