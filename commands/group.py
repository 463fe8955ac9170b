"""The group of commands: Ctrl-C ends any of them with 130, and click's own messages are printed inert."""

import click

from commands.output import INTERRUPTED, NOTHING_WRITTEN, fail, utf8_streams
from reports.text import inert


class Commands(click.Group):
    """A click group that speaks UTF-8, ends with 130 on Ctrl-C and lets no message carry control characters."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Parse the group's own options."""
        utf8_streams()
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise _inert(error) from None

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            raise _inert(error) from None
        except KeyboardInterrupt:
            fail(f"Interrupted; {NOTHING_WRITTEN}", INTERRUPTED)


def _inert(error: click.UsageError) -> click.UsageError:
    """Return the error with what the user typed made safe to print; a page of help stays as it is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    return click.UsageError(inert(error.format_message()), error.ctx)
