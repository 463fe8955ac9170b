"""Stays, placements and episodes: no gap, no overlap, and England's distributions."""

import datetime as dt

import numpy as np
import pytest

from instances.synthetic.care import FIRST_DAY, YEARS, birthday
from instances.synthetic.dates import YEAR_ENDS, date_texts
from instances.synthetic.placements import Place
from tests.instances.synthetic.made import AUTHORITIES, authorities, country

MIDDLE = YEAR_ENDS[5]
"""31 March 2021: the year that starts and children are taken from."""


def test_birthdays_by_the_calendar() -> None:
    """18 years after 12 May 2006 is 12 May 2024; who is born on 29 February comes of age on 1 March."""
    days = (np.array(["2006-05-12", "2008-02-29", "2004-02-29"], dtype="datetime64[D]") - FIRST_DAY).astype(np.int64)
    assert date_texts(birthday(days)).tolist() == ["12/05/2024", "01/03/2026", "01/03/2022"]
    assert date_texts(birthday(days, 20)).tolist()[2] == "29/02/2024"


def test_year_ends_are_the_last_of_march() -> None:
    """Ten returns, the last to 31 March 2025."""
    ends = date_texts(np.array(YEAR_ENDS)).tolist()
    assert len(ends) == YEARS
    assert (ends[0], ends[-1]) == ("31/03/2016", "31/03/2025")
    assert {end[:5] for end in ends} == {"31/03"}


@pytest.mark.parametrize("number", range(AUTHORITIES))
def test_placements_fill_each_stay(number: int) -> None:
    """The first placement begins with the stay, each next where the last ended, the last with the stay's end."""
    made = authorities()[number]
    stays, placements = made.stays, made.placements
    first = np.r_[True, placements.stay[1:] != placements.stay[:-1]]
    assert placements.stay[first].tolist() == list(range(len(stays.start)))
    assert (placements.start[first] == stays.start).all()
    assert (placements.end[np.r_[first[1:], True]] == stays.end).all()
    assert (placements.end[:-1][~first[1:]] == placements.start[1:][~first[1:]]).all()
    assert (placements.end > placements.start).all()


@pytest.mark.parametrize("number", range(AUTHORITIES))
def test_episodes_fill_each_stay(number: int) -> None:
    """Episodes have no gap or overlap; S begins each stay and nothing else; X1 stands on all but the last."""
    made = authorities()[number]
    stays, episodes = made.stays, made.episodes
    first = np.r_[True, episodes.stay[1:] != episodes.stay[:-1]]
    assert (episodes.start[first] == stays.start).all()
    assert (episodes.end[:-1][~first[1:]] == episodes.start[1:][~first[1:]]).all()
    assert (episodes.end[episodes.last] == stays.end).all()
    assert ((episodes.rne == "S") == first).all()
    assert ((episodes.rec == "X1") == ~episodes.last).all()
    assert (episodes.rne != "").all()
    assert (episodes.reason[episodes.last] == "").all()


@pytest.mark.parametrize("number", range(AUTHORITIES))
def test_nobody_is_in_care_after_the_eighteenth_birthday(number: int) -> None:
    """Stays end on or before it; a child's two stays do not overlap; nobody enters before birth."""
    stays = authorities()[number].stays
    assert (stays.end <= birthday(stays.born)).all()
    assert (stays.end > stays.start).all()
    assert (stays.start >= stays.born).all()
    again = stays.child[1:] == stays.child[:-1]
    assert again.any()
    assert (stays.start[1:][again] > stays.end[:-1][again]).all()


def test_codes_go_together() -> None:
    """Rules of the return on codes, providers and ages: parents PR0, K3 from October 2023, supported from 16."""
    from instances.synthetic.returns import provider_codes

    for made in authorities():
        place, codes = made.episodes.place, provider_codes(made)
        placed = made.placements.start[made.episodes.placement]
        assert ((codes == "PR0") == (place == "P1")).all()
        assert (codes[np.isin(place, ["T3", "Z1"])] == "").all()
        assert not np.isin(codes[place == "K3"], ["PR0", "PR1", ""]).any()
        assert date_of(placed[place == "K3"].min()) >= dt.date(2023, 10, 28)
        assert date_of(placed[np.isin(place, ["H5", "P2"])].max()) < dt.date(2023, 10, 28)
        born = made.stays.born[made.episodes.stay]
        for codes_from, years in ((["H5", "K3", "P2"], 16), (["K1", "S1", "R2"], 10), (["R5"], 15), (["K2"], 5)):
            at = np.isin(place, codes_from)
            assert at.any()
            assert (placed[at] >= birthday(born[at], years) - 2).all()
        assert (placed[place == "R3"] < birthday(born[place == "R3"], 10)).all()
        assert not np.isin(codes[np.isin(place, ["K1", "K2", "U1", "U3", "U4", "U6"])], ["PR3", "PR0", ""]).any()
        assert not np.isin(codes[np.isin(place, ["R2", "R5"])], ["PR1", "PR2"]).any()


def date_of(day: int) -> dt.date:
    """Return a day as a date."""
    found: dt.date = (FIRST_DAY + np.timedelta64(int(day), "D")).astype(object)
    return found


def _on(start: np.ndarray, end: np.ndarray, day: int) -> np.ndarray:
    return (start <= day) & (end > day)


def test_children_and_starts_are_those_asked_for() -> None:
    """Starts within 5 % and children within 15 % of what the country was made with, all authorities together."""
    made, _ = country()
    starts = sum(((a.stays.start > MIDDLE - 365) & (a.stays.start <= MIDDLE)).sum() for a in authorities())
    children = sum(_on(a.stays.start, a.stays.end, MIDDLE).sum() for a in authorities())
    assert starts == pytest.approx(made.starts.sum(), rel=0.05)
    assert children == pytest.approx(made.children.sum(), rel=0.15)


def test_ages_are_those_of_england() -> None:
    """DfE 2019: under 1 5.2 %, 1-4 13.4, 5-9 18.4, 10-15 39.4, 16-17 23.5; each within 3 points."""
    counts = np.zeros(5)
    for made in authorities():
        on = _on(made.stays.start, made.stays.end, MIDDLE)
        ages = (MIDDLE - made.stays.born[on]) / 365.25
        counts += np.histogram(ages, [0, 1, 5, 10, 16, 18.1])[0]
    assert counts / counts.sum() == pytest.approx([0.052, 0.134, 0.184, 0.394, 0.235], abs=0.03)


def test_placements_are_those_of_england() -> None:
    """DfE 2019: fostering 72 %, parents 7, adoption 3, the rest 17 to 18; inside the authority 56 (median)."""
    kinds, inside = np.zeros(len(Place)), 0
    for made in authorities():
        on = _on(made.placements.start, made.placements.end, MIDDLE)
        kinds += np.bincount(made.placements.place[on], minlength=len(Place))
        inside += int((made.country.authority_of(made.placements.postcode[on]) == made.number).sum())
    share = kinds / kinds.sum()
    assert share[[Place.KINSHIP, Place.IN_HOUSE, Place.AGENCY]].sum() == pytest.approx(0.72, abs=0.06)
    assert share[Place.PARENTS] == pytest.approx(0.07, abs=0.03)
    assert share[Place.ADOPTION] == pytest.approx(0.03, abs=0.03)
    assert share[[Place.HOME, Place.SUPPORTED, Place.OTHER]].sum() == pytest.approx(0.175, abs=0.06)
    assert inside / kinds.sum() == pytest.approx(0.56, abs=0.12)


def test_moves_are_those_of_england() -> None:
    """Year to March 2021: 0.54 moves a child (53,990 - 10,200 over 80,780), 0.13 of status only; 9 % with three."""
    children = moves = status = three = 0
    for made in authorities():
        stays, placements, episodes = made.stays, made.placements, made.episodes
        on = _on(stays.start, stays.end, MIDDLE)
        children += int(on.sum())
        year = (episodes.start > MIDDLE - 365) & (episodes.start <= MIDDLE)
        moves += int((year & np.isin(episodes.rne, ["P", "B"])).sum())
        status += int((year & (episodes.rne == "T")).sum())
        lived = (placements.end > MIDDLE - 365) & (placements.start <= MIDDLE) & on[placements.stay]
        three += int((np.bincount(placements.stay[lived]) >= 3).sum())
    assert moves / children == pytest.approx(0.54, abs=0.08)
    assert status / children == pytest.approx(0.13, abs=0.04)
    assert three / children == pytest.approx(0.095, abs=0.02)


def test_long_term_placements_last_as_in_england() -> None:
    """Under 16 and in care for 2.5 years: 70 % in the same placement for two (2021), within 5 points."""
    long = settled = 0
    for made in authorities():
        stays, placements = made.stays, made.placements
        chosen = _on(stays.start, stays.end, MIDDLE) & (stays.start < MIDDLE - 913)
        chosen &= birthday(stays.born, 16) > MIDDLE
        now = _on(placements.start, placements.end, MIDDLE) & chosen[placements.stay]
        long += int(now.sum())
        settled += int((now & (placements.start < MIDDLE - 730)).sum())
    assert settled / long == pytest.approx(0.7, abs=0.05)


def test_under_fives_and_siblings() -> None:
    """A third of entrants are under five, and most of those who enter with others share their address."""
    young = families = total = 0
    for made in authorities():
        stays = made.stays
        total += len(stays.start)
        young += int((stays.start - stays.born < 5 * 365).sum())
        _, size = np.unique(np.column_stack([stays.start, stays.home])[~stays.alone], axis=0, return_counts=True)
        families += int(size[size > 1].sum())
    assert 0.3 < young / total < 0.45
    assert 0.3 < families / total < 0.7


def test_entries_are_steady_or_rise() -> None:
    """Nine authorities together start at least as many children in the last three years as in the first three."""
    made, _ = country()
    assert (made.growth >= 0).all()
    starts = np.concatenate([a.stays.start for a in authorities()])
    first, last = (starts >= 0) & (starts < 3 * 365), (starts >= 7 * 365) & (starts < 10 * 365)
    assert last.sum() >= 0.97 * first.sum()
