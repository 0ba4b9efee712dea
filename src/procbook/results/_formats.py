"""What an output is: decided here and nowhere else, by media type, then schema, then file extension, then content.

A media type that says nothing (``application/octet-stream``) or little (``text/plain``, ``application/json``,
``image/tiff``) is refined by what comes after it; one that says something is believed, unless the first bytes prove it
wrong: a picture that is a web page must not be handed to a decoder.
"""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any

from ..protocol.errors import ClientError
from ._source import ABSENT, Source
from ._take import from_base64

MEDIA_TYPES = {
    "text/csv": "csv", "application/csv": "csv", "text/tab-separated-values": "tsv",
    "application/vnd.apache.parquet": "parquet", "application/x-parquet": "parquet", "application/parquet": "parquet",
    "application/vnd.apache.arrow.file": "feather", "application/x-feather": "feather",
    "application/vnd.ms-excel": "excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "excel",
    "application/geo+json": "geojson", "application/vnd.geo+json": "geojson", "application/geo+json-seq": "geojsonseq",
    "application/geopackage+sqlite3": "geopackage", "application/x-sqlite3": "sqlite",
    "application/flatgeobuf": "flatgeobuf", "application/gml+xml": "gml",
    "application/vnd.google-earth.kml+xml": "kml", "text/wkt": "wkt", "application/wkt": "wkt",
    "application/netcdf": "netcdf", "application/x-netcdf": "netcdf", "application/x-netcdf4": "netcdf",
    "application/x-hdf5": "netcdf", "application/x-hdf": "netcdf", "application/vnd+zarr": "zarr",
    "application/vnd.zarr": "zarr", "application/x-zarr": "zarr", "image/tiff": "tiff", "image/geotiff": "geotiff",
    "application/geotiff": "geotiff", "application/x-geotiff": "geotiff", "image/x.geotiff": "geotiff",
    "image/vnd.stac.geotiff": "geotiff", "image/png": "png", "image/jpeg": "jpeg", "image/jpg": "jpeg",
    "image/gif": "gif", "image/webp": "webp", "image/bmp": "bmp", "image/svg+xml": "svg",
    "application/yaml": "yaml", "application/x-yaml": "yaml", "text/yaml": "yaml", "text/x-yaml": "yaml",
    "text/markdown": "markdown", "text/x-markdown": "markdown", "text/html": "html",
    "application/xhtml+xml": "html", "application/xml": "xml", "text/xml": "xml", "application/pdf": "pdf",
    "application/zip": "zip", "application/x-zip-compressed": "zip", "application/x-tar": "tar",
    "application/gzip": "gzip", "application/x-gzip": "gzip", "application/x-ndjson": "jsonlines",
    "application/jsonlines": "jsonlines", "application/json": "json", "text/json": "json", "text/plain": "text",
}  # fmt: skip
"""Format by media type."""

EXTENSIONS = {
    "csv": "csv", "tsv": "tsv", "tab": "tsv", "parquet": "parquet", "geoparquet": "parquet", "feather": "feather",
    "arrow": "feather", "xlsx": "excel", "xls": "excel", "geojson": "geojson", "gpkg": "geopackage",
    "fgb": "flatgeobuf", "gml": "gml", "kml": "kml", "wkt": "wkt", "nc": "netcdf", "nc4": "netcdf", "cdf": "netcdf",
    "h5": "netcdf", "hdf5": "netcdf", "zarr": "zarr", "tif": "tiff", "tiff": "tiff", "png": "png", "jpg": "jpeg",
    "jpeg": "jpeg", "gif": "gif", "webp": "webp", "bmp": "bmp", "svg": "svg", "yaml": "yaml", "yml": "yaml",
    "md": "markdown", "html": "html", "htm": "html", "xml": "xml", "pdf": "pdf", "zip": "zip", "tar": "tar",
    "gz": "gzip", "tgz": "gzip", "json": "json", "ndjson": "jsonlines", "jsonl": "jsonlines", "txt": "text",
    "log": "text", "mp3": "audio", "wav": "audio", "ogg": "audio", "flac": "audio", "mp4": "video", "webm": "video",
}  # fmt: skip
"""Format by file extension."""

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpeg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"), (b"MM\x00*", "tiff"), (b"II+\x00", "tiff"), (b"MM\x00+", "tiff"), (b"%PDF-", "pdf"),
    (b"\x89HDF\r\n\x1a\n", "netcdf"), (b"CDF\x01", "netcdf"), (b"CDF\x02", "netcdf"), (b"CDF\x05", "netcdf"),
    (b"PAR1", "parquet"), (b"ARROW1", "feather"), (b"fgb\x03", "flatgeobuf"), (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"), (b"SQLite format 3\x00", "sqlite"), (b"ID3", "audio"),
    (b"fLaC", "audio"), (b"OggS", "audio"), (b"\x1aE\xdf\xa3", "video"),
)  # fmt: skip
"""Format by first bytes."""

_VAGUE = {"application/octet-stream", "binary/octet-stream", "application/x-binary", "*/*", "application/unknown"}
# A STAC item is GeoJSON too, so GeoJSON that is here already is looked at as well.
_LITTLE = {"json", "geojson", "text", "xml", "tiff", "gzip", "sqlite"}
_SURE = {name for _, name in MAGIC} | {"webp", "bmp", "geotiff", "geopackage"} - {"audio", "video"}
GEOMETRIES = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
}  # fmt: skip
_WKT = re.compile(
    r"\s*(SRID=\d+;)?\s*(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)\s*(Z|M|ZM)?\s*(\(|EMPTY)", re.IGNORECASE
)
_SCHEMA_FORMATS = {"geojson-feature-collection": "geojson", "geojson-feature": "geojson", "geojson-geometry": "geojson"}


@dataclasses.dataclass(frozen=True)
class Format:
    """What an output is, and what says so (``"media type"``, ``"schema"``, ``"extension"`` or ``"content"``)."""

    name: str
    by: str


def detect(source: Source, *, fetch: bool = True) -> Format:
    """Return the format of an output.

    Parameters
    ----------
    source : Source
        The output.
    fetch : bool
        Whether the first bytes of an output by reference may be fetched when nothing else tells.
    """
    found = _by_media_type(source) or _by_schema(source) or _by_extension(source)
    if found is not None and found.name not in _LITTLE and not _disproved(source, found.name):
        return found
    if found is not None and not source.inline and found.name not in _LITTLE - {"geojson"}:
        return found
    if not source.inline and not fetch:
        return found or Format("unknown", "nothing")
    return _by_content(source, found)


def _by_media_type(source: Source) -> Format | None:
    stated = source.media_type
    if stated is None or stated in _VAGUE:
        return None
    name = _name_of(stated)
    if name in _LITTLE and (closer := _by_schema(source) or _by_extension(source)):
        return closer
    return Format(name, "media type") if name else None


def _name_of(media_type: str) -> str | None:
    if media_type in MEDIA_TYPES:
        return MEDIA_TYPES[media_type]
    main, _, sub = media_type.partition("/")
    if main in ("audio", "video"):
        return main
    for ending, name in (("+json", "json"), ("+xml", "xml"), ("+yaml", "yaml"), ("+zip", "zip")):
        if sub.endswith(ending):
            return name
    return "text" if main == "text" else None


def _by_schema(source: Source) -> Format | None:
    schema = source.schema
    stated = str(schema.get("contentMediaType") or "").split(";")[0].strip().lower()
    if stated and stated not in _VAGUE and (name := _name_of(stated)):
        return Format(name, "schema")
    name = _SCHEMA_FORMATS.get(str(schema.get("format")))
    if name is None and re.search(r"geojson\.org/schema", str(schema.get("$ref", ""))):
        name = "geojson"
    return Format(name, "schema") if name else None


def _by_extension(source: Source) -> Format | None:
    name = EXTENSIONS.get(source.extension)
    return Format(name, "extension") if name else None


def _disproved(source: Source, name: str) -> bool:
    """Tell whether the first bytes, when they are here already, are of another format for certain."""
    if not source.inline:
        return False
    if source.value is not ABSENT and not isinstance(source.value, str):
        return name in _SURE
    found = _magic(source.head(64))
    if found is not None:
        return (
            found != name and not {found, name} <= {"tiff", "geotiff"} and not {found, name} <= {"sqlite", "geopackage"}
        )
    return name in _SURE


def _by_content(source: Source, found: Format | None) -> Format:
    if source.value is not ABSENT and not isinstance(source.value, str):
        return Format(of_value(source.value), "content")
    try:
        head = source.head()
    except ClientError:
        if found is None:
            raise
        return found
    if isinstance(source.value, str) and (data := _hidden_bytes(source.value)) is not None:
        source.body, source.value, source.size = data, ABSENT, len(data)
        head = data[:65536]
    name = _magic(head)
    if name is None:
        name = _of_text(source, head, found.name if found else None)
    elif name == "tiff":
        name = "geotiff" if _has_geo_keys(head) else "tiff"
    elif name == "sqlite":
        name = "geopackage" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "sqlite"
    return found if found is not None and name == found.name else Format(name, "content")


def _hidden_bytes(text: str) -> bytes | None:
    """Return the file behind a string that is base64 of a known binary format."""
    if len(text) < 32 or not re.match(r"[A-Za-z0-9+/_-]{32}", text):
        return None
    start = from_base64(text[:64])
    return from_base64(text) if start and _magic(start) else None


def _magic(head: bytes) -> str | None:
    for start, name in MAGIC:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "audio"}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return "video"
    if head[257:262] == b"ustar":
        return "tar"
    return "bmp" if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" else None


def _has_geo_keys(head: bytes) -> bool:
    """Look for the GeoKeyDirectory tag (34735) or the pixel scale tag (33550) in the first bytes of a TIFF."""
    little = head[:2] == b"II"
    return any(tag.to_bytes(2, "little" if little else "big") in head for tag in (34735, 33550))


def _of_text(source: Source, head: bytes, hint: str | None) -> str:
    if b"\0" in head[:4096]:
        return "unknown"
    text = (source.value if isinstance(source.value, str) else head.decode("utf-8", "replace")).lstrip("\ufeff \t\r\n")
    start = text[:512].lower()
    if start.startswith(("<!doctype html", "<html")) or re.match(r"<(head|body|script|iframe)\b", start):
        return "html"
    if start.startswith(("<?xml", "<svg", "<!doctype svg")):
        return "svg" if "<svg" in text[:2048].lower() else "xml"
    if _WKT.match(text):
        return "wkt"
    if hint in ("json", "geojson") or (text[:1] in "{[" and text[:1]):
        return _of_json_text(source, hint)
    return hint or ("unknown" if _looks_binary(head) else "string" if isinstance(source.value, str) else "text")


def _of_json_text(source: Source, hint: str | None) -> str:
    try:
        return of_value(source.json(), text=True)
    except ClientError:
        return hint or "text"


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
        return {"Feature": "stac-item", "Collection": "stac-collection", "Catalog": "stac-collection"}.get(
            kind or "", "json"
        )
    if kind == "FeatureCollection" and isinstance(features := value.get("features"), list):
        first = features[0] if features and isinstance(features[0], dict) else {}
        return "stac-items" if "stac_version" in first else "geojson"
    if kind == "Feature" and "geometry" in value:
        return "geojson"
    if kind in GEOMETRIES and ("coordinates" in value or "geometries" in value):
        return "geojson"
    return "bbox" if _is_bbox(value) else "json"


def _is_bbox(value: dict[str, Any]) -> bool:
    box = value.get("bbox")
    numbers = isinstance(box, list) and len(box) in (4, 6) and all(isinstance(n, int | float) for n in box)
    return numbers and set(value) <= {"bbox", "crs"} and all(math.isfinite(n) for n in box or ())


def is_records(value: list[Any]) -> bool:
    """Tell whether a list is a table: objects of mostly plain members, many of which they share."""
    sample = value[:50]
    if not sample or not all(isinstance(row, dict) and row for row in sample):
        return False
    names = set().union(*sample)
    shared = set(sample[0]).intersection(*sample)
    plain = sum(not isinstance(cell, dict | list) for row in sample for cell in row.values())
    cells = sum(len(row) for row in sample)
    return len(shared) * 2 >= len(names) and plain * 5 >= cells * 4
