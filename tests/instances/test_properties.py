"""Whatever is done to the files, an instance loads or is refused with its faults: nothing else happens."""

import contextlib
import csv
import io
import random
import tempfile
import zipfile
from pathlib import Path

import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from instances.columns import columns_of
from instances.convert import UnreadableError, convert
from instances.reader import LoadedInstance, load
from instances.workbook_writer import write_workbook
from instances.writer import canonical_files
from models.faults import InputError
from models.instance import Instance
from models.tables import TABLES
from tests.instances.editing import with_rows
from tests.instances.full import full_files
from tests.instances.tiny import LEFT_OUT, tiny_files, write_files

FILES = tiny_files()
FULL = full_files()
TABLE_NAMES = sorted(name.removesuffix(".csv") for name in FILES if name.endswith(".csv"))
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ODD_CELLS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *[
                "",
                " ",
                "nan",
                "inf",
                "-1",
                "1e308",
                "1e309",
                "0",
                "9" * 400,
                "1,5",
                "=1+1",
                "\0",
                "\r",
                "\n",
                '"',
            ],
            *["2024/25", "2024", "0001-01-01", "9999-12-31", "31/12/9999", "gap", "low", "none", "unknown"],
        ]
    ),
    st.integers().map(str),
    st.floats().map(str),
    st.dates().map(str),
)


def _load(files: dict[str, bytes]) -> LoadedInstance | None:
    """Return what is loaded, None if it was refused with printable faults of bounded length."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return load(write_files(Path(folder) / "it", files))
        except InputError as error:
            for fault in error.faults:
                assert str(fault).isprintable()
                assert len(str(fault)) < 1000
            return None


def _encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode("utf-8", "surrogatepass") for name, text in files.items()}


SOUND = _load(_encoded(FILES))


@FEW
@given(name=st.sampled_from(sorted(FILES)), content=st.binary(max_size=3000))
def test_any_bytes_in_any_file(name: str, content: bytes) -> None:
    """Bytes of any kind are read or refused."""
    _load({**_encoded(FILES), name: content})


@FEW
@given(name=st.sampled_from(sorted(FILES)), data=st.data())
def test_any_bytes_put_into_any_file(name: str, data: st.DataObject) -> None:
    """A few bytes replaced somewhere in a sound file."""
    content = FILES[name].encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 50, len(content))))
    _load({**_encoded(FILES), name: content[:start] + data.draw(st.binary(max_size=20)) + content[end:]})


@FEW
@given(name=st.sampled_from(sorted(FILES)), share=st.floats(0, 1))
def test_any_file_cut_short(name: str, share: float) -> None:
    """A download that broke off."""
    content = FILES[name].encode()
    _load({**_encoded(FILES), name: content[: int(share * len(content))]})


@settings(FEW, max_examples=120)
@given(cells=st.lists(st.tuples(st.sampled_from(sorted(TABLES)), ODD_CELLS, st.randoms()), min_size=1, max_size=4))
def test_any_cells_changed(cells: list[tuple[str, str, random.Random]]) -> None:
    """One to four cells of any table, optional ones too, hold something odd; what loads is written and read again."""
    files = FULL
    for table, value, chance in cells:

        def change(rows: list[list[str]], value: str = value, chance: random.Random = chance) -> None:
            row = chance.randrange(len(rows))
            rows[row][chance.randrange(len(rows[row]))] = value

        files = with_rows(files, table, change)
    loaded = _load(_encoded(files))
    if loaded is not None:
        again = _load(canonical_files(loaded.instance))
        assert again == loaded


@settings(FEW, max_examples=25)
@given(chance=st.randoms(use_true_random=False))
def test_columns_in_any_order(chance: random.Random) -> None:
    """Shuffled columns give the same instance and hash."""
    files = FILES
    for table in TABLE_NAMES:

        def shuffle(rows: list[list[str]]) -> list[list[str]]:
            order = list(range(len(rows[0])))
            chance.shuffle(order)
            return [[row[place] for place in order] for row in rows]

        files = with_rows(files, table, shuffle)
    assert _load(_encoded(files)) == SOUND


@settings(FEW, max_examples=25)
@given(chance=st.randoms(use_true_random=False))
def test_rows_in_any_order(chance: random.Random) -> None:
    """Shuffled rows are the same rows, in that order."""
    files = FILES
    for table in TABLE_NAMES:

        def shuffle(rows: list[list[str]]) -> list[list[str]]:
            body = rows[1:]
            chance.shuffle(body)
            return [rows[0], *body]

        files = with_rows(files, table, shuffle)
    loaded = _load(_encoded(files))
    assert loaded is not None
    assert SOUND is not None
    for table in TABLE_NAMES:
        assert sorted(map(str, loaded.instance.rows(table))) == sorted(map(str, SOUND.instance.rows(table)))


def _means_the_default(table: str, column: str, cell: str) -> bool:
    known = columns_of(TABLES[table])[column]
    try:
        return known.may_be_missing and convert(cell, known) == known.default
    except UnreadableError:
        return False


def _left_out(files: dict[str, str], chance: random.Random) -> dict[str, str]:
    """Return canonical files in which some optional cells that say the default are blank, some columns left out."""
    for name in files:
        table = name.removesuffix(".csv")
        if table not in TABLES:
            continue

        def shorten(rows: list[list[str]], table: str = table) -> list[list[str]]:
            header, body = rows[0], rows[1:]
            same = [[_means_the_default(table, *pair) for pair in zip(header, row, strict=True)] for row in body]
            drop = [all(column) and chance.random() < 0.5 for column in zip(*same, strict=True)]
            blank = [[is_same and chance.random() < 0.5 for is_same in row] for row in same]
            cells = [
                ["" if b else c for c, b in zip(row, gone, strict=True)]
                for row, gone in zip(body, blank, strict=True)
            ]
            return [[cell for cell, gone in zip(row, drop, strict=True) if not gone] for row in (header, *cells)]

        files = with_rows(files, table, shorten) if files[name].count("\n") > 1 else files
    return files


@settings(FEW, max_examples=25)
@given(full=st.booleans(), chance=st.randoms(use_true_random=False))
def test_optional_columns_may_be_written_or_not(full: bool, chance: random.Random) -> None:
    """Written out, left blank or left out, what an optional column says by default is the same instance and hash."""
    sound = _load(_encoded(FULL if full else FILES))
    assert sound is not None
    files = {name: data.decode() for name, data in canonical_files(sound.instance).items()}
    assert _load(_encoded(_left_out(files, chance))) == sound


@settings(FEW, max_examples=25)
@given(names=st.sets(st.sampled_from(sorted(LEFT_OUT))))
def test_optional_tables_may_be_empty_or_missing(names: set[str]) -> None:
    """A header alone is no table at all."""
    headers = {f"{name}.csv": ",".join(columns_of(TABLES[name])) + "\n" for name in names}
    assert _load(_encoded({**FILES, **headers})) == SOUND


SCALARS = st.one_of(ODD_CELLS, st.integers(), st.floats(), st.booleans(), st.dates())
WORDS = st.one_of(
    st.sampled_from(
        ["set", "remove", "add", "source", "note", "policies", "near_home", "2024/25", "level", "assumption"]
    ),
    st.sampled_from([*sorted(TABLES), "policies.near_home.2024/25", "money.move_gbp", "needs.low.rank"]),
    st.text(max_size=8),
)
TREES = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=4))
)


def _refused_or_loaded(folder: Path, overlays: list[str], settings: list[str]) -> None:
    try:
        made = load(folder, overlays, settings)
    except InputError as error:
        for fault in error.faults:
            assert str(fault).isprintable()
            assert len(str(fault)) < 1500
    else:
        assert _load(canonical_files(made.instance)) is not None


@settings(FEW, max_examples=60)
@given(
    name=st.text(max_size=20),
    keys=st.lists(WORDS, max_size=3),
    value=ODD_CELLS,
    content=st.binary(max_size=500),
)
def test_any_overlay(name: str, keys: list[str], value: str, content: bytes) -> None:
    """Whatever is set, and whatever stands in an overlay, an instance loads or is refused with printable faults."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(Path(folder) / "it", FULL)
        (path / "x.toml").write_bytes(content)
        _refused_or_loaded(path, [str(path / "x.toml"), name], [f"{key}={value}" for key in keys])


WITH_ROWS = [name for name in TABLES if len(FULL[f"{name}.csv"].splitlines()) > 1]


@settings(FEW, max_examples=100)
@given(
    content=st.dictionaries(WORDS, TREES, max_size=4),
    sets=st.dictionaries(WORDS, SCALARS, max_size=3),
    added=st.lists(st.tuples(st.sampled_from(sorted(WITH_ROWS)), ODD_CELLS, st.randoms()), max_size=2),
)
def test_any_overlay_that_is_toml(
    content: dict[str, object], sets: dict[str, object], added: list[tuple[str, str, random.Random]]
) -> None:
    """Trees of any shape, values for keys that are and are not, rows of the instance with one cell changed."""
    rows: dict[str, list[dict[str, str]]] = {}
    for table, value, chance in added:
        header, *body = csv.reader(io.StringIO(FULL[f"{table}.csv"]))
        row = dict(zip(header, chance.choice(body), strict=True))
        row[chance.choice(header)] = value
        rows.setdefault(table, []).append(row)
    tree = {"source": "a document", "set": sets, "add": rows, **content}
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(Path(folder) / "it", FULL)
        text = tomli_w.dumps(tree).encode("utf-8", "surrogatepass")
        (path / "x.toml").write_bytes(text)
        _refused_or_loaded(path, [str(path / "x.toml")], [])


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cf", "Cn", "Co"]), max_size=40
).map(lambda text: text.strip(" "))


def _sound_instances(text: str, amounts: list[float]) -> Instance:
    """Return the tiny instance with other figures and another note."""
    assert SOUND is not None
    instance = SOUND.instance
    prices = tuple(
        row.model_copy(update={"gbp_per_week": amount, "note": text})
        for row, amount in zip(instance.offer_prices, amounts, strict=True)
    )
    return instance.model_copy(update={"offer_prices": prices})


@settings(FEW, max_examples=20)
@given(
    text=TEXTS.filter(lambda text: not text.startswith(("=", "+", "-", "@"))),
    amounts=st.lists(st.floats(0, 1e9, allow_subnormal=True), min_size=10, max_size=10),
    workbook=st.booleans(),
)
def test_any_figures_survive_writing_and_reading(text: str, amounts: list[float], workbook: bool) -> None:
    """Prices to the last bit and text to the last character, through CSV and through Excel."""
    instance = _sound_instances(text, amounts)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.xlsx"
        if workbook:
            write_workbook(instance, path)
        else:
            write_files(path, canonical_files(instance))
        assert load(path).instance == instance


@settings(FEW, max_examples=20)
@given(data=st.data())
def test_any_damage_to_the_parts_of_a_workbook(data: st.DataObject) -> None:
    """Text inside the archive is changed, so that the zip is sound and the XML or its meaning is not."""
    assert SOUND is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.xlsx"
        write_workbook(SOUND.instance, path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = data.draw(st.sampled_from(sorted(parts)))
        content = parts[name]
        start = data.draw(st.integers(0, len(content)))
        junk = data.draw(st.one_of(st.binary(max_size=8), st.sampled_from([b"<", b'"', b"99999999", b"-1", b"e"])))
        parts[name] = content[:start] + junk + content[start + data.draw(st.integers(0, 8)) :]
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, text in parts.items():
                archive.writestr(part, text)
        path.write_bytes(out.getvalue())
        with contextlib.suppress(InputError):
            load(path)


def test_the_samples_are_sound() -> None:
    """The tables above are read by the csv module as they were written."""
    assert SOUND is not None
    for table in TABLE_NAMES:
        assert len({len(row) for row in csv.reader(io.StringIO(FILES[f"{table}.csv"]))}) == 1
