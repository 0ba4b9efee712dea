"""Which kind of field fits a flat schema: the table of types and formats."""

from __future__ import annotations

from typing import Final

from ..._json import JsonObject, JsonValue
from ..._secret_names import is_secret_name
from ..schema._bundled_schemas import GEOMETRY_TYPES

_BY_FORMAT: Final = {
    **{
        name: name
        for name in (
            "date",
            "time",
            "interval",
            "duration",
            "email",
            "uuid",
            "color",
            "password",
            "wkt",
        )
    },
    "date-time": "datetime",
    "uri": "uri",
    "epsg-code": "epsg",
    "multiline": "multiline",
    "json": "code",
    **dict.fromkeys(
        ("markdown", "html", "xml", "yaml", "python", "sql", "code", "javascript"),
        "code",
    ),
    **dict.fromkeys(("cql2-text", "wkt2-definition", "text"), "multiline"),
}
_BY_WIDGET: Final = {
    **dict.fromkeys(("textarea", "multiline", "editor"), "multiline"),
    **dict.fromkeys(("password", "date", "time", "duration", "color", "code"), None),
    "date-time": "datetime",
    "datetime": "datetime",
    "file": "file",
    "dropper": "file",
    "map": "wkt",
}
GEOJSON: Final = {
    "geojson-geometry": "geometry",
    "geojson-feature": "feature",
    "geojson-feature-collection": "featureCollection",
    "geojson": "any",
}
CONSTRAINTS: Final = (
    *(
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "pattern",
    ),
    *(
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "minContains",
        "maxContains",
    ),
)
_LONG: Final = 250


def type_of(flat: JsonObject) -> str:
    """Return the one type other than null that a schema names or implies, or ``""``."""
    names = flat.get("type", [])
    names = [n for n in ([names] if isinstance(names, str) else names) if n != "null"]
    if len(names) == 1:
        return str(names[0])
    if set(names) == {"integer", "number"}:
        return "number"
    return "" if names else _imply_type(flat)


def types_of(flat: JsonObject) -> list[str]:
    """Return every type but null that a schema names."""
    names = flat.get("type", [])
    return [n for n in ([names] if isinstance(names, str) else names) if n != "null"]


def _imply_type(flat: JsonObject) -> str:
    signs = {
        "object": (
            "properties",
            "patternProperties",
            "additionalProperties",
            "required",
            "minProperties",
            "maxProperties",
        ),
        "array": (
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
        ),
        "string": ("minLength", "maxLength", "pattern", "contentEncoding"),
        "number": (
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ),
    }
    implied = next(
        (
            name
            for name, keywords in signs.items()
            if any(
                flat.get(k, {}) != {} or (k in flat and k != "properties")
                for k in keywords
            )
        ),
        "",
    )
    if not implied and flat.get("format") in _BY_FORMAT:
        return "string"
    media = str(flat.get("contentMediaType", ""))
    return implied or ("string" if media and "json" not in media else "")


def text_kind(flat: JsonObject, name: str, hints: JsonObject) -> str:
    """Return the kind of a string."""
    if flat.get("format") == "wkt" and "contentEncoding" not in flat:
        return "wkt"
    if (
        "contentEncoding" in flat
        or "contentMediaType" in flat
        or "contentSchema" in flat
    ):
        return "file"
    widget = str(hints.get("widget", ""))
    if widget in _BY_WIDGET:
        return _BY_WIDGET[widget] or widget
    if (kind := _BY_FORMAT.get(str(flat.get("format", "")))) is not None:
        return kind
    if hints.get("secret") or is_secret_name(name):
        return "password"
    return "multiline" if flat.get("maxLength", 0) >= _LONG else "text"


def geojson_shape(flat: JsonObject) -> str:
    """Return which GeoJSON object a schema describes by format or members, or ``""``."""
    if flat.get("format") in GEOJSON and type_of(flat) in ("", "object"):
        return GEOJSON[flat["format"]]
    members = flat.get("properties", {})
    names = _consts(members.get("type"))
    if not names:
        return ""
    if names <= set(GEOMETRY_TYPES) and (
        "coordinates" in members or "geometries" in members
    ):
        return "geometry"
    if names == {"Feature"} and "geometry" in members:
        return "feature"
    if names == {"FeatureCollection"} and "features" in members:
        return "featureCollection"
    return ""


def _consts(schema: JsonValue) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    values = [schema["const"]] if "const" in schema else schema.get("enum", [])
    return {v for v in values if isinstance(v, str)}


def geometry_types(flat: JsonObject) -> list[str]:
    """Return the types of geometry that a schema names, in its order."""
    return sorted(
        _consts(flat.get("properties", {}).get("type")) & set(GEOMETRY_TYPES),
        key=GEOMETRY_TYPES.index,
    )


def medium(flat: JsonObject) -> JsonObject:
    """Return media type, encoding and schema of what a text holds."""
    out = {"mediaType": str(flat.get("contentMediaType") or "application/octet-stream")}
    if isinstance(flat.get("contentEncoding"), str):
        out["encoding"] = flat["contentEncoding"]
    if flat.get("contentSchema"):
        return {**out, "schema": flat["contentSchema"]}
    return out
