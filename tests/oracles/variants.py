"""Changes of an instance that can only make the best plan cheaper."""

from collections.abc import Callable

from models.instance import Instance
from tests.oracles.small import offer, row


def policies_off(planning: Instance) -> Instance:
    """Take every policy away."""
    off = tuple(p.model_copy(update={"strength": "off", "gbp_per_unit": None}) for p in planning.policies)
    return planning.model_copy(update={"policies": off})


def policies_easier(planning: Instance) -> Instance:
    """Ask for a fifth less: lower floors, higher ceilings."""
    easier = tuple(p.model_copy(update={"level": p.level * (0.8 if p.is_floor else 1.2)}) for p in planning.policies)
    return planning.model_copy(update={"policies": easier})


def another_offer(planning: Instance) -> Instance:
    """Add a small residential offer for everybody."""
    needs = [need.need for need in planning.needs]
    provision = next(o.provision for o in planning.offers if o.route in ("spot", "framework"))
    prices = (row("offer_prices", offer="extra", need=need, gbp_per_week=1500.0) for need in needs)
    chances = (row("disruption", offer="extra", need=need, months_from=0, monthly_share=0.03) for need in needs)
    return planning.model_copy(
        update={
            "offers": (*planning.offers, offer("extra", provision, capacity_children=1.5)),
            "offer_prices": (*planning.offer_prices, *prices),
            "disruption": (*planning.disruption, *chances),
        }
    )


def _cheaper(table: str, column: str) -> Callable[[Instance], Instance]:
    def change(planning: Instance) -> Instance:
        rows = (r.model_copy(update={column: 0.8 * getattr(r, column)}) for r in planning.rows(table))
        return planning.model_copy(update={table: tuple(rows)})

    return change


def _cheaper_setting(name: str) -> Callable[[Instance], Instance]:
    def change(planning: Instance) -> Instance:
        money = planning.settings.money
        money = money.model_copy(update={name: 0.8 * getattr(money, name)})
        return planning.model_copy(update={"settings": planning.settings.model_copy(update={"money": money})})

    return change


CHEAPER: dict[str, Callable[[Instance], Instance]] = {
    "policies off": policies_off,
    "policies easier": policies_easier,
    "another offer": another_offer,
    "weekly prices": _cheaper("offer_prices", "gbp_per_week"),
    "beds": _cheaper("block_tiers", "gbp_per_bed_per_week"),
    "running a home": _cheaper("homes", "running_gbp_per_year"),
    "opening a home": _cheaper("homes", "capital_gbp"),
    "approvals": _cheaper("fostering", "approval_gbp"),
    "moves": _cheaper_setting("move_gbp"),
    "gap's penalty": _cheaper_setting("gap_penalty_gbp_per_week"),
}
"""By name, changes that never raise the objective."""
