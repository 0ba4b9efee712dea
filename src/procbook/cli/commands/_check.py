"""``check``: whether a server keeps to the standard."""

from __future__ import annotations

from typing import Annotated

import typer

from ... import check as examination
from .._options import Config
from .._output import Format, emit, say
from .._session import session_of


def check(
    ctx: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(
            metavar="URL", help="Server to examine; else the configured one."
        ),
    ] = None,
    *,
    run: Annotated[
        bool,
        typer.Option(
            "--run/--no-run", help="Run a process that needs no inputs, and dismiss it."
        ),
    ] = True,
    process: Annotated[
        str | None, typer.Option("--process", metavar="ID", help="The process to run.")
    ] = None,
    config: Config = None,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to write the report.")
    ] = Format.simple,
) -> None:
    """Examine a server, and report what is not as in the standard.

    The exit code is 0 if nothing was found that the standard forbids, else 2.
    """
    options = {"api_url": url} if url else {}
    with session_of(ctx).client(**options) as client:
        report = examination.examine(client, run=run, process_id=process, say=say)
    emit(report.to_json(), form, report.text())
    if not report.passed:
        raise typer.Exit(2)
