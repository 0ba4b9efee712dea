"""Sending the requests of a sweep.

Several at a time, slower where the server asks for it, each once.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from ...protocol.errors import ClientError, ResponseError, TransportError
from ._plan import PlannedRequest, RequestBook, RequestState

J = TypeVar("J")

PARALLEL = 4
"""Requests that are under way at the same time."""
_ABOUT_ONE = frozenset({400, 413, 415, 422})
"""Statuses that say something about a single request; after any other the rest would fare the same.
"""
_BUSY = frozenset({429, 503})
_MAYBE_TAKEN = frozenset({408, 500, 502, 504})
"""Statuses after which the server, or one behind it, may have the request all the same."""
FIRST_PAUSE, LAST_PAUSE = 0.5, 60.0
"""Seconds to wait for a busy server that does not say how long: at first, doubled each time, at
most."""
TRIES = 6
"""Answers of a busy server, one after another without a ``Retry-After``, after which it is left
alone."""


class Sender(Generic[J]):
    """Sends planned requests until none is left, the server refuses all, or it is told to stop.

    Parameters
    ----------
    book : RequestBook
        Where it is written down what became of each.
    send : callable
        Sends a request and returns the job; raises ClientError.
    on_start : callable
        Called with each request and its job.
    at_once : int, optional
        Jobs that may be under way at the same time.
    under_way : callable
        Returns how many of the sweep's jobs have not ended.

    Attributes
    ----------
    error : ClientError or None
        What stopped it.
    refused : list of (PlannedRequest, ClientError)
        Requests that the server refused for themselves.
    """

    def __init__(
        self,
        book: RequestBook,
        send: Callable[[PlannedRequest], J],
        on_start: Callable[[PlannedRequest, J], object],
        *,
        at_once: int | None = None,
        under_way: Callable[[], int] = int,
    ) -> None:
        self._book = book
        self._send = send
        self._on_start = on_start
        self._at_once = at_once
        self._under_way = under_way
        self._condition = threading.Condition()
        self._queue: deque[PlannedRequest] = deque()
        self._sending = 0
        self._resume_at = 0.0
        self._busy_answers = 0
        self._stopped = False
        self.error: ClientError | None = None
        self.refused: list[tuple[PlannedRequest, ClientError]] = []

    def run(self, requests: Iterable[PlannedRequest]) -> None:
        """Send requests; return when the last one is answered or the sending has stopped."""
        self._queue = deque(requests)
        workers = [
            threading.Thread(target=self._work, name="procbook sender", daemon=True)
            for _ in range(min(PARALLEL, len(self._queue)))
        ]
        for worker in workers:
            worker.start()
        try:
            for worker in workers:
                worker.join()
        except (
            BaseException
        ):  # Ctrl-C: what is under way ends, the rest is for another time
            self.stop()
            for worker in workers:
                worker.join()
            raise

    def stop(self) -> None:
        """Send no more."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def wake(self) -> None:
        """Look again whether more jobs may be started: one has ended."""
        with self._condition:
            self._condition.notify_all()

    def _work(self) -> None:
        while (request := self._next()) is not None:
            try:
                self._send_one(request)
            except Exception as error:  # noqa: BLE001 - a thread has nobody to tell
                self._fail(ClientError(f"The sending stopped: {error!r}"))
            finally:
                with self._condition:
                    self._sending -= 1
                    self._condition.notify_all()

    def _next(self) -> PlannedRequest | None:
        """Return the next request when it may be sent; None when there is none."""
        with self._condition:
            while not self._stopped and self._queue:
                pause = self._resume_at - time.monotonic()
                if pause > 0:
                    self._condition.wait(pause)
                elif self._is_full():
                    self._condition.wait(1.0)
                else:
                    self._sending += 1
                    return self._queue.popleft()
            return None

    def _is_full(self) -> bool:
        limit = self._at_once
        return limit is not None and self._sending + self._under_way() >= limit

    def _send_one(self, request: PlannedRequest) -> None:
        if not self._book.claim(request):
            return  # another kernel has sent it
        try:
            job = self._send(request)
        except ClientError as error:
            self._take_error(request, error)
        else:
            self._busy_answers = 0
            # From here on the job counts as under way; while it was sent it did, too.
            self._on_start(request, job)

    def _take_error(
        self,
        request: PlannedRequest,
        error: ClientError,
    ) -> None:
        if isinstance(error, ResponseError) and error.status in _BUSY:
            self._book.settle(request, RequestState.planned)
            self._slow_down(request, error)
        elif isinstance(error, ResponseError) and error.status in _ABOUT_ONE:
            self._book.settle(request, RequestState.refused, reason=reason_of(error))
            self.refused.append((request, error))
        elif may_have_arrived(error):
            self._book.settle(request, RequestState.unknown, reason=reason_of(error))
            self._fail(error)
        else:
            self._book.settle(request, RequestState.planned, reason=reason_of(error))
            self._fail(error)

    def _slow_down(
        self,
        request: PlannedRequest,
        error: ResponseError,
    ) -> None:
        with self._condition:
            pause = error.retry_after
            if pause is None:
                pause = min(FIRST_PAUSE * 2**self._busy_answers, LAST_PAUSE)
                self._busy_answers += 1
            self._resume_at = max(self._resume_at, time.monotonic() + pause)
            self._queue.appendleft(request)
        if self._busy_answers >= TRIES:
            self._fail(error)

    def _fail(self, error: ClientError) -> None:
        with self._condition:
            self.error = self.error or error
        self.stop()


def may_have_arrived(error: ClientError) -> bool:
    """Return whether the server may have the request although no job came back."""
    if isinstance(error, TransportError):
        return error.sent
    return error.status in _MAYBE_TAKEN or (error.status or 500) < 300


def reason_of(error: ClientError) -> dict[str, Any]:
    """Return why a request was refused, as it is written down."""
    facts = {
        "message": error.message.splitlines()[0][:500],
        "status": error.status,
        "hint": error.hint,
    }
    return {name: value for name, value in facts.items() if value is not None}
