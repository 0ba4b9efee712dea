"""Callbacks: the server posts to the subscriber of a job while it runs and when it ends (section 12).

The body for ``successUri`` is the results document; for the other two, which the standard leaves
open, it is the state of the job. A receiver that does not answer is tried a few times and then left
alone; the job never suffers from it.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import Any

import httpx
from sqlalchemy.exc import SQLAlchemyError

from ...models import JobStatus
from .._outgoing_http import Outbound
from .._problems import ProblemError
from ..documents import _documents
from ..documents._links import Links
from ..jobs._store import JobRow, JobStore
from ._answers import results_document

_log = logging.getLogger(__name__)

ATTEMPTS = 3
PAUSE = 1.0
"""Seconds before the second attempt; three times as many before each further one."""
PROGRESS_PERIOD = 1.0
"""Seconds between two messages about progress."""
BASE = "x-base-url"
"""Member of the kept request that says under which address the server was asked."""

_URIS = ("successUri", "inProgressUri", "failedUri")


def check_subscriber(request: dict[str, Any], outbound: Outbound) -> None:
    """Refuse callback addresses that would never be called.

    Raises
    ------
    ProblemError
        400 that names the address.
    """
    for name, uri in (request.get("subscriber") or {}).items():
        if name in _URIS:
            try:
                outbound.check(str(uri))
            except ProblemError as problem:
                errors = [{"pointer": f"/subscriber/{name}", "detail": str(problem)}]
                raise ProblemError(
                    400,
                    f"{name}: {problem}",
                    type="InvalidParameterValue",
                    errors=errors,
                ) from problem


class Callbacks:
    """Tells subscribers; the listener of a :class:`JobManager`.

    Parameters
    ----------
    store : JobStore
        Where results are read from.
    outbound : Outbound
        The way out.
    """

    def __init__(self, store: JobStore, outbound: Outbound) -> None:
        self._store = store
        self._outbound = outbound
        self._lock = threading.Lock()
        self._messengers: dict[str, queue.SimpleQueue[JobRow]] = {}

    def progressed(self, row: JobRow) -> None:
        """Hear that a job went on."""
        self._tell(row)

    def ended(self, row: JobRow) -> None:
        """Hear that a job has ended."""
        self._tell(row)

    def _tell(self, row: JobRow) -> None:
        with self._lock:
            news = self._messengers.get(row.id)
            if news is None:
                news = self._messengers[row.id] = queue.SimpleQueue()
                threading.Thread(
                    target=self._run, args=(row.id, news), name="callbacks", daemon=True
                ).start()
        news.put(row)

    def _run(self, job_id: str, news: queue.SimpleQueue[JobRow]) -> None:
        """Pass on the news of one job, in order, the latest only, until it has ended."""
        row = news.get()
        while not JobStatus(row.status).is_final:
            self._post(
                row,
                "inProgressUri",
                lambda row=row: _documents.job(row, self._links(row)),
                attempts=1,
            )
            time.sleep(PROGRESS_PERIOD)
            row = news.get()
            while not news.empty():
                row = news.get()
        with self._lock:
            self._messengers.pop(job_id, None)
        if row.status == JobStatus.successful:
            self._post(row, "successUri", lambda: self._results(row))
        elif row.status == JobStatus.failed:
            self._post(row, "failedUri", lambda: _documents.job(row, self._links(row)))

    def _results(self, row: JobRow) -> dict[str, Any]:
        return results_document(
            self._store.outputs(row.id), row.request, row.id, self._links(row)
        )

    def _links(self, row: JobRow) -> Links:
        return Links(str(row.request.get(BASE, "")))

    def _post(
        self, row: JobRow, name: str, document: Any, attempts: int = ATTEMPTS
    ) -> None:
        uri = (row.request.get("subscriber") or {}).get(name)
        if not uri:
            return
        pause = PAUSE
        for attempt in range(attempts):
            if attempt:
                time.sleep(pause)
                pause *= 3
            if self._reached(uri, document, f"callback {name} of job {row.id}"):
                return

    def _reached(self, uri: str, document: Any, what: str) -> bool:
        try:
            self._outbound.post(uri, document())
        except (httpx.HTTPError, ProblemError, SQLAlchemyError) as error:
            _log.warning("%s: %s", what, error)
            return False
        return True
