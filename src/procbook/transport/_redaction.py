"""Removal of credentials that servers repeat in their answers ("Not with Bearer 5f3c…")."""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

import httpx

from ._request_auth import QUERY

MASK = "***"
_SHORTEST = 4
"""Characters of the shortest secret that is removed; shorter ones occur in ordinary text."""
# Headers without credentials.
_HARMLESS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "content-length",
        "content-type",
        "host",
        "if-range",
        "prefer",
        "range",
        "transfer-encoding",
        "user-agent",
    }
)


def redact_credentials(body: bytes, request: httpx.Request) -> bytes:
    """Return the body of an answer without the credentials of its request."""
    if not body:
        return body
    for spelling in _spellings(_credentials(request)):
        body = body.replace(spelling.encode("utf-8", "replace"), MASK.encode())
    return body


def redact(text: str, secrets: Iterable[str | None]) -> str:
    """Return a text without these secrets."""
    for spelling in _spellings(secrets):
        text = text.replace(spelling, MASK)
    return text


def without_credentials(url: str) -> str:
    """Return a URL without user name and password, for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return re.sub(r"//[^/]*@", "//", url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _credentials(request: httpx.Request) -> Iterator[str]:
    for name, value in request.headers.items():
        if name.lower() not in _HARMLESS:
            yield value
        if name.lower() == "authorization":
            kind, _, token = value.partition(" ")
            yield token
            yield from _password_of_basic(token) if kind.lower() == "basic" else ()
    yield request.extensions.get(QUERY, ("", ""))[1]


def _password_of_basic(token: str) -> Iterator[str]:
    try:
        _, _, password = base64.b64decode(token, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return
    yield password


def _spellings(secrets: Iterable[str | None]) -> list[str]:
    """Return the spellings of secrets in text, JSON, URLs and HTML; the longest first."""
    long_enough = [secret for secret in secrets if secret and len(secret) >= _SHORTEST]
    spellings: set[str] = set()
    for secret in long_enough:
        spellings |= {secret, quote(secret), quote_plus(secret), html.escape(secret)}
        spellings.add(json.dumps(secret)[1:-1])
    return sorted(spellings, key=len, reverse=True)
