"""How long robust commitments take against one plan, by number of scenarios and method.

Run:  .venv/bin/python -m benchmarks.robust_scaling [SCENARIOS ...]

Each command runs in a fresh interpreter to the same gap of 0.5 %. Processor seconds are printed beside wall seconds:
on a busy machine only they compare.
"""

import json
import resource
import subprocess
import sys
import time
from typing import Any

INSTANCE = "sefton-2022"
GAP = 0.005
SCENARIOS = (4, 8, 20)


def timed(*arguments: str) -> tuple[float, float, dict[str, Any]]:
    """Run a command; return wall seconds, processor seconds and its JSON object."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "cli", *arguments, "--gap", str(GAP), "--json"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, json.loads(found.stdout)


def main(counts: list[int]) -> None:
    """Print a line for the plan and one for each number of scenarios and method."""
    wall, plan, _ = timed("solve", INSTANCE)
    print(f"one plan: {wall:.0f} s, processor {plan:.0f} s")
    for count in counts:
        for method in ("extensive", "benders"):
            wall, used, found = timed("robust", INSTANCE, "--scenarios", str(count), "--method", method)
            times, gap = used / plan, found["gap"]
            print(
                f"{count} scenarios, {method}: {wall:.0f} s, processor {used:.0f} s, {times:.1f} plans, gap {gap:.4f}"
            )


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(SCENARIOS))
