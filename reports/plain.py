"""Figures of a dataclass as plain values for JSON."""

from typing import Any

from pydantic import TypeAdapter


def plain_values(found: Any) -> dict[str, object]:
    """Return a dataclass as one JSON object: dates as text, tuples as lists."""
    made: dict[str, object] = TypeAdapter(type(found)).dump_python(found, mode="json")
    return made
