"""What stands beside the instance in the folder `import`: quality, measures, flows, lengths of stay, the mapping."""

import csv
import io
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from instances.ssda903.flows import Band, Flows, band_of, follows
from instances.ssda903.location import NEAR_MILES, Location
from instances.ssda903.mapping import PROVISIONS
from instances.ssda903.measures import YearEnd, share
from instances.ssda903.stays import MONTHS_FROM, Stays
from instances.ssda903.today import Today

_LASTING = (3, 6, 12, 24)

SENSITIVE = """\
# Keep this folder inside the council

It was made from the SSDA903 return, the record of every child the council looks after. No name, identifier,
birthday or postcode is in it, but many of its counts are of one or two children: with a need, an age and a
placement, somebody who knows the area may recognise a child. It is personal data about children. Do not publish it,
do not send it by open e-mail, do not put it into a public repository.

- `import/quality.csv`: every row of the return that was dropped, repaired, unmapped or worth a note, by file and row.
- `import/placement_mapping.csv`: from codes and legal status to provision and need. Change it and give it to
  `sufficiency import ssda903 ... --mapping FILE`.
- `import/reason_mapping.csv`: from the code of leaving (REC) to the reason in the table ceases_by_reason.
- `import/measures.csv`: stock and stability as DfE counts them, at each 31 March.
- `import/flows.csv`: entries, exits and transitions by age, provision and need.
- `import/stays.csv`: moves by months since admission, and how long placements last.
- `import/location.csv`: children of today by provision, in and outside the authority, near and far.

What the return cannot give (prices, capacities, budgets, policies) came from the base instance; each such row is
marked `assumption` and says so in its note. Put your own figures there before you rely on a plan.
"""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table as CSV text; None is blank."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return out.getvalue()


def measures_csv(ends: tuple[YearEnd, ...], population: int | None) -> str:
    """Return DfE's measures at each 31 March: count, whole and value, blank where they cannot be known."""
    rows: list[list[object]] = []
    for end in ends:
        day, children = f"{end.year}-03-31", end.children
        rows.append([day, "looked_after", children, None, children])
        people = None if population is None else round(children / population * 10_000, 1)
        rows.append([day, "looked_after_per_10000", children, population, people])
        rows.append([day, "unaccompanied", *_share(end.unaccompanied, children)])
        rows.append([day, "three_or_more_placements", *_share(end.moved_often, children)])
        rows.append([day, "same_placement_24_months", *_share(end.settled, end.long_term)])
        rows.append([day, "placed_in_authority", *_share(end.inside, end.inside_known)])
        rows.append([day, "placed_within_20_miles", *_share(end.near, end.near_known)])
    return as_csv(("date", "measure", "children", "of", "value"), rows)


def _share(part: int | None, whole: int | None) -> tuple[int | None, int | None, float | None]:
    value = share(part, whole)
    return part, whole, None if value is None else round(value, 4)


def stays_csv(stays: Stays) -> str:
    """Return, by provision and span of months since admission, moves and ends, and the share that lasts."""
    rows: list[list[object]] = []
    for place, provision in enumerate(PROVISIONS):
        if not stays.exposure[place].any():
            continue
        lasting = [round(stays.still_there(place, months), 4) for months in _LASTING]
        shares = stays.move_shares(place)
        for span, months in enumerate(MONTHS_FROM):
            monthly = None if np.isnan(shares[span]) else round(float(shares[span]), 6)
            counts = [round(float(stays.exposure[place, span]), 1), int(stays.moves[place, span])]
            rows.append([provision, months, *counts, int(stays.ends[place, span]), monthly, *lasting])
    lasting_names = (f"still_there_after_{months}_months_share" for months in _LASTING)
    header = ("provision", "months_from", "child_months", "moves", "ends", "monthly_move_share", *lasting_names)
    return as_csv(header, rows)


def location_csv(today: Today, location: Location) -> str:
    """Return, by provision, children in care today in and outside the authority and by distance from home."""
    inside, miles = location.inside[today.rows], location.miles[today.rows]
    parts = (inside == 1, inside == 0, inside < 0, miles <= NEAR_MILES, miles > NEAR_MILES, np.isnan(miles))
    rows: list[list[object]] = []
    for place, provision in enumerate(PROVISIONS):
        mine = today.provision == place
        if mine.any():
            rows.append([provision, int(mine.sum()), *(int((part & mine).sum()) for part in parts)])
    header = ("provision", "children", "in_authority", "outside", "authority_unknown")
    return as_csv((*header, "within_20_miles", "over_20_miles", "distance_unknown"), rows)


def flows_csv(flows: Flows, bands: tuple[Band, ...], needs: tuple[str, ...]) -> str:
    """Return entries, exits and transitions between month ends, by age band, provision and need."""
    seen = flows.seen
    ages = band_of(seen.age, bands)
    key = (seen.provision * len(needs) + seen.need) * len(bands) + ages
    stays = follows(seen)
    came = seen.month > 0
    came[1:] &= ~stays[:-1]
    before_last = seen.month < flows.months
    after = np.append(key[1:], -1)
    parts = (
        ("entry", np.full(came.sum(), -1), key[came]),
        ("exit", key[before_last & ~stays], np.full((before_last & ~stays).sum(), -1)),
        ("transition", key[stays], after[stays]),
    )
    exposure = np.bincount(key[before_last], minlength=len(PROVISIONS) * len(needs) * len(bands))
    rows: list[list[object]] = []
    for kind, old, new in parts:
        counted = pd.DataFrame({"old": old, "new": new}).value_counts(sort=False).sort_index()
        states = zip(*(counted.index.get_level_values(level).tolist() for level in (0, 1)), strict=True)
        for (one, two), count in zip(states, counted.tolist(), strict=True):
            months = int(exposure[one]) if one >= 0 else None
            chance = None if months is None else round(count / months, 6)
            rows.append([kind, *_state(one, bands, needs), *_state(two, bands, needs), int(count), months, chance])
    ends = [f"{end}_{name}" for end in ("from", "to") for name in ("age_from", "age_to", "provision", "need")]
    return as_csv(("kind", *ends, "children", "child_months", "monthly_share"), rows)


def _state(key: int, bands: tuple[Band, ...], needs: tuple[str, ...]) -> list[object]:
    if key < 0:
        return [None, None, None, None]
    rest, band = divmod(key, len(bands))
    provision, need = divmod(rest, len(needs))
    return [*bands[band], PROVISIONS[provision], needs[need]]
