"""Tables in a terminal: no figure is cut at any width."""

import pytest

from reports.table import Table
from reports.terminal import print_lines, print_table

YEARS = [f"20{year}/{year + 1}" for year in range(24, 29)]
COSTS = Table(
    "Cost by financial year (revenue, nominal pounds)",
    ["", *YEARS, "total"],
    [
        ["net cost, financing and income included", *["134,718,781"] * 5, "673,593,905"],
        ["pressure on the base budget", *["-4,267,780"] * 5, "-21,338,900"],
    ],
    foot="Full-year effect: 2,083,868 pounds a year.",
)


def shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, table: Table, columns: int
) -> list[str]:
    """Return the lines that a terminal of some width is sent."""
    monkeypatch.setenv("COLUMNS", str(columns))
    print_table(table)
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("columns", [10, 30, 60, 79, 80, 81, 100, 120, 300])
def test_figures_stay_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    """Five years of hundreds of millions: each on the line of its row."""
    lines = shown(capsys, monkeypatch, COSTS, columns)
    assert sum(line.count("134,718,781") for line in lines) == 5
    assert [line for line in lines if line.count("134,718,781") == 5 and "673,593,905" in line]
    assert [line for line in lines if line.count("-4,267,780") == 5 and "-21,338,900" in line]
    assert "2,083,868" in " ".join(lines)


def test_what_fits_is_not_broken(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Title, heads, rule, two rows, remark."""
    lines = shown(capsys, monkeypatch, COSTS, 160)
    assert len(lines) == 6
    assert lines[3].startswith("net cost, financing and income included")


def test_labels_are_broken_between_words(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the terminal is narrow."""
    lines = shown(capsys, monkeypatch, COSTS, 90)
    words = {word for line in lines[3:] for word in line[:12].split()}
    assert {"financing", "included", "pressure", "budget"} <= words


def test_heads_of_figures_give_way_before_labels(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long head over short figures is broken; the label beside stays on one line."""
    table = Table("T", ["", "binds the council to (pounds)"], [["recruit carers: fostering", "41,460"]])
    lines = shown(capsys, monkeypatch, table, 45)
    assert any(line.startswith("recruit carers: fostering") and "41,460" in line for line in lines)


def test_an_empty_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Title and remark."""
    assert shown(capsys, monkeypatch, Table("Gap", ["need"], [], foot="none"), 80) == ["Gap", "none"]


def test_markup_is_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In every place."""
    bad = "[bold]:smile:[/bold]\x1b[31m"
    lines = shown(capsys, monkeypatch, Table(bad, [bad], [[bad]], foot=bad), 200)
    assert sum("[bold]:smile:[/bold]\\x1b[31m" in line for line in lines) == 4


def test_lines_are_broken_between_words_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash is kept whole, spaces at the start and empty lines too."""
    monkeypatch.setenv("COLUMNS", "40")
    print_lines([f"tiny: no fault found; SHA-256 {'f' * 64}", "", "  near home in 2024/25"])
    assert capsys.readouterr().out.splitlines() == [
        "tiny: no fault found; SHA-256",
        "f" * 64,
        "",
        "  near home in 2024/25",
    ]
