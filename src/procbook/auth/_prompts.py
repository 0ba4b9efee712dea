"""What a person has to say to sign in, a kind of sign-in at a time; who asks is another matter."""

from __future__ import annotations

import base64
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..settings import _auth_settings as kinds
from ._credential_store import Vault, vault_key
from ._request_auth import TokenAuthority

if TYPE_CHECKING:
    from ..client._client import Client
    from ..protocol.errors import LoginRequiredError
    from ..settings import ClientConfig

GUESSES = {"basic": "User name and password", "token": "Token", "api-key": "API key"}
"""Kinds of sign-in that need no more than what a person can type, for a server that wants one and was not said to."""


@dataclass(frozen=True)
class Question:
    """One thing to be typed: the setting's name, what it is called, and whether nobody may see it."""

    name: str
    label: str
    secret: bool = True


_USER = (Question("username", "User name", secret=False), Question("password", "Password"))
_OF_KIND = {
    "basic": _USER,
    "login": _USER,
    "token": (Question("access_token", "Token"),),
    "api-key": (Question("api_key", "API key"),),
}


def questions(kind: str, auth: Any = None) -> tuple[Question, ...]:
    """Return everything that a kind of sign-in asks for; nothing where a browser or a hub does."""
    if isinstance(auth, kinds.OAuth2Auth):
        return (Question("client_secret", "Client secret"),) if auth.grant_type == "client_credentials" else _USER
    return _OF_KIND.get(kind, ())


def missing(config: ClientConfig) -> tuple[Question, ...]:
    """Return what these settings and an earlier sign-in leave open."""
    auth = config.auth
    given = {name for name in type(auth).model_fields if getattr(auth, name) is not None}
    if given & {"access_token", "refresh_token"}:
        return ()  # what would fetch a token is needless
    left = tuple(question for question in questions(auth.auth_type, auth) if question.name not in given)
    return () if left and Vault().get(vault_key(config)) else left


def refusal(client: Client) -> LoginRequiredError | None:
    """Ask the server whether it takes the credentials: at its front door and at the jobs, which are guarded first.

    Raises
    ------
    TransportError
        If the server does not answer.
    """
    from ..protocol import error_from
    from ..protocol.errors import LoginRequiredError

    for path in ("/", "/jobs"):
        answer = client.request("GET", path, params={"limit": 1} if path == "/jobs" else None)
        if answer.status == 401 and isinstance(error := error_from(answer), LoginRequiredError):
            return error
    return None


@dataclass(frozen=True)
class Standing:
    """What is known about a sign-in: who, until when (seconds since 1970), whether it renews itself."""

    who: str = ""
    until: float | None = None
    renews: bool = False


def standing(client: Client) -> Standing | None:
    """Return what is known about the sign-in of a client; None where there is none. No request is made."""
    auth = client.config.auth
    authority = client._connection.auth if not missing(client.config) else None  # noqa: SLF001 - of the same package
    if authority is None:
        return None
    who = str(getattr(auth, "username", None) or "")
    if not isinstance(authority, TokenAuthority):
        return Standing(who)
    token = authority.token
    if token is None or not (token.refresh or token.is_fresh(time.time())):
        return None
    return Standing(who or _named(token.more.get("id_token")), token.expires_at, token.refresh is not None)


def claims_of(id_token: str) -> dict[str, Any]:
    """Return what an ID token says, unchecked; ValueError where it is none."""
    payload = id_token.split(".")[1] if id_token.count(".") >= 1 else ""
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not isinstance(claims, dict):
        raise ValueError("claims are no object")  # noqa: TRY004 - one kind of error for one kind of caller
    return claims


def _named(id_token: str | None) -> str:
    """Return how an issuer calls the person (OpenID Connect Core, section 5.1), for showing it only."""
    try:
        claims = claims_of(id_token or "")
    except ValueError:
        return ""
    return str(next((claims[name] for name in ("preferred_username", "email", "name", "sub") if claims.get(name)), ""))
