"""Where a command's parallel work is done, as its options say."""

import importlib.util
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Literal

import click
from click.core import ParameterSource

from commands.options import Spreading
from commands.output import NOTHING_WRITTEN, fail

if TYPE_CHECKING:
    from optimiser.spread import Hands

NEEDED = ("dask", "distributed", "cryptography")
"""What the optional extra `cluster` installs."""


def hands_of(spreading: Spreading, kind: Literal["threads", "processes"]) -> AbstractContextManager["Hands"]:
    """Return threads or processes of this machine, or a cluster if one was asked for; they start when entered.

    A cluster that cannot be used or was lost ends the command with 2.

    Raises:
        UsageError: if the options do not go together.
        SystemExit: with 2 if the cluster's packages are missing.
    """
    _refuse_contradictions(spreading)
    if spreading.cluster is not None:
        _refuse_missing()
        return _cluster(spreading.cluster, spreading.jobs)
    from optimiser import spread

    return spread.threads(spreading.jobs) if kind == "threads" else spread.processes(spreading.jobs)


def _refuse_contradictions(spreading: Spreading) -> None:
    address = spreading.cluster or ""
    plain = address.startswith("tcp://")
    if plain and not spreading.insecure:
        raise click.UsageError(
            "--cluster tcp:// sends everything unencrypted, and anybody in between can change it."
            " Use tls://, or say --insecure."
        )
    if spreading.insecure and not plain:
        raise click.UsageError("--insecure goes with --cluster tcp://HOST:PORT only.")
    given = click.get_current_context().get_parameter_source("jobs") == ParameterSource.COMMANDLINE
    if given and "://" in address:
        raise click.UsageError("--jobs does not go with a cluster's address: its workers are as many as they are.")


def _refuse_missing() -> None:
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        install = "pip install 'placement-sufficiency[cluster]'"
        fail(f"--cluster needs packages that are not installed ({', '.join(missing)}): {install}; {NOTHING_WRITTEN}")


@contextmanager
def _cluster(address: str, jobs: int) -> Iterator["Hands"]:
    from optimiser.cluster import ClusterError, cluster

    try:
        with cluster(address, jobs) as hands:
            yield hands
    except ClusterError as error:
        fail(f"--cluster {address}: {error}; {NOTHING_WRITTEN}")
