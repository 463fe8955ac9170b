"""The command `synth`."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from commands.options import Output, output_options
from commands.output import emit, is_terminal, show_lines, user_faults


@click.command(short_help="Make up authorities: returns, provider list, costs.")
@click.argument("directory", type=click.Path(path_type=Path))
@click.option(
    "--authorities", type=click.IntRange(1, 153), default=1, show_default=True, help="How many, at most 153."
)
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Same seed, same files."
)
@output_options
def synth(directory: Path, authorities: int, seed: int, output: Output) -> None:
    """Write made-up authorities to DIRECTORY: ten years of SSDA903 returns, a provider list, placement costs.

    \b
    Example:  sufficiency synth made-up --authorities 23 --seed 7
    """
    from instances.synthetic.folder import write_country

    shown = not output.quiet and not output.as_json and is_terminal(sys.stderr)

    def tell(done: int) -> None:
        if shown:
            click.echo(f"\r\x1b[2K{done} of {authorities} authorities", err=True, nl=done == authorities)

    with user_faults():
        made = write_country(directory, authorities, seed, tell)
    if output.as_json:
        emit({"directory": str(directory), "seed": seed, **asdict(made)})
    elif not output.quiet:
        named = "authority" if made.authorities == 1 else "authorities"
        counted = f"{made.children:,} children and {made.episodes:,} episodes in ten yearly returns"
        show_lines(
            [
                f"{directory}: {made.authorities:,} synthetic {named}, {counted}, {made.in_care:,} in care on "
                f"31 March 2025, {made.providers:,} providers. Nobody in these files exists."
            ]
        )
