"""How long a stress test takes and how much memory, by futures and jobs.

Run:  .venv/bin/python -m benchmarks.stress_speed PLAN [FUTURES,FUTURES...] [local]

PLAN is a folder that `solve` wrote. Without more: 1,000, 2,500, 5,000 and 10,000 futures, each with 1 and 2 threads;
`local` adds 2 processes of a local Dask cluster. Each measure is a command of its own: its seconds all told, those of
the playing alone, and the peak memory of the command (of a cluster, without its workers). A first run, which may
compile the months, is not counted.
"""

import json
import subprocess
import sys
import time

FUTURES = (1_000, 2_500, 5_000, 10_000)
JOBS = (1, 2)
_COMMAND = """
import atexit, resource, sys
from cli import main
atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
main()
"""


def measured(plan: str, futures: int, *options: str) -> tuple[float, float, float]:
    """Return seconds of the command, seconds of the playing, and peak megabytes."""
    command = [sys.executable, "-c", _COMMAND, "stress", plan, "--futures", str(futures), "--json", *options]
    began = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - began
    return whole, json.loads(ended.stdout)["seconds"], int(ended.stderr.split()[-1]) / 1024.0


def main(plan: str, counts: tuple[int, ...], *, local: bool) -> None:
    """Measure and print."""
    places = {f"{jobs} thread{'s' * (jobs > 1)}": ("--jobs", str(jobs)) for jobs in JOBS}
    if local:
        places["local cluster of 2"] = ("--cluster", "local", "--jobs", "2")
    measured(plan, 2)
    print(f"{'':20} {'futures':>8} {'command s':>10} {'playing s':>10} {'ms a future':>12} {'peak MB':>8}")
    for place, options in places.items():
        for futures in counts:
            whole, playing, peak = measured(plan, futures, *options)
            each = 1000.0 * playing / futures
            print(f"{place:20} {futures:8,} {whole:10.1f} {playing:10.1f} {each:12.1f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    given = sys.argv[2:]
    counts = tuple(int(text) for text in given[0].split(",")) if given and given[0] != "local" else FUTURES
    main(sys.argv[1], counts, local="local" in given)
