"""What the buttons of a job table and of a job card do; blocking, called on worker threads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ..jobs import get_ledger
from ..jobs._ledger import quietly
from ..jobs._mask import masked
from ..jobs._receipt import rerun
from ..jobs._source import is_missing
from ..models import JobInfo, JobStatus
from ..protocol.errors import ClientError

if TYPE_CHECKING:
    from ..client import Client, Results
    from ..jobs._feed import Entry
    from ..jobs._monitor import Watch

LOG_LINES = 1000
"""Lines of a log that are shown, from its end."""


def cancel(watch: Watch, job_id: str) -> None:
    """Dismiss a job that has not ended (OGC 18-062r2, section 13)."""
    try:
        info = watch.client.dismiss_job(job_id)
    except ClientError as error:
        if not is_missing(error):
            raise
        # Some servers drop a job as soon as it is dismissed, or it was gone before.
        known = watch.entry(job_id)
        watch.tell([_dismissed(job_id, known)])
        return
    watch.tell([info if isinstance(info, JobInfo) else _dismissed(job_id, watch.entry(job_id))])


def remove(watch: Watch, job_id: str) -> None:
    """Remove a job that has ended from the server, and from the tables here."""
    known = watch.entry(job_id)
    if known is None or known.life.state.value != "gone":
        try:
            watch.client.dismiss_job(job_id)
        except ClientError as error:
            if not is_missing(error):
                raise
    with quietly():
        if get_ledger().get(watch.client.api_url, job_id) is not None:
            get_ledger().annotate(watch.client.api_url, job_id, hidden=True)
    watch.forget([job_id])


def run_again(watch: Watch, job_id: str) -> str:
    """Submit a job once more with the inputs that the ledger holds, and return the new id."""
    record, entry = get_ledger().get(watch.client.api_url, job_id), watch.entry(job_id)
    if record is None or not record.request or (entry is not None and not record.is_about(entry.life.info)):
        raise ClientError(
            f"The inputs of job {job_id} are not known here.",
            hint="Only jobs that were submitted from this machine can be run again from the table.",
        )
    return rerun(record, watch.client).id


def details(watch: Watch, job_id: str) -> dict[str, Any]:
    """Return what the details of a job show: a fresh document where the server has one, inputs, links, times."""
    client, known = watch.client, watch.entry(job_id)
    try:
        info = client.get_job(job_id)
        watch.tell([info])
    except ClientError as error:
        if known is None:
            raise
        info = known.life.info
        note = error.message
    else:
        note = None
    record = None
    with quietly():
        record = get_ledger().get(client.api_url, job_id)
    if record is not None and not record.is_about(info):
        record = None
    return {
        "message": info.message,
        "trace": _trace(info),
        "inputs": record.inputs if record and record.request else _inputs_of(info),
        "links": [_link(client, link.to_json()) for link in info.links or []],
        "log": _log_url(client, info),
        "times": {n: t.isoformat() for n in ("created", "started", "finished", "updated") if (t := getattr(info, n))},
        "submitted": record.submitted.isoformat() if record and record.submitted else None,
        "url": f"{client.api_url.rstrip('/')}/jobs/{job_id}",
        "server": client.api_url,
        "note": note,
        "label": record.label if record else None,
        "notes": record.notes if record else None,
        "group": record.group if record else None,
    }


def log(watch: Watch, job_id: str) -> dict[str, Any]:
    """Return the last lines of a job's log where the server offers one."""
    url = _log_url(watch.client, watch.client.get_job(job_id))
    if url is None:
        raise ClientError("The server offers no log of this job.")
    answer = watch.client.request("GET", url)
    lines = answer.body.decode("utf-8", "replace").splitlines()
    return {"lines": lines[-LOG_LINES:], "total": len(lines)}


def result_html(watch: Watch, job_id: str) -> str:
    """Return the results of a job as HTML; results that are no longer there make the job an expired one."""
    try:
        return html_of(watch.client.job(job_id).results())
    except ClientError as error:
        if error.status == 410 or "expired" in str(error).lower():
            watch.expire(job_id)
        raise


def html_of(results: Results) -> str:
    """Return results as HTML."""
    from ..client import _doors

    bundle = _doors.results_mimebundle(results)
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    return str(data.get("text/html") or "")


def mark(watch: Watch, job_id: str, **marks: Any) -> None:
    """Set label, notes, group or pin of a job in the ledger."""
    get_ledger().annotate(watch.client.api_url, job_id, **marks)


def _dismissed(job_id: str, known: Entry | None) -> JobInfo:
    if known is None:
        return JobInfo(jobID=job_id, status=JobStatus.dismissed)
    return known.life.info.model_copy(update={"status": JobStatus.dismissed, "updated": None})


def _trace(info: JobInfo) -> str | None:
    """Return the trace as one text; servers send lines, entries with several lines, or one text."""
    trace = info.traceback
    if not isinstance(trace, list):
        return trace
    return "\n".join(str(entry).rstrip("\n") for entry in trace if str(entry).strip())


def _inputs_of(info: JobInfo) -> Any:
    """Return the inputs that some servers repeat in the status document."""
    extra = info.model_extra or {}
    for name in ("inputs", "parameters", "request"):
        value = extra.get(name)
        if isinstance(value, dict) and value:
            return masked(value.get("inputs", value))
    return None


def _log_url(client: Client, info: JobInfo) -> str | None:
    for link in info.links or []:
        if (link.rel or "").rstrip("/").rsplit("/", 1)[-1] in {"log", "logs"}:
            url = urljoin(client.api_url.rstrip("/") + "/", link.href)
            return url if url.startswith(("http://", "https://")) else None
    return None


def _link(client: Client, link: dict[str, Any]) -> dict[str, Any]:
    href = urljoin(client.api_url.rstrip("/") + "/", str(link.get("href", "")))
    return {"href": href, "rel": link.get("rel"), "title": link.get("title"), "type": link.get("type")}
