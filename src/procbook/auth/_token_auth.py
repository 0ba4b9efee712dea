"""Sign-ins whose token is fetched: a login form, OAuth 2.0, OpenID Connect, and what JupyterHub keeps for its user."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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
    "access_token", "accessToken", "token", "authToken", "auth_token", "apiToken", "api_token", "access",
    "bearerToken", "bearer_token", "jwtToken", "jwt_token", "jwt", "sessionToken", "session_token", "key",
    "id_token", "idToken",
)  # fmt: skip
"""Under which names servers were seen to return a token."""


def make_token_authority(config: ClientConfig) -> TokenAuthority:
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


def _token_of_settings(auth: Any) -> Token | None:
    token = getattr(auth, "access_token", None)
    if token is not None:
        return Token(require_secret(token, "access_token"))
    refresh = getattr(auth, "refresh_token", None)
    return (
        Token("", expires_at=0.0, refresh=require_secret(refresh, "refresh_token"))
        if refresh is not None
        else None
    )


def _store_refreshed(fetch: Fetch, key: str) -> Fetch:
    """Refresh tokens may be good for one use only, so a sign-in that is kept has to follow."""

    def renew(expired: Token | None) -> Token:
        token = fetch(expired)
        vault = Vault()
        stored = vault.get(key)
        if stored is not None and "access_token" in stored:
            vault.put(key, to_stored(token))
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
    # FastAPI with a JSON body says 422, Spring 415.
    return (
        client.post(auth.login_url, json=form)
        if answer.status_code in {415, 422}
        else answer
    )


def user_and_password(auth: kinds.LoginAuth | kinds.OAuth2Auth) -> dict[str, str]:
    """Return the two, or say which is missing."""
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
    """Return the token in the answer of a login: in JSON under one of the usual names, as text, or in a header."""
    if not answer.is_success:
        return None
    try:
        token_and_lifetime = _find(answer.json())
    except ValueError:
        token_and_lifetime = answer.text.strip(), None
        if (
            token_and_lifetime[0].startswith("<")
            or len(token_and_lifetime[0].split()) != 1
        ):
            token_and_lifetime = None
    if token_and_lifetime is None:
        token_and_lifetime = (
            answer.headers.get("authorization")
            or answer.headers.get("x-auth-token")
            or "",
            None,
        )
    value, seconds = (
        token_and_lifetime[0].removeprefix("Bearer ").strip(),
        token_and_lifetime[1],
    )
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
            return document[name], float(seconds) if isinstance(
                seconds, int | float
            ) else None
    members = (value for value in document.values() if isinstance(value, Mapping))
    return next(filter(None, map(_find, members)), None)


# -- OAuth 2.0


def _oauth_fetch(config: ClientConfig, auth: kinds.OAuth2Auth) -> Fetch:
    url = require_https(auth.token_url, "token_url")

    def fetch(expired: Token | None) -> Token:
        with TokenEndpoint(config, auth, url) as endpoint:
            if expired is not None and expired.refresh:
                try:
                    return endpoint.refresh(expired)
                except LoginRequiredError:
                    pass  # a refresh token ends, too; sign in from the start
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
        hub, key = (
            os.environ.get("JUPYTERHUB_API_URL"),
            os.environ.get("JUPYTERHUB_API_TOKEN"),
        )
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
                hint="Its administrator can: enable_auth_state, and the scope admin:auth_state!user for servers.",
            )
        return Token(str(token))

    return fetch


def _auth_state(hub: str, key: str, config: ClientConfig) -> Mapping[str, Any]:
    """Return what the hub keeps for its user, whose name is asked first: only the user's own resource tells it."""
    with open_http_client(
        config, verify=True, headers={"Authorization": f"token {key}"}
    ) as client:
        answer = client.get(f"{hub}/user")
        model = answer.json() if answer.is_success else {}
        if model.get("auth_state") is None and model.get("name"):
            answer = client.get(f"{hub}/users/{quote(model['name'], safe='')}")
            model = answer.json() if answer.is_success else {}
        return model.get("auth_state") or {}
