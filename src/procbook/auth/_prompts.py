"""What a person has to type for each kind of sign-in, and what is known about a sign-in that there is."""

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
"""Kinds of sign-in that need no more than what a person can type, for a server that wants one and was not said to."""


class SignInSession(Protocol):
    """What signing in needs of a session."""

    @property
    def config(self) -> ClientConfig:
        """The settings."""

    @property
    def connection(self) -> Connection:
        """What sends requests, with the credentials."""

    def request(
        self, method: str, url: str, *, params: Mapping[str, Any] | None = None
    ) -> Answer:
        """Make any request of the server."""


@dataclass(frozen=True)
class Question:
    """One thing to be typed: the setting's name, what it is called, and whether nobody may see it."""

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


def questions(kind: str, auth: Any = None) -> tuple[Question, ...]:
    """Return everything that a kind of sign-in asks for; nothing where a browser or a hub does."""
    if isinstance(auth, kinds.OAuth2Auth):
        return (
            (Question("client_secret", "Client secret"),)
            if auth.grant_type == "client_credentials"
            else _USER
        )
    return _OF_KIND.get(kind, ())


def missing(config: ClientConfig) -> tuple[Question, ...]:
    """Return what these settings and an earlier sign-in leave open."""
    auth = config.auth
    present = {
        name for name in type(auth).model_fields if getattr(auth, name) is not None
    }
    if present & {"access_token", "refresh_token"}:
        return ()  # what would fetch a token is needless
    missing_names = tuple(
        question
        for question in questions(auth.auth_type, auth)
        if question.name not in present
    )
    return () if missing_names and Vault().get(vault_key(config)) else missing_names


def refusal(session: SignInSession) -> LoginRequiredError | None:
    """Ask the server whether it takes the credentials: at its front door and at the jobs, which are guarded first.

    Raises
    ------
    TransportError
        If the server does not answer.
    """
    for path in ("/", "/jobs"):
        answer = session.request(
            "GET", path, params={"limit": 1} if path == "/jobs" else None
        )
        if answer.status == 401 and isinstance(
            error := error_from(answer), LoginRequiredError
        ):
            return error
    return None


@dataclass(frozen=True)
class Standing:
    """What is known about a sign-in: who, until when (seconds since 1970), whether it renews itself."""

    who: str = ""
    until: float | None = None
    renews: bool = False


def standing(session: SignInSession) -> Standing | None:
    """Return what is known about the sign-in of a client; None where there is none. No request is made."""
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
        who or person_of(token.more.get("id_token")),
        token.expires_at,
        token.refresh is not None,
    )


def describe_sign_in(session: SignInSession) -> str:
    """Return a sentence about the sign-in of a client: as whom, or that there is none. No request is made."""
    auth_type = session.config.auth.auth_type
    if auth_type == "none":
        return "Not signed in."
    known = standing(session)
    if known is None:
        return f"Not signed in yet ({auth_type})."
    return f"Signed in as {known.who}." if known.who else f"Signed in ({auth_type})."
