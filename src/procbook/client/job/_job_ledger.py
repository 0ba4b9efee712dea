"""What the ledger and the monitor of this kernel learn, and know, of a client's jobs."""

from __future__ import annotations

import contextlib
import logging
import sys
from typing import TYPE_CHECKING

from ... import jobs
from ...protocol.errors import ResultsExpiredError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...jobs import JobServer, Record, ServerJob
    from ...models import JobInfo
    from ...operations import Session, Submission

_log = logging.getLogger("procbook")
_MONITOR = "procbook.jobs.monitor._monitor"
"""Imported only where something is shown live."""


def record_submission(job: ServerJob, submission: Submission) -> None:
    """Write a job into the ledger, which survives the kernel.

    A ledger that cannot be written stops no job.
    """
    try:
        jobs.submitted(job, submission.request, submission.description)
    except Exception as error:  # noqa: BLE001 - a full disk must not lose the job that just started
        _log.warning(
            "The job could not be written into the ledger (%s).", type(error).__name__
        )


def record_states(session: Session, infos: Sequence[JobInfo]) -> None:
    """Pass on the states that a call has read.

    To jobs, tables and cards of this kernel, and to the ledger.
    """
    session.operations.note_listed(infos)
    if _MONITOR in sys.modules:
        jobs.get_monitor().tell(session, infos)
    record_ends(session, infos)


def record_ends(session: Session, infos: Sequence[JobInfo]) -> None:
    """Write into the ledger how jobs ended; jobs that are not in it are left out."""
    ended = [info for info in infos if info.status.is_final and info.jobID]
    if ended:
        with jobs.quietly():
            jobs.get_ledger(session).saw(session.server_id, ended)


def newer_state(session: Session, info: JobInfo, since: float) -> JobInfo | None:
    """Return the state of a job that somebody else knows, if it is newer.

    Parameters
    ----------
    session : Session
        Its server.
    info : JobInfo
        The state that is known.
    since : float
        When that was read (of the monotonic clock).
    """
    newest = session.operations.newer_state(info.jobID, since)
    if (newest is None or not newest.status.is_final) and _MONITOR in sys.modules:
        newest = jobs.get_monitor().heard_since(session, info.jobID, since) or newest
    if newest is not None or not info.jobID:
        return newest
    with jobs.quietly():
        record = jobs.get_ledger(session).get(session.server_id, info.jobID)
        if record is not None and record.is_final and record.is_about(info):
            return _with_end(info, record)
    return None


def _with_end(info: JobInfo, record: Record) -> JobInfo:
    """Return a state with the end that the ledger knows."""
    end = record.info()
    facts = {
        name: getattr(end, name)
        for name in ("status", "message", "started", "finished")
    }
    return info.model_copy(update={**facts, "progress": None, "updated": None})


@contextlib.contextmanager
def pass_on_expiry(session: Session, job_id: str) -> Iterator[None]:
    """Have tables and cards show a job as expired when its results are no longer there."""
    try:
        yield
    except ResultsExpiredError:
        if _MONITOR in sys.modules:
            jobs.get_monitor().expire(session, job_id)
        raise


def hint_for_lost_job(session: JobServer, job_id: str) -> str | None:
    """Return what to do about a job that its server has lost, if the ledger knows it."""
    with jobs.quietly():
        record = jobs.get_ledger(session).get(session.server_id, job_id)
        if record is not None and record.request:
            return (
                "The server no longer has it, but its inputs are kept here. "
                f"Run it again: procbook.rerun(procbook.history(text={job_id!r})[0])."
            )
    return None
