"""What the screen says of waiting for a count, from figures made by hand."""

from models.robust import Bracket, Branch, Waiting
from reports.robust import headline, tables
from reports.table import plain
from tests.reports.test_robust import BLOCK, HOME, result

LOW = Branch(0.35, 2, 580.4, None, 600, 800.0, ())
MIDDLE = Branch(0.3, 2, 615.0, 600, 640, 900.0, (HOME,))
HIGH = Branch(0.35, 4, 700.0, 640, None, 1200.0, (HOME,))


def waiting(*branches: Branch) -> Waiting:
    """Return four beds now, and a home for more than 600 children."""
    return Waiting(
        "2023-03-31", "optimal", 980.0, 970.0, 0.0102, 612.3, 20.0, Bracket(10.0, 30.0), (BLOCK,), branches
    )


def test_what_waiting_is_worth_and_what_is_added() -> None:
    """A bracket, the commitments found, and a sentence for each result of the count."""
    said = headline(result(waiting=waiting(LOW, MIDDLE, HIGH)))
    assert said[-5:] == [
        "Deciding what can wait once children are counted on 31 March 2023 saves between 10 and 30 pounds; the "
        "commitments found cost 20 pounds less than those that decide everything now.",
        "Status of these: optimal; none are better by more than 10 pounds, 1.020 % of 980 pounds. On the demand path "
        "612 children are counted.",
        "If up to 600 children are counted (35 %), add nothing.",
        "If 601 to 640 children are counted (30 %), add open own home: own, 1 home, from 2023-04.",
        "If more than 640 children are counted (35 %), add open own home: own, 1 home, from 2023-04.",
    ]


def test_what_is_committed_to_in_each_branch() -> None:
    """The block now and whatever is counted; the home after it, in two of three."""
    _, commitments, counts, *_ = (plain(table) for table in tables(result(waiting=waiting(LOW, MIDDLE, HIGH))))
    assert "all now  up to 600  601 to 640  more than 640" in commitments
    rows = [line.split() for line in commitments.splitlines()[3:5]]
    assert rows == [
        ["block", "contract:", "beds", "2022-04-01", "now", "4", "4", "4", "4"],
        ["open", "own", "home:", "own", "2023-04-01", "after", "-", "-", "1", "1"],
    ]
    assert ["more", "than", "640", "35.0", "%", "700", "4", "1,200"] in [line.split() for line in counts.splitlines()]


def test_a_count_that_tells_nothing_apart() -> None:
    """One branch is said as such."""
    one = Branch(1.0, 3, 12.0, None, None, 900.0, ())
    assert headline(result(waiting=waiting(one)))[-1] == "If any number of children are counted (100 %), add nothing."


def test_without_waiting_nothing_is_said_of_it() -> None:
    """As many lines and tables as before."""
    assert len(headline(result())) == 5
    assert [table.title for table in tables(result())][1].startswith("In the scenarios")
