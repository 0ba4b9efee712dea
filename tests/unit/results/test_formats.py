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
        (b"II*\x00" + b"\x00" * 50, "image/tiff", "tiff"),
        (b"II*\x00\xaf\x87" + b"\x00" * 50, "image/tiff", "geotiff"),
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
        ("http://x/a.csv", "application/octet-stream", {}, "csv", "extension"),
        ("http://x/a", None, {"contentMediaType": "text/csv"}, "csv", "schema"),
        ("http://x/a", "application/json", {"format": "geojson-feature-collection"}, "geojson", "schema"),
        ("http://x/a", None, {}, "unknown", "nothing"),
    ],
)
def test_references_are_told_without_a_request(
    href: str, media_type: str | None, schema: Any, expected: str, by: str
) -> None:
    found = detect(Source("x", href=href, media_type=media_type, schema=schema), fetch=False)
    assert (found.name, found.by) == (expected, by)


def test_a_real_geotiff_is_told_from_a_picture(geotiff: bytes) -> None:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("L", (4, 4)).save(picture, "TIFF")
    assert detect(source_of(geotiff)).name == "geotiff"
    assert detect(source_of(picture.getvalue(), media_type="image/tiff")).name == "tiff"
