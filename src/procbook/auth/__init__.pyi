from ._credential_store import STORAGE_LABELS, Storage, Vault, vault_key
from ._login import keep, login, logout, set_credentials, sign_in
from ._make_auth import make_auth
from ._oidc import by_code, in_browser
from ._prompts import (
    GUESSES,
    SignInSession,
    Standing,
    describe_sign_in,
    questions,
    refusal,
    standing,
)
from ._token_auth import TOKEN_NAMES

__all__ = [
    "GUESSES",
    "STORAGE_LABELS",
    "TOKEN_NAMES",
    "SignInSession",
    "Standing",
    "Storage",
    "Vault",
    "by_code",
    "describe_sign_in",
    "in_browser",
    "keep",
    "login",
    "logout",
    "make_auth",
    "questions",
    "refusal",
    "set_credentials",
    "sign_in",
    "standing",
    "vault_key",
]
