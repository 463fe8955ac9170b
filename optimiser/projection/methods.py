"""The methods of projection that run on a record, by the names that `--method` takes."""

from collections.abc import Callable

from optimiser.projection.flow import flow, flow_by_reason
from optimiser.projection.population import population_rate
from optimiser.projection.record import Floats, Record
from optimiser.projection.trend import trend_fitted, trend_last
from optimiser.projection.unchanged import no_change

Method = Callable[[Record, Floats], Floats]
"""From a record and years after its origin (m,) to children in care (m,)."""

METHODS: dict[str, Method] = {
    "no_change": no_change,
    "population_rate": population_rate,
    "flow": flow,
    "flow_by_reason": flow_by_reason,
    "trend_last": trend_last,
    "trend_fitted": trend_fitted,
}
"""Name to method, in the order in which they are shown."""
