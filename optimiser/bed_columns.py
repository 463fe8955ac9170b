"""Beds paid beyond a guarantee, and void beds sold: columns and rows, by block or home and period.

Columns are there only where they may be above zero: `excess` where use may exceed what is guaranteed, `sold` where a
block or home may sell. Averages are over the months of a period; docs/mathematics.md, section 5.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models.tables import Block, Home
from optimiser.columns import Stay
from optimiser.kernel import todays_life
from optimiser.layout import Layout, PaidBeds
from optimiser.options import Option
from optimiser.problem import Flags, Floats, Ints, Problem
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
    if all(child.offer != option.offer for child in problem.today):
        return np.zeros((problem.months + 1, len(problem.cohorts)))
    end = problem.months + 1 if option.empties is None else option.empties
    return todays_life(problem, option.offer, end).stock


@dataclass(frozen=True)
class _Used:
    """Beds used in an offer through columns, today's residents of a block's offer apart."""

    layout: Layout
    offer: int

    @cached_property
    def _stays(self) -> list[tuple[int, Stay, Floats]]:
        problem = self.layout.problem
        return [
            (flow.period, stay, stay.part.average @ problem.beds[self.offer])
            for flow in self.layout.flows
            for stay in flow.stays(problem)
            if stay.offer == self.offer
        ]

    def terms(self, period: int, *, residents: bool = False) -> list[tuple[Ints, Floats]]:
        """Return (columns, mean beds used in a period): of children admitted, or of residents of today."""
        problem = self.layout.problem
        return [
            (stay.columns, mean_of(problem, beds, period))
            for first, stay, beds in self._stays
            if first <= period and stay.residents is residents
        ]


class _Means:
    """What the options of a block have in each period, on average over its months: (T, N) periods and options.

    Attributes:
        there: share of the months in which beds are there.
        free: beds guaranteed, those kept for emergencies apart.
        own: beds that today's residents of the offer use if the option is taken.
        over: beds at most that may be in use beyond `free`.
    """

    def __init__(self, problem: Problem, options: list[Option], offer: int) -> None:
        living = [residents(problem, option) for option in options]
        takes = problem.eligible[offer]
        ratio = (problem.beds[offer] / problem.use[offer])[takes].max(initial=1.0)
        most = [_most_places(o, here @ problem.use[offer]) for o, here in zip(options, living, strict=True)]
        self.there = _by_period(problem, [option.there > 0 for option in options])
        self.free = _by_period(problem, [option.guaranteed - option.kept_paid for option in options])
        self.own = _by_period(problem, [at_month_middle(here @ problem.beds[offer]) for here in living])
        self.over = _by_period(problem, [at_month_middle(places) * ratio for places in most]) - self.free


def _most_places(option: Option, places: Floats) -> Floats:
    """(M + 1,), places that may be taken at most if an option is, of which `places` are today's residents'."""
    return np.maximum(option.capacity, places) if option.running else option.capacity + places


def _by_period(problem: Problem, series: Sequence[Floats | Flags]) -> Floats:
    """(T, N), means by period of N monthly series (M + 1,)."""
    together = np.array(series, dtype=np.float64).T
    return np.array([mean_of(problem, together, t) for t in range(len(problem.calendar.periods))])


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
    def means(self) -> "_Means":
        """What the options have in each period."""
        return _Means(self.layout.problem, [self.layout.options[i] for i in self.members], self.offer)

    def add(self) -> None:
        """Add columns and rows, period by period."""
        needed = (self.means.over > BEDS) | self.selling
        for period in np.flatnonzero((needed & (self.means.there > 0)).any(axis=1)):
            self._add_in(int(period))

    def _add_in(self, period: int) -> None:
        means = self.means
        there = np.flatnonzero(means.there[period] > 0)
        excess = list(self._excess(period, [self.members[j] for j in there if means.over[period, j] > BEDS]))
        sold = list(self._sold(period, [self.members[j] for j in there])) if self.selling else []
        self.layout.excess.extend(excess)
        self.layout.sold.extend(sold)
        terms = self.used.terms(period)
        terms += [(np.array([beds.column]), np.array([-beds.there])) for beds in excess]
        terms += [(np.array([beds.column]), np.array([1.0])) for beds in sold]
        units = self.layout.units[[self.members[j] for j in there]]
        net = (means.own - means.free)[period, there]
        self.families["guarantee"].add(0.0, [*terms, (units, net)])
        for beds in excess if len(excess) > 1 else []:
            over = means.over[period, [self.members.index(i) for i in beds.options]]
            self._at_most("price", beds, beds.there, over)
        for beds in sold:
            self._at_most("sellable", beds, 1.0, np.full(len(beds.options), self.block.void_sale_beds * beds.there))

    def _at_most(self, family: str, beds: PaidBeds, factor: float, most: Floats) -> None:
        """Add a row: `factor` times a column at most what its options allow together."""
        mine = (np.array([beds.column]), np.array([factor]))
        self.families[family].add(0.0, [mine, (self.layout.columns_of(beds.options), -most)])

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
        share = float(mean_of(problem, self._mask(members[0], period), period))
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
            live = [(i, o) for i, o in options if (o.kind, o.id) == ("home", home.home) and o.live <= span.first]
            there = [i for i, o in live if not o.made]
            standing = home.homes_today + sum(o.most for _, o in live if o.made)
            if not there and not standing:
                continue
            (column,) = self.layout.model.add_columns(f"sold_{home.home}_{period}", np.full(1, np.inf))
            monthly = in_period(problem, weekly, period)
            sold = PaidBeds(int(column), "home", home.home, offer, period, monthly, 1.0, tuple(there))
            self.layout.sold.append(sold)
            mine, units = (np.array([column]), np.array([1.0])), self.layout.columns_of(tuple(there))
            most = home.void_sale_beds
            self.families["sellable"].add(most * standing, [mine, (units, np.full(len(there), -most))])
            terms = [*used.terms(period), mine, (units, np.full(len(there), -float(places)))]
            # Where today's residents use more than the homes that are no choice have, their use is the limit.
            left = standing * places - float(mean_of(problem, own, period))
            terms += [
                (columns, max(left, 0.0) - np.maximum(left - more, 0.0))
                for columns, more in used.terms(period, residents=True)
            ]
            self.families["open_beds"].add(max(left, 0.0), terms)
