"""The client for event loops: the same names as :class:`~procbook.Client`, as coroutines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Any, Self

from ..models import (
    Capabilities,
    ConformanceDeclaration,
    JobInfo,
    JobList,
    JobStatus,
    ProcessDescription,
    ProcessList,
    ProcessRequest,
    ProcessSummary,
)
from ..operations import (
    Calls,
    Mode,
    _job_operations as _job_calls,
    job_pages,
    process_list,
    process_pages,
    process_version,
    template,
    whole,
)
from ..protocol import Answer
from ..settings import ClientConfig
from ..transport import Call, T, discreet, retry_after
from ._client import Client
from ._job import Job
from ._process import Process
from ._results import Results
from ._windows import Windows


class AsyncClient(Windows):
    """A client of one OGC API - Processes server, for event loops.

    It takes the same arguments as :class:`~procbook.Client`, and may be used from several loops, one after another or
    at the same time.
    """

    @discreet
    def __init__(self, api_url: str | None = None, **options: Any) -> None:
        self._share(Client(api_url, **options))

    def _share(self, client: Client) -> None:
        """Use the settings, the sign-in and what was learnt by a sync client."""
        self._sync = client
        self._calls = client._calls  # noqa: SLF001 - its twin
        self._connection = client._connection  # noqa: SLF001

    @classmethod
    def of(cls, client: Client) -> Self:
        """Return the twin of a sync client."""
        made = cls.__new__(cls)
        made._share(client)  # noqa: SLF001
        return made

    @classmethod
    def local(cls, registry: Any = None, **options: Any) -> Self:
        """Start the embedded server in this process and return a client of it; see :meth:`Client.local`."""
        return cls.of(Client.local(registry, **options))

    @classmethod
    def of_server(cls, server_id: str) -> Self:
        """Return a client of the server that the ledger or a receipt names; see :meth:`Client.of_server`."""
        return cls.of(Client.of_server(server_id))

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server; see :meth:`Client.to_python`."""
        return self._sync.to_python()

    @property
    def _me(self) -> Client:
        return self._sync

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
        return await self._connection.arun(call)

    # -- the standard, document by document

    async def get_capabilities(self, **options: Any) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return await self._run(self._calls.capabilities(options))

    async def get_conformance(self, **options: Any) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return await self._run(self._calls.conformance(options))

    async def get_processes(self, limit: int | None = None, **options: Any) -> ProcessList:
        """Return the processes, of all pages (section 7.9)."""
        pages = process_pages(self._calls, limit, self.config.accept_process, options)
        return await self._run(process_list(pages))

    async def iter_processes(self, limit: int | None = None, **options: Any) -> AsyncIterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        pages = process_pages(self._calls, limit, self.config.accept_process, options)
        while not pages.done:
            for process in await self._run(pages.page()):
                yield process

    async def get_process(self, process_id: str, version: str | None = None, **options: Any) -> ProcessDescription:
        """Return the description of a process (section 7.10); see :meth:`Client.get_process`."""
        if version is None:
            return await self._run(self._calls.process(process_id, options))
        call = process_version(self._calls, process_id, version, self.config.accept_process, options)
        return await self._run(call)

    @discreet
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

    @discreet
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
        call = _job_calls.submit(
            self._sync, self._calls, process_id, request, mode=mode, description=description, options=options
        )
        return AsyncJob(self, await self._run(call))

    async def get_jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        limit: int | None = None,
        **filters: Any,
    ) -> JobList:
        """Return the jobs, of all pages (section 11); filters as in :meth:`Client.get_jobs`."""
        pages = job_pages(self._calls, limit, {"process_id": process_id, "status": status, **filters})
        return await self._run(whole(pages, "jobs"))

    async def iter_jobs(self, limit: int | None = None, **filters: Any) -> AsyncIterator[JobInfo]:
        """Return the jobs one by one; filters as in :meth:`Client.get_jobs`."""
        pages = job_pages(self._calls, limit, filters)
        while not pages.done:
            for job in await self._run(pages.page()):
                yield job

    async def get_job(self, job_id: str, **options: Any) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        return await self._run(self._calls.job(job_id, options))

    async def poll_job(self, job_id: str, **options: Any) -> tuple[JobInfo, float | None]:
        """Return the state of a job, and the seconds after which its server wants to be asked again, if it says so."""
        info, answer = await self._run(self._calls.polled(job_id, options))
        return info, retry_after(answer.headers)

    async def poll_jobs(self, **options: Any) -> tuple[JobList, float | None]:
        """Return the list of jobs, and the seconds after which its server wants to be asked again, if it says so."""
        pages = job_pages(self._calls, None, options)
        return await self._run(whole(pages, "jobs")), pages.wait

    async def get_job_results(self, job_id: str, **options: Any) -> Results:
        """Return the results of a job (section 7.13); see :meth:`Client.get_job_results`."""
        parts = await self._run(self._calls.results(job_id, options=options))
        known = self._calls.submitted(job_id)
        return Results(self._sync, parts, job_id=job_id, process_id=known.process_id, request=known.request)

    get_job_result = get_job_results

    async def dismiss_job(self, job_id: str, **options: Any) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        return await self._run(self._calls.dismiss(job_id, options))

    async def job(self, job_id: str) -> AsyncJob:
        """Return a job by its id."""
        known = self._calls.submitted(job_id)
        info = await self.get_job(job_id)
        return AsyncJob(self, Job(self._sync, info, known.request, process_id=known.process_id))

    async def process(self, process_id: str) -> Process:
        """Return a process; ``await process.arun(…)`` runs it."""
        return Process(self._sync, await self.get_process(process_id))

    async def create_execution_request(self, process_id: str, dotpath: bool = False) -> ProcessRequest:
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
        return await asyncio.to_thread(output.open, data_type=data_type, media_type=media_type, **options)

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
            self._calls.request(
                method, url, params=params, headers=headers, data=json, body=body, timeout=timeout, limit=limit
            )
        )

    async def login(self, **options: Any) -> str:
        """Sign in now; see :meth:`Client.login`."""
        return await asyncio.to_thread(self._sync.login, **options)

    async def logout(self) -> None:
        """Forget the sign-in; see :meth:`Client.logout`."""
        await asyncio.to_thread(self._sync.logout)

    async def aclose(self) -> None:
        """Close connections."""
        await self._connection.aclose()
        self._sync.close()

    close = aclose

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {self.api_url}\n{self.config!r}"

    def _repr_html_(self) -> str:
        return self._sync._repr_html_()


class AsyncJob:
    """A job on its server, for event loops; attributes as those of :class:`~procbook.Job`."""

    def __init__(self, client: AsyncClient, job: Job) -> None:
        self.client = client
        self._job = job

    @property
    def id(self) -> str:
        """Id on the server; empty if it answered at once and keeps no job."""
        return self._job.id

    @property
    def info(self) -> JobInfo:
        """Its last known state."""
        return self._job.info

    @property
    def status(self) -> JobStatus:
        """Where it is in its life, when last looked at."""
        return self._job.status

    @property
    def immediate(self) -> Results | None:
        """The results, if the server answered at once."""
        return self._job.immediate

    def __getattr__(self, name: str) -> Any:
        if name in {"process_id", "progress", "message", "url", "inputs", "request", "gone"}:
            return getattr(self._job, name)
        raise AttributeError(name)

    async def _run(self, call: Callable[[Calls, Job], Call[T]]) -> T:
        client = self.client
        return await client._connection.arun(call(client._calls, self._job))  # noqa: SLF001 - of the same module

    async def refresh(self) -> Self:
        """Ask the server for the state of the job."""
        await self._run(_job_calls.refresh)
        return self

    async def wait(
        self,
        timeout: float | None = None,  # noqa: ASYNC109 - the sync twin's name
        *,
        poll_interval: float | None = None,
        check: bool = True,
    ) -> Self:
        """Wait until the job has ended; see :meth:`Job.wait`."""
        await self._run(partial(_job_calls.wait, tell=_nobody, timeout=timeout, poll_interval=poll_interval))
        if check:
            _job_calls.check(self._job)
        return self

    async def results(self) -> Results:
        """Return what the job brought back; see :meth:`Job.results`."""
        return await self._run(_job_calls.results)

    async def cancel(self) -> Self:
        """Have the server stop the job; a job that has ended stays as it is."""
        await self._run(_job_calls.cancel)
        return self

    async def remove(self) -> None:
        """Have the server forget the job and its results; one that runs is cancelled first."""
        await self._run(_job_calls.remove)

    def __repr__(self) -> str:
        return repr(self._job)

    def _repr_html_(self) -> str:
        return self._job._repr_html_()


def _nobody(_info: JobInfo | None) -> None:
    """Hear of the states of a job that is waited for: an event loop has no place to show them."""
