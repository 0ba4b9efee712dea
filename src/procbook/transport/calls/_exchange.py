"""From a request to its final answer.

Retries, redirects, and a second try with ``f=json`` where HTML came.
"""

from __future__ import annotations

from dataclasses import replace

from ...protocol import Answer
from ...protocol.errors import TransportError
from ._call import Ask, Call
from ._redirects import REDIRECTS, redirect_request, redirect_target
from ._retry import Policy, send_with_retries

_WEB_PAGES = frozenset({"text/html", "application/xhtml+xml"})


def exchange(ask: Ask, policy: Policy) -> Call[Answer]:
    """Send a request and return the final answer, whatever its status.

    Raises
    ------
    TransportError
        When no complete answer came, or redirects run in circles.
    """
    visited = {(ask.method, ask.url)}
    while True:
        answer = yield from send_with_retries(ask, policy)
        target = redirect_target(answer)
        if target is not None:
            ask = redirect_request(ask, answer.status, target)
            if (ask.method, ask.url) in visited or len(visited) > REDIRECTS:
                raise TransportError(
                    "The server's redirects run in circles.",
                    method=ask.method,
                    url=ask.url,
                    status=answer.status,
                )
            visited.add((ask.method, ask.url))
        elif ask.document and ask.method == "GET" and is_web_page(answer):
            params = [*ask.params, ("f", "json")]
            second = yield from send_with_retries(replace(ask, params=params), policy)
            is_json = second.status < 300 and not is_web_page(second)
            return second if is_json else answer
        else:
            return answer


def is_web_page(answer: Answer) -> bool:
    """Return whether a successful answer is HTML where JSON was asked for."""
    if not 200 <= answer.status < 300 or answer.media_type not in _WEB_PAGES:
        return False
    # pygeoapi labels JSON as HTML when it deletes a job.
    return answer.body.lstrip()[:1] not in {b"{", b"["}
