"""The client for people and scripts that wait for an answer."""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from ..protocol.errors import ResponseError
from ..transport import discreet
from . import _doors
from ._standard import Standard
from ._windows import Windows

if TYPE_CHECKING:
    from ..models import ProcessRequest
    from ..protocol import Answer
    from ..server import LocalServer, ProcessRegistry
    from ..settings import ClientConfig
    from ..transport import Connection
    from ._async_client import AsyncClient
    from ._job import Job
    from ._process import Process
    from ._processes import Processes

# Everything else is imported when a client is made: naming the class in a module should cost nothing.


class Client(Standard, Windows):
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

    Attributes
    ----------
    config : ClientConfig
        Its settings, and where each came from.
    processes : Processes
        The processes by id, with completion and search.

    Raises
    ------
    ConfigError
        If the settings make no sense.
    """

    processes: Processes

    @discreet
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
            from ..settings import ClientConfig

            config_type = type(config) if config is not None else ClientConfig
        said = {"api_url": api_url, "timeout": timeout, **settings}
        given = {name: value for name, value in said.items() if value is not None}
        self._set_up(config_type.create(config=config, config_path=config_path, profile=profile, **given), transport)

    def _set_up(self, config: ClientConfig, transport: Any = None, connection: Connection | None = None) -> None:
        from ..operations import Calls
        from ..transport import Connection
        from ._processes import Processes

        self.config = config
        self._connection = connection or Connection(config, transport)
        self._calls = Calls(config, self._connection.policy)
        # No property: IPython completes client.processes['… only behind plain attributes.
        self.processes = Processes(self)
        self._server: LocalServer | None = None
        self._server_id: str | None = None
        _doors.announce_errors()
        _doors.warm_up()

    @classmethod
    def local(cls, registry: ProcessRegistry | None = None, **options: Any) -> Self:
        """Start the embedded server in this process, on a free loopback port, and return a client of it.

        Jobs outlive the kernel: they are kept in the user's data folder, and tomorrow's ``Client.local()`` has them
        again, at whatever port. In a JupyterLab that ``procbook lab`` started, a call without arguments takes the
        server that came with it, which runs on when the kernel ends.

        Parameters
        ----------
        registry : ProcessRegistry, optional
            The processes; else the demo's.
        **options
            Of the server, such as ``executor="thread"``; ``store="sqlite:///jobs.db"`` keeps jobs elsewhere,
            ``store=None`` forgets them.
        """
        shared = os.environ.get("PROCBOOK_LOCAL_URL")
        if shared and registry is None and not options:
            return cls(shared, auth={"auth_type": "none"})
        server, identity = _doors.local_server(registry, **options)
        client = cls(server.url, auth={"auth_type": "none"})
        client._server, client._server_id = server, identity
        # Whoever runs the cell again has a new server; the old one ends with the last that holds a client of it.
        weakref.finalize(client, server.stop, wait=False).atexit = False  # at the exit it stops in good order itself
        return client

    @classmethod
    def of_server(cls, server_id: str) -> Self:
        """Return a client of the server that the ledger or a receipt names; see :attr:`server_id`."""
        if not server_id.startswith(_doors.LOCAL):
            return cls(api_url=server_id)
        store = server_id.removeprefix(_doors.LOCAL)
        return cls.local(store=store) if store else cls.local()

    def to_python(self) -> str:
        """Return Python code that makes a client of the same server, without credentials."""
        head = "from procbook import Client\n\n"
        if not self.server_id.startswith(_doors.LOCAL):
            return f"{head}client = Client({self.api_url!r})\n"
        store = self.server_id.removeprefix(_doors.LOCAL)
        return f"{head}client = Client.local({f'store={store!r}' if store else ''})\n"

    @property
    def api_url(self) -> str:
        """Address of the server's landing page."""
        return self.config.api_url

    @property
    def server_id(self) -> str:
        """What the ledger, presets and kept sign-ins know the server by: its address, unless that is another each day.

        An embedded server has a new port in each kernel, and the same jobs: it is known by where those are kept.
        """
        return self._server_id or self.api_url

    @property
    def name(self) -> str:
        """A short label of the server: its host."""
        return urlsplit(self.api_url).netloc

    # -- objects for people

    def process(self, process_id: str, version: str | None = None) -> Process:
        """Return a process that can be called; of several versions, the one that is named."""
        from ._process import Process

        return Process(self, self.get_process(process_id, version))

    def job(self, job_id: str) -> Job:
        """Return a job by its id."""
        from ._job import Job

        known = self._calls.submitted(job_id)
        try:
            info = self.get_job(job_id)
        except ResponseError as error:
            if error.status in {404, 410} and (hint := _doors.hint_for_lost_job(self, job_id)):
                error.hint = hint
            raise
        return Job(self, info, known.request, process_id=known.process_id)

    def create_execution_request(self, process_id: str, dotpath: bool = False) -> ProcessRequest:
        """Return a request to start from: required inputs, and the defaults that the description names.

        Parameters
        ----------
        process_id : str
            The process.
        dotpath : bool
            Write nested inputs flat, as ``"a.b": 1``.
        """
        from ..operations import template

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

        Where somebody has to type or to visit a page, a notebook shows a form (:class:`procbook.widgets.SignIn`) and
        goes on at once; a terminal asks.

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
        from ..auth import login

        return login(
            self, interactive=interactive, no_browser=no_browser, force=force, save=save, credentials=credentials
        )

    def logout(self) -> None:
        """Forget the sign-in, here and where it was kept."""
        from ..auth import logout

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
        if "config" not in vars(self):  # a debugger looks at a client whose settings made no sense
            return f"{type(self).__name__} without settings"
        return f"{type(self).__name__} of {self.api_url}\n{self.config!r}"

    def _repr_html_(self) -> str:
        from ..settings import settings_html

        return settings_html(self.config, title=f"{self.config.display_name} client of {self.name}")
