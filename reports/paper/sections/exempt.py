"""The exempt appendix: what single contracts cost and how their beds are used."""

from models.calendar import DAYS_PER_WEEK
from models.plan import CommitmentSummary
from reports.commitments import commitment_words, size_words
from reports.paper.document import Block, Cell, Figure, FigureKind, Grid, OpenBox, Paragraph, Section
from reports.paper.facts import Facts
from reports.paper.wording import sentence

_WHY = (
    "It holds information about the business affairs of providers and of the council (paragraph 3 of Schedule 12A to "
    "the Local Government Act 1972)."
)


def exempt(facts: Facts) -> Section:
    """Return the appendix; for the public only that there is one."""
    box = OpenBox("exempt", "Why the public interest in keeping it exempt outweighs that in telling it.")
    if facts.public:
        told = Paragraph(f"A separate appendix is not for publication. {_WHY}")
        return Section("exempt", "Exempt appendix", [told, box])
    blocks: list[Block] = [Paragraph(f"Not for publication. {_WHY}"), box]
    used = [item for item in facts.new if item.void_beds is not None]
    if used:
        blocks.append(_use_grid(facts, used))
    return Section("exempt", "Exempt appendix", blocks)


def _use_grid(facts: Facts, items: list[CommitmentSummary]) -> Grid:
    rows: list[list[Cell]] = [
        [
            f"{sentence(commitment_words(item.kind, item.id))}, {item.start:%b %Y}",
            size_words(item),
            *(_cell(item.occupancy_share, "share"), _cell(item.void_beds, "children"), _cell(item.void_gbp, "gbp")),
            _cell(item.break_even_share, "share"),
            _weekly(item),
        ]
        for item in items
    ]
    return Grid(
        key="use",
        title="Use and price of what is committed, reported years",
        head=[
            *("commitment", "size", "occupancy", "void beds", "paid for voids", "pays above occupancy"),
            "a bed and week over the planned term, mobilisation included",
        ],
        rows=rows,
        unit="share of beds; average beds; pounds",
        price_base=facts.nominal,
        source=facts.source,
        notes=[
            "Beds kept for emergencies are not void. Pays above: occupancy from which it costs less than without."
        ],
    )


def _cell(value: float | None, kind: FigureKind) -> Cell:
    return "" if value is None else Figure(value, kind)


def _weekly(item: CommitmentSummary) -> Cell:
    """Return pounds a bed and week to the planned end; nothing where there is no end."""
    if item.end is None:
        return ""
    weeks = ((item.end - item.start).days + 1) / DAYS_PER_WEEK
    return Figure(item.commitment_gbp / item.size / weeks, "gbp")
