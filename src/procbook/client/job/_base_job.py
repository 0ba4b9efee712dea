"""What jobs of both clients have in common.

Their state, and the calls without I/O that change it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

from ... import jobs
from ...models import JobInfo, JobStatus, ProcessRequest
from ...operations import (
    failed,
    process_of_record,
    submit,
    wait_call,
)
from ...protocol import Finished
from ...protocol.errors import ClientError, NotReadyError, ResponseError
from ...transport import Call
from ..results._results import Results
from ._job_ledger import pass_on_expiry, record_ends, record_submission

if TYPE_CHECKING:
    from ...operations import Submission
from ._known_job import C, KnownJob

_WITHOUT_RESULTS = frozenset({JobStatus.failed, JobStatus.dismissed})


def _ignore(_info: JobInfo | None) -> None:
    """Show nothing."""


class BaseJob(KnownJob[C]):
    """A job with the calls, without I/O, that poll, dismiss and repeat it."""

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
