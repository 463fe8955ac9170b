"""The stock form's limits: capacity, what may be committed, what programmes and pathways may do."""

from collections import defaultdict
from itertools import product

import numpy as np

from models.tables import Fostering, Programme
from tests.oracles.columns import Columns, Lane
from tests.oracles.kernel import Kernel, run_off
from tests.oracles.lives import Life
from tests.oracles.programme import Terms
from tests.oracles.supply import capacity_without, kept_households


class Limits:
    """Rows of section 4, and the columns of retained households."""

    def __init__(self, columns: Columns) -> None:
        self.form, self.reading, self.clock = columns, columns.reading, columns.clock
        self.programme = columns.programme
        self.retained = {
            i: self.programme.columns((len(self.clock.periods),))
            for i, programme in enumerate(self.reading.instance.programmes)
            if programme.effect == "retains_carers"
        }
        self.capacity_rows: list[int] = []
        self.fates = self._read_fates()
        self._capacity()
        self._commitments()
        self._effects()

    def _read_fates(self) -> list[tuple[Terms, np.ndarray]]:
        """What may become of today's children by the ends of blocks: whether it does, and who is left then.

        Those left have the axes offer, month, cohort.
        """
        by_block: list[list[tuple[Terms, Lane]]] = []
        for p, life in enumerate(self.reading.lives):
            lanes = [self.form.lanes[i] for i in self.form.lanes_of(p)]
            if life.today and (lanes[0].option is not None or lanes[0].untaken):
                by_block.append([(self._taken(lane), lane) for lane in lanes])
        found = []
        combinations = list(product(*by_block))
        columns = self.programme.columns((len(combinations),))
        for column, fates in zip(columns, combinations, strict=True):
            found.append((self._times(int(column)), self._run_off([lane for _, lane in fates])))
        for block in range(len(by_block)):
            for taken, lane in by_block[block]:
                same = Terms()
                for column, fates in zip(columns, combinations, strict=True):
                    if fates[block][1] is lane:
                        same.add(int(column), 1.0)
                same.include(taken, -1.0)
                self.programme.row(same, 0.0, 0.0)
        if not by_block:
            self.programme.fix(int(columns[0]), 1.0)
        return found

    @staticmethod
    def _times(column: int) -> Terms:
        terms = Terms()
        terms.add(column, 1.0)
        return terms

    def _taken(self, lane: Lane) -> Terms:
        """1 if the contract of a lane is taken, or none of the offer's."""
        terms = Terms()
        if lane.option is not None:
            terms.add(self.form.chosen[lane.option], 1.0)
        else:
            terms.constant = 1.0
            terms.add(self.form.choices(lane), -1.0)
        return terms

    def _run_off(self, fates: list[Lane]) -> np.ndarray:
        lives: list[Life] = list(self.reading.lives)
        for lane in fates:
            lives[lane.position] = lane.life
        return run_off([Kernel(self.reading, life) for life in lives])

    def _limit(self, i: int) -> list[tuple[Terms, np.ndarray]] | None:
        """Limit of a lane at each month's end: columns with what each of them allows; None for no limit."""
        lane = self.form.lanes[i]
        without = None if lane.life.is_gap else capacity_without(self.reading, lane.position)
        if without is None:
            return None
        if lane.option is None and not lane.untaken:
            found = [(taken, np.maximum(without, left[lane.position] @ lane.life.use)) for taken, left in self.fates]
            return [*found, *self._committed(lane.position)]
        left = self._run_off([lane])[lane.position] @ lane.life.use
        if lane.untaken:
            return [(self._taken(lane), left)]
        option = self.form.options[lane.option]
        running = option.contract.running
        most = np.maximum(option.capacity, left) if running else left + option.capacity
        return [(self._taken(lane), most)]

    def _committed(self, position: int) -> list[tuple[Terms, np.ndarray]]:
        found = [
            (self._times(column), option.capacity)
            for option, column in zip(self.form.options, self.form.chosen, strict=True)
            if option.offer == position and not (option.made and option.contract is None)
        ]
        for i, columns in self.retained.items():
            service = self.service(i)
            if self.reading.position(service.offer) == position:
                places = service.places_per_household * service.fill_share
                found += [
                    (self._times(int(column)), self.kept(service, t) * places) for t, column in enumerate(columns)
                ]
        return found

    def service(self, number: int) -> Fostering:
        """The service whose carers a programme keeps."""
        name = self.reading.instance.programmes[number].service
        return next(s for s in self.reading.instance.fostering if s.service == name)

    def kept(self, service: Fostering, t: int) -> np.ndarray:
        """Households there at each month's end for each one retained in a period."""
        first, last = self.clock.periods[t]
        months, stays = np.arange(self.clock.end + 1), kept_households(service)
        parts = [np.where(months >= m, stays ** np.maximum(months - m, 0), 0.0) for m in range(first, last + 1)]
        return np.asarray(sum(parts) / len(parts))

    def _capacity(self) -> None:
        for i, x in enumerate(self.form.x):
            limit = self._limit(i)
            if limit is None:
                continue
            use = self.form.lanes[i].life.use
            for weight in self._weights():
                terms = Terms()
                for month in np.flatnonzero(weight):
                    terms.add(x[month], weight[month] * use)
                for taken, allowed in limit:
                    terms.include(taken, -float(weight @ allowed))
                self.capacity_rows.append(self.programme.row(terms, -np.inf, 0.0))

    def _weights(self) -> list[np.ndarray]:
        """Weights of month ends: each period's end, and the average of periods of several months."""
        found = []
        for first, last in self.clock.periods:
            at_end = np.zeros(self.clock.end + 1)
            at_end[last] = 1.0
            found.append(at_end)
            if last > first:  # the average of a month is the mean of its two ends
                average = np.zeros(self.clock.end + 1)
                average[first - 1 : last] += 0.5 / (last - first + 1)
                average[first : last + 1] += 0.5 / (last - first + 1)
                found.append(average)
        return found

    def _commitments(self) -> None:
        together: dict[tuple[object, ...], float] = {}
        columns: dict[tuple[object, ...], list[int]] = {}
        for option, column in zip(self.form.options, self.form.chosen, strict=True):
            if option.made and option.kind != "block":
                continue
            year = self.clock.year(option.month)
            limits: list[tuple[tuple[object, ...], float]] = [((option.kind, option.id, "all"), option.most)]
            if option.kind == "home":
                yearly = self.reading.instance.settings.money.max_homes_opened_per_year
                left = self.reading.left("homes", None, year)
                limits.append((("homes", year), yearly if left is None else left))
            if option.kind == "fostering":
                left = self.reading.left("fostering", option.id, year)
                limits = [((option.id, year), option.most if left is None else left)]
            for name, most in limits:
                together[name] = most
                columns.setdefault(name, []).append(column)
        must = {b.block for b in self.reading.instance.blocks if b.beds_today is not None}
        must |= {o.id for o in self.form.options if o.made}
        for name, most in together.items():
            terms = Terms()
            terms.add(columns[name], 1.0)
            self.programme.row(terms, 1.0 if name[0] == "block" and name[1] in must else -np.inf, most)

    def in_effect(self, number: int, t: int) -> Terms:
        """w of section 4: 1 if a programme is taken and works in every month of a period."""
        first, last = self.clock.periods[t]
        terms = Terms()
        for option, column in zip(self.form.options, self.form.chosen, strict=True):
            if option.kind == "programme" and option.id == self.reading.instance.programmes[number].programme:
                terms.add(column, float(option.in_effect[first : last + 1].all()))
        return terms

    def _at_most(self, columns: np.ndarray | int, values: np.ndarray | float, most: Terms, times: float) -> None:
        terms = Terms()
        terms.add(columns, values)
        terms.include(most, -times)
        self.programme.row(terms, -np.inf, 0.0)

    def _effects(self) -> None:
        for number, programme in enumerate(self.reading.instance.programmes):
            eta = programme.effect_share * (1 - programme.haircut_share)
            if programme.effect == "averts_entries":
                self._averts(number, programme, eta)
            elif programme.effect == "reunifies":
                self._reunifies(number, programme, eta)
            else:
                self._retains(number, programme, eta)
        self._averted_together()
        self._released()

    def _averts(self, number: int, programme: Programme, eta: float) -> None:
        served, columns = self.reading.served(programme), self.form.averted[number]
        years: dict[int, tuple[Terms, Terms]] = defaultdict(lambda: (Terms(), Terms()))
        for t, (first, last) in enumerate(self.clock.periods):
            works, (children, places) = self.in_effect(number, t), years[self.clock.year(first)]
            for g, column in enumerate(columns[t]):
                if served[g]:
                    self._at_most(int(column), 1.0, works, eta)
                else:
                    self.programme.fix(int(column), 0.0)
            children.add(columns[t], self.reading.entries[first : last + 1].sum(axis=0))
            places.include(works, programme.places_per_year / 12 * (last - first + 1))
        for year, (children, places) in years.items():
            left = self.reading.left("programme", programme.programme, year)
            if left is None:
                children.include(places, -1.0)
            self.programme.row(children, -np.inf, left or 0.0)

    def _averted_together(self) -> None:
        programmes = self.reading.instance.programmes
        for t, g in np.ndindex(len(self.clock.periods), self.reading.cohorts):
            terms, none = Terms(), 1.0
            for i, columns in self.form.averted.items():
                if self.reading.served(programmes[i])[g]:
                    terms.add(int(columns[t, g]), 1.0)
                    none *= 1 - programmes[i].effect_share * (1 - programmes[i].haircut_share)
            self.programme.row(terms, -np.inf, 1 - none)

    def _reunifies(self, number: int, programme: Programme, eta: float) -> None:
        for t, (first, last) in enumerate(self.clock.periods):
            k = last - first + 1
            mine = [x for x in self.form.leavers if x.id == programme.programme and x.period == t]
            for leaver in (x for x in mine if x.kind == "reunified"):
                there = self._times(self.form.settled(leaver.lane, leaver.cohort, first - 1))
                self._at_most(leaver.column, 1.0, there, eta * k)
            together = np.array([x.column for x in mine if x.kind == "reunified"], dtype=int)
            self._at_most(together, 1.0, self.in_effect(number, t), programme.places_per_year * k / 12)

    def _retains(self, number: int, programme: Programme, eta: float) -> None:
        service = self.service(number)
        leave = 1 - kept_households(service)
        for t, (first, last) in enumerate(self.clock.periods):
            k, column = last - first + 1, int(self.retained[number][t])
            self._at_most(column, 1.0, self.households(service, first - 1), eta * leave * k)
            self._at_most(column, 1.0, self.in_effect(number, t), programme.places_per_year * k / 12)

    def households(self, service: Fostering, month: int) -> Terms:
        """Households of a service at a month's end."""
        terms = Terms()
        terms.constant = service.households_today * kept_households(service) ** month
        for option, column in zip(self.form.options, self.form.chosen, strict=True):
            if (option.kind, option.id) == ("fostering", service.service):
                terms.add(column, option.in_effect[month])
        for i, columns in self.retained.items():
            if self.service(i) is service:
                for t, column in enumerate(columns):
                    terms.add(int(column), self.kept(service, t)[month])
        return terms

    def _released(self) -> None:
        years: dict[tuple[str, int], Terms] = defaultdict(Terms)
        most = {row.pathway: row.max_per_year for row in self.reading.instance.step_downs}
        names = [cohort.cohort for cohort in self.reading.instance.cohorts]
        ready = {
            (row.pathway, names.index(row.cohort)): row.readiness_monthly_share
            for row in self.reading.instance.step_downs
        }
        for leaver in (x for x in self.form.leavers if x.kind == "released"):
            first, last = self.clock.periods[leaver.period]
            there = self._times(self.form.settled(leaver.lane, leaver.cohort, first - 1))
            self._at_most(leaver.column, 1.0, there, ready[leaver.id, leaver.cohort] * (last - first + 1))
            years[leaver.id, self.clock.year(first)].add(leaver.column, 1.0)
        for (pathway, year), terms in years.items():
            left = self.reading.left("step_down", pathway, year)
            self.programme.row(terms, -np.inf, most[pathway] if left is None else left)
