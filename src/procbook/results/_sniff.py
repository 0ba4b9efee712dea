"""What the first bytes, or the members of a JSON value, say about what an output is."""

from __future__ import annotations

import math
import re
from typing import Any

from ..protocol.errors import ClientError
from ._delimited import looks_delimited
from ._source import Source, decode_text
from ._source_of import from_base64
from ._tiff import has_place

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"), (b"%PDF-", "pdf"),
    (b"\x89HDF\r\n\x1a\n", "netcdf"), (b"CDF\x01", "netcdf"), (b"CDF\x02", "netcdf"), (b"CDF\x05", "netcdf"),
    (b"PAR1", "parquet"), (b"ARROW1", "feather"), (b"fgb\x03", "flatgeobuf"), (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3\x00", "sqlite"), (b"ID3", "audio"),
    (b"\xff\xfb", "audio"), (b"fLaC", "audio"), (b"OggS", "audio"), (b"\x1aE\xdf\xa3", "video"),
)  # fmt: skip
"""Format by first bytes."""

GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION|CURVE|SURFACE|CURVEPOLYGON)"
    r"\s*(Z|M|ZM)?\s*(\(|EMPTY)",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"<!doctype html|<(html|head|body|script|iframe|div|table|p|h[1-6]|section|article|main)\b"
)
_ZARR = re.compile(
    rb"PK\x03\x04.{26}(?:[^/\0]{1,200}/)?(?:\.zgroup|\.zattrs|\.zarray|\.zmetadata|zarr\.json)",
    re.DOTALL,
)


def of_bytes(head: bytes) -> str | None:
    """Return the format that the first bytes are of for certain, or None."""
    name = magic(head)
    if name == "tiff":
        return "geotiff" if has_place(head) else "tiff"
    if name == "sqlite":
        return "geopackage" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "sqlite"
    return "zarr-zip" if name == "zip" and _ZARR.search(head) else name


def magic(head: bytes) -> str | None:
    """Return the format of the signature at the beginning."""
    for start, name in MAGIC:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        # Pictures come in this box as well, which few browsers and no decoder here can show.
        return {b"M4A ": "audio", b"heic": None, b"mif1": None, b"avif": None}.get(
            head[8:12], "video"
        )
    if head[257:262] == b"ustar":
        return "tar"
    return "bmp" if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" else None


def hidden_bytes(text: str) -> bytes | None:
    """Return the file behind a string that is base64 of a known binary format."""
    if len(text) < 32 or not re.match(r"[A-Za-z0-9+/_-]{32}", text):
        return None
    start = from_base64(text[:64])
    return from_base64(text) if start and magic(start) else None


def of_text(source: Source, head: bytes, hint: str | None) -> str:
    """Return the format of what has no signature; `hint` is what little its description says."""
    if b"\0" in head[:4096] and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "unknown"
    inline = isinstance(source.value, str)
    text = (
        source.value if inline else decode_text(head, source.charset, whole=False)
    ).lstrip("\ufeff \t\r\n")
    start = text[:2048].lower()
    if _HTML.match(start):
        return "html"
    if start.startswith(("<?xml", "<svg", "<!doctype svg", "<kml")):
        return "svg" if "<svg" in start else "kml" if "<kml" in start else "xml"
    if _WKT.match(text):
        return "wkt"
    if hint in ("json", "geojson") or text[:1] in ("{", "["):
        return _of_json_text(source, text, hint)
    if inline:
        return hint or "string"
    return (
        looks_delimited(text, whole=len(head) < 65536)
        or hint
        or ("unknown" if _looks_binary(head) else "text")
    )


def _of_json_text(source: Source, text: str, hint: str | None) -> str:
    try:
        return of_value(source.json(), text=True)
    except ClientError:
        lines = text[:4096].split("\n")
        if (
            hint
            or len(lines) < 2
            or not all(
                line[:1] == "{" and line.rstrip()[-1:] == "}" for line in lines[:2]
            )
        ):
            return hint or "text"
        return (
            "geojsonseq"
            if re.match(r'.*"type"\s*:\s*"Feature"', lines[0])
            else "jsonlines"
        )


def _looks_binary(head: bytes) -> bool:
    odd = sum(byte < 9 or 13 < byte < 32 for byte in head[:4096])
    return odd > len(head[:4096]) * 0.05


def of_value(value: Any, *, text: bool = False) -> str:
    """Return the format of a JSON value: what its members say it is."""
    if isinstance(value, dict):
        return _of_object(value)
    if isinstance(value, list):
        return "records" if is_records(value) else "json"
    return "string" if isinstance(value, str) and not text else "scalar"


def _of_object(value: dict[str, Any]) -> str:
    kind = value.get("type")
    kind = kind if isinstance(kind, str) else None
    if isinstance(value.get("stac_version"), str):
        return {
            "Feature": "stac-item",
            "Collection": "stac-collection",
            "Catalog": "stac-collection",
        }.get(kind or "", "json")
    if kind == "FeatureCollection" and isinstance(
        features := value.get("features"), list
    ):
        first = features[0] if features and isinstance(features[0], dict) else {}
        return "stac-items" if "stac_version" in first else "geojson"
    if kind == "Feature" and "geometry" in value:
        return "geojson"
    if kind in GEOMETRIES and ("coordinates" in value or "geometries" in value):
        return "geojson"
    return "bbox" if _is_bbox(value) else "json"


def _is_bbox(value: dict[str, Any]) -> bool:
    box = value.get("bbox")
    numbers = (
        isinstance(box, list)
        and len(box) in (4, 6)
        and all(isinstance(n, int | float) for n in box)
    )
    return (
        numbers
        and set(value) <= {"bbox", "crs"}
        and all(math.isfinite(n) for n in box or ())
    )


def is_records(value: list[Any]) -> bool:
    """Tell whether a list is a table: objects of mostly plain members, many of which they share."""
    sample = value[:50]
    if not sample or not all(isinstance(row, dict) and row for row in sample):
        return False
    names = set().union(*sample)
    shared = set(sample[0]).intersection(*sample)
    plain = sum(
        not isinstance(cell, dict | list) for row in sample for cell in row.values()
    )
    cells = sum(len(row) for row in sample)
    return len(shared) * 2 >= len(names) and plain * 5 >= cells * 4
