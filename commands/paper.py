"""The command `paper`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.options import Output, output_options
from commands.output import DONE, REFUSED, emit, fail, show_lines, user_faults
from commands.written import read_written

if TYPE_CHECKING:
    from instances.reader import LoadedInstance
    from models.faults import Fault
    from models.plan import Plan
    from reports.paper.document import Paper

FORMATS = ("docx", "xlsx", "html")
LONGEST_NAME = 40
TAKEN = ("do nothing", "this plan")
"""What columns of the table of options are called already."""


def _formats(ctx: click.Context, param: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the formats in a list with commas, each once; refuse one that there is not."""
    found = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
    for part in found:
        if part not in FORMATS:
            raise click.BadParameter(f"{part!r} is none of {', '.join(FORMATS)}.", ctx, param)
    return found


class _Named(click.ParamType[tuple[str, Path]]):
    """An option of the paper: its name and the plan it stands for."""

    name = "option"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Path]:
        """Return the name and the folder of the plan."""
        name, _, folder = str(value).partition("=")
        name = name.strip()
        if not name or not folder or len(name) > LONGEST_NAME or not name.isprintable():
            self.fail(f"{value!r} is no NAME=PLAN with a name of at most {LONGEST_NAME} characters.", param, ctx)
        return name, Path(folder)


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
@click.option(
    "--option",
    "others",
    type=_Named(),
    multiple=True,
    metavar="NAME=PLAN",
    help="Another written plan of the same years as an option considered. May be repeated.",
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
    others: tuple[tuple[str, Path], ...],
    stress: Path | None,
    blocks: Path | None,
    frontier: Path | None,
    force: bool,
    output: Output,
) -> None:
    """Make the budget paper of a written PLAN, with boxes for what an officer has to complete.

    \b
    Example:  sufficiency paper plans/first --out papers/first --public
              sufficiency paper plans/first --out papers/first --option "In-house growth=plans/in-house"
    """
    from reports.paper.writing import check_folder, file_name, write_files

    if template is not None and "docx" not in formats:
        raise click.UsageError("--template is for Word: give docx among the formats of --format.")
    names = [file_name(kind, public=public) for kind in formats]
    with user_faults():
        check_folder(out, names, force=force)
        made = _built(plan, others, (stress, blocks, frontier), public=public)
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


def _built(
    plan: Path,
    others: tuple[tuple[str, Path], ...],
    results: tuple[Path | None, Path | None, Path | None],
    *,
    public: bool,
) -> "Paper":
    """Return the paper of a plan that the re-check confirms; another one is refused with exit code 5."""
    from models.faults import InputError
    from reports.paper.build import build
    from reports.paper.facts import Option, Results, facts_of
    from reports.paper.results import read_results

    faults = _wrong_names(others)
    loaded, made = _read(plan)
    options = []
    for name, folder in others:
        try:
            options.append((name, folder, *_read(folder)))
        except InputError as error:
            faults += error.faults
    for _, folder, theirs, other in options:
        faults += _apart(folder, (loaded, made), (theirs, other))
    if faults:
        raise InputError(faults)
    found = read_results(made.summary, *results)
    for folder, instance, written in ((plan, loaded, made), *(option[1:] for option in options)):
        _refuse_changed(folder, instance, written)
    beside = [
        Option(name, facts_of(theirs.instance, other, Results(), public=public)) for name, _, theirs, other in options
    ]
    return build(facts_of(loaded.instance, made, found, public=public, others=beside))


def _read(folder: Path) -> "tuple[LoadedInstance, Plan]":
    """Return a written plan and its instance.

    Raises:
        InputError: if it cannot be read, or is a do-nothing.
    """
    from models.faults import Fault, InputError

    loaded, made = read_written(folder)
    if made.summary.kind == "do_nothing":
        raise InputError(
            [Fault(str(folder), "a plan; do nothing stands beside every plan and has no paper of its own")]
        )
    return loaded, made


def _wrong_names(others: tuple[tuple[str, Path], ...]) -> "list[Fault]":
    """Return a fault for each option whose name is taken."""
    from models.faults import Fault

    names = [name for name, _ in others]
    return [
        Fault("--option", f"a name of its own, other than {' and '.join(TAKEN)}", value=name)
        for i, name in enumerate(names)
        if name in names[:i] or name in TAKEN
    ]


def _apart(
    folder: Path, first: "tuple[LoadedInstance, Plan]", other: "tuple[LoadedInstance, Plan]"
) -> "Iterator[Fault]":
    """Yield a fault where an option is of other years or of another authority than the plan, or is the plan."""
    from models.faults import Fault

    (ours, plan), (theirs, option) = first, other
    years = [", ".join(each.summary.cost_gbp_by_year) for each in (plan, option)]
    names = [each.instance.settings.authority.id for each in (ours, theirs)]
    if years[0] != years[1]:
        yield Fault(str(folder), f"a plan of {years[0]}, as the plan of the paper", value=years[1])
    if names[0] != names[1]:
        yield Fault(str(folder), f"a plan of the authority {names[0]}, as the plan of the paper", value=names[1])
    if option == plan:
        yield Fault(str(folder), "another plan than that of the paper")


def _refuse_changed(folder: Path, loaded: "LoadedInstance", made: "Plan") -> None:
    """Refuse a plan that the re-check does not confirm, with exit code 5."""
    from audit.verify import verify

    verified = verify(loaded.instance, loaded.sha256, made)
    if not verified.ok:
        failed = ", ".join(check.name for check in verified.checks if not check.ok)
        fail(f"The plan is refused ({folder}: {failed}; see verify); nothing was written", REFUSED)


def _file(kind: str, made: "Paper", template: Path | None) -> bytes:
    from reports.paper.docx import docx_file
    from reports.paper.html import html_file
    from reports.paper.template import from_template
    from reports.paper.xlsx import xlsx_file

    if kind == "docx":
        return docx_file(made) if template is None else from_template(made, template)
    return xlsx_file(made) if kind == "xlsx" else html_file(made)
