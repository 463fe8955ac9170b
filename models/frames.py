"""Tables as pandas frames, for analysts and for the reports: pandas at the edges, never inside a model."""

from collections.abc import Sequence

import pandas as pd

from models.fields import Frozen


def frame(rows: Sequence[Frozen]) -> pd.DataFrame:
    """Return rows of one table, of an instance or a plan, as a frame with one column per field.

    Args:
        rows: rows of one class, such as `plan.occupancy` or `instance.offers`; none give an empty frame.
    """
    return pd.DataFrame([row.model_dump() for row in rows])
