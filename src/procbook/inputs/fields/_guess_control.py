"""A control for an input whose schema says nothing.

It follows from the look of the example, else from what the description says.

The guess is about the control only: whatever the schema allows, which is anything, may still be
sent.
"""

from __future__ import annotations

import re
from typing import Final

from ..._json import JsonObject, JsonValue
from ..schema._bundled_schemas import GEOMETRY_TYPES
from ..schema._string_formats import fits_format

_GEOJSON: Final = {
    **dict.fromkeys(GEOMETRY_TYPES, "geojson-geometry"),
    "Feature": "geojson-feature",
    "FeatureCollection": "geojson-feature-collection",
}


# What descriptions of such inputs say in practice; the first that matches counts.
_PHRASES: Final[list[tuple[str, JsonObject]]] = [
    (r"\b(true or false|true/false|boolean|bool)\b", {"type": "boolean"}),
    (
        r"\bin format \[\s*\w*min\s*,\s*\w*max\s*\]",
        {"type": "array", "items": {"type": "number"}},
    ),
    (r"\bin format \[", {"type": "array", "items": {"type": "string"}}),
    (r"\bISO[- ]?(8601|format)\b", {"type": "string"}),
    (r"\b(must be|is) an? (integer|number)\b|\bmultiple of \d", {"type": "number"}),
    (r"\bin (seconds|minutes|hours|days|met(er|re)s|degrees)\b", {"type": "number"}),
]
_VALUES: Final = re.compile(
    r"\b(?:possible|allowed|valid) values (?:are|is):? "
    r"((?:[\"'`][\w .-]{1,80}[\"'`][,. ]*(?:or |and )?)+)",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"[\"'`]([\w .-]+)[\"'`]")
_PROSE: Final = 2000
"""Characters of a description that are listened to."""


def schema_from_prose(description: str) -> JsonObject:
    """Return a schema that draws the control that a description asks for.

    It is empty where the description asks for none.
    """
    prose = description[:_PROSE]
    values = _VALUES.search(prose)
    if values:
        return {"type": "string", "examples": _QUOTED.findall(values[1])}
    return next(
        (
            schema
            for pattern, schema in _PHRASES
            if re.search(pattern, prose, re.IGNORECASE)
        ),
        {},
    )


def schema_like(example: JsonValue) -> JsonObject:
    """Return a schema that draws a control in which the example could have been typed."""
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, str):
        format = next((f for f in ("date-time", "date") if fits_format(example, f)), "")
        return {"type": "string", **({"format": format} if format else {})}
    if isinstance(example, list):
        return _list_like(example)
    if isinstance(example, dict):
        format = _GEOJSON.get(str(example.get("type")), "")
        return {"format": format} if format else {"type": "object"}
    return {} if example is None else {"type": "number"}


def _list_like(example: list[JsonValue]) -> JsonObject:
    items = [schema_like(item) for item in example]
    if not items or any(item != items[0] for item in items):
        return {"type": "array"}
    size = (
        {"minItems": 4, "maxItems": 4}
        if len(items) == 4 and items[0].get("type") == "number"
        else {}
    )
    return {"type": "array", "items": items[0], **size}
