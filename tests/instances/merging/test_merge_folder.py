"""Writing a merged instance: all files or none, other files left as they are."""

from pathlib import Path

import pytest

from instances.merge_folder import merge_into
from instances.reader import load
from models.faults import InputError
from models.instance import Instance
from models.merging import MergeReport
from tests.instances.merging.files import contents, tiny_folder

REPORT = MergeReport("a layout", (), (), (), (), {}, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tiny instance with a file of the user's own."""
    path = tiny_folder(tmp_path / "tiny")
    (path / "notes.md").write_text("mine")
    return path


def cheaper(instance: Instance) -> tuple[Instance, MergeReport]:
    """Return the instance with every price a pound and every grade good."""
    prices = tuple(row.model_copy(update={"gbp_per_week": 1.0}) for row in instance.offer_prices)
    offers = tuple(row.model_copy(update={"note": "changed"}) for row in instance.offers)
    return instance.model_copy(update={"offer_prices": prices, "offers": offers}), REPORT


def test_only_tables_that_differ_are_written(folder: Path) -> None:
    """Settings with the user's comments, other tables and other files keep every byte."""
    before = contents(folder)
    assert merge_into(folder, cheaper) is REPORT
    after = contents(folder)
    assert {name for name in after if after[name] != before.get(name)} == {"offers.csv", "offer_prices.csv"}
    assert {row.gbp_per_week for row in load(folder).instance.offer_prices} == {1}


def test_what_would_be_no_instance_is_not_written(folder: Path) -> None:
    """The checks of the whole instance run before anything is written."""
    before = contents(folder)

    def broken(instance: Instance) -> tuple[Instance, MergeReport]:
        return instance.model_copy(update={"disruption": instance.disruption[:1]}), REPORT

    with pytest.raises(InputError, match="rows in the table disruption"):
        merge_into(folder, broken)
    assert contents(folder) == before


def test_all_files_or_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the second file is held open by another program, the first is put back; nothing is left behind."""
    before = contents(folder)
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if target.name == "offer_prices.csv":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(InputError, match=r"files that can be written \(Permission denied\); is one of them open"):
        merge_into(folder, cheaper)
    assert contents(folder) == before


def test_interrupted_files_are_put_back(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C between two files leaves the instance as it was."""
    before = contents(folder)
    replace = Path.replace

    def stopped(self: Path, target: Path) -> Path:
        if target.name == "offer_prices.csv":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        merge_into(folder, cheaper)
    assert contents(folder) == before
