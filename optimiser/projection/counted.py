"""The counted events that the rates of entry and leaving rest on."""

from dataclasses import dataclass

from optimiser.projection.flow import recent_flows
from optimiser.projection.record import NotEnoughHistoryError, Record

JEFFREYS = 0.5
"""Half an event more: Jeffreys' prior of a rate of counts. It gives a rate to what was never seen to happen."""
_ENGLAND = 1.0 / 3.0
"""Starts, and ceases, a year per child in care. England in the year to March 2021: 28,470 and 28,120 for 80,780."""


@dataclass(frozen=True)
class Counted:
    """Starts and ceases in the record.

    Attributes:
        starts: children starting to be looked after.
        ceases: children ceasing.
        years: length of the periods in which they were counted.
        assumed: whether the record holds none, so that as many are assumed as a year of England's rates brings.
    """

    starts: float
    ceases: float
    years: float
    assumed: bool


def counted(record: Record) -> Counted:
    """Return the starts and ceases of the last five years on which rates rest."""
    try:
        flows = recent_flows(record)
    except NotEnoughHistoryError:
        return Counted(record.last * _ENGLAND, record.last * _ENGLAND, 1.0, assumed=True)
    starts = sum(float(flow.starts.sum()) for flow in flows)
    ceases = sum(float(flow.ceases.sum()) for flow in flows)
    return Counted(starts, ceases, sum(flow.years for flow in flows), assumed=False)
