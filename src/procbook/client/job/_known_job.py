"""A job as it is known here, from whoever asked its server last; nothing is asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ... import jobs
from ...models import JobInfo, JobStatus, ProcessRequest
from ...operations import HasSession, Session
from ..results._results import Results
from ._job_ledger import newer_state

if TYPE_CHECKING:
    from ...jobs import Record


C = TypeVar("C", bound=HasSession)


class KnownJob(Generic[C]):
    """A job on its server; :class:`Job` blocks, :class:`AsyncJob` has coroutines.

    Attributes
    ----------
    info : JobInfo
        Its newest state that is known in this kernel; ``refresh`` asks the server.
    request : ProcessRequest or None
        What was asked, if this kernel knows.
    gone : bool
        Whether the server no longer has it.
    reused : bool
        Whether it is the job of an earlier, equal request.
    on_results : callable or None
        Called with the results when they were read.
    """

    def __init__(
        self,
        client: C,
        info: JobInfo,
        request: ProcessRequest | None = None,
        *,
        process_id: str | None = None,
        immediate: Results | None = None,
    ) -> None:
        self.client = client
        self._info, self._seen_at = info, time.monotonic()
        self.request = request
        self.immediate = immediate
        self.reused = False
        self.on_results: Callable[[Results], object] | None = None
        self.gone = False
        self._process_id = process_id
        self._cancelling = threading.Lock()

    @property
    def session(self) -> Session:
        """Settings, connection and operations of its client."""
        return self.client.session

    @property
    def info(self) -> JobInfo:
        """Its newest state that is known here.

        From this object, whoever else looked at the job, or the ledger.
        """
        if not self._info.status.is_final:
            newer = newer_state(self.session, self._info, self._seen_at)
            if newer is not None:
                self.info = newer
        return self._info

    @info.setter
    def info(self, info: JobInfo) -> None:
        self._info, self._seen_at = info, time.monotonic()

    @property
    def id(self) -> str:
        """Id on the server; empty if it answered at once and keeps no job."""
        return self._info.jobID

    @property
    def job_id(self) -> str:
        """Id on the server; the name that records of the ledger have for it."""
        return self.id

    @property
    def process_id(self) -> str | None:
        """The process it runs."""
        return self._process_id or self.info.processID

    @property
    def status(self) -> JobStatus:
        """Where it is in its life, when anybody last looked."""
        return self.info.status

    @property
    def progress(self) -> int | None:
        """Per cent done; None when the server does not tell."""
        return self.info.progress

    @property
    def message(self) -> str | None:
        """What the server says about it."""
        return self.info.message

    @property
    def url(self) -> str:
        """Its address; empty if the server keeps no job."""
        return self.session.operations.job_url(self.id) if self.id else ""

    @property
    def inputs(self) -> dict[str, Any] | None:
        """Its inputs, if this kernel, the server or the ledger knows them (secrets masked)."""
        sent = jobs.sent_request(self.session, self.info, self.request)
        return None if sent is None else sent.request.inputs

    @property
    def record(self) -> Record | None:
        """What the ledger remembers of it, also if the server has lost it.

        The result is None if it was not started from here.
        """
        return jobs.get_ledger(self.session).get(self.session.server_id, self.id)

    def annotate(self, **marks: str | bool | None) -> Self:
        """Write a ``label``, ``notes`` or ``pinned`` into the ledger, which job tables show."""
        jobs.get_monitor().mark(self.session, self.id, **marks)
        return self

    def __repr__(self) -> str:
        again = "\n  used again: an equal request ran before" if self.reused else ""
        return f"{self.info!r}{again}"

    def _repr_html_(self) -> str:
        return self.info._repr_html_()
