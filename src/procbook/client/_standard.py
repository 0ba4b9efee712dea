"""The standard, document by document, for code that waits for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from ..transport import discreet

if TYPE_CHECKING:
    from ..models import (
        Capabilities,
        ConformanceDeclaration,
        JobInfo,
        JobList,
        ProcessDescription,
        ProcessList,
        ProcessRequest,
        ProcessSummary,
    )
    from ..operations import Calls, Mode
    from ..settings import ClientConfig
    from ..transport import Connection
    from ._client import Client
    from ._job import Job
    from ._results import Results


class Standard:
    """The calls of OGC API - Processes, Part 1."""

    config: ClientConfig
    _calls: Calls
    _connection: Connection

    @property
    def _me(self) -> Client:
        return cast("Client", self)

    def get_capabilities(self, **options: Any) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return self._connection.run(self._calls.capabilities(options))

    def get_conformance(self, **options: Any) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return self._connection.run(self._calls.conformance(options))

    def get_processes(self, limit: int | None = None, **options: Any) -> ProcessList:
        """Return the processes, of all pages (section 7.9).

        Parameters
        ----------
        limit : int, optional
            How many to return at most.
        **options
            ``timeout`` in seconds, ``headers``, ``params``: as in every call.
        """
        from ..operations import process_list, process_pages

        pages = process_pages(self._calls, limit, self.config.accept_process, options)
        return self._connection.run(process_list(pages))

    def iter_processes(self, limit: int | None = None, **options: Any) -> Iterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        from ..operations import process_pages

        pages = process_pages(self._calls, limit, self.config.accept_process, options)
        while not pages.done:
            yield from self._connection.run(pages.page())

    def get_process(self, process_id: str, version: str | None = None, **options: Any) -> ProcessDescription:
        """Return the description of a process (section 7.10).

        Parameters
        ----------
        process_id : str
            The process.
        version : str, optional
            The version that is wanted, where a server lists several of one process; else the one that it describes.

        Raises
        ------
        ClientError
            If the server has no such process or version.
        """
        if version is None:
            return self._connection.run(self._calls.process(process_id, options))
        from ..operations import process_version

        call = process_version(self._calls, process_id, version, self.config.accept_process, options)
        return self._connection.run(call)

    @discreet
    def execute_process(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        **options: Any,
    ) -> JobInfo | Results:
        """Run a process (section 7.11).

        Parameters
        ----------
        process_id : str
            The process.
        request : ProcessRequest or dict, optional
            Inputs, and what is wanted of the outputs.
        mode : "async" or "sync", optional
            What to ask for; else a job, unless the process can only answer at once.

        Returns
        -------
        JobInfo or Results
            The job, or the results if the server answered at once, whatever was asked for.
        """
        job = self.submit(process_id, request, mode=mode, **options)
        return job.info if job.immediate is None else job.immediate

    @discreet
    def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Any,
    ) -> Job:
        """Run a process (section 7.11) and return the job, already ended if the server answered at once.

        Parameters
        ----------
        process_id, request, mode
            As for :meth:`execute_process`.
        description : ProcessDescription, optional
            The process, if it has been read; else it is asked for once.
        """
        from ..operations import submit

        return self._connection.run(
            submit(self._me, self._calls, process_id, request, mode=mode, description=description, options=options)
        )

    def get_jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        limit: int | None = None,
        *,
        datetime: Any = None,
        min_duration: float | None = None,
        max_duration: float | None = None,
        type: str | list[str] | None = None,
        **options: Any,
    ) -> JobList:
        """Return the jobs, of all pages (section 11).

        Servers ignore filters, so they are applied again here.

        Parameters
        ----------
        process_id, status, type : str or list of str, optional
            Any of these.
        limit : int, optional
            How many to return at most.
        datetime : str, datetime or pair of them, optional
            Moment or interval in which the job was created; an open end is None or "..".
        min_duration, max_duration : float, optional
            Seconds that it has run.
        """
        from ..operations import job_pages, whole

        said = {
            "process_id": process_id, "status": status, "datetime": datetime, "min_duration": min_duration,
            "max_duration": max_duration, "type": type, **options,
        }  # fmt: skip
        return self._connection.run(whole(job_pages(self._calls, limit, said), "jobs"))  # type: ignore[no-any-return]

    def iter_jobs(self, limit: int | None = None, **filters: Any) -> Iterator[JobInfo]:
        """Return the jobs one by one; filters as in :meth:`get_jobs`."""
        from ..operations import job_pages

        pages = job_pages(self._calls, limit, filters)
        while not pages.done:
            yield from self._connection.run(pages.page())

    def get_job(self, job_id: str, **options: Any) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        return self._connection.run(self._calls.job(job_id, options))

    def poll_job(self, job_id: str, **options: Any) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds after which its server wants to be asked again, if it says so."""
        from ..transport import retry_after

        info, answer = self._connection.run(self._calls.polled(job_id, options))
        return info, retry_after(answer.headers)

    def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds after which its server wants to be asked again, if it says so."""
        from ..operations import job_pages, whole

        pages = job_pages(self._calls, None, options)
        return self._connection.run(whole(pages, "jobs")), pages.wait

    def get_job_results(self, job_id: str, **options: Any) -> Results:
        """Return the results of a job (section 7.13), whatever form the server sends them in.

        Raises
        ------
        NotReadyError
            If the job has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        from ._results import Results

        parts = self._connection.run(self._calls.results(job_id, options=options))
        known = self._calls.submitted(job_id)
        return Results(self._me, parts, job_id=job_id, process_id=known.process_id, request=known.request)

    get_job_result = get_job_results

    def dismiss_job(self, job_id: str, **options: Any) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        return self._connection.run(self._calls.dismiss(job_id, options))
