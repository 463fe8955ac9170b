"""Where the figures of a row come from once an overlay has set some of them."""

from collections.abc import Mapping

from instances.overlay_files import Overlay
from models.faults import printable
from models.fields import ASSUMPTION, MAX_TEXT


def source_and_note(source: str, note: str, changed: Mapping[str, Overlay]) -> tuple[str, str]:
    """Return source and note of a row or setting of which overlays set some values.

    It is an assumption if any part of it is; the note says which values come from where.

    Args:
        source: source before, empty if there was none.
        note: note before.
        changed: column to the overlay that set it; at least one.
    """
    overlays = list({overlay.name: overlay for overlay in changed.values()}.values())
    sources = list(dict.fromkeys(overlay.source for overlay in overlays))
    parts = [_words(overlay, [name for name, by in changed.items() if by is overlay]) for overlay in overlays]
    before = [f"otherwise {source}{f', {note}' if note else ''}"] if source else []
    assumed = ASSUMPTION in (*sources, source)
    return ASSUMPTION if assumed else "; ".join(sources), printable("; ".join([*parts, *before]), MAX_TEXT)


def _words(overlay: Overlay, columns: list[str]) -> str:
    note = f", {overlay.note}" if overlay.note else ""
    return f"{', '.join(columns)} from {overlay.name}: {overlay.source}{note}"
