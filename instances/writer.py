"""An instance to files, always the same bytes for the same instance, and the hash taken over them."""

import csv
import datetime as dt
import hashlib
import io
from pathlib import Path

import tomli_w
from pydantic import BaseModel

from instances.columns import columns_of
from instances.convert import number_text
from models.fields import Row
from models.instance import Instance
from models.tables import MAY_BE_MISSING, TABLES

SETTINGS_FILE = "instance.toml"


def canonical_files(instance: Instance) -> dict[str, bytes]:
    """Return every file of an instance by name in canonical form.

    Columns in the order of `columns_of`, UTF-8, Unix line ends, ISO dates, numbers as short as exact, rows as
    they stand in the instance. Tables that may be missing are left out where they have no rows.
    """
    files = {SETTINGS_FILE: tomli_w.dumps(plain_settings(instance.settings)).encode()}
    for name, model in TABLES.items():
        if instance.rows(name) or name not in MAY_BE_MISSING:
            files[f"{name}.csv"] = table_bytes(model, instance.rows(name))
    return files


def instance_sha256(instance: Instance) -> str:
    """Return the SHA-256 of the canonical files: the same however the instance was written down."""
    digest = hashlib.sha256()
    for name, content in sorted(canonical_files(instance).items()):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()


def write_folder(instance: Instance, path: Path) -> None:
    """Write an instance as a folder in canonical form; the folder is made if it does not exist."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in canonical_files(instance).items():
        (path / name).write_bytes(content)


def plain_settings(settings: BaseModel) -> dict[str, object]:
    """Return settings as nested dicts and lists, in field order, as TOML holds them."""
    return {name: _plain(getattr(settings, name)) for name in type(settings).model_fields}


def cell_text(value: object) -> str:
    """Return a value as it stands in a canonical CSV file."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float):
        return number_text(value)
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, BaseModel):
        return plain_settings(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def table_bytes(model: type[Row], rows: tuple[Row, ...]) -> bytes:
    """Return rows of a table as a CSV file in canonical form."""
    columns = list(columns_of(model))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell_text(getattr(row, name)) for name in columns] for row in rows)
    return out.getvalue().encode()
