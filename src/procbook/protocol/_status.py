"""Every word that servers use for the state of a job, as one of the standard (7.12)."""

from __future__ import annotations

import re
from typing import Final

from .._json import JsonValue
from ..models import JobStatus

# Seen in code or in recorded answers: the standard's words, Weaver, CADS, openEO, WPS, Prefect,
# Airflow, Windmill. The others are their plain synonyms. Compared in lower case without spaces and
# signs, and a leading "Process" or the like.
_SYNONYMS: Final = {
    JobStatus.created: "created new draft initial initialized registered unsubmitted",
    JobStatus.accepted: "accepted queued pending submitted waiting scheduled received "
    "enqueued ready upforretry "
    "upforreschedule deferred late awaitingretry queue",
    JobStatus.running: "running started inprogress processing retrying executing "
    "active working cancelling canceling "
    "cancellation stopping dismissing ongoing restarting starting publishing",
    JobStatus.paused: "paused suspended onhold held pausing",
    JobStatus.successful: "successful succeeded success finished completed complete "
    "done ok finishedsuccessfully "
    "finishedwithwarnings",
    JobStatus.failed: "failed failure error errored exception crashed timeout "
    "timedout rejected upstreamfailed "
    "oomkilled killed expired invalid lost",
    JobStatus.dismissed: "dismissed canceled cancelled aborted revoked deleted "
    "terminated removed stopped skipped "
    "cancel",
}
_STATUS: Final = {
    word: status for status, words in _SYNONYMS.items() for word in words.split()
}
_IGNORED: Final = re.compile(r"[\s_\-.]+")
_BEFORE: Final = re.compile(r"^(process|status|state|job|in)")


def status_word(text: JsonValue, *, error: bool = False) -> JobStatus:
    """Return the state that a server's word stands for; ``unknown`` for a word nobody knows.

    Parameters
    ----------
    text
        What stands in ``status``; anything that is no text is unknown.
    error : bool
        Whether the document also holds an error: ``finished`` then means failed.
    """
    if isinstance(text, JobStatus):
        return text
    if not isinstance(text, str):
        return JobStatus.unknown
    candidates = [
        _IGNORED.sub("", part) for part in re.split(r"[/#:]", text.strip().lower())
    ]
    last = candidates[-1]
    by_preference = (last, _BEFORE.sub("", last), candidates[0])
    state_name = next((name for name in by_preference if name in _STATUS), last)
    status = _STATUS.get(state_name, JobStatus.unknown)
    if (
        error
        and status is JobStatus.successful
        and state_name in {"finished", "completed", "complete", "done"}
    ):
        return JobStatus.failed
    return status
