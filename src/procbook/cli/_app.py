"""The program: its help, its own options, and what a brand can change."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import settings
from .._version import __version__
from ._group import AliasedGroup
from ._output import write
from ._session import Brand, session_of

SUMMARY = "Use any OGC API - Processes server from a shell."
_HELP = """\
{summary}

Commands have short names: their initials, such as `lp` for `list-processes`, or any beginning \
that leaves no choice.

Data goes to standard output, everything else to standard error. Exit codes:

\b
    0  fine
    1  a mistake in what was typed, or in the settings
    2  the server said no
    3  no connection
  130  stopped with Ctrl-C
"""


def new_cli(
    name: str = "procbook",
    summary: str | None = None,
    version: str | None = None,
    config_type: type[settings.ClientConfig] | None = None,
    *,
    help: str | None = None,
) -> typer.Typer:
    """Return a command line under a name of its own; call it to run it.

    Parameters
    ----------
    name : str
        Name of the program.
    summary : str, optional
        One sentence that its help begins with.
    version : str, optional
        Version of the brand; that of procbook is shown beside it.
    config_type : type, optional
        Subclass of ``ClientConfig`` with the brand's defaults. Nothing is kept outside of the
        application that is returned: two brands in one process do not disturb each other.
    help : str, optional
        The whole help text, instead of procbook's.
    """
    brand = Brand(name, version, config_type)
    app = typer.Typer(
        name=name,
        cls=AliasedGroup,
        help=help or _HELP.format(summary=summary or SUMMARY),
        invoke_without_command=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help is read by everything, and costs a third of the time
        context_settings={"obj": brand, "help_option_names": ["--help", "-h"]},
    )
    app.callback()(_start)
    return app


def _show_version(ctx: typer.Context, is_requested: bool) -> None:
    if not is_requested:
        return
    brand = session_of(ctx).brand
    if brand.version:
        write(f"{brand.name} {brand.version} (procbook {__version__})")
    else:
        write(f"{brand.name} {__version__}")
    raise typer.Exit


def _start(
    ctx: typer.Context,
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Show the version and exit.",
        ),
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", help="Name of the profile to use."),
    ] = None,
    api_url: Annotated[
        str | None,
        typer.Option(
            "--api-url", metavar="URL", help="Server to ask, whatever the profile says."
        ),
    ] = None,
    traceback: Annotated[
        bool,
        typer.Option(
            "--traceback",
            "--tb",
            help="Show the traces of an error, the server's and ours.",
        ),
    ] = False,
) -> None:
    session = session_of(ctx)
    session.profile, session.api_url, session.traceback = profile, api_url, traceback
    if ctx.invoked_subcommand is None:
        write(ctx.get_help())
