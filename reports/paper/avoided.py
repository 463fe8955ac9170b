"""What the commitments avoid, gross, and what they cost: running, financing, voids, once; and what is left."""

from reports.paper.bridge import ONE_OFF_LINES, commitment_lines
from reports.paper.document import Grid
from reports.paper.facts import ByYear, Facts, exact, of_kinds, summed
from reports.paper.growth import is_all_growth
from reports.paper.wording import Amounts, by_year_grid

_VOIDS = frozenset({"voids"})
_FINANCING = frozenset({"mrp_and_interest"})


def avoided_grid(facts: Facts) -> Grid:
    """Return gross avoided spend less running cost, one-off cost, voids and financing: the net, by year.

    Gross avoided spend is what do-nothing costs less what the plan pays for everything but its commitments.
    """
    lines = commitment_lines(facts)
    apart = ONE_OFF_LINES | _VOIDS | _FINANCING
    running = summed(facts, (line for line in lines if line.line not in apart))
    once = summed(facts, (line for line in lines if line.line in ONE_OFF_LINES))
    voids = summed(facts, (line for line in lines if line.line in _VOIDS))
    financing = of_kinds(facts, "financing")
    nothing = exact(facts.plan.summary.baseline_gbp_by_year)
    revenue = exact(facts.plan.summary.cost_gbp_by_year)
    net = {year: nothing[year] - revenue[year] - financing[year] for year in facts.years}
    costs = (running, once, voids, financing)
    gross = {year: net[year] + sum(cost[year] for cost in costs) for year in facts.years}
    rows = [
        Amounts("Gross avoided spend against do nothing", gross),
        Amounts("Running cost of commitments", _minus(running)),
        Amounts("One-off revenue cost (set-up, before opening, recruitment)", _minus(once)),
        Amounts("Voids paid for", _minus(voids)),
        Amounts("Financing of homes (MRP and interest)", _minus(financing)),
        Amounts("Net growth avoided" if is_all_growth(facts) else "Net cost less than do nothing", net, total=True),
    ]
    notes = [
        "Do nothing recruits carers at today's rate; the plan's recruitment stands here whole.",
        "Avoided spend is never a saving: a saving reduces the base budget.",
    ]
    return by_year_grid(facts, "avoided", "Avoided spend, gross and net", rows, notes=notes)


def _minus(by_year: ByYear) -> ByYear:
    return {year: -amount + 0 for year, amount in by_year.items()}
