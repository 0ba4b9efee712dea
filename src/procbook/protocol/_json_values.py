"""Bytes to JSON values: strictly and fast first, then with patience."""

from __future__ import annotations

import contextlib
import json
import re
from decimal import Decimal
from typing import Any, Final

import pydantic_core

from .._json import JsonValue

_DEEPEST: Final = 150  # pydantic parses 200 levels and writes 255
UNPARSED: Any = object()
"""Stands for the value of a text that nobody has parsed yet."""


def loads(body: bytes | str, charset: str | None = None) -> JsonValue:
    """Parse JSON as servers write it.

    It may have a byte order mark, an unusual encoding, ``NaN`` or half a surrogate pair
    in it.

    Raises
    ------
    ValueError
        If it is no JSON, or nested too deeply to be read.
    """
    try:
        return pydantic_core.from_json(body)
    except ValueError:
        return _patiently(text_of(body, charset) if isinstance(body, bytes) else body)


def _patiently(text: str) -> JsonValue:
    try:
        return clean(json.loads(text.strip("\ufeff\0 \t\r\n"), parse_int=_integer))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _integer(digits: str) -> int | float:
    try:
        return int(digits)
    except ValueError:  # more digits than Python converts (sys.set_int_max_str_digits)
        return float(digits)


def loads_broken(body: bytes) -> JsonValue:
    """Parse JSON in lines as a list, and JSON without its end as far as it goes (GeoServer).

    Raises
    ------
    ValueError
        If not even its beginning is JSON.
    """
    lines = [line for line in body.splitlines() if line.strip()]
    if len(lines) > 1:
        with contextlib.suppress(ValueError):
            return [pydantic_core.from_json(line) for line in lines]
    return pydantic_core.from_json(body, allow_partial="trailing-strings")


def dumps(value: object) -> bytes:
    """Write JSON bytes that any parser takes: ASCII, and no ``NaN``.

    Raises
    ------
    ValueError
        For ``NaN`` and infinities, which JSON cannot say.
    """
    return written(value, separators=(",", ":")).encode("ascii")


def written(value: JsonValue, **options: Any) -> str:
    """Write JSON text in which a :class:`~decimal.Decimal` keeps all its digits.

    Options are those of `json.dumps`.

    Raises
    ------
    ValueError
        For ``NaN`` and infinities, which JSON cannot say.
    """
    if not holds_decimal(value):
        return json.dumps(value, allow_nan=False, **options)
    from uuid import uuid4

    mark = uuid4().hex  # stands in no text of the value
    digits: list[str] = []
    text = json.dumps(_mark_decimals(value, mark, digits), allow_nan=False, **options)
    return re.sub(rf'"{mark}-(\d+)"', lambda match: digits[int(match[1])], text)


def holds_decimal(value: JsonValue) -> bool:
    """Return whether JSON data contains a decimal."""
    if isinstance(value, dict):
        return any(map(holds_decimal, value.values()))
    if isinstance(value, list | tuple):
        return any(map(holds_decimal, value))
    return isinstance(value, Decimal)


def _mark_decimals(value: JsonValue, mark: str, digits: list[str]) -> JsonValue:
    if isinstance(value, dict):
        return {key: _mark_decimals(item, mark, digits) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mark_decimals(item, mark, digits) for item in value]
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that JSON knows")
    digits.append(str(value))
    return f"{mark}-{len(digits) - 1}"


def text_of(body: bytes, charset: str | None = None) -> str:
    """Return bytes as text, by byte order mark, then by the label, then as UTF-8; never fails."""
    guess = json.detect_encoding(body)
    if guess != "utf-8":
        return body.decode(guess, "replace")
    for name in (charset, "utf-8"):
        try:
            return body.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return body.decode("utf-8", "replace")


def clean(value: JsonValue, depth: int = 0) -> JsonValue:
    """Return a JSON value that models and UTF-8 can hold.

    No lone surrogates, and nothing that is nested too deeply.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple | dict) and depth > _DEEPEST:
        return None
    if isinstance(value, list | tuple):
        return [clean(item, depth + 1) for item in value]
    if isinstance(value, dict):
        return {
            clean(key if isinstance(key, str) else str(key)): clean(item, depth + 1)
            for key, item in value.items()
        }
    return value
