"""The group `import`: from the returns and lists that a council holds to an instance."""

import click

from commands.group import Commands
from commands.import_costs import import_costs
from commands.import_providers import import_providers


@click.group(name="import", cls=Commands, short_help="Read returns and lists that a council holds.")
def import_() -> None:
    """Read the returns and lists that a council holds into an instance.

    \b
    Example:  sufficiency import providers ofsted-providers.xlsx --into my-council
    """


for command in (import_providers, import_costs):
    import_.add_command(command)
