"""The service that all routes share: the registry, the jobs, and requests to other servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from .._outgoing_http import Outbound
from .._problems import NO_SUCH_JOB, NO_SUCH_PROCESS, no_such
from ..functions._registry import ProcessRegistry, RegisteredProcess
from ..jobs._manager import JobManager
from ..jobs._tables import JobRow


@dataclass(frozen=True)
class Service:
    """A running server without its HTTP interface."""

    registry: ProcessRegistry
    jobs: JobManager
    outbound: Outbound

    def process(self, process_id: str) -> RegisteredProcess:
        """Return a process.

        Raises
        ------
        ProblemError
            404 ``no-such-process``.
        """
        process = self.registry.get(process_id)
        if process is None:
            raise no_such("process", process_id, NO_SUCH_PROCESS, self.registry)
        return process

    def job(self, job_id: str) -> JobRow:
        """Return a job.

        Raises
        ------
        ProblemError
            404 ``no-such-job``.
        """
        row = self.jobs.store.get(job_id)
        if row is None:
            raise no_such("job", job_id, NO_SUCH_JOB)
        return row


def _of_app(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceOfApp = Annotated[Service, Depends(_of_app)]
"""The type of a route parameter that receives the service."""
