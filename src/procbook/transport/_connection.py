"""httpx, once sync and once async: drives calls, keeps connections, and sends credentials home only."""

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
from .._version import __version__
from ..protocol import Answer, Headers
from ..protocol.errors import ClientError
from ._call import Ask, Broken, Call, Pause
from ._certificates import trust
from ._exchange import exchange
from ._failures import describe_failure, too_big
from ._pools import LoopPools
from ._redaction import redact_credentials
from ._redirects import is_same_site
from ._request_auth import QueryAuth, QueryTransport
from ._retry import Policy

if TYPE_CHECKING:
    from ..settings import ClientConfig

T = TypeVar("T")

_AGENT = f"procbook/{__version__}"


class Connection:
    """What a client and its async twin share: settings, credentials, and pools of connections.

    Parameters
    ----------
    config : ClientConfig
        Address, credentials and limits.
    make_auth : callable
        Returns what puts the credentials of the settings on requests, or None; called when it is
        first needed.
    transport : httpx transport, optional
        Used instead of the network; tests hand in ``httpx.MockTransport``.
    """

    def __init__(
        self,
        config: ClientConfig,
        make_auth: Callable[[ClientConfig], httpx.Auth | None],
        transport: Any = None,
    ) -> None:
        self.config = config
        self._make_auth = make_auth
        self.policy = Policy(retries=config.retries)
        self.sleep: Callable[[float], None] = time.sleep
        self._transport = transport
        self._auth: httpx.Auth | None = None
        self._auth_made = False
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
        import asyncio

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
            response = client.send(
                self._request(client, ask), auth=self._auth_for(ask.url), stream=True
            )
            if ask.opened is not None and response.is_success:
                ask.opened.append(response)
                return _answer(ask, response, b"")
            try:
                return _answer(
                    ask, response, _read_body(ask, response, response.iter_bytes())
                )
            finally:
                response.close()

    @contextmanager
    def opened(self, ask: Ask) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """Make a request whose body is read in pieces; see :meth:`Session.stream`."""
        responses: list[httpx.Response] = []
        answer = self.run(
            exchange(
                replace(ask, limit=None, document=False, opened=responses), self.policy
            )
        )
        if answer.status >= 300:
            raise protocol.error_from(answer)
        response = responses.pop()
        try:
            yield answer, _iter_body(ask, response)
        finally:
            response.close()

    async def _asend(self, ask: Ask) -> Answer:
        client = await self._async_client()
        with translate_httpx_errors(ask):
            response = await client.send(
                self._request(client, ask), auth=self._auth_for(ask.url), stream=True
            )
            try:
                return _answer(ask, response, await _ajoin(ask, response))
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
        """What puts credentials on requests, made when first needed."""
        with self._lock:
            if not self._auth_made:
                self._auth, self._auth_made = self._make_auth(self.config), True
            return self._auth

    @auth.setter
    def auth(self, value: httpx.Auth | None) -> None:
        self._auth, self._auth_made = value, True

    def forget_auth(self) -> None:
        """Make credentials anew from the settings, and connections, which may carry a key."""
        with self._lock:
            self._auth, self._auth_made = None, False
            if self._http is not None:
                self._http.close()
            self._http = None
            # What is under way there comes to its end; the pools are closed with their loops.
            self._retired.append(self._pools)
            self._pools = LoopPools(self._new_pool)

    def _auth_for(self, url: str) -> httpx.Auth | None:
        return self.auth if is_same_site(url, self.config.api_url) else None

    # -- pools

    def _options(self) -> dict[str, Any]:
        # No cookies: a jar does not tell ports apart, and no server of this kind needs one.
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
        self, transport: Any, kind: type, make: Callable[..., Any]
    ) -> Any:
        own_transport = transport if isinstance(transport, kind) else None
        if not isinstance(self.auth, QueryAuth):
            return own_transport
        return QueryTransport(
            own_transport
            or make(verify=trust(self.config.verify), proxy=_proxy(self.config.api_url))
        )

    def close(self) -> None:
        """Close all connections; those of event loops that run elsewhere are closed there, a little later."""
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


def _iter_body(ask: Ask, response: httpx.Response) -> Iterator[bytes]:
    try:
        with translate_httpx_errors(ask):
            yield from response.iter_bytes()
    except Broken as cut:
        raise cut.error from None


@contextmanager
def translate_httpx_errors(ask: Ask) -> Iterator[None]:
    """Raise errors of httpx as :class:`Broken`, without the original, which may hold headers."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        raise describe_failure(error, ask) from None


def _answer(ask: Ask, response: httpx.Response, body: bytes) -> Answer:
    # What says no is quoted in messages, and some servers quote what they were sent.
    body = redact_credentials(body, response.request) if response.is_error else body
    return Answer(
        response.status_code,
        str(response.request.url),
        Headers(response.headers.multi_items()),
        body,
        ask.method,
    )


def _read_body(ask: Ask, response: httpx.Response, chunks: Iterator[bytes]) -> bytes:
    reader = _BodyReader(ask, response)
    for chunk in chunks:
        reader.add(chunk)
    return bytes(reader.body)


async def _ajoin(ask: Ask, response: httpx.Response) -> bytes:
    reader = _BodyReader(ask, response)
    async for chunk in response.aiter_bytes():
        reader.add(chunk)
    return bytes(reader.body)


class _BodyReader:
    """Collects a body up to the limit, refused at once when its length is announced."""

    def __init__(self, ask: Ask, response: httpx.Response) -> None:
        self.body = bytearray()
        self._ask = ask
        self._response = response
        announced = response.headers.get("content-length", "")
        if (
            ask.limit is not None
            and announced.isdecimal()
            and int(announced) > ask.limit
        ):
            raise too_big(ask, response)

    def add(self, chunk: bytes) -> None:
        self.body += chunk
        if self._ask.limit is not None and len(self.body) > self._ask.limit:
            raise too_big(self._ask, self._response)


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names for a URL; httpx looks for itself only without a given transport."""
    import urllib.request

    parts = urlsplit(url)
    bypassed = urllib.request.proxy_bypass(parts.hostname or "")
    return None if bypassed else urllib.request.getproxies().get(parts.scheme)
