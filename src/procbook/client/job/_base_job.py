"""What jobs of both clients have in common.

Their state, and the calls without I/O that change it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from ... import jobs
from ...models import JobInfo, JobStatus, ProcessRequest
from ...operations import (
    HasSession,
    Session,
    failed,
    process_of_record,
    submit,
    wait_call,
)
from ...protocol import Finished
from ...protocol.errors import ClientError, NotReadyError, ResponseError
from ...transport import Call
from ..results._results import Results
from ._job_ledger import newer_state, pass_on_expiry, record_ends, record_submission

if TYPE_CHECKING:
    from ...jobs import Record
    from ...operations import Submission

_WITHOUT_RESULTS = frozenset({JobStatus.failed, JobStatus.dismissed})
C = TypeVar("C", bound=HasSession)


def _ignore(_info: JobInfo | None) -> None:
    """Show nothing."""


class BaseJob(Generic[C]):
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

    @classmethod
    def of_submission(cls, client: C, submission: Submission) -> Self:
        """Return the job of a submission, and record it in the ledger.

        Results that came at once have a job, too.
        """
        outcome, process_id, request = (
            submission.outcome,
            submission.process_id,
            submission.request,
        )
        if isinstance(outcome, Finished):
            job = cls._of_results(client, process_id, request, outcome)
        else:
            job = cls(client, outcome, request, process_id=process_id)
        record_submission(job, submission)
        return job

    @classmethod
    def _of_results(
        cls, client: C, process_id: str, request: ProcessRequest, finished: Finished
    ) -> Self:
        """Return a job for results that came at once; its server may or may not keep one."""
        job_id = (
            (finished.job_url or "").partition("?")[0].rstrip("/").rpartition("/")[2]
        )
        results = Results(
            client,
            finished.parts,
            job_id=job_id or None,
            process_id=process_id,
            request=request,
        )
        # Not checked, as there may be no id.
        info = JobInfo.model_construct(
            jobID=job_id, processID=process_id, status=JobStatus.successful
        )
        return cls(client, info, request, process_id=process_id, immediate=results)

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

    def _rerun(self, changes: dict[str, Any]) -> Call[Submission]:
        """Run the process again, in the same version if possible, with some inputs changed."""
        sent = jobs.sent_request(self.session, self.info, self.request)
        process_id = self.process_id or getattr(self.record, "process_id", None)
        if sent is None or process_id is None:
            raise ClientError(
                (
                    f"The inputs of job {self.id} were not kept, neither on this "
                    "computer nor on the server."
                ),
                hint="Call its process instead.",
            )
        request, operations = (
            jobs.changed(sent.request, changes),
            self.session.operations,
        )
        description = yield from process_of_record(
            operations, process_id, sent.version, self.session.config.accept_process
        )
        return (
            yield from submit(operations, process_id, request, description=description)
        )

    def dismissed(self, told: JobInfo) -> None:
        """Take over what the server said when it was asked to dismiss the job."""
        # A server that removes at once may answer with next to nothing.
        self.info = (
            told
            if told.status.is_final
            else self.info.model_copy(update={"status": JobStatus.dismissed})
        )
        record_ends(self.session, [self.info])

    # -- calls without I/O

    def _refresh(self) -> Call[None]:
        if self.immediate is not None:
            return
        try:
            self.info = yield from self.session.operations.job(self.id)
        except ResponseError as error:
            self.gone = error.status in {404, 410}
            raise
        record_ends(self.session, [self.info])

    def _wait(
        self,
        timeout: float | None = None,
        poll_interval: float | None = None,
        show: Callable[[JobInfo | None], None] = _ignore,
    ) -> Call[None]:
        """Poll until the job has ended.

        `show` is called with each state, and with None while nobody answers.
        """

        def take(info: JobInfo | None) -> None:
            self.info = info or self.info
            show(info)

        if not self.status.is_final:
            operations = self.session.operations
            yield from wait_call(
                operations, self.id, take, timeout=timeout, poll_interval=poll_interval
            )
            record_ends(self.session, [self.info])

    def wait_for_results(self) -> Call[Results]:
        """Poll until the job has ended and return its results.

        Raise the error of one that failed.
        """
        yield from self._wait()
        return (yield from self._results())

    def _raise_if_failed(self) -> None:
        """Raise the error of a job that ended without results."""
        if self.status in _WITHOUT_RESULTS:
            raise failed(self.info, url=self.url or None)

    def _results(self) -> Call[Results]:
        if self.immediate is not None:
            return self.immediate
        if not self.status.is_final:
            yield from self._refresh()
        self._raise_if_failed()
        if not self.status.is_final:
            message = f"Job {self.id} is {self.status}; it has no results yet."
            raise NotReadyError(
                message, url=self.url or None, hint="Wait for it: job.wait()."
            )
        with pass_on_expiry(self.session, self.id):
            parts = yield from self.session.operations.results(self.id, info=self.info)
        results = Results(
            self.client,
            parts,
            job_id=self.id,
            process_id=self.process_id,
            request=self.request,
        )
        results.reused = self.reused
        if self.on_results is not None:
            self.on_results(results)
        return results

    def _cancel(self) -> Call[None]:
        if not self.status.is_final:
            yield from self._refresh()
        if not self.status.is_final:
            yield from self._dismiss()

    def _remove(self) -> Call[None]:
        if self.immediate is not None and not self.id:
            return
        yield from self._cancel()
        try:
            yield from self._dismiss()
        except ResponseError as error:
            if error.status not in {404, 410}:
                raise
        self.gone = True

    def _dismiss(self) -> Call[None]:
        self.dismissed((yield from self.session.operations.dismiss(self.id)))

    def __repr__(self) -> str:
        again = "\n  used again: an equal request ran before" if self.reused else ""
        return f"{self.info!r}{again}"

    def _repr_html_(self) -> str:
        return self.info._repr_html_()
