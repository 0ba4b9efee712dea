"""The format that the first bytes, or the members of a JSON value, belong to."""

from __future__ import annotations

import math
import re

from ..._json import JsonObject, JsonValue
from ...protocol.errors import ClientError
from .._parse import decode_text
from .._source import HEAD, Source
from .._source_of import from_base64
from ._delimited import looks_delimited
from ._tiff import is_georeferenced

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"%PDF-", "pdf"),
    (b"\x89HDF\r\n\x1a\n", "netcdf"),
    (b"CDF\x01", "netcdf"),
    (b"CDF\x02", "netcdf"),
    (b"CDF\x05", "netcdf"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "feather"),
    (b"fgb\x03", "flatgeobuf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"ID3", "audio"),
    (b"\xff\xfb", "audio"),
    (b"fLaC", "audio"),
    (b"OggS", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
)
"""Format by first bytes."""
_RIFF = {b"WEBP": "webp", b"WAVE": "audio"}
# Pictures come in this box too (ISO/IEC 23008-12); few browsers and no decoder here can show them.
_FTYP = {b"M4A ": "audio", b"heic": None, b"mif1": None, b"avif": None}

GEOMETRIES = frozenset(
    {
        "Point",
        "MultiPoint",
        "LineString",
        "MultiLineString",
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }
)
_STAC_FORMATS = {
    "Feature": "stac-item",
    "Collection": "stac-collection",
    "Catalog": "stac-collection",
}
_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*(MULTI)?"
    r"(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE|CURVEPOLYGON)"
    r"\s*(Z|M|ZM)?\s*(\(|EMPTY)",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"<!doctype html"
    r"|<(html|head|body|script|iframe|div|table|p|h[1-6]|section|article|main)\b"
)
_ZARR = re.compile(
    rb"PK\x03\x04.{26}(?:[^/\0]{1,200}/)?"
    rb"(?:\.zgroup|\.zattrs|\.zarray|\.zmetadata|zarr\.json)",
    re.DOTALL,
)


def of_bytes(head: bytes) -> str | None:
    """Return the format that the first bytes belong to for certain, or None."""
    name = magic(head)
    if name == "tiff" and is_georeferenced(head):
        return "geotiff"
    # The application id of a GeoPackage (OGC 12-128r18, section 1.1.1.1.1).
    if name == "sqlite" and head[68:72] in (b"GPKG", b"GP10", b"GP11"):
        return "geopackage"
    if name == "zip" and _ZARR.search(head):
        return "zarr-zip"
    return name


def magic(head: bytes) -> str | None:
    """Return the format of the signature at the beginning, or None."""
    for signature, name in MAGIC:
        if head.startswith(signature):
            return name
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "video")
    if head[257:262] == b"ustar":
        return "tar"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "bmp"
    return None


def hidden_bytes(text: str) -> bytes | None:
    """Return the file behind a string that is base64 of a known binary format, or None."""
    if len(text) < 32 or not re.match(r"[A-Za-z0-9+/_-]{32}", text):
        return None
    start = from_base64(text[:64])
    if start and magic(start):
        return from_base64(text)
    return None


def of_text(source: Source, head: bytes, hint: str | None) -> str:
    """Return the format of an output that has no signature.

    Parameters
    ----------
    source : Source
        The output.
    head : bytes
        Its first bytes.
    hint : str or None
        The general format that its description states, such as ``"json"``.
    """
    if b"\0" in head[:4096] and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "unknown"
    is_string = isinstance(source.value, str)
    text = _beginning(source, head).lstrip("\ufeff \t\r\n")
    name = _of_markup(text)
    if name is not None:
        return name
    if hint in ("json", "geojson") or text[:1] in ("{", "["):
        return _of_json_text(source, text, hint)
    if is_string:
        return hint or "string"
    name = looks_delimited(text, is_complete=len(head) < HEAD) or hint
    if name is not None:
        return name
    if _looks_binary(head):
        return "unknown"
    return "text"


def _beginning(source: Source, head: bytes) -> str:
    """Return the string, or the text of its first bytes."""
    if isinstance(source.value, str):
        return source.value
    return decode_text(head, source.charset, is_complete=False)


def _of_markup(text: str) -> str | None:
    """Return the format of HTML, XML and well-known text, else None."""
    start = text[:2048].lower()
    if _HTML.match(start):
        return "html"
    if start.startswith(("<?xml", "<svg", "<!doctype svg", "<kml")):
        if "<svg" in start:
            return "svg"
        if "<kml" in start:
            return "kml"
        return "xml"
    if _WKT.match(text):
        return "wkt"
    return None


def _of_json_text(source: Source, text: str, hint: str | None) -> str:
    try:
        return of_value(source.json(), is_text=True)
    except ClientError:
        if hint:
            return hint
    lines = text[:4096].split("\n")
    if len(lines) < 2 or not all(_is_object_line(line) for line in lines[:2]):
        return "text"
    if re.match(r'.*"type"\s*:\s*"Feature"', lines[0]):
        return "geojsonseq"
    return "jsonlines"


def _is_object_line(line: str) -> bool:
    return line.startswith("{") and line.rstrip().endswith("}")


def _looks_binary(head: bytes) -> bool:
    sample = head[:4096]
    controls = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    return controls > len(sample) * 0.05


def of_value(value: JsonValue, *, is_text: bool = False) -> str:
    """Return the format of a JSON value by its members.

    Parameters
    ----------
    value
        The parsed value.
    is_text : bool
        Whether the value was parsed from a text, so that a string is a JSON scalar.
    """
    if isinstance(value, dict):
        return _of_object(value)
    if isinstance(value, list):
        if is_records(value):
            return "records"
        return "json"
    if isinstance(value, str) and not is_text:
        return "string"
    return "scalar"


def _of_object(value: JsonObject) -> str:
    type_name = value.get("type")
    if not isinstance(type_name, str):
        type_name = ""
    if isinstance(value.get("stac_version"), str):
        return _STAC_FORMATS.get(type_name, "json")
    features = value.get("features")
    if type_name == "FeatureCollection" and isinstance(features, list):
        if _is_stac_item(features[:1]):
            return "stac-items"
        return "geojson"
    if type_name == "Feature" and "geometry" in value:
        return "geojson"
    if type_name in GEOMETRIES and ("coordinates" in value or "geometries" in value):
        return "geojson"
    if _is_bbox(value):
        return "bbox"
    return "json"


def _is_stac_item(first_feature: list[JsonValue]) -> bool:
    return any(isinstance(f, dict) and "stac_version" in f for f in first_feature)


def _is_bbox(value: JsonObject) -> bool:
    """Return whether an object is a bounding box: numbers, a reference system, no more."""
    box = value.get("bbox")
    if not isinstance(box, list) or len(box) not in (4, 6):
        return False
    if not set(value) <= {"bbox", "crs"}:
        return False
    return all(isinstance(n, int | float) and math.isfinite(n) for n in box)


def is_records(value: list[JsonValue]) -> bool:
    """Return whether a list is a table.

    Objects with mostly scalar members, most of which they share.
    """
    sample = value[:50]
    if not sample or not all(isinstance(row, dict) and row for row in sample):
        return False
    names = set().union(*sample)
    shared = set(sample[0]).intersection(*sample)
    cells = [cell for row in sample for cell in row.values()]
    scalars = sum(not isinstance(cell, dict | list) for cell in cells)
    return len(shared) * 2 >= len(names) and scalars * 5 >= len(cells) * 4
