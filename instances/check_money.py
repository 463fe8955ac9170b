"""Checks of years and money: uplifts, deflators, budgets, income, published figures; policies have every year."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from instances.draft import Draft
from models.calendar import FinancialYear
from models.faults import Fault
from models.fields import PRICE_PATHS, Row
from models.instance import MoneySettings
from models.money import GREEN_BOOK_REAL_RATE
from models.tables import (
    Budget,
    Calibration,
    Deflator,
    FixedLine,
    Income,
    Offer,
    Policy,
    Programme,
    Published,
    Uplift,
)

_LONGEST_SINCE_BASE = 10
_LOWEST_DEFLATOR = 1 / (1 + GREEN_BOOK_REAL_RATE) - 1


def money_settings(draft: Draft) -> Iterator[Fault]:
    """Yield faults of the price base and the interest rate."""
    calendar, base = draft.calendar, draft.price_base
    if calendar is not None and base is not None:
        first = calendar.years[0]
        if not first + -_LONGEST_SINCE_BASE <= base <= first:
            text = f"a year not after {first}, in which the horizon starts, and at most ten years before"
            yield draft.settings_fault(text, "money.price_base", base)
    money = draft.section("money", MoneySettings)
    if money is not None and money.interest_rate < 0:
        yield draft.settings_fault("a rate of at least 0", "money.interest_rate", money.interest_rate)


def uplifts(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each price index that misses a year on a price path."""
    years = _uplift_years(draft)
    if years is None or not draft.complete(Uplift, "uplift", "prices", "financial_year"):
        return
    given: dict[tuple[object, object], set[str]] = defaultdict(set)
    for line in draft.lines(Uplift):
        given[line.values["uplift"], line.values["prices"]].add(str(line.values["financial_year"]))
    for key in _uplift_keys(draft):
        for path in PRICE_PATHS:
            if missing := _missing(years, given[key, path]):
                text = f"a row for {key}, prices {path}, in each of {', '.join(missing)}; missing"
                yield draft.fault(Uplift, text, None, "uplift", key)


def _uplift_years(draft: Draft) -> list[FinancialYear] | None:
    calendar, base = draft.calendar, draft.price_base
    if calendar is None or base is None or calendar.years[0] - base > _LONGEST_SINCE_BASE:
        return None
    return [base + step for step in range(1, calendar.years[-1] - base + 1)]


def _uplift_keys(draft: Draft) -> list[str]:
    provisions = [offer.provision for offer in draft.rows(Offer)]
    lines = [line.uplift for line in draft.rows(FixedLine)]
    programmes = [programme.uplift for programme in draft.rows(Programme)]
    return list(dict.fromkeys([*provisions, "moves", "gap", *lines, *programmes]))


def _missing(wanted: Collection[FinancialYear], given: Collection[str]) -> list[str]:
    """Return the years not given of those wanted, and of those between them and the last one given."""
    later = [FinancialYear.parse(year) for year in given]
    last = max([*wanted, *later], default=None)
    if last is None or not wanted:
        return []
    years = [*wanted, *(max(wanted) + step for step in range(1, last - max(wanted) + 1))]
    return [str(year) for year in years if str(year) not in given]


def deflators(draft: Draft) -> Iterator[Fault]:
    """Yield faults of planned years without a deflator, and of deflators that make discounting negative."""
    for line, row in draft.sound(Deflator):
        if row.deflator_share < _LOWEST_DEFLATOR:
            text = f"a share of at least {_LOWEST_DEFLATOR:.4f}: below, the discount rate is negative"
            yield draft.fault(Deflator, text, line, "deflator_share", row.deflator_share)
    calendar = draft.calendar
    if calendar is None or not draft.complete(Deflator, "financial_year"):
        return
    given = {str(year) for year in draft.known(Deflator, "financial_year") or ()}
    if missing := _missing(calendar.years, given):
        text = f"a row in each of {', '.join(missing)}; missing"
        yield draft.fault(Deflator, text, None, "financial_year")


def yearly_rows(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each budget head, income or policy that misses a planned year."""
    names: tuple[tuple[type[Row], str], ...] = (
        (Budget, "budget_head"),
        (Income, "income"),
        (Policy, "policy"),
    )
    for model, name in names:
        yield from _every_year(draft, model, name)


def _every_year(draft: Draft, model: type[Row], name: str) -> Iterator[Fault]:
    calendar = draft.calendar
    if calendar is None or not draft.complete(model, name, "financial_year"):
        return
    given: dict[object, set[object]] = defaultdict(set)
    for line in draft.lines(model):
        given[line.values[name]].add(line.values["financial_year"])
    for key, years in given.items():
        if missing := [str(year) for year in calendar.years if str(year) not in years]:
            text = f"a row for {key} in each of {', '.join(missing)}; missing"
            yield draft.fault(model, text, None, name, key)


def recorded_figures(draft: Draft) -> Iterator[Fault]:
    """Yield faults of calibration ranges the wrong way round and of uplifts where none belongs."""
    for line, row in draft.sound(Calibration):
        if row.low > row.high:
            yield draft.fault(Calibration, f"at least low, {row.low:g}", line, "high", row.high)
    for line, figure in draft.sound(Published):
        if (figure.item == "cost_base") == (figure.uplift_share is None):
            text = "a share for item cost_base, and blank for other items"
            yield draft.fault(Published, text, line, "uplift_share", figure.uplift_share)
