"""How long robust commitments take against one plan, by number of scenarios and processes.

Run:  .venv/bin/python -m benchmarks.robust_scaling [SCENARIOS,SCENARIOS...] [JOBS,JOBS...]

Each measure is an interpreter of its own, reading included. The plan is found to the same gap of 0.5 %, and to 0.1 %,
without the explanations that the command `solve` adds. Processor seconds, those of all processes, are printed beside
wall seconds: on a busy machine only they compare.
"""

import json
import resource
import subprocess
import sys
import time
from typing import Any

INSTANCE = "sefton-2022"
GAP, FINE_GAP = 0.005, 0.001
SCENARIOS = (4, 8, 20)
JOBS = (1, 2)
_PLAN = """
import sys
from instances.reader import load
from optimiser.plan import solve
print(solve(load(sys.argv[1]).instance, gap=float(sys.argv[2]), explain=False).summary.certificate.model_dump_json())
"""


def timed(*arguments: str) -> tuple[float, float, dict[str, Any]]:
    """Run Python with arguments; return wall seconds, processor seconds and the JSON object it prints."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    found = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, json.loads(found.stdout)


def plan(gap: float) -> float:
    """Time one plan and print it; return processor seconds."""
    wall, used, found = timed("-c", _PLAN, INSTANCE, str(gap))
    print(f"one plan to {gap:.1%}: {wall:.0f} s, processor {used:.0f} s, gap {found['gap']:.2%}", flush=True)
    return used


def main(counts: list[int], jobs: list[int]) -> None:
    """Print a line for each plan, and one for each number of scenarios and processes."""
    coarse, fine = plan(GAP), plan(FINE_GAP)
    for count in counts:
        for job in jobs:
            asked = ("--scenarios", str(count), "--gap", str(GAP), "--jobs", str(job), "--json")
            wall, used, found = timed("-m", "cli", "robust", INSTANCE, *asked)
            print(
                f"{count} scenarios, {job} process{'es' * (job > 1)}: {wall:.0f} s, processor {used:.0f} s,"
                f" {used / coarse:.1f} plans, {used / fine:.1f} of {FINE_GAP:.1%}, gap {found['gap']:.2%}",
                flush=True,
            )


def _numbers(position: int, otherwise: tuple[int, ...]) -> list[int]:
    given = sys.argv[position : position + 1]
    return [int(text) for text in given[0].split(",")] if given else list(otherwise)


if __name__ == "__main__":
    main(_numbers(1, SCENARIOS), _numbers(2, JOBS))
