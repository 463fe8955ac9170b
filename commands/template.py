"""The command `template`."""

import shlex
from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import emit, show_lines, user_faults


@click.command(short_help="Write the workbook to fill in, with drop-downs and notes.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "origin", metavar="INSTANCE", help="Fill it with this instance; without it, blank.")
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@output_options
def template(file: Path, origin: str | None, force: bool, output: Output) -> None:
    """Write an Excel workbook to FILE, a sheet for every table, with drop-downs, units and notes.

    Without --from every sheet has an example row; put your own rows in its place.

    \b
    Example:  sufficiency template my-council.xlsx
              sufficiency template sefton.xlsx --from sefton-2022
    """
    from instances.reader import load
    from instances.template import write_template
    from instances.workbook_writer import refuse_file

    with user_faults():
        refuse_file(file, force=force)
        write_template(file, None if origin is None else load(origin).instance)
    if output.as_json:
        emit({"file": str(file), "from": origin})
    elif not output.quiet:
        what = "blank, with an example row on every sheet" if origin is None else f"filled with {origin}"
        show_lines([f"{file}: {what}. Fill it in, then:  sufficiency check {shlex.quote(str(file))}"])
