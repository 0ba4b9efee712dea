"""The jobs that were submitted from this machine: list them, run one again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ... import jobs
from ...display import moment
from ...protocol import errors
from .._failure import UserError
from .._options import Config, Form, Inputs, JobId, Save, Wait
from .._output import Format, emit
from .._session import session_of
from ._run import write_outcome

if TYPE_CHECKING:
    from ...client import Client, Job


def history(
    ctx: typer.Context,
    *,
    process: Annotated[
        str | None,
        typer.Option("--process", metavar="ID", help="Only jobs of this process."),
    ] = None,
    status: Annotated[
        str | None,
        typer.Option(
            "--status", metavar="STATE", help="Only jobs last seen in this state."
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="TEXT", help="Only jobs with this text in their record."
        ),
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--all", help="Jobs of all servers, not only of this one.")
    ] = False,
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N", min=1, help="How many to write at most."),
    ] = 50,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """List what was submitted from this machine."""
    with session_of(ctx).client() as client:
        server = None if everywhere else client.server_id
    try:
        records = jobs.history(
            process_id=process, status=status, text=text, server=server, limit=limit
        )
    except ValueError as error:
        raise UserError(str(error)) from None
    lines = []
    for number, record in enumerate(records, 1):
        facts = (
            record.job_id,
            record.process_id,
            record.status,
            moment(record.submitted),
        )
        lines.append(f"{number}: {' - '.join(map(str, facts))}")
    documents = [_document(record) for record in records]
    emit(documents, form, "\n".join(lines) or "No submissions.")


def _document(record: jobs.Record) -> dict[str, Any]:
    """Return the members of a record that say something, times as text."""
    document = {}
    for name, value in asdict(record).items():
        if value not in (None, False):
            is_time = hasattr(value, "isoformat")
            document[name] = value.isoformat() if is_time else value
    return document


def rerun(
    ctx: typer.Context,
    job_id: JobId,
    *,
    inputs: Inputs = None,
    wait: Wait = False,
    save: Save = None,
    config: Config = None,
    form: Form = Format.yaml,
) -> None:
    """Run a job again, with the same or other inputs.

    What is not given keeps its value; secret inputs were not kept and must be given.
    """
    session = session_of(ctx)
    with session.client() as client:
        earlier_job = _find_job(client, job_id, session.brand.name)
        changes = _read_changes(client, earlier_job, inputs or [])
        if isinstance(earlier_job, jobs.Record):
            job = jobs.rerun(earlier_job, client, **changes)
        else:
            job = earlier_job.rerun(**changes)
        write_outcome(
            client, job.info, form, wait=wait, save=save, name=session.brand.name
        )


def _find_job(client: Client, job_id: str, program: str) -> Job | jobs.Record:
    """Return a job, or its record in the ledger if its server no longer has it.

    Raises
    ------
    UserError
        Neither has its inputs.
    """
    job: Job | jobs.Record | None
    try:
        job = client.job(job_id)
    except errors.ResponseError:
        job = jobs.get_ledger(client).get(client.server_id, job_id)
        if job is not None and not job.request:
            job = None
    if job is None or job.inputs is None or job.process_id is None:
        raise UserError(
            f"The inputs of job {job_id} were not kept, "
            "neither on this computer nor on the server; "
            f"'{program} history' lists whose were."
        )
    return job


def _read_changes(
    client: Client, job: Job | jobs.Record, arguments: list[str]
) -> dict[str, Any]:
    if not arguments:
        return {}
    from .._request import read_changes  # pydantic models, which --help does not need

    assert job.process_id is not None
    return read_changes(client, job.process_id, arguments, job.inputs or {})
