"""What holds of stitched lives whatever the returns: no child twice, placements within care, moves between."""

import numpy as np
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from instances.ssda903.dates import BLANK, read_days
from instances.ssda903.episodes import EPISODE_COLUMNS, Episodes, prepare
from instances.ssda903.files import Member
from instances.ssda903.forms import read_form
from instances.ssda903.layout import HEADER_MAY, HEADER_MUST, UASC_MUST
from instances.ssda903.quality import Quality
from instances.ssda903.stitch import stitch
from instances.ssda903.tables import Pile, pile
from instances.ssda903.years import coverage
from tests.instances.ssda903.returns import EPISODE, HEADER, council, episode_cells, march, return_of, text, uk

MADE = council(21, 40, 2020, 2023)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ODD = st.sampled_from(
    ["", "x", "T0", "S", "P", "X1", "E4A", "V4", "01/01/2021", "15/06/2022", "31/12/2022", "31/02/2022"]
)
CHANGES = st.lists(st.tuples(st.integers(0, 999), st.integers(0, len(EPISODE) - 1), ODD), max_size=20)


def piled(header: tuple[str, ...], rows: list[list[str]], wanted: tuple[str, ...]) -> Pile:
    """Return rows as one table of the return."""
    (raw,) = read_form(Member("a.csv", ".csv", text(header, rows).encode()))
    return pile([raw], wanted)


def stitched(rows: list[list[str]]) -> Episodes:
    """Return stitched episodes of rows with a column YEAR."""
    quality = Quality()
    headers = [[child, "1", uk(born), "WBRI", "", "0", ""] for child, born in sorted(MADE.born.items())]
    episodes = piled((*EPISODE, "YEAR"), rows, EPISODE_COLUMNS)
    starts, ends = (read_days(episodes.frame[name].array) for name in ("DECOM", "DEC"))
    years = coverage(episodes, starts, ends, quality)
    header = piled(HEADER, headers, (*HEADER_MUST, *HEADER_MAY))
    return stitch(prepare(episodes, header, pile([], UASC_MUST), years, quality), quality)


def rows_of_all_years() -> list[list[str]]:
    """Return the rows of four yearly returns, with their YEAR."""
    return [[*episode_cells(e), str(year)] for year in range(2020, 2024) for e in return_of(MADE, year)]


@FEW
@given(changes=CHANGES)
@example(changes=[(0, 1, "01/01/2021")])
def test_what_holds_of_lives(changes: list[tuple[int, int, str]]) -> None:
    """A child is in one episode at a time; care and placements are runs of rows; a move begins a placement."""
    rows = rows_of_all_years()
    for place, column, value in changes:
        rows[place % len(rows)][column] = value
    frame = stitched(rows).frame
    child, start, end, care, stay, moved = (
        frame[name].to_numpy() for name in ("child", "start", "end", "care", "stay", "moved")
    )
    same = child[1:] == child[:-1]
    assert (end >= start).all()
    assert (end[:-1][same] <= start[1:][same]).all()
    assert ((care[1:] == care[:-1]) == (same & (end[:-1] == start[1:]))).all()
    assert (np.diff(care) <= np.diff(stay)).all()
    assert set(np.diff(stay).tolist()) <= {0, 1}
    assert (np.diff(stay)[moved[1:]] == 1).all()
    assert (care[1:] == care[:-1])[moved[1:]].all()
    assert not moved[:1].any()


@FEW
@given(changes=CHANGES)
def test_shown_rows_are_of_the_same_time_in_care(changes: list[tuple[int, int, str]]) -> None:
    """A temporary placement shows an earlier row of the same care that is none, or nothing."""
    rows = rows_of_all_years()
    for place, column, value in changes:
        rows[place % len(rows)][column] = value
    made = stitched(rows)
    shown, care = made.frame["shown"].to_numpy(), made.frame["care"].to_numpy()
    temporary = made.codes("PLACE", frozenset({"T0", "T1", "T2", "T3", "T4"}))
    here = np.arange(len(shown))
    assert (shown[~temporary] == here[~temporary]).all()
    known = temporary & (shown >= 0)
    assert (care[shown[known]] == care[known]).all()
    assert not temporary[shown[known]].any()


def test_an_open_end_is_open() -> None:
    """Children in care at the end have no last day."""
    frame = stitched(rows_of_all_years()).frame
    in_care = len(MADE.in_care(march(2023)))
    assert int((frame["end"] == BLANK).sum()) == in_care
