"""What the ledger and the monitor of this kernel learn of a client's jobs, and what they know of them."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from ... import jobs

if TYPE_CHECKING:
    from ...jobs import JobServer, ServerJob
    from ...models import JobInfo
    from ...operations import Submission

_log = logging.getLogger("procbook")


def record_submission(job: ServerJob, submission: Submission) -> None:
    """Write a job into the ledger, which survives the kernel; a ledger that cannot be written stops no job."""
    try:
        jobs.submitted(job, submission.request, submission.description)
    except Exception as error:  # noqa: BLE001 - a full disk must not lose the job that just started
        _log.warning("The job could not be written into the ledger (%s).", type(error).__name__)


def record_end(job: ServerJob) -> None:
    """Write into the ledger how a job ended; jobs that are not in it are left out."""
    if not (job.id and job.info.status.is_final):
        return
    try:
        jobs.get_ledger(job.session).saw(job.session.server_id, [job.info])
    except Exception as error:  # noqa: BLE001 - as above
        _log.warning(
            "The end of the job could not be written into the ledger (%s).", type(error).__name__
        )


def newer_state(session: JobServer, job_id: str, since: float) -> JobInfo | None:
    """Return what others in this kernel have heard of a job since a time (of the monotonic clock)."""
    if "procbook.jobs._monitor" not in sys.modules:
        return None
    return jobs.get_monitor().heard_since(session, job_id, since)


def hint_for_lost_job(session: JobServer, job_id: str) -> str | None:
    """Return what to do about a job that its server no longer has, if the ledger knows what it was."""
    with jobs.quietly():
        record = jobs.get_ledger(session).get(session.server_id, job_id)
        if record is not None and record.request:
            return (
                "The server no longer has it, but its inputs are kept here. "
                f"Run it again: procbook.rerun(procbook.history(text={job_id!r})[0])."
            )
    return None
