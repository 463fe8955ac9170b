"""Instances of a few children, and plain ways to solve them.

One financial year from April 2022 and its tail: 365 + 366 = 731 days, for 2024 is a leap year. Prices of 700 pounds
a week are 100 a day. Who is placed in April is there half of it on average: 731 - 15 = 716 days. Unless said
otherwise nothing is inflated or discounted, nobody leaves care and no placement breaks down.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from scipy import sparse

from models.instance import Instance
from models.tables import Offer, Row
from optimiser.formulation import Formulation, formulate
from optimiser.problem import Floats, Problem, compile_problem
from optimiser.progress import Progress
from tests.oracles.small import MONTHS, cohort, hazards, instance, offer, priced, row

GAP = offer("gap", "gap", "gap", placed_in="nowhere", grade="none")
STAYS = (row("transitions", cohort="child", to_cohort="child", monthly_share=1.0),)
DAYS = 716.0
"""Days of the 24 months that a child placed in April spends there."""


def month(number: int) -> dt.date:
    """Return the first day of month `number`; 1 is April 2022."""
    return dt.date(2022 + (number + 2) // 12, (number + 2) % 12 + 1, 1)


def children(count: float, of: Offer | None = None, months: int = 0, name: str = "child") -> Row:
    """Return children today in an offer, or of unknown placement."""
    return row(
        "placements_today",
        cohort=name,
        offer=of.offer if of else None,
        provision=of.provision if of else "unknown",
        months_in_placement=months,
        children=float(count),
    )


def entering(count: float, number: int = 1, name: str = "child", demand: str = "middle") -> Row:
    """Return children who enter care in month `number`."""
    return row("entries", cohort=name, demand=demand, month=month(number), children=float(count))


def moving(shares: Mapping[tuple[str, str], float]) -> tuple[Row, ...]:
    """Return transitions from {(cohort, to cohort): monthly share}."""
    return tuple(
        row("transitions", cohort=a, to_cohort=b, monthly_share=float(share)) for (a, b), share in shares.items()
    )


def one_cohort(
    prices: Mapping[Offer, float], hazard: Mapping[str, Mapping[int, float]] | None = None, **tables: Any
) -> Instance:
    """Return an instance of one cohort, `child`; gap costs 7,000 pounds a week unless given.

    Args:
        prices: offers and their pounds a week.
        hazard: offer to {months since admission: monthly chance of an early end}; none where not given.
        tables: tables by name, and `settings`.
    """
    weekly = {"gap": {"low": 7000.0}, **{o.offer: {"low": price} for o, price in prices.items()}}
    chances = {name: {"low": dict((hazard or {}).get(name, {0: 0.0}))} for name in weekly}
    offers = [GAP, *(o for o in prices if o.offer != "gap")]
    given: dict[str, Any] = {
        "transitions": STAYS,
        "entries": (entering(0),),
        "offer_prices": priced(weekly),
        "disruption": hazards(chances),
    }
    return instance(offers, [cohort("child")], **{**given, **tables})


def block(offer_name: str = "block", **changes: Any) -> Row:
    """Return a block `beds` that starts in April, for two years, without mobilisation."""
    given: dict[str, Any] = {
        "block": "beds",
        "offer": offer_name,
        "start_from": MONTHS[0],
        "start_to": MONTHS[0],
        "term_months": 24,
        "mobilisation_gbp": 0.0,
    }
    return row("blocks", **{**given, **changes})


def tier(first: int, last: int, price: float, name: str = "beds") -> Row:
    """Return a tier of a block: beds from, beds to, pounds per bed per week."""
    return row("block_tiers", block=name, beds_from=first, beds_to=last, gbp_per_bed_per_week=float(price))


def home(**changes: Any) -> Row:
    """Return a home `own` of one bed in offer `home`: at once, free but for 1,000 pounds a month to run."""
    given: dict[str, Any] = {
        "home": "own",
        "offer": "home",
        "beds": 1,
        "max_homes": 1,
        "decision_from": MONTHS[0],
        "works_months": 0,
        "capital_gbp": 0.0,
        "grant_share": 0.0,
        "asset_life_years": 10,
        "pre_opening_gbp": 0.0,
        "running_gbp_per_year": 12_000.0,
    }
    return row("homes", **{**given, **changes})


def service(**changes: Any) -> Row:
    """Return a fostering service of offer `carers`: no households today, 19 % attrition a year, one place each."""
    given: dict[str, Any] = {
        "service": "carers",
        "offer": "carers",
        "households_today": 0.0,
        "approvals_per_year_today": 0,
        "approvals_per_year_max": 1,
        "attrition_per_year_share": 0.19,
        "places_per_household": 1.0,
        "fill_share": 1.0,
        "approval_gbp": 0.0,
        "lead_months": 0,
    }
    return row("fostering", **{**given, **changes})


def programme(**changes: Any) -> Row:
    """Return a programme `homeward` that reunifies: free, for all, at once and for two years."""
    given: dict[str, Any] = {
        "programme": "homeward",
        "effect": "reunifies",
        "effect_share": 0.02,
        "haircut_share": 0.0,
        "evidence": "moderate",
        "places_per_year": 1000.0,
        "start_from": month(1),
        "start_to": month(1),
        "term_months": 24,
        "lag_months": 0,
        "setup_gbp": 0.0,
        "gbp_per_year": 0.0,
        "uplift": "other",
        "budget_head": "early_help",
        "age_from": 0,
        "age_to": 17,
    }
    made: Row = row("programmes", **{**given, **changes})
    return made


def policy(level: float, ring: str | None = "in_authority", price: float | None = None, **changes: Any) -> Row:
    """Return a policy of 2022/23: a share within a ring, or moves if `ring` is None; soft if it has a price."""
    given: dict[str, Any] = {
        "policy": "few_moves" if ring is None else "near_home",
        "measure": "moves_per_child_year" if ring is None else "share_within_ring",
        "ring": ring,
        "financial_year": "2022/23",
        "level": level,
        "strength": "hard" if price is None else "soft",
        "gbp_per_unit": price,
    }
    return row("policies", **{**given, **changes})


def compiled(planning: Instance) -> Problem:
    """Return the problem of an instance on its default paths."""
    return compile_problem(planning, None, None)


def formulated(planning: Instance) -> Formulation:
    """Return the programme of an instance, home areas as they are."""
    return formulate(compiled(planning))


@dataclass(frozen=True)
class Plain:
    """An optimum of HiGHS's own making: pounds and values of the columns; infinite and none if there is none."""

    objective: float
    values: Floats


def plain(made: Formulation, without: str | None = None, gap: float = 0.0) -> Plain:
    """Solve a programme in one call of HiGHS, proven to the gap; a row family may be left out.

    None of the stages of `optimiser.solve` is used.
    """
    lp = made.model.highs_lp()
    lp.col_cost_ = made.model.cost / 1e5
    if without is not None:
        lower, upper = np.array(lp.row_lower_), np.array(lp.row_upper_)
        free = made.model.families[without]
        lower[free], upper[free] = -highspy.kHighsInf, highspy.kHighsInf
        lp.row_lower_, lp.row_upper_ = lower, upper
    solver = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, "mip_rel_gap": gap, "mip_abs_gap": 1e-10}.items():
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return Plain(np.inf, np.zeros(0))
    return Plain(solver.getInfo().objective_function_value * 1e5, np.array(solver.getSolution().col_value))


def optimum(planning: Instance, without: str | None = None) -> float:
    """Return the least objective of an instance, pounds; a row family may be left out."""
    return plain(formulated(planning), without).objective


def violation(made: Formulation, values: Floats) -> float:
    """Return by how much the values break a row or a bound of the programme at most."""
    lp = made.model.highs_lp()
    cells = (np.array(lp.a_matrix_.value_), np.array(lp.a_matrix_.index_), np.array(lp.a_matrix_.start_))
    rows = sparse.csr_array(cells, shape=(lp.num_row_, lp.num_col_)) @ values
    sides = ((np.array(lp.row_lower_), rows, np.array(lp.row_upper_)), (made.model.lower, values, made.model.upper))
    return max(float(max((low - x).max(initial=0.0), (x - high).max(initial=0.0))) for low, x, high in sides)


def read_back(path: Path) -> float:
    """Return the optimum of an MPS file by HiGHS alone."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("mip_rel_gap", 0.0)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    solver.run()
    return float(solver.getInfo().objective_function_value)


def admitted(made: Formulation, values: Floats, name: str) -> list[float]:
    """Return children admitted to an offer, all cohorts, by period."""
    p = made.problem.offer_index(name)
    found = np.zeros(len(made.problem.calendar.periods))
    for columns in made.blocks:
        if p in columns.offers:
            found[columns.period] += values[columns.admit[columns.offers.index(p)]].sum()
    return [float(n) for n in found]


class Noted(Progress):
    """Progress that notes the stages and what it was told of plans and bounds."""

    def __init__(self) -> None:
        self.stages: list[str] = []
        self.told: list[tuple[float, float | None, float | None]] = []

    def on_stage(self, stage: str) -> None:
        """Note a stage."""
        self.stages.append(stage)

    def on_bound(self, seconds: float, objective_gbp: float | None, bound_gbp: float | None) -> None:
        """Note a plan and a bound."""
        self.told.append((seconds, objective_gbp, bound_gbp))


def alike(
    homes: Iterable[str],
    needs: Iterable[str] = ("low", "high"),
    stay: float = 0.95,
    drift: float = 0.0,
    **tables: Any,
) -> Instance:
    """Return an instance whose home areas differ only in how many children they have.

    Offers: `spot` in the north, without limit; `cheap` in the south for 3 children; `far` away for 2.
    """
    cohorts = [cohort(f"{need}_{place}", need, home_area=place) for place in homes for need in needs]
    offers = [
        GAP,
        offer("spot"),
        offer("cheap", placed_in="south", capacity_children=3.0),
        offer("far", "ifa", "framework", placed_in="away", capacity_children=2.0),
    ]
    weekly = {"gap": 9000.0, "spot": 3000.0, "cheap": 1400.0, "far": 1000.0}
    chance = {"spot": {0: 0.08, 3: 0.03}, "cheap": {0: 0.1, 2: 0.05}, "far": {0: 0.1, 2: 0.05}}
    steps = {(c.cohort, c.cohort): stay - (drift if c.need == "low" else 0.0) for c in cohorts}
    if drift:
        steps |= {(f"low_{place}", f"high_{place}"): drift for place in homes}
    given: dict[str, Any] = {
        "needs": tuple(
            row("needs", need=need, rank=rank, escalation_share=0.3, description=need)
            for rank, need in enumerate(needs, 1)
        ),
        "transitions": moving(steps),
        # More in one area than in the next, and more in spring than in winter.
        "entries": tuple(
            entering(0.2 + 0.15 * i + 0.02 * (i + 1) * (12 - number), number, c.cohort)
            for i, c in enumerate(cohorts)
            for number in range(1, 13)
        ),
        "placements_today": tuple(
            children(1.0 + 0.3 * i, o, 2 * i, c.cohort) for i, c in enumerate(cohorts) for o in offers[1:3]
        ),
        "offer_prices": priced(
            {name: {need: price * (1 + 0.3 * i) for i, need in enumerate(needs)} for name, price in weekly.items()}
        ),
        "disruption": hazards({name: dict.fromkeys(needs, bands) for name, bands in chance.items()}),
    }
    return instance(offers, cohorts, **{**given, **tables})
