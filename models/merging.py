"""What became of each row of a file that was merged into an instance."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

Outcome = Literal["added", "updated", "unchanged", "left_out", "repeated"]
OUTCOMES: tuple[Outcome, ...] = ("added", "updated", "unchanged", "left_out", "repeated")


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """One row of the file.

    Attributes:
        file: file, and sheet if there are several.
        row: line, the first of the file being 1.
        outcome: what was done with it.
        what: the offer it went to, or why it was left out.
    """

    file: str
    row: int
    outcome: Outcome
    what: str


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A weekly price that is another than before, pounds."""

    offer: str
    need: str
    before: float
    after: float


@dataclass(frozen=True)
class MergeReport:
    """Every row of a file merged into an instance, none missing.

    Attributes:
        layout: the layout that was recognised.
        rows: each row and what became of it, in the order of the file.
        offers_added: offers that are new.
        offers_updated: offers of which something changed.
        prices: prices of offers that were there and are now others.
        totals: amounts by name, such as places or pounds; what is read is merged, left out or repeated.
        remarks: what the reader should look at.
    """

    layout: str
    rows: tuple[RowOutcome, ...]
    offers_added: tuple[str, ...]
    offers_updated: tuple[str, ...]
    prices: tuple[PriceChange, ...]
    totals: dict[str, float]
    remarks: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Rows read and rows by outcome."""
        found = Counter(row.outcome for row in self.rows)
        return {"read": len(self.rows), **{outcome: found[outcome] for outcome in OUTCOMES}}

    @property
    def reasons(self) -> dict[str, list[int]]:
        """Lines of the rows left out, by reason, commonest reason first."""
        found: dict[str, list[int]] = {}
        for row in self.rows:
            if row.outcome == "left_out":
                found.setdefault(row.what, []).append(row.row)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))
