"""A server inside this process: for notebooks, tests and tutorials, without network or account.

Web pages of other machines may not use it unless ``cors_origins`` allows them.
"""

from __future__ import annotations

import atexit
import contextlib
import socket
import threading
from pathlib import Path
from typing import Any, Self

from fastapi import FastAPI

from ..functions._registry import ProcessRegistry
from ..http._app import create_app
from ..run._slots import Executor
from ._kept_store import stores_below
from ._uvicorn import Server

ADDRESS = "127.0.0.1"


class LocalServer:
    """A server in a daemon thread, on a free loopback port, that runs until :meth:`stop`.

    Parameters
    ----------
    registry : ProcessRegistry, optional
        The processes that it offers; the demo processes by default.
    executor, store, **options
        As for :func:`create_app`.
    kept_in : Path, optional
        Folder of stores that all kernels of a user share; instead of `store`.

    Examples
    --------
    >>> with LocalServer() as server:
    ...     print(server.url)
    http://127.0.0.1:38217/
    """

    def __init__(
        self,
        registry: ProcessRegistry | None = None,
        *,
        executor: str | Executor = "thread",
        store: str | None = None,
        kept_in: Path | None = None,
        port: int = 0,
        **options: Any,
    ) -> None:
        with contextlib.ExitStack() as resources:
            self._socket = resources.enter_context(_bind_socket(port))
            if kept_in is not None:
                store = resources.enter_context(stores_below(kept_in).use())
                options["exclusive"] = False
            served_registry = _demo() if registry is None else registry
            app = create_app(
                served_registry,
                store,
                executor,
                **options,
            )
            # Without an error up to here, they are closed when the server stops.
            self._resources = resources.pop_all()
        _, bound_port = self._socket.getsockname()
        self.url = f"http://{ADDRESS}:{bound_port}/"
        self._ready = threading.Event()
        self._server = _Server(app, self._ready)
        self._thread = threading.Thread(
            target=self._serve, name="procbook server", daemon=True
        )
        self._thread.start()
        self._ready.wait()
        if not self._server.started:
            raise RuntimeError("the local server did not start; see the log")
        atexit.register(self.stop)

    def _serve(self) -> None:
        # uvicorn exits when it cannot start; here, __init__ raises an error.
        with contextlib.suppress(SystemExit):
            self._server.run(sockets=[self._socket])
        self._resources.close()
        self._ready.set()

    def stop(self, *, wait: bool = True) -> None:
        """Stop the server; running jobs end as failed, and without a store all jobs are lost.

        Parameters
        ----------
        wait : bool
            Whether to return only when the server has stopped.
        """
        atexit.unregister(self.stop)
        self._server.should_exit = True
        if wait:
            self._thread.join(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        state = "" if self._thread.is_alive() else " (stopped)"
        return f"<LocalServer {self.url}{state}>"


def _bind_socket(port: int) -> socket.socket:
    # asyncio switches Nagle's algorithm off only for a socket with IPPROTO_TCP; with it, every
    # answer takes 40 ms (base_events._set_nodelay in CPython).
    server_socket = socket.socket(
        socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    server_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        server_socket.bind((ADDRESS, port))
    except OSError:
        server_socket.close()
        raise
    return server_socket


def _demo() -> ProcessRegistry:
    from ..demo import registry  # takes a tenth of a second

    return registry


class _Server(Server):
    """A server without signal handlers, which only the main thread may have."""

    def __init__(self, app: FastAPI, ready: threading.Event) -> None:
        super().__init__(
            app,
            seconds=1,
            log_level="warning",
            access_log=False,
            lifespan="on",
        )
        self._ready = ready

    def capture_signals(self) -> Any:
        return contextlib.nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready.set()


def local_server(
    registry: ProcessRegistry | None = None,
    executor: str | Executor = "thread",
    store: str | None = None,
    **options: Any,
) -> LocalServer:
    """Return a new server in this process; see :class:`LocalServer`."""
    return LocalServer(
        registry,
        executor=executor,
        store=store,
        **options,
    )
