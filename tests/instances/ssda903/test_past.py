"""Reasons for leaving and placements by type in the past, against counts by hand and against the other tables."""

import datetime as dt
from pathlib import Path

import pytest

from instances.ssda903.codes import ENDED, REASONS_ENDED
from instances.ssda903.importer import Imported
from instances.ssda903.past import reason_mapping
from instances.writer import canonical_files
from optimiser.projection.mix import mix_of
from optimiser.projection.project import project
from optimiser.projection.recorded import recorded
from tests.instances.ssda903.importing import done, imported, lives, write_one
from tests.instances.ssda903.returns import Episode, council, march, write_years

D = dt.date


def reasons(found: Imported) -> dict[tuple[int, str], float]:
    """Return children who left by year and reason, without noughts."""
    rows = found.instance.ceases_by_reason
    return {(row.period_end.year, row.reason): row.children for row in rows if row.children}


def placed(found: Imported) -> dict[tuple[int, str], float]:
    """Return children by 31 March and type, without noughts."""
    return {(row.day.year, row.type): row.children for row in found.instance.placement_history if row.children}


def small(folder: Path) -> Imported:
    """Import two years of some lives.

    A leaves to parents in June 2022, comes back and is adopted in March 2023: once, adopted. B moves from an
    agency carer to a home in May 2022 and leaves by special guardianship in September 2023. C leaves on 31 March
    2023, E17. D leaves with a code that is in no list. E stays.
    """
    return imported(
        write_one(
            folder,
            lives(
                Episode("QXA", D(2021, 5, 1), D(2022, 6, 1), place="U6", provider="PR1", rec="E4A"),
                Episode("QXA", D(2022, 10, 1), D(2023, 3, 1), place="U6", provider="PR1", rec="E11"),
                Episode("QXB", D(2021, 5, 1), D(2022, 5, 1), place="U6", provider="PR4", rec="X1"),
                Episode("QXB", D(2022, 5, 1), D(2023, 9, 1), rne="P", place="K2", rec="E46"),
                Episode("QXC", D(2021, 5, 1), D(2023, 3, 31), place="K2", rec="E17"),
                Episode("QXD", D(2021, 5, 1), D(2024, 1, 1), place="K2", rec="E99"),
                Episode("QXE", D(2021, 5, 1), None, place="U1", provider="PR1"),
            ),
        )
    )


def test_leavers_count_once_by_their_last_code(tmp_path: Path) -> None:
    """As told above; what no list has is not recorded, and reported."""
    found = small(tmp_path)
    assert reasons(found) == {
        (2023, "adopted"): 1,
        (2023, "staying_put_at_18"): 1,
        (2024, "special_guardianship"): 1,
        (2024, "not_recorded"): 1,
    }
    assert done(found)["REC of a child who left is no code of leaving: the reason is not_recorded"] == 1


def test_children_by_type_on_each_31_march(tmp_path: Path) -> None:
    """2022: A in-house, B with an agency, C and D in homes, E connected. 2023: B and D in homes, E. 2024: E."""
    assert placed(small(tmp_path)) == {
        (2022, "in_house_fostering"): 1,
        (2022, "ifa"): 1,
        (2022, "residential"): 2,
        (2022, "connected_carers"): 1,
        (2023, "residential"): 2,
        (2023, "connected_carers"): 1,
        (2024, "connected_carers"): 1,
    }


def test_a_type_has_a_row_on_every_day(tmp_path: Path) -> None:
    """The mix needs them: agency carers on 31 March 2024 are nobody."""
    mix = mix_of(small(tmp_path).instance.placement_history)
    assert mix is not None
    assert mix.children.sum(axis=1).tolist() == [5, 3, 1]


@pytest.mark.parametrize("seed", range(3))
def test_both_add_up_to_the_counts_of_the_lives(tmp_path: Path, seed: int) -> None:
    """Types of a day are the children in care on it; reasons of a year are its ceases by age."""
    made = council(seed, 150, 2017, 2023)
    write_years(tmp_path / "all", made, range(2017, 2024))
    found = imported(tmp_path / "all")
    for end in found.ends:
        by_type = [row for row in found.instance.placement_history if row.day == march(end.year)]
        assert sum(row.children for row in by_type) == len(made.in_care(march(end.year)))
        by_reason = [row.children for row in found.instance.ceases_by_reason if row.period_end == march(end.year)]
        assert sum(by_reason) == (0 if end.ceases is None else end.ceases.sum())


def test_projections_by_reason_and_mix_run_on_an_import(tmp_path: Path) -> None:
    """What the tables are for: leaving rates by reason, and the mix of the past."""
    write_years(tmp_path / "all", council(1, 150, 2017, 2023), range(2017, 2024))
    instance = imported(tmp_path / "all").instance
    projected = project(recorded(instance).record, "flow_by_reason", 36)
    assert projected.central[-1] > 0
    mix = mix_of(instance.placement_history)
    assert mix is not None
    assert len(mix.days) == 8


def test_every_code_of_leaving_has_a_reason() -> None:
    """All codes but the one that goes on, each once, none that the list does not have."""
    codes = [code for line in reason_mapping().splitlines()[1:] for code in line.split(",")[0].split()]
    assert sorted(codes) == sorted(code for code in REASONS_ENDED if code.startswith(ENDED))


def test_the_table_of_reasons_is_written_beside_the_instance(tmp_path: Path) -> None:
    """In the companions, as it was used; the rows say so."""
    found = small(tmp_path)
    assert found.companions["import/reason_mapping.csv"] == reason_mapping()
    assert b"import/reason_mapping.csv" in canonical_files(found.instance)["ceases_by_reason.csv"]
