"""Addresses of servers as people type them."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from ..protocol import is_on_loopback


def with_scheme(address: str) -> str:
    """Return an address with ``https://``, or ``http://`` on this machine, if it has no scheme."""
    if "://" in address:
        return address
    scheme = "http" if is_on_loopback(f"http://{address}") else "https"
    return f"{scheme}://{address}"


def is_address(value: str) -> bool:
    """Return whether a text is the address of a web server."""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _ = parts.port  # checked only when it is read
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"}:
        return False
    # "https//example.org", which has lost its colon, would be the host "https".
    return host not in {"", "http", "https"} and not re.search(r"\s", host)


def move_credentials(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with user name and password of the address in ``auth``.

    Messages show the address, which must hold no password then.
    """
    parts = urlsplit(str(settings.get("api_url", "")))
    if "@" not in parts.netloc:
        return settings
    host = parts.netloc.rpartition("@")[2]
    auth = settings["auth"]
    if auth.get("auth_type") == "none":
        auth = {
            "auth_type": "basic",
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
        }
    api_url = urlunsplit(parts._replace(netloc=host))
    return {**settings, "api_url": api_url, "auth": auth}
