"""Rows of the instance's tables that the return gives: cohorts, flows, moves, counts, recorded figures."""

import datetime as dt
import math
from collections import Counter

import numpy as np

from instances.ssda903.base import Base
from instances.ssda903.cohorts import Grid, carried
from instances.ssda903.dates import day_of
from instances.ssda903.flows import Band, Flows
from instances.ssda903.mapping import FIXED, POOL, PROVISIONS
from instances.ssda903.measures import BANDS, YearEnd
from instances.ssda903.stays import MONTHS_FROM, Stays
from instances.ssda903.today import Today, final_provision
from models.calendar import MONTHS_PER_YEAR, add_months
from models.fields import FAMILY_PROVISIONS, Ring
from models.tables import (
    Area,
    Calibration,
    Cohort,
    Disruption,
    Entry,
    History,
    Need,
    PlacementToday,
    Population,
    Transition,
)

LEAST_EXPOSURE = 60.0
"""Child-months in a provision and span of stay, below which the base's chance of a move is used."""
LEAST_MOVES = 30
_LIKE = {
    "internal_home": "residential",
    "block_residential": "residential",
    "block_fostering": "ifa",
    "block_16plus": "supported_accommodation",
}
_PLACED = frozenset(POOL)


def needs(base: Base, flows: Flows, source: str) -> tuple[Need, ...]:
    """Return the base's need levels, with the rises of need after a move that the return shows."""
    ranked = sorted(base.instance.needs, key=lambda row: row.rank)
    found = []
    for place, row in enumerate(ranked):
        moves, risen = flows.moves[place], flows.risen[place]
        if moves < LEAST_MOVES or place + 1 == len(ranked):
            found.append(base.marked(row))
        else:
            share = round(float(risen / moves), 4)
            note = f"{risen:.0f} of {moves:.0f} moves were to the next need level; name and rank are the base's"
            found.append(row.model_copy(update={"escalation_share": share, "source": source, "note": note}))
    return tuple(found)


def areas(base: Base, rings: dict[tuple[str, str], Ring]) -> tuple[Area, ...]:
    """Return the rings of every home area; the base's, or for an area it does not have the farthest of its own."""
    known = {(row.home_area, row.placed_in): row for row in base.instance.areas}
    note = f"home area not in the base {base.name}: the farthest ring that the base has for the place"
    return tuple(
        base.marked(known[pair]) if pair in known else _area(*pair, ring, note) for pair, ring in rings.items()
    )


def _area(home: str, place: str, ring: Ring, note: str) -> Area:
    return Area(home_area=home, placed_in=place, ring=ring, source="assumption", note=note)


def cohorts(grid: Grid) -> tuple[Cohort, ...]:
    """Return the cohorts."""
    note = "need level from codes and legal status by import/placement_mapping.csv"
    return tuple(
        Cohort(
            cohort=grid.name(need, band, area),
            need=grid.needs[need],
            home_area=grid.areas[area],
            age_from=grid.bands[band][0],
            age_to=grid.bands[band][1],
            source=grid.source,
            note=note,
        )
        for need, band, area in grid.every()
    )


def transitions(grid: Grid, flows: Flows, base: Base, mapped: frozenset[str]) -> tuple[Transition, ...]:
    """Return the monthly chances, alike in every area; needs that the mapping never gives keep the base's."""
    needs = {cohort.cohort: cohort.need for cohort in base.instance.cohorts}
    unseen = [base.marked(row) for row in base.instance.transitions if needs[row.cohort] not in mapped]
    found = list(carried(unseen, base.instance, grid))
    for need, band, area in grid.every():
        if grid.needs[need] not in mapped:
            continue
        note = f"{flows.stock[need, band]:,.0f} child-months; few are filled up with those of the age band"
        for to_need, to_band in np.argwhere(flows.chances[need, band] > 0):
            share = math.floor(flows.chances[need, band, to_need, to_band] * 1e6) / 1e6
            names = grid.name(need, band, area), grid.name(to_need, to_band, area)
            if share:
                found.append(
                    Transition(
                        cohort=names[0], to_cohort=names[1], monthly_share=share, source=grid.source, note=note
                    )
                )
    return tuple(found)


def entries(grid: Grid, flows: Flows, start: dt.date, months: int) -> tuple[Entry, ...]:
    """Return entries into the pool: `middle` is the mean of the window, `low` and `high` its extreme years."""
    rates = flows.entries.mean(axis=0)
    note = f"mean of {flows.months} months to the base date, fixed lines taken out"
    found = []
    for path, times in _paths(flows).items():
        remark = note if path == "middle" else f"{note}, times {times:.4f}: the {path}est year of the window"
        rows = [(cohort, rates[cohort] * times) for cohort in grid.every() if rates[cohort] > 0] or [((0, 0, 0), 0.0)]
        for month in range(months):
            day = add_months(start, month)
            found += [
                Entry(
                    cohort=grid.name(*cohort),
                    demand=path,
                    month=day,
                    children=round(float(rate), 6),
                    source=grid.source,
                    note=remark,
                )
                for cohort, rate in rows
            ]
    return tuple(found)


def _paths(flows: Flows) -> dict[str, float]:
    """Return each demand path's factor on the mean."""
    years = flows.months // MONTHS_PER_YEAR
    monthly = flows.entries.sum(axis=(1, 2, 3))
    yearly = monthly[len(monthly) - years * MONTHS_PER_YEAR :].reshape(years, MONTHS_PER_YEAR).mean(axis=1)
    mean = monthly.mean()
    if years < 2 or not mean:
        return {"middle": 1.0}
    return {"middle": 1.0, "low": float(yearly.min() / mean), "high": float(yearly.max() / mean)}


def placements_today(grid: Grid, today: Today, offers: list[str | None], base: str) -> tuple[PlacementToday, ...]:
    """Return every child in care on the base date, alike ones in one row."""
    provisions = final_provision(today, offers)
    alike = Counter(
        zip(
            *(part.tolist() for part in (today.need, today.band, today.area)),
            *(offers, provisions, today.months.tolist()),
            strict=True,
        )
    )
    note = f"provision by import/placement_mapping.csv; offer of the base {base} chosen by age, need and distance"
    ordered = sorted(alike.items(), key=lambda item: (*item[0][:3], item[0][4], item[0][3] or "", item[0][5]))
    return tuple(
        PlacementToday.model_validate(
            {
                "cohort": grid.name(need, band, area),
                "offer": offer,
                "provision": provision,
                "months_in_placement": months,
                "children": float(children),
                "source": grid.source,
                "note": note if offer else "provision by import/placement_mapping.csv",
            }
        )
        for (need, band, area, offer, provision, months), children in ordered
    )


def disruption(base: Base, stays: Stays, source: str) -> tuple[Disruption, ...]:
    """Return the chance of a move by provision; the base's where the return shows too little."""
    kinds = {offer.offer: offer.provision for offer in base.instance.offers}
    found: list[Disruption] = []
    for price in base.instance.offer_prices:
        mine = [row for row in base.instance.disruption if (row.offer, row.need) == (price.offer, price.need)]
        kind = kinds[price.offer]
        if kind == "gap":
            found += [base.marked(row) for row in mine]
            continue
        provision = PROVISIONS.index(_LIKE.get(kind, kind))
        shares, exposure = stays.move_shares(provision), stays.exposure[provision]
        for span, months in enumerate(MONTHS_FROM):
            if exposure[span] < LEAST_EXPOSURE:
                held = max((row for row in mine if row.months_from <= months), key=lambda row: row.months_from)
                found.append(base.marked(held, _few(exposure[span]), {"months_from": months}))
                continue
            note = f"{stays.moves[provision, span]:.0f} moves (RNE P or B) in {exposure[span]:,.0f} child-months"
            found.append(
                Disruption(
                    offer=price.offer,
                    need=price.need,
                    months_from=months,
                    monthly_share=round(float(shares[span]), 6),
                    source=source,
                    note=f"{note} of {PROVISIONS[provision]}, all needs together",
                )
            )
    return tuple(found)


def _few(exposure: float) -> str:
    return f", the return having only {exposure:.0f} child-months here"


def history(ends: tuple[YearEnd, ...], population: int | None, source: str) -> tuple[History, ...]:
    """Return counts at each 31 March, starts and ceases, and DfE's counts of stability."""
    found: list[History] = []
    for end in ends:
        day = dt.date(end.year, 3, 31)
        for place, band in enumerate(BANDS):
            found.append(_history("looked_after", day, 0, int(end.looked_after[place]), band, source))
            for measure, counts in (("starts", end.starts), ("ceases", end.ceases)):
                if counts is not None:
                    found.append(_history(measure, day, MONTHS_PER_YEAR, int(counts[place]), band, source))
        for measure, months, count, band in (
            ("three_or_more_placements", MONTHS_PER_YEAR, end.moved_often, (0, 17)),
            ("looked_after_30_months", 0, end.long_term, (0, 15)),
            ("same_placement_24_months", 0, end.settled, (0, 15)),
        ):
            if count is not None:
                found.append(_history(measure, day, months, count, band, source))
    if population is not None:
        day = dt.date(ends[-1].year, 3, 31)
        found.append(_history("population", day, 0, population, (0, 17), "given with --population"))
    return tuple(sorted(found, key=lambda row: row.measure))


def population(ends: tuple[YearEnd, ...], people: int) -> tuple[Population, ...]:
    """Return the resident children on the last 31 March as the user gave them: `demand` projects by their rate."""
    day = dt.date(ends[-1].year, 3, 31)
    given = "given with --population"
    return (Population(home_area=None, day=day, people=float(people), age_from=0, age_to=17, source=given),)


def _history(measure: str, day: dt.date, months: int, count: int, band: Band, source: str) -> History:
    values = {"measure": measure, "period_end": day, "period_months": months, "children": float(count)}
    return History.model_validate({**values, "age_from": band[0], "age_to": band[1], "source": source})


def calibration(
    today: Today, offers: list[str | None], stays: Stays, last: YearEnd, base_day: int, source: str
) -> tuple[Calibration, ...]:
    """Return recorded figures that `check` shows beside the instance's own."""
    note = f"at {day_of(base_day)}"
    found = []
    if stays.child_years_last_year:
        moves, years = stays.moves_last_year, stays.child_years_last_year
        spread = 2 * math.sqrt(max(moves, 1)) / years
        text = f"{moves:.0f} moves in {years:.1f} child-years to {day_of(base_day)}, children of the pool"
        found.append(_recorded("first_year_moves_per_child_year", moves / years, spread, source, text))
    placed = [name for name in final_provision(today, offers) if name in _PLACED]
    shares = {
        "share_in_house_fostering": ("in_house_fostering", "connected_carers"),
        "share_ifa": ("ifa",),
        "share_residential": ("residential",),
        "share_supported_accommodation": ("supported_accommodation",),
        "share_family_settings": tuple(FAMILY_PROVISIONS),
    }
    counts = {measure: (sum(name in names for name in placed), len(placed)) for measure, names in shares.items()}
    counts["share_in_authority"] = (last.inside, last.inside_known)
    counts["share_within_20_miles"] = (last.near, last.near_known)
    if last.long_term is not None and last.settled is not None:
        counts["same_placement_two_years_under_16"] = (last.settled, last.long_term)
    for measure, (part, whole) in counts.items():
        if whole:
            share = part / whole
            spread = 2 * math.sqrt(max(share * (1 - share), 0.01) / whole)
            found.append(_recorded(measure, share, spread, source, f"{part} of {whole} {note}"))
    return tuple(found)


def _recorded(measure: str, value: float, spread: float, source: str, note: str) -> Calibration:
    return Calibration(
        measure=measure,
        recorded=round(value, 4),
        low=round(max(value - spread, 0.0), 4),
        high=round(value + spread, 4),
        source=source,
        note=f"{note}; range: two standard errors",
    )


def fixed_provisions(today: Today) -> set[str]:
    """Return the fixed provisions that children live in today."""
    return {PROVISIONS[place] for place in today.provision if PROVISIONS[place] in FIXED}
