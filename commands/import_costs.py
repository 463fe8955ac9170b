"""The command `import costs`."""

from datetime import datetime
from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import show_merge, user_faults


@click.command(name="costs", short_help="Merge placement costs: prices by type, provider and route.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Instance folder.")
@click.option(
    "--to-date",
    type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]),
    metavar="DATE",
    help="Day up to which costs accrued, or of the census; else it is read off the file.",
)
@output_options
def import_costs(file: Path, into: Path, to_date: datetime | None, output: Output) -> None:
    """Merge placement costs FILE (S251 child-level or Placements North West census) into the instance folder DIR.

    Nothing that tells who a child is is printed or stored; prices may be those of a single placement.

    \b
    Example:  sufficiency import costs s251-2024-25.xlsx --into my-council --to-date 2025-03-31
    """
    from instances.costs.merge import merge_costs

    with user_faults(as_json=output.as_json):
        report = merge_costs(file, into, None if to_date is None else to_date.date())
    show_merge(report, into, output)
