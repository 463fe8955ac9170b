"""The smaller tables of a return: who stands in them, and that their dates and codes fit the episodes."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from instances.synthetic.returns import make_returns
from tests.instances.synthetic.made import authorities

Tables = dict[str, pd.DataFrame]

YEARS = (2016, 2021, 2025)


@cache
def made() -> dict[int, Tables]:
    """The ten returns of the first authority."""
    return dict(make_returns(authorities()[0], np.random.default_rng(4)))


def days(column: pd.Series) -> pd.Series:
    """Return a column of dates as days; blanks are missing."""
    return pd.to_datetime(column, format="%d/%m/%Y", errors="coerce")


def year_of(year: int) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return first and last day of a return."""
    return pd.Timestamp(year - 1, 4, 1), pd.Timestamp(year, 3, 31)


def in_care(year: int) -> pd.DataFrame:
    """Return first and last day of each episode of a return; a day far off where it is open."""
    episodes = made()[year]["episodes"]
    ends = days(episodes["DEC"]).fillna(pd.Timestamp(2099, 1, 1))
    return pd.DataFrame({"CHILD": episodes["CHILD"], "start": days(episodes["DECOM"]), "end": ends})


def test_ten_returns_in_order() -> None:
    """Years ending 2016 to 2025."""
    assert list(made()) == list(range(2016, 2026))


@pytest.mark.parametrize("year", YEARS)
def test_each_child_once_in_the_header(year: int) -> None:
    """With a date of birth before every episode, and one pupil number or the reason for none."""
    header = made()[year]["header"]
    assert header["CHILD"].is_unique
    born = header.set_index("CHILD")["DOB"]
    care = in_care(year)
    assert (days(care["CHILD"].map(born)) <= care["start"]).all()
    numbers = header.loc[header["UPN"] != "UN1", "UPN"]
    assert numbers.is_unique
    assert numbers.str.fullmatch(r"X999\d{9}").all()


def test_a_child_is_born_once() -> None:
    """The date of birth of a child is the same in every table of every year."""
    born: dict[str, str] = {}
    for tables in made().values():
        for name, table in tables.items():
            for child, day in table[["CHILD", "DOB"]].itertuples(index=False) if "DOB" in table else ():
                assert born.setdefault(child, day) == day, name


def test_mothers_are_girls_with_a_child() -> None:
    """MOTHER is blank for boys and small girls, and a child's birthday stands where it is 1."""
    seen = 0
    for year, tables in made().items():
        header = tables["header"]
        assert (header.loc[header["SEX"].isin(["1", "M"]), "MOTHER"] == "").all()
        assert ((header["MC_DOB"] != "") == (header["MOTHER"] == "1")).all()
        mothers = header[header["MOTHER"] == "1"]
        seen += len(mothers)
        assert (days(mothers["MC_DOB"]) <= year_of(year)[1]).all()
        assert (days(mothers["MC_DOB"]) - days(mothers["DOB"]) > pd.Timedelta(14 * 365, "D")).all()
    assert seen


@pytest.mark.parametrize("year", YEARS)
def test_unaccompanied_children_come_of_age(year: int) -> None:
    """DUC is the eighteenth birthday; they have no home postcode, all others have one."""
    uasc = made()[year]["uasc"]
    assert len(uasc)
    assert (days(uasc["DUC"]) == days(uasc["DOB"]) + pd.DateOffset(years=18)).all()
    episodes = made()[year]["episodes"]
    alone = episodes["CHILD"].isin(uasc["CHILD"])
    assert ((episodes["HOME_POST"] == "") == alone).all()


@pytest.mark.parametrize("year", YEARS)
def test_reviews_are_held_in_care_and_in_the_year(year: int) -> None:
    """Each on a day when the child has an episode; most children in care for the whole year have two."""
    reviews = made()[year]["reviews"].assign(day=lambda table: days(table["REVIEW"]))
    first, last = year_of(year)
    assert reviews["day"].between(first, last).all()
    both = reviews.reset_index().merge(in_care(year), on="CHILD")
    held = both[(both["start"] <= both["day"]) & (both["day"] < both["end"])]
    assert set(held["index"]) == set(range(len(reviews)))
    assert reviews.groupby("CHILD").size().mode()[0] == 2


@pytest.mark.parametrize("year", YEARS)
def test_health_is_of_children_in_care_for_a_year(year: int) -> None:
    """In care on 31 March and a year before; SDQ scores from 4 to 16 only; developmental checks under five only."""
    oc2 = made()[year]["oc2"]
    last = year_of(year)[1]
    care = in_care(year)
    open_now = care[care["end"] > last]
    assert set(oc2["CHILD"]) <= set(open_now["CHILD"])
    age = (last - days(oc2["DOB"])).dt.days / 365.25
    assert (age > 0.99).all()
    scored = oc2["SDQ_SCORE"] != ""
    assert age[scored].between(4, 17).all()
    assert oc2.loc[scored, "SDQ_SCORE"].astype(int).between(0, 40).all()
    assert not (scored & (oc2["SDQ_REASON"] != "")).any()
    assert ((oc2["HEALTH_CHECK"] != "") == (age < 5)).all()
    misuse = oc2["SUBSTANCE_MISUSE"] == "1"
    assert ((oc2["INTERVENTION_RECEIVED"] != "") == misuse).all()
    assert (oc2.loc[oc2["INTERVENTION_OFFERED"] == "1", "INTERVENTION_RECEIVED"] == "0").all()


@pytest.mark.parametrize("year", YEARS)
def test_care_leavers_are_seventeen_to_twenty_one(year: int) -> None:
    """They had one of these birthdays in the year; activity and home are known of those in touch."""
    oc3 = made()[year]["oc3"]
    first, last = year_of(year)
    assert len(oc3)
    assert oc3["CHILD"].is_unique
    birthdays = [days(oc3["DOB"]) + pd.DateOffset(years=age) for age in (17, 18, 19, 20, 21)]
    assert np.any([day.between(first, last + pd.Timedelta(1, "D")) for day in birthdays], axis=0).all()
    assert ((oc3["IN_TOUCH"] == "YES") == (oc3["ACTIV"] != "")).all()
    assert ((oc3["ACTIV"] != "") == (oc3["ACCOM"] != "")).all()


def test_adoptions_follow_their_placements() -> None:
    """Decision, match, placement, adoption, in that order; the adopted leave with E11 or E12."""
    adopted = placed = 0
    for year, tables in made().items():
        ad1, episodes = tables["ad1"], tables["episodes"]
        leaving = episodes[episodes["REC"].isin(["E11", "E12"])]
        assert set(ad1["CHILD"]) == set(leaving["CHILD"])
        assert (days(ad1["DATE_INT"]) <= days(ad1["DATE_MATCH"])).all()
        ends = leaving.set_index("CHILD")["DEC"]
        assert (days(ad1["DATE_MATCH"]) <= days(ad1["CHILD"].map(ends))).all()
        new = tables["placed_for_adoption"]
        assert days(new["DATE_PLACED"]).between(*year_of(year)).all()
        adopted, placed = adopted + len(ad1), placed + len(new)
    assert 0 < adopted <= placed * 2


@pytest.mark.parametrize("year", YEARS)
def test_missing_from_twelve_and_from_care(year: int) -> None:
    """Begins while in care and in the year; ends after it began, or is open at the year's end."""
    missing = made()[year]["missing"]
    begun, ended = days(missing["MIS_START"]), days(missing["MIS_END"])
    assert len(missing)
    assert begun.between(*year_of(year)).all()
    assert (ended.isna() | (ended > begun)).all()
    assert ended.max() <= year_of(year)[1]
    both = missing.assign(day=begun).reset_index(drop=True).reset_index().merge(in_care(year), on="CHILD")
    held = both[(both["start"] <= both["day"]) & (both["day"] <= both["end"])]
    assert set(held["index"]) == set(range(len(missing)))


def test_permanence_of_children_who_came_back() -> None:
    """Each stands in the year of return; the earlier end is a date before it, or not known."""
    back = 0
    for year, tables in made().items():
        previous, episodes = tables["previous_permanence"], tables["episodes"]
        started = episodes[episodes["RNE"] == "S"]
        assert set(previous["CHILD"]) <= set(started["CHILD"])
        assert ((previous["DATE_PERM"] == "") == (previous["PREV_PERM"] == "Z1")).all()
        assert not (days(previous["DATE_PERM"]) > year_of(year)[1]).any()
        back += len(previous)
    assert back > 20


@pytest.mark.parametrize("year", [2024, 2025])
def test_one_social_worker_from_2024_on(year: int) -> None:
    """Every child of the return has one; until the end of care or of the year."""
    workers = made()[year]["sw_episodes"]
    assert sorted(workers["CHILD"]) == sorted(made()[year]["header"]["CHILD"])
    assert days(workers["SW_DECOM"]).between(*year_of(year)).all()
    assert not (days(workers["SW_DEC"]) < days(workers["SW_DECOM"])).any()
    assert "sw_episodes" not in made()[2023]


def test_reasons_follow_the_codes() -> None:
    """A reason stands where another placement or status follows (P, B, T, U), and only there; T3 goes back home."""
    episodes = made()[2021]["episodes"].reset_index(drop=True)
    following = episodes["RNE"].shift(-1).where(episodes["CHILD"] == episodes["CHILD"].shift(-1), "")
    follows = following.isin(["P", "B", "T", "U"]) & (episodes["REC"] == "X1")
    assert ((episodes["REASON_PLACE_CHANGE"] != "") == follows).all()
    assert (episodes.loc[following.isin(["T"]) & follows, "REASON_PLACE_CHANGE"] == "PLACE").all()
    away = episodes[episodes["PLACE"] == "T3"]
    assert len(away)
    for at in away.index:
        before, after = episodes.loc[at - 1], episodes.loc[at + 1]
        if before["CHILD"] == episodes.loc[at, "CHILD"] == after["CHILD"]:
            assert (before["URN"], before["PL_POST"]) == (after["URN"], after["PL_POST"])
