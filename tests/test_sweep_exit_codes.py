"""Exit codes of sweeps, by the statuses of their points."""

import pytest

from commands.sweeping import exit_code
from models.sweeps import PointStatus


@pytest.mark.parametrize(
    ("statuses", "interrupted", "code"),
    [
        (["optimal", "optimal"], False, 0),
        (["optimal", "infeasible"], False, 0),
        (["infeasible", "infeasible"], False, 3),
        (["optimal", "feasible"], False, 4),
        (["infeasible", "no_plan"], False, 4),
        (["optimal", "no_plan"], True, 130),
        (["infeasible"], True, 130),
    ],
)
def test_exit_codes(statuses: list[PointStatus], interrupted: bool, code: int) -> None:
    """Ctrl-C first, then time, then policies that no point can keep."""
    assert exit_code(statuses, interrupted=interrupted) == code
