"""Credentials on requests, one ``httpx.Auth`` for each kind of sign-in.

Tokens that are fetched live in a :class:`TokenAuthority`: renewed before they expire and once after
a 401, by one thread while the others wait. Fetching is plain blocking code; async requests wait for
it in a thread, so that a lock can never stop an event loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from .._lazy import lazy_module
from ..protocol.errors import LoginRequiredError

if TYPE_CHECKING:
    import asyncio
else:
    asyncio = lazy_module("asyncio")

EARLY = 30.0
"""Seconds before its end at which a token is renewed."""
QUERY = "procbook.query"
"""Extension of a request that holds a query parameter that must not be logged."""


class HeaderAuth(httpx.Auth):
    """A fixed token: as ``Authorization: Bearer``, or alone in a header of its own."""

    def __init__(self, header: str | None, value: str) -> None:
        self._header = header or "Authorization"
        self._value = (
            value if header and header.lower() != "authorization" else f"Bearer {value}"
        )

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token on the request."""
        request.headers[self._header] = self._value
        yield request


class QueryAuth(httpx.Auth):
    """A key in the query, added below the layer that writes the log."""

    def __init__(self, parameter: str, value: str) -> None:
        self._pair = (parameter, value)

    def auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Pass the key to :class:`QueryTransport`.

        Servers repeat it in links to the next page, which are logged.
        """
        request.url = request.url.copy_remove_param(self._pair[0])
        request.extensions = {**request.extensions, QUERY: self._pair}
        yield request


class QueryTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Adds the key of :class:`QueryAuth` for sending, and removes it before logging."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        logged_url = request.url
        request.url = self._url_with_key(request)
        try:
            return self._transport.handle_request(request)  # type: ignore[no-any-return]
        finally:
            request.url = logged_url

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        logged_url = request.url
        request.url = self._url_with_key(request)
        try:
            answer: httpx.Response = await self._transport.handle_async_request(request)
            return answer
        finally:
            request.url = logged_url

    @staticmethod
    def _url_with_key(request: httpx.Request) -> httpx.URL:
        pair = request.extensions.get(QUERY)
        if pair:
            return request.url.copy_set_param(*pair)
        return request.url

    def close(self) -> None:
        """Close the transport below."""
        self._transport.close()

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._transport.aclose()


@dataclass(frozen=True)
class Token:
    """A fetched token, and the data to renew it."""

    value: str = field(repr=False)
    expires_at: float | None = None
    refresh: str | None = field(default=None, repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)

    def is_fresh(self, now: float) -> bool:
        """Return whether the token can still be used for a while."""
        return self.expires_at is None or now < self.expires_at - EARLY


class TokenAuthority(httpx.Auth):
    """A token that is fetched when it is needed.

    Parameters
    ----------
    fetch : callable
        Given the old token or None, returns a new one or raises :class:`LoginRequiredError`.
        Blocks.
    header : str, optional
        Header that takes the token alone; else ``Authorization: Bearer``.
    """

    def __init__(
        self,
        fetch: Callable[[Token | None], Token],
        header: str | None = None,
        *,
        token: Token | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._fetch = fetch
        self._header = header
        self._clock = clock
        self._lock = threading.Lock()
        self.token = token

    def renew(self, refused: Token | None = None) -> Token:
        """Return a usable token other than `refused`; many threads may ask, one fetches."""
        with self._lock:
            token = self._usable()
            if token is None or token is refused:
                token = self.token = self._fetch(self.token)
            return token

    def _usable(self) -> Token | None:
        """Return the token, or None where it has expired."""
        token = self.token
        if token is None or not token.is_fresh(self._clock()):
            return None
        return token

    def _sign(self, request: httpx.Request, token: Token) -> httpx.Request:
        return next(HeaderAuth(self._header, token.value).auth_flow(request))

    def sync_auth_flow(
        self, request: httpx.Request
    ) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with a token; after a 401 once more with a new one."""
        token = self._usable() or self.renew()
        response = yield self._sign(request, token)
        if response.status_code == 401:
            try:
                fresh = self.renew(token)
            except LoginRequiredError:
                return  # the server's own message says more
            yield self._sign(request, fresh)

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send with a token; after a 401 once more with a new one."""
        token = self._usable()
        if token is None:
            token = await asyncio.to_thread(self.renew)
        response = yield self._sign(request, token)
        if response.status_code == 401:
            try:
                fresh = await asyncio.to_thread(self.renew, token)
            except LoginRequiredError:
                return
            yield self._sign(request, fresh)
