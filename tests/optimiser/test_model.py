"""The programme in PuLP and as arrays: one model, however it is solved."""

from pathlib import Path

import highspy
import numpy as np
import pulp
import pytest
from scipy import sparse

from models.instance import Instance
from optimiser.model import Model
from tests.optimiser.cases import alike, block, children, formulated, home, one_cohort, plain, policy, service, tier
from tests.oracles.small import flat_uplifts, offer, row, settings

INFINITY = float(highspy.kHighsInf)


def small() -> Model:
    """Return: minimise x + 2 y + 10 n, x + y + n >= 2.5, x <= 1, y - x == 0.5, n whole; and 7 pounds constant."""
    model = Model("small")
    model.add_columns("plain", np.array([1.0, np.inf]))
    model.add_columns("whole", np.array([3.0]), integer=True)
    model.add_rows("cover", sparse.coo_array(np.array([[1.0, 1.0, 1.0]])), ">=", np.array([2.5]))
    model.add_rows("tie", sparse.coo_array(np.array([[-1.0, 1.0]])), "==", np.array([0.5]))
    limits = sparse.coo_array(np.array([[0.0, 0.0, 2.0], [1.0, 0.0, 0.0]]))
    model.add_rows("slack", limits, "<=", np.array([4.0, 9.0]))
    model.set_cost(np.array([1.0, 2.0, 10.0]), 7.0)
    return model


def test_columns_are_counted_and_bounded() -> None:
    """Two plain ones, a whole one, and the constant, fixed at 1."""
    model = small()
    assert model.column_count == 4
    assert model.groups == {"plain": slice(0, 2), "whole": slice(2, 3), "constant": slice(3, 4)}
    assert model.lower.tolist() == [0, 0, 0, 1]
    assert model.upper.tolist() == [1, np.inf, 3, 1]
    assert model.integer.tolist() == [False, False, True, False]
    assert model.cost.tolist() == [1, 2, 10, 7]


def test_rows_are_counted_by_family() -> None:
    """Zeros are no coefficients."""
    model = small()
    assert model.families == {"cover": slice(0, 1), "tie": slice(1, 2), "slack": slice(2, 4)}
    assert model.row_count == 4
    assert model.coefficient_count == 3 + 2 + 2


def test_positions_are_handed_out_in_order() -> None:
    """Of columns and of rows; no columns at all are none."""
    model = Model("empty")
    assert model.add_columns("none", np.zeros(0)).tolist() == []
    assert model.add_columns("some", np.ones(2)).tolist() == [0, 1]
    assert model.add_columns("more", np.ones(1)).tolist() == [2]
    assert model.add_rows("rows", sparse.coo_array((2, 3)), "<=", np.ones(2)) == slice(0, 2)
    assert model.add_rows("rest", sparse.coo_array((0, 3)), "<=", np.zeros(0)) == slice(2, 2)


def test_rows_can_be_read_again() -> None:
    """Coefficients over all columns, and the finite side."""
    model = small()
    found = [model.row(position) for position in range(4)]
    assert [coefficients.tolist() for coefficients, _ in found] == [
        [1, 1, 1, 0],
        [-1, 1, 0, 0],
        [0, 0, 2, 0],
        [1, 0, 0, 0],
    ]
    assert [side for _, side in found] == [2.5, 0.5, 4, 9]
    with pytest.raises(IndexError, match="no such row"):
        model.row(4)


def test_repeated_cells_add_up() -> None:
    """As the gathered coefficients of several families may repeat; what adds up to nothing goes."""
    model = Model("repeated")
    model.add_columns("x", np.ones(2))
    cells = (np.array([1.0, 2.0, 5.0, -5.0]), (np.zeros(4, int), np.array([0, 0, 1, 1])))
    model.add_rows("sum", sparse.coo_array(cells, shape=(1, 2)), "<=", np.ones(1))
    assert model.row(0)[0].tolist() == [3, 0]
    assert model.coefficient_count == 1


def test_optimum_of_the_small_model() -> None:
    """x = 1, y = 1.5 cover 2.5: cost 1 + 3, and 7 constant; with arrays and with PuLP."""
    model = small()
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(model.highs_lp())
    solver.run()
    assert solver.getInfo().objective_function_value == pytest.approx(11)
    assert list(solver.getSolution().col_value) == pytest.approx([1, 1.5, 0, 1])
    model.problem.solve(pulp.HiGHS(msg=False))
    assert pulp.value(model.problem.objective) == pytest.approx(11)


def test_columns_can_be_fixed() -> None:
    """The whole one at 2: x + y = 0.5, so that y alone covers it: 1 + 20 + 7; PuLP knows as well."""
    model = small()
    model.fix(np.array([2]), np.array([2.0]))
    assert (model.lower[2], model.upper[2]) == (2, 2)
    model.problem.solve(pulp.HiGHS(msg=False))
    assert pulp.value(model.problem.objective) == pytest.approx(28)


def test_cost_can_be_replaced() -> None:
    """Only y costs: 1 for 1.5."""
    model = small()
    model.replace_cost(np.array([0.0, 1.0, 1.0, 0.0]))
    model.problem.solve(pulp.HiGHS(msg=False))
    assert pulp.value(model.problem.objective) == pytest.approx(1.5)
    assert list(model.highs_lp().col_cost_) == [0, 1, 1, 0]


def test_arrays_of_the_small_model() -> None:
    """As HiGHS takes them: infinite sides and bounds, row-wise coefficients, whole columns."""
    lp = small().highs_lp()
    assert (lp.num_col_, lp.num_row_) == (4, 4)
    assert list(lp.col_upper_) == [1, INFINITY, 3, 1]
    assert list(lp.row_lower_) == [2.5, 0.5, -INFINITY, -INFINITY]
    assert list(lp.row_upper_) == [INFINITY, 0.5, 4, 9]
    assert list(lp.a_matrix_.start_) == [0, 3, 5, 6, 7]
    assert list(lp.a_matrix_.index_) == [0, 1, 2, 0, 1, 2, 0]
    assert list(lp.a_matrix_.value_) == [1, 1, 1, -1, 1, 2, 1]
    assert [kind == highspy.HighsVarType.kInteger for kind in lp.integrality_] == [False, False, True, False]


def whole() -> Instance:
    """Return an instance with every row family and every kind of commitment, prices that rise, and constants."""
    carers, home_offer = offer("carers", "in_house_fostering", "in_house"), offer("home", "internal_home", "home")
    block_offer, spot = offer("block", "block_residential", "block"), offer("spot", placed_in="away")
    other = offer("other", placed_in="away", capacity_children=1.5)
    supply = {spot: 4200.0, other: 2100.0, carers: 350.0, block_offer: 0.0, home_offer: 0.0}
    return one_cohort(
        supply,
        {o.offer: {0: 0.08, 3: 0.03} for o in supply},
        placements_today=(children(3, spot, 4), children(1)),
        blocks=(block(mobilisation_gbp=4000.0),),
        block_tiers=(tier(1, 3, 1900),),
        homes=(home(beds=2, max_homes=2, capital_gbp=150e3, running_gbp_per_year=160e3),),
        fostering=(service(households_today=1.0, approvals_per_year_max=2, approval_gbp=12e3),),
        policies=(policy(0.3), policy(0.5, None, 4000.0)),
        fixed_lines=(
            row("fixed_lines", line="f", provision="none", gbp_per_year=5e4, uplift="other", budget_head="h"),
        ),
        income=(row("income", income="i", financial_year="2022/23", budget_head="h", amount_gbp=2e4),),
        uplifts=flat_uplifts([*supply, offer("gap", "gap", "gap")], 0.05),
        settings=settings(6, 6, move_gbp=900.0, gap_penalty_gbp_per_week=3000.0),
    )


def test_pulp_and_arrays_carry_the_same_programme() -> None:
    """PuLP's own way to HiGHS gives the optimum of the arrays, constants included, and the same columns and rows."""
    made = formulated(whole())
    found = plain(made)
    solved = made.model.problem
    solved.solve(pulp.HiGHS(msg=False, gapRel=0.0, gapAbs=0.0))
    assert pulp.value(solved.objective) == pytest.approx(found.objective, rel=1e-7)
    assert solved.numVariables() == made.model.column_count
    assert solved.numConstraints() == made.model.row_count
    assert set(made.model.families) == {"placed", "carried", "capacity", "commitment_limits", "policy"}


def test_exported_programme_has_the_same_optimum(tmp_path: Path) -> None:
    """Read back by HiGHS itself from the MPS file; the constant is a column there, so that gaps have one base."""
    made = formulated(whole())
    path = tmp_path / "model.mps"
    made.model.write_mps(str(path))
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6}.items():
        solver.setOptionValue(name, value)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    assert solver.getLp().offset_ == 0
    # A row without coefficients may be left out of a file; columns may not.
    assert solver.getNumCol() == made.model.column_count
    solver.run()
    assert solver.getInfo().objective_function_value == pytest.approx(plain(made).objective, rel=1e-7)
    column = made.model.groups["constant"].start
    names = [solver.getColName(i)[1] for i in range(solver.getNumCol())]
    position = names.index("constant_0")
    # A fixed line of 50,000 and 52,500 less income of 20,000, and what today's children cost while they stay.
    assert solver.getLp().col_cost_[position] == pytest.approx(made.model.cost[column])
    assert solver.getLp().col_lower_[position] == solver.getLp().col_upper_[position] == 1
    assert made.model.cost[column] == pytest.approx(sum(constant for _, constant in made.costs.values()))
    assert made.model.cost[column] > 82_500


@pytest.mark.parametrize("monthly", [12, 3])
def test_the_same_for_several_areas(monthly: int) -> None:
    """Two areas, two needs, no commitments."""
    made = formulated(alike(["north", "south"], settings=settings(monthly, move_gbp=400.0)))
    made.model.problem.solve(pulp.HiGHS(msg=False))
    assert pulp.value(made.model.problem.objective) == pytest.approx(plain(made).objective, rel=1e-7)
