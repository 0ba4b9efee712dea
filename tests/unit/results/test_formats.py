"""What an output is: media type, then schema, then extension, then content."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest

from procbook.results import Source, detect, source_of

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
POINT = {"type": "Point", "coordinates": [1, 2]}
ITEM = {"type": "Feature", "stac_version": "1.0.0", "geometry": None, "assets": {}}


@pytest.mark.parametrize(
    ("value", "media_type", "expected"),
    [
        (3, None, "scalar"),
        (None, None, "scalar"),
        ("hello", None, "string"),
        ({"a": 1}, None, "json"),
        ([1, 2], None, "json"),
        ([{"a": 1, "b": 2}, {"a": 3, "b": 4}], None, "records"),
        ([{"a": 1}, 5], None, "json"),
        (POINT, None, "geojson"),
        (POINT, "application/json", "geojson"),
        ({"type": "Feature", "geometry": POINT, "properties": None}, None, "geojson"),
        (ITEM, "application/geo+json", "stac-item"),
        ({"type": "FeatureCollection", "features": [ITEM]}, None, "stac-items"),
        ({"type": "Collection", "stac_version": "1.0.0"}, None, "stac-collection"),
        ({"bbox": [1, 2, 3, 4]}, None, "bbox"),
        ("POINT (1 2)", None, "wkt"),
        ("POINT (1 2)", "text/plain", "wkt"),
        ("point of view", None, "string"),
        (base64.b64encode(PNG).decode(), None, "png"),
        ("data:image/png;base64," + base64.b64encode(PNG).decode(), None, "png"),
        ({"value": {"value": 5, "mediaType": "application/json"}}, None, "scalar"),
        ('{"a": 1}', "application/json", "json"),
        ('"5"', "application/json", "scalar"),
        (b"a,b\n1,2", "text/csv; charset=utf-8", "csv"),
        (b"a,b\n1,2", "TEXT/CSV", "csv"),
        (PNG, None, "png"),
        (PNG, "application/octet-stream", "png"),
        (PNG, "image/jpeg", "png"),
        (b"<html><script>", "image/png", "html"),
        (b"<?xml version='1.0'?><svg>", "application/xml", "svg"),
        (
            b"II*\x00\x08\0\0\0\x01\0" + b"\x00\x01" + b"\x00" * 50 + b"\xaf\x87",
            "image/tiff",
            "tiff",
        ),
        (
            b"II*\x00\x08\0\0\0\x01\0" + b"\xaf\x87" + b"\x00" * 50,
            "image/tiff",
            "geotiff",
        ),
        (b"MM\x00*\0\0\0\x08\0\x01" + b"\x87\xaf" + b"\x00" * 50, None, "geotiff"),
        (
            b"II*\x00\xff\xff\xff\x00" + b"\x00" * 50,
            None,
            "geotiff",
        ),  # its directory is not among the first bytes
        (b"name,n\nx,1\ny,2\n", None, "csv"),
        (b"name\tn\nx\t1\n", "text/plain", "tsv"),
        ("name,n\nx,1\n".encode("utf-16"), None, "csv"),
        (b"Dear Ann, hello\nYours, Bob\n", "text/plain", "text"),
        (b"int a;\nint b;\n", None, "text"),
        ("name,n\nx,1\n", None, "string"),
        (b'{"a": 1}\n{"a": 2}\n', None, "jsonlines"),
        (b'{"type": "Feature"}\n{"type": "Feature"}\n', None, "geojsonseq"),
        (b"<div>words</div>", None, "html"),
        (b"<?xml version='1.0'?><kml xmlns='x'>", None, "kml"),
        (b"\xff\xfb\x90\0" + b"\0" * 50, "audio/mpeg", "audio"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4", "audio"),
        (b"\0\0\0\x18ftypheic", None, "unknown"),
        (b"PK\x03\x04 rest", "application/vnd.ms-excel", "excel"),
        (
            b"PK\x03\x04" + b" " * 26 + b"store.zarr/.zgroup",
            "application/zip",
            "zarr-zip",
        ),
        (b"\x89HDF\r\n\x1a\n", "application/octet-stream", "netcdf"),
        (b"PK\x03\x04rest", None, "zip"),
        (b"\x00\x01\x02", None, "unknown"),
        (b"plain words", None, "text"),
        (b"", None, "text"),
        (b"{}", "application/vnd.something+json", "json"),
        (b"x", "nonsense", "text"),
        (b"%PDF-1.4", "text/plain", "pdf"),
    ],
)
def test_inline_values(value: Any, media_type: str | None, expected: str) -> None:
    assert detect(source_of(value, media_type=media_type)).name == expected


@pytest.mark.parametrize(
    ("href", "media_type", "schema", "expected", "by"),
    [
        ("http://x/a.tif", None, {}, "tiff", "extension"),
        ("http://x/a.nc?token=1.csv", None, {}, "netcdf", "extension"),
        ("http://x/store.zarr/", None, {}, "zarr", "extension"),
        ("http://x/a", "application/geo+json", {}, "geojson", "media type"),
        ("http://x/a.zarr.zip", "application/zip", {}, "zarr-zip", "extension"),
        ("http://x/a", "application/vnd.zarr+zip", {}, "zarr-zip", "media type"),
        ("http://x/a.geojsonl", None, {}, "geojsonseq", "extension"),
        ("http://x/a.csv", "application/octet-stream", {}, "csv", "extension"),
        ("http://x/a", None, {"contentMediaType": "text/csv"}, "csv", "schema"),
        (
            "http://x/a",
            "application/json",
            {"format": "geojson-feature-collection"},
            "geojson",
            "schema",
        ),
        ("http://x/a", None, {}, "unknown", "nothing"),
    ],
)
def test_references_are_told_without_a_request(
    href: str, media_type: str | None, schema: Any, expected: str, by: str
) -> None:
    found = detect(
        Source("x", href=href, media_type=media_type, schema=schema), fetch=False
    )
    assert (found.name, found.by) == (expected, by)


def test_a_real_geotiff_is_told_from_a_picture(geotiff: bytes) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (4, 4)).save(picture, "TIFF")
    assert detect(source_of(geotiff)).name == "geotiff"
    assert detect(source_of(picture.getvalue(), media_type="image/tiff")).name == "tiff"
