"""Answers from the responses of httpx.

Errors, bodies up to their limit, no credentials in messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from ..protocol import Answer, Headers
from ._failures import describe_failure, too_big
from ._redaction import redact_credentials
from .calls._call import Ask, Broken


def iter_body(ask: Ask, response: httpx.Response) -> Iterator[bytes]:
    try:
        with translate_httpx_errors(ask):
            yield from response.iter_bytes()
    except Broken as cut:
        raise cut.error from None


@contextmanager
def translate_httpx_errors(ask: Ask) -> Iterator[None]:
    """Raise errors of httpx as :class:`Broken`, without the original, which may hold headers."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
        raise describe_failure(error, ask) from None


def make_answer(ask: Ask, response: httpx.Response, body: bytes) -> Answer:
    # Messages quote the body of an error, and some servers quote the request in it.
    if response.is_error:
        body = redact_credentials(body, response.request)
    return Answer(
        response.status_code,
        str(response.request.url),
        Headers(response.headers.multi_items()),
        body,
        ask.method,
    )


def read_body(ask: Ask, response: httpx.Response, chunks: Iterator[bytes]) -> bytes:
    reader = _BodyReader(ask, response)
    for chunk in chunks:
        reader.add(chunk)
    return bytes(reader.body)


async def aread_body(ask: Ask, response: httpx.Response) -> bytes:
    reader = _BodyReader(ask, response)
    async for chunk in response.aiter_bytes():
        reader.add(chunk)
    return bytes(reader.body)


class _BodyReader:
    """Collects a body up to the limit; an announced length above it is refused at once."""

    def __init__(self, ask: Ask, response: httpx.Response) -> None:
        self.body = bytearray()
        self._ask = ask
        self._response = response
        announced = response.headers.get("content-length", "")
        if announced.isdecimal():
            self._check_length(int(announced))

    def add(self, chunk: bytes) -> None:
        self.body += chunk
        self._check_length(len(self.body))

    def _check_length(self, length: int) -> None:
        limit = self._ask.limit
        if limit is not None and length > limit:
            raise too_big(self._ask, self._response)
