"""Requests: a template, a check, an execution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from ... import jobs
from .._failure import INTERRUPTED
from .._notify import notify as tell
from .._options import (
    Config,
    Dotpath,
    Form,
    Inputs,
    Notify,
    OptionalProcessId,
    ProcessId,
    Prompt,
    RequestFile,
    Save,
    Wait,
)
from .._output import Format, as_json, emit, say, write
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
            _, request = _prepare_request(
                client,
                check=False,
                process_id=process_id,
                inputs=inputs or [],
                base=request.inputs,
                prompt=prompt,
            )
    document = _document(process_id, request)
    if dotpath:
        document["dotpath"] = True
    emit(document, form)


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
    with session_of(ctx).client() as client:
        name, prepared_request = _prepare_request(
            client,
            process_id=process_id,
            inputs=inputs or [],
            file=request,
            prompt=prompt,
            subscribers=subscribers or [],
        )
        masked_request = _mask(prepared_request, client.get_process(name))
    say("The request is valid.")
    emit(_document(name, masked_request), form)


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
    wait: Wait = False,
    notify: Notify = False,
    save: Save = None,
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
    session = session_of(ctx)
    with session.client() as client:
        name, prepared_request = _prepare_request(
            client,
            check=check,
            process_id=process_id,
            inputs=inputs or [],
            file=request,
            prompt=prompt,
            subscribers=subscribers or [],
            outputs=outputs or [],
        )
        mode: Literal["sync"] | None = "sync" if sync else None
        answer = client.execute_process(name, prepared_request, mode=mode)
        write_outcome(
            client,
            answer,
            form,
            wait=wait or sync or notify,
            save=save,
            timeout=timeout,
            name=session.brand.name,
            notify=notify,
        )


def _prepare_request(
    client: Client, *, check: bool = True, **arguments: Any
) -> tuple[str, ProcessRequest]:
    """Return process and request; the arguments are those of ``RequestArguments``."""
    # The models, which --help does not need.
    from .._request import RequestArguments, prepare_request

    return prepare_request(client, RequestArguments(**arguments), check=check)


def write_outcome(
    client: Client,
    answer: JobInfo | Results,
    form: Format,
    *,
    wait: bool,
    save: str | None,
    timeout: float | None = None,
    name: str = "procbook",
    notify: bool = False,
) -> None:
    """Write the answer to an execution: a job, or its results after its end."""
    from ...models import JobInfo  # pydantic, which --help does not need

    if isinstance(answer, JobInfo):
        if not wait and save is None:
            emit(answer.to_json(), form, simple_job(answer))
            return
        say(f"Job {answer.jobID} is {answer.status}.")
        job = client.job(answer.jobID)
        answer = wait_for_job(job, timeout, name, notify=notify).results()
    write_results(answer, form, save)


def write_results(results: Results, form: Format, save: str | None = None) -> None:
    """Write results as a document, or as files."""
    if save is not None:
        write("\n".join(str(path) for path in results.save(save)))
        return
    document = results.root
    lines = [f"{name}: {_in_one_line(value)}" for name, value in document.items()]
    emit(document, form, "\n".join(lines))


def wait_for_job(
    job: Job,
    timeout: float | None,
    name: str,
    *,
    check: bool = True,
    notify: bool = False,
) -> Job:
    """Wait for the end of a job, and return it; Ctrl-C stops the waiting, not the job."""
    try:
        return job.wait(timeout=timeout, check=check)
    except KeyboardInterrupt:
        say(
            "Stopped waiting; the job goes on. "
            f"Come back to it with: {name} wait-job {job.id}"
        )
        raise typer.Exit(INTERRUPTED) from None
    finally:
        with jobs.quietly():
            ledger = jobs.get_ledger(job.client)
            ledger.saw(job.client.server_id, [job.info])
        if notify and job.status.is_final:
            tell(f"Job of {job.process_id}", f"{job.status} {job.message or ''}")


def simple_job(info: JobInfo) -> str:
    """Return a job as lines of name and value, in the order that cuiman has."""
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
    lines = []
    for name, value in rows.items():
        text = "-" if value is None else value
        lines.append(f"{name + ':':<12} {text}")
    return "\n".join(lines)


def _in_one_line(value: object) -> str:
    return value if isinstance(value, str) else " ".join(as_json(value).split())


def _mask(request: ProcessRequest, description: ProcessDescription) -> ProcessRequest:
    """Return a request without its secrets, for a terminal or the log of a pipeline."""
    pointers = jobs.secret_pointers(description)
    inputs = jobs.masked(request.inputs, pointers)
    return request.model_copy(update={"inputs": inputs})


def _document(process_id: str, request: ProcessRequest) -> dict[str, Any]:
    document = {"process_id": process_id, **request.to_json()}
    return {
        name: value
        for name, value in document.items()
        if value not in (None, {}) or name == "inputs"
    }
