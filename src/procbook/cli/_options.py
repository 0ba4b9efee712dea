"""Options and arguments that several commands have, and the completion of ids in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ._output import Format
from ._session import session_of

SECONDS = 5
"""How long a shell waits for completion at most."""


def _process_ids(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    return _ids(
        ctx,
        incomplete,
        lambda client: [
            (p.id, p.title or "") for p in client.get_processes().processes
        ],
    )


def _job_ids(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    return _ids(
        ctx,
        incomplete,
        lambda client: [
            (j.jobID, f"{j.processID} {j.status}") for j in client.get_jobs().jobs
        ],
    )


def _ids(ctx: typer.Context, incomplete: str, ask: Any) -> list[tuple[str, str]]:
    try:
        with session_of(ctx).client(timeout=SECONDS, retries=0) as client:
            return [pair for pair in ask(client) if pair[0].startswith(incomplete)]
    except Exception:  # noqa: BLE001 - a shell that completes shows no errors
        return []


def _use_config(ctx: typer.Context, value: Path | None) -> Path | None:
    if value is not None:
        session_of(ctx).config_path = value
    return value


ProcessId = Annotated[
    str,
    typer.Argument(
        metavar="PROCESS_ID", help="Id of the process.", autocompletion=_process_ids
    ),
]
OptionalProcessId = Annotated[
    str | None,
    typer.Argument(
        metavar="PROCESS_ID",
        help="Id of the process; a request file may name it.",
        autocompletion=_process_ids,
    ),
]
JobId = Annotated[
    str,
    typer.Argument(metavar="JOB_ID", help="Id of the job.", autocompletion=_job_ids),
]
Form = Annotated[Format, typer.Option("--format", "-f", help="How to write the data.")]
Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        callback=_use_config,
        help="Profile file to use.",
    ),
]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        "-i",
        metavar="NAME=VALUE",
        help="NAME=text, NAME=@file or NAME.member=value; a bare NAME is true; '-' reads all inputs from stdin.",
    ),
]
RequestFile = Annotated[
    str | None,
    typer.Option(
        "--request",
        "-r",
        metavar="FILE",
        help="Request file in JSON or YAML; '-' for stdin.",
    ),
]
Dotpath = Annotated[
    bool,
    typer.Option(
        "--dotpath",
        "-d",
        help="Write nested inputs with dots; reading understands dots anyway.",
    ),
]
Prompt = Annotated[
    bool, typer.Option("--prompt", help="Ask for the inputs that are not given.")
]
