"""A point of a sweep as a whole plan, which can be re-checked and played out."""

from models.plan import Plan, Status
from optimiser.plan import Found, certified, write_up
from optimiser.summary import group_values
from optimiser.sweep.live import Live, Point


def plan_of(live: Live, point: Point, sha256: str) -> Plan:
    """Return the plan of a point that has one; without shadow prices, and without what each commitment is worth.

    Args:
        live: the model of the point.
        point: a point with commitments.
        sha256: hash of the instance, for the certificate.

    Raises:
        AreasError: if its home areas cannot be told apart.
    """
    solution = point.solution
    path, decisions = live.outcome(solution)
    groups = group_values(live.formulation.costs, solution.values)
    status: Status = "optimal" if point.within_gap else "feasible"
    certificate = certified(groups, solution.bound, status, solution.seconds, sha256, live.effort.seed)
    return write_up(live.problem, "plan", path, decisions, Found(certificate, groups))
