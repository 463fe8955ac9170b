"""The group `import`: its subcommands are read only when one of them is asked for, so that help stays light."""

from importlib import import_module

import click

SUBCOMMANDS = {
    "ssda903": "commands.import_ssda903",
    "providers": "commands.import_providers",
    "costs": "commands.import_costs",
}
"""Subcommand to the module that holds it; there it has the name of the module."""


class Subcommands(click.Group):
    """A group that imports a subcommand's module when the subcommand is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the subcommands."""
        return sorted(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a subcommand, None if there is none of that name."""
        module = SUBCOMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(module), module.rpartition(".")[2])
        return command


@click.group("import", cls=Subcommands, short_help="Make or fill an instance from a council's own files.")
def import_() -> None:
    """Make an instance from the SSDA903 return, or fill one from other files a council holds.

    \b
    Example:  sufficiency import ssda903 returns/ --out my-council
    """
