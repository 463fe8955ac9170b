"""The smaller tables of a return: reviews, health, care leavers, adoptions, going missing, social workers."""

import numpy as np
import pandas as pd

from instances.synthetic.care import DAYS_A_YEAR, Flags, Stays, birthday
from instances.synthetic.country import Positions, Texts
from instances.synthetic.dates import date_texts
from instances.synthetic.episodes import Episodes
from instances.synthetic.figures import ADULT
from instances.synthetic.placements import Placements

_REVIEW_DAYS = np.r_[20, 110, np.arange(290, ADULT * 366, 182)]
_LEAVER_AGES = (17, 18, 19, 20, 21)


def reviews(stays: Stays, who: pd.DataFrame, opens: int, closes: int) -> pd.DataFrame:
    """Return the reviews of a year: after 20 days, three months, then every half-year."""
    row = who["row"].to_numpy()
    day = stays.start[row][:, None] + _REVIEW_DAYS
    held = (day >= opens) & (day <= closes) & (day < stays.end[row][:, None])
    child, number = np.nonzero(held)
    days = date_texts(day[child, number])
    return _named(who, child).assign(REVIEW=days, REVIEW_CODE="PN3")


def health(stays: Stays, who: pd.DataFrame, closes: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return health and offending of the children in care for a year on 31 March."""
    row = who["row"].to_numpy()
    long = (stays.start[row] <= closes - 365) & (stays.end[row] > closes)
    found, row = _named(who, np.flatnonzero(long)), row[long]
    age = (closes - stays.born[row]) / DAYS_A_YEAR
    asked = (age >= 4) & (age < 17)
    answered = asked & (rng.random(len(row)) < 0.8)
    score = np.clip(rng.normal(14, 7, len(row)), 0, 40).round().astype(int).astype(str)
    yes = {name: rng.random(len(row)) < share for name, share in _HEALTH_SHARES.items()}
    misuse = yes.pop("SUBSTANCE_MISUSE") & (age > 12)
    received = misuse & (rng.random(len(row)) < 0.5)
    return found.assign(
        SDQ_SCORE=np.where(answered, score, ""),
        SDQ_REASON=np.where(asked & ~answered, "SDQ1", ""),
        CONVICTED=_flags(yes["CONVICTED"] & (age > 10)),
        HEALTH_CHECK=np.where(age < 5, _flags(yes["HEALTH_CHECK"]), ""),
        IMMUNISATIONS=_flags(yes["IMMUNISATIONS"]),
        TEETH_CHECK=_flags(yes["TEETH_CHECK"]),
        HEALTH_ASSESSMENT=_flags(yes["HEALTH_ASSESSMENT"]),
        SUBSTANCE_MISUSE=_flags(misuse),
        INTERVENTION_RECEIVED=np.where(misuse, _flags(received), ""),
        INTERVENTION_OFFERED=np.where(misuse & ~received, "1", ""),
    )


_HEALTH_SHARES = {
    "CONVICTED": 0.03,
    "HEALTH_CHECK": 0.88,
    "IMMUNISATIONS": 0.85,
    "TEETH_CHECK": 0.75,
    "HEALTH_ASSESSMENT": 0.9,
    "SUBSTANCE_MISUSE": 0.04,
}


def care_leavers(
    stays: Stays, people: pd.DataFrame, opens: int, closes: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the young people who left at 16 or older and had a birthday from the 17th to the 21st in the year."""
    last_stay = np.r_[stays.child[1:] != stays.child[:-1], True]
    left = last_stay & (stays.end - stays.born > 16 * DAYS_A_YEAR) & (stays.end <= closes)
    birthdays = [birthday(stays.born, age) for age in _LEAVER_AGES]
    had = np.any([(opens <= day) & (day <= closes) & (stays.end <= day) for day in birthdays], axis=0)
    rows = np.flatnonzero(left & had)
    touch = rng.random(len(rows)) < 0.92
    accommodation = np.array(["B1", "D1", "K1", "S2", "T1", "U1", "V1", "Y1"], dtype=object)
    activity = np.array(["F1", "F2", "F4", "F5", "G4", "G5", "P1"], dtype=object)
    return _named(people, stays.child[rows]).assign(
        IN_TOUCH=np.where(touch, "YES", "NO"),
        ACTIV=np.where(touch, rng.choice(activity, len(rows)), ""),
        ACCOM=np.where(touch, rng.choice(accommodation, len(rows)), ""),
    )


def adoptions(
    placements: Placements, episodes: Episodes, stays: Stays, people: pd.DataFrame, opens: int, closes: int
) -> pd.DataFrame:
    """Return the children adopted in the year, with dates of decision and match before the placement."""
    adopted = np.isin(episodes.rec, ["E11", "E12"]) & (episodes.end >= opens) & (episodes.end <= closes)
    rows = np.flatnonzero(adopted)
    placed = placements.start[episodes.placement[rows]]
    begun = stays.start[episodes.stay[rows]]
    couple = rows % 4 > 0
    return _named(people, stays.child[episodes.stay[rows]]).assign(
        DATE_INT=date_texts(np.maximum(placed - 150, begun)),
        DATE_MATCH=date_texts(np.maximum(placed - 30, begun)),
        FOSTER_CARE="0",
        NB_ADOPTR=np.where(couple, "2", "1"),
        SEX_ADOPTR=np.where(couple, "MF", "F1"),
        LS_ADOPTR=np.where(couple, "MM", "L0"),
    )


def missing(stays: Stays, who: pd.DataFrame, opens: int, closes: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return who went missing in the year, from twelve years on; most for a day or two."""
    row = who["row"].to_numpy()
    first, last = np.maximum(stays.start[row], opens), np.minimum(stays.end[row] - 1, closes)
    age = (last - stays.born[row]) / DAYS_A_YEAR
    times = rng.poisson(np.where((age >= 12) & (last > first), 0.25, 0.0))
    at = np.repeat(np.arange(len(row)), times)
    begun = first[at] + (rng.random(len(at)) * (last - first)[at]).astype(np.int64)
    ended = np.minimum(begun + 1 + rng.geometric(0.6, len(at)), stays.end[row][at])
    return _named(who, at).assign(
        MISSING=np.where(rng.random(len(at)) < 0.85, "M", "A"),
        MIS_START=date_texts(begun),
        MIS_END=date_texts(ended, ended <= closes),
    )


def social_workers(stays: Stays, who: pd.DataFrame, opens: int, closes: int) -> pd.DataFrame:
    """Return one social worker a child and year, from the day of entry or the first day of the year."""
    row = who["row"].to_numpy()
    begun = np.maximum(stays.start[row], opens)
    ended = stays.end[row] <= closes
    worker = [f"SYNSW{number:05d}" for number in (stays.child[row] % 97).tolist()]
    return _named(who, np.arange(len(row))).assign(
        SW_ID=worker,
        SW_DECOM=date_texts(begun),
        SW_DEC=date_texts(stays.end[row], ended),
        SW_REASON=np.where(begun > opens, "FIRSTW", "MANAGE"),
    )


def _named(people: pd.DataFrame, rows: Positions) -> pd.DataFrame:
    """Return identifier and date of birth of some rows."""
    return pd.DataFrame({name: people[name].to_numpy()[rows] for name in ("CHILD", "DOB")})


def _flags(yes: Flags) -> Texts:
    return np.where(yes, "1", "0").astype(object)
