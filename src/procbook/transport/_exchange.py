"""From a request to its final answer: retries, redirects, and a second try with ``f=json`` where HTML came."""

from __future__ import annotations

from dataclasses import replace

from ..protocol import Answer
from ..protocol.errors import TransportError
from ._call import Ask, Call
from ._redirects import REDIRECTS, redirect_request, redirect_target
from ._retry import Policy, send_with_retries


def exchange(ask: Ask, policy: Policy) -> Call[Answer]:
    """Make a request and return the answer that ends it, whatever its status.

    Raises
    ------
    TransportError
        When no whole answer came, or redirects led nowhere.
    """
    visited, asked_json = {(ask.method, ask.url)}, False
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
        elif (
            not asked_json
            and ask.document
            and ask.method == "GET"
            and is_web_page(answer)
        ):
            page, asked_json = answer, True
            again = yield from send_with_retries(
                replace(ask, params=[*ask.params, ("f", "json")]), policy
            )
            return page if again.status >= 300 or is_web_page(again) else again
        else:
            return answer


def is_web_page(answer: Answer) -> bool:
    """Return whether a successful answer is HTML where JSON was asked for."""
    if not 200 <= answer.status < 300 or (answer.media_type or "") not in {
        "text/html",
        "application/xhtml+xml",
    }:
        return False
    return answer.body.lstrip()[:1] not in {
        b"{",
        b"[",
    }  # pygeoapi labels JSON as HTML when it deletes a job
