"""From an instance to a plan: the optimiser's front door."""

import time
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

from models.fields import PricePath
from models.instance import Instance
from models.plan import Certificate, Kind, Plan, Status, Summary
from optimiser import donothing, objective, summary
from optimiser.area_split import split_areas
from optimiser.areas import Merged, merge_areas
from optimiser.binding import PaysFrom, commitment_rows, commitment_summaries
from optimiser.break_even import pay_from
from optimiser.commitments import Decisions, decided, options_of, todays_units
from optimiser.effect_lines import effect_rows
from optimiser.effects import Effects
from optimiser.formulation import SHORTFALL_ROOM, Formulation, effects_in, formulate, least_shortfall, shortfall_held
from optimiser.full_year import full_year_effect
from optimiser.ledger import NET, REVENUE, ledger, totals_by_authority, totals_by_year
from optimiser.measures import unit_of
from optimiser.over_capacity import over_capacity
from optimiser.policies import active_terms, price_of_level, shortfall
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.progress import Progress
from optimiser.quantities import Outcome
from optimiser.solve import InfeasibleError, Solution, optimise
from optimiser.trajectory import (
    Trajectory,
    admission_rows,
    admitted_by,
    gap_rows,
    occupancy_rows,
    trajectory,
)


class NoPlanError(Exception):
    """The time limit, or Ctrl-C (`interrupted`), ended the search before there was a plan."""

    def __init__(self, interrupted: bool) -> None:
        super().__init__("no plan")
        self.interrupted = interrupted


@dataclass(frozen=True)
class Interrupted:
    """Whether a solve was cut short by Ctrl-C, beside its plan and the units (options,) that it takes."""

    plan: Plan
    interrupted: bool
    units: Floats


def solve(
    instance: Instance,
    *,
    demand: str | None = None,
    prices: PricePath | None = None,
    gap: float = 0.001,
    time_limit: float | None = None,
    seed: int = 0,
    instance_sha256: str = "",
    kind: Kind = "plan",
    progress: Progress | None = None,
    mps: Path | None = None,
    explain: bool = True,
) -> Plan:
    """Find the plan of least cost.

    Args:
        instance: a checked instance.
        demand: demand path; the instance's default if None.
        prices: price path; the instance's default if None.
        gap: relative gap to prove.
        time_limit: seconds for the search; None for no limit.
        seed: HiGHS's random seed.
        instance_sha256: hash of the instance, for the certificate.
        kind: `plan`, or `optimised_no_new_commitments` for the second baseline.
        progress: told of stages, plans and bounds.
        mps: file to write the model to, as solved.
        explain: find from which occupancy and demand each commitment of a plan pays.

    Raises:
        NoPlanError: if the search was stopped before there was a plan.
        SolverError: if HiGHS fails.
    """
    run = Run(instance, demand, prices, gap, time_limit, seed, instance_sha256, kind, progress, explain=explain)
    return run.solve(mps).plan


def export_mps(instance: Instance, path: Path, *, demand: str | None = None, prices: PricePath | None = None) -> None:
    """Write the mixed-integer programme of an instance as an MPS file."""
    formulate(merge_areas(compile_problem(instance, demand, prices)).problem).model.write_mps(str(path))


class Run:
    """One solve, from instance to plan; `searched` is what `solve` wrote up last.

    With `commitments` (units of each option) these are given, not chosen.
    """

    def __init__(
        self,
        instance: Instance,
        demand: str | None,
        prices: PricePath | None,
        gap: float,
        time_limit: float | None,
        seed: int,
        instance_sha256: str,
        kind: Kind,
        progress: Progress | None,
        *,
        commitments: Floats | None = None,
        explain: bool = True,
    ) -> None:
        self.started = time.monotonic()
        self.problem = compile_problem(instance, demand, prices)
        self.merged = merge_areas(self.problem)
        self.gap, self.seed, self.sha256, self.kind = gap, seed, instance_sha256, kind
        self.deadline = None if time_limit is None else self.started + time_limit
        self.progress = progress or Progress()
        self.explain = explain and kind == "plan"
        self.build_seconds = 0.0
        self.commitments = commitments
        self.searched: tuple[Formulation, Solution, Status] | None = None

    def solve(self, mps: Path | None = None) -> Interrupted:
        """Formulate, search, tell areas apart, write up."""
        searched = self.search(mps)
        plan = self.written(*searched)
        if plan is None:
            # Even admissions inside a quarter cannot be met area by area: plan the areas one by one.
            self.merged = Merged(self.problem, np.arange(len(self.problem.cohorts)))
            searched = self.search(mps)
            plan = self.written(*searched)
            assert plan is not None
        self.searched = searched
        return Interrupted(plan, searched[1].interrupted, decisions_in(searched[0], searched[1]).units)

    def written(self, formulation: Formulation, solution: Solution, status: Status) -> Plan | None:
        """Write up a solution; None where it cannot be told apart by home area."""
        apart = told_apart(self.problem, self.merged, formulation, solution)
        if apart is None:
            return None
        decisions = decisions_in(formulation, solution)
        path = trajectory(decided(self.problem, decisions), *apart)
        groups = summary.group_values(formulation.costs, solution.values)
        found = Found(
            certificate=self._certificate(solution, status, groups),
            groups=groups,
            shadow_prices=_shadow_prices(formulation, solution, Outcome(self.problem, path, decisions)),
            pay=pay_from(formulation, solution, self.problem, path, decisions),
        )
        return write_up(self.problem, self.kind, path, decisions, found)

    def _formulate(self, allowed_shortfall: Floats | None = None) -> Formulation:
        began = time.monotonic()
        problem = self.merged.problem
        fixed = self.commitments
        if self.kind == "optimised_no_new_commitments":
            fixed = todays_units(problem, options_of(problem))
        selling = self.kind == "plan"
        made = formulate(problem, fixed_units=fixed, allowed_shortfall=allowed_shortfall, selling=selling)
        self.build_seconds += time.monotonic() - began
        return made

    def _optimise(self, formulation: Formulation, gap: float, *, explain: bool) -> Solution:
        left = None if self.deadline is None else max(0.1, self.deadline - time.monotonic())
        return optimise(
            formulation, gap=gap, time_limit=left, seed=self.seed, progress=self.progress, explain=explain
        )

    def search(self, mps: Path | None) -> tuple[Formulation, Solution, Status]:
        """Formulate and search, relaxing the hard policies where they cannot all hold.

        Raises:
            NoPlanError: if the search was stopped before there was a plan.
        """
        self.progress.on_stage("building the model")
        formulation = self._formulate(self._allowed_without_commitments())
        try:
            if mps is not None:
                formulation.model.write_mps(str(mps))
            solution = self._optimise(formulation, self.gap, explain=self.explain)
        except InfeasibleError:
            formulation, solution = self._relax(mps)
        if solution.outcome == "no_plan":
            raise NoPlanError(solution.interrupted)
        status: Status = "feasible" if solution.outcome == "feasible" else "optimal"
        return formulation, solution, "relaxed" if self._missed(formulation, solution) else status

    def _allowed_without_commitments(self) -> Floats | None:
        """Return what do-nothing misses of each hard policy, where commitments are not up for choice."""
        if self.kind != "optimised_no_new_commitments":
            return None
        outcome = Outcome(self.problem, *donothing.simulate(self.problem))
        allowed = []
        for policy, term in active_terms(self.problem):
            short = max(0.0, shortfall(outcome, policy, term)) / unit_of(policy)
            allowed.append(short * (1 + SHORTFALL_ROOM) if policy.strength == "hard" else np.inf)
        return np.array(allowed)

    def _missed(self, formulation: Formulation, solution: Solution) -> bool:
        """Return whether a hard policy is missed by the solution.

        Not read from the shortfall columns: they cost nothing, and may be open where the policy is met.
        """
        for row in formulation.policies:
            if row.policy.strength == "hard":
                shortage, right = formulation.model.row(row.row)
                shortage[row.slack] = 0.0
                if float(shortage @ solution.values) - right > row.tolerance:
                    return True
        return False

    def _relax(self, mps: Path | None) -> tuple[Formulation, Solution]:
        """Least shortfall of the hard policies, then least cost at that shortfall."""
        self.progress.on_stage("the hard policies cannot all hold: looking for the least shortfall")
        formulation = self._formulate(np.full(len(active_terms(self.problem)), np.inf))
        least_shortfall(formulation)
        short = self._optimise(formulation, min(self.gap, SHORTFALL_ROOM), explain=False)
        if short.outcome == "no_plan" or short.interrupted:
            raise NoPlanError(short.interrupted)
        formulation = self._formulate(shortfall_held(formulation, short.values))
        if mps is not None:
            formulation.model.write_mps(str(mps))
        return formulation, self._optimise(formulation, self.gap, explain=self.explain)

    def _certificate(self, solution: Solution, status: Status, groups: dict[str, float]) -> Certificate:
        seconds = {
            "build": self.build_seconds,
            "explain": 0.0,
            **solution.seconds,
            "total": time.monotonic() - self.started,
        }
        return certified(groups, solution.bound, status, seconds, self.sha256, self.seed)


def certified(
    groups: dict[str, float], bound_gbp: float, status: Status, seconds: dict[str, float], sha256: str, seed: int
) -> Certificate:
    """Return the certificate of a plan.

    Args:
        groups: the objective by group, pounds.
        bound_gbp: no plan costs less; infinite if nothing is proven.
        status: what is known of the plan.
        seconds: time by stage.
        sha256: hash of the instance.
        seed: HiGHS's random seed.
    """
    total = sum(groups.values())
    bound = min(bound_gbp, total) if np.isfinite(bound_gbp) else None
    return Certificate(
        status=status,
        objective_gbp=total,
        bound_gbp=bound,
        gap=None if bound is None else (total - bound) / max(abs(total), 1e-9),
        gap_gbp=None if bound is None else max(0.0, total - max(groups["penalties"], 0.0) - bound),
        seconds=seconds,
        versions=versions(),
        instance_sha256=sha256,
        seed=seed,
    )


def versions() -> dict[str, str]:
    """Return the versions of what computes the plan."""
    return {name: version(name) for name in ("placement-sufficiency", "pulp", "highspy", "numpy")}


def _shadow_prices(formulation: Formulation, solution: Solution, outcome: Outcome) -> dict[tuple[str, str], float]:
    """Return the fall of the objective per unit by which a hard policy's level is relaxed."""
    if not solution.row_duals.size:
        return {}
    found: dict[tuple[str, str], float] = {}
    # Numerators and denominators of the true problem, whose terms stand in the same order.
    terms = [term for _, term in active_terms(outcome.problem)]
    for row, term in zip(formulation.policies, terms, strict=True):
        if row.policy.strength == "hard":
            key = (row.policy.policy, row.policy.financial_year)
            price = price_of_level(outcome, row.policy, term, float(solution.row_duals[row.row]))
            found[key] = found.get(key, 0.0) + price
    return found


@dataclass(frozen=True)
class Found:
    """What the search says of a plan, beside the plan itself.

    Attributes:
        certificate: what is proven.
        groups: the objective by group, pounds.
        shadow_prices: pounds per unit by policy and year.
        pay: from which occupancy and demand an option pays, by its position.
    """

    certificate: Certificate
    groups: dict[str, float]
    shadow_prices: dict[tuple[str, str], float] = field(default_factory=dict)
    pay: dict[int, PaysFrom] = field(default_factory=dict)


def told_apart(
    problem: Problem, merged: Merged, formulation: Formulation, solution: Solution
) -> tuple[Floats, Effects] | None:
    """Return (T, P, G) admitted and the effects by true cohort; None if home areas cannot be told apart."""
    decisions = decisions_in(formulation, solution)
    together = Merged(decided(merged.problem, decisions), merged.into)
    admitted = admitted_by(together.problem, formulation.blocks, solution.values)
    effects = effects_in(formulation, solution.values)
    return split_areas(decided(problem, decisions), together, admitted, effects)


def decisions_in(formulation: Formulation, solution: Solution) -> Decisions:
    """Return the commitments of a solution, in whole units, and the beds sold."""
    units = np.round(solution.values[formulation.units])
    sold = tuple((beds, max(0.0, float(solution.values[beds.column]))) for beds in formulation.sold)
    return Decisions(formulation.options, units, sold)


def write_up(problem: Problem, kind: Kind, path: Trajectory, decisions: Decisions, found: Found) -> Plan:
    """Turn a trajectory and commitments into a plan with all its tables."""
    years = [str(year) for year in problem.calendar.years]
    lines = ledger(problem, path, decisions)
    base_path, base_decisions = donothing.simulate(problem)
    base_lines = ledger(problem, base_path, base_decisions)
    score = summary.scorecard(Outcome(problem, path, decisions), found.shadow_prices)
    made = Summary(
        kind=kind,
        authority=problem.instance.settings.authority.id,
        demand=problem.demand,
        prices=problem.prices,
        certificate=found.certificate,
        commitments=commitment_summaries(problem, path, decisions, found.pay),
        cost_gbp_by_year=totals_by_year(lines, REVENUE, years),
        net_cost_gbp_by_year=totals_by_year(lines, NET, years),
        baseline_gbp_by_year=totals_by_year(base_lines, REVENUE, years),
        base_budget_gbp_by_year=summary.base_budget_by_year(problem.instance),
        full_year_effect_gbp=full_year_effect(problem),
        children_at_year_end=summary.children_at_year_end(problem, path),
        scorecard=score,
        gap_child_weeks_by_year=summary.gap_child_weeks_by_year(problem, path),
        moves_per_child_year=summary.moves_per_child_year(problem, path),
        objective_groups_gbp=found.groups,
        cost_gbp_by_authority=totals_by_authority(lines, problem.authorities, years),
        over_capacity_today=over_capacity(problem, decisions),
    )
    return Plan(
        summary=made,
        admissions=admission_rows(problem, path, reported=True),
        tail_admissions=admission_rows(problem, path, reported=False),
        occupancy=occupancy_rows(problem, path),
        commitments=commitment_rows(problem, decisions),
        effects=effect_rows(problem, path),
        ledger=lines,
        scorecard=score,
        gap=gap_rows(problem, path),
        baseline_admissions=admission_rows(problem, base_path, reported=True),
        baseline_commitments=commitment_rows(problem, base_decisions),
    )


def do_nothing(
    instance: Instance,
    demand: str | None = None,
    prices: PricePath | None = None,
    instance_sha256: str = "",
) -> Plan:
    """Return the plan of today's practice without new commitments; its objective covers the reported months."""
    started = time.monotonic()
    problem = compile_problem(instance, demand, prices)
    path, decisions = donothing.simulate(problem)
    groups = objective.of_trajectory(problem, path, decisions)
    certificate = Certificate(
        status="simulated",
        objective_gbp=sum(groups.values()),
        bound_gbp=None,
        gap=None,
        gap_gbp=None,
        seconds={"build": 0.0, "root_lp": 0.0, "search": 0.0, "explain": 0.0, "total": time.monotonic() - started},
        versions=versions(),
        instance_sha256=instance_sha256,
        seed=0,
    )
    return write_up(without_policies(problem), "do_nothing", path, decisions, Found(certificate, groups))


def without_policies(problem: Problem) -> Problem:
    """Return the problem with every policy off, so that its scorecard is empty."""
    off = tuple(
        policy.model_copy(update={"strength": "off", "gbp_per_unit": None}) for policy in problem.instance.policies
    )
    return replace(problem, instance=problem.instance.model_copy(update={"policies": off}))
