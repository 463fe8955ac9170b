"""The address of a Dask scheduler as an option's value."""

from urllib.parse import SplitResult, urlsplit

import click

SCHEMES = ("tls", "tcp")


class Address(click.ParamType[str]):
    """`local`, or tls://HOST:PORT or tcp://HOST:PORT and nothing more."""

    name = "address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the address as it was given."""
        if value != "local" and not _is_scheduler(value):
            self.fail(f"{value!r} is neither 'local' nor an address such as tls://dask.example:8786.", param, ctx)
        return value


def _is_scheduler(value: str) -> bool:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    whole = SplitResult(parts.scheme, parts.netloc, "", "", "").geturl() == value and "@" not in parts.netloc
    return whole and parts.scheme in SCHEMES and bool(parts.hostname) and bool(port)
