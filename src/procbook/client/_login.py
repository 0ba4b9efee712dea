"""Signing in because a person asked for it, and out again."""

from __future__ import annotations

import getpass
import os
import sys
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr, ValidationError

from ..protocol.errors import ConfigError, LoginRequiredError
from . import _auth_settings as kinds
from ._auth import Token, TokenAuthority
from ._vault import WORDS, Vault, vault_key

if TYPE_CHECKING:
    from ._client import Client


def login(
    client: Client, *, interactive: bool, no_browser: bool, force: bool, save: bool, credentials: dict[str, Any]
) -> str:
    """Sign in; see :meth:`Client.login`."""
    if credentials:
        _take(client, credentials)
    if interactive:
        _ask_for_missing(client)
    client._connection.forget_auth()  # noqa: SLF001 - of the same package
    key = vault_key(client.config)
    if force:
        Vault().forget(key)
    auth = client._connection.auth  # noqa: SLF001
    kept = _secrets(client)
    if isinstance(auth, TokenAuthority):
        kept = _signed_in(client, auth, interactive=interactive, no_browser=no_browser, force=force)
    if client.config.auth.auth_type == "none":
        return "This server is used without signing in."
    if not save or not kept:
        return f"Signed in; {WORDS['session']}."
    return f"Signed in; {WORDS[Vault().put(key, kept)]}."


def _signed_in(
    client: Client, authority: TokenAuthority, *, interactive: bool, no_browser: bool, force: bool
) -> dict[str, Any]:
    from ._auth_kinds import as_kept

    auth = client.config.auth
    if force:
        authority.token = None
    if isinstance(auth, kinds.OidcAuth):
        try:
            authority.renewed()
        except LoginRequiredError:
            if not interactive:
                raise
            authority.token = _with_a_person(client, auth, no_browser=no_browser)
    else:
        authority.renewed()
    assert authority.token is not None
    return {} if isinstance(auth, kinds.JupyterAuth) else as_kept(authority.token)


def _with_a_person(client: Client, auth: kinds.OidcAuth, *, no_browser: bool) -> Token:
    from ._oidc import by_code, in_browser

    if no_browser or _is_headless():
        return by_code(client.config, auth, lambda text: print(text, flush=True))  # noqa: T201 - for the person
    return in_browser(client.config, auth)


def _is_headless() -> bool:
    """Whether a browser opened from here would open on another machine than the one the person sits at."""
    remote = any(os.environ.get(name) for name in ("JUPYTERHUB_API_URL", "SSH_CONNECTION", "KUBERNETES_SERVICE_HOST"))
    no_screen = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return remote or no_screen


def _take(client: Client, credentials: dict[str, Any]) -> None:
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
    """Ask for what is missing; a notebook asks in a box of its own, which is not saved."""
    auth = client.config.auth
    if isinstance(auth, kinds.OidcAuth | kinds.JupyterAuth | kinds.NoAuth) or Vault().get(vault_key(client.config)):
        return
    answers: dict[str, Any] = {}
    if "username" in type(auth).model_fields and not getattr(auth, "username", None) and _needs_user(auth):
        answers["username"] = _asked("User name: ", secret=False)
    needed = {
        "basic": "password", "login": "password", "token": "access_token", "api-key": "api_key",
        "oauth2": "password" if _needs_user(auth) else "client_secret",
    }[auth.auth_type]  # fmt: skip
    if getattr(auth, needed, None) is None and getattr(auth, "access_token", None) is None:
        answers[needed] = SecretStr(_asked(f"{needed.replace('_', ' ').capitalize()}: ", secret=True))
    for name, value in answers.items():
        setattr(auth, name, value)


def _needs_user(auth: Any) -> bool:
    return getattr(auth, "grant_type", "password") == "password"


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
