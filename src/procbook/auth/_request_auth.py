"""Credentials on requests, one ``httpx.Auth`` a kind of sign-in.

Tokens that are fetched live in a :class:`TokenAuthority`: renewed before they expire and once after a 401, by one
thread while the others wait. Fetching is plain blocking code; async requests wait for it in a thread, so that a lock
can never stop an event loop.
"""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from ..protocol.errors import LoginRequiredError

if TYPE_CHECKING:
    from pydantic import SecretStr

    from ..settings import ClientConfig

EARLY = 30.0
"""Seconds before its end at which a token is renewed."""
QUERY = "procbook.query"
"""Extension of a request that holds a query parameter that must not be logged."""


def make_auth(config: ClientConfig) -> httpx.Auth | None:
    """Return what puts the configured credentials on requests; None for none."""
    from ..settings import _auth_settings as kinds

    auth = _with_kept_secrets(config)
    match auth:
        case kinds.BasicAuth():
            return httpx.BasicAuth(auth.username, revealed(auth.password, "password"))
        case kinds.TokenAuth():
            return HeaderAuth(auth.access_token_header, revealed(auth.access_token, "access_token"))
        case kinds.ApiKeyAuth():
            key = revealed(auth.api_key, "api_key")
            return QueryAuth(auth.api_key_query, key) if auth.api_key_query else HeaderAuth(auth.api_key_header, key)
        case kinds.NoAuth():
            return None
    from ._token_auth import make_authority

    return make_authority(config)


def _with_kept_secrets(config: ClientConfig) -> Any:
    """Fill in what an earlier sign-in kept; nothing is looked up when nothing is missing."""
    auth = config.auth
    fixed = {"basic": "password", "token": "access_token", "api-key": "api_key"}.get(auth.auth_type)
    if fixed is None or getattr(auth, fixed) is not None:
        return auth
    from ._credential_store import Vault, vault_key

    kept = Vault().get(vault_key(config)) or {}
    return type(auth).model_validate({**auth.model_dump(), **kept}) if fixed in kept else auth


def revealed(secret: SecretStr | None, name: str) -> str:
    """Return a secret, stripped of the line end that copying adds."""
    value = secret.get_secret_value().strip() if secret is not None else ""
    if not value:
        raise LoginRequiredError(
            f"Signing in needs {name}, which is not set.",
            hint=f"Give it to Client({name}=…), set the variable, or call client.login().",
        )
    if any(ord(character) < 32 for character in value):
        # httpx would quote the whole header in its error, and a traceback with variables this one.
        value = ""
        raise LoginRequiredError(f"The {name} holds characters that cannot be sent.")
    return value


class HeaderAuth(httpx.Auth):
    """A fixed token: as ``Authorization: Bearer``, or alone in a header of its own."""

    def __init__(self, header: str | None, value: str) -> None:
        self._header = header or "Authorization"
        self._value = value if header and header.lower() != "authorization" else f"Bearer {value}"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token on the request."""
        request.headers[self._header] = self._value
        yield request


class QueryAuth(httpx.Auth):
    """A key in the query, added below the layer that writes the log."""

    def __init__(self, parameter: str, value: str) -> None:
        self._pair = (parameter, value)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Hand the key on to :class:`QueryTransport`; servers repeat it in links to the next page, which are logged."""
        request.url = request.url.copy_remove_param(self._pair[0])
        request.extensions = {**request.extensions, QUERY: self._pair}
        yield request


class QueryTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Adds the key of :class:`QueryAuth` while a request is sent, and takes it off again before it is logged."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        plain = request.url
        request.url = self._keyed(request)
        try:
            return self._inner.handle_request(request)  # type: ignore[no-any-return]
        finally:
            request.url = plain

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        plain = request.url
        request.url = self._keyed(request)
        try:
            return await self._inner.handle_async_request(request)  # type: ignore[no-any-return]
        finally:
            request.url = plain

    @staticmethod
    def _keyed(request: httpx.Request) -> httpx.URL:
        pair = request.extensions.get(QUERY)
        return request.url.copy_set_param(*pair) if pair else request.url

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()

    async def aclose(self) -> None:
        """Close the transport below."""
        await self._inner.aclose()


@dataclass(frozen=True)
class Token:
    """A token that was fetched, and what is needed to renew it."""

    value: str = field(repr=False)
    expires_at: float | None = None
    refresh: str | None = field(default=None, repr=False)
    more: dict[str, Any] = field(default_factory=dict, repr=False)

    def is_fresh(self, now: float) -> bool:
        """Whether the token can still be used for a while."""
        return self.expires_at is None or now < self.expires_at - EARLY


class TokenAuthority(httpx.Auth):
    """A token that is fetched when it is needed.

    Parameters
    ----------
    fetch : callable
        Given the old token or None, returns a new one or raises :class:`LoginRequiredError`. Blocks.
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

    def renewed(self, refused: Token | None = None) -> Token:
        """Return a usable token other than `refused`; many threads may ask, one fetches."""
        with self._lock:
            if self.token is None or self.token is refused or not self.token.is_fresh(self._clock()):
                self.token = self._fetch(self.token)
            return self.token

    def _usable(self) -> Token | None:
        token = self.token
        return token if token is not None and token.is_fresh(self._clock()) else None

    def _put(self, request: httpx.Request, token: Token) -> httpx.Request:
        return next(HeaderAuth(self._header, token.value).auth_flow(request))

    def sync_auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send with a token; after a 401 once more with a new one."""
        token = self._usable() or self.renewed()
        response = yield self._put(request, token)
        if response.status_code == 401:
            try:
                fresh = self.renewed(token)
            except LoginRequiredError:
                return  # the server's own words tell more than ours
            yield self._put(request, fresh)

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Send with a token; after a 401 once more with a new one."""
        import asyncio

        token = self._usable()
        if token is None:
            token = await asyncio.to_thread(self.renewed)
        response = yield self._put(request, token)
        if response.status_code == 401:
            try:
                fresh = await asyncio.to_thread(self.renewed, token)
            except LoginRequiredError:
                return
            yield self._put(request, fresh)
