"""What `stress`, `blocks` and `frontier` printed with `--json`, read back for the paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from models.faults import Fault, InputError
from models.plan import Summary
from reports.paper.facts import Results

MOST_BYTES = 50_000_000
APART_GBP = 1.0
"""Pounds by which a year of the stress test's plan may differ from the plan's own."""

Number = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=200)]


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Spread(_Read):
    p5: Number
    p50: Number
    p95: Number


class _StressYear(_Read):
    financial_year: Text
    cost_gbp: _Spread
    planned_gbp: Number
    budget_breach_share: Number | None


class Stress(_Read):
    """What the paper reads of `stress --json`."""

    futures: int = Field(ge=1)
    cost_gbp: _Spread
    by_year: tuple[_StressYear, ...] = Field(min_length=1)


class _BlockPoint(_Read):
    beds: int = Field(ge=0)
    available: bool
    cost_gbp: Number | None
    saving_gbp: Number | None
    saving_low_gbp: Number | None
    saving_high_gbp: Number | None
    void_cost_gbp: Number | None
    occupancy: Number | None


class _Saving(_Spread):
    mean: Number
    standard_error: Number


class _Stressed(_Read):
    beds: int = Field(ge=0)
    cost_gbp: _Spread
    saving_gbp: _Saving
    loses_share: float = Field(ge=0, le=1)


class Blocks(_Read):
    """What the paper reads of `blocks --json`."""

    block: Text
    points: tuple[_BlockPoint, ...] = Field(min_length=1)
    best_beds: int | None
    futures: int = Field(default=0, ge=0)
    stressed: tuple[_Stressed, ...] = ()


class _Level(_Read):
    levels: dict[Text, Number]
    cost_gbp: Number | None


class Frontier(_Read):
    """What the paper reads of `frontier --json`: of one policy, or of two."""

    policies: tuple[Text, ...] = Field(min_length=1, max_length=2)
    points: tuple[_Level, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _has_every_level(self) -> Self:
        if any(set(point.levels) != set(self.policies) for point in self.points):
            raise ValueError("every point has a level of each policy")
        return self


def read_results(summary: Summary, stress: Path | None, blocks: Path | None, frontier: Path | None) -> Results:
    """Read the files given; None for those not given.

    Raises:
        InputError: with every fault of the files, or if the stress test is of another plan.
    """
    faults: list[Fault] = []
    found = Results(
        stress=_read(stress, Stress, faults),
        blocks=_read(blocks, Blocks, faults),
        frontier=_read(frontier, Frontier, faults),
    )
    if found.stress is not None and stress is not None and not _is_of(summary, found.stress):
        expected = "the stress test of this plan; years or planned revenue differ"
        faults.append(Fault(str(stress), expected, column="by_year"))
    if faults:
        raise InputError(faults)
    return found


def _read(path: Path | None, model: type[_Read], faults: list[Fault]) -> Mapping[str, object] | None:
    if path is None:
        return None
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        faults.append(Fault(str(path), f"a file that can be read ({error.strerror})"))
        return None
    if len(data) > MOST_BYTES:
        faults.append(Fault(str(path), "a file of at most 50 million bytes"))
        return None
    try:
        return model.model_validate_json(data).model_dump()
    except ValidationError as error:
        what = f"what the command {model.__name__.lower()} prints with --json"
        for problem in error.errors(include_url=False, include_input=False):
            place = ".".join(map(str, problem["loc"])) or None
            faults.append(Fault(str(path), f"{what}; {problem['msg']}", column=place))
        return None


def _is_of(summary: Summary, stress: Mapping[str, object]) -> bool:
    years = Stress.model_validate(stress).by_year
    planned = {year.financial_year: year.planned_gbp for year in years}
    cost = summary.cost_gbp_by_year
    return planned.keys() == cost.keys() and all(abs(planned[year] - cost[year]) <= APART_GBP for year in cost)
