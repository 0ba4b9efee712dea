"""The client for event loops: the same names as :class:`~procbook.Client`, as coroutines."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

from .. import display, widgets
from .._traceback_privacy import hide_frames
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
from ..operations import (
    Mode,
    Session,
    job_pages,
    process_list,
    process_pages,
    process_version,
    read_all,
    submit,
    template,
)
from ..protocol import Answer
from ..settings import ClientConfig, settings_rows
from ..transport import Call, T, retry_after
from ._client import Client
from .job._async_job import AsyncJob
from .job._job_ledger import pass_on_expiry, record_ends, record_states
from .jobs._async_jobs import AsyncJobs
from .jobs._list import runs_of
from .notebook import _notebook
from .notebook._server_card import ServerCard
from .process._process import Process
from .results._results import Results


class AsyncClient:
    """A client of one OGC API - Processes server, for event loops.

    It takes the same arguments as :class:`~procbook.Client`, and may be used from several loops,
    one after another or at the same time.
    """

    @hide_frames
    def __init__(self, api_url: str | None = None, **options: Any) -> None:
        self._sync = Client(api_url, **options)

    @classmethod
    def of(cls, client: Client) -> Self:
        """Return the twin of a sync client."""
        twin = cls.__new__(cls)
        twin._sync = client  # noqa: SLF001 - of the same class
        return twin

    @classmethod
    def local(cls, registry: Any = None, **options: Any) -> Self:
        """Start the embedded server in this process and return a client of it.

        See :meth:`Client.local`.
        """
        return cls.of(Client.local(registry, **options))

    @classmethod
    def of_server(cls, server_id: str) -> Self:
        """Return a client of the server that the ledger or a receipt names.

        See :meth:`Client.of_server`.
        """
        return cls.of(Client.of_server(server_id))

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server.

        See :meth:`Client.to_python`.
        """
        return self._sync.to_python()

    def to_sync(self) -> Client:
        """Return the same client with calls that block.

        Settings, sign-in and connections are shared.
        """
        return self._sync

    @property
    def session(self) -> Session:
        """Settings, connection and operations, which it shares with its twin."""
        return self._sync.session

    @property
    def config(self) -> ClientConfig:
        """The settings."""
        return self._sync.config

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""
        return self._sync.api_url

    @property
    def server_id(self) -> str:
        """What the ledger knows the server by; see :attr:`Client.server_id`."""
        return self._sync.server_id

    @property
    def name(self) -> str:
        """A short label of the server: its host."""
        return self._sync.name

    async def _run(self, call: Call[T]) -> T:
        return await self.session.arun(call)

    # -- the standard, document by document

    async def get_capabilities(self, **options: Any) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return await self._run(self.session.operations.capabilities(options))

    async def get_conformance(self, **options: Any) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return await self._run(self.session.operations.conformance(options))

    async def get_processes(
        self, limit: int | None = None, **options: Any
    ) -> ProcessList:
        """Return the processes, of all pages (section 7.9)."""
        pages = process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        return await self._run(process_list(pages))

    async def iter_processes(
        self, limit: int | None = None, **options: Any
    ) -> AsyncIterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        pages = process_pages(
            self.session.operations, limit, self.config.accept_process, options
        )
        while not pages.done:
            for process in await self._run(pages.page()):
                yield process

    async def get_process(
        self, process_id: str, version: str | None = None, **options: Any
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

    @hide_frames
    async def execute_process(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        **options: Any,
    ) -> JobInfo | Results:
        """Run a process (section 7.11); see :meth:`Client.execute_process`."""
        job = await self.submit(process_id, request, mode=mode, **options)
        return job.info if job.immediate is None else job.immediate

    @hide_frames
    async def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Any,
    ) -> AsyncJob:
        """Run a process and return the job, already ended if the server answered at once."""
        call = submit(
            self.session.operations,
            process_id,
            request,
            mode=mode,
            description=description,
            options=options,
        )
        return AsyncJob.of_submission(self, await self._run(call))

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

    async def get_job(self, job_id: str, **options: Any) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        info = await self._run(self.session.operations.job(job_id, options))
        record_states(self.session, [info])
        return info

    async def poll_job(
        self, job_id: str, **options: Any
    ) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds of ``Retry-After``, or None."""
        info, answer = await self._run(self.session.operations.polled(job_id, options))
        return info, retry_after(answer.headers)

    async def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds of ``Retry-After``, or None."""
        pages = job_pages(self.session.operations, None, options)
        return await self._run(read_all(pages, "jobs")), pages.wait

    async def get_job_results(self, job_id: str, **options: Any) -> Results:
        """Return the results of a job (section 7.13); see :meth:`Client.get_job_results`."""
        with pass_on_expiry(self.session, job_id):
            parts = await self._run(
                self.session.operations.results(job_id, options=options)
            )
        submitted = self.session.operations.submitted(job_id)
        return Results(
            self,
            parts,
            job_id=job_id,
            process_id=submitted.process_id,
            request=submitted.request,
        )

    get_job_result = get_job_results

    async def dismiss_job(self, job_id: str, **options: Any) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        info = await self._run(self.session.operations.dismiss(job_id, options))
        record_ends(self.session, [info])
        return info

    async def job(self, job_id: str) -> AsyncJob:
        """Return a job by its id."""
        submitted = self.session.operations.submitted(job_id)
        info = await self.get_job(job_id)
        return AsyncJob(self, info, submitted.request, process_id=submitted.process_id)

    async def jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        *,
        since: dt.datetime | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> AsyncJobs:
        """Return jobs of the server as one thing; see :meth:`Client.jobs`."""
        period = None if since is None else (since, None)
        job_list = await self.get_jobs(process_id, status, limit, datetime=period)
        jobs = AsyncJobs(runs_of(self, job_list.jobs, AsyncJob))
        return jobs if where is None else await asyncio.to_thread(jobs.where, where)

    async def process(self, process_id: str, version: str | None = None) -> Process:
        """Return a process; see :meth:`Client.process`. ``await process.arun(…)`` runs it."""
        version = version or self.session.operations.newest_versions.get(process_id)
        return Process(self._sync, await self.get_process(process_id, version))

    async def create_execution_request(
        self, process_id: str, dotpath: bool = False
    ) -> ProcessRequest:
        """Return a request to start from; see :meth:`Client.create_execution_request`."""
        return template(await self.get_process(process_id), dotpath=dotpath)

    async def open_job_result(
        self,
        job_id: str,
        output_name: str | None = None,
        data_type: Any = None,
        media_type: str | None = None,
        *,
        poll_interval: float | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - the sync twin's name
        **options: Any,
    ) -> Any:
        """Wait for a job and open one of its outputs; see :meth:`Client.open_job_result`."""
        job = await self.job(job_id)
        await job.wait(timeout=timeout, poll_interval=poll_interval)
        output = (await job.results()).output(output_name)
        # Reading rasters and tables blocks, whatever the library.
        return await asyncio.to_thread(
            output.open, data_type=data_type, media_type=media_type, **options
        )

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

    # -- widgets

    def job_table(self, **options: Any) -> widgets.JobTable:
        """Return a live table of the jobs; see :meth:`Client.job_table`."""
        return self._sync.job_table(**options)

    def workbench(self, **options: Any) -> widgets.Workbench:
        """Return processes, form, jobs and result in one widget; see :meth:`Client.workbench`."""
        return self._sync.workbench(**options)

    def show(self, **options: Any) -> widgets.Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**options)

    def show_app(self, **options: Any) -> widgets.Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**_notebook.without_page_sizes(options))

    def show_jobs(self, **options: Any) -> widgets.JobTable:
        """Return a live table of the jobs; the name that notebooks for older clients use."""
        return self.job_table(**options)

    def show_job(self, job_id: str) -> widgets.JobCard:
        """Return one job, live; the name that notebooks for older clients use."""
        return self._sync.show_job(job_id)

    # -- sign-in and life

    async def login(self, **options: Any) -> str:
        """Sign in now; see :meth:`Client.login`."""
        return await asyncio.to_thread(self._sync.login, **options)

    async def logout(self) -> None:
        """Forget the sign-in; see :meth:`Client.logout`."""
        await asyncio.to_thread(self._sync.logout)

    async def aclose(self) -> None:
        """Close connections."""
        await self.session.connection.aclose()
        self._sync.close()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        card = display.text(ServerCard(self.session, is_async=True))
        return f"{type(self).__name__} of {self.api_url}\n{card}"

    def _repr_html_(self) -> str:
        card = ServerCard(self.session, is_async=True)
        return display.client_html(card, settings_rows(self.config))
