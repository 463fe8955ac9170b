"""The options of recruiting foster carers: one for each month of decision; docs/mathematics.md, sections 4 and 5."""

from dataclasses import replace

from models.money import annuity
from models.tables import Fostering
from optimiser.block_prices import Uplifts
from optimiser.home_options import decisions
from optimiser.made import made_of
from optimiser.options import Option, between, charge_rate, in_months, nothing
from optimiser.problem import Problem
from optimiser.standing import household_places


def fostering_options(problem: Problem, service: Fostering) -> list[Option]:
    """Return the households committed to before the plan, then the options, one household each, by decision."""
    made = [
        replace(_option(problem, service, row.month, row.live), made=True, most=row.size)
        for row in made_of(problem.instance, problem.calendar, "fostering", service.service)
    ]
    return made + [_option(problem, service, m, live) for m, live in decisions(problem, 1, service.lead_months)]


def approvals_in_year(problem: Problem, service: Fostering, year: int) -> int:
    """Return the households of a service that may be recruited in financial year number `year`."""
    left = problem.instance.left("fostering", service.service) if year == 0 else None
    return service.approvals_per_year_max if left is None else int(left)


def _option(problem: Problem, service: Fostering, month: int, live: int) -> Option:
    offer = problem.offer_index(service.offer)
    cost = service.approval_gbp * Uplifts(problem, problem.offers[offer].provision).index(month)
    life = 1.0 / service.attrition_per_year_share if service.attrition_per_year_share else 40.0
    return Option(
        kind="fostering",
        id=service.service,
        beds=0,
        month=month,
        live=live,
        most=approvals_in_year(problem, service, problem.calendar.year_index(month)),
        offer=offer,
        capacity=household_places(service, live, problem.months),
        there=nothing(problem),
        kept=nothing(problem),
        bed_price=nothing(problem),
        lines={"recruitment": in_months(problem, {month: cost})},
        capital=nothing(problem),
        financing=nothing(problem),
        charge=between(problem, max(live, 1), problem.months, annuity(cost, charge_rate(problem), life) / 12.0),
    )
