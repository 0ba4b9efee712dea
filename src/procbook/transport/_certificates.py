"""Which certificates a client trusts."""

from __future__ import annotations

import functools
import ssl
from typing import Any, Self

import httpx

from ..protocol.errors import TransportError


def trust(setting: bool | str) -> bool | ssl.SSLContext:
    """Return the setting ``verify`` as httpx wants it.

    Raises
    ------
    TransportError
        If the file of trusted authorities that it names cannot be read.
    """
    if setting is True:
        return _Usual()
    if setting is False:
        return False
    try:
        return ssl.create_default_context(cafile=setting)
    except OSError as error:
        raise TransportError(
            f"The file of trusted authorities {setting} cannot be read: {error.strerror}."
        ) from None


class _Usual(ssl.SSLContext):
    """The authorities that everybody trusts, read for the first connection that needs them.

    Reading them takes longer than a request does, and servers on this machine speak plain http.
    """

    def __new__(cls) -> Self:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    @functools.cached_property
    def _read(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def set_alpn_protocols(self, alpn_protocols: Any) -> None:
        self._read.set_alpn_protocols(alpn_protocols)

    def wrap_socket(self, *args: Any, **options: Any) -> ssl.SSLSocket:
        return self._read.wrap_socket(*args, **options)

    def wrap_bio(self, *args: Any, **options: Any) -> ssl.SSLObject:
        return self._read.wrap_bio(*args, **options)
