"""From the files of a return to an instance, its companions and a report: the steps in order."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from instances.draft import FaultList
from instances.reader import LoadedInstance
from instances.ssda903 import companion, rows
from instances.ssda903.base import Base
from instances.ssda903.children import Flags
from instances.ssda903.code_check import check_codes, check_sexes
from instances.ssda903.cohorts import Grid, absent, carried, cohort_columns
from instances.ssda903.dates import BLANK, UNREADABLE, age_on, day_of, read_days
from instances.ssda903.episodes import EPISODE_COLUMNS, Episodes, prepare
from instances.ssda903.flows import Band, Flows, flows
from instances.ssda903.layout import HEADER_MAY, HEADER_MUST, UASC_MUST
from instances.ssda903.lives import Lives, lives
from instances.ssda903.location import Location, locate
from instances.ssda903.mapping import POOL, read_mapping
from instances.ssda903.measures import YearEnd, share, year_ends
from instances.ssda903.past import ceases_by_reason, placement_history, reason_mapping
from instances.ssda903.pool import is_pool, taken_needs
from instances.ssda903.quality import Quality
from instances.ssda903.settings import settings
from instances.ssda903.stays import Stays, stays
from instances.ssda903.stitch import stitch
from instances.ssda903.tables import Tables, pile, read_tables
from instances.ssda903.today import Placing, Today, children_today, ring_rows, tell_unmapped
from instances.ssda903.years import coverage
from models.faults import Fault, InputError
from models.fields import RINGS, Ring, Row
from models.importing import ImportSummary, MarchCount, QualityLine
from models.instance import Instance
from models.tables import TABLES, Population

_MIDDLE_AGE = 10


@dataclass(frozen=True)
class Request:
    """What the user asks for.

    Attributes:
        paths: folders, zips and files of the return.
        base: the instance that fills what the return does not hold.
        example: whether the base is the packaged example, used because none was given.
        postcodes, areas, mapping: files, None for none.
        population: children aged 0 to 17 in the area, None if not known.
    """

    paths: tuple[Path, ...]
    base: LoadedInstance
    example: bool
    postcodes: Path | None = None
    areas: Path | None = None
    mapping: Path | None = None
    population: int | None = None


@dataclass(frozen=True)
class Imported:
    """The result.

    Attributes:
        instance: the planning problem, its rows checked one by one and not yet across.
        companions: further files of the folder by their path in it, as text.
        quality: what was dropped, repaired or unmapped.
        ends: DfE's counts at each 31 March.
    """

    instance: Instance
    companions: dict[str, str]
    quality: Quality
    ends: tuple[YearEnd, ...]
    population: int | None

    def summary(self) -> ImportSummary:
        """Return the import in numbers."""
        provisions: Counter[str] = Counter()
        for row in self.instance.placements_today:
            provisions[row.provision] += round(row.children)
        return ImportSummary(
            base_date=self.instance.settings.calendar.start - dt.timedelta(days=1),
            children=provisions.total(),
            provisions=dict(sorted(provisions.items())),
            marches=tuple(_march(end, self.population) for end in self.ends),
            quality=tuple(QualityLine(*kind, rows) for kind, rows in self.quality.totals().items()),
        )


def _march(end: YearEnd, population: int | None) -> MarchCount:
    return MarchCount(
        day=dt.date(end.year, 3, 31),
        children=end.children,
        per_10000=None if population is None else end.children / population * 10_000,
        moved_often=share(end.moved_often, end.children),
        settled=share(end.settled, end.long_term),
        inside=share(end.inside, end.inside_known),
        near=share(end.near, end.near_known),
    )


@dataclass(frozen=True)
class _Seen:
    """What the return says, before it meets the base's offers."""

    found: Lives
    location: Location
    flows: Flows
    stays: Stays
    ends: tuple[YearEnd, ...]
    today: Today


def import_return(request: Request) -> Imported:
    """Read a return and fill the rest from the base.

    Raises:
        InputError: with every fault, if a file cannot be read, or no child is in care on the last 31 March.
    """
    quality, faults = Quality(), FaultList()
    ranked = sorted(request.base.instance.needs, key=lambda row: row.rank)
    mapping = read_mapping(request.mapping, tuple(row.need for row in ranked))
    bands = _bands(request.base.instance)
    tables = read_tables(request.paths, quality, faults)
    faults.raise_any([])
    episodes = _episodes(tables, quality)
    found = lives(episodes, mapping, _assumed_age(episodes))
    tell_unmapped(found, quality)
    seen = _see(found, request, bands, quality)
    return _assemble(request, seen, bands, quality)


def _episodes(tables: Tables, quality: Quality) -> Episodes:
    """Return stitched episodes."""
    episodes = pile(tables.episodes, EPISODE_COLUMNS)
    authorities = {str(word) for word in episodes.frame["LA"].array.categories} - {""}
    if len(authorities) > 1:
        raise _refused(f"the return of one authority; the column LA names {len(authorities)}")
    headers = pile(tables.headers, (*HEADER_MUST, *HEADER_MAY))
    starts, ends = (read_days(episodes.frame[name].array) for name in ("DECOM", "DEC"))
    years = coverage(episodes, starts, ends, quality)
    if years.base == UNREADABLE:
        raise _refused("episodes with readable days that reach from a 1 April to a 31 March; these do not")
    check_sexes(headers, quality)
    made = prepare(episodes, headers, pile(tables.uasc, UASC_MUST), years, quality)
    if not len(made.frame):
        raise _refused("at least one episode with a readable first day (DECOM) and a child")
    check_codes(made, quality)
    return stitch(made, quality)


def _refused(expected: str) -> InputError:
    return InputError([Fault("episodes", expected)])


def _bands(base: Instance) -> tuple[Band, ...]:
    """Return the age bands of the base's cohorts.

    Raises:
        InputError: if they do not follow one another from 0 to 17.
    """
    bands = tuple(sorted({(row.age_from, row.age_to) for row in base.cohorts}))
    edges = [-1, *(high for _, high in bands)]
    if any(low != before + 1 for (low, _), before in zip(bands, edges, strict=False)) or edges[-1] != 17:
        expected = "a base whose cohorts have age bands that follow one another from 0 to 17"
        raise InputError([Fault("cohorts.csv", expected)])
    return bands


def _assumed_age(episodes: Episodes) -> int:
    """Return the middle age of the children in care on the base date, for those without a birthday."""
    frame, base = episodes.frame, episodes.years.base
    inside: Flags = ((frame["start"] <= base) & (frame["end"] > base)).to_numpy()
    born = episodes.children.born[frame["child"].to_numpy()[inside]]
    born = born[born != BLANK]
    ages = age_on(born, np.full(len(born), base))
    return int(np.median(ages)) if len(ages) else _MIDDLE_AGE


def _see(found: Lives, request: Request, bands: tuple[Band, ...], quality: Quality) -> _Seen:
    if not len(found.on(found.episodes.years.base)):
        raise _refused(f"at least one child in care on {day_of(found.episodes.years.base)}, the last 31 March")
    location = locate(found, request.postcodes, request.areas, quality)
    takes = taken_needs(request.base.instance, found.mapping.needs)
    return _Seen(
        found,
        location,
        flows(found, location.area, len(location.names), bands, takes),
        stays(found, takes),
        year_ends(found, location),
        children_today(found, location, bands),
    )


def _assemble(request: Request, seen: _Seen, bands: tuple[Band, ...], quality: Quality) -> Imported:
    found, today = seen.found, seen.today
    years = found.episodes.years
    start = day_of(years.base + 1)
    rings = ring_rows(request.base.instance, seen.location.names)
    base = Base(request.base.instance, request.base.name, request.example, start, _scale(request, today))
    offers = Placing(base.instance, rings, seen.location.names).place(found, today, bands, quality)
    first = day_of(years.start).year
    needs, given = found.mapping.needs, found.mapping.given_needs
    source = f"SSDA903 return, years ending 31 March {first + 1} to {start.year}"
    grid = Grid(needs, bands, seen.location.names, absent(base.instance, needs, bands, given), source)
    _tell_areas(seen, quality)
    months = base.instance.settings.calendar.planning().horizon_months
    own = {
        "needs": rows.needs(base, seen.flows, source),
        "areas": rows.areas(base, rings),
        "cohorts": rows.cohorts(grid),
        "transitions": rows.transitions(grid, seen.flows, base, given),
        "entries": rows.entries(grid, seen.flows, start, months),
        "history": rows.history(seen.ends, request.population, source),
        "placements_today": rows.placements_today(grid, today, offers, request.base.name),
        "disruption": rows.disruption(base, seen.stays, source),
        "calibration": rows.calibration(today, offers, seen.stays, seen.ends[-1], years.base, source),
        "published": (),
        "comparators": base.past(base.instance.comparators),
        "placement_history": placement_history(found, source),
        "ceases_by_reason": ceases_by_reason(found, source, quality),
        "population": _population(request, base, seen, quality),
        **_from_base(base, seen, offers, rings),
    }
    rest = {name: _taken(base, name, grid) for name in TABLES if name not in own}
    instance = Instance.model_validate({"settings": settings(base, source), **own, **rest})
    return Imported(instance, _companions(request, seen, bands, quality), quality, seen.ends, request.population)


def _population(request: Request, base: Base, seen: _Seen, quality: Quality) -> tuple[Population, ...]:
    """Return the residents as given; else those of the council's own base, in home areas that the return has."""
    if request.population is not None:
        return rows.population(seen.ends, request.population)
    known = {None, *seen.location.names}
    kept = [row for row in base.instance.population if row.home_area in known]
    lost = 0 if request.example else len(base.instance.population) - len(kept)
    if lost:
        what = "residents of the base in home areas that the return does not have: left out (give --postcodes)"
        quality.whole("noted", what, f"{request.base.name}, population", lost)
    return base.past(kept)


def _taken(base: Base, table: str, grid: Grid) -> tuple[Row, ...]:
    """Return a table of the base; rows that name cohorts are carried over to those of the import."""
    taken = base.sized(table)
    return carried(taken, base.instance, grid) if taken and cohort_columns(taken[0]) else taken


def _scale(request: Request, today: Today) -> float:
    """Return children of the pool in the return over those of the example."""
    pool = sum(row.children for row in request.base.instance.placements_today if row.provision in POOL)
    if not request.example or not pool:
        return 1.0
    return max(int(is_pool(today.provision).sum()), 1) / pool


def _from_base(
    base: Base, seen: _Seen, offers: list[str | None], rings: dict[tuple[str, str], Ring]
) -> dict[str, object]:
    here = {offer: offers.count(offer) for offer in dict.fromkeys(offers) if offer is not None}
    recorded = (
        seen.stays.moves_last_year / seen.stays.child_years_last_year if seen.stays.child_years_last_year else None
    )
    return {
        "offers": base.offers(here),
        "fostering": base.fostering(here),
        "fixed_lines": base.fixed_lines(rows.fixed_provisions(seen.today)),
        "budgets": base.budgets(),
        "income": base.income(),
        "uplifts": base.uplifts(),
        "deflators": base.deflators(),
        "policies": base.policies(_shares(base, seen, offers, rings), recorded),
    }


def _shares(
    base: Base, seen: _Seen, offers: list[str | None], rings: dict[tuple[str, str], Ring]
) -> dict[str, float]:
    """Return the share of today's placed children within each ring."""
    places = {row.offer: row.placed_in for row in base.instance.offers}
    names = seen.location.names
    near = [
        RINGS.index(rings[names[area], places[offer]])
        for offer, area in zip(offers, seen.today.area, strict=True)
        if offer is not None
    ]
    if not near:
        return {}
    return {ring: sum(place <= limit for place in near) / len(near) for limit, ring in enumerate(RINGS)}


def _tell_areas(seen: _Seen, quality: Quality) -> None:
    unknown = int((seen.today.where == 4).sum())
    if unknown:
        what = "children in care on the last 31 March of whom it is not known whether they live in the authority"
        quality.whole("noted", what, "all files", unknown)


def _companions(request: Request, seen: _Seen, bands: tuple[Band, ...], quality: Quality) -> dict[str, str]:
    mapping = seen.found.mapping
    return {
        "README.md": companion.SENSITIVE,
        "import/quality.csv": quality.as_csv(),
        "import/placement_mapping.csv": mapping.text,
        "import/reason_mapping.csv": reason_mapping(),
        "import/measures.csv": companion.measures_csv(seen.ends, request.population),
        "import/flows.csv": companion.flows_csv(seen.flows, bands, mapping.needs),
        "import/stays.csv": companion.stays_csv(seen.stays),
        "import/location.csv": companion.location_csv(seen.today, seen.location),
    }
