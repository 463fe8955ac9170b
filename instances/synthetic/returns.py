"""The yearly SSDA903 tables of one authority, in the columns and codes of the return."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from instances.synthetic.care import DAYS_A_YEAR, YEARS, Flags, Stays, birthday
from instances.synthetic.country import Country, Positions, Texts
from instances.synthetic.dates import YEAR_ENDS, date_texts, year_end
from instances.synthetic.episodes import LEGAL, Episodes
from instances.synthetic.extras import adoptions, care_leavers, health, missing, reviews, social_workers
from instances.synthetic.market import Kind, Market
from instances.synthetic.placements import Place, Placements

_SEX_LETTERS_FROM = 2025
_WORKERS_FROM = 2024
_ETHNIC = np.array(["WBRI", "WOTH", "MWBC", "MOTH", "APKN", "AOTH", "BAFR", "BCRB", "OOTH", "NOBT"], dtype=object)
_ETHNIC_SHARES = (0.68, 0.05, 0.04, 0.06, 0.02, 0.03, 0.05, 0.03, 0.03, 0.01)
_NO_NUMBER = frozenset({"P1", "R1", "R2", "R5", "T3", "Z1"})
_OUTSIDE_REGISTER = "XXXXXXX"
_PERMANENT = np.array(["P1", "P2", "P3", "P4", "Z1"], dtype=object)
_PERMANENT_SHARES = (0.1, 0.3, 0.05, 0.1, 0.45)


@dataclass(frozen=True)
class Authority:
    """Everything that was made up for one authority.

    Attributes:
        number: its position in the country.
        child_ids: identifier of each child, plainly made up.
    """

    country: Country
    market: Market
    number: int
    stays: Stays
    placements: Placements
    episodes: Episodes

    @property
    def child_ids(self) -> Texts:
        """Identifiers by number of child."""
        count = int(self.stays.child.max(initial=-1)) + 1
        return np.array([f"SYN{self.number + 1:03d}{child:06d}" for child in range(count)], dtype=object)


def make_returns(authority: Authority, rng: np.random.Generator) -> Iterator[tuple[int, dict[str, pd.DataFrame]]]:
    """Yield year of ending and tables by name of each of the ten returns, first year first."""
    people = _people(authority, rng)
    episodes = _episode_table(authority)
    again = _came_back(authority, rng)
    for year in range(YEARS):
        opens, closes = YEAR_ENDS[year] - 364 - (year_end(year) % 4 == 0), YEAR_ENDS[year]
        stays = authority.stays
        present = (stays.start <= closes) & (stays.end >= opens)
        chosen = pd.DataFrame({"row": np.flatnonzero(present)}).assign(child=stays.child[present])
        once = chosen.drop_duplicates("child", keep="last")["row"].to_numpy()
        yield year_end(year), _year(authority, people, episodes, again, once, opens, closes, year, rng)


def _year(
    authority: Authority,
    people: pd.DataFrame,
    episodes: pd.DataFrame,
    again: pd.DataFrame,
    once: Positions,
    opens: int,
    closes: int,
    year: int,
    rng: np.random.Generator,
) -> dict[str, pd.DataFrame]:
    """Return the tables of one year; `once` holds the last stay in the year of every child in care."""
    stays = authority.stays
    who = people.iloc[stays.child[once]].assign(row=once)
    if year_end(year) >= _SEX_LETTERS_FROM:
        who = who.assign(SEX=who["SEX"].map({"1": "M", "2": "F"}))
    age = (closes - stays.born[once]) / DAYS_A_YEAR
    mothers = stays.girl[once] & (age > 14.5) & (stays.child[once] % 40 == 0)
    header = who.assign(
        MOTHER=np.where(stays.girl[once] & (age > 10), np.where(mothers, "1", "0"), ""),
        MC_DOB=date_texts(np.minimum(stays.born[once] + int(14.2 * DAYS_A_YEAR), closes), mothers),
    )
    tables = {
        "header": header[["CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"]],
        "episodes": _episodes_of(authority.episodes, episodes, opens, closes),
        "uasc": _alone(stays, who),
        "reviews": reviews(stays, who, opens, closes),
        "oc2": health(stays, who, closes, rng),
        "oc3": care_leavers(stays, people, opens, closes, rng),
        "ad1": adoptions(authority.placements, authority.episodes, stays, people, opens, closes),
        "placed_for_adoption": _placed(authority.placements, stays, people, opens, closes),
        "previous_permanence": again.loc[(again["day"] >= opens) & (again["day"] <= closes), _PERMANENCE],
        "missing": missing(stays, who, opens, closes, rng),
    }
    if year_end(year) >= _WORKERS_FROM:
        tables["sw_episodes"] = social_workers(stays, who, opens, closes)
    return tables


_PERMANENCE = ["CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"]


def _people(authority: Authority, rng: np.random.Generator) -> pd.DataFrame:
    """Return what does not change of each child, one row a child in order of number."""
    ids = authority.child_ids
    first = np.unique(authority.stays.child, return_index=True)[1]
    born, girl = authority.stays.born[first], authority.stays.girl[first]
    pupil = rng.random(len(ids)) < 0.85
    upn = [f"X999{authority.number + 1:03d}{child:06d}" if at else "UN1" for child, at in enumerate(pupil.tolist())]
    return pd.DataFrame(
        {
            "CHILD": ids,
            "SEX": np.where(girl, "2", "1"),
            "DOB": date_texts(born),
            "ETHNIC": rng.choice(_ETHNIC, len(ids), p=_ETHNIC_SHARES),
            "UPN": upn,
        }
    )


def _episode_table(authority: Authority) -> pd.DataFrame:
    """Return every episode with the columns of the return, as if all were closed."""
    stays, placements, episodes = authority.stays, authority.placements, authority.episodes
    home = authority.country.postcodes[authority.country.own_postcodes(authority.number)][stays.home]
    provider = placements.provider[episodes.placement]
    postcode = authority.country.postcodes[placements.postcode[episodes.placement]]
    return pd.DataFrame(
        {
            "CHILD": authority.child_ids[stays.child[episodes.stay]],
            "DECOM": date_texts(episodes.start),
            "RNE": episodes.rne,
            "LS": LEGAL[episodes.legal],
            "CIN": episodes.need,
            "PLACE": episodes.place,
            "PLACE_PROVIDER": provider_codes(authority),
            "DEC": date_texts(episodes.end),
            "REC": episodes.rec,
            "REASON_PLACE_CHANGE": episodes.reason,
            "HOME_POST": np.where(stays.alone[episodes.stay], "", home[episodes.stay]),
            "PL_POST": postcode,
            "URN": _numbers(authority, provider),
        }
    )


def provider_codes(authority: Authority) -> Texts:
    """Return the provider code of each episode: parent, own, private or voluntary; blank where the code has none."""
    placements, episodes, market = authority.placements, authority.episodes, authority.market
    kind = placements.place[episodes.placement]
    provider = placements.provider[episodes.placement]
    own = np.isin(market.kind, (Kind.FOSTERING_SERVICE, Kind.OWN_HOME))[provider]
    bought = np.where(market.voluntary[provider], "PR5", "PR4")
    codes = np.where(provider < 0, "PR1", np.where(own, "PR1", bought)).astype(object)
    codes[kind == Place.PARENTS] = "PR0"
    codes[(kind == Place.OTHER)] = "PR4"
    codes[episodes.place == "R2"] = "PR3"
    codes[episodes.place == "K1"] = "PR2"
    codes[episodes.place == "R5"] = "PR3"
    codes[np.isin(episodes.place, ["Z1", "T3"])] = ""
    return codes


def _numbers(authority: Authority, provider: Positions) -> Texts:
    """Return the URN of each episode: blank where the return asks for none, X where there is no provider listed."""
    place = authority.episodes.place
    numbers = np.where(provider < 0, _OUTSIDE_REGISTER, authority.market.urn[provider])
    return np.where(np.isin(place, list(_NO_NUMBER)), "", numbers)


def _episodes_of(episodes: Episodes, table: pd.DataFrame, opens: int, closes: int) -> pd.DataFrame:
    """Return the episodes that touch a year, as they stood on its 31 March: what ended later is open."""
    rows = np.flatnonzero((episodes.start <= closes) & (episodes.end >= opens))
    still: Flags = episodes.end[rows] > closes
    found = table.iloc[rows].copy()
    found.loc[still, ["DEC", "REC", "REASON_PLACE_CHANGE"]] = ""
    return found


def _alone(stays: Stays, who: pd.DataFrame) -> pd.DataFrame:
    rows = stays.alone[who["row"]]
    ceased = date_texts(birthday(stays.born[who["row"]]))
    return who.assign(DUC=ceased).loc[rows, ["CHILD", "SEX", "DOB", "DUC"]]


def _placed(placements: Placements, stays: Stays, people: pd.DataFrame, opens: int, closes: int) -> pd.DataFrame:
    rows = np.flatnonzero(
        (placements.place == Place.ADOPTION) & (placements.start >= opens) & (placements.start <= closes)
    )
    found = people.iloc[stays.child[placements.stay[rows]]][["CHILD", "DOB"]]
    return found.assign(
        DATE_PLACED=date_texts(placements.start[rows]), DATE_PLACED_CEASED="", REASON_PLACED_CEASED=""
    )


def _came_back(authority: Authority, rng: np.random.Generator) -> pd.DataFrame:
    """Return, for children who came back, what was to be permanent before; `day` is the day of coming back."""
    stays = authority.stays
    rows = np.flatnonzero(np.r_[False, stays.child[1:] == stays.child[:-1]])
    kind = rng.choice(_PERMANENT, len(rows), p=_PERMANENT_SHARES)
    return pd.DataFrame(
        {
            "CHILD": authority.child_ids[stays.child[rows]],
            "DOB": date_texts(stays.born[rows]),
            "PREV_PERM": kind,
            "LA_PERM": "",
            "DATE_PERM": date_texts(stays.end[rows - 1], kind != "Z1"),
            "day": stays.start[rows],
        }
    )
