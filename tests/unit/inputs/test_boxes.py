"""Boxes that are none: beyond the poles, or upside down; whatever the order of the edges."""

from __future__ import annotations

from typing import Any

import pytest

from procbook.inputs import plan, validate

NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}
NORTH_FIRST = {**NUMBERS, "description": "North, West, South, East"}
WITH_CRS = {
    "type": "object",
    "format": "ogc-bbox",
    "required": ["bbox"],
    "properties": {
        "bbox": {"type": "array", "items": {"type": "number"}},
        "crs": {"type": "string"},
    },
}
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"


def mistakes(schema: dict[str, Any], value: Any, **more: Any) -> list[tuple[Any, ...]]:
    """Path below the input, and message, of each; all can be sent."""
    planned = plan({"id": "p", "inputs": {"area": {"schema": schema, **more}}})
    found = validate(planned, {"area": value})
    assert {m.severity for m in found} <= {"soft"}
    return [(*m.path[1:], m.message) for m in found]


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (NUMBERS, [5, 50, 10, 55], []),
        (NUMBERS, [170, -10, -170, 10], []),
        (NUMBERS, [200, 60, 10, 95], [(3, "North should be between -90 and 90")]),
        (NUMBERS, [5, 55, 10, 50], [(3, "North should not be below the south")]),
        (NORTH_FIRST, [60, -10, 50, 2], []),
        (NORTH_FIRST, [50, -10, 60, 2], [(0, "North should not be below the south")]),
        (WITH_CRS, {"bbox": [5, 50, 0, 10, 55, 900]}, []),
        (
            WITH_CRS,
            {"bbox": [5, 91, 10, 92]},
            [
                ("bbox", 1, "South should be between -90 and 90"),
                ("bbox", 3, "North should be between -90 and 90"),
            ],
        ),
        (WITH_CRS, {"bbox": [50, 5, 55, 100], "crs": f"{EPSG}4326"}, []),
        (WITH_CRS, {"bbox": [4e5, 5e6, 5e5, 6e6], "crs": f"{EPSG}32632"}, []),
    ],
)
def test_boxes(schema: dict[str, Any], value: Any, expected: list[Any]) -> None:
    found = mistakes(schema, value)
    assert [f[:-1] for f in found] == [e[:-1] for e in expected]
    assert not expected or found[0][-1].startswith(expected[0][-1][:12])


def test_what_the_server_shows_is_no_mistake() -> None:
    assert mistakes({**NUMBERS, "default": [5, 55, 10, 50]}, [5, 54, 10, 51]) == []
