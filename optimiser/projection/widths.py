"""How far projections miss, by method and years ahead: the law of the bands, and its constants.

The log of actual over projected children is taken as Student-t around 0 with scale

    s^2 = (chance / n + drift) * h + unrest * v * h^2

h years ahead of a last count of n children: `chance` is the over-dispersed coming and going of single children,
which weighs less in a large authority; `drift` the random walk of rates; `unrest` what grows with the square of time,
the uncertainty of a rate or trend once estimated, which is larger where the authority's own counts have moved more
(v, the mean square of their yearly changes). The heavy tails stand for authorities in which something broke.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from optimiser.projection.record import Floats, Record


@dataclass(frozen=True)
class Law:
    """How far one method misses.

    Attributes:
        chance: squared log error a year, times children.
        drift: squared log error a year.
        unrest: squared log error a year squared, over the squared yearly change of the authority's own counts.
        freedom: degrees of freedom of the t distribution.
    """

    chance: float
    drift: float
    unrest: float
    freedom: float

    def scale(self, years: Floats, children: float | Floats, unrest: float | Floats) -> Floats:
        """Return the scale of the log error at `years` (m,) ahead of a last count of `children`.

        `unrest` is that of the record, `Record.unrest`.
        """
        scale: Floats = np.sqrt((self.chance / children + self.drift) * years + self.unrest * unrest * years**2)
        return scale

    def factor(self, share: float, years: Floats, record: Record) -> Floats:
        """Return (m,), by what a projection of a record is multiplied to reach the quantile `share`."""
        scale = self.scale(years, record.last, record.unrest)
        factor: Floats = np.exp(stats.t.ppf(share, self.freedom) * scale)
        return factor


LAWS: dict[str, Law] = {
    "no_change": Law(chance=0.384, drift=0.00388, unrest=0.0608, freedom=12.1),
    "population_rate": Law(chance=0.451, drift=0.00341, unrest=0.0634, freedom=11.7),
    "flow": Law(chance=0.398, drift=0.00379, unrest=0.0253, freedom=9.8),
    "flow_by_reason": Law(chance=0.398, drift=0.00379, unrest=0.0253, freedom=9.8),
    "trend_last": Law(chance=1.066, drift=0.00167, unrest=0.317, freedom=28.1),
    "trend_fitted": Law(chance=0.925, drift=0.00236, unrest=0.345, freedom=39.5),
}
"""Law by method: maximum likelihood over 150 authorities, 1 to 4 years ahead of 2017 to 2019 (docs/projection.md).

`flow_by_reason` has that of `flow`: national statistics do not give reasons by authority for these years.
"""

GIVEN = LAWS["trend_last"]
"""Law of a path that was given and not computed here: published ones are mostly trends, and no study tells better."""
