"""The stock form's money: every ledger line booked once, into the objective and into the accounts of its year."""

from collections import defaultdict

import numpy as np

from models.tables import Fostering, Home
from tests.oracles.columns import Columns
from tests.oracles.limits import Limits
from tests.oracles.programme import Terms
from tests.oracles.supply import Option, held_places

GROUPS = {
    "fees": "fees",
    "blocks": "blocks",
    "termination": "blocks",
    "home_running": "homes",
    "programme": "programmes",
    "moves": "moves",
    "step_down": "moves",
    "gap": "gap",
    "fixed": "fixed",
    "staying_put": "fixed",
    "income": "income",
    "void_sales": "income",
}
"""Group of the objective of each ledger line; lines not named are in the economic charge instead."""
INCOME = frozenset({"income", "void_sales"})


class Accounts:
    """Books the lines of section 5; columns of beds paid for beyond the guarantee, and sold, are its own.

    Attributes:
        revenue: nominal pounds of kind revenue by financial year, budget head and authority.
        capital: nominal pounds of capital less grant by financial year and authority.
    """

    def __init__(self, columns: Columns, limits: Limits) -> None:
        self.limits = limits
        self.form, self.reading, self.clock = columns, columns.reading, columns.clock
        self.programme, self.prices = columns.programme, columns.prices
        self.money = self.reading.instance.settings.money
        self.revenue: dict[tuple[int, str, str], Terms] = defaultdict(Terms)
        self.capital: dict[tuple[int, str], Terms] = defaultdict(Terms)
        self.excess: dict[tuple[int, int], int] = {}
        self.sold: dict[tuple[str, int], int] = {}
        for i in range(len(columns.lanes)):
            self._children(i)
        for option, column in zip(columns.options, columns.chosen, strict=True):
            self._committed(option, column)
        for i, lane in enumerate(columns.lanes):
            if lane.option is not None:
                self._beds(i, columns.options[lane.option], columns.chosen[lane.option])
        for home in self.reading.instance.homes:
            self._homes_today(home)
            self._homes_sell(home)
        self._constants()

    def book(
        self,
        line: str,
        month: int,
        columns: np.ndarray | int,
        pounds: np.ndarray | float,
        head: str,
        payers: dict[str, float],
    ) -> None:
        """Book nominal pounds a unit of columns, in a month, shared between payers."""
        year = self.clock.year(month)
        if line in GROUPS:
            self.programme.pay(GROUPS[line], columns, np.asarray(pounds) * self.prices.present(year))
        if line not in INCOME:
            for authority, share in payers.items():
                self.revenue[year, head, authority].add(columns, np.asarray(pounds) * share)

    def _children(self, i: int) -> None:
        lane, kernel, x = self.form.lanes[i], self.form.kernels[i], self.form.x[i]
        life, head = lane.life, lane.life.offer.budget_head
        line = "gap" if life.is_gap else "fees"
        price = self.reading.weekly_prices(lane.position)
        index = self.prices.by_month(self.clock, life.offer.provision)
        per_move = self.money.move_gbp * self.prices.by_month(self.clock, "moves")
        for authority in dict.fromkeys(self.reading.authorities):
            own = self.reading.of(authority)
            for month in range(1, self.clock.end + 1):
                fee = price * own * self.clock.weeks(month) * index[month]
                for there in (x[month - 1], x[month]):
                    self.book(line, month, there, fee / 2, head, {authority: 1.0})
                moves = np.array([kernel.moves(months, month) for months in range(kernel.top + 1)])
                self.book("moves", month, x[month - 1], moves * own * per_move[month], head, {authority: 1.0})
        if life.is_gap:
            self._gap_penalty(x)
        self._leavers(i, head)

    def _gap_penalty(self, x: np.ndarray) -> None:
        for month in range(1, self.clock.end + 1):
            weekly = self.money.gap_penalty_gbp_per_week * self.prices.present(self.clock.year(month))
            for there in (x[month - 1], x[month]):
                self.programme.pay("penalties", there, weekly * self.clock.weeks(month) / 2)

    def _leavers(self, i: int, head: str) -> None:
        names = [cohort.cohort for cohort in self.reading.instance.cohorts]
        release = {
            (row.pathway, names.index(row.cohort)): row.release_gbp for row in self.reading.instance.step_downs
        }
        for leaver in self.form.leavers:
            if leaver.lane != i or leaver.kind != "released":
                continue
            first, last = self.clock.periods[leaver.period]
            payer = {self.reading.authorities[leaver.cohort]: 1.0}
            for month in range(first, last + 1):
                index = self.prices.index("moves", self.clock.year(month)) / (last - first + 1)
                self.book("moves", month, leaver.column, self.money.move_gbp * index, head, payer)
                pounds = release[leaver.id, leaver.cohort] * index
                self.book("step_down", month, leaver.column, pounds, head, payer)

    def _head_and_payers(self, option: Option) -> tuple[str, dict[str, float]]:
        if option.offer is not None:
            offer = self.reading.lives[option.offer].offer
            return offer.budget_head, self.reading.payers(offer.offer)
        programme = next(p for p in self.reading.instance.programmes if p.programme == option.id)
        own = self.reading.instance.settings.authority.id
        return programme.budget_head, {programme.authority or own: 1.0}

    def _committed(self, option: Option, column: int) -> None:
        head, payers = self._head_and_payers(option)
        self.programme.pay("charge", column, option.charge)
        for line, pounds in option.lines.items():
            for month in np.flatnonzero(pounds):
                self.book(line, int(month), column, pounds[month], head, payers)
        for month in np.flatnonzero(option.capital):
            for authority, share in payers.items():
                year = self.clock.year(int(month))
                self.capital[year, authority].add(column, option.capital[month] * share)

    def _beds(self, i: int, option: Option, column: int) -> None:
        """Payments for the beds of a contract: those guaranteed, those used beyond, less those sold."""
        contract, (head, payers) = option.contract, self._head_and_payers(option)
        block = next(b for b in self.reading.instance.blocks if b.block == option.id)
        index = self.prices.by_month(self.clock, self.reading.lives[option.offer].offer.provision)
        for t, (first, last) in enumerate(self.clock.periods):
            months = [m for m in range(first, last + 1) if option.in_effect[m]]
            if not months:
                continue
            k, excess = last - first + 1, self.programme.column()
            self.excess[i, t] = excess
            beside = (contract.guaranteed - contract.kept)[first : last + 1].sum()
            used = self.form.children(i, self.form.lanes[i].life.beds, range(first, last + 1))
            used.add(column, -beside)
            used.add(excess, -len(months))
            if block.void_sale_beds:
                sold = self.programme.column()
                self.sold[f"{option.id} {column}", t] = sold
                most = Terms()
                most.add(sold, 1.0)
                most.add(column, -block.void_sale_beds * len(months) / k)
                self.programme.row(most, -np.inf, 0.0)
                used.add(sold, k)
                for m in months:
                    price = block.void_sale_gbp_per_week * self.clock.weeks(m) * index[m]
                    self.book("void_sales", m, sold, -price, head, payers)
            self.programme.row(used, -np.inf, 0.0)
            for m in months:
                self.book("blocks", m, column, contract.guaranteed[m] * contract.bed_price[m], head, payers)
                self.book("blocks", m, excess, contract.bed_price[m], head, payers)
                self._used_by(i, m, contract.bed_price[m], head, payers)

    def _used_by(self, i: int, month: int, price: float, head: str, payers: dict[str, float]) -> None:
        """Beds used are paid for by the child's authority, not by share."""
        year, beds = self.clock.year(month), self.form.lanes[i].life.beds
        for authority in dict.fromkeys(self.reading.authorities):
            used = self.form.children(i, beds * self.reading.of(authority) * price, range(month, month + 1))
            self.revenue[year, head, authority].include(used)
            for payer, share in payers.items():
                self.revenue[year, head, payer].include(used, -share)

    def _homes_today(self, home: Home) -> None:
        offer = self.reading.lives[self.reading.position(home.offer)].offer
        index = self.prices.by_month(self.clock, offer.provision)
        for month in range(1, self.clock.end + 1):
            pounds = home.homes_today * home.running_gbp_per_year / 12 * index[month]
            payers = self.reading.payers(offer.offer)
            self.book("home_running", month, self.form.one, pounds, offer.budget_head, payers)

    def _homes_sell(self, home: Home) -> None:
        if not home.void_sale_beds:
            return
        position = self.reading.position(home.offer)
        (i,) = self.form.lanes_of(position)
        life = self.form.lanes[i].life
        index = self.prices.by_month(self.clock, life.offer.provision)
        for t, (first, last) in enumerate(self.clock.periods):
            sold, k = self.programme.column(), last - first + 1
            self.sold[home.home, t] = sold
            new, today = Terms(), float(home.homes_today)
            for option, column in zip(self.form.options, self.form.chosen, strict=True):
                if (option.kind, option.id) == ("home", home.home) and option.made:
                    today += option.most * option.in_effect[first]
                elif (option.kind, option.id) == ("home", home.home):
                    new.add(column, option.in_effect[first])
            beds = home.beds - home.emergency_beds
            most, beside = Terms(), self.form.children(i, life.beds / k, range(first, last + 1))
            most.constant = -home.void_sale_beds * today
            most.include(new, -home.void_sale_beds)
            beside.include(new, -beds)
            for taken, left in self.limits.fates:
                there = left[position] @ life.beds
                mean = float((there[first - 1 : last] + there[first : last + 1]).mean()) / 2
                beside.include(taken, -max(beds * today, mean))
            for terms in (most, beside):
                terms.add(sold, 1.0)
                self.programme.row(terms, -np.inf, 0.0)
            for m in range(first, last + 1):
                price = home.void_sale_gbp_per_week * self.clock.weeks(m) * index[m]
                payers = self.reading.payers(home.offer)
                self.book("void_sales", m, sold, -price, life.offer.budget_head, payers)

    def _constants(self) -> None:
        """Fixed lines, income, young people who stay put: what no plan changes."""
        instance, one = self.reading.instance, self.form.one
        for line in instance.fixed_lines:
            index = self.prices.by_month(self.clock, line.uplift)
            payer = {line.authority or instance.settings.authority.id: 1.0}
            for month in range(1, self.clock.end + 1):
                self.book("fixed", month, one, line.gbp_per_year / 12 * index[month], line.budget_head, payer)
        for row in instance.income:
            for month in range(1, self.clock.end + 1):
                if int(row.financial_year[:4]) == self.clock.year(month):
                    due = -row.amount_gbp / len(self.clock.of_year(month))
                    self.book("income", month, one, due, row.budget_head, {})
        for service in instance.fostering:
            self._staying_put(service)

    def _staying_put(self, service: Fostering) -> None:
        offer = self.reading.lives[self.reading.position(service.offer)].offer
        held, index = held_places(self.reading, service), self.prices.by_month(self.clock, offer.provision)
        payers = self.reading.payers(offer.offer)
        for m in range(1, self.clock.end + 1):
            pounds = (held[m - 1] + held[m]) / 2 * service.staying_put_gbp_per_week * self.clock.weeks(m) * index[m]
            self.book("staying_put", m, self.form.one, pounds, offer.budget_head, payers)
