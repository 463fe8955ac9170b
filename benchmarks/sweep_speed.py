"""How long a curve of 13 block sizes takes at 0.1 %, against one solve of the plan; and whether points are right.

Run:  .venv/bin/python -m benchmarks.sweep_speed [BLOCK] [INSTANCE] [COLD SIZES]

Prints processor and wall seconds of one solve and of the curve, their ratios, and the time of finer brackets apart.
For some sizes (0 and 6 unless given, separated by commas; none for no check) it says whether the curve's bracket and
that of a cold solve of the same size, on a model of its own, have a cost in common.
"""

import sys
import time
from collections.abc import Callable

from instances.reader import load
from models.instance import Instance
from optimiser.areas import merge_areas
from optimiser.formulation import formulate
from optimiser.problem import compile_problem
from optimiser.solve import optimise
from optimiser.sweep.curve import Curve
from optimiser.sweep.live import Effort, Live, Paths, Point
from optimiser.sweep.sizes import Sizes

GAP = 0.001
SIZES = range(13)


def timed(name: str, run: Callable[[], object]) -> tuple[float, float]:
    """Run something, print and return its wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    run()
    took = time.perf_counter() - wall, time.process_time() - processor
    print(f"{name}: {took[0]:.1f} s, processor {took[1]:.1f} s", flush=True)
    return took


def one_solve(instance: Instance) -> None:
    """Build and solve the plan."""
    optimise(formulate(merge_areas(compile_problem(instance, None, None)).problem), gap=GAP)


def curve_of(instance: Instance, block: str) -> Curve:
    """Build a live model with the sizes of a block."""
    return Curve(Live(instance, Paths(), Effort(gap=GAP)), block, SIZES)


def cold(instance: Instance, block: str, beds: int) -> tuple[float, float]:
    """Return bound and cost of one size on a model of its own."""
    live = Live(instance, Paths(), Effort(gap=GAP))
    sizes = Sizes(live, block)
    point = Point(live, sizes.limits(beds))
    sizes.settle(beds)
    point.start()
    point.finish()
    return point.solution.bound, point.solution.objective


def report(block: str, name: str, check: tuple[int, ...]) -> None:
    """Print seconds, ratios and brackets."""
    instance = load(name).instance
    solve = timed("one solve", lambda: one_solve(instance))
    made: list[Curve] = []

    def sweep() -> None:
        made.append(curve_of(instance, block))
        made[0].run()

    swept = timed(f"curve of {len(SIZES)} sizes", sweep)
    print(f"curve / solve: wall {swept[0] / solve[0]:.2f}, processor {swept[1] / solve[1]:.2f}")
    at_gap = dict(made[0].known)
    timed("finer brackets", made[0].refine)
    for beds, known in made[0].known.items():
        before = at_gap[beds].cost - at_gap[beds].bound
        print(f"{beds:3} beds: cost {known.cost:,.0f}, bracket {before:,.0f}, finer {known.cost - known.bound:,.0f}")
    for beds in check:
        bound, cost = cold(instance, block, beds)
        agrees = at_gap[beds].bound <= cost and bound <= at_gap[beds].cost
        print(f"{beds:3} beds cold: {bound:,.0f} to {cost:,.0f}: {'agrees' if agrees else 'DISAGREES'}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 4:
        raise SystemExit(__doc__)
    given = [*sys.argv[1:], *("block_foster", "sefton-2022", "0,6")[len(sys.argv) - 1 :]]
    report(given[0], given[1], tuple(int(beds) for beds in given[2].split(",") if beds))
