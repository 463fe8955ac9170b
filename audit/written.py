"""Whether the tables of a plan say what follows from its decisions: occupancy, gap, ledger."""

from collections.abc import Iterable, Sequence

import numpy as np

from audit.aliases import Floats
from audit.checks import PENNY, Check, compared, listed
from audit.ledger import LineKey, yearly
from audit.lines import Stream
from audit.payers import authorities
from audit.simulate import Simulation
from models.instance import Instance
from models.money import pence
from models.plan import LedgerLine, Plan


def _by_area(instance: Instance, simulation: Simulation, weights: Floats) -> dict[tuple[str, str, str], float]:
    """Return average children times `weights` (P, G) by offer, home area and first day of each reported period."""
    areas = list(dict.fromkeys(cohort.home_area for cohort in instance.cohorts))
    lives_in = np.array([[cohort.home_area == area for area in areas] for cohort in instance.cohorts])
    expected = {}
    for period in simulation.periods:
        if not period.reported:
            continue
        start = str(instance.calendar.first_day(period.first))
        mean = simulation.average[period.first : period.last + 1].mean(axis=0) * weights @ lives_in
        for p, offer in enumerate(instance.offers):
            for a, area in enumerate(areas):
                expected[offer.offer, area, start] = float(mean[p, a])
    return expected


def _occupancy_words(key: tuple[str, str, str]) -> str:
    return f"offer {key[0]}, home area {key[1]}, period from {key[2]}"


def check_occupancy(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    """Check average children by offer, home area and period."""
    stated = [((r.offer, r.home_area, str(r.period_start)), r.children) for r in plan.occupancy]
    right = _by_area(instance, simulation, np.ones_like(simulation.arrays.beds))
    return compared("occupancy", stated, right, _occupancy_words)


def check_beds(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    """Check average beds used, those closed by solo children included."""
    stated = [((r.offer, r.home_area, str(r.period_start)), r.beds_used) for r in plan.occupancy]
    return compared("beds_used", stated, _by_area(instance, simulation, simulation.arrays.beds), _occupancy_words)


def check_gap(instance: Instance, plan: Plan, simulation: Simulation) -> Check:
    """Check average children without a sufficient placement by need, age, home area and period."""
    expected: dict[tuple[str, int, int, str, str], float] = {}
    for period in simulation.periods:
        if not period.reported:
            continue
        start = str(instance.calendar.first_day(period.first))
        months = simulation.average[period.first : period.last + 1, simulation.arrays.gap, :]
        mean = months.sum(axis=1).mean(axis=0)
        for g, cohort in enumerate(instance.cohorts):
            key = (cohort.need, cohort.age_from, cohort.age_to, cohort.home_area, start)
            expected[key] = expected.get(key, 0.0) + float(mean[g])
    stated = [((r.need, r.age_from, r.age_to, r.home_area, str(r.period_start)), r.children) for r in plan.gap]
    return compared(
        "gap",
        stated,
        expected,
        lambda k: f"need {k[0]}, ages {k[1]} to {k[2]}, home area {k[3]}, period from {k[4]}",
    )


def check_ledger(instance: Instance, lines: Sequence[LedgerLine], made: Iterable[Stream]) -> Check:
    """Check every line of every authority to the penny."""
    expected = {key: float(amount) for key, amount in yearly(instance, made).items()}
    known = authorities(instance)
    faults = [
        f"{_line_words(_line_key(line))}: authority {line.authority}, not {' or '.join(known)}"
        for line in lines
        if line.authority not in known
    ]
    faults += [
        f"{_line_words(_line_key(line))}: {line.amount_gbp!r} is not in whole pence"
        for line in lines
        if float(pence(line.amount_gbp)) != line.amount_gbp
    ]
    if faults:
        return listed("ledger", faults)
    stated = [(_line_key(line), line.amount_gbp) for line in lines]
    return compared("ledger", stated, expected, _line_words, allowed=PENNY, scaled=False)


def check_void_sales(instance: Instance, lines: Sequence[LedgerLine], made: Iterable[Stream]) -> Check:
    """Check that income from beds sold is that of the most beds that may be sold, and nobody else's."""
    expected = {
        key: float(amount)
        for key, amount in yearly(instance, (stream for stream in made if stream.line == "void_sales")).items()
    }
    stated = [(_line_key(line), line.amount_gbp) for line in lines if line.line == "void_sales"]
    return compared("void_sales", stated, expected, _line_words, allowed=PENNY, scaled=False)


def _line_key(line: LedgerLine) -> LineKey:
    return line.financial_year, line.authority, line.budget_head, line.line, line.kind, line.id


def _line_words(key: LineKey) -> str:
    year, authority, head, line, kind, name = key
    return f"{line} of {name} in {year} ({kind}, head {head}, {authority})"
