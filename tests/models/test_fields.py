"""Rows and faults: text that is safe, assumptions with a basis, values that may be printed."""

import pytest
from pydantic import ValidationError

from models.faults import Fault, InputError, printable
from models.tables import TABLES, Deflator, Need, Policy, key_of


def _need(**changes: object) -> Need:
    values: dict[str, object] = {
        "need": "low",
        "rank": 1,
        "escalation_share": 0.1,
        "description": "lower needs",
        "source": "a document",
    }
    return Need.model_validate({**values, **changes})


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "a\x00b", "a\x1bb", "a\u202eb", "  "])
def test_text_that_may_do_harm_is_refused(text: str) -> None:
    """Formulas, control characters, reversed text and blanks."""
    with pytest.raises(ValidationError, match="text"):
        _need(description=text)


def test_text_is_the_same_however_it_was_saved() -> None:
    """Spaces at the ends go, line ends become Unix ones."""
    assert _need(description="  two\r\nlines ").description == "two\nlines"
    assert _need(note="  ").note == ""


def test_an_assumption_has_a_basis() -> None:
    """A row marked so says in note on what it rests."""
    with pytest.raises(ValidationError, match="gives its basis in note"):
        _need(source="assumption")
    assert _need(source="assumption", note="two other councils").note == "two other councils"


def test_models_are_strict_and_tell_no_values() -> None:
    """A number as text is refused, and the message does not repeat it."""
    with pytest.raises(ValidationError) as caught:
        _need(rank="secret")
    assert "secret" not in str(caught.value)


def test_policies_fit_together() -> None:
    """A share needs a ring and is at most 1; a soft policy needs a price."""
    values = {
        "policy": "near",
        "measure": "share_within_ring",
        "ring": "in_authority",
        "level": 0.8,
        "financial_year": "2024/25",
        "strength": "hard",
        "gbp_per_unit": None,
        "source": "a document",
    }
    assert key_of(Policy.model_validate(values)) == ("near", "2024/25")
    for change, message in (
        ({"ring": None}, "ring is given"),
        ({"level": 1.2}, "level is a share, at most 1"),
        ({"strength": "soft"}, "gbp_per_unit is given for a soft policy"),
        ({"gbp_per_unit": 5.0}, "gbp_per_unit is given for a soft policy"),
    ):
        with pytest.raises(ValidationError, match=message):
            Policy.model_validate({**values, **change})


def test_years_are_checked_in_rows() -> None:
    """A row takes 2024/25 and nothing else."""
    with pytest.raises(ValidationError, match="written 2024/25"):
        Deflator(financial_year="2024", deflator_share=0.02, source="a document")


def test_every_column_says_what_it_means() -> None:
    """Each has a description, from which the reference page is made; each key is a column."""
    for model in TABLES.values():
        assert all(field.description for field in model.model_fields.values())
        assert set(model.KEY) <= set(model.model_fields)  # type: ignore[attr-defined]


def test_a_fault_is_one_readable_line() -> None:
    """File, row, column, what was found, what is expected; what is not known is left out."""
    fault = Fault("offers.csv", "one of good, outstanding", 3, "grade", "go\x1bod")
    assert str(fault) == "offers.csv, row 3, grade: found 'go?od': one of good, outstanding"
    assert str(Fault("offers.csv", "this file; it is missing")) == "offers.csv: this file; it is missing"


def test_an_error_carries_its_faults() -> None:
    """One a line; without any it is a mistake of the programmer."""
    error = InputError([Fault("a.csv", "x"), Fault("b.csv", "y", 2)])
    assert str(error) == "a.csv: x\nb.csv, row 2: y"
    assert len(error.faults) == 2
    with pytest.raises(ValueError, match="at least one fault"):
        InputError([])


def test_printable_text_is_cut() -> None:
    """At most `limit` characters, the last one showing that there was more."""
    assert printable("x" * 60) == "x" * 60
    assert printable("x" * 61) == "x" * 59 + "…"
    assert printable("a\nb\u202e", 10) == "a?b?"
