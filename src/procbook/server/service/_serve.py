"""``procbook serve``: a registry on a port until the process is stopped."""

from __future__ import annotations

import contextlib
import importlib
import socket
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from ...protocol import is_loopback
from .._access import ANY, LOOPBACK
from ..functions._registry import ProcessRegistry
from ..jobs._lock import only_server

DEMO = "procbook.server.demo:registry"
STORE = "sqlite:///jobs.db"
_ALL_ADDRESSES = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared, not listened at


def registry_from(reference: str | ProcessRegistry) -> ProcessRegistry:
    """Import a registry by ``module:name``, also from a module in the current folder.

    A registry itself is returned unchanged.

    Raises
    ------
    ValueError
        If there is no such module or name, or it is no registry.
    """
    if isinstance(reference, ProcessRegistry):
        return reference
    module_name, colon, name = reference.partition(":")
    if not colon:
        raise ValueError(f"{reference!r} is not of the form MODULE:REGISTRY")
    current_folder = str(Path.cwd())
    if "" not in sys.path and current_folder not in sys.path:
        sys.path.insert(0, current_folder)
    try:
        registry = getattr(importlib.import_module(module_name), name)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ValueError(f"cannot find {reference!r}: {error}") from error
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        position = f"{Path(frame.filename).name}, line {frame.lineno}"
        reason = f"{type(error).__name__}: {error} ({position})"
        raise ValueError(f"{module_name!r} cannot be imported: {reason}") from error
    if not isinstance(registry, ProcessRegistry):
        raise ValueError(  # noqa: TRY004 - the reference is wrong, as it is above
            f"{reference!r} is a {type(registry).__name__}, not a ProcessRegistry"
        )
    return registry


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
    """Serve a registry until the process is stopped.

    Parameters
    ----------
    reference : str or ProcessRegistry
        The registry, or its name as ``module:name``.
    host, port
        Address and port to listen at.
    root_path : str
        Path of this server behind a proxy.
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
    # The web framework, which the names of this module do not need.
    from ..http._app import create_app
    from ._uvicorn import Server

    app = create_app(
        registry_from(reference),
        store,
        executor,
        workers=workers,
        hosts=hosts or _own_names(host),
        cors_origins=cors_origins,
        allow_loopback=allow_loopback,
    )
    _check_store(store)
    _check_address(host, port)
    server = Server(
        app,
        seconds=3,
        host=host,
        port=port,
        root_path=root_path,
        access_log=access_log,
    )
    # uvicorn raises the signal again that has stopped it
    # (https://github.com/encode/uvicorn/pull/1600).
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        raise SystemExit(1)


def _own_names(host: str) -> tuple[str, ...]:
    """Return the names by which a server may be addressed unless some are named."""
    if is_loopback(host):
        return (LOOPBACK,)
    if host in _ALL_ADDRESSES:
        return (ANY,)
    return (LOOPBACK, host)


def _check_store(store: str | None) -> None:
    import sqlalchemy as sa  # only a server needs it

    try:
        sa.make_url(store or STORE).get_dialect()
    except sa.exc.ArgumentError:
        # Without the URL: it may hold a password.
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
    # uvicorn would find this out after all else has started, and exit with a code of its own.
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    socket.create_server((host, port), family=family).close()
