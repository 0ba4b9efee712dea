"""The format of an output: by media type, then schema, then file extension, then content.

A media type that says nothing (``application/octet-stream``) or little (``text/plain``,
``application/json``, ``image/tiff``) is refined by what comes after it; one that says something is
believed, unless the first bytes prove it wrong: a picture that is a web page must not be handed to
a decoder.
"""

from __future__ import annotations

import dataclasses
import re

from ...protocol.errors import ClientError
from .._source import ABSENT, HEAD, Source
from ._format_tables import EXTENSIONS, MEDIA_TYPES
from ._sniff import MAGIC, hidden_bytes, magic, of_bytes, of_text, of_value

_UNSPECIFIC_MEDIA_TYPES = {
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-binary",
    "*/*",
    "application/unknown",
}
# Formats of which the content may say more. A STAC item is GeoJSON too, so inline GeoJSON is looked
# at as well.
_GENERAL = {"json", "geojson", "text", "xml", "tiff", "gzip", "sqlite", "zip"}
_WITH_SIGNATURE = {name for _, name in MAGIC}
_WITH_SIGNATURE |= {"webp", "bmp", "geotiff", "geopackage", "zarr-zip"}
_WITH_SIGNATURE -= {"audio", "video"}
# Formats that begin with the same bytes.
_FAMILIES = (
    {"tiff", "geotiff"},
    {"sqlite", "geopackage"},
    {"zip", "zarr-zip", "excel"},
    {"audio", "video"},
)
_SCHEMA_FORMATS = {
    "geojson-feature-collection": "geojson",
    "geojson-feature": "geojson",
    "geojson-geometry": "geojson",
}
_STRUCTURED_SUFFIXES = {"json": "json", "xml": "xml", "yaml": "yaml", "zip": "zip"}
"""Format by structured syntax suffix (RFC 6838, section 4.2.8)."""


@dataclasses.dataclass(frozen=True)
class Format:
    """The format of an output.

    Attributes
    ----------
    name : str
        Such as ``"geotiff"``.
    by : str
        How it was decided: ``"media type"``, ``"schema"``, ``"extension"`` or ``"content"``.
    """

    name: str
    by: str


def detect(source: Source, *, fetch: bool = True) -> Format:
    """Return the format of an output.

    Parameters
    ----------
    source : Source
        The output.
    fetch : bool
        Whether the first bytes of an output by reference may be fetched when its description does
        not say enough.
    """
    declared = _by_media_type(source) or _by_schema(source) or _by_extension(source)
    if declared is not None and _is_sufficient(source, declared.name):
        return declared
    if not source.inline and not fetch:
        return declared or Format("unknown", "nothing")
    return _by_content(source, declared)


def _is_sufficient(source: Source, name: str) -> bool:
    """Return whether a declared format needs no look at the content."""
    if source.inline:
        return name not in _GENERAL and not _is_disproved(source, name)
    return name not in _GENERAL or name == "geojson"


def _by_media_type(source: Source) -> Format | None:
    media_type = source.media_type
    if media_type is None or media_type in _UNSPECIFIC_MEDIA_TYPES:
        return None
    name = _name_of(media_type)
    if name in _GENERAL:
        refined = _by_schema(source) or _by_extension(source)
        if refined is not None:
            return refined
    if name:
        return Format(name, "media type")
    return None


def _name_of(media_type: str) -> str | None:
    if media_type in MEDIA_TYPES:
        return MEDIA_TYPES[media_type]
    main_type, _, subtype = media_type.partition("/")
    if main_type in ("audio", "video"):
        return main_type
    if subtype.endswith("+zip") and "zarr" in subtype:
        return "zarr-zip"
    _, plus, suffix = subtype.rpartition("+")
    if plus and suffix in _STRUCTURED_SUFFIXES:
        return _STRUCTURED_SUFFIXES[suffix]
    if main_type == "text":
        return "text"
    return None


def _by_schema(source: Source) -> Format | None:
    schema = source.schema
    parameters = str(schema.get("contentMediaType") or "")
    media_type = parameters.split(";", maxsplit=1)[0].strip().lower()
    name = None
    if media_type and media_type not in _UNSPECIFIC_MEDIA_TYPES:
        name = _name_of(media_type)
    name = name or _SCHEMA_FORMATS.get(str(schema.get("format")))
    if name is None and re.search(r"geojson\.org/schema", str(schema.get("$ref", ""))):
        name = "geojson"
    if name:
        return Format(name, "schema")
    return None


def _by_extension(source: Source) -> Format | None:
    if source.file_name.lower().rstrip("/").endswith(".zarr.zip"):
        return Format("zarr-zip", "extension")
    name = EXTENSIONS.get(source.extension)
    if name:
        return Format(name, "extension")
    return None


def _is_disproved(source: Source, name: str) -> bool:
    """Return whether the inline bytes are of another format for certain."""
    if source.value is not ABSENT and not isinstance(source.value, str):
        return name in _WITH_SIGNATURE
    actual = magic(source.head(64))
    if actual is None:
        return name in _WITH_SIGNATURE
    if actual == name:
        return False
    return not any({actual, name} <= family for family in _FAMILIES)


def _by_content(source: Source, declared: Format | None) -> Format:
    if source.value is not ABSENT and not isinstance(source.value, str):
        return Format(of_value(source.value), "content")
    try:
        head = source.head()
    except ClientError:
        if declared is None:
            raise
        return declared
    if isinstance(source.value, str):
        data = hidden_bytes(source.value)
        if data is not None:
            source.set_body(data)
            head = data[:HEAD]
    hint = declared.name if declared else None
    name = of_bytes(head) or of_text(source, head, hint)
    if declared is not None and name == declared.name:
        return declared
    return Format(name, "content")
