"""Tables as pandas frames, for analysts and for the reports: pandas at the edges, never inside a model."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from models.fields import Frozen

if TYPE_CHECKING:
    from pandas import DataFrame


def frame(rows: Sequence[Frozen]) -> "DataFrame":
    """Return rows of one table, of an instance or a plan, as a frame with one column per field.

    Args:
        rows: rows of one class, such as `plan.occupancy` or `instance.offers`; none give an empty frame.
    """
    from pandas import DataFrame  # a third of what a command takes to start, and most need none

    return DataFrame([row.model_dump() for row in rows])
