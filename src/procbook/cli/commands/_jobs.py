"""Jobs: list, show, wait, watch, dismiss, and get their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .._failure import UserError
from .._options import Config, Form, JobId, Notify
from .._output import Format, emit, write
from .._session import session_of
from ._run import simple_job, wait_for_job, write_results

if TYPE_CHECKING:
    from ...models import JobInfo

Limit = Annotated[
    int | None,
    typer.Option("--limit", metavar="N", min=1, help="How many to write at most."),
]
ProcessFilter = Annotated[
    str | None,
    typer.Option("--process", metavar="ID", help="Only jobs of this process."),
]
StatusFilter = Annotated[
    str | None,
    typer.Option("--status", metavar="STATE", help="Only jobs in this state."),
]


def list_jobs(
    ctx: typer.Context,
    *,
    process: ProcessFilter = None,
    status: StatusFilter = None,
    limit: Limit = None,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """List the jobs."""
    with session_of(ctx).client() as client:
        job_list = client.get_jobs(process_id=process, status=status, limit=limit)
    lines = [f"{n}: {_simple_line(job)}" for n, job in enumerate(job_list.jobs, 1)]
    emit(job_list.to_json(), form, "\n".join(lines) or "No jobs.")


def _simple_line(job: JobInfo) -> str:
    """Return a job in one line: id, process, state, and what else the server says."""
    progress = None if job.progress is None else f"{job.progress} %"
    parts = (job.jobID, job.processID, str(job.status), progress, job.message)
    return " - ".join(part for part in parts if part)


def get_job(
    ctx: typer.Context,
    job_id: JobId,
    *,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Show the state of a job."""
    with session_of(ctx).client() as client:
        info = client.get_job(job_id)
    emit(info.to_json(), form, simple_job(info))


def wait_job(
    ctx: typer.Context,
    job_id: JobId,
    *,
    timeout: Annotated[
        float | None,
        typer.Option("--timeout", metavar="SECONDS", help="Seconds to wait at most."),
    ] = None,
    notify: Notify = False,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Wait until a job has ended.

    The exit code is 0 only if it was successful.
    """
    session = session_of(ctx)
    with session.client() as client:
        job = client.job(job_id)
        job = wait_for_job(job, timeout, session.brand.name, check=False, notify=notify)
    emit(job.info.to_json(), form, simple_job(job.info))
    if job.status != "successful":
        raise typer.Exit(2)


def watch_jobs(
    ctx: typer.Context,
    *,
    process: ProcessFilter = None,
    status: StatusFilter = None,
    config: Config = None,
) -> None:
    """Watch the jobs live, until Ctrl-C.

    Without a terminal: a line for each change, until all have ended.
    """
    from .._watch import watch  # the models, which --help does not need

    with session_of(ctx).client() as client:
        watch(client, process_id=process, status=status)


def dismiss_job(
    ctx: typer.Context,
    job_id: JobId,
    *,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Cancel a running job, or remove one that has ended."""
    with session_of(ctx).client() as client:
        info = client.dismiss_job(job_id)
    emit(info.to_json(), form, simple_job(info))


def get_job_results(
    ctx: typer.Context,
    job_id: JobId,
    *,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Write the results of a job; links stay links."""
    with session_of(ctx).client() as client:
        write_results(client.get_job_results(job_id), form)


def save_results(
    ctx: typer.Context,
    job_id: JobId,
    folder: Annotated[
        str,
        typer.Argument(
            metavar="FOLDER",
            help="Folder for the files, or s3://…; made if it is not there.",
        ),
    ] = ".",
    *,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="NAME", help="Only this output."),
    ] = None,
    config: Config = None,
) -> None:
    """Save the results of a job as files.

    Links are followed; the paths of the files are written.
    """
    with session_of(ctx).client() as client:
        results = client.get_job_results(job_id)
        if output is None:
            write_results(results, Format.simple, folder)
        elif output not in results:
            names = ", ".join(results) or "none at all"
            raise UserError(f"The job has no output {output!r}, only: {names}.")
        else:
            write(str(results.output(output).save(f"{folder}/")))
