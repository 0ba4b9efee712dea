"""The certificates that a client trusts."""

from __future__ import annotations

import functools
import socket
import ssl
from collections.abc import Iterable
from typing import Self

import httpx

from ..protocol.errors import TransportError


def trust(setting: bool | str) -> bool | ssl.SSLContext:
    """Return the setting ``verify`` as httpx takes it.

    Raises
    ------
    TransportError
        If the file of trusted authorities that it names cannot be read.
    """
    if setting is True:
        return _DefaultContext()
    if setting is False:
        return False
    try:
        return ssl.create_default_context(cafile=setting)
    except OSError as error:
        raise TransportError(
            f"The file of trusted authorities {setting} cannot be read: {error.strerror}."
        ) from None


class _DefaultContext(ssl.SSLContext):
    """The default authorities, which are read for the first connection that needs them.

    Reading them takes longer than a request does, and servers on this machine speak plain http.
    """

    def __new__(cls) -> Self:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    @functools.cached_property
    def _context(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def set_alpn_protocols(self, alpn_protocols: Iterable[str]) -> None:
        self._context.set_alpn_protocols(alpn_protocols)

    def wrap_socket(  # noqa: PLR0917 - the signature of ssl.SSLContext
        self,
        sock: socket.socket,
        server_side: bool = False,
        do_handshake_on_connect: bool = True,
        suppress_ragged_eofs: bool = True,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLSocket:
        return self._context.wrap_socket(
            sock,
            server_side=server_side,
            do_handshake_on_connect=do_handshake_on_connect,
            suppress_ragged_eofs=suppress_ragged_eofs,
            server_hostname=server_hostname,
            session=session,
        )

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | bytes | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        return self._context.wrap_bio(
            incoming,
            outgoing,
            server_side=server_side,
            server_hostname=server_hostname,
            session=session,
        )
