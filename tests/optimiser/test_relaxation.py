"""A relaxation kept alive while its costs change."""

import numpy as np
import pytest

import optimiser.relaxation
from optimiser.relaxation import Relaxation
from tests.optimiser.cases import formulated
from tests.optimiser.rich import rich


def test_one_kept_alive_finds_what_a_new_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the costs were before, and also where the simplex method may take no step."""
    made = formulated(rich(0, 3))
    rng = np.random.default_rng(5)
    costs = [rng.random(made.model.column_count) * 1e5 for _ in range(3)]
    afresh = [Relaxation(made).least(cost)[1] for cost in costs]
    assert len({round(pounds) for pounds in afresh}) == len(costs)
    alive = Relaxation(made)
    assert [alive.least(cost)[1] for cost in costs] == pytest.approx(afresh, rel=1e-9)
    monkeypatch.setattr(optimiser.relaxation, "HOT_STEPS", 0)
    assert [alive.least(cost)[1] for cost in costs] == pytest.approx(afresh, rel=1e-9)
