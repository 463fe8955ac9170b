"""What a paper is made of, before it is Word, Excel or HTML: sections of paragraphs, boxes, tables and pictures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reports.table import children, figure, percent, pounds, rate
from reports.text import inert

FigureKind = Literal["gbp", "pence", "saving", "children", "whole", "share", "rate"]


@dataclass(frozen=True)
class Figure:
    """A number with how it is shown.

    `gbp` whole pounds, `pence` pounds and pence, `saving` whole pounds in brackets (a cashable reduction of the
    base budget, given as an amount above 0), `children` one decimal, `whole` none, `share` per cent, `rate` three
    decimals.
    """

    value: float
    kind: FigureKind

    def __str__(self) -> str:
        match self.kind:
            case "gbp":
                return pounds(self.value)
            case "pence":
                return figure(self.value, 2)
            case "saving":
                return f"({pounds(self.value)})"
            case "children":
                return children(self.value)
            case "whole":
                return pounds(self.value)
            case "share":
                return percent(self.value)
            case "rate":
                return rate(self.value)


type Cell = str | Figure
"""Text, or a number; an empty text is a cell to which nothing applies."""


def shown(cell: Cell) -> str:
    """Return a cell as text on one line, control characters written out."""
    return inert(str(cell))


@dataclass(frozen=True)
class Grid:
    """A table of the paper.

    Attributes:
        key: short name, unique in the paper; of the sheet in Excel and of the place in HTML.
        title: what it shows.
        head: column heads.
        rows: cells; the first cell of a row is its head.
        unit: unit of the figures.
        price_base: at whose prices, or that it does not matter.
        source: where the figures come from.
        notes: remarks, one a line.
        totals: positions of rows that are totals.
    """

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    unit: str
    price_base: str
    source: str
    notes: Sequence[str] = ()
    totals: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in self.rows):
            raise ValueError(f"table {self.key}: a row has not the {len(self.head)} cells of its head")

    def is_figures(self, column: int) -> bool:
        """Return whether a column holds figures, and so stands to the right."""
        return column > 0 and any(isinstance(row[column], Figure) for row in self.rows)


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list; numbered for recommendations."""

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class OpenBox:
    """What the tool cannot know: a box that an officer completes."""

    key: str
    ask: str


@dataclass(frozen=True)
class Picture:
    """A chart.

    Attributes:
        key: short name, unique in the paper.
        title: what it shows.
        alt: the same in words with the main figures, for those who do not see it.
        spec: Vega-Lite specification.
        data: the table behind it.
        in_text: whether that table stands in the text already.
    """

    key: str
    title: str
    alt: str
    spec: Mapping[str, object] = field(repr=False)
    data: Grid
    in_text: bool = False


TO_COMPLETE = "Officer to complete."
"""What stands before the text of a box, and for a value that only an officer knows."""

ONE_PAGE = 16
"""Rows up to which a table is kept on one page."""

type Block = Paragraph | Points | OpenBox | Grid | Picture


@dataclass(frozen=True)
class Section:
    """A section with its heading."""

    key: str
    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Paper:
    """A paper.

    Attributes:
        title: its title.
        authority: who writes it.
        status: whether it is for the public.
        public: whether commercial values are left out.
        sections: in cabinet order.
        front: what stands at the head of the report, name and value; an empty value is for an officer to complete.
    """

    title: str
    authority: str
    status: str
    public: bool
    sections: Sequence[Section]
    front: Sequence[tuple[str, str]] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield every block in order."""
        for section in self.sections:
            yield from section.blocks

    @property
    def grids(self) -> list[Grid]:
        """Every table, those behind pictures that stand nowhere else too, each once."""
        found: dict[str, Grid] = {}
        for block in self.blocks():
            grid = block.data if isinstance(block, Picture) else block
            if isinstance(grid, Grid):
                found.setdefault(grid.key, grid)
        return list(found.values())

    @property
    def boxes(self) -> list[OpenBox]:
        """The boxes that officers have to complete."""
        open_lines = [name.lower() for name, value in self.front if not value]
        front = [OpenBox("front", f"Head of the report: {', '.join(open_lines)}.")] if open_lines else []
        return [*front, *(block for block in self.blocks() if isinstance(block, OpenBox))]
