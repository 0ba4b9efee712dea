"""From a request to its final answer: redirects, retries and a second try with ``f=json``, as rules without I/O.

A GET is repeated when the connection broke or the server is overloaded. Anything else is repeated only if the
connection never opened: a POST that was seen may have started a job, and a second DELETE removes what the first one
dismissed. Redirects are followed here because httpx would leave the choice of headers and the loop limit to itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from ..protocol import Answer, origin
from ..protocol.errors import TransportError
from ._call import Ask, Broken, Call, Pause

REDIRECTS = 10
_OVERLOADED = frozenset({429, 502, 503, 504})
_SAFE = frozenset({"GET", "HEAD"})
# What may follow a redirect to another origin: nothing that could be a credential.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "range", "if-range", "prefer"})


@dataclass(frozen=True)
class Policy:
    """How often and how patiently to try again.

    Attributes
    ----------
    retries : int
        Tries after the first one.
    first, longest : float
        Seconds before the second try, doubled each time, and the most that is ever waited, also for ``Retry-After``.
    """

    retries: int = 4
    first: float = 0.5
    longest: float = 120.0

    def delay(self, attempt: int) -> float:
        """Return the seconds to wait before the next try: exponential, with jitter so that clients do not march."""
        return min(self.longest, self.first * 2.0**attempt) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret


def exchange(ask: Ask, policy: Policy) -> Call[Answer]:
    """Make a request and return the answer that ends it, whatever its status.

    Raises
    ------
    TransportError
        When no whole answer came, or redirects led nowhere.
    """
    been, asked_json = {(ask.method, ask.url)}, False
    while True:
        answer = yield from _tried(ask, policy)
        target = _redirect(answer)
        if target is not None:
            ask = redirected(ask, answer.status, target)
            if (ask.method, ask.url) in been or len(been) > REDIRECTS:
                raise TransportError(
                    "The server's redirects run in circles.", method=ask.method, url=ask.url, status=answer.status
                )
            been.add((ask.method, ask.url))
        elif not asked_json and ask.document and ask.method == "GET" and is_web_page(answer):
            page, asked_json = answer, True
            again = yield from _tried(replace(ask, params=[*ask.params, ("f", "json")]), policy)
            return page if again.status >= 300 or is_web_page(again) else again
        else:
            return answer


def _tried(ask: Ask, policy: Policy) -> Call[Answer]:
    attempt = 0
    while True:
        left = attempt < policy.retries
        try:
            answer: Answer = yield ask
        except Broken as broken:
            if not (left and broken.again and (ask.method in _SAFE or not broken.sent)):
                raise broken.error from None
            yield Pause(policy.delay(attempt))
        else:
            if not (left and answer.status in _OVERLOADED and ask.method in _SAFE):
                return answer
            wait = retry_after(answer.headers)
            if wait is not None and wait > policy.longest:
                return answer
            yield Pause(policy.delay(attempt) if wait is None else wait)
        attempt += 1


def redirected(ask: Ask, status: int, target: str) -> Ask:
    """Return the request that follows a redirect.

    303 asks to GET the answer elsewhere, and so does 302 in practice (javaPS: stored outputs); 301, 307 and 308 move
    the resource, so method and body stay. The fragment and, on another origin, every header that could be a credential
    are dropped.
    """
    url = urljoin(ask.url, urldefrag(target).url)
    keeps = status in {301, 307, 308} or ask.method in _SAFE
    headers = {k: v for k, v in ask.headers.items() if keeps or k.lower() != "content-type"}
    if not within(url, ask.url):
        headers = {k: v for k, v in headers.items() if k.lower() in _HARMLESS}
    return replace(
        ask,
        url=url,
        params=(),
        headers=headers,
        method=ask.method if keeps else "GET",
        body=ask.body if keeps else None,
    )


def _redirect(answer: Answer) -> str | None:
    if answer.status not in {301, 302, 303, 307, 308}:
        return None
    target = answer.location
    return target if target and origin(target)[0] in {"http", "https"} and origin(target)[1] else None


def is_web_page(answer: Answer) -> bool:
    """Whether a successful answer is HTML where JSON was asked for."""
    if not 200 <= answer.status < 300 or (answer.media_type or "") not in {"text/html", "application/xhtml+xml"}:
        return False
    return answer.body.lstrip()[:1] not in {b"{", b"["}  # pygeoapi labels JSON as HTML when it deletes a job


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Return the seconds that ``Retry-After`` asks to wait (RFC 9110, section 10.2.3), or None without such a wish."""
    value = (headers.get("retry-after") or "").strip()
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if isfinite(seconds) else None
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)  # "-0000", which is no time zone to Python
    return max(0.0, (when - (now or datetime.now(UTC))).total_seconds())


def within(url: str, home: str) -> bool:
    """Whether credentials for `home` may go to `url`: the same origin, or the same host moved from http to https."""
    there, here = origin(url), origin(home)
    host = there[1]
    return host != "" and (there == here or (here, there) == (("http", host, 80), ("https", host, 443)))


def without_credentials(url: str) -> str:
    """Return a URL without user name and password, for messages."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return re.sub(r"//[^/]*@", "//", url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
