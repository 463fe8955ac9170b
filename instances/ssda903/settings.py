"""The settings of an imported instance: the base's, with the new start; each figure taken over is an assumption."""

from instances.ssda903.base import Base
from models.fields import ASSUMPTION, MAX_TEXT
from models.instance import Authority, SettingNote, Settings, Source

DEMAND = "middle"
_EXAMPLE = Authority(id="imported", name="Authority of the imported SSDA903 return")
_START = "calendar.start"


def settings(base: Base, source: str) -> Settings:
    """Return the settings of the instance that starts on the day after the return's last 31 March."""
    own = base.instance.settings
    sources = (Source(title=source, published="not published", licence="personal data of children: keep inside"),)
    return own.model_copy(
        update={
            "authority": _EXAMPLE if base.example else own.authority,
            "calendar": own.calendar.model_copy(update={"start": base.start}),
            "money": own.money.model_copy(update={"price_base": str(base.price_base)}),
            "defaults": own.defaults.model_copy(update={"demand": DEMAND}),
            "sources": (*sources, *own.sources),
            "setting_notes": (*_own_notes(source), *_notes(base)),
        }
    )


def _own_notes(source: str) -> tuple[SettingNote, ...]:
    return (
        SettingNote(setting=_START, source=source, note="the day after the last 31 March that the return reaches"),
        SettingNote(setting="defaults.demand", source=source, note="mean of the last years' entries"),
    )


def _notes(base: Base) -> tuple[SettingNote, ...]:
    told = {_START, "defaults.demand"}
    return tuple(_marked(base, note) for note in base.instance.settings.setting_notes if note.setting not in told)


def _marked(base: Base, note: SettingNote) -> SettingNote:
    text = f"from the base {base.name}; there from {note.source}: {note.note or 'no note'}"
    if note.setting == "money.price_base" and base.price_base != base.instance.price_base:
        text = f"prices of {base.instance.price_base} are used as if they were of {base.price_base}; {text}"
    return note.model_copy(update={"source": ASSUMPTION, "note": text[:MAX_TEXT]})
