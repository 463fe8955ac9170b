"""How long a stress test takes and how much memory, by futures and jobs.

Run:  .venv/bin/python -m benchmarks.stress_speed PLAN [FUTURES,FUTURES...] [local]

PLAN is a folder that `solve` wrote. Without more: 1,000, 2,500, 5,000 and 10,000 futures, each with 1 and 2 threads;
`local` adds 2 processes of a local Dask cluster. Each measure is a command of its own: its seconds all told, those of
the playing alone, the processor's seconds and the peak memory of the command (of a cluster, without its workers). A
first run, which may compile the months, is not counted.
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
def told():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
atexit.register(told)
main()
"""


def measured(plan: str, futures: int, *options: str) -> tuple[float, float, float, float]:
    """Return seconds of the command, of the playing, of the processor, and peak megabytes."""
    command = [sys.executable, "-c", _COMMAND, "stress", plan, "--futures", str(futures), "--json", *options]
    began = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    whole = time.perf_counter() - began
    processor, kilobytes = map(float, ended.stderr.split()[-2:])
    return whole, json.loads(ended.stdout)["seconds"], processor, kilobytes / 1024.0


def main(plan: str, counts: tuple[int, ...], *, local: bool) -> None:
    """Measure and print."""
    places = {f"{jobs} thread{'s' * (jobs > 1)}": ("--jobs", str(jobs)) for jobs in JOBS}
    if local:
        places["local cluster of 2"] = ("--cluster", "local", "--jobs", "2")
    measured(plan, 2)
    print(f"{'':20} {'futures':>8} {'command s':>10} {'playing s':>10} {'processor s':>12} {'peak MB':>8}")
    for place, options in places.items():
        for futures in counts:
            whole, playing, processor, peak = measured(plan, futures, *options)
            print(f"{place:20} {futures:8,} {whole:10.1f} {playing:10.1f} {processor:12.1f} {peak:8.0f}", flush=True)


if __name__ == "__main__":
    given = sys.argv[2:]
    counts = tuple(int(text) for text in given[0].split(",")) if given and given[0] != "local" else FUTURES
    main(sys.argv[1], counts, local="local" in given)
