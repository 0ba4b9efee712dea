"""Files and bytes -> instances: text, base64 or parsed JSON, whatever the field takes."""

from __future__ import annotations

import base64
import mimetypes
from pathlib import Path, PurePath
from typing import Final

from ..._json import JsonObject, JsonValue
from ..fields._field import Field
from ._exact_json import loads
from ._qualified_values import takes_media

_CONTENT: Final = frozenset(
    {
        "file",
        "geometry",
        "object",
        "mapping",
        "bbox",
        "json",
        "list",
        "tuple",
        "code",
        "multiline",
    }
)
"""Fields whose value is the content of a file, not its name."""
_TYPES: Final = {
    ".geojson": "application/geo+json",
    ".gml": "application/gml+xml",
    ".jp2": "image/jp2",
    ".kml": "application/vnd.google-earth.kml+xml",
    ".nc": "application/x-netcdf",
    ".parquet": "application/vnd.apache.parquet",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
}


def read_file(path: PurePath, field: Field | None) -> JsonValue:
    """Return what a path stands for in a field: its content where one is wanted, else its name.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If JSON is wanted and the file holds none.
    """
    if field is None or not (field.kind in _CONTENT or takes_media(field)):
        return str(path)
    return _content(Path(path).read_bytes(), field, path.suffix.lower())


def read_bytes(data: bytes, field: Field | None) -> JsonValue:
    """Return what bytes stand for in a field: parsed JSON, text or base64."""
    return base64_text(data) if field is None else _content(data, field, "")


def _content(data: bytes, field: Field, suffix: str) -> JsonValue:
    media = _medium(
        field, _TYPES.get(suffix) or mimetypes.guess_type("x" + suffix)[0] or ""
    )
    if media is None:
        wants_text = field.kind in ("code", "multiline", "text", "wkt")
        return data.decode("utf-8") if wants_text else loads(data)
    if field.kind == "geometry" or media.get("json"):
        return loads(data)
    text = _text(data, media)
    single = len(_media(field)) == 1
    if text is None:
        marks = {"mediaType": media["mediaType"], "encoding": "base64"}
        if single:
            return base64_text(data)
        return {"value": base64_text(data), **marks}
    return text if single else {"value": text, "mediaType": media["mediaType"]}


def _media(field: Field) -> list[JsonObject]:
    """Return every format that a field takes.

    GeoJSON among alternatives has one even if it names none.
    """
    formats = list(field.media)
    for branch in field.children if field.kind == "alternatives" else ():
        formats += branch.media
        if branch.kind == "geometry" and not branch.media:
            formats.append({"mediaType": "application/geo+json", "json": True})
    return formats


def _medium(field: Field, guess: str) -> JsonObject | None:
    """Return the format that fits the name of a file, else the first, the default (section 8)."""
    media = _media(field)
    fits = (
        m for m in media if guess and m["mediaType"].partition(";")[0].strip() == guess
    )
    return next(fits, media[0] if media else None)


def _text(data: bytes, media: JsonObject) -> str | None:
    if media.get("encoding") == "base64":
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text


def base64_text(data: bytes) -> str:
    """Return bytes as base64 text (section 7.11.2.3)."""
    return base64.b64encode(data).decode("ascii")
