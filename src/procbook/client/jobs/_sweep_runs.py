"""The requests of a sweep as its ledger and its server know them; nothing is sent here."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic

from ... import jobs
from ...models import JobInfo, ProcessRequest
from ...operations import HasSession, Session
from ...protocol.errors import ClientError
from ..reuse._earlier_job import EarlierJobs
from ._run import J, Run

if TYPE_CHECKING:
    from ...jobs import Findings, PlannedRequest
    from ...models import ProcessDescription


SETTLED = 10.0
"""Seconds after which a request that a server took stands in its list of jobs."""


class SweepRuns(Generic[J]):
    """The runs of one sweep of a server; arguments are those of :class:`Sweep`."""

    def __init__(
        self,
        make_client: Callable[[], HasSession],
        server_id: str,
        kind: type[J],
        group: str,
        book: jobs.RequestBook,
        *,
        description: ProcessDescription | None = None,
        requests: Mapping[str, ProcessRequest] | None = None,
        on_start: Callable[[J, str], object] | None = None,
        earlier: EarlierJobs | None = None,
    ) -> None:
        self.earlier = earlier
        self._make_client = make_client
        self._server_id = server_id
        self.group = group
        self.book = book
        self.sender: jobs.Sender[J] | None = None
        self._kind = kind
        self._requests = dict(requests or {})
        self._on_start = on_start
        self._description = description
        self._thread: threading.Thread | None = None
        self.runs: list[Run[J]] = []
        self._load()

    @cached_property
    def client(self) -> HasSession:
        """The client, which is made when the server is first asked something."""
        return self._make_client()

    @property
    def session(self) -> Session:
        """Settings, connection and operations of the client."""
        return self.client.session

    # -- reading the ledger

    def _load(self) -> None:
        """Make a run of each request that is written down."""
        planned = self.book.of_group(self.group, self._server_id)
        ids = [request.job_id for request in planned if request.job_id]
        records = self.book.ledger.of_server(self._server_id, ids, hidden=True)
        self.runs = [self._run_of(request, records) for request in planned]

    def _run_of(
        self,
        planned: PlannedRequest,
        records: Mapping[str, jobs.Record],
    ) -> Run[J]:
        if planned.job_id is None:
            return Run(planned=planned)
        record = records.get(planned.job_id)
        if record is None:  # the kernel died between two lines
            info = JobInfo(
                jobID=planned.job_id, processID=planned.process_id, status="accepted"
            )
            self._record(info, planned)
            record = self.book.ledger.get(planned.server, planned.job_id)
        return Run(
            make_job=lambda: self._job_of(planned, record.info() if record else None),
            record=record,
            planned=planned,
        )

    def _job_of(
        self,
        planned: PlannedRequest,
        info: JobInfo | None,
    ) -> J:
        info = info or JobInfo(
            jobID=planned.job_id, processID=planned.process_id, status="accepted"
        )
        return self._kind(
            self.client,
            info,
            self._requests.get(planned.token),
            process_id=planned.process_id,
        )

    def _record(
        self,
        info: JobInfo,
        planned: PlannedRequest,
    ) -> None:
        with jobs.quietly():
            self.book.ledger.record(
                planned.server, info, planned.request, group=planned.group
            )

    # -- asking the server

    def _look_up(self, doubtful: Sequence[PlannedRequest]) -> Findings:
        recorded = set(self.book.ledger.of_server(self._server_id, hidden=True))
        findings = jobs.find_jobs(doubtful, self._read_job_list(doubtful), recorded)
        if findings.unsent and not findings.by_token:
            # A server that was interrupted may still write the job down.
            newest = max(r.sent.timestamp() for r in findings.unsent if r.sent)
            remaining = newest + SETTLED - time.time()
            if remaining > 0:
                time.sleep(min(remaining, SETTLED))
                return jobs.find_jobs(doubtful, self._read_job_list(doubtful), recorded)
        return findings

    def _read_job_list(
        self, doubtful: Sequence[PlannedRequest]
    ) -> Sequence[JobInfo] | None:
        """Return all jobs of the server that may be those of the requests.

        The result is None where it does not list them.
        """
        names = {request.process_id for request in doubtful}
        try:
            job_list, _ = self.session.poll_jobs()
        except ClientError:
            return None
        if any(quirk.code == "page-missing" for quirk in job_list.quirks):
            return None
        return [info for info in job_list.jobs if info.processID in {None, *names}]
