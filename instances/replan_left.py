"""A financial year of which a part is over: what is left of its budgets, income, levels in pounds and limits."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from instances.replan_supply import SOURCE
from models.calendar import FinancialYear, PlanningCalendar
from models.fields import ASSUMPTION, Row
from models.instance import Instance
from models.monitoring import Actual
from models.plan import Plan
from models.replanning import UsedUp
from models.rules import IN_POUNDS
from models.tables import Budget, Income, LeftOfYear, Policy, YearlyLimit


def of_months_left(before: Instance, following: Instance, used: UsedUp, actuals: Sequence[Actual]) -> Instance:
    """Return the instance with what is left of the running year's budgets, income and levels in pounds.

    Args:
        before: the instance of the plan before.
        following: that of the plan to be made, which begins inside a financial year.
        used: what the plan before has used up by then.
        actuals: rows of the last period before it.
    """
    year, until = str(following.calendar.years[0]), following.calendar.start - dt.timedelta(days=1)
    spent: dict[str, float] = defaultdict(float)
    for row in actuals:
        spent[row.budget_head] += row.actual_to_date_gbp
    share = _share_left(before.calendar, following.calendar)
    reported = _Reported(used, dict(spent), str(until))
    return following.model_copy(
        update={
            "budgets": tuple(
                reported.budget(row, share) if row.financial_year == year else row for row in following.budgets
            ),
            "income": tuple(_income(row, share) if row.financial_year == year else row for row in following.income),
            "policies": tuple(
                reported.policy(row) if row.financial_year == year and row.measure in IN_POUNDS else row
                for row in following.policies
            ),
        }
    )


def _share_left(before: PlanningCalendar, following: PlanningCalendar) -> float:
    """Return the part that is left of the months that the plan before had of the year."""
    year = following.years[0] - before.years[0]
    return len(following.months_of(0)) / len(before.months_of(year))


class _Reported:
    """What was spent to date: as reported; where no row of the period names a head, as the plan expected."""

    def __init__(self, used: UsedUp, spent: dict[str, float], until: str) -> None:
        self.used, self.spent, self.until = used, spent, until

    def budget(self, row: Budget, share: float) -> Budget:
        """Return a budget less what was spent; the income budget in equal parts a month."""
        gbp = self.spent.get(row.budget_head)
        known = gbp is not None
        gbp = self._planned(("revenue", "financing", "income"), row.budget_head, None) if gbp is None else gbp
        income = row.income_gbp * share
        gross = row.gross_gbp - row.income_gbp - gbp + income
        basis = f"{row.gross_gbp:.2f} gross, {row.income_gbp:.2f} income; less {gbp:.2f} net to {self.until}"
        return _changed(row, {"gross_gbp": gross, "income_gbp": income}, basis, self._word(known), known=known)

    def policy(self, row: Policy) -> Policy:
        """Return a level in pounds less what was spent; 0 where that is more."""
        kind = row.measure.removesuffix("_gbp")
        heads = {head for _, head, _ in self.used.spent_gbp} if row.budget_head is None else {row.budget_head}
        known = kind == "revenue" and row.authority is None and heads <= self.spent.keys()
        if known:
            # Actuals are net; financing and income are not what the level speaks of.
            others = self._planned(("financing", "income"), row.budget_head, None)
            gbp = sum(self.spent[head] for head in heads) - others
        else:
            gbp = self._planned((kind,), row.budget_head, row.authority)
        basis = f"{row.level:.2f} less {gbp:.2f} to {self.until}"
        if gbp > row.level:
            basis += ": nothing is left"
        return _changed(row, {"level": max(0.0, row.level - gbp)}, basis, self._word(known), known=known)

    def _planned(self, kinds: Iterable[str], head: str | None, authority: str | None) -> float:
        return sum(
            gbp
            for (kind, of, payer), gbp in self.used.spent_gbp.items()
            if kind in kinds and head in (None, of) and authority in (None, payer)
        )

    def _word(self, known: bool) -> str:
        return "as reported" if known else "as the plan expects: no actuals of it"


def _income(row: Income, share: float) -> Income:
    return _changed(
        row, {"amount_gbp": row.amount_gbp * share}, f"{row.amount_gbp:.2f} in equal parts", "", known=True
    )


def _changed[R: Row](row: R, update: dict[str, object], basis: str, word: str, *, known: bool) -> R:
    note = "; ".join(part for part in (f"{basis} {word}".strip(), row.note) if part)
    return row.model_copy(update={**update, "note": note, **({} if known else {"source": ASSUMPTION})})


def left_of_year(before: Instance, following: Instance, plan: Plan, used: UsedUp) -> tuple[LeftOfYear, ...]:
    """Return what is left of every yearly limit; no row where the plan to be made begins in April.

    Args:
        before: the instance of the plan before.
        following: that of the plan to be made, its supply as it is at its start.
        plan: the plan before.
        used: what it has used up by then.
    """
    return tuple(_rows(before, following, plan, used)) if following.calendar.elapsed_months else ()


def _rows(before: Instance, following: Instance, plan: Plan, used: UsedUp) -> Iterator[LeftOfYear]:
    year, start = following.calendar.years[0], following.settings.calendar.start
    made = {(row.kind, row.id, row.start) for row in before.commitments_made}
    decided: dict[tuple[str, str], int] = defaultdict(int)
    for row in plan.commitments:
        if row.start < start and FinancialYear.of(row.start) == year and (row.kind, row.id, row.start) not in made:
            decided[row.kind, row.id] += row.size

    def most(limit: YearlyLimit, name: str | None, whole: float) -> float:
        left = before.left(limit, name) if year == before.calendar.years[0] else None
        return whole if left is None else left

    if following.homes:
        opened = sum(decided["home", row.home] for row in following.homes)
        yield _row("homes", None, most("homes", None, following.settings.money.max_homes_opened_per_year), opened)
    for service in following.fostering:
        limit = most("fostering", service.service, service.approvals_per_year_max)
        yield _row("fostering", service.service, limit, decided["fostering", service.service])
    for pathway, whole in {row.pathway: row.max_per_year for row in following.step_downs}.items():
        yield _row("step_down", pathway, most("step_down", pathway, whole), used.released[pathway])
    there = {row.programme for row in following.programmes}
    for programme, left in used.averted_left.items():
        if programme in there:
            yield _row("programme", programme, left, 0.0)


def _row(limit: YearlyLimit, name: str | None, most: float, gone: float) -> LeftOfYear:
    note = f"{most:g} less {gone:g} to date" if limit != "programme" else "places of the year less averted to date"
    return LeftOfYear(limit=limit, id=name, left=max(0.0, most - gone), source=SOURCE, note=note)
