"""Rules for redirects, without I/O: the target, and the request that may be sent there.

Redirects are followed here because httpx has its own choice of headers and limit of redirects.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from ...protocol import Answer, origin
from ._call import Ask
from ._retry import SAFE_METHODS

REDIRECTS = 10
"""Redirects that are followed for one request at most."""
# Headers that follow a redirect to another origin: none that could be a credential.
_HARMLESS = frozenset(
    {"accept", "accept-language", "content-type", "range", "if-range", "prefer"}
)


def redirect_request(ask: Ask, status: int, target: str) -> Ask:
    """Return the request that follows a redirect.

    303 asks to GET the answer elsewhere, and so does 302 in practice (javaPS: stored outputs); 301,
    307 and 308 move the resource, so method and body stay (RFC 9110, section 15.4). The fragment
    and, on another origin, every header that could be a credential are dropped.
    """
    url = urljoin(ask.url, urldefrag(target).url)
    keeps = status in {301, 307, 308} or ask.method in SAFE_METHODS
    is_same = is_same_site(url, ask.url)
    headers = {}
    for name, value in ask.headers.items():
        lower = name.lower()
        if (keeps or lower != "content-type") and (is_same or lower in _HARMLESS):
            headers[name] = value
    return replace(
        ask,
        url=url,
        params=(),
        headers=headers,
        method=ask.method if keeps else "GET",
        body=ask.body if keeps else None,
    )


def redirect_target(answer: Answer) -> str | None:
    """Return the http(s) address that an answer redirects to; None if there is none."""
    if answer.status not in {301, 302, 303, 307, 308}:
        return None
    target = answer.location
    if not target:
        return None
    scheme, host, _ = origin(target)
    return target if scheme in {"http", "https"} and host else None


def is_same_site(url: str, home: str) -> bool:
    """Return whether credentials for `home` may go to `url`.

    They may where it is the same origin, or the same host moved from http to https.
    """
    target_origin, home_origin = origin(url), origin(home)
    host = target_origin[1]
    if host == "":
        return False
    if target_origin == home_origin:
        return True
    is_upgrade = target_origin == ("https", host, 443)
    return is_upgrade and home_origin == ("http", host, 80)
