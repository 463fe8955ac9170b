"""Rows taken from the base instance: what a return cannot give, moved to the new years and marked as assumed."""

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from models.calendar import FinancialYear
from models.fields import ASSUMPTION, MAX_TEXT, Row
from models.instance import Instance
from models.rules import IN_CHILDREN, IN_POUNDS
from models.tables import Budget, Deflator, FixedLine, Fostering, Income, Offer, Policy, Uplift

R = TypeVar("R", bound=Row)
Yearly = TypeVar("Yearly", Budget, Income, Uplift, Deflator)

LONGEST_SINCE_PRICES = 10
_AT_LEAST = "at least for the children of today"
_AMOUNTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"programmes": ("places_per_year", "setup_gbp", "gbp_per_year"), "step_downs": ("max_per_year",)}
)
"""Columns of the example that are as large as the council: what a programme reaches and costs, how many step down."""
_COUNTS: Mapping[str, tuple[str, ...]] = MappingProxyType({"homes": ("max_homes", "homes_today")})
"""The same in whole numbers. Beds of a home and of a block are the provider's size, not the council's."""
_FAMILIES = "connected_carers"
"""Carers found child by child: there are as many as children live with, and no market of them."""
_SMALLEST = 0.1
_NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Base:
    """The instance that fills what the return does not hold.

    Attributes:
        instance: the base as read.
        name: its name, for the notes.
        example: whether it is the packaged example and not the council's own: its amounts are then scaled.
        start: first day of the new horizon.
        scale: children of the pool in the return over those in the base; 1 unless `example`.
    """

    instance: Instance
    name: str
    example: bool
    start: dt.date
    scale: float

    @property
    def shift(self) -> int:
        """Years from the base's start to the new one."""
        return self.start.year - self.instance.settings.calendar.start.year

    @property
    def years(self) -> list[FinancialYear]:
        """The planned years."""
        first = FinancialYear.of(self.start)
        return [first + step for step in range(self.instance.settings.calendar.financial_years)]

    @property
    def price_base(self) -> FinancialYear:
        """Year of the prices: the base's own, or where that cannot be, the year before the new start."""
        own, first = self.instance.price_base, self.years[0]
        return own if first + -LONGEST_SINCE_PRICES <= own <= first else first + -1

    def marked(self, row: R, remark: str = "", changes: Mapping[str, object] = _NOTHING) -> R:
        """Return a row as taken from the base: an assumption whose note says where it comes from."""
        origin = "there an assumption" if row.source == ASSUMPTION else f"there from {row.source}"
        note = f"from the base {self.name}{remark}; {origin}: {row.note or 'no note'}"
        dates = {name: moved(value, self.shift) for name, value in row if isinstance(value, dt.date)}
        return row.model_copy(update={**dates, **changes, "source": ASSUMPTION, "note": note[:MAX_TEXT]})

    @property
    def scaled(self) -> str:
        """Remark of a row whose amounts are scaled, nothing where they are not."""
        return (
            f", amounts times {self.scale:.3f} (children of the return over those of the base)"
            if self.example
            else ""
        )

    def taken(self, rows: Iterable[R]) -> tuple[R, ...]:
        """Return rows as they are, dates and financial years moved with the start."""
        return tuple(self.marked(row, changes=self._year_moved(row)) for row in rows)

    def sized(self, table: str) -> tuple[Row, ...]:
        """Return a table as `taken` does; what is as large as the council is scaled if the base is the example."""
        rows = self.instance.rows(table)
        amounts, counts = _AMOUNTS.get(table, ()), _COUNTS.get(table, ())
        if not self.example or not (amounts or counts):
            return self.taken(rows)
        found = []
        for row in rows:
            changes: dict[str, object] = {name: round(getattr(row, name) * self.scale, 2) for name in amounts}
            changes |= {name: self.count(getattr(row, name), self.scale) for name in counts}
            found.append(self.marked(row, self.scaled, changes))
        return tuple(found)

    @staticmethod
    def count(whole: int, scale: float) -> int:
        """Return a whole number of the example, scaled; one above 0 stays at least 1."""
        return max(round(whole * scale), 1) if whole else 0

    def past(self, rows: Sequence[R]) -> tuple[R, ...]:
        """Return counts of the council's past on their own days; none of the example, which are another's."""
        if self.example:
            return ()
        days = [{name: value for name, value in row if isinstance(value, dt.date)} for row in rows]
        return tuple(self.marked(row, changes=own) for row, own in zip(rows, days, strict=True))

    def _year_moved(self, row: Row) -> dict[str, object]:
        year = getattr(row, "financial_year", None)
        return {} if year is None else {"financial_year": str(FinancialYear.parse(year) + self.shift)}

    def offers(self, today: dict[str, int]) -> tuple[Offer, ...]:
        """Return the offers; a limit of the example is at least the children who live there today."""
        found = []
        for row in self.instance.offers:
            if row.capacity_children is None or not self.example:
                found.append(self.marked(row))
                continue
            by_carers = row.provision == _FAMILIES
            scale, remark = self._by_carers(row.provision, today) if by_carers else (self.scale, self.scaled)
            least = max(float(today.get(row.offer, 0)), _SMALLEST if row.capacity_children else 0.0)
            room = max(round(row.capacity_children * scale, 1), least)
            found.append(self.marked(row, f"{remark}, {_AT_LEAST}", {"capacity_children": room}))
        return tuple(found)

    def _by_carers(self, provision: str, today: dict[str, int]) -> tuple[float, str]:
        """Return by what carers of the example are multiplied, and the remark of a row that is.

        It is the children, at least one, who live with such carers today over those who do in the example: a council
        with few of them has few carers, whatever its size.
        """
        there = sum(row.children for row in self.instance.placements_today if row.provision == provision)
        if not there:
            return self.scale, self.scaled
        kind = {row.offer for row in self.instance.offers if row.provision == provision}
        scale = max(sum(children for offer, children in today.items() if offer in kind), 1) / there
        return scale, f", carers times {scale:.3f} (children living with them in the return over those in the base)"

    def fostering(self, today: dict[str, int]) -> tuple[Fostering, ...]:
        """Return the fostering services; of the example, scaled and with places for the children of today."""
        if not self.example:
            return self.taken(self.instance.fostering)
        provisions = {row.offer: row.provision for row in self.instance.offers}
        found = []
        for row in self.instance.fostering:
            scale, remark = self._by_carers(provisions[row.offer], today)
            full = math.ceil(today.get(row.offer, 0) / (row.places_per_household * row.fill_share))
            approved = self.count(row.approvals_per_year_today, scale)
            changes = {
                "households_today": max(round(row.households_today * scale, 1), float(full)),
                "approvals_per_year_today": approved,
                "approvals_per_year_max": max(self.count(row.approvals_per_year_max, self.scale), approved),
                "staying_put_today": round(row.staying_put_today * scale, 2),
                "staying_put_starts_per_year": round(row.staying_put_starts_per_year * scale, 2),
            }
            most = f"; most approvals times {self.scale:.3f}, as the children in care"
            found.append(self.marked(row, f"{remark}{most}, {_AT_LEAST}", changes))
        return tuple(found)

    def fixed_lines(self, present: Iterable[str]) -> tuple[FixedLine, ...]:
        """Return the fixed lines, one more at no cost for each provision that has children and no line."""
        lines = [
            self.marked(row, self.scaled, {"gbp_per_year": round(row.gbp_per_year * self.scale, 2)})
            for row in self.instance.fixed_lines
        ]
        has = {row.provision for row in lines}
        like = self.instance.fixed_lines[0] if self.instance.fixed_lines else None
        head = like.budget_head if like is not None else self.instance.offers[0].budget_head
        uplift = like.uplift if like is not None else "moves"
        note = "in the return, without a line in the base: put its yearly cost here"
        for provision in sorted(set(present) - has):
            values = {"line": f"imported_{provision}", "provision": provision, "gbp_per_year": 0.0, "uplift": uplift}
            lines.append(
                FixedLine.model_validate({**values, "budget_head": head, "source": ASSUMPTION, "note": note})
            )
        return tuple(lines)

    def budgets(self) -> tuple[Budget, ...]:
        """Return the budgets of the planned years."""
        scaled = [
            self._amounts(row, gross_gbp=row.gross_gbp, income_gbp=row.income_gbp) for row in self.instance.budgets
        ]
        return self._nearest(scaled, self.years)

    def income(self) -> tuple[Income, ...]:
        """Return the income of the planned years."""
        scaled = [self._amounts(row, amount_gbp=row.amount_gbp) for row in self.instance.income]
        return self._nearest(scaled, self.years)

    def _amounts(self, row: R, **amounts: float) -> R:
        return row.model_copy(update={name: round(value * self.scale, 2) for name, value in amounts.items()})

    def uplifts(self) -> tuple[Uplift, ...]:
        """Return the uplifts of every year from the price base to the end of the horizon."""
        years = [self.price_base + step for step in range(1, self.years[-1] - self.price_base + 1)]
        return self._nearest(self.instance.uplifts, years)

    def deflators(self) -> tuple[Deflator, ...]:
        """Return the deflators of the planned years and the one after."""
        return self._nearest(self.instance.deflators, [*self.years, self.years[-1] + 1])

    def _nearest(self, rows: Iterable[Yearly], years: list[FinancialYear]) -> tuple[Yearly, ...]:
        """Return for each key and year the row of that year, or of the nearest year that the base gives."""
        groups: dict[tuple[object, ...], dict[int, Yearly]] = defaultdict(dict)
        for row in rows:
            key = tuple(getattr(row, name) for name in type(row).KEY if name != "financial_year")
            groups[key][FinancialYear.parse(row.financial_year).start] = row
        found = []
        for given in groups.values():
            for year in years:
                near = min(given, key=lambda start: (abs(start - year.start), start))
                remark = "" if near == year.start else f", as in {FinancialYear(near)}"
                scaled = self.scaled if isinstance(given[near], Budget | Income) else ""
                found.append(self.marked(given[near], remark + scaled, {"financial_year": str(year)}))
        return tuple(found)

    def policies(self, shares: dict[str, float], moves: float | None) -> tuple[Policy, ...]:
        """Return the policies; those of the example ask for no more than what the return shows today.

        Args:
            shares: share of today's children within each ring.
            moves: recorded care moves a child-year; None if not known.
        """
        if not self.example:
            return self.taken(self.instance.policies)
        found = []
        for row in self.instance.policies:
            level, known = row.level, shares.get(row.ring or "")
            if row.measure == "share_within_ring" and known is not None:
                level = min(level, int(known * 100) / 100)
            elif row.measure == "moves_per_child_year" and moves is not None:
                level = max(level, round(moves * 1.1 + 0.01, 2))
            remark = "" if level == row.level else f", where it is {row.level:g}: set to what the return shows today"
            if row.measure in IN_POUNDS | IN_CHILDREN:
                level, remark = round(row.level * self.scale, 2), self.scaled
            if row.strength == "hard":
                remark += ", where it is hard: soft here, until this council decides it"
            price = row.gbp_per_unit if row.gbp_per_unit is not None else self._soft_price(row)
            changes = {"level": level, "strength": "off" if row.strength == "off" else "soft", "gbp_per_unit": price}
            found.append(self.marked(row, remark, changes | self._year_moved(row)))
        return tuple(found)

    def _soft_price(self, policy: Policy) -> float | None:
        """Return what a unit short of a policy costs that the base holds as hard; None for one that is off."""
        if policy.strength == "off":
            return None
        like = [row.gbp_per_unit for row in self.instance.policies if row.measure == policy.measure]
        return max((price for price in like if price is not None), default=self.instance.settings.money.move_gbp)


def moved(day: dt.date, years: int) -> dt.date:
    """Return the same day of another year; 29 February becomes 28 February where there is none."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day.replace(year=day.year + years, day=last)
