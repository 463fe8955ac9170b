"""Options shared by commands, each declared once, handed to a command as one object a group."""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click

from commands.addresses import Address

Command = Callable[..., Any]


class Finite(click.FloatRange):
    """A range of numbers that are numbers: `nan` and `inf` are refused."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


@dataclass(frozen=True)
class Paths:
    """Demand path and price path; None for the instance's own default."""

    demand: str | None
    prices: Any


@dataclass(frozen=True)
class Changes:
    """What is laid over the instance: overlays by name or path, and single values as KEY=VALUE."""

    overlays: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Search:
    """How the solver searches: share of the cost, seconds (None for no limit), seed."""

    gap: float
    time_limit: float | None
    seed: int


@dataclass(frozen=True)
class Output:
    """How a command prints."""

    as_json: bool
    quiet: bool


@dataclass(frozen=True)
class Destination:
    """Where a plan is written to; nowhere if `out` is None."""

    out: Path | None
    force: bool


@dataclass(frozen=True)
class Spreading:
    """Over what parallel work is spread: threads or processes of this machine, or a Dask cluster."""

    jobs: int
    cluster: str | None
    insecure: bool


def _gathered(group: type[Any], name: str, *options: Command) -> Callable[[Command], Command]:
    """Return a decorator that adds options and hands them over as one object called `name`."""
    names = [field.name for field in fields(group)]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def gather(**given: Any) -> Any:
            return command(**{name: group(**{field: given.pop(field) for field in names})}, **given)

        made: Command = gather
        for option in reversed(options):
            made = option(made)
        return made

    return decorate


path_options = _gathered(
    Paths,
    "paths",
    click.option("--demand", metavar="PATH", help="Demand path of the instance, such as published, middle or low."),
    click.option("--prices", type=click.Choice(["low", "central", "high"]), help="Price path."),
)
"""Options of every command that plans."""

change_options = _gathered(
    Changes,
    "changes",
    click.option(
        "--with",
        "overlays",
        multiple=True,
        metavar="NAME|FILE.toml",
        help="Lay an overlay over the instance: one of its own by name, or a file. May be repeated.",
    ),
    click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="KEY=VALUE",
        help="Set one value, such as policies.locality.2024/25=0.7. May be repeated.",
    ),
)
"""Options of every command that reads an instance to plan with."""

search_options = _gathered(
    Search,
    "search",
    click.option(
        "--gap",
        type=Finite(0.0, 1.0),
        default=0.001,
        show_default=True,
        metavar="SHARE",
        help="Share of the cost within which the plan is proven best, 0 to 1.",
    ),
    click.option(
        "--time-limit",
        type=Finite(0.0, 1e9, min_open=True),
        metavar="SECONDS",
        help="Stop after this long, with the best plan found so far.",
    ),
    click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Solver's seed."),
)
"""Options of every command that searches."""

output_options = _gathered(
    Output,
    "output",
    click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    click.option("--quiet", is_flag=True, help="Print nothing but faults."),
)
"""Options of every command that prints."""

destination_options = _gathered(
    Destination,
    "destination",
    click.option("--out", type=click.Path(path_type=Path), metavar="PLAN", help="Folder to write the plan to."),
    click.option("--force", is_flag=True, help="Replace an existing plan in --out."),
)
"""Options of every command that may write a plan."""


def spreading_options(jobs: int, name: str) -> Callable[[Command], Command]:
    """Return the options of a command whose work can be spread.

    Args:
        jobs: how many, unless given.
        name: what they are: threads or processes.
    """
    return _gathered(
        Spreading,
        "spreading",
        click.option(
            "--jobs",
            type=click.IntRange(1, 256),
            default=jobs,
            show_default=True,
            help=f"{name}, or processes of a local cluster; the figures do not depend on it.",
        ),
        click.option(
            "--cluster",
            type=Address(),
            metavar="ADDRESS|local",
            help="Dask cluster to work on: tls://HOST:PORT of its scheduler, or one of this machine's own.",
        ),
        click.option("--insecure", is_flag=True, help="Allow a cluster at tcp://, unencrypted."),
    )
