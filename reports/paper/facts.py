"""What a paper is written from: instance, plan, what follows from both, and what other commands found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from audit.donothing import effects_of_baseline
from audit.prices import Prices
from audit.recompute import Decisions, Recomputed, recompute
from audit.simulate import monthly_periods
from models.instance import Instance
from models.money import pence
from models.plan import CommitmentSummary, LedgerKind, LedgerLine, Plan

ByYear = dict[str, Decimal]
"""Financial year to pounds, exact to the penny."""


@dataclass(frozen=True)
class Results:
    """JSON objects that `stress`, `blocks` and `frontier` printed; None where a command was not run."""

    stress: Mapping[str, object] | None = None
    blocks: Mapping[str, object] | None = None
    frontier: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Facts:
    """Everything a section may draw on.

    Attributes:
        instance: the instance of the plan.
        plan: the plan, re-checked.
        made: what follows from the plan, month by month.
        nothing: what follows from doing nothing.
        results: what other commands found.
        public: whether commercial values and small counts are left out.
        others: options other than do-nothing, of the same years.
    """

    instance: Instance
    plan: Plan
    made: Recomputed
    nothing: Recomputed
    results: Results
    public: bool
    others: tuple["Option", ...] = ()

    @property
    def years(self) -> list[str]:
        """The reported financial years."""
        return list(self.plan.summary.cost_gbp_by_year)

    @property
    def span(self) -> str:
        """First to last financial year; the months of one that is a part."""
        years = list(self.years)
        if self.instance.calendar.elapsed_months:
            years[0] = f"{self.instance.settings.calendar.start:%B %Y}"
        return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"

    @property
    def authority(self) -> str:
        """Name of the authority that plans."""
        return self.instance.settings.authority.name

    @cached_property
    def new(self) -> tuple[CommitmentSummary, ...]:
        """Commitments that the plan decides; blocks already running, and what was committed to before, are none."""
        made = {(row.kind, row.id, row.start) for row in self.instance.commitments_made}
        found = (c for c in self.plan.summary.commitments if c.start >= self.instance.calendar.start)
        return tuple(c for c in found if (c.kind, c.id, c.start) not in made)

    def months(self, year: str) -> range:
        """Months of a reported year, 1 the first of the plan."""
        return self.instance.calendar.months_of(self.years.index(year))

    def part(self, year: str) -> float:
        """Part of a reported year that is planned: 1 but for a plan that begins inside its first year."""
        return self.instance.calendar.share_of(self.years.index(year))

    @property
    def whole_years(self) -> list[str]:
        """The reported financial years but for a first one that is a part of one."""
        return [year for year in self.years if self.part(year) == 1.0]

    @property
    def source(self) -> str:
        """How tables name this plan as their source."""
        proof = self.plan.summary.certificate
        return f"plan of instance {proof.instance_sha256[:12]}, ledger and tables as re-checked"

    @property
    def nominal(self) -> str:
        """How tables name the price base of the ledger."""
        return f"nominal, price path '{self.plan.summary.prices}' from {self.instance.settings.money.price_base}"


@dataclass(frozen=True)
class Option:
    """Another written plan of the same years, and what it is called in the paper."""

    name: str
    facts: Facts


def facts_of(
    instance: Instance, plan: Plan, results: Results, *, public: bool, others: Iterable[Option] = ()
) -> Facts:
    """Return what a paper is written from; plan and do-nothing are played month by month."""
    prices, demand = Prices(instance, plan.summary.prices), plan.summary.demand
    decided = Decisions((*plan.admissions, *plan.tail_admissions), plan.commitments, plan.effects)
    begun = effects_of_baseline(instance, demand, prices)
    idle = Decisions(plan.baseline_admissions, plan.baseline_commitments, begun)
    made = recompute(instance, prices, demand, decided, instance.calendar.periods, sells=plan.summary.kind == "plan")
    nothing = recompute(instance, prices, demand, idle, monthly_periods(instance.calendar), sells=False)
    return Facts(instance, plan, made, nothing, results, public, tuple(others))


def summed(facts: Facts, lines: Iterable[LedgerLine]) -> ByYear:
    """Return ledger lines added up by reported year."""
    found = dict.fromkeys(facts.years, Decimal(0))
    for line in lines:
        found[line.financial_year] += pence(line.amount_gbp)
    return found


def of_kinds(facts: Facts, *kinds: LedgerKind) -> ByYear:
    """Return the ledger lines of some kinds added up by reported year."""
    return summed(facts, (line for line in facts.plan.ledger if line.kind in kinds))


def exact(by_year: Mapping[str, float]) -> ByYear:
    """Return pounds by year, rounded to the penny."""
    return {year: pence(amount) for year, amount in by_year.items()}
