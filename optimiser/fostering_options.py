"""The options of recruiting foster carers: one for each month of decision; docs/mathematics.md, sections 4 and 5."""

import numpy as np

from models.money import annuity
from models.tables import Fostering
from optimiser.home_options import decisions
from optimiser.options import Option, between, charge_rate, nothing, offer_price_index
from optimiser.problem import Problem
from optimiser.standing import monthly_stay


def fostering_options(problem: Problem, service: Fostering) -> list[Option]:
    """Return the options of a service, one household each, by month of decision."""
    return [_option(problem, service, m, live) for m, live in decisions(problem, 1, service.lead_months)]


def _option(problem: Problem, service: Fostering, month: int, live: int) -> Option:
    offer = problem.offer_index(service.offer)
    stay = monthly_stay(service.attrition_per_year_share)
    cost = service.approval_gbp * float(offer_price_index(problem, offer)[month])
    life = 1.0 / service.attrition_per_year_share if service.attrition_per_year_share else 40.0
    capacity = nothing(problem)
    years = np.arange(problem.months + 1 - live)
    capacity[live:] = service.places_per_household * service.fill_share * stay**years
    return Option(
        kind="fostering",
        id=service.service,
        beds=0,
        month=month,
        live=live,
        most=service.approvals_per_year_max,
        offer=offer,
        capacity=capacity,
        there=nothing(problem),
        kept=nothing(problem),
        bed_price=nothing(problem),
        lines={"recruitment": between(problem, month, month, cost)},
        capital=nothing(problem),
        financing=nothing(problem),
        charge=between(problem, live, problem.months, annuity(cost, charge_rate(problem), life) / 12.0),
    )
