"""From the settings of a sign-in to what puts credentials on requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..settings import _auth_settings as kinds
from ..transport import BasicAuth, HeaderAuth, QueryAuth, RequestAuth
from ._credential_store import Vault, vault_key
from ._require_secret import require_secret

if TYPE_CHECKING:
    from ..settings import ClientConfig


def make_auth(config: ClientConfig) -> RequestAuth | None:
    """Return what puts the configured credentials on requests; None for none."""
    auth = _with_kept_secrets(config)
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
            return (
                QueryAuth(auth.api_key_query, key)
                if auth.api_key_query
                else HeaderAuth(auth.api_key_header, key)
            )
        case kinds.NoAuth():
            return None
    # The other kinds need Authlib, web servers and browsers, which take longer to import than most
    # calls need.
    from ._token_auth import make_token_authority

    return make_token_authority(config)


def _with_kept_secrets(config: ClientConfig) -> Any:
    """Fill in what an earlier sign-in kept; nothing is looked up when nothing is missing."""
    auth = config.auth
    fixed = {"basic": "password", "token": "access_token", "api-key": "api_key"}.get(
        auth.auth_type
    )
    if fixed is None or getattr(auth, fixed) is not None:
        return auth
    stored = Vault().get(vault_key(config)) or {}
    return (
        type(auth).model_validate({**auth.model_dump(), **stored})
        if fixed in stored
        else auth
    )
