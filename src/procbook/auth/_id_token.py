"""The claims of an ID token of OpenID Connect; its signature is not checked here."""

from __future__ import annotations

import base64
import json
from typing import Any


def read_claims(id_token: str) -> dict[str, Any]:
    """Return the claims of an ID token, unchecked; raise ValueError where it is none."""
    payload = id_token.split(".")[1] if id_token.count(".") >= 1 else ""
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if not isinstance(claims, dict):
        # One kind of error for one kind of caller.
        raise ValueError("claims are no object")  # noqa: TRY004
    return claims


def person_of(id_token: str | None) -> str:
    """Return the name of the person (OpenID Connect Core, section 5.1), for display only."""
    try:
        claims = read_claims(id_token or "")
    except ValueError:
        return ""
    for name in ("preferred_username", "email", "name", "sub"):
        if claims.get(name):
            return str(claims[name])
    return ""
