"""The command `import providers`."""

from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import show_merge, user_faults


@click.command(name="providers", short_help="Merge Ofsted's provider list: grades, places, areas.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Instance folder.")
@click.option(
    "--areas",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="CSV with columns code (local authority or postcode district) and area (of the instance).",
)
@output_options
def import_providers(file: Path, into: Path, areas: Path | None, output: Output) -> None:
    """Merge Ofsted's social care provider list FILE (layouts of 2023, 2024, 2025) into the instance folder DIR.

    \b
    Example:  sufficiency import providers ofsted-providers.xlsx --into my-council
    """
    from instances.providers.merge import merge_providers

    with user_faults(as_json=output.as_json):
        report = merge_providers(file, into, areas)
    show_merge(report, into, output)
