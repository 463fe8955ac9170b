"""Weekly prices that today's children average exactly to the published ones."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from calibration.lines import LINES, Line
from calibration.placements import placed_by_need, placed_in
from calibration.sources import ASSUMED, COSTS
from models.tables import OfferPrice

PENCE = 100
WEEKS = 52
IN_HOUSE_COST = 3_750_559
"""Cost of the in-house service in 2021/22, pounds: the cost uplift appendix of the strategy."""
IN_HOUSE_CHILDREN = 247
IN_HOUSE_AVERAGE = 241
MOST_PENCE_MOVED = 20
Key = tuple[str, str]
"""Offer and need."""

PUBLISHED_AVERAGES = (
    ("residential", "res_", 4528, COSTS),
    ("in-house fostering", ("inhouse_", "connected_"), 241, COSTS),
    ("IFA", "ifa_", 798, COSTS),
    ("SaILs", "sails_", 1062, f"{COSTS}: printed for supported living, fits SaILs alone"),
    ("supported lodgings", "lodgings", 215, "forecast 2021/22 less 31 x 1,062 x 52, over 20 places"),
)
"""Type, how the names of its offers begin, pounds a week that today's children average (2021/22), origin."""


def scaled_pence() -> dict[Key, int]:
    """Return weekly prices in pence by offer and need; over today's children they average as published."""
    prices = {(offer, need): round(p * PENCE) for offer, line in LINES.items() for need, p in line.prices.items()}
    for _, beginnings, average, _ in PUBLISHED_AVERAGES:
        offers = placed_in(beginnings)
        placed = {(offer, need): n for offer in offers for need, n in placed_by_need(offer).items()}
        target = average * PENCE * sum(placed.values())
        factor = Fraction(target, sum(prices[key] * n for key, n in placed.items()))
        for key in [key for key in prices if key[0] in offers]:
            prices[key] = round(prices[key] * factor)
        _close(prices, placed, target)
    return prices


def _close(prices: dict[Key, int], placed: Mapping[Key, int], target: int) -> None:
    """Move two prices by as few pence as possible so that the weekly total is exactly `target`."""
    off = target - sum(prices[key] * n for key, n in placed.items())
    best = min(_corrections(placed, off), key=lambda found: abs(found[1]) + abs(found[3]))
    for key, pence in (best[:2], best[2:]):
        prices[key] += pence


def _corrections(placed: Mapping[Key, int], off: int) -> Iterable[tuple[Key, int, Key, int]]:
    """Yield two prices and the pence to add to each so that the weekly total rises by `off`."""
    for one, count in placed.items():
        for other, other_count in placed.items():
            for pence in range(-MOST_PENCE_MOVED, MOST_PENCE_MOVED + 1):
                rest, remainder = divmod(off - pence * other_count, count)
                if remainder == 0:
                    yield one, rest, other, pence


def price_rows() -> list[OfferPrice]:
    """Return the table of weekly prices."""
    pence = scaled_pence()
    return [
        OfferPrice(
            offer=offer,
            need=need,
            gbp_per_week=pence[offer, need] / PENCE,
            full_gbp_per_week=_full_gbp(offer, pence[offer, need]),
            source=ASSUMED,
            note=_note(offer, line),
        )
        for offer, line in LINES.items()
        for need in line.prices
    ]


def _full_gbp(offer: str, pence: int) -> float | None:
    """Return the full unit cost of council carers: the price times the service's cost over its payments to carers."""
    if not offer.startswith(("inhouse_", "connected_")):
        return None
    return round(pence * IN_HOUSE_COST / (IN_HOUSE_CHILDREN * IN_HOUSE_AVERAGE * WEEKS) / PENCE, 2)


def _note(offer: str, line: Line) -> str:
    for kind, beginnings, average, origin in PUBLISHED_AVERAGES:
        if offer.startswith(beginnings):
            full = "; full unit cost: the service's 3,750,559 over 247 children" if "in-house" in kind else ""
            return f"differences by line and need assumed; today's {kind} average {average} a week ({origin}){full}"
    if line.route == "gap":
        return "emergency market: 10,500 a week in 2025 taken back to 2021/22 at 6 % a year; alike for all needs"
    return "paid by bed or home, not by child"


def average_gbp(beginnings: str | tuple[str, ...], needs: tuple[str, ...]) -> float:
    """Return the weekly price that today's children of some needs average in some offers, pounds."""
    pence = scaled_pence()
    placed = {
        (offer, need): count
        for offer in placed_in(beginnings)
        for need, count in placed_by_need(offer).items()
        if need in needs
    }
    return sum(pence[key] * count for key, count in placed.items()) / sum(placed.values()) / PENCE
