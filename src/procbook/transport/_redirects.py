"""Where a redirect leads, and what may be sent there, as rules without I/O.

Redirects are followed here because httpx would leave the choice of headers and the loop limit to
itself.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urldefrag, urljoin

from ..protocol import Answer, origin
from ._call import Ask
from ._retry import SAFE_METHODS

REDIRECTS = 10
"""Redirects that are followed for one request at most."""
# What may follow a redirect to another origin: nothing that could be a credential.
_HARMLESS = frozenset(
    {"accept", "accept-language", "content-type", "range", "if-range", "prefer"}
)


def redirect_request(ask: Ask, status: int, target: str) -> Ask:
    """Return the request that follows a redirect.

    303 asks to GET the answer elsewhere, and so does 302 in practice (javaPS: stored outputs); 301,
    307 and 308 move the resource, so method and body stay. The fragment and, on another origin,
    every header that could be a credential are dropped.
    """
    url = urljoin(ask.url, urldefrag(target).url)
    keeps = status in {301, 307, 308} or ask.method in SAFE_METHODS
    headers = {
        k: v for k, v in ask.headers.items() if keeps or k.lower() != "content-type"
    }
    if not is_same_site(url, ask.url):
        headers = {k: v for k, v in headers.items() if k.lower() in _HARMLESS}
    return replace(
        ask,
        url=url,
        params=(),
        headers=headers,
        method=ask.method if keeps else "GET",
        body=ask.body if keeps else None,
    )


def redirect_target(answer: Answer) -> str | None:
    """Return the address that an answer redirects to, or None if it is no redirect to an http(s) address."""
    if answer.status not in {301, 302, 303, 307, 308}:
        return None
    target = answer.location
    return (
        target
        if target and origin(target)[0] in {"http", "https"} and origin(target)[1]
        else None
    )


def is_same_site(url: str, home: str) -> bool:
    """Return whether credentials for `home` may go to `url`.

    They may where it is the same origin, or the same host moved from http to https.
    """
    target_origin, home_origin = origin(url), origin(home)
    host = target_origin[1]
    return host != "" and (
        target_origin == home_origin
        or (home_origin, target_origin) == (("http", host, 80), ("https", host, 443))
    )
