"""Where the figures of a row come from once an overlay has set some of them."""

from collections.abc import Mapping

from instances.overlay import Overlay
from models.fields import ASSUMPTION, MAX_TEXT


def source_and_note(source: str, note: str, changed: Mapping[str, Overlay]) -> tuple[str, str]:
    """Return source and note of a row or setting of which overlays set some values.

    It is an assumption if any part of it is; the note says which values come from where.

    Args:
        source: source before, empty if there was none.
        note: note before.
        changed: column to the overlay that set it; at least one.
    """
    overlays = list({id(overlay): overlay for overlay in changed.values()}.values())
    sources = list(dict.fromkeys(overlay.source for overlay in overlays))
    parts = [_words(overlay, [name for name, by in changed.items() if by is overlay]) for overlay in overlays]
    before = [f"otherwise {source}{f', {note}' if note else ''}"] if source else []
    assumed = ASSUMPTION in (*sources, source)
    return ASSUMPTION if assumed else _cut("; ".join(sources)), _cut("; ".join([*parts, *before]))


def _cut(text: str) -> str:
    """Return a text that a cell has room for; what is cut is shown to be."""
    return text if len(text) <= MAX_TEXT else f"{text[: MAX_TEXT - 1].rstrip()}…"


def _words(overlay: Overlay, columns: list[str]) -> str:
    note = f", {overlay.note}" if overlay.note else ""
    return f"{', '.join(columns)} from {overlay.name}: {overlay.source}{note}"
