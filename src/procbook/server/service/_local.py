"""A server inside this process: for notebooks, tests and tutorials, with no network and no account.

Web pages of other machines may not use it unless ``cors_origins`` says so.
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
from ._kept_store import kept_stores
from ._uvicorn import Server

ADDRESS = "127.0.0.1"


class LocalServer:
    """A server in a daemon thread, on a free loopback port; runs from its making to :meth:`stop`.

    Parameters
    ----------
    registry : ProcessRegistry, optional
        What it offers; the demo processes by default.
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
            self._socket = resources.enter_context(_listening(port))
            if kept_in is not None:
                store = resources.enter_context(kept_stores(kept_in).use())
                options["exclusive"] = False
            app = create_app(
                _demo() if registry is None else registry, store, executor, **options
            )
            self._resources = (
                resources.pop_all()
            )  # where all of it worked, they are closed at the end
        self.url = f"http://{ADDRESS}:{self._socket.getsockname()[1]}/"
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
        # uvicorn leaves the process when it cannot start; here, that is told by __init__.
        with contextlib.suppress(SystemExit):
            self._server.run(sockets=[self._socket])
        self._resources.close()
        self._ready.set()

    def stop(self, *, wait: bool = True) -> None:
        """Stop; running jobs end as failed, and without a store everything is forgotten.

        Parameters
        ----------
        wait : bool
            Whether to return only when all has ended.
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
        return (
            f"<LocalServer {self.url}{'' if self._thread.is_alive() else ' (stopped)'}>"
        )


def _listening(port: int) -> socket.socket:
    # Only for sockets that say TCP does asyncio switch Nagle's algorithm off; without that every
    # answer takes 40 ms.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((ADDRESS, port))
    except OSError:
        made.close()
        raise
    return made


def _demo() -> ProcessRegistry:
    from ..demo import registry

    return registry


class _Server(Server):
    """Without signal handlers, which only the main thread may have; tells when it listens."""

    def __init__(self, app: FastAPI, ready: threading.Event) -> None:
        super().__init__(
            app, seconds=1, log_level="warning", access_log=False, lifespan="on"
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
    return LocalServer(registry, executor=executor, store=store, **options)
