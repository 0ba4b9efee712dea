"""Bytes to JSON values: strictly and fast first, then with patience."""

from __future__ import annotations

import json
import sys
from typing import Any

import pydantic_core


def loads(body: bytes | str, charset: str | None = None) -> Any:
    """Parse JSON, also with a byte order mark, in an unusual encoding, with ``NaN`` or with half a surrogate pair in it.

    Raises
    ------
    ValueError
        If it is no JSON, or nested too deeply to be read.
    """
    try:
        return pydantic_core.from_json(body)
    except ValueError:
        return _patiently(text_of(body, charset) if isinstance(body, bytes) else body)


def _patiently(text: str) -> Any:
    try:
        return clean(json.loads(text.strip("\ufeff\0 \t\r\n"), parse_int=_integer))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts (sys.set_int_max_str_digits)
        return float(digits)


def loads_partial(body: bytes) -> Any:
    """Parse JSON whose end is missing, as far as it goes: GeoServer leaves an object unclosed.

    Raises
    ------
    ValueError
        If not even its beginning is JSON.
    """
    return pydantic_core.from_json(body, allow_partial="trailing-strings")


def dumps(value: Any) -> bytes:
    """Write JSON bytes that any parser takes: ASCII, and no ``NaN``.

    Raises
    ------
    ValueError
        For ``NaN`` and infinities, which JSON cannot say.
    """
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")


def text_of(body: bytes, charset: str | None = None) -> str:
    """Decode bytes: by their own byte order mark, then as labelled, then as UTF-8; never fails."""
    guess = json.detect_encoding(body)
    if guess != "utf-8":
        return body.decode(guess, "replace")
    for name in (charset, "utf-8"):
        try:
            return body.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def clean(value: Any) -> Any:
    """Return a JSON value without lone surrogates, which no model and no UTF-8 can hold; others are returned as is."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key if isinstance(key, str) else str(key)): clean(item) for key, item in value.items()}
    return value


def is_deep(error: BaseException) -> bool:
    """Return whether an error came from nesting and not from content."""
    return isinstance(error, RecursionError) or "recursion" in str(error)[: sys.maxsize].lower()
