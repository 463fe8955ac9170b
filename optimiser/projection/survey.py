"""All that the command `demand` tells of an instance."""

from dataclasses import dataclass

import numpy as np

from models.fields import ASSUMPTION
from models.instance import Instance
from models.projections import HIGH, LOW, Backtest, Demand, Fan, OutsidePath, Sampled
from models.tables import Entry
from optimiser.problem import Problem, compile_problem
from optimiser.projection.backtest import backtest, scores
from optimiser.projection.flow import reason_rates
from optimiser.projection.futures import sample
from optimiser.projection.methods import METHODS
from optimiser.projection.mix import backtest_mix, mix_of
from optimiser.projection.outside import on_months
from optimiser.projection.path import Path, by_age, courses, follow, given, pool_today
from optimiser.projection.population import rate_per_10000
from optimiser.projection.project import available, default_method, fan, project
from optimiser.projection.rates import rate_lines
from optimiser.projection.record import NotEnoughHistoryError, Record
from optimiser.projection.recorded import recorded
from optimiser.projection.told import futures_rest_on
from optimiser.projection.widths import GIVEN

PUBLISHED = "published"
OUTSIDE = "outside"
METHOD_NAMES = (PUBLISHED, *METHODS)
"""What `--method` takes: a demand path of the instance, or a method that projects."""

_WORTH_TELLING = 0.05
"""Children that a table of whole children would show."""


@dataclass(frozen=True)
class Asked:
    """What was asked for.

    Attributes:
        method: one of `METHOD_NAMES`; None for the default.
        demand: demand path whose entries give the mix of entries, and the total for `published`.
        outside: path of another model; None for none.
        held_out: whether to hold out the last years.
        futures: number of futures to sample; 0 for none.
        seed: seed of the futures.
    """

    method: str | None = None
    demand: str | None = None
    outside: OutsidePath | None = None
    held_out: bool = False
    futures: int = 0
    seed: int = 0


def survey(instance: Instance, asked: Asked) -> tuple[Demand, Problem]:
    """Return what there is to tell, and the instance as arrays on the demand path asked for.

    Raises:
        NotEnoughHistoryError: if the method asked for lacks the history it needs.
        InputError: if the outside path does not fit the instance.
    """
    problem = compile_problem(instance, asked.demand, None)
    found = recorded(instance)
    months = problem.calendar.horizon_months
    fans, lacking = available(found.record, months)
    chosen = _chosen(problem, found.record, asked)
    path = follow(problem, chosen.central)
    return Demand(
        authority=instance.settings.authority.name,
        chosen=chosen,
        is_default=asked.method is None and asked.outside is None,
        others=(*fans, *_given_paths(instance, found.record), *([chosen] if asked.outside else [])),
        lacking=tuple(lacking),
        ages=by_age(problem, chosen),
        rates=rate_lines(found.record),
        reasons=_reasons(found.record),
        rate_per_10000=_rate(found.record),
        sampled=_sampled(problem, found.record, chosen, path, asked) if asked.futures else (),
        backtest=_backtest(instance, found.record) if asked.held_out else None,
        outside=asked.outside,
        remarks=(
            *found.remarks,
            *_remarks(problem, chosen),
            *(f"sampled futures, {told}" for told in (futures_rest_on(found.record) if asked.futures else ())),
        ),
    ), problem


def _chosen(problem: Problem, record: Record, asked: Asked) -> Fan:
    months = problem.calendar.horizon_months
    if asked.outside is not None:
        return fan(OUTSIDE, record, on_months(asked.outside, record, months), GIVEN)
    if asked.method == PUBLISHED:
        return _given_path(problem, record)
    return project(record, asked.method or default_method(record, months), months)


def _given_paths(instance: Instance, record: Record) -> list[Fan]:
    """Return every demand path of the instance with its band."""
    return [_given_path(compile_problem(instance, name, None), record) for name in instance.demand_paths]


def _given_path(problem: Problem, record: Record) -> Fan:
    return fan(f"path_{problem.demand}", record, given(problem), GIVEN)


def _rate(record: Record) -> float | None:
    try:
        return rate_per_10000(record) if record.people else None
    except NotEnoughHistoryError:
        return None


def _reasons(record: Record) -> dict[str, float]:
    try:
        return reason_rates(record)
    except NotEnoughHistoryError:
        return {}


def _sampled(problem: Problem, record: Record, chosen: Fan, path: Path, asked: Asked) -> tuple[Sampled, ...]:
    futures = sample(record, chosen.method, problem.calendar.horizon_months, asked.futures, asked.seed)
    stock = futures.expected_stock(pool_today(problem), problem.transitions, path.entries)
    total = stock.sum(axis=2) * path.whole
    return tuple(
        Sampled(
            chosen.days[month],
            float(total[:, month].mean()),
            *(float(quantile) for quantile in np.quantile(total[:, month], (LOW, 0.5, HIGH))),
        )
        for month in chosen.year_ends
    )


def _backtest(instance: Instance, record: Record) -> Backtest:
    children, lacking = backtest(record)
    mix = mix_of(instance.placement_history)
    placements, without = backtest_mix(record, mix) if mix is not None else ((), ())
    return Backtest(children, placements, scores((*children, *placements)), (*lacking, *without))


def _remarks(problem: Problem, chosen: Fan) -> list[str]:
    remarks = []
    for name, line in courses(chosen).items():
        above = follow(problem, line).above.max()
        if above > _WORTH_TELLING:
            text = f"its path stays up to {above:.1f} children above it"
            remarks.append(f"the {name} line falls faster than children leave: {text}")
    return remarks


def entry_rows(problem: Problem, chosen: Fan) -> tuple[Entry, ...]:
    """Return a projection as rows of the table `entries`: three demand paths, central, low and high.

    They are called ``projected_METHOD``, ``projected_METHOD_low`` and ``projected_METHOD_high``.
    """
    endings = {"central": "", "low": "_low", "high": "_high"}
    return tuple(
        Entry(
            cohort=cohort.cohort,
            demand=f"projected_{chosen.method}{endings[name]}",
            month=problem.calendar.first_day(month),
            children=round(float(entries[month, g]), 8),
            source=ASSUMPTION,
            note=f"projected by {chosen.method}; divided over cohorts as the entries of path {problem.demand}",
        )
        for name, entries in ((name, follow(problem, line).entries) for name, line in courses(chosen).items())
        for month in range(1, problem.calendar.horizon_months + 1)
        for g, cohort in enumerate(problem.cohorts)
    )
