"""Overlays: values set, rows added and removed, clashes and wrong keys told with their place."""

import hashlib
from pathlib import Path

import pytest

from instances.init import copy_instance
from instances.overlay_files import overlay_names
from instances.reader import LoadedInstance, load
from instances.workbook_writer import write_workbook
from instances.writer import canonical_files
from models.faults import InputError
from models.instance import Instance
from tests.instances.editing import read, with_cell, with_text
from tests.instances.tiny import tiny_files, write_files

HEAD = 'source = "assumption"\nnote = "agreed with finance"\n'


def overlaid(folder: Path, *texts: str, settings: tuple[str, ...] = ()) -> LoadedInstance:
    """Load the tiny instance with overlays, called a, b and so on, and with `--set` options."""
    write_files(folder, tiny_files())
    names = [chr(ord("a") + place) for place in range(len(texts))]
    write_files(folder / "overlays", {f"{name}.toml": text for name, text in zip(names, texts, strict=True)})
    return load(folder, names, settings)


def told(folder: Path, *texts: str, settings: tuple[str, ...] = ()) -> list[str]:
    """Return the faults of the tiny instance with overlays, as they are printed."""
    try:
        overlaid(folder, *texts, settings=settings)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    return []


def level(instance: Instance, policy: str = "near_home") -> float:
    """Return the level of a policy in its only year."""
    return next(row.level for row in instance.policies if row.policy == policy)


def test_a_value_of_a_policy(tmp_path: Path) -> None:
    """The column level is meant where none is named; the same value is the same instance either way."""
    short = overlaid(tmp_path / "a", settings=("policies.near_home.2024/25=0.7",))
    long = overlaid(tmp_path / "b", settings=("policies.near_home.2024/25.level=0.70",))
    assert level(short.instance) == 0.7
    assert short.instance == long.instance
    assert short.sha256 == long.sha256
    assert short.overlays == ("policies.near_home.2024/25=0.7",)


@pytest.mark.parametrize(
    ("key", "value", "table", "row", "column", "expected"),
    [
        ("money.move_gbp", "1600", "", 0, "", 1600.0),
        ("offers.ifa_north.capacity_children", "", "offers", 1, "capacity_children", None),
        ("offer_prices.ifa_north.high.gbp_per_week", "1200.5", "offer_prices", 2, "gbp_per_week", 1200.5),
        ("disruption.fostering.low.12.monthly_share", "0.02", "disruption", 8, "monthly_share", 0.02),
        ("entries.low_teen.middle.01/05/2024.children", "3", "entries", 13, "children", 3.0),
        ("placements_today.high_teen..unknown.0.children", "2", "placements_today", 5, "children", 2.0),
        ("blocks.block_c.term_months", "48", "blocks", 0, "term_months", 48),
        ("blocks.block_c.extensions", "0", "blocks", 0, "extensions", 0),
    ],
)
def test_a_value_of_any_table(
    tmp_path: Path, key: str, value: str, table: str, row: int, column: str, expected: object
) -> None:
    """Key parts stand in the order of the key's columns: names, numbers, dates, blanks; nothing else changes."""
    plain = read(tmp_path / "plain", tiny_files()).instance
    made = overlaid(tmp_path / "made", settings=(f"{key}={value}",)).instance
    if not table:
        assert made.settings.money.move_gbp == expected
        return
    changed = made.rows(table)[row]
    assert getattr(changed, column) == expected
    same = changed.model_copy(
        update={name: getattr(plain.rows(table)[row], name) for name in (column, "source", "note")}
    )
    assert made.model_copy(
        update={table: tuple(same if place == row else other for place, other in enumerate(made.rows(table)))}
    ) == (plain)


def test_what_an_overlay_sets_says_where_it_comes_from(tmp_path: Path) -> None:
    """The row is an assumption if any part of it is; its note keeps what was said of the rest."""
    text = 'source = "Cabinet report 3 February 2024"\n[set]\n"policies.near_home.2024/25" = 0.7\n'
    row = overlaid(tmp_path / "a", text).instance.policies[0]
    assert row.source == "Cabinet report 3 February 2024"
    assert row.note == ("level from a: Cabinet report 3 February 2024; otherwise Tinyshire sufficiency strategy 2024")
    row = overlaid(tmp_path / "b", settings=("policies.near_home.2024/25=0.7",)).instance.policies[0]
    assert row.source == "assumption"
    assert row.note.startswith("level from --set: assumption, set on the command line; otherwise Tinyshire")
    made = overlaid(tmp_path / "c", settings=("money.move_gbp=1600", "calendar.monthly_periods=3"))
    notes = {note.setting: note for note in made.instance.settings.setting_notes}
    assert notes["money.move_gbp"].note == (
        "move_gbp from --set: assumption, set on the command line; "
        "otherwise assumption, two days of a social worker's time and travel"
    )
    assert notes["calendar.monthly_periods"].source == "assumption"
    assert len(notes) == len(made.instance.settings.setting_notes) == 2


def test_a_source_that_is_set_is_kept(tmp_path: Path) -> None:
    """Who sets source and note themselves is not corrected."""
    sets = ("policies.near_home.2024/25=0.7", "policies.near_home.2024/25.source=Corporate plan 2024")
    row = overlaid(tmp_path, settings=sets).instance.policies[0]
    assert (row.source, row.note) == ("Corporate plan 2024", "")


ADDED = """
[[add.offers]]
offer = "carers_block"
provision = "block_fostering"
route = "block"
provider = "agency_z"
placed_in = "tinyton"
grade = "good"
capacity_children = ""
live_from = ""
live_to = ""
budget_head = "agency_head"
age_from = 0
age_to = 17
source = "assumption"
note = "a lot of carers' places"

[[add.offer_prices]]
offer = "carers_block"
need = "low"
gbp_per_week = 0
source = "assumption"
note = "paid by bed"

[[add.disruption]]
offer = "carers_block"
need = "low"
months_from = 0
monthly_share = 0.02
source = "assumption"
note = "as other carers"

[[add.blocks]]
block = "block_carers"
offer = "carers_block"
start_from = 2024-04-01
start_to = "01/10/2024"
term_months = 48
mobilisation_gbp = 5000
source = "assumption"
note = "four years"

[[add.block_tiers]]
block = "block_carers"
beds_from = 2
beds_to = 6
gbp_per_bed_per_week = 800
source = "assumption"
note = "a tenth under the framework"
"""


def _with_uplifts(text: str) -> str:
    """Return an overlay with the price paths of block fostering too."""
    row = '[[add.uplifts]]\nuplift = "block_fostering"\nprices = "{}"\nfinancial_year = "2024/25"\n'
    row += 'uplift_share = 0.03\nsource = "assumption"\nnote = "as carers"\n'
    return text + "".join(row.format(path) for path in ("low", "central", "high"))


def test_rows_added_and_removed(tmp_path: Path) -> None:
    """A block more, with offer, price, disruption, tiers and uplifts; homes and their offer gone."""
    text = _with_uplifts('[remove]\nhomes = ["small_home"]\noffers = ["own_home"]\n' + ADDED)
    text = text.replace("[remove]\n", '[remove]\noffer_prices = ["own_home"]\ndisruption = ["own_home"]\n')
    made = overlaid(tmp_path, text).instance
    assert [block.block for block in made.blocks] == ["block_c", "block_carers"]
    assert made.blocks[1].start_to.isoformat() == "2024-10-01"
    assert made.blocks[1].guarantee_share == 1.0
    assert not made.homes
    assert "own_home" not in {offer.offer for offer in made.offers} | {row.offer for row in made.disruption}
    assert made.assumptions()["blocks"] == 1


def test_rows_replaced(tmp_path: Path) -> None:
    """What is removed may be added again, other than it was."""
    row = '[[add.deflators]]\nfinancial_year = "2024/25"\ndeflator_share = 0.03\nsource = "OBR, March 2024"\n'
    made = overlaid(tmp_path, 'remove.deflators = ["2024/25"]\n' + row).instance
    assert [(row.deflator_share, row.source) for row in made.deflators] == [(0.03, "OBR, March 2024")]


def test_a_value_of_an_added_row(tmp_path: Path) -> None:
    """One overlay adds a block, another gives it what the first leaves blank."""
    made = overlaid(tmp_path, _with_uplifts(ADDED), settings=("blocks.block_carers.guarantee_share=0.9",)).instance
    assert made.blocks[1].guarantee_share == 0.9


def test_the_hash_is_that_of_the_result(tmp_path: Path) -> None:
    """The canonical files hold what was set, and read without the overlay as the same instance."""
    made = overlaid(tmp_path / "a", HEAD + '[set]\n"policies.near_home.2024/25" = 0.7\n')
    again = load(write_files(tmp_path / "b", canonical_files(made.instance)))
    assert (again.instance, again.sha256) == (made.instance, made.sha256)
    assert made.sha256 != read(tmp_path / "c", tiny_files()).sha256
    content = b"".join(n.encode() + b"\0" + d + b"\0" for n, d in sorted(canonical_files(made.instance).items()))
    assert made.sha256 == hashlib.sha256(content).hexdigest()


def test_sections_within_sections_are_keys(tmp_path: Path) -> None:
    """A dotted key in quotation marks and a section of its own say the same."""
    text = '[set.policies.near_home."2024/25"]\nlevel = 0.7\nstrength = "hard"\ngbp_per_unit = ""\n'
    made = overlaid(tmp_path, HEAD + text).instance.policies[0]
    assert (made.level, made.strength, made.gbp_per_unit) == (0.7, "hard", None)


def test_several_overlays_and_settings(tmp_path: Path) -> None:
    """In any order the same; the screen can name them."""
    one, other = (HEAD + f"[set]\n{line}\n" for line in ('"money.move_gbp" = 1', '"money.interest_rate" = 0.01'))
    made = overlaid(tmp_path / "x", one, other, settings=("quality.accepted_grades=good, none",))
    assert made.overlays == ("overlay a", "overlay b", "quality.accepted_grades=good, none")
    assert made.instance.settings.quality.accepted_grades == ("good", "none")
    turned = load(tmp_path / "x", ["b", "a"], ["quality.accepted_grades=good,none"])
    assert turned.overlays[:2] == ("overlay b", "overlay a")
    assert turned.sha256 == made.sha256


def test_the_order_of_overlays_and_settings_makes_no_difference(tmp_path: Path) -> None:
    """Two overlays and two settings of one row: the same instance, notes and hash."""
    sets = ("policies.near_home.2024/25.ring=adjoining", "policies.near_home.2024/25.level=0.4")
    one, other = (
        HEAD + f'[set]\n"policies.near_home.2024/25.{line}\n' for line in ('gbp_per_unit" = 7', 'among" = "family"')
    )
    made = overlaid(tmp_path, one, other, settings=sets)
    turned = load(tmp_path, ["b", "a"], sets[::-1])
    assert (turned.instance, turned.sha256) == (made.instance, made.sha256)
    assert made.instance.policies[0].note.startswith(
        "gbp_per_unit from a: assumption, agreed with finance; among from b: assumption, agreed with finance; "
        "level, ring from --set: assumption, set on the command line; otherwise "
    )


def test_a_note_has_room(tmp_path: Path) -> None:
    """What would be longer than a cell may be is cut, and shown to be."""
    text = f'source = "{"s" * 1999}"\n[set]\n"policies.near_home.2024/25" = 0.4\n"money.move_gbp" = 1\n'
    made = overlaid(tmp_path, text).instance
    for note in (made.policies[0].note, made.settings.setting_notes[0].note):
        assert len(note) == 2000
        assert note.endswith("s…")
    assert made.policies[0].source == "s" * 1999


def test_several_notes_on_a_setting_stay(tmp_path: Path) -> None:
    """Only the first of them is replaced."""
    note = '\n[[setting_notes]]\nsetting = "money.move_gbp"\nsource = "a second document"\nnote = ""\n'
    files = {**tiny_files(), "instance.toml": tiny_files()["instance.toml"] + note}
    made = load(write_files(tmp_path, files), settings=["money.move_gbp=1"]).instance
    assert [note.source for note in made.settings.setting_notes] == ["assumption", "a second document"]


def test_overlays_are_found_by_name_and_by_path(tmp_path: Path) -> None:
    """A name is looked for beside the instance, beside a workbook too; a path ends in .toml; `init` copies them."""
    text = HEAD + '[set]\n"money.move_gbp" = 7\n'
    folder = write_files(tmp_path / "a", tiny_files())
    write_files(folder / "overlays", {"cheap_moves.toml": text, "not a name.toml": text})
    assert overlay_names(folder) == ["cheap_moves"]
    copy_instance(folder, tmp_path / "b")
    write_workbook(load(folder).instance, tmp_path / "b" / "w.xlsx")
    for place, named in (
        (folder, "cheap_moves"),
        (tmp_path / "b", "cheap_moves"),
        (tmp_path / "b" / "w.xlsx", "cheap_moves"),
        (folder, str(folder / "overlays" / "not a name.toml")),
    ):
        made = load(place, [named])
        assert made.instance.settings.money.move_gbp == 7
        assert made.overlays == (f"overlay {named}",)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        (
            "policy.near_home.2024/25",
            "1",
            "a table, or a section of the settings, before the first dot (did you mean",
        ),
        ("near_home", "1", "a table, or a section of the settings, before the first dot"),
        ("sources.1.title", "x", "a table, or a section of the settings, before the first dot"),
        ("money.moves_gbp", "1", "a setting of money: price_base, move_gbp,"),
        ("money", "1", "a setting of money: price_base"),
        ("policies.near_home", "1", "a key like policies.POLICY.FINANCIAL_YEAR.COLUMN"),
        ("deflators.2024/25", "1", "a key like deflators.FINANCIAL_YEAR.COLUMN"),
        ("policies.near_hom.2024/25", "1", "stands in the table policies (did you mean near_home.2024/25?)"),
        ("policies.near_home.2025/26", "1", "a key of a row that stands in the table policies"),
        (
            "policies.near_home.2024/25.levels",
            "1",
            "of the table policies that is not part of its key (did you mean l",
        ),
        ("policies.near_home.2024/25.policy", "x", "a column of the table policies that is not part of its key"),
        ("disruption.fostering.low.zero.monthly_share", "1", "in the place of months_from, a whole number from 0 to"),
        ("policies.near_home.2024/25", "lots", "a number from 0 to 1,000,000,000, written 1234.50"),
        ("policies.near_home.2024/25", "1.5", "level is a share, at most 1"),
        ("policies.near_home.2024/25.strength", "hard", "gbp_per_unit is given for a soft policy"),
        ("blocks.block_c.term_months", "", "a whole number from 0 to 600; it is blank"),
        ("blocks.block_c.note", "=1+1", "text that does not begin with = + - @"),
        ("money.move_gbp", "-1", "a number from 0 to 1,000,000,000"),
        ("money.price_base", "2024", "a financial year is written 2024/25"),
        ("calendar.monthly_periods", "5", "monthly_periods is a multiple of 3 within the horizon"),
    ],
)
def test_a_key_or_value_that_cannot_be(tmp_path: Path, key: str, value: str, expected: str) -> None:
    """One fault with the key, the value and what is expected; in a file also with its line."""
    (fault,) = told(tmp_path / "set", settings=(f"{key}={value}",))
    found = f": found '{value}': " if value else ": "
    assert fault.startswith(f"--set, {key}{found}")
    assert expected in fault
    quoted = '"' + value + '"'
    (fault,) = told(tmp_path / "file", HEAD + f'[set]\n"{key}" = {quoted}\n')
    assert fault.startswith(f"overlays/a.toml, row 4, {key}{found}")
    assert expected in fault


def test_checks_across_rows_see_the_result(tmp_path: Path) -> None:
    """A fault of the result names the overlay that made it; of another row, the file."""
    faults = told(
        tmp_path / "a",
        HEAD + '[set]\n"offers.ifa_north.budget_head" = "agency_heads"\n"money.price_base" = "2025/26"\n',
    )
    assert faults == [
        "overlays/a.toml, row 4, offers.ifa_north.budget_head: found 'agency_heads': "
        "a name that stands in the table budgets (did you mean agency_head?)",
        "overlays/a.toml, row 5, money.price_base: found '2025/26': "
        "a year not after 2024/25, in which the horizon starts, and at most ten years before",
    ]
    assert told(tmp_path / "b", '[remove]\nblock_tiers = ["block_c"]\n') == [
        "blocks.csv, row 2, block: found 'block_c': a block with at least one row in the table block_tiers"
    ]
    row = '[[add.deflators]]\nfinancial_year = "2025/26"\ndeflator_share = -0.5\nsource = "x"\n'
    assert told(tmp_path / "c", row) == [
        "overlays/a.toml, row 1, deflator_share: found '-0.5': "
        "a share of at least -0.0338: below, the discount rate is negative"
    ]


def test_an_instance_may_be_mended_by_an_overlay(tmp_path: Path) -> None:
    """Checks across rows look at the result only."""
    folder = write_files(tmp_path, with_cell(tiny_files(), "offers", 4, "budget_head", "unheard_of"))
    with pytest.raises(InputError, match="a name that stands in the table budgets"):
        load(folder)
    assert load(folder, settings=["offers.home_spot.budget_head=agency_head"]).instance


def test_faults_of_files_come_beside_those_of_overlays(tmp_path: Path) -> None:
    """All at once; a key of a table that cannot be read is not judged."""
    files = with_text({**tiny_files(), "policies.csv": "rubbish"}, "needs.csv", "high,2", "high,two")
    folder = write_files(tmp_path, files)
    with pytest.raises(InputError) as caught:
        load(folder, settings=["policies.near_home.2024/25=1", "needs.low.rank=x", "money.move_gbp=x"])
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [
        ("needs.csv", "rank"),
        ("policies.csv", None),
        ("--set", "needs.low.rank"),
        ("--set", "money.move_gbp"),
    ]


def test_clashes(tmp_path: Path) -> None:
    """Two overlays, an overlay and --set, or two --set, with one key; also of a setting."""
    text = HEAD + '[set]\n"policies.near_home.2024/25" = 0.7\n"money.move_gbp" = 1\n'
    assert told(tmp_path / "a", text, text) == [
        "overlays/b.toml, row 4, policies.near_home.2024/25: "
        "a key that is set once; overlays/a.toml, row 4 sets it too",
        "overlays/b.toml, row 5, money.move_gbp: a key that is set once; overlays/a.toml, row 5 sets it too",
    ]
    expected = "--set, policies.near_home.2024/25.level: a key that is set once; overlays/a.toml, row 4 sets it too"
    assert told(tmp_path / "b", text, settings=("policies.near_home.2024/25.level=0.7",)) == [expected]
    assert told(tmp_path / "c", settings=("money.move_gbp=1", "money.move_gbp=2")) == [
        "--set, money.move_gbp: a key that is set once; --set sets it too"
    ]


def test_clashes_of_rows(tmp_path: Path) -> None:
    """A row added twice, a row that is there, a value of a removed row, a value that the added row gives."""
    row = '[[add.deflators]]\nfinancial_year = "2025/26"\ndeflator_share = 0.02\nsource = "x"\n'
    twice = "overlays/b.toml, row 1, add.deflators.1: found '2025/26': one row for each financial_year; "
    assert told(tmp_path / "a", row, row) == [twice + "overlays/a.toml, row 1 has the same"]
    there = row.replace("2025/26", "2024/25")
    (fault,) = told(tmp_path / "b", there)
    assert fault.endswith("found '2024/25': one row for each financial_year; deflators.csv, row 2 has the same")
    (fault,) = told(
        tmp_path / "c", 'remove.income = ["uasc_grant"]\n', settings=("income.uasc_grant.2024/25.amount_gbp=1",)
    )
    assert fault.endswith("found '1': a row that stays; overlays/a.toml, row 1 removes it")
    (fault,) = told(tmp_path / "d", row, settings=("deflators.2025/26.deflator_share=0.01",))
    assert fault.endswith("a key that is set once; overlays/a.toml, row 1 sets it too")
    both = 'remove.income = ["uasc_grant"]\n'
    assert not told(tmp_path / "e", both, both)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "overlays/a.toml: an overlay; the file is empty"),
        ("x = \n", "overlays/a.toml, row 1: a TOML file (Invalid value at column 5)"),
        ("sets = 1\n", "row 1, sets: one of source, note, set, remove, add (did you mean set?)"),
        ("set = 1\n", "row 1, set: found '1': a section of keys and values"),
        ("remove = 1\n", "row 1, remove: found '1': a section with a list for each table"),
        ("[remove]\noffer = []\n", "row 2, remove.offer: a table of an instance (did you mean offers?)"),
        ("[remove]\noffers = 'x'\n", "row 2, remove.offers: found 'x': a list"),
        ("[remove]\noffers = [3]\n", "row 2, remove.offers: found '3': keys of rows in quotation marks"),
        ("[remove]\noffers = ['nobody']\n", "row 2, remove.offers: found 'nobody': a row of the table offers"),
        ("[remove]\noffers = ['a.b']\n", "found 'a.b': at most 1 parts between dots: offer"),
        ("[remove]\nneeds = ['low', 'high']\n", "row 2, remove.needs: at least one row left"),
        ("[[add.offer]]\nx = 1\n", "row 1, add.offer: a table of an instance (did you mean offers?)"),
        ("[add]\noffers = [1]\n", "row 2, add.offers.1: found '1': a row: columns and values"),
        ("[[add.needs]]\nneeds = 'x'\n", "row 1, needs: a column of this table (did you mean need?)"),
        ("[[add.needs]]\nneed = 'x'\n", "row 1, rank: this column; it is missing"),
        ("[[add.needs]]\nneed = 'x'\nrank = 'y'\n", "row 1, rank: found 'y': a whole number from 0 to 10,000"),
        ("[set]\n'money.move_gbp' = 1\n", "source: document title and table of the values set, or assumption; it is"),
        ("source = 'assumption'\n[set]\n'money.move_gbp' = 1\n", "note: the basis of the values set, which are"),
        ("source = 1\n", "row 1, source: found '1': text of at most 2,000 characters"),
        ("source = '=1+1'\n[set]\n'money.move_gbp' = 1\n", "row 1, source: found '=1+1': text that does not begin"),
        ('source = "x"\nnote = "a\\u0007"\n', "row 2, note: found 'a?': text without control characters"),
        ("[set]\n" + "a." * 2000 + "b = 1\n", "a key of at most 10 parts"),
    ],
)
def test_an_overlay_that_cannot_be_read(tmp_path: Path, text: str, expected: str) -> None:
    """Each fault names file, line and what is expected."""
    assert any(fault.startswith("overlays/a.toml") and expected in fault for fault in told(tmp_path, text))


def test_an_overlay_that_is_not_there(tmp_path: Path) -> None:
    """The names there are, told with what was asked for; one twice; no `=` in a setting."""
    folder = write_files(tmp_path / "a", tiny_files())
    with pytest.raises(InputError, match=r"--with: found 'x': an overlay; the instance has none, or a file that"):
        load(folder, ["x"])
    write_files(folder / "overlays", {"mixed.toml": 'remove.income = ["uasc_grant"]\n'})
    with pytest.raises(InputError) as caught:
        load(
            folder,
            ["mixd", "mixed", "mixed", "no/such.toml", "a\0.toml", "x" * 5000 + ".toml"],
            ["money.move_gbp", "=1"],
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "--with: found 'mixd': an overlay of the instance (mixed), or a file that ends in .toml",
        "--with: found 'mixed': each overlay once",
        "--with: found 'no/such.toml': an overlay of the instance (mixed), or a file that ends in .toml",
        "--with: found 'a?.toml': an overlay of the instance (mixed), or a file that ends in .toml",
        f"--with: found '{'x' * 59}…': an overlay of the instance (mixed), or a file that ends in .toml",
        "--set: found 'money.move_gbp': KEY=VALUE, such as policies.locality.2024/25=0.7 or money.move_gbp=1500",
        "--set: found '=1': KEY=VALUE, such as policies.locality.2024/25=0.7 or money.move_gbp=1500",
    ]


PAGE = (Path(__file__).parents[2] / "docs" / "overlays.md").read_text(encoding="utf-8")


def test_the_overlay_on_the_page_works(tmp_path: Path) -> None:
    """docs/overlays.md shows a file that can be laid over the tiny instance."""
    text = PAGE.split("```toml\n")[1].split("```")[0]
    made = overlaid(tmp_path, text).instance
    assert level(made) == 0.7
    assert made.blocks[0].guarantee_share == 0.85
    assert made.settings.money.max_homes_opened_per_year == 1
    assert [tier.beds_to for tier in made.block_tiers] == [4, 8, 12]
    assert not made.fixed_lines
    assert "secure" not in {row.provision for row in made.placements_today}


def test_the_faults_on_the_page_are_told(tmp_path: Path) -> None:
    """Word for word."""
    folder = write_files(tmp_path, tiny_files())
    text = HEAD + (
        '[set]\n"policies.near_home.2024/25" = 0.7\n"policies.near_hom.2024/25" = 0.7\n'
        '"offers.ifa_north.capacity_children" = "twenty"\n'
    )
    write_files(folder / "overlays", {"mixed.toml": text.replace('note = "agreed with finance"\n', 'note = "x"\n')})
    with pytest.raises(InputError) as caught:
        load(folder, ["mixed"], ["policies.near_home.2024/25=0.6"])
    quoted = [line.strip() for line in PAGE.splitlines() if line.startswith(("    overlays/", "    -"))]
    assert sorted(str(fault) for fault in caught.value.faults) == sorted(quoted)
