"""The body of an execute request: of limited length, and JSON as in RFC 8259."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import NoReturn

from fastapi import Request

from .._problems import INVALID_PARAMETER, ProblemError
from ..documents._links import JSON

LARGEST_REQUEST = 100_000_000
"""Bytes of an execute request at most."""


async def read_body(request: Request) -> bytes:
    """Return the body of a request.

    Raises
    ------
    ProblemError
        413 if it is longer than :data:`LARGEST_REQUEST`.
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_REQUEST:
            limit = f"{LARGEST_REQUEST:,} bytes"
            detail = f"An execute request has at most {limit}; link to large inputs."
            raise ProblemError(413, detail)
    return bytes(body)


def parse_json(body: bytes, content_type: str) -> object:
    """Return the JSON document in a body.

    Raises
    ------
    ProblemError
        415 for another media type; 400 for no JSON, or a number that is too large.
    """
    if content_type.partition(";")[0].strip().lower() != JSON:
        raise ProblemError(415, f"An execute request is {JSON}, not {content_type}.")
    try:
        document: object = json.loads(body or b"null", parse_constant=_refuse_constant)
        pointer = next(_infinite_numbers(document), None)
    except (ValueError, RecursionError) as error:
        detail = f"The body is not JSON: {error}"
        raise ProblemError(400, detail, type=INVALID_PARAMETER) from error
    if pointer is not None:
        largest = "any that this server can read (about 1.8e308)"
        detail = f"The number at {pointer} is larger than {largest}."
        errors = [{"pointer": pointer, "detail": detail}]
        raise ProblemError(
            400,
            detail,
            type=INVALID_PARAMETER,
            errors=errors,
        )
    return document


def _infinite_numbers(value: object, pointer: str = "") -> Iterator[str]:
    """Yield the JSON Pointers of numbers that Python reads as infinite."""
    if isinstance(value, dict):
        for name, member in value.items():
            escaped_name = name.replace("~", "~0").replace("/", "~1")
            yield from _infinite_numbers(member, f"{pointer}/{escaped_name}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _infinite_numbers(item, f"{pointer}/{index}")
    elif isinstance(value, float) and math.isinf(value):
        yield pointer


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
