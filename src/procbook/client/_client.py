"""The client for people and scripts that wait for an answer."""

from __future__ import annotations

import os
import weakref
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
from ._local_server import start_local_server
from ._older_names import OlderNames
from ._open_clients import forget_client, note_client
from ._running_client import RunningClient
from .notebook import _notebook
from .notebook._panel import open_panel
from .notebook._server_card import ServerCard

if TYPE_CHECKING:
    from ..server import LocalServer, ProcessRegistry
    from ..settings import ClientConfig
    from ..widgets import JobCard, JobTable, Workbench
    from .process._processes import Processes

# "from procbook import Client" loads 250 modules, and making a client 440; with jobs, processes and
# results imported at the top it would load 470, and with results' openers and sign-in 570. So other
# packages are named as packages, which load a module when a name of it is first used, and those of
# this package are imported in functions.


class Client(RunningClient, OlderNames):
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
