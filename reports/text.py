"""Text from the user, made safe to print."""

import unicodedata


def inert(text: str) -> str:
    """Return `text` on one line, with control characters, reversals of direction and the like written out.

    A line end becomes ``\\n`` and an escape ``\\x1b``, so that no name can move the cursor, hide a line or add
    one. Unusual spaces become plain ones. Nothing is cut.
    """
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")
