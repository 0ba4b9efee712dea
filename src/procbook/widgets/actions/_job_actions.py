"""What the buttons of a job table and of a job card do; blocking, called on worker threads."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack
from urllib.parse import urljoin

from ...jobs import (
    get_ledger,
    get_monitor,
    is_missing,
    masked,
    quietly,
    rerun,
    sent_request,
)
from ...models import JobInfo, JobStatus
from ...protocol.errors import ClientError, LoginRequiredError, ResultsExpiredError
from ...results import distinct, results_html
from ..wire._records import JobDetails, JobLink, Marks, SavedFiles
from ._job_log import log_url

if TYPE_CHECKING:
    from ...jobs import Entry, JobServer, Watch
    from .._interfaces import JobResults, WidgetClient, WidgetJob

_lock = threading.Lock()
_dismissed_here: set[tuple[str, str]] = set()
"""Jobs, by server and id, that were dismissed from here, or are about to be."""

PREVIEW = 1024 * 1024
"""Bytes of results that are fetched without being asked for."""


def cancel(watch: Watch[WidgetClient], job_id: str) -> None:
    """Dismiss a job that has not ended (OGC 18-062r2, section 13).

    One that ends or is being dismissed stays as it is.

    A server takes a second dismissal for the wish to remove the job, so there must never be one.
    """
    job = (watch.client.server_id, job_id)
    entry = watch.entry(job_id)
    with _lock:
        if job in _dismissed_here or (
            entry is not None and not entry.life.state.is_active
        ):
            return
        _dismissed_here.add(job)
    ended = False
    try:
        ended = _dismiss(watch, job_id)
    finally:
        if not ended:  # it goes on, so that it can be tried again
            with _lock:
                _dismissed_here.discard(job)


def _dismiss(watch: Watch[WidgetClient], job_id: str) -> bool:
    """Dismiss a job and return whether it has ended."""
    try:
        info = watch.client.dismiss_job(job_id)
    except ClientError as error:
        if not is_missing(error):
            raise
        # Some servers drop a job as soon as it is dismissed, or it was gone before.
        known = watch.entry(job_id)
        watch.tell([_dismissed_info(job_id, known)])
        return True
    state = (
        info
        if isinstance(info, JobInfo)
        else _dismissed_info(job_id, watch.entry(job_id))
    )
    watch.tell([state])
    return state.status.is_final


def remove(watch: Watch[WidgetClient], job_id: str) -> None:
    """Remove a job that has ended from the server, and from the tables here."""
    entry = watch.entry(job_id)
    if entry is None or entry.life.state.value != "gone":
        try:
            watch.client.dismiss_job(job_id)
        except ClientError as error:
            if not is_missing(error):
                raise
    with quietly():
        ledger = get_ledger(watch.client)
        if ledger.get(watch.client.server_id, job_id) is not None:
            ledger.annotate(watch.client.server_id, job_id, hidden=True)
    watch.forget([job_id])


def run_again(watch: Watch[WidgetClient], job_id: str) -> str:
    """Submit a job once more and return the new id.

    Its inputs are those that this computer or the server knows.
    """
    try:
        job = watch.client.job(job_id)
    except ClientError as error:
        record = get_ledger(watch.client).get(watch.client.server_id, job_id)
        if not is_missing(error) or record is None or not record.request:
            raise
        return rerun(record, watch.client).id
    return job.rerun().id


def details(watch: Watch[WidgetClient], job_id: str) -> JobDetails:
    """Return what the details of a job show.

    A fresh document where the server has one, inputs, links, times.
    """
    client, entry = watch.client, watch.entry(job_id)
    note: str | None = None
    try:
        info = client.get_job(job_id, retries=0)
        watch.tell([info])
    except ClientError as error:
        if entry is None:
            raise
        info = entry.life.info
        note = error.message
    record = None
    with quietly():
        record = get_ledger(client).get(client.server_id, job_id)
    if record is not None and not record.is_about(info):
        record = None
    sent = sent_request(client, info)
    return {
        "message": info.message,
        "trace": _trace(info),
        "inputs": masked(sent.request.inputs) if sent is not None else None,
        "links": [_link(client, link.to_json()) for link in info.links or []],
        "log": log_url(client, info),
        "times": {
            n: t.isoformat()
            for n in ("created", "started", "finished", "updated")
            if (t := getattr(info, n))
        },
        "submitted": record.submitted.isoformat()
        if record and record.submitted
        else None,
        "url": f"{client.api_url.rstrip('/')}/jobs/{job_id}",
        "server": client.api_url,
        "note": note,
        "label": record.label if record else None,
        "notes": record.notes if record else None,
        "group": record.group if record else None,
        "code": f"{client.to_python()}job = client.job({job_id!r})\njob",
    }


def save_results(job: WidgetJob) -> SavedFiles:
    """Write the results of a job into a folder of its own; return the names of the files.

    The folder stands beside the notebook.
    """
    folder = Path.cwd()
    name = distinct(
        f"results-{job.id[:12]}", [entry.name for entry in folder.iterdir()]
    )
    paths = job.results().save(folder / name)
    return {"paths": [f"{name}/{Path(path).name}" for path in paths]}


def preview_html(job: WidgetJob) -> str:
    """Return a first look at the results of a job: small ones in place, the others as links."""
    results = job.immediate
    if results is None:
        results = job.client.get_job_results(job.id, max_bytes=PREVIEW, retries=0)
    return results_html(results)


def results_of(watch: Watch[WidgetClient], job_id: str) -> JobResults:
    """Return the results of a job; results that are no longer there make the job an expired one."""
    try:
        results: JobResults = watch.client.job(job_id).results()
    except ClientError as error:
        if is_expired(error):
            watch.expire(job_id)
        raise
    return results


def is_expired(error: ClientError) -> bool:
    """Tell whether an error says that the results of a job were thrown away.

    A sign-in expires, too.
    """
    if isinstance(error, ResultsExpiredError):
        return True
    return error.status == 410 or (
        "expired" in str(error).lower() and not isinstance(error, LoginRequiredError)
    )


def mark(watch: Watch[WidgetClient], job_id: str, **marks: Unpack[Marks]) -> None:
    """Set label, notes, group or pin of a job in the ledger and in all tables."""
    get_monitor().mark(watch.client, job_id, **marks)


def _dismissed_info(job_id: str, entry: Entry | None) -> JobInfo:
    if entry is None:
        return JobInfo(jobID=job_id, status=JobStatus.dismissed)
    return entry.life.info.model_copy(
        update={"status": JobStatus.dismissed, "updated": None}
    )


def _trace(info: JobInfo) -> str | None:
    """Return the trace as one text; servers send lines, entries with several lines, or one text."""
    trace = info.traceback
    if not isinstance(trace, list):
        return trace
    return "\n".join(str(entry).rstrip("\n") for entry in trace if str(entry).strip())


def _link(client: JobServer, link: dict[str, Any]) -> JobLink:
    href = urljoin(client.api_url.rstrip("/") + "/", str(link.get("href", "")))
    return {
        "href": href,
        "rel": link.get("rel"),
        "title": link.get("title"),
        "type": link.get("type"),
    }
