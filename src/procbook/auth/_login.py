"""Signing in because a person asked for it, and out again."""

from __future__ import annotations

import getpass
import os
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr, ValidationError

from ..client import _doors
from ..protocol.errors import ConfigError, LoginRequiredError
from ..settings import _auth_settings as kinds
from ._credential_store import WORDS, Place, Vault, vault_key
from ._prompts import missing, questions, refusal
from ._request_auth import Token, TokenAuthority

if TYPE_CHECKING:
    from ..client._client import Client


SHOWN = "Sign in with the form that is shown."


def login(
    client: Client, *, interactive: bool, no_browser: bool, force: bool, save: bool, credentials: dict[str, Any]
) -> str:
    """Sign in; see :meth:`Client.login`."""
    if credentials:
        take(client, credentials)
    if interactive and _doors.is_live() and _needs_a_person(client, anew=force and not credentials):
        _doors.show_sign_in(client, no_browser=no_browser, save=save, anew=True)
        return SHOWN
    if interactive:
        _ask_for_missing(client)

    def with_a_person() -> Token:
        return _with_a_person(client, client.config.auth, no_browser=no_browser)

    kept = sign_in(client, force=force, person=with_a_person if interactive else None)
    if client.config.auth.auth_type == "none":
        return "This server is used without signing in."
    return f"Signed in; {WORDS[keep(client, kept) if save else 'session']}."


def sign_in(client: Client, *, force: bool, person: Callable[[], Token] | None = None) -> dict[str, Any]:
    """Sign in with the settings as they are, and return what can be kept.

    Parameters
    ----------
    force : bool
        Forget what an earlier sign-in left.
    person : callable, optional
        Has a person sign in at the issuer's own page (OpenID Connect), and returns the token.
    """
    client._connection.forget_auth()  # noqa: SLF001 - of the same package
    if force:
        Vault().forget(vault_key(client.config))
    authority = client._connection.auth  # noqa: SLF001
    if not isinstance(authority, TokenAuthority):
        return _secrets(client)
    if force:
        authority.token = None
    try:
        token = authority.renewed()
    except LoginRequiredError:
        if person is None or not isinstance(client.config.auth, kinds.OidcAuth):
            raise
        token = authority.token = person()
    from ._token_auth import as_kept

    return {} if isinstance(client.config.auth, kinds.JupyterAuth) else as_kept(token)


def keep(client: Client, secrets: dict[str, Any]) -> Place:
    """Keep a sign-in for the next time, and tell where."""
    return Vault().put(vault_key(client.config), secrets) if secrets else "session"


def _needs_a_person(client: Client, *, anew: bool) -> bool:
    """Whether signing in cannot go on without somebody; `anew` is what a person wants who asks for another sign-in."""
    auth = client.config.auth
    if isinstance(auth, kinds.JupyterAuth):
        return False
    if isinstance(auth, kinds.NoAuth):
        # Only the server knows, unless somebody said that there is no sign-in.
        return client.config.sources["auth.auth_type"] == "default" and refusal(client) is not None
    if isinstance(auth, kinds.OidcAuth):
        token = getattr(client._connection.auth, "token", None)  # noqa: SLF001 - of the same package
        return anew or token is None or not (token.refresh or token.is_fresh(time.time()))
    return bool(missing(client.config)) or (anew and bool(questions(auth.auth_type, auth)))


def _with_a_person(client: Client, auth: Any, *, no_browser: bool) -> Token:
    from ._oidc import by_code, in_browser

    if no_browser or _is_headless():
        return by_code(client.config, auth, _say_code)
    return in_browser(client.config, auth)


def _say_code(page: str, code: str) -> None:
    print(f"To sign in, open {page} and enter the code {code}", flush=True)  # noqa: T201 - for the person


def _is_headless() -> bool:
    """Whether a browser opened from here would open on another machine than the one the person sits at."""
    remote = any(os.environ.get(name) for name in ("JUPYTERHUB_API_URL", "SSH_CONNECTION", "KUBERNETES_SERVICE_HOST"))
    no_screen = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return remote or no_screen


def take(client: Client, credentials: dict[str, Any]) -> None:
    """Put credentials that somebody gave into the settings."""
    auth = client.config.auth
    said = kinds.nested({**credentials, "auth_type": credentials.get("auth_type", auth.auth_type)})["auth"]
    kind = kinds.KINDS.get(kinds.guess(credentials) if auth.auth_type == "none" else str(said["auth_type"]), type(auth))
    known = {name: getattr(auth, name) for name in auth.model_fields_set if name in kind.model_fields}
    try:
        made: Any = kind.model_validate({**known, **said, "auth_type": kind.model_fields["auth_type"].default})
    except ValidationError as error:
        names = ", ".join(".".join(map(str, mistake["loc"])) for mistake in error.errors(include_input=False))
        raise ConfigError(f"These credentials make no sense for signing in by {auth.auth_type}: {names}.") from None
    client.config.auth = made


def _ask_for_missing(client: Client) -> None:
    """Ask for what is missing, in a terminal or in a notebook that can show no form."""
    auth = client.config.auth
    for question in missing(client.config):
        said = _asked(f"{question.label}: ", secret=question.secret)
        setattr(auth, question.name, SecretStr(said) if question.secret else said)


def _asked(prompt: str, *, secret: bool) -> str:
    if not (sys.stdin is not None and sys.stdin.isatty()) and "ipykernel" not in sys.modules:
        raise LoginRequiredError(
            "Signing in needs credentials, and there is nobody to ask.", hint="Give them as arguments."
        )
    return getpass.getpass(prompt) if secret else input(prompt)


def _secrets(client: Client) -> dict[str, Any]:
    auth = client.config.auth
    secrets = {name: getattr(auth, name) for name in auth.secret_names}
    kept = {name: value.get_secret_value() for name, value in secrets.items() if value is not None}
    return {**kept, "username": auth.username} if kept and isinstance(auth, kinds.BasicAuth) else kept


def logout(client: Client) -> None:
    """Forget the sign-in; see :meth:`Client.logout`."""
    Vault().forget(vault_key(client.config))
    auth = client.config.auth
    for name in auth.secret_names:
        if name in type(auth).model_fields:
            setattr(auth, name, None)
    client._connection.forget_auth()  # noqa: SLF001 - of the same package
