"""Made-up returns: lives from a seeded generator, written as yearly folders, and counted without the importer."""

import csv
import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

EPISODE = (
    *("CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC"),
    *("REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
)
HEADER = ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")

PLACEMENTS = (
    *(("U4", "PR1"), ("U6", "PR1"), ("U6", "PR4"), ("U4", "PR5"), ("U3", "PR1"), ("K2", "PR4")),
    *(("K2", "PR1"), ("P1", "PR0"), ("R2", "PR3"), ("A5", "PR1"), ("Z1", "")),
)
OLDER = (("K3", "PR4"), ("H5", "PR4"))


@dataclass(frozen=True)
class Episode:
    """A row of the return; `dec` None while it is open."""

    child: str
    decom: dt.date
    dec: dt.date | None
    rne: str = "S"
    place: str = "U6"
    provider: str = "PR1"
    rec: str = ""
    ls: str = "C2"
    cin: str = "N1"
    urn: str = ""
    home: str = "ZZ1 1AA"
    placed: str = "ZZ2 2BB"

    def open_on(self, day: dt.date) -> bool:
        """Return whether the child is in this episode on a day."""
        return self.decom <= day and (self.dec is None or day < self.dec)


@dataclass
class Council:
    """Lives of a council's children: episodes and birthdays."""

    episodes: list[Episode] = field(default_factory=list)
    born: dict[str, dt.date] = field(default_factory=dict)

    def in_care(self, day: dt.date) -> set[str]:
        """Return the children in care on a day."""
        return {episode.child for episode in self.episodes if episode.open_on(day)}


def march(year: int) -> dt.date:
    """Return 31 March."""
    return dt.date(year, 3, 31)


def council(seed: int, children: int, first: int, last: int) -> Council:
    """Return lives that begin between two years before `first` and 31 March of `last`."""
    rng = np.random.default_rng(seed)
    made = Council()
    begin, span = dt.date(first - 3, 4, 1), (march(last) - dt.date(first - 3, 4, 1)).days
    for number in range(children):
        child = f"QX{seed:02d}{number:05d}"
        age_days = int(rng.integers(0, 17 * 365))
        decom = begin + dt.timedelta(days=int(rng.integers(0, span)))
        made.born[child] = decom - dt.timedelta(days=age_days)
        made.episodes += _life(rng, child, decom, made.born[child])
    return made


def _life(rng: np.random.Generator, child: str, decom: dt.date, born: dt.date) -> list[Episode]:
    """Return one stay in care: episodes that follow one another, to the eighteenth birthday at the latest."""
    adult = _birthday(born, 18)
    found: list[Episode] = []
    place, provider = PLACEMENTS[int(rng.integers(len(PLACEMENTS)))]
    rne, cin = "S", f"N{int(rng.integers(1, 9))}"
    urn = f"SC{int(rng.integers(100000, 999999))}"
    while True:
        dec = min(decom + dt.timedelta(days=int(rng.exponential(300)) + 1), adult)
        ends = bool(rng.random() < 0.3) or dec == adult
        found.append(Episode(child, decom, dec, rne, place, provider, "E4A" if ends else "X1", "C2", cin, urn))
        if ends:
            return found
        decom, rne = dec, str(rng.choice(["P", "L", "P", "B", "U"]))
        if rne in "PB":
            old = (dec - born).days >= 16 * 365.25
            choices = (*PLACEMENTS, *OLDER) if old else PLACEMENTS
            place, provider = choices[int(rng.integers(len(choices)))]
            urn = f"SC{int(rng.integers(100000, 999999))}"


def _birthday(born: dt.date, age: int) -> dt.date:
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return dt.date(born.year + age, 3, 1)


def return_of(made: Council, year: int) -> list[Episode]:
    """Return the episodes that the return of the year to 31 March holds; what ends later is open in it."""
    first, last = dt.date(year - 1, 4, 1), march(year)
    held = [e for e in made.episodes if e.decom <= last and (e.dec is None or e.dec >= first)]
    return [replace(e, dec=None, rec="") if e.dec is not None and e.dec > last else e for e in held]


def uk(day: dt.date | None) -> str:
    """Return a day as councils write it."""
    return "" if day is None else day.strftime("%d/%m/%Y")


def episode_cells(episode: Episode) -> list[str]:
    """Return the cells of a row, in the order of `EPISODE`."""
    return [
        *(episode.child, uk(episode.decom), episode.rne, episode.ls, episode.cin, episode.place, episode.provider),
        *(uk(episode.dec), episode.rec, "", episode.home, episode.placed, episode.urn),
    ]


def text(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def episodes_csv(episodes: Iterable[Episode]) -> str:
    """Return a table of episodes."""
    return text(EPISODE, map(episode_cells, episodes))


def header_csv(made: Council, children: Iterable[str] | None = None) -> str:
    """Return a header table of some children, or all."""
    wanted = sorted(made.born if children is None else children)
    return text(HEADER, ([child, "1", uk(made.born[child]), "WBRI", f"P{child}", "0", ""] for child in wanted))


def write_years(folder: Path, made: Council, years: Iterable[int]) -> list[Path]:
    """Write a folder for each year, with a header and a table of episodes; return the folders."""
    found = []
    for year in years:
        episodes = return_of(made, year)
        place = folder / str(year)
        place.mkdir(parents=True)
        (place / "episodes.csv").write_text(episodes_csv(episodes), encoding="utf-8", newline="")
        (place / "header.csv").write_text(header_csv(made, {e.child for e in episodes}), encoding="utf-8", newline="")
        found.append(place)
    return found
