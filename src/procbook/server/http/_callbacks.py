"""Callbacks: the server posts to the subscriber of a job as it runs and when it ends (section 12).

The body for ``successUri`` is the results document; for the other two, which the standard leaves
open, it is the state of the job. A receiver that does not answer is tried a few times; the job does
not depend on it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError

from ...models import JobStatus
from .._outgoing_http import Outbound
from .._problems import INVALID_PARAMETER, ProblemError
from ..documents import _documents
from ..documents._links import Links
from ..jobs._store import JobStore
from ..jobs._tables import JobRow
from ._answers import results_document

_log = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE = 1.0
"""Seconds before the second attempt; three times as many before each further one."""
PROGRESS_PERIOD = 1.0
"""Seconds between two messages about progress."""
BASE = "x-base-url"
"""Member of the stored request: the address by which the client reached the server."""

_URIS = ("successUri", "inProgressUri", "failedUri")


def check_subscriber(request: dict[str, Any], outbound: Outbound) -> None:
    """Refuse callback addresses that cannot be called.

    Raises
    ------
    ProblemError
        400 that names the address.
    """
    for name, uri in (request.get("subscriber") or {}).items():
        if name not in _URIS:
            continue
        try:
            outbound.check(str(uri))
        except ProblemError as problem:
            errors = [{"pointer": f"/subscriber/{name}", "detail": str(problem)}]
            raise ProblemError(
                400,
                f"{name}: {problem}",
                type=INVALID_PARAMETER,
                errors=errors,
            ) from problem


class Callbacks:
    """Posts to subscribers; the listener of a :class:`JobManager`.

    Parameters
    ----------
    store : JobStore
        Where results are read from.
    outbound : Outbound
        Makes the requests.
    """

    def __init__(self, store: JobStore, outbound: Outbound) -> None:
        self._store = store
        self._outbound = outbound
        self._lock = threading.Lock()
        self._queues: dict[str, queue.SimpleQueue[JobRow]] = {}

    def on_progress(self, row: JobRow) -> None:
        """Post the state of a job that runs."""
        self._enqueue(row)

    def on_end(self, row: JobRow) -> None:
        """Post the results or the state of a job that has ended."""
        self._enqueue(row)

    def _enqueue(self, row: JobRow) -> None:
        with self._lock:
            rows = self._queues.get(row.id)
            if rows is None:
                rows = self._queues[row.id] = queue.SimpleQueue()
                threading.Thread(
                    target=self._run,
                    args=(row.id, rows),
                    name="callbacks",
                    daemon=True,
                ).start()
        rows.put(row)

    def _run(self, job_id: str, rows: queue.SimpleQueue[JobRow]) -> None:
        """Post the states of a job in order until its end, without those that are outdated."""
        row = rows.get()
        while not JobStatus(row.status).is_final:
            self._post(
                row,
                "inProgressUri",
                self._status,
                attempts=1,
            )
            time.sleep(PROGRESS_PERIOD)
            row = rows.get()
            while not rows.empty():
                row = rows.get()
        with self._lock:
            self._queues.pop(job_id, None)
        if row.status == JobStatus.successful:
            self._post(row, "successUri", self._results)
        elif row.status == JobStatus.failed:
            self._post(row, "failedUri", self._status)

    def _status(self, row: JobRow) -> dict[str, Any]:
        return _documents.job(row, _links(row))

    def _results(self, row: JobRow) -> dict[str, Any]:
        outputs = self._store.outputs(row.id)
        return results_document(outputs, row.request, row.id, _links(row))

    def _post(
        self,
        row: JobRow,
        name: str,
        document: Callable[[JobRow], dict[str, Any]],
        attempts: int = ATTEMPTS,
    ) -> None:
        uri = (row.request.get("subscriber") or {}).get(name)
        if not uri:
            return
        pause = PAUSE
        for attempt in range(attempts):
            if attempt:
                time.sleep(pause)
                pause *= 3
            try:
                self._outbound.post(uri, document(row))
            except (httpx.HTTPError, ProblemError, SQLAlchemyError) as error:
                _log.warning("callback %s of job %s: %s", name, row.id, error)
            else:
                return


def _links(row: JobRow) -> Links:
    return Links(str(row.request.get(BASE, "")))
