"""How long the 36-month Sefton plan takes to a proven gap of 0.1 %, by stage, and against HiGHS alone.

Run:  .venv/bin/python -m benchmarks.solve_speed [SEEDS] [INSTANCE]

Each measurement is a process of its own, so that peak memory is its own. HiGHS alone reads the exported MPS with
default options and the same relative gap; what is compared is the whole command, reading and writing included.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GAP = 0.001
LIMIT = 900.0


def command(seed: int, instance: str, mps: str) -> dict[str, float]:
    """Time the whole command in a fresh interpreter."""
    arguments = [sys.executable, "-m", "cli", "solve", instance, "--seed", str(seed), "--gap", str(GAP), "--json"]
    began = time.perf_counter()
    export = ["--mps", mps] if mps else []
    found = subprocess.run([*arguments, *export], capture_output=True, text=True, check=True)
    wall = time.perf_counter() - began
    proof = json.loads(found.stdout)["certificate"]
    return {
        **{f"{stage} s": seconds for stage, seconds in proof["seconds"].items()},
        "command s": wall,
        "objective": proof["objective_gbp"],
        "bound": proof["bound_gbp"],
    }


def measured(body: str, *arguments: str) -> dict[str, float]:
    """Run one of this module's measurements in a fresh interpreter."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.solve_speed", body, *arguments], capture_output=True, text=True, check=True
    )
    result: dict[str, float] = json.loads(found.stdout)
    return result


def highs_alone(mps: str, seed: int) -> dict[str, float]:
    """Solve the exported model with HiGHS's default options."""
    import highspy

    began = time.perf_counter()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", GAP)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("time_limit", LIMIT)
    highs.readModel(mps)
    highs.run()
    info = highs.getInfo()
    return {
        "HiGHS alone s": time.perf_counter() - began,
        "HiGHS objective": info.objective_function_value,
        "HiGHS bound": info.mip_dual_bound,
    }


def root_forms(instance: str) -> dict[str, float]:
    """Build every exact form and solve its root relaxation by interior point and by simplex."""
    import highspy
    import numpy as np

    from instances.reader import load
    from optimiser.areas import merge_areas
    from optimiser.formulation import formulate
    from optimiser.problem import compile_problem

    true = compile_problem(load(instance).instance, None, None)
    found: dict[str, float] = {}
    for areas, problem in (("areas merged", merge_areas(true).problem), ("areas apart", true)):
        for form, by_class in (("by class", True), ("by offer", False)):
            began = time.perf_counter()
            model = formulate(problem, by_class=by_class).model
            name = f"{areas}, returns {form}"
            found[f"{name}: build s"] = time.perf_counter() - began
            found[f"{name}: rows"] = model.row_count
            found[f"{name}: columns"] = model.column_count
            found[f"{name}: coefficients"] = model.coefficient_count
            for solver in ("ipx", "simplex"):
                highs = highspy.Highs()
                lp = model.highs_lp()
                lp.col_cost_ = np.asarray(model.cost) / 1e5
                options = {"output_flag": False, "threads": 1, "solve_relaxation": True, "solver": solver}
                for option, value in options.items():
                    highs.setOptionValue(option, value)
                highs.setOptionValue("time_limit", 300.0)
                highs.passModel(lp)
                began = time.perf_counter()
                highs.run()
                found[f"{name}: root {solver} s"] = time.perf_counter() - began
    return found


def peak(instance: str) -> dict[str, float]:
    """Solve once in this process and report its peak memory."""
    from click.testing import CliRunner

    from cli import main

    CliRunner().invoke(main, ["solve", instance, "--json"])
    return {"peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def report(seeds: int, instance: str) -> None:
    """Print medians over seeds, ratios, and the forms."""
    with tempfile.TemporaryDirectory() as folder:
        mps = str(Path(folder) / "model.mps")
        command(0, instance, mps)
        runs = []
        for seed in range(seeds):
            runs.append({**command(seed, instance, ""), **measured("highs", mps, str(seed))})
            print(json.dumps(runs[-1]), flush=True)
    for key in runs[0]:
        values = [run[key] for run in runs if key in run]
        print(f"{key}: median {statistics.median(values):,.2f} (from {min(values):,.2f} to {max(values):,.2f})")
    ratio = statistics.median(run["command s"] / run["HiGHS alone s"] for run in runs)
    print(f"command / HiGHS alone: median ratio {ratio:.2f}")
    for name, value in {**measured("peak", instance), **measured("forms", instance)}.items():
        print(f"{name}: {value:,.2f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["highs", path, number]:
            print(json.dumps(highs_alone(path, int(number))))
        case ["forms", name]:
            print(json.dumps(root_forms(name)))
        case ["peak", name]:
            print(json.dumps(peak(name)))
        case [] | [_] | [_, _] as given:
            report(int(given[0]) if given else 5, given[1] if len(given) > 1 else "sefton-2022")
        case _:
            raise SystemExit(__doc__)
