"""The embedded server that ``Client.local()`` starts, and the name by which the ledger knows it."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import operations, server, settings
from ..protocol.errors import ClientError

if TYPE_CHECKING:
    from ..server import LocalServer, ProcessRegistry


def start_local_server(
    registry: ProcessRegistry | None = None, **options: Any
) -> tuple[LocalServer, str | None]:
    """Start the embedded server on a free loopback port.

    Return it and its identity, if jobs are kept at all.
    """
    try:
        start = server.LocalServer
    except ModuleNotFoundError as error:
        raise ClientError(
            f"The embedded server needs {error.name}, which is not installed.",
            hint="pip install 'procbook[server]'",
        ) from None
    if "store" not in options:
        try:
            return start(
                registry, kept_in=settings.data_folder() / "local", **options
            ), operations.LOCAL
        except OSError as error:
            warnings.warn(
                f"Jobs cannot be kept in your data folder: {error}. They end with this kernel.",
                stacklevel=3,
            )
            return start(registry, **options), None
    store = options["store"]
    identity = (
        f"{operations.LOCAL}{_absolute(store)}" if isinstance(store, str) else None
    )
    return start(registry, **options), identity


def _absolute(store: str) -> str:
    """Return the URL of a store without password, and with an absolute path of SQLite."""
    file = store.removeprefix("sqlite:///")
    if file != store and file not in {"", ":memory:"}:
        return f"sqlite:///{Path(file).absolute()}"
    address = urlsplit(store)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()
