"""A written plan with the copy of its instance beside it, as commands that look at plans need it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from instances.reader import LoadedInstance
    from models.plan import Plan


def read_written(folder: Path) -> tuple["LoadedInstance", "Plan"]:
    """Return the instance beside a written plan, and the plan.

    Raises:
        InputError: with every fault of the plan, or of its instance, or if the plan was made for another instance.
    """
    from instances.reader import load
    from models.faults import Fault, InputError
    from reports.plan_reading import INSTANCE, SUMMARY, read_plan

    plan = read_plan(folder)
    loaded = load(folder / INSTANCE)
    if plan.summary.certificate.instance_sha256 != loaded.sha256:
        expected = "the instance that the plan was made for; a table of it was changed (see verify)"
        raise InputError([Fault(str(folder / SUMMARY), expected)])
    return loaded, plan
