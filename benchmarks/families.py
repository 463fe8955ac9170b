"""What each family of commitments and rules costs on Sefton: rows, columns, coefficients, build and root relaxation.

Run:  .venv/bin/python -m benchmarks.families [--solve]

The instance is read without any of the families, then with one of them at a time, then with all. `--solve` also
solves the plan without and with all to 0.1 %, one after the other, and prints the ratio of their times.
"""

import sys
import time
from collections.abc import Iterator

from instances.reader import load
from models.instance import Instance
from optimiser.areas import merge_areas
from optimiser.formulation import formulate
from optimiser.plan import solve
from optimiser.problem import compile_problem
from optimiser.relaxation import root_relaxation

FAMILIES: dict[str, tuple[str, ...]] = {
    "programmes": ("programmes",),
    "step-down": ("step_downs",),
    "breaks and extensions": (),
    "minimum guarantee": (),
    "own homes relaunched, specialist carers, call-offs": (),
}
ADDED_OFFERS = {"own_home_relaunched", "inhouse_specialist", "ifa_pdps", "res_pdps"}


def without(instance: Instance, kept: str) -> Instance:
    """Return the instance with all families left out but one."""
    changes: dict[str, object] = {}
    for family, tables in FAMILIES.items():
        if family != kept:
            changes.update(dict.fromkeys(tables, ()))
    dropped = set() if kept.startswith("own homes") else set(ADDED_OFFERS)
    if kept != "step-down":
        dropped.add("ifa_step_down")
        trial = {cohort.cohort for cohort in instance.cohorts if cohort.need == "trial"}
        changes["cohorts"] = tuple(cohort for cohort in instance.cohorts if cohort.cohort not in trial)
        changes["transitions"] = tuple(row for row in instance.transitions if row.cohort not in trial)
    for table in ("offers", "offer_prices", "disruption", "homes", "fostering"):
        changes[table] = tuple(row for row in instance.rows(table) if getattr(row, "offer", None) not in dropped)
    plain: dict[str, object] = {}
    if kept != "breaks and extensions":
        plain.update(break_after_months=None, termination_gbp=0.0, extensions=0, extension_months=0)
    if kept != "minimum guarantee":
        plain.update(guarantee_share=1.0)
    changes["blocks"] = tuple(block.model_copy(update=plain) for block in instance.blocks)
    return instance.model_copy(update=changes)


def variants() -> Iterator[tuple[str, Instance]]:
    """Yield the instance without any family, with each, and with all."""
    whole = load("sefton-2022").instance
    yield "none of them", without(whole, "")
    for family in FAMILIES:
        yield family, without(whole, family)
    yield "all", whole


def main(arguments: list[str]) -> None:
    """Print a row for each variant."""
    print("| families | rows | columns | coefficients | build s | root s | root value |")
    print("|---|---|---|---|---|---|---|")
    seconds = {}
    for name, instance in variants():
        began = time.perf_counter()
        formulation = formulate(merge_areas(compile_problem(instance, None, None)).problem)
        built = time.perf_counter()
        _, value = root_relaxation(formulation)
        solved = time.perf_counter()
        model = formulation.model
        size = f"{model.row_count:,} | {model.column_count:,} | {model.coefficient_count:,}"
        print(f"| {name} | {size} | {built - began:.2f} | {solved - built:.2f} | {value:,.0f} |", flush=True)
        if "--solve" in arguments and name in ("none of them", "all"):
            began = time.perf_counter()
            plan = solve(instance, gap=0.001, explain=False)
            seconds[name] = time.perf_counter() - began
            print(f"  plan: {seconds[name]:.1f} s, {plan.summary.certificate.objective_gbp:,.0f}", flush=True)
    if seconds:
        print(f"all / none: {seconds['all'] / seconds['none of them']:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
