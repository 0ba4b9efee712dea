"""What can be done with a job, as steps without I/O: both :class:`Job` and :class:`AsyncJob` drive these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from ..client import _doors
from ..client._results import Results
from ..models import JobInfo, JobStatus, ProcessDescription, ProcessRequest
from ..protocol import Finished
from ..protocol.errors import NotReadyError, ResponseError
from ..transport import Call
from ._asking import NO_OPTIONS, Options, Said
from ._operations import Calls, Mode, as_request, failed
from ._polling import wait_call
from ._request_template import encoded

if TYPE_CHECKING:
    from ..client._client import Client
    from ..client._job import Job

_WITHOUT_RESULTS = frozenset({JobStatus.failed, JobStatus.dismissed})


def submit(
    client: Client,
    calls: Calls,
    process_id: str,
    request: ProcessRequest | Mapping[str, Any] | None,
    *,
    mode: Mode = None,
    description: ProcessDescription | None = None,
    options: Said = NO_OPTIONS,
) -> Call[Job]:
    """Run a process (section 7.11); see :meth:`Client.submit`."""
    from ..client._job import Job

    wanted = as_request(request)
    if description is None:
        description = yield from calls.known_process(process_id, timeout=Options.of(options).timeout)
    sent = encoded(wanted, description)
    outcome = yield from calls.execute(process_id, sent, mode=mode, description=description, options=options)
    if isinstance(outcome, Finished):
        job = Job.ended(client, process_id, sent, outcome)
    else:
        job = Job.started(client, process_id, sent, outcome)
    _doors.record_submission(job, sent, description)
    return job


def refresh(calls: Calls, job: Job) -> Call[None]:
    """Ask the server for the state of a job."""
    if job.immediate is not None:
        return
    try:
        job.info = yield from calls.job(job.id)
    except ResponseError as error:
        job.gone = error.status in {404, 410}
        raise
    _doors.record_end(job)


def wait(
    calls: Calls,
    job: Job,
    tell: Callable[[JobInfo | None], None],
    *,
    timeout: float | None,
    poll_interval: float | None,
) -> Call[None]:
    """Look at a job until it has ended; `tell` hears every state, and None while there is no connection."""

    def heard(info: JobInfo | None) -> None:
        job.info = info or job.info
        tell(info)

    if not job.status.is_final:
        yield from wait_call(calls, job.id, heard, timeout=timeout, poll_interval=poll_interval)
        _doors.record_end(job)


def check(job: Job) -> None:
    """Raise the error of a job that ended without results."""
    if job.status in _WITHOUT_RESULTS:
        raise failed(job.info, url=job.url or None)


def results(calls: Calls, job: Job) -> Call[Results]:
    """Return what a job brought back; see :meth:`Job.results`."""
    if job.immediate is not None:
        return job.immediate
    if not job.status.is_final:
        yield from refresh(calls, job)
    check(job)
    if not job.status.is_final:
        said = f"Job {job.id} is {job.status}; it has no results yet."
        raise NotReadyError(said, url=job.url or None, hint="Wait for it: job.wait().")
    parts = yield from calls.results(job.id, info=job.info)
    return Results(job.client, parts, job_id=job.id, process_id=job.process_id, request=job.request)


def cancel(calls: Calls, job: Job) -> Call[None]:
    """Have the server stop a job; one that has ended stays as it is."""
    if not job.status.is_final:
        yield from refresh(calls, job)
    if not job.status.is_final:
        yield from _dismiss(calls, job)


def remove(calls: Calls, job: Job) -> Call[None]:
    """Have the server forget a job and its results; one that runs is cancelled first."""
    if job.immediate is not None and not job.id:
        return
    yield from cancel(calls, job)
    try:
        yield from _dismiss(calls, job)
    except ResponseError as error:
        if error.status not in {404, 410}:
            raise
    job.gone = True


def _dismiss(calls: Calls, job: Job) -> Call[None]:
    job.dismissed((yield from calls.dismiss(job.id)))
