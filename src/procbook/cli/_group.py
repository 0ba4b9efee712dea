"""The group of all commands: short names for them, and one place where errors become messages and exit codes."""

from __future__ import annotations

import difflib
import functools
import importlib
import re
import sys
from typing import Any

import typer.main
from typer.core import TyperGroup

from ._failure import INTERRUPTED, USER, report
from ._output import flush, forgive, say
from ._session import session_of
from .commands import COMMANDS

# typer brings a click of its own in some releases and takes the installed one in others.
UsageError: Any = typer.BadParameter.__bases__[0]

# Where initials are shared, those of the older clients of this family keep their meaning.
_ALIASES = {"c": "configure", "gc": "generate-client"}


class AliasedGroup(TyperGroup):
    """Commands by name, by their initials (``lp``), or by any beginning that leaves no choice."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, those that a brand added last."""
        return [
            *COMMANDS,
            *(name for name in super().list_commands(ctx) if name not in COMMANDS),
        ]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command that a name, an alias or a beginning stands for."""
        name = self._full_name(ctx, cmd_name)
        return super().get_command(ctx, name) or (
            _built(name) if name in COMMANDS else None
        )

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands without importing them."""
        rows = []
        for name in self.list_commands(ctx):
            own = super().get_command(ctx, name)  # of a brand
            rows.append(
                (
                    name,
                    own.get_short_help_str(formatter.width)
                    if own
                    else COMMANDS[name][1],
                )
            )
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _full_name(self, ctx: Any, given: str) -> str:
        names = self.list_commands(ctx)
        if given in names:
            return given
        if given in _ALIASES and _ALIASES[given] in names:
            return _ALIASES[given]
        short = [
            name
            for name in names
            if "".join(word[0] for word in name.split("-")) == given
        ]
        found = short or [name for name in names if name.startswith(given)]
        if len(found) > 1:
            ctx.fail(f"{given!r} can mean {', '.join(found)}.")
        return found[0] if found else given

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command under its full name, so that its help says what it is called."""
        near = (
            difflib.get_close_matches(args[0], self.list_commands(ctx)) if args else []
        )
        if near and self.get_command(ctx, args[0]) is None:
            ctx.fail(
                f"No such command {args[0]!r}. Did you mean {' or '.join(map(repr, near))}?"
            )
        _, command, rest = super().resolve_command(ctx, args)
        return (command.name if command is not None else None), command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; an error becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (UsageError.__base__, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - a person at a terminal is not helped by a Python traceback
            session = session_of(ctx)
            raise typer.Exit(
                report(error, name=session.brand.name, trace=session.traceback)
            ) from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program; a mistake in how it was called ends with 1, like any other mistake of the user."""
        forgive(sys.stdout, sys.stderr)
        run = functools.partial(super().main, *args)
        if not extra.pop("standalone_mode", True):
            return run(**{**extra, "standalone_mode": False})
        try:
            code = run(**{**extra, "standalone_mode": False})
        except UsageError.__base__ as error:
            code = _usage(error)
        except typer.Abort:
            say("Stopped.")
            code = USER
        except KeyboardInterrupt:
            code = INTERRUPTED
        flush()
        sys.exit(code if isinstance(code, int) else 0)


def _built(name: str) -> Any:
    function = getattr(
        importlib.import_module(f".commands.{COMMANDS[name][0]}", __package__),
        name.replace("-", "_"),
    )
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(function)
    return typer.main.get_command(alone)


def _usage(error: Any) -> int:
    ctx = getattr(error, "ctx", None)
    said = error.format_message().replace(
        "Value error, ", ""
    )  # pydantic's, in some releases of typer
    say(f"Error: {said}")
    if ctx is not None:
        say(_misplaced(error, ctx, said) or f"Try '{ctx.command_path} --help'.")
    return USER


def _misplaced(error: Any, ctx: Any, said: str) -> str | None:
    """Return where a word belongs that is right but stands in the wrong place."""
    root, option = ctx.find_root(), getattr(error, "option_name", "")
    if getattr(error, "possibilities", None):
        return None  # it is a slip of the pen, and the message says so
    if ctx is root:
        return (
            f"Options of a command stand behind it: '{ctx.command_path} COMMAND {option} ...'."
            if option
            else None
        )
    if any(option in parameter.opts for parameter in root.command.params if option):
        return f"It stands before the command: '{root.command_path} {option} ... {ctx.info_name}'."
    stray = re.search(r"unexpected extra argument.*\((\w[\w.-]*=[^)]*)\)", said)
    if stray and any("-i" in parameter.opts for parameter in ctx.command.params):
        return f"Inputs are given with -i: '{ctx.command_path} ... -i {stray[1]}'."
    return None
