"""The command `paper`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.options import Output, output_options
from commands.output import DONE, REFUSED, emit, fail, show_lines, user_faults
from commands.written import read_written

if TYPE_CHECKING:
    from reports.paper.document import Paper

FORMATS = ("docx", "xlsx", "html")


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the formats in a list with commas, each once; refuse one that there is not."""
    found = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
    for part in found:
        if part not in FORMATS:
            raise click.BadParameter(f"{part!r} is none of {', '.join(FORMATS)}.", ctx, param)
    return found


_JSON_FILE = click.Path(path_type=Path)


@click.command(short_help="Make the budget paper of a plan: Word, Excel, HTML.")
@click.argument("plan", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", required=True, help="Folder to write to.")
@click.option(
    "--format",
    "formats",
    callback=_formats,
    default=",".join(FORMATS),
    show_default=True,
    metavar="FORMATS",
    help="What to write, separated by commas.",
)
@click.option("--public", is_flag=True, help="Leave commercial values and small counts out.")
@click.option(
    "--template", type=click.Path(path_type=Path), metavar="T.docx", help="Word template that the paper follows in."
)
@click.option("--stress", type=_JSON_FILE, metavar="FILE.json", help="What stress printed with --json for this plan.")
@click.option("--blocks", type=_JSON_FILE, metavar="FILE.json", help="What blocks printed with --json.")
@click.option("--frontier", type=_JSON_FILE, metavar="FILE.json", help="What frontier printed with --json.")
@click.option("--force", is_flag=True, help="Replace papers that are in --out.")
@output_options
def paper(
    plan: Path,
    out: Path,
    formats: tuple[str, ...],
    public: bool,
    template: Path | None,
    stress: Path | None,
    blocks: Path | None,
    frontier: Path | None,
    force: bool,
    output: Output,
) -> None:
    """Make the budget paper of a written PLAN, with boxes for what an officer has to complete.

    \b
    Example:  sufficiency paper plans/first --out papers/first --public
    """
    from reports.paper.writing import check_folder, file_name, write_files

    if template is not None and "docx" not in formats:
        raise click.UsageError("--template is for Word: give docx among the formats of --format.")
    names = [file_name(kind, public=public) for kind in formats]
    with user_faults():
        check_folder(out, names, force=force)
        made = _built(plan, (stress, blocks, frontier), public=public)
        files = {name: _file(kind, made, template) for kind, name in zip(formats, names, strict=True)}
        write_files(files, out)
    if output.as_json:
        boxes = [{"key": box.key, "ask": box.ask} for box in made.boxes]
        emit({"files": [str(out / name) for name in names], "public": public, "open_boxes": boxes})
    elif not output.quiet:
        show_lines(str(out / name) for name in names)
        show_lines([f"{len(made.boxes)} boxes for an officer to complete:"])
        show_lines(f"  {box.key}: {box.ask}" for box in made.boxes)
    raise SystemExit(DONE)


def _built(plan: Path, results: tuple[Path | None, Path | None, Path | None], *, public: bool) -> "Paper":
    """Return the paper of a plan that the re-check confirms; another one is refused with exit code 5."""
    from audit.verify import verify
    from models.faults import Fault, InputError
    from reports.paper.build import build
    from reports.paper.facts import facts_of
    from reports.paper.results import read_results

    loaded, made = read_written(plan)
    if made.summary.kind == "do_nothing":
        raise InputError(
            [Fault(str(plan), "a plan; do nothing stands beside every plan and has no paper of its own")]
        )
    found = read_results(made.summary, *results)
    verified = verify(loaded.instance, loaded.sha256, made)
    if not verified.ok:
        failed = ", ".join(check.name for check in verified.checks if not check.ok)
        fail(f"The plan is refused ({failed}; see verify); nothing was written", REFUSED)
    return build(facts_of(loaded.instance, made, found, public=public))


def _file(kind: str, made: "Paper", template: Path | None) -> bytes:
    from reports.paper.docx import docx_file
    from reports.paper.html import html_file
    from reports.paper.template import from_template
    from reports.paper.xlsx import xlsx_file

    if kind == "docx":
        return docx_file(made) if template is None else from_template(made, template)
    return xlsx_file(made) if kind == "xlsx" else html_file(made)
