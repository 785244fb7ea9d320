"""The command line: every operation without a window, for scripts and for trying things whole.

Names, JSON keys and exit codes are a contract (see docs/commands.md): 0 done; 1 refused or failed,
with one sentence on standard error; 2 wrong usage; 3 done, and something waits for a person.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import click

from csp_desktop.cli.options import DONE, REFUSED, by_whom
from csp_desktop.errors import CspError

MODULES = {
    name: module
    for module, names in {
        "editing": (
            "show", "set", "confirm", "renumber", "add", "delete", "follow", "undo", "redo",
            "history", "words",
        ),
        "exchange": ("export", "merge", "conflicts", "resolve", "receipt"),
        "keeping": ("new", "copy", "check", "backup", "restore"),
        "quarter": ("snapshot", "report", "chart", "figures"),
        "rolling": ("year", "refresh"),
        "due": ("milestone", "overdue"),
    }.items()
    for name in names
}  # fmt: skip
"""Where each command lives; a test holds it to what the modules hold."""

_LONGEST = 900


class _Commands(click.Group):
    """The commands; a first word that is none of them is a plan to open in the window.

    The module of a command is loaded when it is called for: none of them keeps the window waiting.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *MODULES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command called `cmd_name`, or None."""
        # Only the module of the command that is called: the others load Excel, Word and Qt, and
        # every command would wait for them.
        if cmd_name in MODULES:
            module = import_module(f"csp_desktop.cli.{MODULES[cmd_name]}")
            for each in vars(module).values():
                if isinstance(each, click.Command) and each.name == cmd_name:
                    return each
        return super().get_command(ctx, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            # A word that is neither a command nor a file is more likely a slip than a plan to be
            # opened.
            if not Path(name).suffix and not Path(name).exists():
                ctx.fail(f"There is no command and no file '{name}'.")
            return "window", window, args
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="csp-desktop", prog_name="csp-desktop")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Keep a community safety partnership's action plan.

    Without a command, the window opens: on PLAN if one is named, else on the plan last open, else
    on a working copy of the Hackney plan.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(window, plan=None)


def run(arguments: list[str] | None = None) -> int:
    """Carry out one command line; answers with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            # Windows' consoles have encodings of their own, in which '→' or a name could not be
            # printed.
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # Not standalone: click would print its own words for errors and leave with its own codes,
        # and both are a contract here. On Windows it would also put its own reading of '~', '%',
        # '$' and wildcards in the place of what was typed, in values too.
        result = main.main(
            arguments,
            prog_name="csp-desktop",
            standalone_mode=False,
            windows_expand_args=False,
        )
    except CspError as error:
        _say(_one_line(str(error)))
        return REFUSED
    except click.ClickException as error:
        with suppress(OSError):
            error.show()
        return error.exit_code
    except click.exceptions.Abort:
        _say("Stopped.")
        return REFUSED
    except OSError as error:
        if _is_read_no_more(error):
            return REFUSED
        place = f" for {error.filename}" if error.filename else ""
        why = error.strerror or error
        _say(_one_line(f"The system refused what was asked of it{place}: {why}."))
        return REFUSED
    return result if isinstance(result, int) else DONE


def _is_read_no_more(error: OSError) -> bool:
    """True where `| head` or `| more` has read enough: that is no error to speak of."""
    # Windows says of a pipe that nobody reads only that the argument is invalid.
    if not (
        isinstance(error, BrokenPipeError)
        or (sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None)
    ):
        return False
    # Python tries once more at its end to write what is left, and would tell of that.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
    return True


def _say(sentence: str) -> None:
    """Put a sentence on standard error, if that can be written to."""
    with suppress(OSError):
        click.echo(sentence, err=True)


def _one_line(sentence: str) -> str:
    """A sentence on one line, without the middle of what was typed where that is very long."""
    line = " ".join(sentence.split())
    return (
        line if len(line) <= _LONGEST else f"{line[: _LONGEST * 2 // 3]} … {line[-_LONGEST // 3 :]}"
    )


@main.command(hidden=True)
@click.argument("plan", type=click.Path(path_type=Path, readable=False), required=False)
@by_whom
def window(plan: Path | None, by: str | None = None) -> int:
    """Open the window."""
    # What is made while starting is kept, so there is no waste to look for: that look takes a
    # tenth of the time to the first picture. The window looks itself, on its own thread.
    gc.disable()
    from csp_desktop.app import run as run_window

    return run_window(plan, author=by or "")
