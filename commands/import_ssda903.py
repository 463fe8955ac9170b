"""The command `import ssda903`."""

from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import emit, show_lines, show_tables, user_faults

EXAMPLE = "sefton-2022"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("ssda903", short_help="Make an instance from the SSDA903 return.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder to write to.")
@click.option(
    "--base",
    metavar="INSTANCE",
    help=f"Fills prices, capacities, policies. Without it {EXAMPLE}, its amounts scaled to the number of children.",
)
@click.option("--postcodes", type=_FILE, metavar="FILE", help="ONS Postcode Directory (CSV): areas and distances.")
@click.option(
    "--areas", type=_FILE, metavar="FILE", help="CSV with the columns code (ONS code) and area (your name)."
)
@click.option("--mapping", type=_FILE, metavar="FILE", help="Your table from codes to provision and need.")
@click.option(
    "--population", type=click.IntRange(1, 10_000_000), metavar="N", help="Children aged 0 to 17 in the area."
)
@output_options
def import_ssda903(
    paths: tuple[Path, ...],
    out: Path,
    base: str | None,
    postcodes: Path | None,
    areas: Path | None,
    mapping: Path | None,
    population: int | None,
    output: Output,
) -> None:
    """Make an instance from the SSDA903 return: any number of yearly folders, zips, CSV, Excel or XML files.

    \b
    Example:  sufficiency import ssda903 returns/2023 returns/2024 --out my-council
    """
    from instances.init import refuse_occupied
    from instances.reader import load
    from instances.ssda903.importer import Request, import_return
    from instances.ssda903.output import write_import
    from reports.importing import import_tables, import_values

    if areas is not None and postcodes is None:
        raise click.UsageError("--areas names areas by ONS code, and codes come from --postcodes: give that too")
    with user_faults(as_json=output.as_json):
        refuse_occupied(out)
        asked = Request(paths, load(base or EXAMPLE), base is None, postcodes, areas, mapping, population)
        imported = import_return(asked)
        write_import(imported, out)
    summary = imported.summary()
    if output.as_json:
        emit({"directory": str(out), **import_values(summary)})
    elif not output.quiet:
        show_tables(import_tables(summary))
        show_lines(["", f"Written to {out}. Sensitive: personal data of children, see {out / 'README.md'}."])
        show_lines([f"Every row dropped, repaired or unmapped: {out / 'import' / 'quality.csv'}."])
