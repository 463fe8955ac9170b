"""What `synth` writes: the layouts, numbers that join, postcodes that look real, the same bytes again."""

import hashlib
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from instances.synthetic.country import MOST_AUTHORITIES, make_country
from instances.synthetic.folder import write_country
from instances.synthetic.make import COSTS_FILE, POSTCODES_FILE, PROVIDERS_FILE, RETURNS_FOLDER
from models.faults import InputError

COLUMNS = {
    "header": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB",
    "episodes": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN",
    "uasc": "CHILD,SEX,DOB,DUC",
    "reviews": "CHILD,DOB,REVIEW,REVIEW_CODE",
    "missing": "CHILD,DOB,MISSING,MIS_START,MIS_END",
    "oc2": "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,"
    "SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED",
    "oc3": "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM",
    "ad1": "CHILD,DOB,DATE_INT,DATE_MATCH,FOSTER_CARE,NB_ADOPTR,SEX_ADOPTR,LS_ADOPTR",
    "placed_for_adoption": "CHILD,DOB,DATE_PLACED,DATE_PLACED_CEASED,REASON_PLACED_CEASED",
    "previous_permanence": "CHILD,DOB,PREV_PERM,LA_PERM,DATE_PERM",
    "sw_episodes": "CHILD,DOB,SW_ID,SW_DECOM,SW_DEC,SW_REASON",
}
REAL_FORM = re.compile(r"[A-PR-UWYZ][A-HK-Y][0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}")
"""The form that checkers of postcodes accept."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two authorities, written once."""
    made = tmp_path_factory.mktemp("made") / "it"
    write_country(made, 2, 5, lambda _: None)
    return made


def table(folder: Path, name: str, year: int = 2025, authority: str = "synthetic-001") -> pd.DataFrame:
    """Return a table of a return as text."""
    path = folder / authority / RETURNS_FOLDER / str(year) / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_columns_of_the_return(folder: Path, name: str) -> None:
    """Each table has the return's columns in its order, and rows."""
    found = table(folder, name)
    assert ",".join(found.columns) == COLUMNS[name]
    assert len(found)


def test_tables_and_codes_change_with_the_years(folder: Path) -> None:
    """Social workers from 2023/24; sex as letters and K3 in 2024/25, figures and H5 before."""
    assert not (folder / "synthetic-001" / RETURNS_FOLDER / "2023" / "sw_episodes.csv").exists()
    assert (folder / "synthetic-001" / RETURNS_FOLDER / "2024" / "sw_episodes.csv").exists()
    assert set(table(folder, "header", 2024)["SEX"]) == {"1", "2"}
    assert set(table(folder, "header", 2025)["SEX"]) == {"M", "F"}
    assert "K3" not in set(table(folder, "episodes", 2023)["PLACE"])
    assert "K3" in set(table(folder, "episodes", 2025)["PLACE"])


@pytest.mark.parametrize("year", [2016, 2020, 2025])
def test_a_return_is_of_its_year(folder: Path, year: int) -> None:
    """Episodes touch the year, nothing in it is later than its 31 March, and what is open has no reason to end."""
    episodes = table(folder, "episodes", year)
    begun = pd.to_datetime(episodes["DECOM"], format="%d/%m/%Y")
    ended = pd.to_datetime(episodes["DEC"], format="%d/%m/%Y", errors="coerce")
    assert begun.max() <= pd.Timestamp(year, 3, 31)
    assert ended.max() <= pd.Timestamp(year, 3, 31)
    assert (ended.dropna() >= pd.Timestamp(year - 1, 4, 1)).all()
    assert ((episodes["DEC"] == "") == (episodes["REC"] == "")).all()
    assert not episodes.duplicated(["CHILD", "DECOM"]).any()
    assert set(episodes["CHILD"]) == set(table(folder, "header", year)["CHILD"])


def test_open_episodes_come_back_in_the_next_return(folder: Path) -> None:
    """A child in care on 31 March 2024 has the same episode in the return to March 2025."""
    before, after = (table(folder, "episodes", year) for year in (2024, 2025))
    still = before.loc[before["DEC"] == "", ["CHILD", "DECOM"]]
    assert len(still.merge(after, on=["CHILD", "DECOM"])) == len(still) > 100


def listed(folder: Path) -> dict[str, tuple[str, str]]:
    """Return placement codes and postcode by number in the provider list."""
    book = openpyxl.load_workbook(folder / PROVIDERS_FILE, read_only=True)
    found = {}
    for sheet, codes in (("Providers", "Placement code"), ("SA providers", None)):
        header, *rows = ([cell.value for cell in row] for row in book[sheet].iter_rows())
        for row in rows:
            at = dict(zip(header, row, strict=True))
            found[str(at["URN"])] = (at[codes] if codes else "H5,K3,P2", at["Setting address postcode"])
    return found


def test_numbers_join_to_the_provider_list(folder: Path) -> None:
    """Every number in returns and costs is listed, under the code of the placement, homes at the same postcode."""
    known = listed(folder)
    for authority in ("synthetic-001", "synthetic-002"):
        episodes = table(folder, "episodes", 2025, authority)
        joined = episodes[~episodes["URN"].isin(["", "XXXXXXX"])]
        assert len(joined) > 0.7 * len(episodes)
        for urn, place, post in joined[["URN", "PLACE", "PL_POST"]].itertuples(index=False):
            assert place in known[urn][0] or place == "R1"
            assert post == known[urn][1] or place not in ("K2", "K3")
        costs = pd.read_csv(folder / authority / COSTS_FILE, dtype=str, keep_default_na=False)
        assert set(costs["Ofsted URN"]) - {""} <= set(known)


def test_costs_are_of_the_placements_of_the_last_return(folder: Path) -> None:
    """Each cost row is a child of the last return; external homes cost some thousands a week."""
    costs = pd.read_csv(folder / "synthetic-001" / COSTS_FILE, dtype=str, keep_default_na=False)
    assert set(costs["Child ID"]) <= set(table(folder, "header")["CHILD"])
    amounts = costs["Total committed cost accrued in FY to date"].astype(float)
    assert (amounts > 0).all()
    whole = costs["Placement end date"].eq("") & (
        pd.to_datetime(costs["Placement start date"], format="%d/%m/%Y") <= pd.Timestamp(2024, 4, 1)
    )
    agency = whole & costs["Placement type"].isin(["U4", "U6"]) & costs["Provider type"].isin(["PR4", "PR5"])
    assert amounts[agency].mean() / 365 * 7 == pytest.approx(1050, rel=0.15)
    assert set(costs.loc[agency, "Procurement platform"]) == {"Framework", "Spot", "Block"}


def test_postcodes_look_real_and_are_nobodys(folder: Path) -> None:
    """Each has the form of a real one, lies in an area of the stated scheme, and is in the directory once."""
    directory = pd.read_csv(folder / POSTCODES_FILE, dtype=str, keep_default_na=False)
    assert directory["pcds"].is_unique
    assert directory["pcds"].map(lambda code: REAL_FORM.fullmatch(code) is not None).all()
    assert directory["pcds"].str.startswith("JA").all()
    episodes = table(folder, "episodes")
    used = set(episodes["HOME_POST"]) | set(episodes["PL_POST"])
    assert used - {""} <= set(directory["pcds"])


def test_every_authority_has_postcodes_of_its_own() -> None:
    """153 authorities: no postcode twice, no real area but the stated ones, sizes from 20s to 1,900s."""
    country = make_country(MOST_AUTHORITIES, np.random.default_rng(0))
    assert len(set(country.postcodes)) == len(country.postcodes)
    assert {code[:2] for code in country.postcodes} == {"JA", "JB", "JC", "JD", "JF", "JG", "JH"}
    assert all(REAL_FORM.fullmatch(code) for code in country.postcodes)
    assert country.children.sum() == pytest.approx(80_780, rel=0.05)
    assert country.starts.sum() == pytest.approx(28_470, rel=0.15)


def test_a_single_authority_has_neighbours(tmp_path: Path) -> None:
    """One council alone: of median size, and still some children live outside it, most of them near."""
    made = write_country(tmp_path / "one", 1, 0, lambda _: None)
    assert [path.name for path in (tmp_path / "one").iterdir() if path.is_dir()] == ["synthetic-001"]
    assert made.in_care == pytest.approx(438, rel=0.5)
    directory = pd.read_csv(tmp_path / "one" / POSTCODES_FILE).set_index("pcds")
    episodes = table(tmp_path / "one", "episodes")
    placed = directory.loc[episodes["PL_POST"]]
    inside = (placed["oslaua"] == "E99000001").mean()
    assert 0.2 < inside < 0.85
    home = directory.loc[directory["oslaua"] == "E99000001", ["oseast1m", "osnrth1m"]].mean()
    metres = np.hypot(placed["oseast1m"] - home["oseast1m"], placed["osnrth1m"] - home["osnrth1m"])
    assert 0.6 < (metres < 20 * 1609).mean() < 0.98


def _digest(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*.csv"))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_same_files_other_seed_others(folder: Path, tmp_path: Path) -> None:
    """Byte for byte with the same seed; another seed gives other children."""
    write_country(tmp_path / "same", 2, 5, lambda _: None)
    write_country(tmp_path / "other", 1, 6, lambda _: None)
    assert _digest(tmp_path / "same") == _digest(folder)
    other, ours = _digest(tmp_path / "other"), _digest(folder)
    assert other.keys() < ours.keys()
    episodes = [name for name in other if name.endswith("episodes.csv")]
    assert len(episodes) == 10 + 2
    assert all(other[name] != ours[name] for name in episodes)


def test_an_occupied_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is written over, and nothing is left beside it."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="does not exist yet, or is empty"):
        write_country(tmp_path / "full", 1, 0, lambda _: None)
    assert [path.name for path in tmp_path.iterdir()] == ["full"]
