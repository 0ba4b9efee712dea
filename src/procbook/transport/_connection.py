"""The connection to a server over httpx, sync and async.

It drives calls and sends credentials to their origin only.
"""

from __future__ import annotations

import http.cookiejar
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import httpx

from .. import protocol
from .._lazy import lazy_module
from .._version import __version__
from ..protocol import Answer
from ..protocol.errors import ClientError
from ._certificates import trust
from ._pools import LoopPools
from ._request_auth import QueryAuth, QueryTransport
from ._response import (
    aread_body,
    iter_body,
    make_answer,
    read_body,
    translate_httpx_errors,
)
from .calls._call import Ask, Broken, Call, Pause
from .calls._exchange import exchange
from .calls._redirects import is_same_site
from .calls._retry import Policy

if TYPE_CHECKING:
    import asyncio
    from urllib import request

    from ..settings import ClientConfig
else:
    # asyncio is not needed where calls block, and takes long to import.
    asyncio = lazy_module("asyncio")
    request = lazy_module("urllib.request")

T = TypeVar("T")

_AGENT = f"procbook/{__version__}"


class Connection:
    """Settings, credentials and pools of connections of a client.

    Parameters
    ----------
    config : ClientConfig
        Address, credentials and limits.
    make_auth : callable
        Returns the authentication that puts the credentials of the settings on requests, or None;
        called when it is first needed.
    transport : httpx transport, optional
        Used instead of the network, such as ``httpx.MockTransport``.
    """

    def __init__(
        self,
        config: ClientConfig,
        make_auth: Callable[[ClientConfig], httpx.Auth | None],
        transport: httpx.BaseTransport | httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.config = config
        self._make_auth = make_auth
        self.policy = Policy(retries=config.retries)
        self.sleep: Callable[[float], None] = time.sleep
        self._transport = transport
        self._auth: httpx.Auth | None = None
        self._has_auth = False
        self._lock = threading.RLock()
        self._http: httpx.Client | None = None
        self._pools = LoopPools(self._new_pool)
        self._retired: list[LoopPools] = []
        self.closed = False

    # -- driving calls

    def run(self, call: Call[T]) -> T:
        """Drive a call to its end, blocking."""
        try:
            step = next(call)
            while True:
                if isinstance(step, Pause):
                    self.sleep(step.seconds)
                    step = call.send(None)
                    continue
                try:
                    answer = self._send(step)
                except Broken as cut:
                    step = call.throw(cut)
                else:
                    step = call.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            call.close()

    async def arun(self, call: Call[T]) -> T:
        """Drive a call to its end on the running event loop."""
        try:
            step = next(call)
            while True:
                if isinstance(step, Pause):
                    await asyncio.sleep(step.seconds)
                    step = call.send(None)
                    continue
                try:
                    answer = await self._asend(step)
                except Broken as cut:
                    step = call.throw(cut)
                else:
                    step = call.send(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        finally:
            call.close()

    def _send(self, ask: Ask) -> Answer:
        client = self._sync_client()
        with translate_httpx_errors(ask):
            http_request = self._request(client, ask)
            auth = self._auth_for(ask.url)
            response = client.send(http_request, auth=auth, stream=True)
            if ask.responses is not None and response.is_success:
                ask.responses.append(response)
                return make_answer(ask, response, b"")
            try:
                body = read_body(ask, response, response.iter_bytes())
                return make_answer(ask, response, body)
            finally:
                response.close()

    @contextmanager
    def open_stream(self, ask: Ask) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """Send a request whose body is read in pieces; see :meth:`Session.stream`."""
        responses: list[httpx.Response] = []
        ask = replace(ask, limit=None, document=False, responses=responses)
        answer = self.run(exchange(ask, self.policy))
        if answer.status >= 300:
            raise protocol.error_from(answer)
        response = responses.pop()
        try:
            yield answer, iter_body(ask, response)
        finally:
            response.close()

    async def _asend(self, ask: Ask) -> Answer:
        client = await self._async_client()
        with translate_httpx_errors(ask):
            http_request = self._request(client, ask)
            auth = self._auth_for(ask.url)
            response = await client.send(http_request, auth=auth, stream=True)
            try:
                return make_answer(ask, response, await aread_body(ask, response))
            finally:
                await response.aclose()

    def _request(
        self, client: httpx.Client | httpx.AsyncClient, ask: Ask
    ) -> httpx.Request:
        url = httpx.URL(ask.url)
        if not url.host:  # which httpx only finds out with some transports
            raise httpx.UnsupportedProtocol("no host")
        params = url.params
        for name, value in ask.params:
            params = params.add(name, value)
        timeout = self.config.timeout if ask.timeout is None else ask.timeout
        return client.build_request(
            ask.method,
            url.copy_with(params=params) if ask.params else url,
            headers=dict(ask.headers),
            content=ask.body,
            timeout=timeout,
        )

    # -- credentials

    @property
    def auth(self) -> httpx.Auth | None:
        """The authentication of requests, created when it is first needed."""
        with self._lock:
            if not self._has_auth:
                self._auth = self._make_auth(self.config)
                self._has_auth = True
            return self._auth

    @auth.setter
    def auth(self, value: httpx.Auth | None) -> None:
        self._auth = value
        self._has_auth = True

    def forget_auth(self) -> None:
        """Drop the authentication, and the connections, which may carry a key.

        Both are created anew when needed.
        """
        with self._lock:
            self._auth = None
            self._has_auth = False
            if self._http is not None:
                self._http.close()
            self._http = None
            # Their requests come to an end; the pools are closed with their loops.
            self._retired.append(self._pools)
            self._pools = LoopPools(self._new_pool)

    def _auth_for(self, url: str) -> httpx.Auth | None:
        if is_same_site(url, self.config.api_url):
            return self.auth
        return None

    # -- pools

    def _options(self) -> dict[str, Any]:
        # No cookies: a jar does not distinguish ports (RFC 6265, section 8.5), and no server of
        # this
        # kind needs one.
        jar = http.cookiejar.CookieJar(
            http.cookiejar.DefaultCookiePolicy(allowed_domains=[])
        )
        headers = {"User-Agent": _AGENT, "Accept": "application/json"}
        return {
            "headers": headers,
            "cookies": jar,
            "follow_redirects": False,
            "verify": trust(self.config.verify),
        }

    def _sync_client(self) -> httpx.Client:
        with self._lock:
            if self.closed:
                raise _make_closed_error()
            if self._http is None:
                transport = self._transport_with_key(
                    self._transport, httpx.BaseTransport, httpx.HTTPTransport
                )
                self._http = httpx.Client(transport=transport, **self._options())
                # Hardly anybody closes a client in a notebook.
                weakref.finalize(self, self._http.close)
            return self._http

    async def _async_client(self) -> httpx.AsyncClient:
        if self.closed:
            raise _make_closed_error()
        return await self._pools.of_this_loop()

    def _new_pool(self) -> httpx.AsyncClient:
        transport = self._transport_with_key(
            self._transport, httpx.AsyncBaseTransport, httpx.AsyncHTTPTransport
        )
        return httpx.AsyncClient(transport=transport, **self._options())

    def _transport_with_key(
        self, transport: object, kind: type, make: Callable[..., Any]
    ) -> Any:
        """Return the transport of this kind, if there is one.

        One that adds the key of the query if needed.
        """
        own_transport = transport if isinstance(transport, kind) else None
        if not isinstance(self.auth, QueryAuth):
            return own_transport
        if own_transport is None:
            proxy = _proxy(self.config.api_url)
            own_transport = make(verify=trust(self.config.verify), proxy=proxy)
        return QueryTransport(own_transport)

    def close(self) -> None:
        """Close all connections.

        Those of event loops that run elsewhere are closed there, a little later.
        """
        with self._lock:
            self.closed = True
            if self._http is not None:
                self._http.close()
            for pools in (self._pools, *self._retired):
                pools.close()

    async def aclose(self) -> None:
        """Close all connections, those of the running event loop before this returns."""
        for pools in (self._pools, *self._retired):
            await pools.aclose()
        self.close()


def _make_closed_error() -> ClientError:
    return ClientError("This client is closed.", hint="Make a new one.")


def _proxy(url: str) -> str | None:
    """Return the proxy of the environment for a URL.

    Httpx reads it only where it creates the transport itself.
    """
    parts = urlsplit(url)
    if request.proxy_bypass(parts.hostname or ""):
        return None
    return request.getproxies().get(parts.scheme)
