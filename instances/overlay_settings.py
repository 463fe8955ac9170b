"""Settings that overlays set: each section is built anew, and the notes on settings say so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_type_hints

from pydantic import BaseModel

from instances.draft import Draft, FaultList
from instances.overlay import Overlay, Place
from instances.provenance import source_and_note
from instances.toml_settings import changed_section
from models.instance import SettingNote, Settings

SECTIONS: dict[str, type[BaseModel]] = {
    name: model for name, model in get_type_hints(Settings).items() if isinstance(model, type)
}
"""Sections of the settings whose values may be set; the lists of sources and notes may not."""


@dataclass(frozen=True)
class SettingChange:
    """A value for a setting."""

    section: str
    name: str
    value: object
    place: Place
    overlay: Overlay

    @property
    def key(self) -> str:
        """Dotted name of the setting."""
        return f"{self.section}.{self.name}"


def change_settings(draft: Draft, changes: Iterable[SettingChange], faults: FaultList) -> None:
    """Set the values, section by section; what does not fit goes into `faults`."""
    by_section: dict[str, list[SettingChange]] = defaultdict(list)
    for change in changes:
        by_section[change.section].append(change)
    for name, found in by_section.items():
        section = draft.section(name, SECTIONS[name])
        if section is None:
            continue
        values = {change.name: change.value for change in found}
        places = {change.name: (change.place.file, change.place.row) for change in found}
        draft.sections[name] = changed_section(section, name, values, places, faults)
        for change in found:
            draft.settings_elsewhere[change.key] = (change.place.file, change.place.row)
            _note(draft, change)


def _note(draft: Draft, change: SettingChange) -> None:
    """Put what the overlay says of its source in the place of the note on the setting."""
    notes = draft.sections.get("setting_notes")
    if not isinstance(notes, tuple) or not change.overlay.source:
        return
    found = list(notes)
    at = next((place for place, note in enumerate(found) if note.setting == change.key), None)
    source, note = ("", "") if at is None else (found[at].source, found[at].note)
    source, note = source_and_note(source, note, {change.name: change.overlay})
    changed = SettingNote(setting=change.key, source=source, note=note)
    if at is None:
        found.append(changed)
    else:
        found[at] = changed
    draft.sections["setting_notes"] = tuple(found)
