"""One row of several jobs: a job, or a request of a sweep that has started none yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ... import jobs
from ..job._base_job import BaseJob

if TYPE_CHECKING:
    from ...jobs import PlannedRequest, Record
    from ...models import JobInfo

J = TypeVar("J", bound=BaseJob[Any])


class Run(Generic[J]):
    """One row of several jobs.

    Parameters
    ----------
    job : Job, optional
        The job, if it is there already.
    make_job : callable, optional
        Makes the job when it is first needed: for jobs of the ledger, whose servers may never be
        asked anything.
    record : Record, optional
        What the ledger says about the job.
    planned : PlannedRequest, optional
        The request of a sweep.

    Attributes
    ----------
    outputs : dict
        Scalar outputs by name, as far as they were read.
    """

    def __init__(
        self,
        job: J | None = None,
        *,
        make_job: Callable[[], J] | None = None,
        record: Record | None = None,
        planned: PlannedRequest | None = None,
    ) -> None:
        self._job = job
        self._make_job = make_job
        self._record = record
        self.planned = planned
        self.outputs: dict[str, Any] = {}

    @property
    def job(self) -> J | None:
        """The job; None as long as the request has started none."""
        if self._job is None and self._make_job is not None:
            self._job = self._make_job()
        return self._job

    @property
    def started_job(self) -> J:
        """The job of a run that is known to have one."""
        job = self.job
        assert job is not None
        return job

    @property
    def has_job(self) -> bool:
        """Whether there is a job; it is not made to find out."""
        return self._job is not None or self._make_job is not None

    @property
    def record(self) -> Record | None:
        """What the ledger says about the job."""
        if self._record is None and self._job is not None and self._job.id:
            self._record = self._job.record
        return self._record

    @property
    def info(self) -> JobInfo | None:
        """The newest state of the job that is known here."""
        if self._job is not None:
            return self._job.info
        return self._record.info() if self._record is not None else None

    @property
    def job_id(self) -> str:
        """Id of the job; empty as long as there is none."""
        if self._job is not None:
            return self._job.id
        return self._record.job_id if self._record is not None else ""

    @property
    def server(self) -> str | None:
        """Name of the server in the ledger."""
        if self._record is not None:
            return self._record.server
        if self._job is not None:
            return self._job.session.server_id
        return self.planned.server if self.planned is not None else None

    @property
    def process_id(self) -> str | None:
        """What it runs."""
        if self.planned is not None:
            return self.planned.process_id
        if self._job is not None:
            return self._job.process_id
        return self._record.process_id if self._record is not None else None

    @property
    def status(self) -> str:
        """State of the job.

        Of a request without a job what became of it: ``planned``, ``refused`` or ``unknown``.
        """
        info = self.info
        if info is not None:
            return info.status.value
        state = self.planned.state if self.planned is not None else "unknown"
        return "unknown" if state == "sending" else str(state)

    @property
    def reused(self) -> bool:
        """Whether it is the job of an earlier, equal request."""
        return self._job is not None and self._job.reused

    @property
    def label(self) -> str | None:
        """What people call the job."""
        return self.record.label if self.record is not None else None

    @property
    def inputs(self) -> dict[str, Any]:
        """The inputs, secret ones masked, as far as anybody knows them."""
        if self.planned is not None:
            return self.planned.inputs
        if self.record is not None and self.record.inputs:
            return self.record.inputs
        return self._inputs_of_job()

    def _inputs_of_job(self) -> dict[str, Any]:
        if self._job is None:
            return {}
        if self._job.request is not None:
            described = self._job.session.operations.described(
                self._job.process_id or ""
            )
            pointers = jobs.secret_pointers(described)
            return dict(jobs.masked(self._job.request.inputs, pointers) or {})
        return dict(jobs.masked(jobs.inputs_of(self._job.info)) or {})

    @property
    def submitted(self) -> dt.datetime | None:
        """When it was submitted from here."""
        return self.record.submitted if self.record is not None else None

    @property
    def reason(self) -> str | None:
        """The message of the job, or why the request was refused."""
        info = self.info
        if info is not None:
            return info.message
        reason: Mapping[str, Any] = (self.planned and self.planned.reason) or {}
        return reason.get("message")

    def start(
        self,
        planned: PlannedRequest,
        job: J,
    ) -> None:
        """Take note that the request has started a job."""
        self.planned = planned
        self.replace(job)

    def replace(self, job: J) -> None:
        """Take another job in place of the one that was here."""
        self._job, self._make_job = job, None
        self._record, self.outputs = None, {}

    def plan(self, planned: PlannedRequest) -> None:
        """Take note that the request is to be sent again; its job was an earlier try."""
        self.planned = planned
        self._job, self._make_job, self._record = None, None, None
        self.outputs = {}
