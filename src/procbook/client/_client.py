"""The client for people and scripts that wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

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
from ..protocol import Answer, Finished
from . import _card, _doors
from ._calls import Calls, Mode, Options, as_request
from ._connection import Connection
from ._job import Job
from ._pages import job_pages, process_pages, whole
from ._process import Process
from ._processes import Processes
from ._requests import encoded, template
from ._results import Results
from ._windows import Windows

if TYPE_CHECKING:
    from ._async_client import AsyncClient
    from ._config import ClientConfig


class Client(Windows):
    """A client of one OGC API - Processes server.

    Parameters
    ----------
    api_url : str, optional
        Address of the landing page; else what the profile file or ``PROCBOOK_API_URL`` says, else
        ``http://127.0.0.1:8008/``.
    config : ClientConfig, optional
        Settings already made.
    config_type : type, optional
        The brand's subclass of :class:`ClientConfig`.
    config_path, profile : optional
        A profile file, or the name of a profile.
    transport : httpx transport, optional
        Used instead of the network.
    timeout : float, optional
        Seconds without any byte from the server before a call gives up; 30 unless set.
    **settings
        Any setting of :class:`ClientConfig`, nested (``auth={"auth_type": "basic", …}``) or flat (``username=…``).

    Raises
    ------
    ConfigError
        If the settings make no sense.
    """

    def __init__(
        self,
        api_url: str | None = None,
        *,
        config: ClientConfig | None = None,
        config_type: type[ClientConfig] | None = None,
        config_path: Path | str | None = None,
        profile: str | None = None,
        transport: Any = None,
        timeout: float | None = None,
        **settings: Any,
    ) -> None:
        if config_type is None:
            from ._config import ClientConfig

            config_type = type(config) if config is not None else ClientConfig
        said = {"api_url": api_url, "timeout": timeout, **settings}
        given = {name: value for name, value in said.items() if value is not None}
        self._set_up(config_type.create(config=config, config_path=config_path, profile=profile, **given), transport)

    def _set_up(self, config: ClientConfig, transport: Any = None, connection: Connection | None = None) -> None:
        self.config = config
        self._connection = connection or Connection(config, transport)
        self._calls = Calls(config, self._connection.policy)
        self._processes: Processes | None = None
        self._server: Any = None
        _doors.announce_errors()

    @classmethod
    def local(cls, registry: Any = None, **options: Any) -> Self:
        """Start the embedded server in this process, on a free loopback port, and return a client of it.

        Parameters
        ----------
        registry : ProcessRegistry, optional
            The processes; else the demo's.
        **options
            Of the server, such as ``executor="thread"`` and ``store="sqlite:///jobs.db"``.
        """
        server = _doors.local_server(registry, **options)
        client = cls(server.url, auth={"auth_type": "none"})
        client._server = server
        return client

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""
        return self.config.api_url

    @property
    def name(self) -> str:
        """A short label of the server: its host."""
        return urlsplit(self.api_url).netloc

    # -- the standard, document by document

    def get_capabilities(self, **options: Any) -> Capabilities:
        """Return the landing page (section 7.2)."""
        return self._connection.run(self._calls.capabilities(Options(**options)))

    def get_conformance(self, **options: Any) -> ConformanceDeclaration:
        """Return the conformance classes the server declares (section 7.4)."""
        return self._connection.run(self._calls.conformance(Options(**options)))

    def get_processes(self, limit: int | None = None, **options: Any) -> ProcessList:
        """Return the processes, of all pages (section 7.9).

        Parameters
        ----------
        limit : int, optional
            How many to return at most.
        **options
            ``timeout`` in seconds, ``headers``, ``params``: as in every call.
        """
        pages = process_pages(self._calls, limit, self.config.accept_process, Options(**options))
        return self._connection.run(whole(pages, "processes"))  # type: ignore[no-any-return]

    def iter_processes(self, limit: int | None = None, **options: Any) -> Iterator[ProcessSummary]:
        """Return the processes one by one; a page is fetched when it is needed."""
        pages = process_pages(self._calls, limit, self.config.accept_process, Options(**options))
        while not pages.done:
            yield from self._connection.run(pages.page())

    def get_process(self, process_id: str, **options: Any) -> ProcessDescription:
        """Return the description of a process (section 7.10)."""
        return self._connection.run(self._calls.process(process_id, Options(**options)))

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
        job = self._submit(process_id, as_request(request), mode=mode, options=Options(**options))
        return job.info if job.immediate is None else job.immediate

    def _submit(
        self,
        process_id: str,
        request: ProcessRequest,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        options: Options | None = None,
    ) -> Job:
        request = encoded(request, description or self._calls.described(process_id))
        call = self._calls.execute(
            process_id, request, mode=mode, description=description, options=options or Options()
        )
        outcome = self._connection.run(call)
        if isinstance(outcome, Finished):
            job = Job.ended(self, process_id, request, outcome)
        else:
            job = Job.started(self, process_id, request, outcome)
        _doors.record_submission(job, request, description or self._calls.described(process_id))
        return job

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
        filters = {
            "process_id": process_id, "status": status, "datetime": datetime, "min_duration": min_duration,
            "max_duration": max_duration, "type": type,
        }  # fmt: skip
        return self._connection.run(whole(job_pages(self._calls, limit, filters, Options(**options)), "jobs"))  # type: ignore[no-any-return]

    def iter_jobs(self, limit: int | None = None, **filters: Any) -> Iterator[JobInfo]:
        """Return the jobs one by one; filters as in :meth:`get_jobs`."""
        said = {name: filters.pop(name) for name in ("timeout", "headers", "params") if name in filters}
        pages = job_pages(self._calls, limit, filters, Options(**said))
        while not pages.done:
            yield from self._connection.run(pages.page())

    def get_job(self, job_id: str, **options: Any) -> JobInfo:
        """Return the state of a job (section 7.12)."""
        return self._connection.run(self._calls.job(job_id, Options(**options)))

    def get_job_results(self, job_id: str, **options: Any) -> Results:
        """Return the results of a job (section 7.13), whatever form the server sends them in.

        Raises
        ------
        NotReadyError
            If the job has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        parts = self._connection.run(self._calls.results(job_id, options=Options(**options)))
        known = self._calls.submitted(job_id)
        return Results(self, parts, job_id=job_id, process_id=known.process_id, request=known.request)

    get_job_result = get_job_results

    def dismiss_job(self, job_id: str, **options: Any) -> JobInfo:
        """Cancel a job that runs; most servers remove one that has ended (section 12)."""
        return self._connection.run(self._calls.dismiss(job_id, Options(**options)))

    # -- objects for people

    @property
    def processes(self) -> Processes:
        """The processes by id, with completion and search."""
        if self._processes is None:
            self._processes = Processes(self)
        return self._processes

    def process(self, process_id: str) -> Process:
        """Return a process that can be called."""
        return Process(self, self.get_process(process_id))

    def job(self, job_id: str) -> Job:
        """Return a job by its id."""
        known = self._calls.submitted(job_id)
        return Job(self, self.get_job(job_id), known.request, process_id=known.process_id)

    def create_execution_request(self, process_id: str, dotpath: bool = False) -> ProcessRequest:
        """Return a request to start from: required inputs, and the defaults that the description names.

        Parameters
        ----------
        process_id : str
            The process.
        dotpath : bool
            Write nested inputs flat, as ``"a.b": 1``.
        """
        return template(self.get_process(process_id), dotpath=dotpath)

    def open_job_result(
        self,
        job_id: str,
        output_name: str | None = None,
        data_type: Any = None,
        media_type: str | None = None,
        *,
        poll_interval: float | None = None,
        timeout: float | None = None,
        **options: Any,
    ) -> Any:
        """Wait for a job and open one of its outputs as the Python object it is (a table, a raster, an image, …).

        Parameters
        ----------
        job_id : str
            The job.
        output_name : str, optional
            The output; may be left out if there is only one.
        data_type, media_type : optional
            What to open it as, and what it is, where the server does not tell.
        poll_interval, timeout : float, optional
            Seconds between two looks, and to wait at most.
        """
        job = self.job(job_id)
        job.wait(timeout=timeout, poll_interval=poll_interval)
        return job.results().output(output_name).open(data_type=data_type, media_type=media_type, **options)

    # -- below the standard

    def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        body: bytes | None = None,
        timeout: float | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Make any request of the server and return the answer, also one that says no; any thread.

        Parameters
        ----------
        method, url : str
            The URL absolute, or a path below the server's address. Credentials go to the server's own origin only.
        params, headers, json, body
            As usual.
        timeout : float, optional
            Seconds.
        limit : int, optional
            Bytes that the body may have.
        """
        return self._connection.run(
            self._calls.request(
                method, url, params=params, headers=headers, data=json, body=body, timeout=timeout, limit=limit
            )
        )

    def login(
        self,
        *,
        interactive: bool = True,
        no_browser: bool = False,
        force: bool = False,
        save: bool = False,
        **credentials: Any,
    ) -> str:
        """Sign in now instead of at the first call that needs it.

        Parameters
        ----------
        interactive : bool
            Whether to ask for what is missing.
        no_browser : bool
            Use a device code instead of opening a browser (OpenID Connect).
        force : bool
            Sign in anew even if there is a usable token.
        save : bool
            Keep the sign-in for the next time: in the system's keyring, else in a file that only you can read.
        **credentials
            ``username``, ``password``, ``access_token``, … to sign in with.

        Returns
        -------
        str
            Where the sign-in is kept, in words.
        """
        from ._login import login

        return login(
            self, interactive=interactive, no_browser=no_browser, force=force, save=save, credentials=credentials
        )

    def logout(self) -> None:
        """Forget the sign-in, here and where it was kept."""
        from ._login import logout

        logout(self)

    def to_async(self) -> AsyncClient:
        """Return the same client with coroutines; settings, sign-in and connections are shared."""
        from ._async_client import AsyncClient

        return AsyncClient.of(self)

    def close(self) -> None:
        """Close connections, and the embedded server if :meth:`local` started one."""
        self._connection.close()
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {self.api_url}\n{self.config!r}"

    def _repr_html_(self) -> str:
        return _card.settings_html(self.config, title=f"{self.config.display_name} client of {self.name}")

    def _repr_json_(self) -> dict[str, Any]:
        return self.config.to_dict()
