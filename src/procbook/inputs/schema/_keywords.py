"""Keywords of JSON Schema that hold no schema: their words and values as 2020-12 has them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from ..._json import JsonObject, JsonValue
from ._localized_text import text_of
from ._patterns import compile_pattern, without_flags

_TYPES: Final = {
    **dict.fromkeys(
        ("string", "str", "text", "varchar", "char", "literal"), ("string", None)
    ),
    **dict.fromkeys(
        (
            "number",
            "float",
            "double",
            "decimal",
            "real",
            "numeric",
            "float64",
            "float32",
        ),
        ("number", None),
    ),
    **dict.fromkeys(
        ("integer", "int", "long", "short", "int32", "int64", "positiveinteger"),
        ("integer", None),
    ),
    **dict.fromkeys(("nonnegativeinteger", "byte", "unsignedint"), ("integer", None)),
    **dict.fromkeys(("boolean", "bool"), ("boolean", None)),
    **dict.fromkeys(("array", "list", "sequence"), ("array", None)),
    **dict.fromkeys(("object", "dict", "map", "record"), ("object", None)),
    **dict.fromkeys(("null", "none"), ("null", None)),
    "date": ("string", "date"),
    "time": ("string", "time"),
    **dict.fromkeys(("datetime", "date-time", "timestamp"), ("string", "date-time")),
    **dict.fromkeys(("duration", "timedelta"), ("string", "duration")),
    **dict.fromkeys(("uri", "url", "anyuri"), ("string", "uri")),
    **dict.fromkeys(("file", "path"), ("string", None)),
}
_FORMATS: Final = {
    **dict.fromkeys(
        ("dateTime", "datetime", "DateTime", "date_time", "timestamp"), "date-time"
    ),
    **dict.fromkeys(
        ("URL", "url", "URI", "anyURI", "iri", "uri-reference", "iri-reference"), "uri"
    ),
    **dict.fromkeys(("UUID", "uuid4", "guid"), "uuid"),
    **dict.fromkeys(("colour", "colour-hex", "color-hex", "hex-color"), "color"),
    **dict.fromkeys(("bytes", "base64"), "byte"),
    **dict.fromkeys(("bbox", "ogc-bounding-box", "bounding-box"), "ogc-bbox"),
    **dict.fromkeys(("WKT", "wkt-geometry", "wkt1", "well-known-text"), "wkt"),
    **dict.fromkeys(("geojson-polygon", "geojson_geometry"), "geojson-geometry"),
    **dict.fromkeys(("epsg", "EPSG", "crs", "epsg_code"), "epsg-code"),
    **dict.fromkeys(("multi-line", "textarea", "long-text", "longtext"), "multiline"),
    "time-interval": "interval",
    "daterange": "interval",
    "cql2-text-filter": "cql2-text",
    "cql2-json-filter": "cql2-json",
}
_OGC_FORMAT: Final = re.compile(
    r"^https?://www\.opengis\.net/def/format/ogcapi-processes/\d+/"
)
_NUMBERS: Final = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
)
_COUNTS: Final = (
    *(
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ),
)


def keyword(out: JsonObject, key: str, value: JsonValue) -> None:
    """Add a keyword to a schema if its value has a valid shape, or if no draft defines it."""
    mend = _MENDED.get(key)
    if mend is not None:
        mend(out, key, value)
    elif key not in ("$ref", "discriminator"):
        out[key] = value


def _text(out: JsonObject, key: str, value: JsonValue) -> None:
    if text := text_of(value):
        out[key] = text


def _types(out: JsonObject, key: str, value: JsonValue) -> None:
    names: list[str] = []
    for value_type in value if isinstance(value, list) else [value]:
        for name, form in _type_words(value_type):
            names += [name] if name not in names else []
            if form:
                out.setdefault("format", form)
    if names:
        out[key] = names[0] if len(names) == 1 else names


def _type_words(phrase: JsonValue) -> list[tuple[str, str | None]]:
    """Return the types in a word, or in a phrase such as "string or list of string"."""
    if isinstance(phrase, dict):  # a union written as Avro or CWL write it
        return []
    text = str(phrase).lower()
    if text in _TYPES:
        return [_TYPES[text]]
    return [_TYPES[t] for t in re.findall(r"[a-z]+", text) if t in _TYPES]


def _format(out: JsonObject, key: str, value: JsonValue) -> None:
    if isinstance(value, str):
        short = _OGC_FORMAT.sub("", value)
        out[key] = _FORMATS.get(short, short)


def _number(out: JsonObject, key: str, value: JsonValue) -> None:
    if (number := as_number(value)) is not None:
        out[key] = number


def _count(out: JsonObject, key: str, value: JsonValue) -> None:
    if (count := as_number(value)) is not None and count >= 0:
        out[key] = int(count)


def _enum(out: JsonObject, key: str, value: JsonValue) -> None:
    values = list(value) if isinstance(value, list | tuple | dict) else []
    if values:
        out[key] = values


def _step(out: JsonObject, key: str, value: JsonValue) -> None:
    number = as_number(value)
    if number is not None and number > 0:
        out[key] = number


def _pattern(out: JsonObject, key: str, value: JsonValue) -> None:
    pattern = without_flags(value) if isinstance(value, str) else None
    if pattern is not None and compile_pattern(pattern):
        out[key] = pattern


def _require(out: JsonObject, key: str, value: JsonValue) -> None:
    names = [value] if isinstance(value, str) else value
    if isinstance(names, list):
        out[key] = list(dict.fromkeys(name for name in names if isinstance(name, str)))


def _examples(out: JsonObject, key: str, value: JsonValue) -> None:
    if isinstance(value, dict):  # OpenAPI: {name: {"value": …}}
        value = [
            v["value"] if isinstance(v, dict) and "value" in v else v
            for v in value.values()
        ]
    out[key] = list(value) if isinstance(value, list) else [value]


def _needs(out: JsonObject, key: str, value: JsonValue) -> None:
    if isinstance(value, dict):
        out[key] = {
            name: needs for name, needs in value.items() if isinstance(needs, list)
        }


def _flag(out: JsonObject, key: str, value: JsonValue) -> None:
    if value in (True, "true"):
        out[key] = True


_MENDED: Final[dict[str, Callable[[JsonObject, str, Any], None]]] = {
    "type": _types,
    "format": _format,
    "enum": _enum,
    "multipleOf": _step,
    "pattern": _pattern,
    "required": _require,
    "examples": _examples,
    "dependentRequired": _needs,
    **dict.fromkeys(("title", "description"), _text),
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_COUNTS, _count),
    **dict.fromkeys(("uniqueItems", "readOnly", "writeOnly", "deprecated"), _flag),
}


def as_number(value: JsonValue) -> int | float | None:
    """Return a number, also if it is written as text.

    ``True`` stays ``True`` (the exclusive bounds of OpenAPI 3.0).
    """
    if isinstance(value, bool):
        return value or None
    if isinstance(value, int | float | Decimal):
        number: int | float | None = value if isinstance(value, int) else float(value)
    else:
        try:
            text = str(value).strip()
            number = int(text) if text.lstrip("+-").isdecimal() else float(text)
        except ValueError:
            return None
    return None if isinstance(number, float) and not math.isfinite(number) else number


def old_bounds(out: JsonObject) -> None:
    """Replace a boolean ``exclusiveMinimum`` or ``exclusiveMaximum`` by the form of draft 6.

    OpenAPI 3.0 writes it beside ``minimum`` or ``maximum``.
    """
    for key, bound in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if out.get(bound) is True:
            del out[bound]
        if out.get(key) is True:
            del out[key]
            if bound in out:
                out[key] = out.pop(bound)


def fit_type(out: JsonObject) -> None:
    """Remove a type that no value of ``enum`` has: no value at all would be allowed."""
    names = out.get("type")
    values = [out["const"]] if "const" in out else out.get("enum")
    if names is None or values is None:
        return
    allowed = [names] if isinstance(names, str) else names
    if not any(has_type(v, name) for v in values for name in allowed):
        del out["type"]


def has_type(value: JsonValue, name: str) -> bool:
    """Return whether a JSON value has a type of JSON Schema; 1.0 counts as an integer."""
    if name == "boolean" or isinstance(value, bool):
        return name == "boolean" and isinstance(value, bool)
    if name == "integer":
        return isinstance(value, int) or (
            hasattr(value, "__float__") and value == value // 1
        )
    return {
        "null": value is None,
        "string": isinstance(value, str),
        "array": isinstance(value, list | tuple),
        "object": isinstance(value, dict),
        "number": hasattr(value, "__float__") and not isinstance(value, str),
    }.get(name, False)


ANNOTATIONS: Final = frozenset(
    {
        "title",
        "description",
        "default",
        "examples",
        "readOnly",
        "writeOnly",
        "deprecated",
        "uom",
        "unit",
        "units",
    }
)
"""What a schema says about a value without limiting it."""
