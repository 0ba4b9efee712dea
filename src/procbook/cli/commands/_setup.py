"""Settings, and signing in and out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ... import settings
from .._failure import UserError
from .._options import Config
from .._output import say, write
from .._session import Session, session_of

_KINDS = ("none", "basic", "token", "login", "oauth2", "oidc", "api-key", "jupyter")
_REQUIRED = {
    "basic": ("username",),
    "login": ("login_url", "username"),
    "oauth2": ("token_url", "client_id"),
    "oidc": ("issuer_url", "client_id"),
}
"""The settings that a kind of sign-in requires, without its secrets."""
_SECRETS = frozenset({"password", "token", "api_key", "client_secret"})


def _text(help: str, *names: str) -> Any:
    # The last part of the option names the value: --api-url URL, --client-id ID.
    metavar = names[0].rpartition("-")[2].upper()
    return typer.Option(*names, metavar=metavar, help=help, show_default=False)


def configure(
    ctx: typer.Context,
    *,
    api_url: Annotated[str | None, _text("Address of the server.", "--api-url")] = None,
    auth_type: Annotated[
        str | None, _text(f"How to sign in: {', '.join(_KINDS)}.", "--auth-type", "-a")
    ] = None,
    username: Annotated[str | None, _text("User name.", "--username", "-u")] = None,
    password: Annotated[
        str | None,
        _text("Password; better left to 'login', which asks.", "--password", "-p"),
    ] = None,
    token: Annotated[str | None, _text("Access token.", "--token", "-t")] = None,
    access_token_header: Annotated[
        str | None,
        _text(
            "Header of the token, if not a bearer token.",
            "--access-token-header",
            "--token-header",
        ),
    ] = None,
    use_bearer: Annotated[
        bool | None, typer.Option("--use-bearer", help="The token is a bearer token.")
    ] = None,
    api_key: Annotated[str | None, _text("Key.", "--api-key")] = None,
    api_key_header: Annotated[
        str | None, _text("Header of the key.", "--api-key-header")
    ] = None,
    login_url: Annotated[
        str | None, _text("Address that answers a token.", "--login-url", "--auth-url")
    ] = None,
    token_url: Annotated[
        str | None, _text("Token endpoint (OAuth 2).", "--token-url")
    ] = None,
    grant_type: Annotated[
        str | None, _text("password or client_credentials (OAuth 2).", "--grant-type")
    ] = None,
    issuer_url: Annotated[
        str | None, _text("Issuer (OpenID Connect).", "--issuer-url")
    ] = None,
    client_id: Annotated[
        str | None, _text("Id of this client at the issuer.", "--client-id")
    ] = None,
    client_secret: Annotated[
        str | None, _text("Secret of this client.", "--client-secret")
    ] = None,
    scope: Annotated[
        list[str] | None, _text("Scope to ask for; may be repeated.", "--scope")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", metavar="FILE", help="Profile file to write."),
    ] = None,
) -> None:
    """Write down which server to use and how to sign in.

    Without a terminal nothing is asked: what is missing keeps its default.
    """
    auth_options: dict[str, Any] = {
        "auth_type": auth_type,
        "username": username,
        "password": password,
        "token": token,
        "access_token_header": access_token_header,
        "use_bearer": use_bearer,
        "api_key": api_key,
        "api_key_header": api_key_header,
        "login_url": login_url,
        "token_url": token_url,
        "grant_type": grant_type,
        "issuer_url": issuer_url,
        "client_id": client_id,
        "client_secret": client_secret,
        "scopes": scope or None,
    }
    _configure(session_of(ctx), config, api_url, _without_none(auth_options))


def _configure(
    session: Session,
    config: Path | None,
    api_url: str | None,
    auth_options: dict[str, Any],
) -> None:
    """Write the profile: what it says already, the options, and answers to what is missing."""
    path = _profile_path(session, config)
    values = _read_profile(session, path)
    if auth_options:
        values.pop(
            "auth", None
        )  # another way to sign in replaces the one of the profile
    has_secrets = "auth" in values or bool(_SECRETS & set(auth_options))
    address = api_url or session.api_url
    if address:
        values["api_url"] = address
    values |= auth_options
    _ask_missing(session, values, ask_kind="auth" not in values and not auth_options)
    # Not from the environment: its variables are for this shell, not for the file.
    profile = session.config_type([settings.Layer("command line", values)])
    file = profile.write(path, secrets=has_secrets)
    write(f"Client configuration written to {file}")


def login(
    ctx: typer.Context,
    *,
    no_browser: Annotated[
        bool,
        typer.Option("--no-browser", help="Show a code instead of opening a browser."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Sign in anew even if that is not needed.")
    ] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask for nothing.")
    ] = False,
    config: Config = None,
) -> None:
    """Sign in, and keep the sign-in for the next time."""
    interactive = not no_input and sys.stdin.isatty()
    with session_of(ctx).client() as client:
        say(
            client.login(
                interactive=interactive, no_browser=no_browser, force=force, save=True
            )
        )


def logout(ctx: typer.Context, *, config: Config = None) -> None:
    """Forget the sign-in."""
    with session_of(ctx).client() as client:
        client.logout()
    say("Signed out.")


def _profile_path(session: Session, config: Path | None) -> Path:
    if config is not None:
        return config.expanduser()
    default_path = session.config_type.default_path
    return settings.profile_path(profile=session.profile, default_path=default_path)


def _read_profile(session: Session, path: Path) -> dict[str, Any]:
    """Return the settings that a profile already has."""
    profile = settings.read_profile(path) or {}
    names = session.config_type.model_fields
    return {name: value for name, value in profile.items() if name in names}


def _without_none(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _ask_missing(session: Session, values: dict[str, Any], *, ask_kind: bool) -> None:
    """Add the settings that are missing: by asking, or their defaults without a terminal."""
    fields = session.config_type.model_fields
    if "api_url" not in values:
        values["api_url"] = _ask("Address of the server", fields["api_url"].default)
    if ask_kind:
        default_auth = fields["auth"].get_default(call_default_factory=True)
        question = f"How to sign in ({', '.join(_KINDS)})"
        kind = _ask(question, default_auth.auth_type)
        if kind != default_auth.auth_type:
            values["auth_type"] = kind
    for name in _REQUIRED.get(values.get("auth_type", ""), ()):
        if name not in values:
            question = name.replace("_", " ").capitalize()
            option = "--" + name.replace("_", "-")
            values[name] = _ask(question, None, option=option)


def _ask(question: str, default: str | None, option: str = "") -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(question, default=default, err=True)
        return answer
    if default is None:
        raise UserError(f"Missing option: {option}")
    return default
