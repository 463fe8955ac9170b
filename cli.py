"""The command line: `sufficiency`. The commands are in `commands/`; each imports what it needs when it runs."""

import click

from commands.alternatives import alternatives
from commands.baseline import baseline
from commands.blocks import blocks
from commands.check import check
from commands.compare import compare
from commands.demand import demand
from commands.explain import explain
from commands.frontier import frontier
from commands.group import Commands
from commands.import_ import import_
from commands.init import init
from commands.monitor import monitor
from commands.paper import paper
from commands.robust import robust
from commands.solve import solve
from commands.stress import stress
from commands.synth import synth
from commands.template import template
from commands.verify import verify


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="placement-sufficiency", prog_name="sufficiency")
def main() -> None:
    """Plan sufficient placements for looked-after children at least cost.

    \b
    Example:  sufficiency solve sefton-2022
    """


for command in (
    init,
    template,
    import_,
    synth,
    check,
    demand,
    solve,
    baseline,
    verify,
    blocks,
    frontier,
    explain,
    alternatives,
    compare,
    stress,
    robust,
    monitor,
    paper,
):
    main.add_command(command)


if __name__ == "__main__":
    main()
