"""The client for people and scripts that wait for an answer."""

from __future__ import annotations

import datetime as dt
import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from .. import (
    client as package,
    display,
    operations,
    settings as settings_package,
    widgets,
)
from .._traceback_privacy import hide_frames
from ..protocol.errors import ResponseError
from ._local_server import start_local_server
from ._open_clients import forget_client, note_client
from ._session_client import SessionClient
from .job._job_ledger import hint_for_lost_job, pass_on_expiry
from .notebook import _notebook
from .notebook._panel import open_panel
from .notebook._server_card import ServerCard

if TYPE_CHECKING:
    from ..models import JobInfo, ProcessDescription, ProcessRequest
    from ..operations import Mode
    from ..server import LocalServer, ProcessRegistry
    from ..settings import ClientConfig
    from ..widgets import JobCard, JobTable, Workbench
    from .job._job import Job
    from .jobs._jobs import Jobs
    from .process._process import Process
    from .process._processes import Processes
    from .results._results import Results

# "from procbook import Client" loads 250 modules, and making a client 440; with jobs, processes and
# results imported at the top it would load 470, and with results' openers and sign-in 570. So other
# packages are named as packages, which load a module when a name of it is first used, and those of
# this package are imported in functions.


class Client(SessionClient):
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
        Any setting of :class:`ClientConfig`, nested (``auth={"auth_type": "basic", …}``) or flat
        (``username=…``).

    Attributes
    ----------
    config : ClientConfig
        Its settings, and where each came from.
    session : Session
        Settings, connection and operations, which jobs and results share.
    processes : Processes
        The processes by id, with completion and search.

    Raises
    ------
    ConfigError
        If the settings make no sense.
    """

    processes: Processes

    @hide_frames
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
        config_type = config_type or (
            settings_package.ClientConfig if config is None else type(config)
        )
        arguments = {"api_url": api_url, "timeout": timeout, **settings}
        settings_given = {
            name: value for name, value in arguments.items() if value is not None
        }
        config_made = config_type.create(
            config=config, config_path=config_path, profile=profile, **settings_given
        )
        self._set_up(operations.Session(config_made, transport))

    def _set_up(self, session: operations.Session) -> None:
        from .process._processes import Processes

        self.session = session
        # No property: IPython completes client.processes['… only behind plain attributes.
        self.processes = Processes(self)
        self._server: LocalServer | None = None
        note_client(self)
        _notebook.show_errors_as_cards()
        _notebook.import_ahead()

    @classmethod
    def local(cls, registry: ProcessRegistry | None = None, **options: Any) -> Self:
        """Start the embedded server in this process and return a client of it.

        It listens on a free loopback port.

        Jobs outlive the kernel: they are kept in the user's data folder, and tomorrow's
        ``Client.local()`` has them again, at whatever port. In a JupyterLab that ``procbook lab``
        started, a call without arguments takes the server that came with it, which runs on when the
        kernel ends.

        Parameters
        ----------
        registry : ProcessRegistry, optional
            The processes; else the demo's.
        **options
            Of the server, such as ``executor="thread"``; ``store="sqlite:///jobs.db"`` keeps jobs
            elsewhere, ``store=None`` forgets them.
        """
        shared = os.environ.get("PROCBOOK_LOCAL_URL")
        if shared and registry is None and not options:
            return cls(shared, auth={"auth_type": "none"})
        server, identity = start_local_server(registry, **options)
        client = cls(server.url, auth={"auth_type": "none"})
        client._server, client.session.server_id = server, identity
        _notebook.read_local_server(client)
        # Whoever runs the cell again has a new server; the old one ends with the last that holds a
        # client of it.
        weakref.finalize(
            client, server.stop, wait=False
        ).atexit = False  # at the exit it stops in good order itself
        return client

    @classmethod
    def of_server(cls, server_id: str) -> Self:
        """Return a client of the server that the ledger or a receipt names.

        See :attr:`server_id`.
        """
        if not server_id.startswith(operations.LOCAL):
            return cls(api_url=server_id)
        store = server_id.removeprefix(operations.LOCAL)
        return cls.local(store=store) if store else cls.local()

    # -- running processes

    @hide_frames
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

    @hide_frames
    def submit(
        self,
        process_id: str,
        request: ProcessRequest | Mapping[str, Any] | None = None,
        *,
        mode: Mode = None,
        description: ProcessDescription | None = None,
        **options: Any,
    ) -> Job:
        """Run a process (section 7.11) and return the job.

        It has ended already if the server answered at once.

        Parameters
        ----------
        process_id, request, mode
            As for :meth:`execute_process`.
        description : ProcessDescription, optional
            The process, if it has been read; else it is asked for once.
        """
        from .job._job import Job

        call = operations.submit(
            self.session.operations,
            process_id,
            request,
            mode=mode,
            description=description,
            options=options,
        )
        return Job.of_submission(self, self.session.run(call))

    def get_job_results(self, job_id: str, **options: Any) -> Results:
        """Return the results of a job (section 7.13), whatever form the server sends them in.

        Raises
        ------
        NotReadyError
            If the job has not ended.
        JobFailedError
            If it failed or was dismissed.
        """
        from .results._results import Results

        with pass_on_expiry(self.session, job_id):
            parts = self.session.run(
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

    # -- objects for people

    def process(self, process_id: str, version: str | None = None) -> Process:
        """Return a process that can be called.

        Of several versions, the one that is named, or the newest listed.
        """
        from .process._process import Process

        version = version or self.session.operations.newest_versions.get(process_id)
        return Process(self, self.get_process(process_id, version))

    def job(self, job_id: str) -> Job:
        """Return a job by its id."""
        from .job._job import Job

        submitted = self.session.operations.submitted(job_id)
        try:
            info = self.get_job(job_id)
        except ResponseError as error:
            if error.status in {404, 410} and (
                hint := hint_for_lost_job(self.session, job_id)
            ):
                error.hint = hint
            raise
        return Job(self, info, submitted.request, process_id=submitted.process_id)

    def jobs(
        self,
        process_id: str | list[str] | None = None,
        status: str | list[str] | None = None,
        *,
        since: dt.datetime | None = None,
        where: str | None = None,
        limit: int | None = None,
    ) -> Jobs:
        """Return jobs of the server as one thing.

        A live table, a frame, a selection to cancel or to run again.

        Parameters
        ----------
        process_id, status : str or list of str, optional
            Only jobs of these processes, in these states.
        since : datetime, optional
            Only jobs created since then.
        where : str, optional
            A condition on inputs, times and scalar outputs, such as
            ``"duration > 2 and not fail"``; see :meth:`Jobs.where`.
        limit : int, optional
            At most so many, before the condition.
        """
        from .job._job import Job
        from .jobs._jobs import Jobs
        from .jobs._list import runs_of

        period = None if since is None else (since, None)
        infos = self.get_jobs(process_id, status, limit, datetime=period).jobs
        jobs = Jobs(runs_of(self, infos, Job))
        return jobs if where is None else jobs.where(where)

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
        """Wait for a job and open one of its outputs as a table, a raster, an image, ….

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
        return (
            job.results()
            .output(output_name)
            .open(data_type=data_type, media_type=media_type, **options)
        )

    # -- widgets

    def job_table(self, *, panel: bool = False, **options: Any) -> JobTable:
        """Return a live table of the jobs.

        With `panel` it opens beside the notebook in JupyterLab.
        """
        table = widgets.JobTable(self, **options)
        return open_panel(table, f"Jobs of {self.name}") if panel else table

    def workbench(self, *, panel: bool = False, **options: Any) -> Workbench:
        """Return processes, form, jobs and result in one widget.

        `panel` as for :meth:`job_table`.
        """
        workbench = widgets.Workbench(self, **options)
        return open_panel(workbench, self.name) if panel else workbench

    def show(self, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**options)

    def show_app(self, **options: Any) -> Workbench:
        """Return the workbench; the name that notebooks for older clients use."""
        return self.workbench(**_notebook.without_page_sizes(options))

    def show_jobs(self, **options: Any) -> JobTable:
        """Return a live table of the jobs; the name that notebooks for older clients use."""
        return self.job_table(**options)

    def show_job(self, job_id: str) -> JobCard:
        """Return one job, live; the name that notebooks for older clients use."""
        return self.job(job_id).show()

    # -- life

    def to_async(self) -> package.AsyncClient:
        """Return the same client with coroutines; settings, sign-in and connections are shared."""
        return package.AsyncClient.of(
            self
        )  # not imported from its module, which stands above this one

    def close(self) -> None:
        """Close connections, and the embedded server if :meth:`local` started one."""
        forget_client(self)
        self.session.connection.close()
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if "session" not in vars(
            self
        ):  # a debugger looks at a client whose settings made no sense
            return f"{type(self).__name__} without settings"
        card = display.text(ServerCard(self.session))
        return f"{type(self).__name__} of {self.api_url}\n{card}"

    def _repr_html_(self) -> str:
        settings = settings_package.settings_rows(self.config)
        return display.client_html(ServerCard(self.session), settings)
