"""What an asynchronous client does with its session alone: documents, and any request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any, Unpack

from ...models import (
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
)
from ...operations import (
    CallKeywords,
    job_pages,
    process_list,
    process_pages,
    process_version,
    read_all,
    template,
)
from ...protocol import Answer
from ...transport import Call, T, retry_after
from ..job._job_ledger import record_ends, record_states
from ._known_server import KnownServer


class AsyncSessionClient(KnownServer):
    """The calls of OGC API - Processes, Part 1, that return documents, as coroutines."""

    async def _run(self, call: Call[T]) -> T:
        return await self.session.arun(call)

    # -- the standard, document by document

    async def get_capabilities(self, **options: Unpack[CallKeywords]) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return await self._run(self.session.operations.capabilities(options))

    async def get_conformance(
        self, **options: Unpack[CallKeywords]
    ) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return await self._run(self.session.operations.conformance(options))

    async def get_processes(
        self, limit: int | None = None, **options: Unpack[CallKeywords]
    ) -> ProcessList:
        """Return the processes, of all pages (section 7.9)."""
        pages = process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        return await self._run(process_list(pages))

    async def iter_processes(
        self, limit: int | None = None, **options: Unpack[CallKeywords]
    ) -> AsyncIterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        pages = process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        while not pages.done:
            for process in await self._run(pages.page()):
                yield process

    async def get_process(
        self,
        process_id: str,
        version: str | None = None,
        **options: Unpack[CallKeywords],
    ) -> ProcessDescription:
        """Return the description of a process (section 7.10); see :meth:`Client.get_process`."""
        if version is None:
            return await self._run(self.session.operations.process(process_id, options))
        call = process_version(
            self.session.operations,
            process_id,
            version,
            self.config.accept_process,
            options,
        )
        return await self._run(call)

    async def get_jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        limit: int | None = None,
        **filters: Any,
    ) -> JobList:
        """Return the jobs, of all pages (section 11); filters as in :meth:`Client.get_jobs`."""
        pages = job_pages(
            self.session.operations,
            limit,
            {"process_id": process_id, "status": status, **filters},
        )
        jobs: JobList = await self._run(read_all(pages, "jobs"))
        record_states(self.session, jobs.jobs)
        return jobs

    async def iter_jobs(
        self, limit: int | None = None, **filters: Any
    ) -> AsyncIterator[JobInfo]:
        """Return the jobs one by one; filters as in :meth:`Client.get_jobs`."""
        pages = job_pages(self.session.operations, limit, filters)
        while not pages.done:
            jobs = await self._run(pages.page())
            record_states(self.session, jobs)
            for job in jobs:
                yield job

    async def get_job(self, job_id: str, **options: Unpack[CallKeywords]) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        info = await self._run(self.session.operations.job(job_id, options))
        record_states(self.session, [info])
        return info

    async def poll_job(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds of ``Retry-After``, or None."""
        info, answer = await self._run(self.session.operations.polled(job_id, options))
        return info, retry_after(answer.headers)

    async def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds of ``Retry-After``, or None."""
        pages = job_pages(self.session.operations, None, options)
        return await self._run(read_all(pages, "jobs")), pages.wait

    async def dismiss_job(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        info = await self._run(self.session.operations.dismiss(job_id, options))
        record_ends(self.session, [info])
        return info

    async def create_execution_request(
        self, process_id: str, dotpath: bool = False
    ) -> ProcessRequest:
        """Return a request to start from; see :meth:`Client.create_execution_request`."""
        return template(await self.get_process(process_id), dotpath=dotpath)

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the sync twin's name
        limit: int | None = None,
    ) -> Answer:
        """Make any request of the server; see :meth:`Client.request`."""
        return await self._run(
            self.session.operations.request(
                method,
                url,
                params=params,
                headers=headers,
                data=json,
                body=body,
                timeout=timeout,
                limit=limit,
            )
        )
