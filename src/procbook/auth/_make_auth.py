"""The authentication of requests, made from the settings of a sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy_module
from ..settings import _auth_settings as kinds
from ..transport import BasicAuth, HeaderAuth, QueryAuth, RequestAuth
from ._credential_store import Vault, vault_key
from ._require_secret import require_secret

if TYPE_CHECKING:
    from ..settings import ClientConfig
    from ..settings._auth_settings import AuthSettings
    from . import _token_auth
else:
    # The other kinds need web servers and browsers, which take longer to import than most calls.
    _token_auth = lazy_module(f"{__package__}._token_auth")

_SECRETS = {"basic": "password", "token": "access_token", "api-key": "api_key"}
"""The secret that the credentials consist of, by kind of sign-in."""


def make_auth(config: ClientConfig) -> RequestAuth | None:
    """Return the authentication that puts the configured credentials on requests; None for none."""
    auth = _with_stored_secrets(config)
    match auth:
        case kinds.BasicAuth():
            return BasicAuth(auth.username, require_secret(auth.password, "password"))
        case kinds.TokenAuth():
            return HeaderAuth(
                auth.access_token_header,
                require_secret(auth.access_token, "access_token"),
            )
        case kinds.ApiKeyAuth():
            key = require_secret(auth.api_key, "api_key")
            if auth.api_key_query:
                return QueryAuth(auth.api_key_query, key)
            return HeaderAuth(auth.api_key_header, key)
        case kinds.NoAuth():
            return None
    return _token_auth.make_token_authority(config)


def _with_stored_secrets(config: ClientConfig) -> AuthSettings:
    """Return the settings of the sign-in; missing secrets are those of an earlier one."""
    auth = config.auth
    name = _SECRETS.get(auth.auth_type)
    if name is None or getattr(auth, name) is not None:
        return auth
    stored = Vault().get(vault_key(config)) or {}
    if name not in stored:
        return auth
    return type(auth).model_validate({**auth.model_dump(), **stored})
