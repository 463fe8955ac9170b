"""Size and root relaxation of the other exact form, stock rows, on an instance.

Run:  .venv/bin/python -m benchmarks.stock_form [INSTANCE] [SECONDS]

The form is that of tests/oracles/: children by offer, cohort, month and whole months since admission. It is there to
check the optimiser on small instances; this shows what it costs on a council's.
"""

import sys
import time

import highspy
import numpy as np

from instances.reader import load
from tests.oracles.stock_form import stock_form


def main(instance: str, limit: float) -> None:
    """Build the stock form and solve its root relaxation by interior point."""
    began = time.perf_counter()
    programme = stock_form(load(instance).instance, None, None).programme
    matrix = programme.matrix.tocsr()
    print(f"build {time.perf_counter() - began:.1f} s")
    print(f"{matrix.shape[0]:,} rows, {matrix.shape[1]:,} columns, {matrix.nnz:,} coefficients", flush=True)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = matrix.shape[1], matrix.shape[0]
    lp.col_cost_ = programme.cost_vector() / 1e5
    lp.col_lower_, lp.col_upper_ = np.array(programme.lower), np.array(programme.upper)
    lp.row_lower_, lp.row_upper_ = np.array(programme.row_lower), np.array(programme.row_upper)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    for solver in ("ipx", "simplex"):
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("solver", solver)
        highs.setOptionValue("run_crossover", "off")
        highs.setOptionValue("time_limit", limit)
        highs.passModel(lp)
        began = time.perf_counter()
        highs.run()
        objective = highs.getInfo().objective_function_value * 1e5
        print(
            f"{solver}: {highs.getModelStatus()}, {objective:,.0f}, {time.perf_counter() - began:.1f} s", flush=True
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sefton-2022", float(sys.argv[2]) if len(sys.argv) > 2 else 300.0)
