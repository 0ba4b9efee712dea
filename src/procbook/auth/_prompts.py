"""The questions of each kind of sign-in, and the state of the current sign-in."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from ..protocol import error_from
from ..protocol.errors import LoginRequiredError
from ..settings import _auth_settings as kinds
from ..transport import Connection, TokenAuthority
from ._credential_store import Vault, vault_key
from ._id_token import person_of

if TYPE_CHECKING:
    from ..protocol import Answer
    from ..settings import ClientConfig

GUESSES = {"basic": "User name and password", "token": "Token", "api-key": "API key"}
"""Kinds of sign-in to offer for a server that refuses a request, when the settings name none."""


class SignInSession(Protocol):
    """The part of a session that sign-in uses."""

    @property
    def config(self) -> ClientConfig:
        """The settings."""

    @property
    def connection(self) -> Connection:
        """The connection, which sends requests with the credentials."""

    def request(
        self, method: str, url: str, *, params: Mapping[str, Any] | None = None
    ) -> Answer:
        """Make any request of the server."""


@dataclass(frozen=True)
class Question:
    """One setting that a person types: its name, its label, and whether it is secret."""

    name: str
    label: str
    secret: bool = True


_USER = (
    Question("username", "User name", secret=False),
    Question("password", "Password"),
)
_OF_KIND = {
    "basic": _USER,
    "login": _USER,
    "token": (Question("access_token", "Token"),),
    "api-key": (Question("api_key", "API key"),),
}


def questions(kind: str, auth: object = None) -> tuple[Question, ...]:
    """Return the questions of a kind of sign-in; none where a browser or a hub asks them."""
    if isinstance(auth, kinds.OAuth2Auth):
        if auth.grant_type == "client_credentials":
            return (Question("client_secret", "Client secret"),)
        return _USER
    return _OF_KIND.get(kind, ())


def missing(config: ClientConfig) -> tuple[Question, ...]:
    """Return the questions that neither the settings nor an earlier sign-in answer."""
    auth = config.auth
    present = {
        name for name in type(auth).model_fields if getattr(auth, name) is not None
    }
    if present & {"access_token", "refresh_token"}:
        return ()  # there is a token already
    unanswered = tuple(
        question
        for question in questions(auth.auth_type, auth)
        if question.name not in present
    )
    if unanswered and Vault().get(vault_key(config)):
        return ()
    return unanswered


def refusal(session: SignInSession) -> LoginRequiredError | None:
    """Return the error of a server that refuses the credentials at its landing page or at its jobs.

    Else None.

    Raises
    ------
    TransportError
        If the server does not answer.
    """
    for path in ("/", "/jobs"):
        params = {"limit": 1} if path == "/jobs" else None
        answer = session.request("GET", path, params=params)
        if answer.status != 401:
            continue
        error = error_from(answer)
        if isinstance(error, LoginRequiredError):
            return error
    return None


@dataclass(frozen=True)
class Standing:
    """The state of a sign-in: who, until when (seconds since 1970), whether it renews itself."""

    who: str = ""
    until: float | None = None
    renews: bool = False


def standing(session: SignInSession) -> Standing | None:
    """Return the state of the sign-in of a client without a request; None where there is none."""
    auth = session.config.auth
    authority = session.connection.auth if not missing(session.config) else None
    if authority is None:
        return None
    who = str(getattr(auth, "username", None) or "")
    if not isinstance(authority, TokenAuthority):
        return Standing(who)
    token = authority.token
    if token is None or not (token.refresh or token.is_fresh(time.time())):
        return None
    return Standing(
        who or person_of(token.extra.get("id_token")),
        token.expires_at,
        token.refresh is not None,
    )


def describe_sign_in(session: SignInSession) -> str:
    """Return a sentence about the sign-in of a client.

    As whom, or that there is none. No request is made.
    """
    auth_type = session.config.auth.auth_type
    if auth_type == "none":
        return "Not signed in."
    known = standing(session)
    if known is None:
        return f"Not signed in yet ({auth_type})."
    return f"Signed in as {known.who}." if known.who else f"Signed in ({auth_type})."
