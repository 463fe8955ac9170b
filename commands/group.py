"""The group of commands: Ctrl-C ends any of them with 130, and click's own messages are printed inert."""

import errno

import click

from commands.output import BAD_INPUT, INTERRUPTED, NOTHING_WRITTEN, fail, utf8_streams
from reports.text import inert

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


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
        except OSError as error:
            if error.errno not in _NO_ROOM:
                raise
            where = f" for {error.filename}" if error.filename else ""
            fail(f"There is no room on the disk{where}; what was being written is not complete")


class _WrongValue(click.ClickException):
    """A wrong value of an option or argument: one line, without the page on how the command is used."""

    exit_code = BAD_INPUT


def _inert(error: click.UsageError) -> click.ClickException:
    """Return the error with what the user typed made safe to print; a page of help stays as it is."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    message = inert(error.format_message())
    if isinstance(error, click.BadParameter) and not isinstance(error, click.MissingParameter):
        return _WrongValue(message)
    return click.UsageError(message, error.ctx)
