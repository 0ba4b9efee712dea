"""Values as people have them -> inputs of a request, and back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import json
import pathlib
import uuid
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis_jsonschema import from_schema

from procbook.inputs import decode, dumps, encode, loads, plan, prefill, validate
from procbook.models import Link
from procbook.protocol.errors import InputError

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
TIFF = {**TEXT, "contentMediaType": "image/tiff", "contentEncoding": "base64"}
PNG = {**TEXT, "contentMediaType": "image/png", "contentEncoding": "base64"}
CSV = {**TEXT, "contentMediaType": "text/csv"}
GEO = {"format": "geojson-geometry"}
POINT = {"type": "Point", "coordinates": [1.0, 2.0]}


def sent(schema, value, **occurs):
    return encode(
        {"id": "p", "inputs": {"x": {"schema": schema, "minOccurs": 0, **occurs}}},
        {"x": value},
    ).get("x", "left out")


class Colour(enum.Enum):
    red = "r"


@dataclasses.dataclass
class Pair:
    a: int
    b: dt.date


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (NUMBER, 5, 5),
        (NUMBER, np.float32(0.5), 0.5),
        (NUMBER, Decimal("0.1234567890123456789"), Decimal("0.1234567890123456789")),
        ({"type": "integer"}, np.int64(2**60), 2**60),
        ({"type": "boolean"}, np.bool_(True), True),
        ({"enum": ["true", "false"]}, True, "true"),
        ({"enum": ["r", "g"]}, Colour.red, "r"),
        ({"type": "array", "items": NUMBER}, np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]]),
        ({"type": "array", "items": NUMBER}, (1, 2), [1, 2]),
        ({"type": "array", "items": NUMBER}, range(3), [0, 1, 2]),
        ({"type": "array", "items": TEXT}, pd.Series(["a", "b"]), ["a", "b"]),
        ({"type": "string", "format": "date"}, dt.datetime(2025, 1, 31, 12, tzinfo=dt.UTC), "2025-01-31"),
        ({"type": "string", "format": "date"}, dt.date(2025, 1, 31), "2025-01-31"),
        ({"type": "string", "format": "date-time"}, dt.date(2025, 1, 31), "2025-01-31T00:00:00Z"),
        ({"type": "string", "format": "date-time"}, dt.datetime(2025, 1, 31, tzinfo=dt.UTC), "2025-01-31T00:00:00Z"),
        ({"type": "string", "format": "date-time"}, pd.Timestamp("2025-01-31T10:00"), "2025-01-31T10:00:00"),
        ({"type": "string", "format": "date-time"}, np.datetime64("2025-01-31T10:00", "ns"), "2025-01-31T10:00:00"),
        ({"type": "array", "items": {"format": "date"}, "minItems": 2, "maxItems": 2}, [pd.Timestamp("2025-01-31"), dt.date(2025, 2, 1)], ["2025-01-31", "2025-02-01"]),
        ({"type": "string", "format": "time"}, dt.time(14, 30), "14:30:00"),
        ({"type": "string", "format": "duration"}, dt.timedelta(days=1, hours=12, milliseconds=500), "P1DT12H0.5S"),
        ({"type": "string", "format": "duration"}, dt.timedelta(0), "P0D"),
        ({"type": "string", "format": "duration"}, np.timedelta64(90, "m"), "PT1H30M"),
        (TEXT, uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (TEXT, pathlib.PurePosixPath("/data/x.tif"), "/data/x.tif"),
        (TIFF, b"abc", "YWJj"),
        (CSV, b"a,b", "a,b"),
        ({"oneOf": [TIFF, PNG]}, b"abc", {"value": "YWJj", "mediaType": "image/tiff", "encoding": "base64"}),
        (TIFF, {"value": "YWJj", "mediaType": "image/tiff", "encoding": "base64"}, "YWJj"),
        (TIFF, {"value": "YWJj", "mediaType": "image/png"}, {"value": "YWJj", "mediaType": "image/png"}),
        (TIFF, {"href": "https://example.org/x.tif", "type": "image/tiff"}, {"href": "https://example.org/x.tif", "type": "image/tiff"}),
        (TIFF, Link(href="https://example.org/x.tif"), {"href": "https://example.org/x.tif"}),
        (GEO, shapely.Point(1, 2), {"value": POINT}),
        (GEO, POINT, {"value": POINT}),
        ({"format": "geojson-feature-collection"}, shapely.Point(1, 2), {"value": {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": POINT, "properties": {}}]}}),
        ({"type": "string", "format": "wkt"}, shapely.box(0, 0, 1, 1), "POLYGON ((1 0, 1 1, 0 1, 0 0, 1 0))"),
        ({"type": "string", "format": "wkt"}, shapely.MultiPoint([(1, 2), (3, 4)]), "MULTIPOINT (1 2, 3 4)"),
        ({"format": "ogc-bbox"}, {"bbox": [1, 2, 3, 4]}, {"bbox": [1, 2, 3, 4]}),
        ({"format": "ogc-bbox"}, shapely.box(0, 1, 2, 3), {"bbox": [0, 1, 2, 3], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}),
        ({"format": "ogc-bbox"}, (0, 1, 2, 3), {"bbox": [0, 1, 2, 3], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}),
        ({"format": "ogc-bbox"}, np.array([0, 1, 2, 3]), {"bbox": [0, 1, 2, 3], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}),
        ({"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4, "format": "bbox"}, shapely.box(0, 1, 2, 3), [0, 1, 2, 3]),
        ({"type": "object"}, {"a": dt.date(2025, 1, 1)}, {"value": {"a": "2025-01-01"}}),
        ({"type": "object"}, Pair(1, dt.date(2025, 1, 1)), {"value": {"a": 1, "b": "2025-01-01"}}),
        ({"type": "object", "properties": {"a": NUMBER}, "required": ["a"]}, {"value": {"a": 1}}, {"value": {"a": 1}}),
        ({"type": "object", "properties": {"value": NUMBER, "uom": TEXT}}, {"value": 1, "uom": "m"}, {"value": {"value": 1, "uom": "m"}}),
        ({"type": "string", "nullable": True}, None, None),
        (TEXT, None, "left out"),
        (TEXT, "", ""),
        ({"type": "array"}, [], []),
    ],
)  # fmt: skip
def test_one_value(schema, value, expected):
    assert sent(schema, value) == expected


def test_several_values_are_always_an_array():
    assert sent(NUMBER, 5, maxOccurs=3) == [5]
    assert sent(NUMBER, np.array([1, 2]), maxOccurs="unbounded") == [1, 2]
    assert sent({"enum": ["a", "b"]}, "a", maxOccurs=3) == ["a"]
    assert sent({"type": "array", "items": NUMBER}, [1, 2], maxOccurs=3) == [[1, 2]]
    assert sent({"type": "array", "items": NUMBER}, [[1, 2], (3,)], maxOccurs=3) == [
        [1, 2],
        [3],
    ]
    assert sent(GEO, [shapely.Point(1, 2), {"href": "x"}], maxOccurs=3) == [
        {"value": POINT},
        {"href": "x"},
    ]
    assert sent({"oneOf": [CSV, GEO]}, ["a,b", POINT], maxOccurs=2) == [
        "a,b",
        {"value": POINT},
    ]


def test_files_are_read_where_their_content_is_wanted(tmp_path):
    (tmp_path / "x.tif").write_bytes(b"\x00\xff")
    (tmp_path / "x.geojson").write_text(json.dumps(POINT))
    (tmp_path / "x.json").write_text("[0.1234567890123456789]")
    assert sent(TIFF, tmp_path / "x.tif") == "AP8="
    assert sent({"oneOf": [PNG, TIFF]}, tmp_path / "x.tif")["mediaType"] == "image/tiff"
    assert sent(GEO, tmp_path / "x.geojson") == {"value": POINT}
    assert sent({"oneOf": [CSV, GEO]}, tmp_path / "x.geojson") == {"value": POINT}
    assert sent({"type": "array"}, tmp_path / "x.json") == [
        Decimal("0.1234567890123456789")
    ]
    assert sent(TEXT, tmp_path / "x.tif") == str(tmp_path / "x.tif")


def test_all_objects_that_json_cannot_say_are_named():
    description = {
        "id": "p",
        "inputs": {"a": {"schema": NUMBER}, "b": {"schema": TIFF}, "c": {"schema": {}}},
    }
    with pytest.raises(InputError) as caught:
        encode(
            description,
            {"a": float("nan"), "b": pathlib.Path("/no/such/file"), "c": [object()]},
        )
    assert [m.pointer for m in caught.value.mistakes] == ["/a", "/b", "/c/0"]
    with pytest.raises(InputError):
        encode(description, {"a": pd.NaT})


@pytest.mark.parametrize(
    ("schema", "request_value", "value"),
    [
        ({"type": "object"}, {"value": {"a": 1}}, {"a": 1}),
        ({"type": "object"}, {"a": 1}, {"a": 1}),
        (NUMBER, {"value": 3}, 3),
        ({"oneOf": [TIFF, PNG]}, {"value": "YWJj", "format": {"mediaType": "image/png"}}, {"value": "YWJj", "mediaType": "image/png"}),
        (TIFF, {"href": "x"}, {"href": "x"}),
        ({"type": "object", "required": ["value"], "properties": {"uom": TEXT}}, {"value": {"value": 1, "uom": "m"}}, {"value": 1, "uom": "m"}),
    ],
)  # fmt: skip
def test_requests_become_values(schema, request_value, value):
    assert decode(
        {"id": "p", "inputs": {"x": {"schema": schema}}}, {"x": request_value}
    ) == {"x": value}


def test_requests_with_one_value_of_several():
    assert decode(
        {"id": "p", "inputs": {"x": {"schema": NUMBER, "maxOccurs": 2}}}, {"x": 1}
    ) == {"x": [1]}
    assert decode({"id": "p", "inputs": {}}, {"other": {"value": 1}}) == {
        "other": {"value": 1}
    }


SHAPES = {
    "number": NUMBER,
    "null or text": {"type": ["string", "null"]},
    "object": {
        "type": "object",
        "properties": {"a": NUMBER, "value": TEXT},
        "required": ["a"],
    },
    "free object": {"type": "object"},
    "anything": {},
    "box": {"format": "ogc-bbox"},
    "geometry": GEO,
    "file": TIFF,
    "alternatives": {
        "anyOf": [CSV, GEO, {"type": "array", "items": {"type": "integer"}}]
    },
}


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_valid_values_come_back_as_they_were(shape, several):
    planned = plan(
        {
            "id": "p",
            "inputs": {
                "x": {"schema": SHAPES[shape], **({"maxOccurs": 4} if several else {})}
            },
        }
    )
    schema = {
        **planned.schema["properties"]["x"],
        "$defs": planned.schema.get("$defs", {}),
    }

    @settings(
        max_examples=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(from_schema(schema))
    def comes_back(value):
        # A schema knows nothing of the poles.
        mistakes = [m for m in validate(planned, {"x": value}) if m.rule != "box"]
        assert mistakes == []
        assert decode(planned, loads(dumps(encode(planned, {"x": value})))) == {
            "x": value
        }

    comes_back()


def test_prefill_never_invents():
    inputs = {
        "needed": {"schema": NUMBER},
        "shown": {"schema": {**NUMBER, "example": 3}},
        "given": {"schema": {**NUMBER, "default": 4}, "minOccurs": 1},
        "optional": {"schema": {**NUMBER, "default": 5}, "minOccurs": 0},
        "odd": {"schema": {**NUMBER, "default": "x"}, "minOccurs": 1},
        "several": {"schema": {**NUMBER, "default": 6}, "minOccurs": 1, "maxOccurs": 3},
    }
    process = {"id": "p", "inputs": inputs}
    assert prefill(process) == {"shown": 3, "given": 4, "several": [6]}
    assert prefill(process, optional=True)["optional"] == 5
    assert prefill(process, {"needed": np.int8(1), "odd": "kept"}, {"given": 9, "shown": "no longer fits", "gone": 1}) == {
        "needed": 1, "odd": "kept", "shown": 3, "given": 9, "several": [6],
    }  # fmt: skip


def test_prefill_reads_the_example_request_of_a_process():
    process = {
        "id": "p",
        "inputs": {"a": {"schema": {}}, "b": {"schema": {}, "minOccurs": 0}},
        "example": {"inputs": {"a": [1], "b": 2}},
    }
    assert prefill(process) == {"a": [1]}


def test_a_default_of_null_is_sent_where_it_is_accepted():
    schema = {"type": "string", "not": {}, "default": None}
    planned = plan({"id": "p", "inputs": {"x": {"schema": schema, "minOccurs": 0}}})
    assert validate(planned, {"x": None}) == []
    assert encode(planned, {"x": None}) == {"x": None}
