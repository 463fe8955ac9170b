"""Tables as frames."""

import datetime as dt

from models.frames import frame
from models.plan import Occupancy


def test_a_frame_has_a_column_per_field_and_a_row_per_row() -> None:
    """Averages by offer follow as an analyst would write them."""
    rows = [
        Occupancy(offer=name, home_area="north", period_start=dt.date(2022, 4, 1), children=count, beds_used=count)
        for name, count in (("near", 2.0), ("far", 1.5), ("near", 0.5))
    ]
    found = frame(rows)
    assert list(found.columns) == list(Occupancy.model_fields)
    assert found.groupby("offer")["children"].sum().to_dict() == {"far": 1.5, "near": 2.5}


def test_no_rows_give_an_empty_frame() -> None:
    """A plan without a gap has an empty gap table."""
    assert frame(()).empty
