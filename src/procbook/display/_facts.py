"""What is worth saying about a document, as short plain strings: text and HTML are made of the same facts.

Everything here takes plain JSON, is written in ASCII apart from the server's own words, and gives
up early on what is deep, long or odd: a repr is no place to fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from .._secret_names import is_secret_name

# Terminals obey control characters, and bidirectional overrides make a text read as another one.
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_DEEP: Final = 5

_FORMATS: Final = {
    "date-time": "date and time",
    "ogc-bbox": "bounding box",
    "bbox": "bounding box",
    "uri": "URI",
    "byte": "binary",
    "binary": "binary",
    "geojson": "GeoJSON",
    "wkt": "WKT",
}
_RANGES: Final = (("Length", "length"), ("Items", "items"), ("Properties", "members"))


def visible(text: object) -> str:
    """Return text with control characters written out, so that it cannot steer a terminal."""
    return _UNSEEN.sub(
        lambda m: f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}",
        str(text),
    )


def trace_lines(trace: Iterable[str] | str | None) -> list[str]:
    """Return the lines of a trace, which comes as one text, or in pieces that may end with their line or not."""
    pieces = (
        [trace] if isinstance(trace, str) else [str(piece) for piece in trace or ()]
    )
    return [text_line for piece in pieces for text_line in piece.rstrip().splitlines()]


def line(text: object, width: int = 100) -> str:
    """Return text as one line of at most ``width`` characters."""
    # Cut before the rest, so that a megabyte costs no more than a line.
    full = str(text)
    short = visible(_SPACE.sub(" ", full[: 4 * width + 200])).strip()
    if len(short) <= width and len(full) <= 4 * width + 200:
        return short
    return short[: width - 3].rstrip() + "..."


def brief(value: Any, width: int = 60) -> str:
    """Return a JSON value in one line of at most ``width`` characters."""
    if isinstance(value, str):
        return line(json.dumps(value[: width + 1], ensure_ascii=False), width)
    return line(json.dumps(_shallow(value), ensure_ascii=False, default=str), width)


def _shallow(value: Any, depth: int = 0) -> Any:
    if isinstance(value, dict):
        if depth < _DEEP:
            return {str(k): _shallow(v, depth + 1) for k, v in list(value.items())[:20]}
        return "..."
    if isinstance(value, list | tuple):
        if depth < _DEEP:
            return [_shallow(v, depth + 1) for v in value[:40]]
        return "..."
    return value[:200] if isinstance(value, str) else value


def mask(name: str, value: Any) -> Any:
    """Return the value of an input, or asterisks if its name says that it is a secret."""
    return "***" if is_secret_name(name) and value is not None else value


def moment(time: Any) -> str:
    """Return a time as people read it, to the second and with its zone."""
    if not isinstance(time, datetime):
        return "" if time is None else line(time, 40)
    offset = time.utcoffset()
    zone = "" if offset is None else f" {time:%z}"
    if offset == timedelta(0):
        zone = " UTC"
    return f"{time:%Y-%m-%d %H:%M:%S}{zone}"


def server_name(server_id: object) -> str:
    """Return the host of a server, by the name that the ledger has for it."""
    return line(urlsplit(str(server_id)).netloc or "embedded server", 60)


def took(begin: Any, end: Any) -> str:
    """Return the time between two moments, such as ``"1 min 5 s"``, or nothing."""
    if (
        not isinstance(begin, datetime)
        or not isinstance(end, datetime)
        or (begin.tzinfo is None) != (end.tzinfo is None)
    ):
        return ""
    seconds = (end - begin) / timedelta(seconds=1)
    if seconds < 0:
        return ""
    if seconds < 0.1:
        return "< 0.1 s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    minutes, seconds_left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds_left} s" if minutes else f"{seconds_left} s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 job"``, ``"2,000 processes"``."""
    plural = noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,} {noun if number == 1 else plural}"


def type_of(schema: Any, depth: int = 0) -> str:
    """Return what a JSON Schema allows, in a few words, such as ``"list of integer"``."""
    if not isinstance(schema, dict) or not schema or depth > _DEEP:
        return "nothing" if schema is False else "anything"
    name = _type(schema, depth)
    if schema.get("nullable") is True and "null" not in name:
        return f"{name} or null"
    return name


def _type(schema: dict[str, Any], depth: int) -> str:
    if schema.get("const") is not None:
        return brief(schema["const"], 40)
    if schema.get("enum"):
        return _one_of([brief(v, 24) for v in schema["enum"][:9]], len(schema["enum"]))
    if isinstance(schema.get("$ref"), str):
        return line(schema["$ref"].rstrip("/").rsplit("/", 1)[-1], 40)
    for key, glue in (("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")):
        if isinstance(schema.get(key), list):
            return _join_types(
                (type_of(branch, depth + 1) for branch in schema[key][:9]), glue
            )
    declared = schema.get("type")
    if isinstance(declared, list):
        return _join_types(
            (_single_type({**schema, "type": name}, depth) for name in declared[:9]),
            " or ",
        )
    return _single_type(schema, depth)


def _one_of(values: list[str], of: int) -> str:
    return "one of " + ", ".join(values[:8]) + (f", ... ({of})" if of > 8 else "")


def _join_types(names: Iterable[str], glue: str) -> str:
    different = list(dict.fromkeys(names))
    telling = [name for name in different if name != "anything"] or different
    return line(glue.join(telling), 90) or "anything"


def _single_type(schema: dict[str, Any], depth: int) -> str:
    declared, form = schema.get("type"), schema.get("format")
    if declared == "array":
        items = schema.get("items")
        if isinstance(items, list):
            return line(
                "(" + ", ".join(type_of(item, depth + 1) for item in items[:9]) + ")",
                90,
            )
        if items in (None, True, {}):
            return "list"
        return f"list of {type_of(items, depth + 1)}"
    if schema.get("contentMediaType"):
        return line(schema["contentMediaType"], 60)
    if form and declared in (None, "string", "object"):
        return _FORMATS.get(str(form), line(form, 40))
    return line(declared, 40) if declared else "anything"


def limits(schema: Any) -> str:
    """Return the bounds of a JSON Schema, such as ``">= 0, <= 100"``."""
    if not isinstance(schema, dict):
        return ""
    bounds = [
        _bound(schema, "minimum", "exclusiveMinimum", ">"),
        _bound(schema, "maximum", "exclusiveMaximum", "<"),
    ]
    if schema.get("multipleOf") is not None:
        bounds.append(f"multiple of {brief(schema['multipleOf'], 20)}")
    bounds += [
        _range(schema.get(f"min{key}"), schema.get(f"max{key}"), noun)
        for key, noun in _RANGES
    ]
    if schema.get("pattern"):
        bounds.append(f"matches {line(schema['pattern'], 40)}")
    if schema.get("uniqueItems") is True:
        bounds.append("all different")
    return ", ".join(filter(None, bounds))


def _bound(schema: dict[str, Any], inclusive: str, exclusive: str, sign: str) -> str:
    value, strict = schema.get(inclusive), schema.get(exclusive)
    if strict is not None and not isinstance(strict, bool):
        return f"{sign} {brief(strict, 20)}"
    if value is None:
        return ""
    equal = "" if strict is True else "="
    return f"{sign}{equal} {brief(value, 20)}"


def _range(low: Any, high: Any, noun: str) -> str:
    if high is None:
        return f"{noun} >= {brief(low, 20)}" if low else ""
    if low == high:
        return f"{noun} {brief(low, 20)}"
    return f"{noun} {brief(low or 0, 20)} to {brief(high, 20)}"


def occurs(described: dict[str, Any]) -> str:
    """Return whether an input is needed, and how many values it takes."""
    low, high = described.get("minOccurs"), described.get("maxOccurs")
    schema = described.get("schema")
    has_default = isinstance(schema, dict) and "default" in schema
    parts = ["optional" if low == 0 or has_default else "required"]
    if high == "unbounded" or (isinstance(high, int) and high > 1):
        parts.append(
            "any number of values" if high == "unbounded" else f"up to {high} values"
        )
    return ", ".join(parts)


def default_of(described: dict[str, Any]) -> str:
    """Return the default of an input as JSON, or nothing."""
    schema = described.get("schema")
    if isinstance(schema, dict) and "default" in schema:
        return brief(schema["default"])
    return ""
