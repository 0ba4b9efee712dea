"""Waiting for a job: when to look again, without I/O and with a clock that tests can turn."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..models import JobInfo, JobStatus
from ..protocol.errors import ClientError, ResponseError, TransportError
from ..transport import Call, Pause, retry_after
from ._call_options import NO_OPTIONS, CallOptions
from ._operations import Operations

SHORTEST, LONGEST = 0.2, 10.0
PATIENCE = 60.0
"""Seconds without a usable answer that a wait survives.

A laptop changes its network, a server starts anew.
"""


def interval(elapsed: float, *, unknown: bool = False) -> float:
    """Return the seconds until the next look.

    A tenth of what was waited so far, so that little time is lost.
    """
    seconds = min(LONGEST, max(SHORTEST, elapsed / 10))
    return min(LONGEST, seconds * 2) if unknown else seconds


def wait_call(
    operations: Operations,
    job_id: str,
    tell: Callable[[JobInfo | None], None],
    *,
    timeout: float | None = None,
    poll_interval: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    options: CallOptions = NO_OPTIONS,
) -> Call[JobInfo]:
    """Look at a job until it has ended.

    Parameters
    ----------
    tell : callable
        Hears every state, and None when the server could not be reached.
    timeout : float, optional
        Seconds to wait at most.
    poll_interval : float, optional
        Seconds between two looks; else they grow with the time waited. ``Retry-After`` of the
        server counts more.

    Raises
    ------
    TimeoutError
        If the job has not ended in time; it goes on.
    """
    start = last_answer = clock()
    while True:
        wish = None
        try:
            info, answer = yield from operations.polled(job_id, options)
        except (TransportError, ResponseError) as error:
            passing = error.status is None or error.status == 429 or error.status >= 500
            if not passing or clock() - last_answer > PATIENCE:
                raise
            tell(None)
            unknown = True
        else:
            last_answer = clock()
            tell(info)
            if info.status.is_final:
                return info
            wish, unknown = (
                retry_after(answer.headers),
                info.status is JobStatus.unknown,
            )
        elapsed = clock() - start
        if timeout is not None and elapsed >= timeout:
            raise WaitTimeoutError(job_id, timeout)
        pause = poll_interval or interval(elapsed, unknown=unknown)
        if wish is not None:
            pause = max(SHORTEST, wish)  # "0" asks to be asked at once, again and again
        yield Pause(
            pause if timeout is None else min(pause, max(0.0, timeout - elapsed))
        )


class WaitTimeoutError(ClientError, TimeoutError):
    """A job had not ended when the time to wait was over; it goes on at its server."""

    def __init__(self, job_id: str, seconds: float) -> None:
        super().__init__(
            f"Job {job_id} has not ended within {seconds:g} s; it goes on.",
            hint=f"Come back to it with client.job({job_id!r}).wait().",
        )
