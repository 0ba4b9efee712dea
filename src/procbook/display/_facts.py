"""Facts about documents as short strings, from which both text and HTML are built.

All functions take JSON, write ASCII apart from the server's own words, and cut values that are deep
or long early: a repr must not fail.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from .._json import JsonObject, JsonValue
from .._secret_names import is_secret_name

# Terminals obey control characters, and bidirectional overrides make a text read as another one
# (https://trojansource.codes).
_UNSEEN: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_MAX_DEPTH: Final = 5

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
_COMBINATIONS: Final = {"oneOf": " or ", "anyOf": " or ", "allOf": " and "}
_RANGES: Final = (("Length", "length"), ("Items", "items"), ("Properties", "members"))


def visible(text: object) -> str:
    """Return text with control characters written out, so that it cannot steer a terminal."""
    return _UNSEEN.sub(_escape, str(text))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 256:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}"


def trace_lines(trace: Iterable[str] | str | None) -> list[str]:
    """Return the lines of a trace.

    Of a text, or of pieces that may end with a line break or not.
    """
    pieces = [trace] if isinstance(trace, str) else trace or ()
    lines: list[str] = []
    for piece in pieces:
        lines += str(piece).rstrip().splitlines()
    return lines


def line(text: object, width: int = 100) -> str:
    """Return text as one line of at most ``width`` characters."""
    # Cut first, so that a megabyte costs no more than a line.
    full = str(text)
    length = 4 * width + 200
    short = visible(_SPACE.sub(" ", full[:length])).strip()
    if len(short) <= width and len(full) <= length:
        return short
    return short[: width - 3].rstrip() + "..."


def brief(value: JsonValue, width: int = 60) -> str:
    """Return a JSON value in one line of at most ``width`` characters."""
    excerpt = value[: width + 1] if isinstance(value, str) else _shallow(value)
    return line(json.dumps(excerpt, ensure_ascii=False, default=str), width)


def _shallow(value: JsonValue, depth: int = 0) -> JsonValue:
    """Return the first members of the upper levels of a value."""
    if isinstance(value, str):
        return value[:200]
    if not isinstance(value, dict | list | tuple):
        return value
    if depth >= _MAX_DEPTH:
        return "..."
    if isinstance(value, dict):
        members = list(value.items())[:20]
        return {str(name): _shallow(member, depth + 1) for name, member in members}
    return [_shallow(item, depth + 1) for item in value[:40]]


def mask(name: str, value: JsonValue) -> JsonValue:
    """Return the value of an input, or asterisks if its name says that it is a secret."""
    if value is not None and is_secret_name(name):
        return "***"
    return value


def moment(time: object) -> str:
    """Return a time as people read it, to the second and with its zone."""
    if time is None:
        return ""
    if not isinstance(time, datetime):
        return line(time, 40)
    offset = time.utcoffset()
    zone = "" if offset is None else f" {time:%z}"
    if offset == timedelta(0):
        zone = " UTC"
    return f"{time:%Y-%m-%d %H:%M:%S}{zone}"


def server_name(server_id: object) -> str:
    """Return the host of a server, by the name that the ledger has for it."""
    return line(urlsplit(str(server_id)).netloc or "embedded server", 60)


def took(begin: object, end: object) -> str:
    """Return the time between two moments, such as ``"1 min 5 s"``, or nothing."""
    if not isinstance(begin, datetime) or not isinstance(end, datetime):
        return ""
    if (begin.tzinfo is None) != (end.tzinfo is None):
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
    if minutes:
        return f"{minutes} min {seconds_left} s"
    return f"{seconds_left} s"


def count(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 job"``, ``"2,000 processes"``."""
    if number != 1:
        noun += "es" if noun.endswith("s") else "s"
    return f"{number:,} {noun}"


def type_of(schema: JsonValue, depth: int = 0) -> str:
    """Return the type that a JSON Schema allows, such as ``"list of integer"``."""
    if not isinstance(schema, dict) or not schema or depth > _MAX_DEPTH:
        if schema is False:
            return "nothing"
        return "anything"
    name = _type(schema, depth)
    if schema.get("nullable") is True and "null" not in name:
        return f"{name} or null"
    return name


def _type(schema: JsonObject, depth: int) -> str:
    if schema.get("const") is not None:
        return brief(schema["const"], 40)
    if schema.get("enum"):
        return _list_values(schema["enum"])
    if isinstance(schema.get("$ref"), str):
        name = schema["$ref"].rstrip("/").rsplit("/", 1)[-1]
        return line(name, 40)
    for keyword, conjunction in _COMBINATIONS.items():
        branches = schema.get(keyword)
        if isinstance(branches, list):
            names = [type_of(branch, depth + 1) for branch in branches[:9]]
            return _join_types(names, conjunction)
    declared = schema.get("type")
    if not isinstance(declared, list):
        return _single_type(schema, depth)
    schemas = [{**schema, "type": name} for name in declared[:9]]
    names = [_single_type(branch, depth) for branch in schemas]
    return _join_types(names, " or ")


def _list_values(values: list[JsonValue]) -> str:
    names = ", ".join(brief(value, 24) for value in values[:8])
    if len(values) > 8:
        names += f", ... ({len(values)})"
    return f"one of {names}"


def _join_types(names: list[str], conjunction: str) -> str:
    distinct = list(dict.fromkeys(names))
    specific = [name for name in distinct if name != "anything"]
    return line(conjunction.join(specific or distinct), 90) or "anything"


def _single_type(schema: JsonObject, depth: int) -> str:
    declared, format_name = schema.get("type"), schema.get("format")
    if declared == "array":
        return _array_type(schema.get("items"), depth)
    if schema.get("contentMediaType"):
        return line(schema["contentMediaType"], 60)
    if format_name and declared in (None, "string", "object"):
        return _FORMATS.get(str(format_name), line(format_name, 40))
    if declared:
        return line(declared, 40)
    return "anything"


def _array_type(items: JsonValue, depth: int) -> str:
    if isinstance(items, list):
        names = ", ".join(type_of(item, depth + 1) for item in items[:9])
        return line(f"({names})", 90)
    if items in (None, True, {}):
        return "list"
    return f"list of {type_of(items, depth + 1)}"


def limits(schema: JsonValue) -> str:
    """Return the bounds of a JSON Schema, such as ``">= 0, <= 100"``."""
    if not isinstance(schema, dict):
        return ""
    bounds = [
        _bound(schema, "minimum", "exclusiveMinimum", ">"),
        _bound(schema, "maximum", "exclusiveMaximum", "<"),
    ]
    if schema.get("multipleOf") is not None:
        bounds.append(f"multiple of {brief(schema['multipleOf'], 20)}")
    for keyword, noun in _RANGES:
        low = schema.get(f"min{keyword}")
        high = schema.get(f"max{keyword}")
        bounds.append(_range(low, high, noun))
    if schema.get("pattern"):
        bounds.append(f"matches {line(schema['pattern'], 40)}")
    if schema.get("uniqueItems") is True:
        bounds.append("all different")
    return ", ".join(filter(None, bounds))


def _bound(schema: JsonObject, inclusive: str, exclusive: str, sign: str) -> str:
    value, strict = schema.get(inclusive), schema.get(exclusive)
    if strict is not None and not isinstance(strict, bool):
        return f"{sign} {brief(strict, 20)}"
    if value is None:
        return ""
    equal = "" if strict is True else "="
    return f"{sign}{equal} {brief(value, 20)}"


def _range(low: JsonValue, high: JsonValue, noun: str) -> str:
    if high is None and not low:
        return ""
    if high is None:
        return f"{noun} >= {brief(low, 20)}"
    if low == high:
        return f"{noun} {brief(low, 20)}"
    return f"{noun} {brief(low or 0, 20)} to {brief(high, 20)}"


def occurs(input_description: JsonObject) -> str:
    """Return whether an input is needed, and how many values it takes."""
    low = input_description.get("minOccurs")
    high = input_description.get("maxOccurs")
    schema = input_description.get("schema")
    has_default = isinstance(schema, dict) and "default" in schema
    need = "optional" if low == 0 or has_default else "required"
    if high == "unbounded":
        return f"{need}, any number of values"
    if isinstance(high, int) and high > 1:
        return f"{need}, up to {high} values"
    return need


def default_of(description: JsonObject) -> str:
    """Return the default of an input as JSON, or nothing."""
    schema = description.get("schema")
    if isinstance(schema, dict) and "default" in schema:
        return brief(schema["default"])
    return ""
