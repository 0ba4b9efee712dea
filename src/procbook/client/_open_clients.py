"""The clients of this kernel: a job of the ledger is asked for by a client that is signed in."""

from __future__ import annotations

import weakref
from typing import Protocol


class OpenClient(Protocol):
    """A client of one server."""

    @property
    def server_id(self) -> str:
        """Name of the server in the ledger."""


_clients: weakref.WeakSet[OpenClient] = weakref.WeakSet()


def note_client(client: OpenClient) -> None:
    """Take note of a new client."""
    _clients.add(client)


def forget_client(client: OpenClient) -> None:
    """Drop a client that was closed."""
    _clients.discard(client)


def find_client(server_id: str) -> OpenClient | None:
    """Return an open client of the server that the ledger names, or None."""
    return next((c for c in set(_clients) if c.server_id == server_id), None)
