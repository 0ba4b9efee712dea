"""Secrets that a sign-in requires."""

from __future__ import annotations

from pydantic import SecretStr

from ..protocol.errors import LoginRequiredError


def require_secret(secret: SecretStr | None, name: str) -> str:
    """Return a secret, stripped of the line end that copying adds.

    Raises
    ------
    LoginRequiredError
        If it is not set, or holds control characters.
    """
    value = secret.get_secret_value().strip() if secret is not None else ""
    if not value:
        raise LoginRequiredError(
            f"Signing in needs {name}, which is not set.",
            hint=f"Give it to Client({name}=…), set the variable, or call client.login().",
        )
    if any(ord(character) < 32 for character in value):
        # httpx would quote the whole header in its error, and a traceback with variables this one.
        value = ""
        raise LoginRequiredError(f"The {name} holds characters that cannot be sent.")
    return value
