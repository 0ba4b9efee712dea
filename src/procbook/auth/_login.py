"""Sign-in and sign-out on behalf of a person."""

from __future__ import annotations

import getpass
import os
import sys
import time
from collections.abc import Callable
from typing import Any

from pydantic import SecretStr, ValidationError

from ..protocol.errors import ConfigError, LoginRequiredError
from ..settings import _auth_settings as kinds
from ..transport import Token, TokenAuthority
from ._credential_store import STORAGE_LABELS, Storage, Vault, vault_key
from ._oauth import to_stored
from ._oidc import by_code, in_browser
from ._prompts import SignInSession, missing, questions, refusal

FORM_SHOWN = "Sign in with the form that is shown."


def login(
    session: SignInSession,
    *,
    interactive: bool,
    no_browser: bool,
    force: bool,
    save: bool,
    credentials: dict[str, Any],
    show_form: Callable[[], None] | None = None,
) -> str:
    """Sign in; see :meth:`Client.login`. In a notebook `show_form` shows the sign-in form."""
    if credentials:
        set_credentials(session, credentials)
    if (
        interactive
        and show_form is not None
        and _needs_a_person(session, anew=force and not credentials)
    ):
        show_form()
        return FORM_SHOWN
    if interactive:
        _ask_for_missing(session)

    def with_a_person() -> Token:
        return _sign_in_person(session, session.config.auth, no_browser=no_browser)

    stored = sign_in(
        session, force=force, person=with_a_person if interactive else None
    )
    if session.config.auth.auth_type == "none":
        return "This server is used without signing in."
    used = keep(session, stored) if save else "session"
    return f"Signed in; {STORAGE_LABELS[used]}."


def sign_in(
    session: SignInSession, *, force: bool, person: Callable[[], Token] | None = None
) -> dict[str, Any]:
    """Sign in with the current settings, and return the secrets to store.

    Parameters
    ----------
    force : bool
        Forget the earlier sign-in.
    person : callable, optional
        Lets a person sign in at the issuer's own page (OpenID Connect), and returns the token.
    """
    session.connection.forget_auth()
    if force:
        Vault().forget(vault_key(session.config))
    authority = session.connection.auth
    if not isinstance(authority, TokenAuthority):
        return _secrets(session)
    if force:
        authority.token = None
    try:
        token = authority.renew()
    except LoginRequiredError:
        if person is None or not isinstance(session.config.auth, kinds.OidcAuth):
            raise
        token = authority.token = person()
    if isinstance(session.config.auth, kinds.JupyterAuth):
        return {}
    return to_stored(token)


def keep(session: SignInSession, secrets: dict[str, Any]) -> Storage:
    """Store a sign-in for the next session, and return the storage."""
    if not secrets:
        return "session"
    return Vault().store(vault_key(session.config), secrets)


def _needs_a_person(session: SignInSession, *, anew: bool) -> bool:
    """Return whether signing in needs input of a person.

    `anew` asks for another sign-in in any case.
    """
    auth = session.config.auth
    if isinstance(auth, kinds.JupyterAuth):
        return False
    if isinstance(auth, kinds.NoAuth):
        # Only the server knows, unless the settings say that there is no sign-in.
        is_default = session.config.sources["auth.auth_type"] == "default"
        return is_default and refusal(session) is not None
    if isinstance(auth, kinds.OidcAuth):
        token = getattr(session.connection.auth, "token", None)
        if anew or token is None:
            return True
        return not (token.refresh or token.is_fresh(time.time()))
    if missing(session.config):
        return True
    return anew and bool(questions(auth.auth_type, auth))


def _sign_in_person(session: SignInSession, auth: Any, *, no_browser: bool) -> Token:
    if no_browser or _is_headless():
        return by_code(session.config, auth, _say_code)
    return in_browser(session.config, auth)


def _say_code(page: str, code: str) -> None:
    # For the person.
    print(f"To sign in, open {page} and enter the code {code}", flush=True)  # noqa: T201


def _is_headless() -> bool:
    """Return whether a browser would open on another machine than that of the person."""
    remote = any(
        os.environ.get(name)
        for name in ("JUPYTERHUB_API_URL", "SSH_CONNECTION", "KUBERNETES_SERVICE_HOST")
    )
    no_screen = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return remote or no_screen


def set_credentials(session: SignInSession, credentials: dict[str, Any]) -> None:
    """Put credentials into the settings."""
    auth = session.config.auth
    settings = kinds.nest({"auth_type": auth.auth_type, **credentials})["auth"]
    if auth.auth_type == "none":
        settings["auth_type"] = kinds.guess(credentials)
    kind = kinds.KINDS.get(str(settings["auth_type"]), type(auth))
    members = {
        name: getattr(auth, name)
        for name in auth.model_fields_set
        if name in kind.model_fields
    }
    try:
        signed_in: Any = kind.model_validate(
            {**members, **settings, "auth_type": kind.model_fields["auth_type"].default}
        )
    except ValidationError as error:
        names = ", ".join(
            ".".join(map(str, mistake["loc"]))
            for mistake in error.errors(include_input=False)
        )
        raise ConfigError(
            f"These credentials make no sense for signing in by {auth.auth_type}: {names}."
        ) from None
    session.config.auth = signed_in


def _ask_for_missing(session: SignInSession) -> None:
    """Ask for missing credentials, in a terminal or in a notebook that can show no form."""
    auth = session.config.auth
    for question in missing(session.config):
        reply = _ask_person(f"{question.label}: ", secret=question.secret)
        setattr(auth, question.name, SecretStr(reply) if question.secret else reply)


def _ask_person(prompt: str, *, secret: bool) -> str:
    is_terminal = sys.stdin is not None and sys.stdin.isatty()
    if not is_terminal and "ipykernel" not in sys.modules:
        raise LoginRequiredError(
            "Signing in needs credentials, and there is nobody to ask.",
            hint="Give them as arguments.",
        )
    if secret:
        return getpass.getpass(prompt)
    return input(prompt)


def _secrets(session: SignInSession) -> dict[str, Any]:
    auth = session.config.auth
    secrets = {}
    for name in auth.secret_names:
        secret = getattr(auth, name)
        if secret is not None:
            secrets[name] = secret.get_secret_value()
    if secrets and isinstance(auth, kinds.BasicAuth):
        secrets["username"] = auth.username
    return secrets


def logout(session: SignInSession) -> None:
    """Forget the sign-in; see :meth:`Client.logout`."""
    Vault().forget(vault_key(session.config))
    auth = session.config.auth
    for name in auth.secret_names:
        if name in type(auth).model_fields:
            setattr(auth, name, None)
    session.connection.forget_auth()
