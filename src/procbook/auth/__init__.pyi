from ._credential_store import WORDS, Place, Vault, vault_key
from ._login import login, logout
from ._request_auth import QUERY, QueryAuth, QueryTransport, Token, make_auth
from ._token_auth import TOKEN_NAMES

__all__ = [
    "QUERY",
    "TOKEN_NAMES",
    "WORDS",
    "Place",
    "QueryAuth",
    "QueryTransport",
    "Token",
    "Vault",
    "login",
    "logout",
    "make_auth",
    "vault_key",
]
