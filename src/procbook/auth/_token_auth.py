"""Sign-ins whose token is fetched.

A login form, OAuth 2.0, OpenID Connect, and the token of a JupyterHub.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import quote

from .._json import JsonValue
from ..protocol.errors import ConfigError, LoginRequiredError, TransportError
from ..settings import _auth_settings as kinds
from ..transport import (
    HttpClient,
    HTTPError,
    HttpResponse,
    Token,
    TokenAuthority,
    open_http_client,
)
from . import _oidc
from ._credential_store import Vault, vault_key
from ._oauth import Fetch, TokenEndpoint, require_https, to_stored, token_from
from ._require_secret import require_secret

if TYPE_CHECKING:
    from ..settings import ClientConfig

TOKEN_NAMES = (
    "access_token",
    "accessToken",
    "token",
    "authToken",
    "auth_token",
    "apiToken",
    "api_token",
    "access",
    "bearerToken",
    "bearer_token",
    "jwtToken",
    "jwt_token",
    "jwt",
    "sessionToken",
    "session_token",
    "key",
    "id_token",
    "idToken",
)
"""Names under which servers return a token."""


_TokenAndLifetime: TypeAlias = tuple[str, float | None]
"""A token, and the seconds for which it is valid, if they are stated."""


def make_token_authority(config: ClientConfig) -> TokenAuthority:
    """Return the authority that fetches and renews the token of these settings."""
    auth = config.auth
    header = getattr(auth, "access_token_header", None)
    key = vault_key(config)
    match auth:
        case kinds.LoginAuth():
            fetch = _login_fetch(config, auth)
        case kinds.OAuth2Auth():
            fetch = _oauth_fetch(config, auth)
        case kinds.OidcAuth():
            fetch = _oidc.make_fetch(config, auth)
        case kinds.JupyterAuth():
            return TokenAuthority(_jupyter_fetch(config, auth))
        case _:
            raise ConfigError(f"There is no sign-in of the kind {auth.auth_type!r}.")
    stored = Vault().get(key)
    token = (
        token_from(stored)
        if stored and "access_token" in stored
        else _token_of_settings(auth)
    )
    return TokenAuthority(_store_refreshed(fetch, key), header, token=token)


def _token_of_settings(auth: object) -> Token | None:
    token = getattr(auth, "access_token", None)
    if token is not None:
        return Token(require_secret(token, "access_token"))
    refresh = getattr(auth, "refresh_token", None)
    if refresh is None:
        return None
    secret = require_secret(refresh, "refresh_token")
    return Token("", expires_at=0.0, refresh=secret)


def _store_refreshed(fetch: Fetch, key: str) -> Fetch:
    """Return a fetch that also updates the stored sign-in.

    A refresh token may be valid for one use only.
    """

    def renew(expired: Token | None) -> Token:
        token = fetch(expired)
        vault = Vault()
        stored = vault.get(key)
        if stored is not None and "access_token" in stored:
            vault.store(key, to_stored(token))
        return token

    return renew


# -- login form


def _login_fetch(config: ClientConfig, auth: kinds.LoginAuth) -> Fetch:
    def fetch(_expired: Token | None) -> Token:
        try:
            with open_http_client(config) as client:
                answer = _post_form(client, auth)
        except HTTPError as error:
            name = type(error).__name__
            raise TransportError(
                f"The login at {auth.login_url} failed ({name}).", url=auth.login_url
            ) from None
        token = find_token(answer)
        if token is None:
            raise LoginRequiredError(
                f"The login at {auth.login_url} was refused.",
                status=answer.status_code,
                hint="Check user name and password, or sign in again: client.login(force=True).",
            )
        return token

    return fetch


def _post_form(client: HttpClient, auth: kinds.LoginAuth) -> HttpResponse:
    form = user_and_password(auth)
    if auth.login_as == "json":
        return client.post(auth.login_url, json=form)
    answer = client.post(auth.login_url, data=form)
    # A login that expects JSON: FastAPI answers 422, Spring 415 (RFC 9110, sections 15.5.16 and
    # 15.5.21).
    if answer.status_code in {415, 422}:
        return client.post(auth.login_url, json=form)
    return answer


def user_and_password(auth: kinds.LoginAuth | kinds.OAuth2Auth) -> dict[str, str]:
    """Return user name and password.

    Raises
    ------
    LoginRequiredError
        One of them is not set.
    """
    if not auth.username:
        raise LoginRequiredError(
            "Signing in needs username, which is not set.",
            hint="Give it to Client(username=…), set the variable, or call client.login().",
        )
    return {
        "username": auth.username,
        "password": require_secret(auth.password, "password"),
    }


def find_token(answer: HttpResponse) -> Token | None:
    """Return the token in the answer of a login.

    In JSON under one of the usual names, as text, or in a header.
    """
    if not answer.is_success:
        return None
    try:
        token = _find_in_json(answer.json())
    except ValueError:
        token = _find_in_text(answer.text.strip())
    headers = answer.headers
    if token is None:
        token = headers.get("authorization") or headers.get("x-auth-token") or "", None
    text, seconds = token
    value = text.removeprefix("Bearer ").strip()
    if not value:
        return None
    return Token(value, time.time() + seconds if seconds else None)


def _find_in_text(text: str) -> _TokenAndLifetime | None:
    """Return a text that is a single word as token."""
    if text.startswith("<") or len(text.split()) != 1:
        return None
    return text, None


def _find_in_json(document: JsonValue) -> _TokenAndLifetime | None:
    """Return the first token in a document, at any depth."""
    if isinstance(document, str):
        return document, None
    if not isinstance(document, Mapping):
        return None
    for name in TOKEN_NAMES:
        token = document.get(name)
        if token and isinstance(token, str):
            seconds = document.get("expires_in", document.get("expiresIn"))
            is_number = isinstance(seconds, int | float)
            return token, float(seconds) if is_number else None
    for member in document.values():
        if isinstance(member, Mapping):
            token_and_lifetime = _find_in_json(member)
            if token_and_lifetime is not None:
                return token_and_lifetime
    return None


# -- OAuth 2.0


def _oauth_fetch(config: ClientConfig, auth: kinds.OAuth2Auth) -> Fetch:
    url = require_https(auth.token_url, "token_url")

    def fetch(expired: Token | None) -> Token:
        with TokenEndpoint(config, auth, url) as endpoint:
            if expired is not None and expired.refresh:
                try:
                    return endpoint.refresh(expired)
                except LoginRequiredError:
                    pass  # a refresh token expires, too; sign in from the start
            return token_from(
                endpoint.fetch(auth.grant_type, lambda: _credentials(auth))
            )

    return fetch


def _credentials(auth: kinds.OAuth2Auth) -> dict[str, str]:
    if auth.grant_type == "password":
        return user_and_password(auth)
    if auth.client_secret is None:
        require_secret(None, "client_secret")
    return {}


# -- JupyterHub


def _jupyter_fetch(config: ClientConfig, auth: kinds.JupyterAuth) -> Fetch:
    def fetch(_expired: Token | None) -> Token:
        hub = os.environ.get("JUPYTERHUB_API_URL")
        key = os.environ.get("JUPYTERHUB_API_TOKEN")
        if not hub or not key:
            raise LoginRequiredError(
                "This is no server of a JupyterHub.", hint="Choose another auth_type."
            )
        try:
            state = _auth_state(hub.rstrip("/"), key, config)
        except (HTTPError, ValueError, AttributeError) as error:
            raise TransportError(
                f"JupyterHub did not answer ({type(error).__name__}).", url=hub
            ) from None
        token = state.get(auth.token_key)
        if not token:
            raise LoginRequiredError(
                "JupyterHub keeps no token for you, or does not hand it out.",
                hint=(
                    "Its administrator can: enable_auth_state, and the scope "
                    "admin:auth_state!user for servers."
                ),
            )
        return Token(str(token))

    return fetch


def _auth_state(hub: str, key: str, config: ClientConfig) -> Mapping[str, Any]:
    """Return the ``auth_state`` of the hub's user.

    Newer hubs hold it in the user's own resource only.
    """
    with open_http_client(
        config, verify=True, headers={"Authorization": f"token {key}"}
    ) as client:
        answer = client.get(f"{hub}/user")
        model = answer.json() if answer.is_success else {}
        if model.get("auth_state") is None and model.get("name"):
            answer = client.get(f"{hub}/users/{quote(model['name'], safe='')}")
            model = answer.json() if answer.is_success else {}
        return model.get("auth_state") or {}
