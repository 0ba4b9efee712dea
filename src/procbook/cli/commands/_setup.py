"""Settings and signing in."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from .._failure import UserError
from .._options import Config
from .._output import put, say
from .._session import Session, session_of

_KINDS = ("none", "basic", "token", "login", "oauth2", "oidc", "api-key", "jupyter")
_NEEDED = {
    "basic": ("username",),
    "login": ("login_url", "username"),
    "oauth2": ("token_url", "client_id"),
    "oidc": ("issuer_url", "client_id"),
}
"""What must be known of each kind of sign-in besides secrets."""


def _text(help: str, *names: str) -> Any:
    # Named after the last word of the option: --api-url URL, --client-id ID.
    return typer.Option(
        *names,
        metavar=names[0].rpartition("-")[2].upper(),
        help=help,
        show_default=False,
    )


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
    session = session_of(ctx)
    said: dict[str, Any] = {
        "auth_type": auth_type, "username": username, "password": password, "token": token,
        "access_token_header": access_token_header, "use_bearer": use_bearer, "api_key": api_key,
        "api_key_header": api_key_header, "login_url": login_url, "token_url": token_url, "grant_type": grant_type,
        "issuer_url": issuer_url, "client_id": client_id, "client_secret": client_secret, "scopes": scope or None,
    }  # fmt: skip
    given = {name: value for name, value in said.items() if value is not None}
    path = _target(session, config)
    kept = _kept(session, path, replaced=bool(given))
    settings = _asked(
        session,
        {
            **kept,
            **(
                {"api_url": api_url or session.api_url}
                if api_url or session.api_url
                else {}
            ),
        },
        given,
    )
    secrets = "auth" in kept or bool(
        {"password", "token", "api_key", "client_secret"} & set(given)
    )
    written = _made(session, settings).write(path, secrets=secrets)
    put(f"Client configuration written to {written}")


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


def _target(session: Session, config: Path | None) -> Path:
    from ...settings import profile_path

    if config is not None:
        return config.expanduser()
    return profile_path(
        profile=session.profile, default_path=session.config_type.default_path
    )


def _kept(session: Session, path: Path, *, replaced: bool) -> dict[str, Any]:
    """Return what the profile already says; another way to sign in replaces the one in it."""
    from ...settings import read_profile

    saved = read_profile(path) or {}
    return {
        k: v
        for k, v in saved.items()
        if k in session.config_type.model_fields and not (replaced and k == "auth")
    }


def _made(session: Session, settings: dict[str, Any]) -> Any:
    """Return settings without what the environment says: that is for this shell, not for the file."""
    from ...settings import Layer

    return session.config_type([Layer("command line", settings)])


def _asked(
    session: Session, settings: dict[str, Any], given: dict[str, Any]
) -> dict[str, Any]:
    """Return all settings, those that are missing asked for where there is somebody to ask."""
    fields, known = session.config_type.model_fields, {**settings, **given}
    if "api_url" not in known:
        known["api_url"] = _ask("Address of the server", fields["api_url"].default)
    if "auth" not in known and not given:
        default_kind = fields["auth"].get_default(call_default_factory=True).auth_type
        kind = _ask(f"How to sign in ({', '.join(_KINDS)})", default_kind)
        known |= {"auth_type": kind} if kind != default_kind else {}
    for name in _NEEDED.get(known.get("auth_type", ""), ()):
        if name not in known:
            known[name] = _ask(
                name.replace("_", " ").capitalize(),
                None,
                option="--" + name.replace("_", "-"),
            )
    return known


def _ask(question: str, default: str | None, option: str = "") -> str:
    if sys.stdin.isatty():
        answer: str = typer.prompt(question, default=default, err=True)
        return answer
    if default is None:
        raise UserError(f"Missing option: {option}")
    return default
