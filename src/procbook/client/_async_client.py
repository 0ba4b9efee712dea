"""The client for event loops: the same names as :class:`~procbook.Client`, as coroutines."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, Unpack

from .. import display, widgets
from .._traceback_privacy import hide_frames
from ..models import (
    JobInfo,
    ProcessDescription,
    ProcessRequest,
)
from ..operations import (
    CallKeywords,
    Mode,
    submit,
)
from ..settings import settings_rows
from ._client import Client
from ._older_names import OlderNames
from .job._async_job import AsyncJob
from .job._job_ledger import pass_on_expiry
from .jobs._async_jobs import AsyncJobs
from .jobs._list import runs_of
from .notebook._server_card import ServerCard
from .process._process import Process
from .results._results import Results
from .session._async_session_client import AsyncSessionClient


class AsyncClient(AsyncSessionClient, OlderNames):
    """A client of one OGC API - Processes server, for event loops.

    It takes the same arguments as :class:`~procbook.Client`, and may be used from several loops,
    one after another or at the same time.
    """

    @hide_frames
    def __init__(self, api_url: str | None = None, **options: Any) -> None:
        self._sync = Client(api_url, **options)
        self.session = self._sync.session

    @classmethod
    def of(cls, client: Client) -> Self:
        """Return the twin of a sync client."""
        twin = cls.__new__(cls)
        twin._sync, twin.session = client, client.session  # noqa: SLF001 - of the same class
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

    def to_sync(self) -> Client:
        """Return the same client with calls that block.

        Settings, sign-in and connections are shared.
        """
        return self._sync

    @hide_frames
    async def execute_process(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        **options: Unpack[CallKeywords],
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
        **options: Unpack[CallKeywords],
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

    async def get_job_results(
        self, job_id: str, **options: Unpack[CallKeywords]
    ) -> Results:
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

    # -- widgets

    def job_table(self, **options: Any) -> widgets.JobTable:
        """Return a live table of the jobs; see :meth:`Client.job_table`."""
        return self._sync.job_table(**options)

    def workbench(self, **options: Any) -> widgets.Workbench:
        """Return processes, form, jobs and result in one widget; see :meth:`Client.workbench`."""
        return self._sync.workbench(**options)

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
