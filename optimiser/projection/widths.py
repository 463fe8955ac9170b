"""How far projections miss, by method and years ahead: the law of the bands, and its constants.

The log of actual over projected children is taken as Student-t around 0 with scale

    s(h, n)^2 = (chance / n + drift) * h + slope * h^2

h years ahead of a last count of n children: `chance` is the over-dispersed coming and going of single children,
which weighs less in a large authority; `drift` the random walk of rates; `slope` what grows with the square of time,
the uncertainty of a rate or trend once estimated. The heavy tails stand for authorities in which something broke.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from optimiser.projection.record import Floats


@dataclass(frozen=True)
class Law:
    """How far one method misses.

    Attributes:
        chance: squared log error a year, times children.
        drift: squared log error a year.
        slope: squared log error a year squared.
        freedom: degrees of freedom of the t distribution.
    """

    chance: float
    drift: float
    slope: float
    freedom: float

    def scale(self, years: Floats, children: float | Floats) -> Floats:
        """Return the scale of the log error at `years` (m,) ahead of a last count of `children`."""
        scale: Floats = np.sqrt((self.chance / children + self.drift) * years + self.slope * years**2)
        return scale

    def factor(self, share: float, years: Floats, children: float) -> Floats:
        """Return (m,), by what a projection is multiplied to reach the quantile `share` of what may come."""
        factor: Floats = np.exp(stats.t.ppf(share, self.freedom) * self.scale(years, children))
        return factor


LAWS: dict[str, Law] = {
    "no_change": Law(0.445, 0.00362, 0.00043, 12.2),
    "population_rate": Law(0.485, 0.00311, 0.00049, 11.5),
    "flow": Law(0.404, 0.00360, 0.00023, 9.6),
    "flow_by_reason": Law(0.404, 0.00360, 0.00023, 9.6),
    "trend_last": Law(1.398, 0.00051, 0.00198, 22.2),
    "trend_fitted": Law(1.217, 0.00212, 0.00161, 19.7),
}
"""Law by method: maximum likelihood over 150 authorities, 1 to 4 years ahead of 2017 to 2019 (docs/projection.md).

`flow_by_reason` has that of `flow`: national statistics do not give reasons by authority for these years.
"""

GIVEN = LAWS["trend_last"]
"""Law of a path that was given and not computed here: published ones are mostly trends, and no study tells better."""
