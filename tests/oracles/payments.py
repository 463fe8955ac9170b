"""What commitments cost beside the beds used: ledger lines by month, and the economic charge."""

import numpy as np

from models.plan import Commitment
from tests.oracles.contracted import Contracted
from tests.oracles.evaluate import Coster, Ledger
from tests.oracles.made import goes_live


class Payments:
    """Books a set of commitments.

    Attributes:
        ledger: lines of the commitments, one play.
        charge: present value of their economic charge.
    """

    def __init__(self, coster: Coster, commitments: tuple[Commitment, ...], contracts: dict[str, Contracted]) -> None:
        self.coster, self.instance, self.reading = coster, coster.instance, coster.reading
        self.calendar, self.contracts = coster.calendar, contracts
        self.ledger, self.charge = Ledger(), 0.0
        for commitment in commitments:
            getattr(self, f"_pay_{commitment.kind}")(commitment)

    def _book(self, line: str, offer: str, by_month: dict[int, float]) -> None:
        head = self.reading.lives[self.reading.position(offer)].offer.budget_head
        self.ledger.book(line, head, self.reading.payers(offer), self._spread(by_month))

    def _spread(self, by_month: dict[int, float]) -> np.ndarray:
        return np.array([[by_month.get(month, 0.0) for month in self.coster.months]])

    def _key(self, offer: str) -> str:
        return self.reading.lives[self.reading.position(offer)].offer.provision

    def _pay_block(self, commitment: Commitment) -> None:
        contract = self.contracts[commitment.id]
        block, key = contract.block, self._key(contract.block.offer)
        months = [m for m in self.coster.months if contract.there(m)]
        sure = {m: contract.guaranteed(m) * contract.bed_price(m) for m in months}
        self._book("blocks", block.offer, sure)
        if contract.breaks:
            leaving = block.termination_gbp * self.coster.index(key, contract.last)
            self._book("termination", block.offer, {contract.last: leaving})
        if contract.running:
            return
        one_off = block.mobilisation_gbp * self.coster.index(key, contract.start)
        self._book("mobilisation", block.offer, {contract.start: one_off})
        life = block.term_months if contract.empties is None else contract.last + 1 - contract.start
        self.charge += self.coster.charge(one_off, life / 12, contract.start, contract.last)

    def _pay_home(self, commitment: Commitment) -> None:
        home = next(row for row in self.instance.homes if row.home == commitment.id)
        decided, key, homes = self.calendar.month_of(commitment.start), self._key(home.offer), commitment.size
        live = goes_live(self.instance, commitment, home)
        bought = decided + home.approval_months
        net = homes * home.capital_gbp * (1 - home.grant_share) * self.coster.index(key, bought)
        self._book("capital", home.offer, {bought: net})
        early = homes * home.pre_opening_gbp / home.pre_opening_months
        before = {m: early * self.coster.index(key, m) for m in range(live - home.pre_opening_months, live)}
        self._book("pre_opening", home.offer, before)
        monthly = homes * home.running_gbp_per_year / 12
        running = {m: monthly * self.coster.index(key, m) for m in self.coster.months if m >= live}
        self._book("home_running", home.offer, running)
        one_off = net + sum(before.values())
        self.charge += self.coster.charge(one_off, home.asset_life_years, live, self.calendar.all_months)

    def _pay_fostering(self, commitment: Commitment) -> None:
        service = next(row for row in self.instance.fostering if row.service == commitment.id)
        decided = self.calendar.month_of(commitment.start)
        one_off = commitment.size * service.approval_gbp * self.coster.index(self._key(service.offer), decided)
        self._book("recruitment", service.offer, {decided: one_off})
        live = goes_live(self.instance, commitment, service)
        years = 1 / service.attrition_per_year_share
        self.charge += self.coster.charge(one_off, years, live, self.calendar.all_months)

    def _pay_programme(self, commitment: Commitment) -> None:
        programme = next(row for row in self.instance.programmes if row.programme == commitment.id)
        start = self.calendar.month_of(commitment.start)
        payer = {programme.authority or self.instance.settings.authority.id: 1.0}
        setup = programme.setup_gbp * self.coster.index(programme.uplift, start)
        self.ledger.book("programme_setup", programme.budget_head, payer, self._spread({start: setup}))
        last = start + programme.term_months - 1
        runs = {
            m: programme.gbp_per_year / 12 * self.coster.index(programme.uplift, m)
            for m in self.coster.months
            if start <= m <= last
        }
        self.ledger.book("programme", programme.budget_head, payer, self._spread(runs))
        self.charge += self.coster.charge(setup, programme.term_months / 12, start, last)
