"""Beds paid beyond a guarantee, and void beds sold: columns and rows, by block or home and period.

Columns are there only where they may be above zero: `excess` where use may exceed what is guaranteed, `sold` where a
block or home may sell. Averages are over the months of a period; docs/mathematics.md, section 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.tables import Block, Home
from optimiser.kernel import todays_life
from optimiser.layout import Layout, PaidBeds
from optimiser.options import Option
from optimiser.problem import Floats, Ints, Problem
from optimiser.rows import Entries, at_month_middle

BEDS = 1e-9
"""Beds below which nothing can be used beyond a guarantee."""


@dataclass
class _Rows:
    """Rows `... <= right` of one family under construction."""

    gathered: Entries = field(default_factory=Entries)
    right: list[float] = field(default_factory=list)

    def add(self, right: float, terms: list[tuple[Ints, Floats]]) -> None:
        """Add a row from (columns, coefficients)."""
        for columns, values in terms:
            self.gathered.add(np.array(len(self.right)), columns, values)
        self.right.append(right)

    def into(self, layout: Layout, family: str) -> None:
        """Put the rows into the model."""
        if self.right:
            matrix = self.gathered.block(len(self.right), layout.model.column_count)
            layout.model.add_rows(family, matrix, "<=", np.array(self.right))


def add_bed_columns(layout: Layout, *, selling: bool) -> None:
    """Add the columns of beds beyond guarantees and, if `selling`, of beds sold, with their rows.

    Row `guarantee` (block, t): beds used and sold are at most those paid, emergency beds apart. Row `price` (block,
    price, t): beds paid at the price of an option only if that option is taken. Row `sellable` (block or home, t): no
    more sold than others buy. Row `open_beds` (home, t): no more used and sold than there are.
    """
    families = {name: _Rows() for name in ("guarantee", "price", "sellable", "open_beds")}
    for block in layout.problem.instance.blocks:
        beds = _BlockBeds(layout, block, families, selling=selling and block.void_sale_beds > 0)
        if beds.members:
            beds.add()
    for home in layout.problem.instance.homes:
        if selling and home.void_sale_beds > 0:
            _HomeBeds(layout, home, families).add()
    for name, rows in families.items():
        rows.into(layout, name)


def mean_of(problem: Problem, series: Floats, period: int) -> Floats:
    """Return the mean of a monthly series (M + 1, ...) over the months of a period."""
    span = problem.calendar.periods[period]
    return np.asarray(series[span.first : span.last + 1].mean(axis=0))


def in_period(problem: Problem, series: Floats, period: int) -> Floats:
    """Return a monthly series (M + 1,) that is 0 outside a period."""
    span = problem.calendar.periods[period]
    inside = np.zeros_like(series)
    inside[span.first : span.last + 1] = series[span.first : span.last + 1]
    return inside


def residents(problem: Problem, option: Option) -> Floats:
    """Return (M + 1, G), today's residents of an option's offer at month ends, if it is taken."""
    assert option.offer is not None
    end = problem.months + 1 if option.empties is None else option.empties
    return todays_life(problem, option.offer, end).stock


@dataclass(frozen=True)
class _Used:
    """Beds used in an offer through columns, today's residents of it apart."""

    layout: Layout
    offer: int

    @cached_property
    def _stays(self) -> list[tuple[int, Ints, Floats]]:
        problem = self.layout.problem
        return [
            (flow.period, stay.columns, stay.part.average @ problem.beds[self.offer])
            for flow in self.layout.flows
            for stay in flow.stays(problem)
            if stay.offer == self.offer and not (stay.residents and stay.end is not None)
        ]

    def terms(self, period: int) -> list[tuple[Ints, Floats]]:
        """Return (columns, mean beds used in a period)."""
        problem = self.layout.problem
        return [(c, mean_of(problem, beds, period)) for first, c, beds in self._stays if first <= period]


@dataclass(frozen=True)
class _BlockBeds:
    """The columns and rows of one block's beds."""

    layout: Layout
    block: Block
    families: dict[str, _Rows]
    selling: bool

    @cached_property
    def members(self) -> list[int]:
        """Positions of the block's options."""
        options = enumerate(self.layout.options)
        return [i for i, option in options if (option.kind, option.id) == ("block", self.block.block)]

    @cached_property
    def offer(self) -> int:
        """Index of the block's offer."""
        return self.layout.problem.offer_index(self.block.offer)

    @cached_property
    def used(self) -> _Used:
        """Beds used through columns."""
        return _Used(self.layout, self.offer)

    @cached_property
    def own(self) -> dict[int, Floats]:
        """Option to (M + 1,), average beds that today's residents of the offer use if it is taken."""
        problem, options = self.layout.problem, self.layout.options
        return {i: at_month_middle(residents(problem, options[i]) @ problem.beds[self.offer]) for i in self.members}

    @cached_property
    def most(self) -> dict[int, Floats]:
        """Option to (M + 1,), average beds that may be in use at most if it is taken."""
        problem, found = self.layout.problem, {}
        takes = problem.eligible[self.offer]
        ratio = (problem.beds[self.offer] / problem.use[self.offer])[takes].max(initial=1.0)
        for i in self.members:
            option = self.layout.options[i]
            places = residents(problem, option) @ problem.use[self.offer]
            together = np.maximum(option.capacity, places) if option.running else option.capacity + places
            found[i] = at_month_middle(together) * ratio
        return found

    def add(self) -> None:
        """Add columns and rows, period by period."""
        for period in range(len(self.layout.problem.calendar.periods)):
            there = [i for i in self.members if self._mean(self.layout.options[i].there, period) > 0]
            if there:
                self._add_in(period, there)

    def _mean(self, series: Floats, period: int) -> float:
        return float(mean_of(self.layout.problem, series, period))

    def _free(self, i: int, period: int) -> float:
        """Mean beds guaranteed for use, those kept for emergencies apart, of an option."""
        option = self.layout.options[i]
        return self._mean(option.guaranteed - option.kept_paid, period)

    def _add_in(self, period: int, there: list[int]) -> None:
        over = {i: self._mean(self.most[i], period) - self._free(i, period) for i in there}
        excess = list(self._excess(period, [i for i in there if over[i] > BEDS]))
        sold = list(self._sold(period, there)) if self.selling else []
        if not excess and not sold:
            return
        self.layout.excess.extend(excess)
        self.layout.sold.extend(sold)
        terms = self.used.terms(period)
        terms += [(np.array([beds.column]), np.array([-beds.there])) for beds in excess]
        terms += [(np.array([beds.column]), np.array([1.0])) for beds in sold]
        net = np.array([self._mean(self.own[i], period) - self._free(i, period) for i in there])
        self.families["guarantee"].add(0.0, [*terms, (self.layout.units[there], net)])
        if len(excess) > 1:
            for beds in excess:
                room = np.array([-over[i] for i in beds.options])
                mine = (np.array([beds.column]), np.array([beds.there]))
                self.families["price"].add(0.0, [mine, (self.layout.columns_of(beds.options), room)])
        for beds in sold:
            room = np.full(len(beds.options), -self.block.void_sale_beds * beds.there)
            mine = (np.array([beds.column]), np.array([1.0]))
            self.families["sellable"].add(0.0, [mine, (self.layout.columns_of(beds.options), room)])

    def _excess(self, period: int, members: list[int]) -> Iterator[PaidBeds]:
        """Yield a new column of beds beyond the guarantee for each price that the options have in a period."""
        problem, options = self.layout.problem, self.layout.options
        groups: dict[tuple[bytes, bytes], list[int]] = {}
        for i in members:
            price = in_period(problem, options[i].bed_price, period)
            groups.setdefault((price.tobytes(), self._mask(i, period).tobytes()), []).append(i)
        for group in groups.values():
            yield self._column("excess", period, group, options[group[0]].bed_price)

    def _sold(self, period: int, members: list[int]) -> Iterator[PaidBeds]:
        """Yield a new column of beds sold for each set of months in which the options' beds are there."""
        problem = self.layout.problem
        weekly = problem.weekly_value[problem.offers[self.offer].provision] * self.block.void_sale_gbp_per_week
        groups: dict[bytes, list[int]] = {}
        for i in members:
            groups.setdefault(self._mask(i, period).tobytes(), []).append(i)
        for group in groups.values():
            yield self._column("sold", period, group, weekly * self._mask(group[0], period))

    def _mask(self, i: int, period: int) -> Floats:
        """(M + 1,), 1 in the months of a period in which an option's beds are there."""
        there = (self.layout.options[i].there > 0).astype(np.float64)
        return in_period(self.layout.problem, there, period)

    def _column(self, group: str, period: int, members: list[int], monthly: Floats) -> PaidBeds:
        problem = self.layout.problem
        name = f"{group}_{self.block.block}_{members[0]}_{period}"
        (column,) = self.layout.model.add_columns(name, np.full(1, np.inf))
        share = self._mean(self._mask(members[0], period), period)
        return PaidBeds(
            column=int(column),
            kind="block",
            id=self.block.block,
            offer=self.offer,
            period=period,
            monthly=in_period(problem, monthly, period),
            there=share,
            options=tuple(members),
        )


@dataclass(frozen=True)
class _HomeBeds:
    """The columns and rows of the void beds of one type of home."""

    layout: Layout
    home: Home
    families: dict[str, _Rows]

    def add(self) -> None:
        """Add columns and rows, period by period."""
        problem, home = self.layout.problem, self.home
        offer = problem.offer_index(home.offer)
        used = _Used(self.layout, offer)
        weekly = problem.weekly_value[problem.offers[offer].provision] * home.void_sale_gbp_per_week
        places = home.beds - home.emergency_beds
        own = at_month_middle(self.layout.today.stock[offer] @ problem.beds[offer])
        options = list(enumerate(self.layout.options))
        for period, span in enumerate(problem.calendar.periods):
            there = [i for i, o in options if (o.kind, o.id) == ("home", home.home) and o.live <= span.first]
            if not there and not home.homes_today:
                continue
            (column,) = self.layout.model.add_columns(f"sold_{home.home}_{period}", np.full(1, np.inf))
            monthly = in_period(problem, weekly, period)
            sold = PaidBeds(int(column), "home", home.home, offer, period, monthly, 1.0, tuple(there))
            self.layout.sold.append(sold)
            mine, units = (np.array([column]), np.array([1.0])), self.layout.columns_of(tuple(there))
            most = home.void_sale_beds
            self.families["sellable"].add(most * home.homes_today, [mine, (units, np.full(len(there), -most))])
            terms = [*used.terms(period), mine, (units, np.full(len(there), -float(places)))]
            # Where today's residents use more beds than there are, nothing of new homes is sold for their sake.
            taken = float(mean_of(problem, own, period))
            self.families["open_beds"].add(max(home.homes_today * places, taken) - taken, terms)
