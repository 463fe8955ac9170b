"""Points of a sweep elsewhere: the time that is left, Ctrl-C, and what is told meanwhile."""

import time

import pytest

from optimiser.session import Interrupts
from optimiser.spread import processes
from optimiser.sweep import spread as module
from optimiser.sweep.live import Effort
from optimiser.sweep.spread import spread
from tests.optimiser.cases import Noted


def seconds_left(task: int, effort: Effort) -> tuple[int, float]:
    """Return the task and the seconds that are left for it."""
    return task, effort.deadline - time.monotonic()


def stopped(_task: int, effort: Effort) -> bool:
    """Return whether the effort is over."""
    return effort.stopped


def test_here_tasks_have_the_effort_itself() -> None:
    """Its deadline to the moment; when it is over no more are begun."""
    effort = Effort(deadline=time.monotonic() + 60.0)
    assert [task for task, left in spread(seconds_left, [5, 6], effort, module.HERE) if 0.0 < left <= 60.0] == [5, 6]
    effort.interrupts.requested = True
    assert list(spread(seconds_left, [5, 6], effort, module.HERE)) == []


@pytest.mark.slow
def test_elsewhere_the_deadline_is_the_same_moment() -> None:
    """An hour, less what starting takes; and it is told how many are done."""
    noted = Noted()
    effort = Effort(deadline=time.monotonic() + 3600.0, progress=noted)
    with processes(2) as hands:
        found = dict(spread(seconds_left, [5, 6, 7], effort, hands))
    assert list(found) == [5, 6, 7]
    assert all(3000.0 < left < 3600.0 for left in found.values())
    assert noted.stages == ["3 tasks at a time", "1 of 3 tasks done", "2 of 3 tasks done", "3 of 3 tasks done"]


def test_a_process_in_which_ctrl_c_was_pressed_ends_later_tasks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the one under way; a new process knows nothing of it."""
    task = module._Elsewhere(stopped, Effort())
    assert task(1) is False
    pressed = Interrupts()
    pressed.requested = True
    monkeypatch.setattr(module, "_PRESSED", pressed)
    assert task(1) is True
