"""The life of a job as a pure state machine.

What is known of it, and what each thing that is seen makes of that.

::

    created ─ accepted ─ running ─┬─ successful ─ expired     (the results were thrown away)
                 └──── paused ────┼─ failed
                                  └─ dismissed
    any of these ── gone          (the server no longer knows the job; the record here is kept)
    unknown                       (the server says a word that nobody knows; not an end)

Servers restart, clean up, answer from caches and give ids away a second time, so a job can also
come back, and an old answer can arrive late. Nothing here does I/O; the table of transitions is the
test.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ..models import JobInfo, JobStatus


class State(StrEnum):
    """The states of a job as people see them.

    The standard's words, and what happens to jobs besides.
    """

    created = "created"
    accepted = "accepted"
    running = "running"
    paused = "paused"
    successful = "successful"
    failed = "failed"
    dismissed = "dismissed"
    unknown = "unknown"
    gone = "gone"
    expired = "expired"

    @property
    def is_active(self) -> bool:
        """Whether the job may still change by itself, so that looking again makes sense."""
        return self in _ACTIVE

    @property
    def is_final(self) -> bool:
        """Whether the job has ended on its server."""
        return not self.is_active


_ACTIVE = frozenset(
    {State.created, State.accepted, State.running, State.paused, State.unknown}
)
_ENDED = frozenset({State.successful, State.failed, State.dismissed, State.expired})


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one job.

    Attributes
    ----------
    state : State
        Where it is in its life.
    info : JobInfo
        The last document that the server sent about it.
    before : State or None
        For a job that is gone or expired: the state before that.
    number : int
        1 for the first job seen under its id, 2 for another job under the same id, and so on.
    """

    state: State
    info: JobInfo
    before: State | None = None
    number: int = 1


def seen(life: Life | None, info: JobInfo) -> Life:
    """Return the life after the server sent a status document."""
    state = State(info.status.value)
    if life is None:
        return Life(state, info)
    if is_another_job(life, info):
        return Life(state, info, number=life.number + 1)
    if _is_late(life, info):
        return life
    if life.state is State.expired and state is State.successful:
        return replace(life, info=info)
    return replace(life, state=state, info=_carry_over(life.info, info), before=None)


def missing(life: Life) -> Life:
    """Return the life after the server said that it knows no such job.

    A dismissed job that is no longer there is what dismissing means on some servers, so it stays
    dismissed.
    """
    if life.state in {State.gone, State.dismissed}:
        return life
    return replace(
        life,
        state=State.gone,
        before=life.before if life.state is State.expired else life.state,
    )


def expired(life: Life) -> Life:
    """Return the life after the server said that the results of the job are no longer there."""
    return (
        replace(life, state=State.expired, before=life.state)
        if life.state is State.successful
        else life
    )


def is_another_job(life: Life, info: JobInfo) -> bool:
    """Tell whether a document is about another job that was given the same id."""
    before = life.info
    if before.processID and info.processID and before.processID != info.processID:
        return True
    if before.created and info.created:
        return abs((info.created - before.created).total_seconds()) > 1
    ended = life.state in _ENDED or (life.before in _ENDED)
    return ended and info.status in {JobStatus.created, JobStatus.accepted}


def _is_late(life: Life, info: JobInfo) -> bool:
    """Tell whether a document is older than what is known.

    A list from a cache after a fresh answer.
    """
    if life.state in _ENDED and State(info.status.value).is_active:
        return True
    return bool(life.info.updated and info.updated and info.updated < life.info.updated)


def _carry_over(before: JobInfo, new: JobInfo) -> JobInfo:
    """Carry over what a shorter document about the same job leaves out, such as a list of ids."""
    lost = {
        name: value
        for name in ("processID", "created", "started", "finished", "traceback")
        if getattr(new, name) is None and (value := getattr(before, name)) is not None
    }
    if not lost:
        return new
    copy = new.model_copy(update=lost)
    raw = getattr(new, "_raw", None)
    return copy.received(raw, new.quirks) if raw is not None else copy
