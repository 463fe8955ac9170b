"""Names that point at another table: each must exist there."""

from collections.abc import Iterator
from dataclasses import dataclass

from instances.convert import suggestion
from instances.draft import Draft
from models.faults import Fault
from models.fields import Row
from models.tables import (
    TABLES,
    Area,
    Block,
    BlockRamp,
    BlockTier,
    Budget,
    Closure,
    Cohort,
    Disruption,
    Entry,
    FixedLine,
    Fostering,
    Home,
    Income,
    Need,
    Offer,
    OfferPrice,
    OfferShare,
    PlacementToday,
    Policy,
    Programme,
    StepDown,
    Transition,
    Uplift,
)


@dataclass(frozen=True)
class Reference:
    """Column `column` of `table` names something in `target_column` of `target`."""

    table: type[Row]
    column: str
    target: type[Row]
    target_column: str


REFERENCES = (
    Reference(Cohort, "need", Need, "need"),
    Reference(Cohort, "home_area", Area, "home_area"),
    Reference(Transition, "cohort", Cohort, "cohort"),
    Reference(Transition, "to_cohort", Cohort, "cohort"),
    Reference(Entry, "cohort", Cohort, "cohort"),
    Reference(PlacementToday, "cohort", Cohort, "cohort"),
    Reference(PlacementToday, "offer", Offer, "offer"),
    Reference(Offer, "placed_in", Area, "placed_in"),
    Reference(Offer, "successor", Offer, "offer"),
    Reference(OfferShare, "offer", Offer, "offer"),
    Reference(Closure, "offer", Offer, "offer"),
    Reference(Closure, "successor", Offer, "offer"),
    Reference(OfferPrice, "offer", Offer, "offer"),
    Reference(OfferPrice, "need", Need, "need"),
    Reference(Disruption, "offer", Offer, "offer"),
    Reference(Disruption, "need", Need, "need"),
    Reference(Block, "offer", Offer, "offer"),
    Reference(Block, "successor", Offer, "offer"),
    Reference(BlockTier, "block", Block, "block"),
    Reference(BlockRamp, "block", Block, "block"),
    Reference(Home, "offer", Offer, "offer"),
    Reference(Fostering, "offer", Offer, "offer"),
    Reference(Programme, "need", Need, "need"),
    Reference(Programme, "service", Fostering, "service"),
    Reference(Programme, "uplift", Uplift, "uplift"),
    Reference(StepDown, "cohort", Cohort, "cohort"),
    Reference(StepDown, "trial_cohort", Cohort, "cohort"),
    Reference(FixedLine, "uplift", Uplift, "uplift"),
)
_CHARGED: tuple[type[Row], ...] = (Offer, Programme, FixedLine, Income, Policy)
BUDGET_HEADS = tuple(Reference(model, "budget_head", Budget, "budget_head") for model in _CHARGED)
_NAME_OF = {model: name for name, model in TABLES.items()}


def references(draft: Draft) -> Iterator[Fault]:
    """Yield a fault for each name that its table does not have; budget heads only where there are budgets."""
    for reference in REFERENCES:
        yield from _unknown(draft, reference)
    if draft.known(Budget, "budget_head"):
        for reference in BUDGET_HEADS:
            yield from _unknown(draft, reference)


def default_demand(draft: Draft) -> Iterator[Fault]:
    """Yield a fault if the default demand path has no entries."""
    paths = draft.known(Entry, "demand")
    name = draft.default_demand
    if name is not None and paths and name not in paths:
        hint = suggestion(name, map(str, paths))
        yield draft.settings_fault(f"a demand path of the table entries{hint}", "defaults.demand", name)


def _unknown(draft: Draft, reference: Reference) -> Iterator[Fault]:
    known = draft.known(reference.target, reference.target_column)
    if known is None:
        return
    target = _NAME_OF[reference.target]
    where = "" if reference.target_column == reference.column else f", column {reference.target_column}"
    hints: dict[object, str] = {}
    for line in draft.lines(reference.table):
        name = line.values.get(reference.column)
        if name is not None and name not in known:
            hint = hints[name] if name in hints else suggestion(str(name), map(str, known))
            hints[name] = hint
            expected = f"a name that stands in the table {target}{where}{hint}"
            yield draft.fault(reference.table, expected, line.number, reference.column, name)
