"""The FastAPI application that serves a registry by OGC API - Processes, Part 1, version 1.0."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ...inputs import validate
from .._access import LOOPBACK
from .._outgoing_http import Outbound
from .._problems import MEDIA_TYPE, ProblemError
from ..functions._registry import ProcessRegistry
from ..jobs._lock import only_server
from ..jobs._manager import JobManager
from ..jobs._store import JobStore
from ..run._executors import check_executor, executor_of
from ..run._slots import Executor
from . import _routes_jobs, _routes_service
from ._callbacks import Callbacks
from ._dependencies import Service
from ._guards import Guards


def create_app(
    registry: ProcessRegistry,
    store: str | None = None,
    executor: str | Executor = "thread",
    *,
    workers: int | None = None,
    files: Path | None = None,
    cors_origins: Sequence[str] = (LOOPBACK,),
    hosts: Sequence[str] = (LOOPBACK,),
    allow_loopback: bool = False,
    exclusive: bool = True,
) -> FastAPI:
    """Return an ASGI application that serves a registry.

    Parameters
    ----------
    registry : ProcessRegistry
        The processes.
    store : str, optional
        URL of the job database, as SQLAlchemy has it; without one, jobs are forgotten at the end.
        One store serves one server at a time.
    executor : str or Executor
        "thread", "process", "dask" or "dask:ADDRESS".
    workers : int, optional
        How many jobs run at a time.
    files : Path, optional
        Folder for large outputs; beside the database by default.
    cors_origins : sequence of str
        Origins of web pages that may use the server, such as "https://example.org"; "loopback" for
        all pages of this machine (JupyterLab is one), "*" for any. Requests of other pages that
        change something are refused.
    hosts : sequence of str
        Names by which the server may be addressed; "loopback" for all names of this machine, "*"
        for any.
    allow_loopback : bool
        Whether inputs by reference and callbacks may be addresses of this machine.
    exclusive : bool
        Whether no other server uses the store. A server that is one of several in this process
        (False) takes up accepted jobs that are older than itself, and leaves running ones alone.

    Raises
    ------
    TypeError
        If `registry` is none.
    ValueError
        If `store` is no URL, or there is no such executor.
    """
    if not isinstance(registry, ProcessRegistry):
        raise TypeError(
            f"a server needs a ProcessRegistry, not a {type(registry).__name__}"
        )
    if store is not None and "://" not in store:
        raise ValueError(
            f"store is the URL of a database, such as 'sqlite:///{store}', not {store!r}"
        )
    check_executor(executor)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with contextlib.ExitStack() as stack:
            if exclusive:
                stack.enter_context(only_server(store))
            url, folder = _locate_store(store, files, stack)
            outbound = Outbound(allow_loopback=allow_loopback)
            jobs = JobStore(url, folder)
            manager = JobManager(
                registry,
                jobs,
                executor_of(executor, workers),
                Callbacks(jobs, outbound),
            )
            app.state.service = Service(registry, manager, outbound)
            manager.recover(alone=exclusive)
            threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
            yield
            manager.shutdown()

    app.router.lifespan_context = lifespan
    _add_routes(app)
    _add_guards(app, cors_origins, hosts)
    return app


def _add_routes(app: FastAPI) -> None:
    app.include_router(_routes_service.router)
    app.include_router(_routes_jobs.router)
    app.add_exception_handler(ProblemError, _problem)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http_error)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, _bug)


def _add_guards(
    app: FastAPI,
    cors_origins: Sequence[str],
    hosts: Sequence[str],
) -> None:
    app.add_middleware(Guards, hosts=hosts, origins=cors_origins)


def _warm_up() -> None:
    # The JSON Schema validator takes up to a second to import, for which no job should wait.
    validate({}, {})


def _locate_store(
    store: str | None,
    files: Path | None,
    stack: contextlib.ExitStack,
) -> tuple[str, Path]:
    """Return the URL of the database and the folder for large outputs."""
    if store is None:
        temporary = tempfile.TemporaryDirectory(
            prefix="procbook-", ignore_cleanup_errors=True
        )
        folder = Path(stack.enter_context(temporary))
        return f"sqlite:///{folder / 'jobs.db'}", files or folder / "files"
    if files is None:
        path = ""
        if store.startswith("sqlite:///"):
            path = store.removeprefix("sqlite:///")
        files = Path(f"{path or 'jobs.db'}.files")
    return store, files.absolute()


def _problem(_request: Request, error: ProblemError) -> JSONResponse:
    return JSONResponse(
        error.document,
        error.status,
        headers=error.headers,
        media_type=MEDIA_TYPE,
    )


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    detail = str(error.detail)
    if error.status_code == 404:
        detail = f"There is nothing at {request.url.path}."
    headers = dict(error.headers or {})
    problem = ProblemError(error.status_code, detail, headers=headers)
    return _problem(request, problem)


def _bug(request: Request, _error: Exception) -> JSONResponse:
    # Starlette writes the trace to the log; the client does not get it.
    problem = ProblemError(500, "The server has a bug; its log says more.")
    return _problem(request, problem)
