"""What this package needs of the server of a job and of a job.

Clients, sessions and their jobs have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Unpack

if TYPE_CHECKING:
    from ..models import JobInfo, JobList
    from ..operations import CallKeywords
    from ..settings import ClientConfig


class JobServer(Protocol):
    """One server as one user sees it: a session, or a client."""

    @property
    def config(self) -> ClientConfig:
        """The settings."""

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""

    @property
    def server_id(self) -> str:
        """Name of the server in the ledger."""

    @property
    def name(self) -> str:
        """A short label of the server."""

    def poll_job(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds of ``Retry-After``, or None."""

    def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds of ``Retry-After``, or None."""


class ServerJob(Protocol):
    """A job of a server."""

    @property
    def session(self) -> JobServer:
        """The server."""

    @property
    def id(self) -> str:
        """Id on the server; empty if it answered at once and keeps no job."""

    @property
    def process_id(self) -> str | None:
        """The process it runs."""

    @property
    def info(self) -> JobInfo:
        """Its newest state that is known in this kernel."""
