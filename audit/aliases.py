"""Short names for the arrays that the audit works with."""

import numpy as np
import numpy.typing as npt

type Floats = npt.NDArray[np.float64]
type Flags = npt.NDArray[np.bool_]
type Whole = npt.NDArray[np.int64]
