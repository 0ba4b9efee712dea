"""Requests: a template, a check, an execution."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .._options import (
    Config,
    Dotpath,
    Form,
    Inputs,
    OptionalProcessId,
    ProcessId,
    Prompt,
    RequestFile,
)
from .._output import Format, emit, put, say
from .._request import Words, ready_request
from .._session import session_of

if TYPE_CHECKING:
    from ...client import Client, Job, Results
    from ...models import JobInfo, ProcessDescription, ProcessRequest

Subscribers = Annotated[
    list[str] | None,
    typer.Option(
        "--subscriber",
        "-s",
        metavar="EVENT=URL",
        help="Callback: success=URL, progress=URL or failed=URL.",
    ),
]
Outputs = Annotated[
    list[str] | None,
    typer.Option(
        "--output", "-o", metavar="NAME", help="An output that is wanted; else all are."
    ),
]


def create_request(
    ctx: typer.Context,
    process_id: ProcessId,
    *,
    dotpath: Dotpath = False,
    inputs: Inputs = None,
    prompt: Prompt = False,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Write a request to start from.

    It holds the required inputs and the defaults that the process names, and invents nothing.
    """
    with session_of(ctx).client() as client:
        request = client.create_execution_request(process_id, dotpath=dotpath)
        if inputs or prompt:
            words = Words(process_id, inputs or [], base=request.inputs, prompt=prompt)
            _, request = ready_request(client, words, check=False)
    emit(
        {**_document(process_id, request), **({"dotpath": True} if dotpath else {})},
        form,
    )


def validate_request(
    ctx: typer.Context,
    process_id: OptionalProcessId = None,
    *,
    dotpath: Dotpath = False,
    inputs: Inputs = None,
    subscribers: Subscribers = None,
    request: RequestFile = None,
    prompt: Prompt = False,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Check a request against its process; run nothing."""
    words = Words(
        process_id,
        inputs or [],
        file=request,
        prompt=prompt,
        subscribers=subscribers or [],
    )
    with session_of(ctx).client() as client:
        name, ready = ready_request(client, words)
        shown = _masked(ready, client.get_process(name))
    say("The request is valid.")
    emit(_document(name, shown), form)


def execute_process(
    ctx: typer.Context,
    process_id: OptionalProcessId = None,
    *,
    dotpath: Dotpath = False,
    inputs: Inputs = None,
    subscribers: Subscribers = None,
    outputs: Outputs = None,
    request: RequestFile = None,
    prompt: Prompt = False,
    wait: Annotated[
        bool,
        typer.Option("--wait", "-w", help="Wait for the job and write its results."),
    ] = False,
    save: Annotated[
        str | None,
        typer.Option(
            "--save",
            metavar="DIR",
            help="Wait for the job and save its results as files.",
        ),
    ] = None,
    sync: Annotated[
        bool,
        typer.Option(
            "--sync", help="Ask the server to answer with the results at once."
        ),
    ] = False,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="SECONDS", help="Seconds to wait at most."),
    ] = None,
    check: Annotated[
        bool,
        typer.Option(
            "--check/--no-check", help="Check the inputs before they are sent."
        ),
    ] = True,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Run a process, as a job unless told otherwise.

    Writes the job, and with --wait, --save or --sync its results.
    """
    words = Words(
        process_id,
        inputs or [],
        request,
        prompt=prompt,
        subscribers=subscribers or [],
        outputs=outputs or [],
    )
    with session_of(ctx).client() as client:
        name, ready = ready_request(client, words, check=check)
        answer = client.execute_process(name, ready, mode="sync" if sync else None)
        write_outcome(
            client,
            answer,
            form,
            wait=wait or sync,
            save=save,
            timeout=timeout,
            name=session_of(ctx).brand.name,
        )


def write_outcome(
    client: Client,
    answer: JobInfo | Results,
    form: Format,
    *,
    wait: bool,
    save: Path | str | None,
    timeout: float | None = None,
    name: str = "procbook",
) -> None:
    """Write what an execution brought: a job, or the results that it leads to."""
    from ...models import JobInfo

    if isinstance(answer, JobInfo):
        if not wait and save is None:
            emit(answer.to_json(), form, simple_job(answer))
            return
        say(f"Job {answer.jobID} is {answer.status}.")
        answer = finished(client.job(answer.jobID), timeout, name).results()
    write_results(answer, form, save)


def write_results(
    results: Results, form: Format, save: Path | str | None = None
) -> None:
    """Write results as a document, or as files."""
    if save is not None:
        put("\n".join(str(path) for path in results.save(save)))
        return
    from .._output import as_json

    document = results.root
    emit(
        document,
        form,
        "\n".join(
            f"{name}: {_one_line(value, as_json)}" for name, value in document.items()
        ),
    )


def finished(job: Job, timeout: float | None, name: str, *, check: bool = True) -> Job:
    """Wait for a job; Ctrl-C stops the waiting, not the job."""
    from ...jobs import get_ledger, quietly

    try:
        return job.wait(timeout=timeout, check=check)
    except KeyboardInterrupt:
        say(
            f"Stopped waiting; the job goes on. Come back to it with: {name} wait-job {job.id}"
        )
        raise typer.Exit(130) from None
    finally:
        with quietly():
            get_ledger(job.client).saw(job.client.server_id, [job.info])


def simple_job(info: JobInfo) -> str:
    """Return a job as lines of name and value, in the order of older clients of this family."""
    rows = {
        "Job ID": info.jobID,
        "Process ID": info.processID,
        "Status": info.status,
        "Progress": info.progress,
        "Message": info.message,
        "Created at": info.created,
        "Started at": info.started,
        "Updated at": info.updated,
        "Ended at": info.finished,
    }
    return "\n".join(
        f"{name + ':':<12} {'-' if value is None else value}"
        for name, value in rows.items()
    )


def _one_line(value: Any, as_json: Any) -> str:
    return value if isinstance(value, str) else " ".join(as_json(value).split())


def _masked(request: ProcessRequest, description: ProcessDescription) -> ProcessRequest:
    """Return a request as it may stand in a terminal or in the log of a pipeline: without its secrets."""
    from ...jobs import masked, secret_pointers

    return request.model_copy(
        update={"inputs": masked(request.inputs, secret_pointers(description))}
    )


def _document(process_id: str, request: ProcessRequest) -> dict[str, Any]:
    document = {"process_id": process_id, **request.to_json()}
    return {
        name: value
        for name, value in document.items()
        if value not in (None, {}) or name == "inputs"
    }
