"""The group of all commands: short names, and one place where errors become exit codes."""

from __future__ import annotations

import difflib
import functools
import importlib
import re
import sys
from typing import Any, TypeAlias

import typer.main
from typer.core import TyperGroup

from ._failure import INTERRUPTED, USER, report
from ._output import escape_unencodable, flush, say
from ._session import ClickContext, session_of
from .commands import COMMANDS

# typer contains click in some releases, and imports the installed one in others.
ClickCommand: TypeAlias = Any
ClickError: TypeAlias = Any
ClickFormatter: TypeAlias = Any
UsageError: Any = typer.BadParameter.__bases__[0]

# Where two commands share initials, the alias belongs to the command that has it in cuiman.
_ALIASES = {"c": "configure", "gc": "generate-client"}


class AliasedGroup(TyperGroup):
    """Commands by name, by their initials (``lp``), or by any prefix that fits one name only."""

    def list_commands(self, ctx: ClickContext) -> list[str]:
        """Return the names of all commands, those that a brand added last."""
        added = [name for name in super().list_commands(ctx) if name not in COMMANDS]
        return [*COMMANDS, *added]

    def get_command(self, ctx: ClickContext, cmd_name: str) -> ClickCommand:
        """Return the command for a name, an alias or a prefix; None if there is none."""
        name = self._full_name(ctx, cmd_name)
        command = super().get_command(ctx, name)
        if command is None and name in COMMANDS:
            return _build_command(name)
        return command

    def format_commands(self, ctx: ClickContext, formatter: ClickFormatter) -> None:
        """List the commands without importing them."""
        rows = []
        for name in self.list_commands(ctx):
            brand_command = super().get_command(ctx, name)
            if brand_command is None:
                _, summary = COMMANDS[name]
            else:
                summary = brand_command.get_short_help_str(formatter.width)
            rows.append((name, summary))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def _full_name(self, ctx: ClickContext, text: str) -> str:
        names = self.list_commands(ctx)
        if text in names:
            return text
        if text in _ALIASES and _ALIASES[text] in names:
            return _ALIASES[text]
        matches = [name for name in names if _initials(name) == text]
        if not matches:
            matches = [name for name in names if name.startswith(text)]
        if len(matches) > 1:
            ctx.fail(f"{text!r} can mean {', '.join(matches)}.")
        return matches[0] if matches else text

    def resolve_command(
        self, ctx: ClickContext, args: list[str]
    ) -> tuple[str | None, ClickCommand, list[str]]:
        """Return a command with its full name, which its help then shows, and its arguments."""
        similar: list[str] = []
        if args:
            similar = difflib.get_close_matches(args[0], self.list_commands(ctx))
        if similar and self.get_command(ctx, args[0]) is None:
            choice = " or ".join(map(repr, similar))
            ctx.fail(f"No such command {args[0]!r}. Did you mean {choice}?")
        _, command, arguments = super().resolve_command(ctx, args)
        name = None if command is None else command.name
        return name, command, arguments

    def invoke(self, ctx: ClickContext) -> Any:
        """Run a command; an error becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (UsageError.__base__, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - a Python traceback helps nobody in a terminal
            session = session_of(ctx)
            code = report(error, name=session.brand.name, trace=session.traceback)
            raise typer.Exit(code) from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program; a usage error ends with 1, like any other mistake of the user."""
        escape_unencodable(sys.stdout, sys.stderr)
        is_standalone = extra.pop("standalone_mode", True)
        extra["standalone_mode"] = False
        run = functools.partial(super().main, *args, **extra)
        if not is_standalone:
            return run()
        try:
            code = run()
        except UsageError.__base__ as error:
            code = _report_usage(error)
        except typer.Abort:
            say("Stopped.")
            code = USER
        except KeyboardInterrupt:
            code = INTERRUPTED
        flush()
        sys.exit(code if isinstance(code, int) else 0)


def _initials(name: str) -> str:
    return "".join(part[0] for part in name.split("-"))


def _build_command(name: str) -> ClickCommand:
    module_name, _ = COMMANDS[name]
    module = importlib.import_module(f".commands.{module_name}", __package__)
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(getattr(module, name.replace("-", "_")))
    return typer.main.get_command(app)


def _report_usage(error: ClickError) -> int:
    # pydantic puts the prefix there, in some releases of typer.
    message = error.format_message().replace("Value error, ", "")
    say(f"Error: {message}")
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        advice = _advise_position(error, ctx, message)
        say(advice or f"Try '{ctx.command_path} --help'.")
    return USER


def _advise_position(error: ClickError, ctx: ClickContext, message: str) -> str | None:
    """Return where an argument belongs that exists and was typed in the wrong position."""
    if getattr(error, "possibilities", None):
        return None  # a misspelt option: the message already names the right one
    root, option = ctx.find_root(), getattr(error, "option_name", "")
    if ctx is root:
        if not option:
            return None
        usage = f"'{ctx.command_path} COMMAND {option} ...'"
        return f"Options of a command stand behind it: {usage}."
    if option and _has_option(root, option):
        usage = f"'{root.command_path} {option} ... {ctx.info_name}'"
        return f"It stands before the command: {usage}."
    stray = re.search(r"unexpected extra argument.*\((\w[\w.-]*=[^)]*)\)", message)
    if stray and _has_option(ctx, "-i"):
        return f"Inputs are given with -i: '{ctx.command_path} ... -i {stray[1]}'."
    return None


def _has_option(ctx: ClickContext, option: str) -> bool:
    return any(option in parameter.opts for parameter in ctx.command.params)
