"""What an output is: decided here and nowhere else, by media type, then schema, then file extension, then content.

A media type that says nothing (``application/octet-stream``) or little (``text/plain``,
``application/json``, ``image/tiff``) is refined by what comes after it; one that says something is
believed, unless the first bytes prove it wrong: a picture that is a web page must not be handed to
a decoder.
"""

from __future__ import annotations

import dataclasses
import re

from ..protocol.errors import ClientError
from ._sniff import MAGIC, hidden_bytes, magic, of_bytes, of_text, of_value
from ._source import ABSENT, Source

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
    "arrow": "feather", "xlsx": "excel", "xls": "excel", "geojson": "geojson",
    "geojsonl": "geojsonseq", "geojsons": "geojsonseq", "gpkg": "geopackage",
    "fgb": "flatgeobuf", "gml": "gml", "kml": "kml", "wkt": "wkt", "nc": "netcdf", "nc4": "netcdf", "cdf": "netcdf",
    "h5": "netcdf", "hdf5": "netcdf", "zarr": "zarr", "tif": "tiff", "tiff": "tiff", "png": "png", "jpg": "jpeg",
    "jpeg": "jpeg", "gif": "gif", "webp": "webp", "bmp": "bmp", "svg": "svg", "yaml": "yaml", "yml": "yaml",
    "md": "markdown", "html": "html", "htm": "html", "xml": "xml", "pdf": "pdf", "zip": "zip", "tar": "tar",
    "gz": "gzip", "tgz": "gzip", "json": "json", "ndjson": "jsonlines", "jsonl": "jsonlines", "txt": "text",
    "log": "text", "mp3": "audio", "wav": "audio", "ogg": "audio", "flac": "audio", "mp4": "video", "webm": "video",
}  # fmt: skip
"""Format by file extension."""

_VAGUE = {
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-binary",
    "*/*",
    "application/unknown",
}
# A STAC item is GeoJSON too, so GeoJSON that is here already is looked at as well.
_LITTLE = {"json", "geojson", "text", "xml", "tiff", "gzip", "sqlite", "zip"}
_SURE = (
    {name for _, name in MAGIC} | {"webp", "bmp", "geotiff", "geopackage", "zarr-zip"}
) - {
    "audio",
    "video",
}
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
    if (
        found is not None
        and found.name not in _LITTLE
        and not _disproved(source, found.name)
    ):
        return found
    if (
        found is not None
        and not source.inline
        and found.name not in _LITTLE - {"geojson"}
    ):
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
    if sub.endswith("+zip") and "zarr" in sub:
        return "zarr-zip"
    for ending, name in (
        ("+json", "json"),
        ("+xml", "xml"),
        ("+yaml", "yaml"),
        ("+zip", "zip"),
    ):
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
    if source.file_name.lower().rstrip("/").endswith(".zarr.zip"):
        return Format("zarr-zip", "extension")
    name = EXTENSIONS.get(source.extension)
    return Format(name, "extension") if name else None


def _disproved(source: Source, name: str) -> bool:
    """Tell whether the first bytes, when they are here already, are of another format for certain."""
    if not source.inline:
        return False
    if source.value is not ABSENT and not isinstance(source.value, str):
        return name in _SURE
    found = magic(source.head(64))
    if found is not None:
        return found != name and not any(
            {found, name} <= family for family in _FAMILIES
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
    if (
        isinstance(source.value, str)
        and (data := hidden_bytes(source.value)) is not None
    ):
        source.body, source.value, source.size = data, ABSENT, len(data)
        head = data[:65536]
    name = of_bytes(head) or of_text(source, head, found.name if found else None)
    return (
        found if found is not None and name == found.name else Format(name, "content")
    )
