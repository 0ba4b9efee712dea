"""The options and arguments that several commands have, and the completion of ids in a shell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from ._output import Format
from ._session import session_of

if TYPE_CHECKING:
    from ..client import Client

COMPLETION_SECONDS = 5
"""How long completion in a shell takes at most."""

Pair: TypeAlias = tuple[str, str]
"""An id and its explanation."""


def _complete_process_id(ctx: typer.Context, incomplete: str) -> list[Pair]:
    def pairs(client: Client) -> list[Pair]:
        processes = client.get_processes().processes
        return [(process.id, process.title or "") for process in processes]

    return _complete(ctx, incomplete, pairs)


def _complete_job_id(ctx: typer.Context, incomplete: str) -> list[Pair]:
    def pairs(client: Client) -> list[Pair]:
        jobs = client.get_jobs().jobs
        return [(job.jobID, f"{job.processID} {job.status}") for job in jobs]

    return _complete(ctx, incomplete, pairs)


def _complete(
    ctx: typer.Context, incomplete: str, pairs: Callable[[Client], list[Pair]]
) -> list[Pair]:
    session = session_of(ctx)
    try:
        with session.client(timeout=COMPLETION_SECONDS, retries=0) as client:
            return [pair for pair in pairs(client) if pair[0].startswith(incomplete)]
    except Exception:  # noqa: BLE001 - a shell that completes shows no errors
        return []


def _use_config(ctx: typer.Context, value: Path | None) -> Path | None:
    if value is not None:
        session_of(ctx).config_path = value
    return value


ProcessId = Annotated[
    str,
    typer.Argument(
        metavar="PROCESS_ID",
        help="Id of the process.",
        autocompletion=_complete_process_id,
    ),
]
OptionalProcessId = Annotated[
    str | None,
    typer.Argument(
        metavar="PROCESS_ID",
        help="Id of the process; a request file may name it.",
        autocompletion=_complete_process_id,
    ),
]
JobId = Annotated[
    str,
    typer.Argument(
        metavar="JOB_ID", help="Id of the job.", autocompletion=_complete_job_id
    ),
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
        help="NAME=text, NAME=@file or NAME.member=value; a bare NAME is true; "
        "'-' reads all inputs from stdin.",
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
Wait = Annotated[
    bool, typer.Option("--wait", "-w", help="Wait for the job and write its results.")
]
Notify = Annotated[
    bool,
    typer.Option(
        "--notify",
        help="Ring, and show a notification, when the job has ended.",
    ),
]
# A text, as it may be the address of a storage such as s3://….
Save = Annotated[
    str | None,
    typer.Option(
        "--save",
        metavar="DIR",
        help="Wait for the job and save its results as files.",
    ),
]
