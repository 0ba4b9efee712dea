"""``procbook serve``: a registry on a port until it is told to stop."""

from __future__ import annotations

import contextlib
import importlib
import socket
import traceback
from collections.abc import Sequence
from pathlib import Path

from ...protocol import is_loopback
from .._access import ANY, LOOPBACK
from ..functions._registry import ProcessRegistry
from ..jobs._lock import only_server

DEMO = "procbook.server.demo:registry"
STORE = "sqlite:///jobs.db"


def registry_from(reference: str | ProcessRegistry) -> ProcessRegistry:
    """Import a registry by ``module:name``; modules of the current folder are found as well.

    A registry itself is returned as it is.

    Raises
    ------
    ValueError
        If there is no such module or name, or it is no registry.
    """
    import sys

    if isinstance(reference, ProcessRegistry):
        return reference
    module_name, colon, name = reference.partition(":")
    if not colon:
        raise ValueError(f"{reference!r} is not of the form MODULE:REGISTRY")
    if "" not in sys.path and str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        found = getattr(importlib.import_module(module_name), name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ValueError(f"cannot find {reference!r}: {error}") from error
    except Exception as error:
        line = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(line.filename).name}, line {line.lineno}"
        raise ValueError(
            f"{module_name!r} cannot be imported: {type(error).__name__}: {error} ({where})"
        ) from error
    if not isinstance(found, ProcessRegistry):
        raise ValueError(  # noqa: TRY004 - the reference is wrong, as it is above
            f"{reference!r} is a {type(found).__name__}, not a ProcessRegistry"
        )
    return found


def serve(
    reference: str | ProcessRegistry = DEMO,
    *,
    host: str = "127.0.0.1",
    port: int = 8008,
    store: str | None = STORE,
    executor: str = "thread",
    workers: int | None = None,
    hosts: Sequence[str] = (),
    cors_origins: Sequence[str] = (LOOPBACK,),
    allow_loopback: bool = False,
    root_path: str = "",
    access_log: bool = False,
) -> None:
    """Serve a registry until the process is told to stop.

    Parameters
    ----------
    reference : str or ProcessRegistry
        The registry, or where it is, as ``module:name``.
    host, port
        Where to listen.
    root_path : str
        Path under which a proxy in front shows this server.
    access_log : bool
        Whether to log every request.
    store, executor, workers, allow_loopback
        As for :func:`create_app`.
    hosts, cors_origins : sequence of str, optional
        As for :func:`create_app`. By default names and pages of this machine; where `host` is
        another address, also that address, and any name where it is 0.0.0.0 or "::".

    Raises
    ------
    ValueError
        If the reference leads to no registry, or there is no such store or executor.
    OSError
        If the address cannot be listened at.
    """
    from ..http._app import create_app
    from ._uvicorn import Server

    app = create_app(
        registry_from(reference), store, executor, workers=workers, hosts=hosts or _own_names(host),
        cors_origins=cors_origins, allow_loopback=allow_loopback,
    )  # fmt: skip
    _check_store(store)
    _check_address(host, port)
    server = Server(
        app, seconds=3, host=host, port=port, root_path=root_path, access_log=access_log
    )
    with contextlib.suppress(
        KeyboardInterrupt
    ):  # uvicorn raises the signal again that it has stopped for
        server.run()
    if not server.started:
        raise SystemExit(1)


def _own_names(host: str) -> tuple[str, ...]:
    """Return the names that a server may be addressed by where nobody said which."""
    if is_loopback(host):
        return (LOOPBACK,)
    return (ANY,) if host in {"0.0.0.0", "::", ""} else (LOOPBACK, host)  # noqa: S104 - looked at, not listened at


def _check_store(store: str | None) -> None:
    import sqlalchemy as sa

    try:
        sa.make_url(store or STORE).get_dialect()
    except sa.exc.ArgumentError:
        # The URL stays unsaid: it may hold a password.
        raise ValueError(
            f"the store is no URL of a database that SQLAlchemy knows, such as {STORE}"
        ) from None
    try:
        with only_server(store):
            pass
    except ModuleNotFoundError as error:
        raise ValueError(f"the store needs the package {error.name!r}") from error
    except sa.exc.OperationalError as error:
        raise OSError(
            f"the database of the store does not answer: {error.orig}"
        ) from error


def _check_address(host: str, port: int) -> None:
    # uvicorn would find out when everything else has started, and end with a code of its own.
    with socket.create_server(
        (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
    ):
        pass
