"""Alternatives in words, worked out by hand."""

from models.plan import CommitmentSummary, Plan
from reports.alternatives import alternatives_lines
from tests.reports.handmade import commitment, plan_of

ENDS = {"ifa": 10.0, "in_house_fostering": 20.0, "internal_home": 0.0}
"""Children at the end of the year."""


def made(objective: float, *taken: CommitmentSummary, **ends: float) -> Plan:
    """A plan with a cost, commitments and children at the end of the year."""
    plan = plan_of()
    certificate = plan.summary.certificate.model_copy(update={"objective_gbp": objective})
    changes = {
        "commitments": taken,
        "certificate": certificate,
        "children_at_year_end": {"2024/25": {**ENDS, **ends}},
    }
    return plan.model_copy(update={"summary": plan.summary.model_copy(update=changes)})


HOMES = commitment("home", "small_home", 1, 1.0)
CARERS = commitment("fostering", "own_fostering", 2, 1.0)
BLOCK = commitment("block", "block_c", 3, 1.0)


def lines(*plans: Plan, complete: bool = True) -> list[str]:
    """Return the lines of a best plan and its alternatives at a distance of 2, the last of which is proven."""
    apart, proven = [0.0, *(2.0 for _ in plans[1:])], [False] * (len(plans) - 1) + [True]
    return alternatives_lines(plans, apart, proven, 0.01, complete=complete)


def test_what_an_alternative_trades() -> None:
    """Two lots of carers, 4 households for 2, and one bed in the place of a home; 1.6 children move to own homes."""
    best = made(1_000_000.0, HOMES, CARERS)
    one_bed = commitment("block", "block_c", 1, 1.0)
    other = made(1_005_000.0, CARERS, CARERS, one_bed, ifa=8.4, internal_home=1.6)
    assert lines(best, other) == [
        "Sets of commitments at most 1.0 % dearer than the best plan found (present value):",
        "  alternative 1: 5,000 pounds dearer, 0.50 %; distance 2.000",
        "    more of block contract: c (1 bed, not 0), recruit carers: own fostering (4 households, not 2)",
        "    less of open own home: small home (0 homes, not 1)",
        "    children at the end of 2024/25: 1.6 fewer in IFA (independent fostering), "
        "1.6 more in council's own homes",
        "Distance: how much more or less is taken of each commitment, as shares of the most on offer, added.",
    ]


def test_several_and_none() -> None:
    """Nothing is said of what does not differ; of those not proven it is said; so it is where none were found."""
    best, block = made(1_000_000.0, CARERS), made(1_000_000.0, CARERS, BLOCK)
    found = lines(best, block, made(1_010_000.0), complete=False)
    assert found[1:5] == [
        "  alternative 1: 0 pounds dearer, 0.00 %; distance 2.000 (others may be farther)",
        "    more of block contract: c (3 beds, not 0)",
        "  alternative 2: 10,000 pounds dearer, 1.00 %; distance 2.000",
        "    less of recruit carers: own fostering (0 households, not 2)",
    ]
    assert found[-1] == "Stopped: there may be others."
    assert lines(best)[1] == "  none was found"
