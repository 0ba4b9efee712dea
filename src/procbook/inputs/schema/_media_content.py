"""What a text holds: media types and encodings of a schema, wherever they stand."""

from __future__ import annotations

import re
from typing import Final

from ..._json import JsonObject

_MEDIA_TYPE: Final = re.compile(
    r"(application|audio|font|image|model|multipart|text|video)/[\w.+*-]+"
)
_MEMBERS: Final = frozenset(
    {"properties", "additionalProperties", "allOf", "oneOf", "anyOf"}
)
_OBJECTS: Final = frozenset(
    {"geojson-geometry", "geojson-feature", "geojson-feature-collection", "ogc-bbox"}
)
"""Formats of the standard whose values are objects (section 8, table of additional formats)."""
_SUBTYPES: Final = {
    **dict.fromkeys(("date", "date-time", "time", "duration", "uri"), ""),
    "epsg-code": "epsg-code",
    "geojson": "geojson",
    "wkt2-definition": "wkt2-definition",
    "proj-definition": "multiline",
}
_SUBTYPES.update({k: k for k, v in _SUBTYPES.items() if not v})


def binary(out: JsonObject) -> None:
    """Add base64 as encoding to ``format: byte`` and ``binary`` of OpenAPI (section 7.11.2.3)."""
    if out.get("format") in ("byte", "binary"):
        out.setdefault("contentEncoding", "base64")
    if isinstance(out.get("contentEncoding"), str) and out[
        "contentEncoding"
    ].lower() in (
        "binary",
        "base64",
    ):
        out["contentEncoding"] = "base64"
        out.setdefault("type", "string")


def content(out: JsonObject) -> None:
    """Read a media type that stands as ``format``; what no JSON can hold becomes a text.

    An object with a binary or text media type is a file: by value it is base64 or text inside of
    a qualified value, which is the object that is meant (section 7.11.2.3).
    """
    format = out.get("format")
    if isinstance(format, str) and _MEDIA_TYPE.match(format):
        out.setdefault("contentMediaType", format)
        del out["format"]
    if out.get("type") == "string" and out.get("format") in _OBJECTS:
        del out["type"]  # the format says what the value is: an object
        if "contentMediaType" not in out:
            out.pop("contentSchema", None)
    media = out.get("contentMediaType")
    if not isinstance(media, str) or holds_json(media):
        return
    if out.get("type") == "object" and not _MEMBERS & out.keys():
        out["type"] = "string"
    if is_wkt(media) and out.get("type", "string") == "string":
        out.setdefault("format", "wkt")


def holds_json(media: str) -> bool:
    """Return whether content of a media type is JSON, or may be anything."""
    name = media.partition(";")[0].strip().lower()
    return name.endswith(("json", "/*")) or name in ("", "*")


def is_wkt(media: str) -> bool:
    """Return whether a media type, or what stands for one, is well-known text."""
    return bool(re.search(r"\bwkt\b", media.replace("_", "-").lower()))


def subtype(out: JsonObject) -> None:
    """Give a schema the format that its ``subtype`` names (openEO processes)."""
    name = out.get("subtype")
    if isinstance(name, str) and "format" not in out and name in _SUBTYPES:
        out["format"] = _SUBTYPES[name]
