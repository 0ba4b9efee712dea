"""OAuth 2.0 token endpoints.

Requests by Authlib over procbook's own HTTP client, and tokens from their answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from .._lazy import lazy_module
from ..protocol import is_loopback
from ..protocol.errors import ConfigError, LoginRequiredError, TransportError
from ..settings import _auth_settings as kinds
from ..transport import BasicAuth, HTTPError, Token, open_http_client, redact

if TYPE_CHECKING:
    from authlib import oauth2 as authlib_oauth2
    from authlib.common import errors as authlib_errors

    from ..settings import ClientConfig
else:
    authlib_oauth2 = lazy_module("authlib.oauth2")
    authlib_errors = lazy_module("authlib.common.errors")

Fetch = Callable[[Token | None], Token]
"""Returns a new token for the old one, or None."""


def token_from(answer: Mapping[str, Any]) -> Token:
    """Return the token in an OAuth token response (RFC 6749, section 5.1)."""
    expires_at = answer.get("expires_at")
    if expires_at is None and answer.get("expires_in") is not None:
        expires_at = time.time() + float(answer["expires_in"])
    if expires_at is not None:
        expires_at = float(expires_at)
    return Token(
        str(answer.get("access_token") or ""),
        expires_at,
        answer.get("refresh_token"),
        {"id_token": answer.get("id_token")},
    )


def to_stored(token: Token) -> dict[str, Any]:
    """Return the members of a token that are stored."""
    members = {
        "access_token": token.value,
        "expires_at": token.expires_at,
        "refresh_token": token.refresh,
    }
    return {name: value for name, value in members.items() if value is not None}


@contextmanager
def translate_token_errors(
    url: str, config: ClientConfig, *secrets: str | None
) -> Iterator[None]:
    """Raise errors of a token endpoint as procbook's own, without secrets from its answer."""
    try:
        yield
    except authlib_errors.AuthlibBaseError as error:
        # No variable holds the text as it came: tracebacks with locals would show what it repeats.
        description = redact(
            error.description or error.error or "", [*config.secret_values(), *secrets]
        )
        raise LoginRequiredError(
            f"{urlsplit(url).netloc} refused to sign in: {description}.",
            hint="Check user name and password, or sign in again: client.login(force=True).",
        ) from None
    except (HTTPError, OSError, ValueError) as error:
        raise TransportError(
            f"No token from {urlsplit(url).netloc} ({type(error).__name__}).",
            method="POST",
            url=url,
        ) from None


def require_https(url: str, name: str) -> str:
    """Return an address that credentials may be sent to: https, or http on this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise ConfigError(
            f"{name} must begin with https://, or a password would travel in clear text."
        )
    return url


class TokenEndpoint:
    """Authlib's client of one token endpoint, over httpx.

    Authlib's own client for httpx is deprecated
    (https://docs.authlib.org/en/latest/changelog.html); its base takes any session.
    """

    def __init__(
        self, config: ClientConfig, auth: kinds.OAuth2Auth | kinds.OidcAuth, url: str
    ) -> None:
        try:
            client_class = authlib_oauth2.OAuth2Client
        except ModuleNotFoundError:
            raise ConfigError(
                "OAuth 2.0 needs Authlib, which is not installed.",
                hint="pip install 'procbook[auth]'",
            ) from None
        self.url = url
        self._config = config
        self._session = open_http_client(config)
        self.oauth = client_class(
            self._session, auth.client_id, scope=" ".join(auth.scopes) or None
        )
        self._options: dict[str, Any] = {"auth": lambda request: request}
        if auth.client_secret is not None:
            secret = auth.client_secret.get_secret_value()
            self._options = {"auth": BasicAuth(auth.client_id or "", secret)}
        elif auth.client_id is not None:
            self._options["client_id"] = auth.client_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def fetch(
        self, grant_type: str, members: Callable[[], dict[str, str]]
    ) -> dict[str, Any]:
        """Return the answer to a grant.

        `members` is called late, so that no traceback with variables shows them.
        """
        options = {"grant_type": grant_type, **self._options}
        if self.oauth.scope and grant_type != "authorization_code":
            options["scope"] = self.oauth.scope
        with translate_token_errors(self.url, self._config):
            return dict(self.oauth.fetch_token(self.url, **members(), **options))

    def refresh(self, expired: Token) -> Token:
        """Return a new token for the old one's refresh token."""
        with translate_token_errors(self.url, self._config, expired.refresh):
            answer = self.oauth.refresh_token(
                self.url, refresh_token=expired.refresh, **self._options
            )
        return token_from({"refresh_token": expired.refresh, **answer})
