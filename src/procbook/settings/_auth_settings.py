"""Settings of sign-ins, one model for each kind; their secrets are masked wherever they are shown.

Older clients of this family wrote the same settings flat (``auth_type``, ``auth_url``, ``token``,
``use_bearer``, …); :func:`nest` understands both.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from ..protocol.errors import ConfigError


class _Auth(BaseModel):
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, defer_build=True
    )

    secret_names: ClassVar[tuple[str, ...]] = ()


class NoAuth(_Auth):
    """No credentials."""

    auth_type: Literal["none"] = "none"


class BasicAuth(_Auth):
    """User name and password on every request (RFC 7617)."""

    auth_type: Literal["basic"] = "basic"
    username: str
    password: SecretStr | None = None

    secret_names = ("password",)


class TokenAuth(_Auth):
    """A token, as ``Authorization: Bearer`` or alone in a header of its own."""

    auth_type: Literal["token"] = "token"
    access_token: SecretStr | None = None
    access_token_header: str | None = None

    secret_names = ("access_token",)


class ApiKeyAuth(_Auth):
    """A key in a header, or in the query when ``api_key_query`` names a parameter."""

    auth_type: Literal["api-key"] = "api-key"
    api_key: SecretStr | None = None
    api_key_header: str = "X-API-Key"
    api_key_query: str | None = None

    secret_names = ("api_key",)


class LoginAuth(_Auth):
    """User name and password are exchanged for a token at ``login_url``."""

    auth_type: Literal["login"] = "login"
    login_url: str
    username: str | None = None
    password: SecretStr | None = None
    access_token: SecretStr | None = None
    access_token_header: str | None = None
    login_as: Literal["form", "json"] = "form"

    secret_names = ("password", "access_token")


class OAuth2Auth(_Auth):
    """OAuth 2.0 without a browser.

    It signs in by password or client credentials (RFC 6749, sections 4.3 and 4.4).
    """

    auth_type: Literal["oauth2"] = "oauth2"
    token_url: str
    grant_type: Literal["password", "client_credentials"] = "password"
    client_id: str | None = None
    client_secret: SecretStr | None = None
    username: str | None = None
    password: SecretStr | None = None
    refresh_token: SecretStr | None = None
    scopes: list[str] = Field(default_factory=list)

    secret_names = ("client_secret", "password", "refresh_token")


class OidcAuth(_Auth):
    """OpenID Connect: authorization code with PKCE, or a device code without a browser."""

    auth_type: Literal["oidc"] = "oidc"
    issuer_url: str
    client_id: str
    client_secret: SecretStr | None = None
    scopes: list[str] = Field(default_factory=lambda: ["openid", "offline_access"])

    secret_names = ("client_secret",)


class JupyterAuth(_Auth):
    """The token that JupyterHub keeps for its user (``auth_state``)."""

    auth_type: Literal["jupyter"] = "jupyter"
    token_key: str = "access_token"  # noqa: S105 - a member's name


AuthSettings = Annotated[
    NoAuth
    | BasicAuth
    | TokenAuth
    | ApiKeyAuth
    | LoginAuth
    | OAuth2Auth
    | OidcAuth
    | JupyterAuth,
    Field(discriminator="auth_type"),
]

KINDS: dict[str, type[_Auth]] = {
    kind.model_fields["auth_type"].default: kind
    for kind in (
        NoAuth,
        BasicAuth,
        TokenAuth,
        ApiKeyAuth,
        LoginAuth,
        OAuth2Auth,
        OidcAuth,
        JupyterAuth,
    )
}
# Flat name -> name in the nested form.
_RENAMED = {
    "auth_url": "login_url",
    "token": "access_token",
    "token_header": "access_token_header",
}
FLAT = (
    frozenset(_RENAMED)
    | {"use_bearer"}
    | {name for kind in KINDS.values() for name in kind.model_fields}
)


def nest(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with those of the sign-in under ``auth``.

    They have the names of today; None is left out.
    """
    flat: dict[str, Any] = {}
    result: dict[str, Any] = {}
    for name, value in settings.items():
        if name in FLAT:
            flat[name] = value
        elif value is not None and name != "auth":
            result[name] = value
    auth: dict[str, Any] = {}
    for name, value in (flat | _members(settings.get("auth"))).items():
        if value is not None:
            auth[_RENAMED.get(name, name)] = value
    use_bearer = _truth(auth.pop("use_bearer", None))
    if use_bearer is True:
        auth.pop("access_token_header", None)
    elif use_bearer is False:
        auth.setdefault("access_token_header", "X-Auth-Token")
    if auth:
        result["auth"] = auth
    return result


def _members(auth: object) -> dict[str, Any]:
    """Return the value of the setting ``auth`` as a dictionary."""
    if auth is None:
        return {}
    if isinstance(auth, BaseModel):
        members = auth.model_dump(exclude_unset=True)
        members["auth_type"] = getattr(auth, "auth_type", None)
        return members
    if not isinstance(auth, dict):
        raise ConfigError(
            "The setting 'auth' should hold names and values, such as auth_type."
        )
    return auth


def complete(auth: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of one kind of sign-in.

    Old files hold members of other kinds, too; these are left out.
    """
    kind = KINDS.get(str(auth.get("auth_type") or guess(auth)).replace("_", "-"))
    if kind is None:
        return auth
    of_others = FLAT - set(kind.model_fields)
    own = {name: value for name, value in auth.items() if name not in of_others}
    return {**own, "auth_type": kind.model_fields["auth_type"].default}


def guess(auth: dict[str, Any]) -> str:
    """Return the kind of sign-in that these settings belong to."""
    if auth.get("auth_type"):
        return str(auth["auth_type"]).replace("_", "-")
    for member, kind in _KIND_OF_MEMBER.items():
        if member in auth:
            return kind
    return "none"


_KIND_OF_MEMBER = {
    "issuer_url": "oidc",
    "token_url": "oauth2",
    "login_url": "login",
    "api_key": "api-key",
    "access_token": "token",
    "username": "basic",
}
"""The kind of sign-in by a member that only it needs; the first that is set decides."""


def _truth(value: object) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    return str(value).strip().lower() in {"1", "true", "yes", "on"}
