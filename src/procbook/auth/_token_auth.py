"""Sign-ins whose token is fetched: a login form, OAuth 2.0, OpenID Connect, and what JupyterHub keeps for its user."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlsplit

import httpx

from ..protocol import is_loopback
from ..protocol.errors import ConfigError, LoginRequiredError, TransportError
from ..settings import _auth_settings as kinds
from ..transport import without
from ._credential_store import Vault, vault_key
from ._request_auth import Token, TokenAuthority, revealed

if TYPE_CHECKING:
    from ..settings import ClientConfig

Fetch = Callable[[Token | None], Token]

TOKEN_NAMES = (
    "access_token", "accessToken", "token", "authToken", "auth_token", "apiToken", "api_token", "access",
    "bearerToken", "bearer_token", "jwtToken", "jwt_token", "jwt", "sessionToken", "session_token", "key",
    "id_token", "idToken",
)  # fmt: skip
"""Under which names servers were seen to return a token."""


def make_authority(config: ClientConfig) -> TokenAuthority:
    """Return what fetches and renews the token of these settings."""
    auth = config.auth
    header = getattr(auth, "access_token_header", None)
    key = vault_key(config)
    match auth:
        case kinds.LoginAuth():
            fetch = _login_fetch(config, auth)
        case kinds.OAuth2Auth():
            fetch = _oauth_fetch(config, auth)
        case kinds.OidcAuth():
            from ._oidc import fetch as oidc_fetch

            fetch = oidc_fetch(config, auth)
        case kinds.JupyterAuth():
            return TokenAuthority(_jupyter_fetch(config, auth))
        case _:
            raise ConfigError(f"There is no sign-in of the kind {auth.auth_type!r}.")
    kept = Vault().get(key)
    token = token_from(kept) if kept and "access_token" in kept else _given_token(auth)
    return TokenAuthority(_kept_up_to_date(fetch, key), header, token=token)


def _given_token(auth: Any) -> Token | None:
    given = getattr(auth, "access_token", None)
    if given is not None:
        return Token(revealed(given, "access_token"))
    refresh = getattr(auth, "refresh_token", None)
    return Token("", expires_at=0.0, refresh=revealed(refresh, "refresh_token")) if refresh is not None else None


def _kept_up_to_date(fetch: Fetch, key: str) -> Fetch:
    """Refresh tokens may be good for one use only, so a sign-in that is kept has to follow."""

    def renew(old: Token | None) -> Token:
        token = fetch(old)
        vault = Vault()
        kept = vault.get(key)
        if kept is not None and "access_token" in kept:
            vault.put(key, as_kept(token))
        return token

    return renew


def token_from(answer: Mapping[str, Any]) -> Token:
    """Return the token in an OAuth token response (RFC 6749, section 5.1)."""
    expires_at = answer.get("expires_at")
    if expires_at is None and answer.get("expires_in") is not None:
        expires_at = time.time() + float(answer["expires_in"])
    at = None if expires_at is None else float(expires_at)
    return Token(
        str(answer.get("access_token") or ""), at, answer.get("refresh_token"), {"id_token": answer.get("id_token")}
    )


def as_kept(token: Token) -> dict[str, Any]:
    """Return a token as it is kept."""
    members = {"access_token": token.value, "expires_at": token.expires_at, "refresh_token": token.refresh}
    return {name: value for name, value in members.items() if value is not None}


@contextmanager
def told(url: str, config: ClientConfig, *more: str | None) -> Iterator[None]:
    """Turn what fails at a token endpoint into words, without what was sent there, even if it comes back."""
    from authlib.common.errors import AuthlibBaseError

    try:
        yield
    except AuthlibBaseError as error:
        said = without(error.description or error.error or "", [*config.secret_values(), *more])
        raise LoginRequiredError(
            f"{urlsplit(url).netloc} refused to sign in: {said}.",
            hint="Check user name and password, or sign in again: client.login(force=True).",
        ) from None
    except (httpx.HTTPError, OSError, ValueError) as error:
        raise TransportError(
            f"No token from {urlsplit(url).netloc} ({type(error).__name__}).", method="POST", url=url
        ) from None


def guarded(url: str, name: str) -> str:
    """Return an address that credentials may be sent to: https, or http on this very machine."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname):
        raise ConfigError(f"{name} must begin with https://, or a password would travel in clear text.")
    return url


# -- login form


def _login_fetch(config: ClientConfig, auth: kinds.LoginAuth) -> Fetch:
    def fetch(_old: Token | None) -> Token:
        try:
            with httpx.Client(verify=config.verify, timeout=config.timeout) as client:
                answer = _posted(client, auth)
        except httpx.HTTPError as error:
            name = type(error).__name__
            raise TransportError(f"The login at {auth.login_url} failed ({name}).", url=auth.login_url) from None
        token = find_token(answer)
        if token is None:
            raise LoginRequiredError(
                f"The login at {auth.login_url} was refused.",
                status=answer.status_code,
                hint="Check user name and password, or sign in again: client.login(force=True).",
            )
        return token

    return fetch


def _posted(client: httpx.Client, auth: kinds.LoginAuth) -> httpx.Response:
    form = user_and_password(auth)
    if auth.login_as == "json":
        return client.post(auth.login_url, json=form)
    answer = client.post(auth.login_url, data=form)
    # FastAPI with a JSON body says 422, Spring 415.
    return client.post(auth.login_url, json=form) if answer.status_code in {415, 422} else answer


def user_and_password(auth: kinds.LoginAuth | kinds.OAuth2Auth) -> dict[str, str]:
    """Return the two, or say which is missing."""
    if not auth.username:
        raise LoginRequiredError("Signing in needs username, which is not set.", hint="Call client.login().")
    return {"username": auth.username, "password": revealed(auth.password, "password")}


def find_token(answer: httpx.Response) -> Token | None:
    """Return the token in the answer of a login: in JSON under one of the usual names, as text, or in a header."""
    if not answer.is_success:
        return None
    try:
        found = _find(answer.json())
    except ValueError:
        found = answer.text.strip(), None
        if found[0].startswith("<") or len(found[0].split()) != 1:
            found = None
    if found is None:
        found = answer.headers.get("authorization") or answer.headers.get("x-auth-token") or "", None
    value, seconds = found[0].removeprefix("Bearer ").strip(), found[1]
    return Token(value, time.time() + seconds if seconds else None) if value else None


def _find(document: Any) -> tuple[str, float | None] | None:
    """Return a token and for how many seconds it is good, as far as that is told, however deep they lie."""
    if isinstance(document, str):
        return document, None
    if not isinstance(document, Mapping):
        return None
    for name in TOKEN_NAMES:
        if isinstance(document.get(name), str) and document[name]:
            seconds = document.get("expires_in", document.get("expiresIn"))
            return document[name], float(seconds) if isinstance(seconds, int | float) else None
    inner = (value for value in document.values() if isinstance(value, Mapping))
    return next(filter(None, map(_find, inner)), None)


# -- OAuth 2.0


class TokenEndpoint:
    """Authlib's client of one token endpoint, over httpx.

    The client for httpx that Authlib brings along is deprecated; the one below it takes any session.
    """

    def __init__(self, config: ClientConfig, auth: kinds.OAuth2Auth | kinds.OidcAuth, url: str) -> None:
        try:
            from authlib.oauth2 import OAuth2Client
        except ModuleNotFoundError:
            raise ConfigError(
                "OAuth 2.0 needs Authlib, which is not installed.", hint="pip install 'procbook[auth]'"
            ) from None
        self.url = url
        self._config = config
        self._session = httpx.Client(verify=config.verify, timeout=config.timeout)
        self.oauth = OAuth2Client(self._session, auth.client_id, scope=" ".join(auth.scopes) or None)
        self._options: dict[str, Any] = {"auth": lambda request: request}
        if auth.client_secret is not None:
            self._options = {"auth": httpx.BasicAuth(auth.client_id or "", auth.client_secret.get_secret_value())}
        elif auth.client_id is not None:
            self._options["client_id"] = auth.client_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def fetched(self, grant_type: str, members: Callable[[], dict[str, str]]) -> dict[str, Any]:
        """Return the answer to a grant; `members` is called late, so that no traceback with variables shows them."""
        scope = {"scope": self.oauth.scope} if self.oauth.scope and grant_type != "authorization_code" else {}
        with told(self.url, self._config):
            return dict(self.oauth.fetch_token(self.url, grant_type=grant_type, **scope, **members(), **self._options))

    def refreshed(self, old: Token) -> Token:
        """Return a new token for the old one's refresh token."""
        with told(self.url, self._config, old.refresh):
            answer = self.oauth.refresh_token(self.url, refresh_token=old.refresh, **self._options)
        return token_from({"refresh_token": old.refresh, **answer})


def _oauth_fetch(config: ClientConfig, auth: kinds.OAuth2Auth) -> Fetch:
    url = guarded(auth.token_url, "token_url")

    def fetch(old: Token | None) -> Token:
        with TokenEndpoint(config, auth, url) as endpoint:
            if old is not None and old.refresh:
                try:
                    return endpoint.refreshed(old)
                except LoginRequiredError:
                    pass  # a refresh token ends, too; sign in from the start
            return token_from(endpoint.fetched(auth.grant_type, lambda: _credentials(auth)))

    return fetch


def _credentials(auth: kinds.OAuth2Auth) -> dict[str, str]:
    if auth.grant_type == "password":
        return user_and_password(auth)
    if auth.client_secret is None:
        revealed(None, "client_secret")
    return {}


# -- JupyterHub


def _jupyter_fetch(config: ClientConfig, auth: kinds.JupyterAuth) -> Fetch:
    def fetch(_old: Token | None) -> Token:
        hub, key = os.environ.get("JUPYTERHUB_API_URL"), os.environ.get("JUPYTERHUB_API_TOKEN")
        if not hub or not key:
            raise LoginRequiredError("This is no server of a JupyterHub.", hint="Choose another auth_type.")
        try:
            state = _auth_state(hub.rstrip("/"), key, config.timeout)
        except (httpx.HTTPError, ValueError, AttributeError) as error:
            raise TransportError(f"JupyterHub did not answer ({type(error).__name__}).", url=hub) from None
        token = state.get(auth.token_key)
        if not token:
            raise LoginRequiredError(
                "JupyterHub keeps no token for you, or does not hand it out.",
                hint="Its administrator can: enable_auth_state, and the scope admin:auth_state!user for servers.",
            )
        return Token(str(token))

    return fetch


def _auth_state(hub: str, key: str, timeout: float) -> Mapping[str, Any]:
    """Return what the hub keeps for its user, whose name is asked first: only the user's own resource tells it."""
    with httpx.Client(headers={"Authorization": f"token {key}"}, timeout=timeout) as client:
        answer = client.get(f"{hub}/user")
        model = answer.json() if answer.is_success else {}
        if model.get("auth_state") is None and model.get("name"):
            answer = client.get(f"{hub}/users/{quote(model['name'], safe='')}")
            model = answer.json() if answer.is_success else {}
        return model.get("auth_state") or {}
