"""What the optimiser tells while it works."""

from optimiser.formulation import Formulation
from optimiser.progress import Progress
from optimiser.solve import optimise
from tests.optimiser.cases import Noted, block, children, formulated, one_cohort, tier
from tests.oracles.small import offer


def test_by_default_nothing_is_done_with_it() -> None:
    """Every method can be called and does nothing."""
    progress = Progress()
    progress.on_stage("a stage")
    progress.on_bound(0.5, None, None)


def part_of_a_block() -> Formulation:
    """Return a programme of two and a half children and beds for four: the root takes part of the block."""
    return formulated(
        one_cohort(
            {offer("spot"): 1400, offer("block", "block_residential", "block"): 0},
            placements_today=(children(2.5),),
            blocks=(block(mobilisation_gbp=1000.0),),
            block_tiers=(tier(4, 4, 800),),
        )
    )


def test_stages_and_plans_are_told() -> None:
    """All stages are needed, and there is a plan before the last."""
    noted = Noted()
    found = optimise(part_of_a_block(), gap=0.0, progress=noted)
    assert noted.stages[0] == "root relaxation"
    assert noted.stages[1] == "first plan"
    assert noted.stages[-1] == "shadow prices"
    plans = [objective for _, objective, _ in noted.told if objective is not None]
    assert min(plans) >= found.objective - 1e-3
    assert all(seconds >= 0 for seconds, _, _ in noted.told)
    assert all(bound is None or bound <= found.objective + 1e-3 for _, _, bound in noted.told)


class Asked(Progress):
    """Progress that counts how often it is asked whether to stop."""

    asked = 0

    def stop_requested(self) -> bool:
        """Count; never stop."""
        self.asked += 1
        return False


def test_progress_is_asked_whether_to_stop() -> None:
    """Often, as its docstring says; True would end the search with what there is."""
    asked = Asked()
    assert not Progress().stop_requested()
    optimise(part_of_a_block(), gap=0.0, progress=asked)
    assert asked.asked > 0
