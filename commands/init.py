"""The command `init`."""

import shlex
from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import emit, show_lines, user_faults


@click.command(short_help="Copy an instance as the start of one's own.")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--from", "origin", default="sefton-2022", show_default=True, metavar="INSTANCE", help="What to copy.")
@output_options
def init(directory: Path, origin: str, output: Output) -> None:
    """Copy an instance to DIRECTORY as the start of one's own; a workbook becomes a folder.

    \b
    Example:  sufficiency init my-council --from sefton-2022
    """
    from instances.init import copy_instance

    with user_faults():
        copy_instance(origin, directory)
    if output.as_json:
        emit({"directory": str(directory), "from": origin})
    elif not output.quiet:
        edit = f"{directory} is a copy of {origin}. Edit its files, then:"
        show_lines([f"{edit}  sufficiency check {shlex.quote(str(directory))}"])
