"""OpenID Connect.

Authorization code with PKCE in a browser (RFC 8252), device code where there is none (RFC 8628).

Tokens come straight from the token endpoint over TLS, so that their claims are checked and not
their signature (OpenID Connect Core, section 3.1.3.7).
"""

from __future__ import annotations

import http.server
import secrets
import threading
import time
import webbrowser
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import parse_qs, urlsplit

from ..protocol.errors import LoginRequiredError, TransportError
from ..settings import OidcAuth
from ..transport import BasicAuth, HTTPError, Token, open_http_client
from ._id_token import read_claims
from ._oauth import (
    Fetch,
    TokenEndpoint,
    require_https,
    token_from,
    translate_token_errors,
)

if TYPE_CHECKING:
    from ..settings import ClientConfig

PATIENCE = 300.0
"""Seconds that a person has for signing in."""
_DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
_PAGE = b"<!doctype html><title>Signed in</title><p>You are signed in. This page can be closed.</p>"


def make_fetch(config: ClientConfig, auth: OidcAuth) -> Fetch:
    """Return what renews a token.

    The first one needs a person, see :func:`in_browser` and :func:`by_code`.
    """
    require_https(auth.issuer_url, "issuer_url")

    def renew(expired: Token | None) -> Token:
        if expired is None or not expired.refresh:
            raise LoginRequiredError(
                "You are not signed in, or no longer.", hint="Sign in: client.login()."
            )
        with TokenEndpoint(
            config, auth, discover(config, auth)["token_endpoint"]
        ) as endpoint:
            return endpoint.refresh(expired)

    return renew


def discover(config: ClientConfig, auth: OidcAuth) -> dict[str, Any]:
    """Return what the issuer says about itself (OpenID Connect Discovery, section 4)."""
    url = auth.issuer_url.rstrip("/") + "/.well-known/openid-configuration"
    try:
        with open_http_client(config) as client:
            answer = client.get(url)
        document = answer.json() if answer.is_success else None
    except (HTTPError, ValueError) as error:
        raise TransportError(
            f"The issuer did not answer ({type(error).__name__}).", url=url
        ) from None
    if not isinstance(document, dict) or str(document.get("issuer", "")).rstrip(
        "/"
    ) != auth.issuer_url.rstrip("/"):
        raise LoginRequiredError(
            "There is no such OpenID Connect issuer.", url=url, hint="Check issuer_url."
        )
    for name in (
        "token_endpoint",
        "authorization_endpoint",
        "device_authorization_endpoint",
    ):
        if name in document:
            require_https(document[name], name)
    return document


def in_browser(
    config: ClientConfig,
    auth: OidcAuth,
    *,
    open_page: Callable[[str], Any] | None = None,
    stop: threading.Event | None = None,
) -> Token:
    """Have a person sign in with a browser on this machine, and return the token.

    `stop` ends the wait.
    """
    endpoints = discover(config, auth)
    state, nonce, verifier = (
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(24),
        secrets.token_urlsafe(48),
    )
    with (
        _Callback(state) as callback,
        TokenEndpoint(config, auth, endpoints["token_endpoint"]) as endpoint,
    ):
        endpoint.oauth.code_challenge_method = "S256"
        url, _ = endpoint.oauth.create_authorization_url(
            endpoints["authorization_endpoint"],
            state=state,
            nonce=nonce,
            code_verifier=verifier,
            redirect_uri=callback.url,
        )
        (open_page or webbrowser.open)(url)
        code = callback.wait(PATIENCE, stop or threading.Event())
        answer = endpoint.fetch(
            "authorization_code",
            lambda: {
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": callback.url,
            },
        )
    _check_claims(answer.get("id_token"), auth, nonce)
    return token_from(answer)


def by_code(
    config: ClientConfig,
    auth: OidcAuth,
    tell: Callable[[str, str], None],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Token:
    """Have a person sign in on any device with a short code, and return the token.

    `tell` gets page and code.
    """
    endpoints = discover(config, auth)
    endpoint = endpoints.get("device_authorization_endpoint")
    if not endpoint:
        raise LoginRequiredError(
            "This issuer has no sign-in without a browser.",
            hint="Run client.login() on a desktop.",
        )
    form = {"client_id": auth.client_id, "scope": " ".join(auth.scopes)}
    try:
        with open_http_client(config) as client:
            started = client.post(endpoint, data=form).json()
        page = started.get("verification_uri_complete") or started["verification_uri"]
        tell(page, started["user_code"])
    except (HTTPError, ValueError, KeyError, AttributeError) as error:
        raise LoginRequiredError(
            f"The issuer gave no code ({type(error).__name__}).", url=endpoint
        ) from None
    return _poll_for_token(config, auth, endpoints["token_endpoint"], started, sleep)


def _poll_for_token(
    config: ClientConfig,
    auth: OidcAuth,
    endpoint: str,
    started: Mapping[str, Any],
    sleep: Callable[[float], None],
) -> Token:
    pause, end = (
        float(started.get("interval", 5)),
        time.monotonic() + float(started.get("expires_in", PATIENCE)),
    )
    form = {
        "grant_type": _DEVICE_GRANT,
        "device_code": started["device_code"],
        "client_id": auth.client_id,
    }
    secret = auth.client_secret
    basic = (
        BasicAuth(auth.client_id, secret.get_secret_value())
        if secret is not None
        else None
    )
    with open_http_client(config, auth=basic) as client:
        while time.monotonic() < end:
            sleep(pause)
            with translate_token_errors(endpoint, config):
                answer = client.post(endpoint, data=form).json()
            if "access_token" in answer:
                return token_from(answer)
            match answer.get("error"):
                case "authorization_pending":
                    continue
                case "slow_down":
                    pause += 5
                case error:
                    raise LoginRequiredError(
                        f"Signing in was refused: {answer.get('error_description') or error}."
                    )
    raise LoginRequiredError(
        "Nobody signed in in time.", hint="Call client.login() again."
    )


def _check_claims(id_token: str | None, auth: OidcAuth, nonce: str) -> None:
    if id_token is None:
        return
    try:
        claims = read_claims(id_token)
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        good = (
            str(claims["iss"]).rstrip("/") == auth.issuer_url.rstrip("/")
            and auth.client_id in audience
            and claims.get("nonce") == nonce
            and claims["exp"] > time.time()
        )
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise LoginRequiredError(
            "The issuer's token is not meant for this client; it is not used."
        )


class _Callback:
    """Listens on loopback for the one redirect that brings the code (RFC 8252, section 7.3)."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._came = threading.Event()
        self._answer: dict[str, str] = {}
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {
                    name: values[0] for name, values in parse_qs(parts.query).items()
                }
                mine = parts.path == "/callback" and secrets.compare_digest(
                    query.get("state", ""), outer._state
                )
                self.send_response(200 if mine else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(_PAGE if mine else b"")
                if mine:
                    outer._answer = query
                    outer._came.set()

            def log_message(self, format: str, *args: Any) -> None:
                """Write no log: the address holds the code."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/callback"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait(self, seconds: float, stop: threading.Event) -> str:
        """Return the code."""
        end = time.monotonic() + seconds
        while not self._came.wait(0.2) and time.monotonic() < end and not stop.is_set():
            pass
        if not self._came.is_set():
            raise LoginRequiredError(
                "Nobody signed in in time.", hint="Call client.login() again."
            )
        if "code" not in self._answer:
            reason = (
                self._answer.get("error_description")
                or self._answer.get("error")
                or "no code came"
            )
            raise LoginRequiredError(f"Signing in was refused: {reason}.")
        return self._answer["code"]
