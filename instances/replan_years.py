"""Tables by month and financial year for the years that a plan has left; rolled forward where it has too few."""

import datetime as dt
from collections.abc import Iterable

from models.calendar import MONTHS_PER_YEAR, FinancialYear, add_months
from models.fields import ASSUMPTION, Row
from models.instance import Instance
from models.tables import Budget, Deflator, Entry, Income, Policy, Uplift


def yearly(instance: Instance, first: FinancialYear, start: dt.date, years: int) -> dict[str, object]:
    """Return the tables of entries, budgets, income, policies, uplifts and deflators for the years from `first`.

    Years after the last planned repeat its rows, marked assumption. Entries begin with `start`, a day of `first`.
    """
    last = instance.calendar.years[-1]
    more = max(0, first + (years - 1) - last)
    return {
        "entries": tuple(row for row in _entries(instance, last, more) if row.month >= start),
        "budgets": _left(_rolled(instance.budgets, last, more), first),
        "income": _left(_rolled(instance.income, last, more), first),
        "policies": _left(_rolled(instance.policies, last, more), first),
        "uplifts": _rolled(instance.uplifts, last, more),
        "deflators": _rolled(instance.deflators, last, more),
    }


def _left[R: (Budget, Income, Policy, Uplift, Deflator)](rows: Iterable[R], first: FinancialYear) -> tuple[R, ...]:
    return tuple(row for row in rows if FinancialYear.parse(row.financial_year) >= first)


def _repeated(row: Row, basis: str) -> dict[str, str]:
    note = f"{basis}; {row.note}" if row.note else basis
    return {"source": ASSUMPTION, "note": note}


def _rolled[R: (Budget, Income, Policy, Uplift, Deflator)](
    rows: tuple[R, ...], last: FinancialYear, more: int
) -> tuple[R, ...]:
    """Return rows with those of `last` repeated for `more` years, but where the table has them already."""
    found = list(rows)
    known = {(_key(row), row.financial_year) for row in rows}
    for row in rows:
        for ahead in range(1, more + 1):
            year = str(last + ahead)
            if row.financial_year == str(last) and (_key(row), year) not in known:
                basis = _repeated(row, f"repeated from {last}")
                found.append(row.model_copy(update={"financial_year": year, **basis}))
    return tuple(found)


def _key(row: Row) -> tuple[object, ...]:
    names: tuple[str, ...] = type(row).KEY  # type: ignore[attr-defined]
    return tuple(getattr(row, name) for name in names if name != "financial_year")


def _entries(instance: Instance, last: FinancialYear, more: int) -> tuple[Entry, ...]:
    """Return entries with those of the last year's months repeated for `more` years."""
    found = list(instance.entries)
    for row in instance.entries:
        if FinancialYear.of(row.month) == last:
            for ahead in range(1, more + 1):
                month = add_months(row.month, MONTHS_PER_YEAR * ahead)
                found.append(row.model_copy(update={"month": month, **_repeated(row, f"repeated from {row.month}")}))
    return tuple(found)
