"""The echo process: one input of every kind that the standard has, each returned as an output."""

from __future__ import annotations

import time
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ..functions._annotations import Occurs
from ..functions._context import JobContext
from ..functions._registry import ProcessRegistry

registry = ProcessRegistry()
JSON: TypeAlias = Any
"""A value that JSON can hold."""

_BBOX = {
    "type": "object",
    "format": "ogc-bbox",
    "required": ["bbox"],
    "properties": {
        "bbox": {
            "type": "array",
            "items": {"type": "number"},
            "oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}],
        },
        "crs": {
            "type": "string",
            "format": "uri",
            "default": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        },
    },
}
_MEASURE = {
    "type": "object",
    "required": ["measurement", "uom"],
    "properties": {"measurement": {"type": "number"}, "uom": {"type": "string"}},
}
_GEOMETRY = {
    "oneOf": [
        {
            "type": "object",
            "contentMediaType": "application/geo+json",
            "format": "geojson-geometry",
        },
        {"type": "string", "contentMediaType": "application/gml+xml; version=3.2"},
    ]
}
_IMAGE = {
    "oneOf": [
        {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "image/png",
        },
        {
            "type": "string",
            "contentEncoding": "base64",
            "contentMediaType": "image/tiff; application=geotiff",
        },
    ]
}
_FEATURES = {
    "type": "object",
    "contentMediaType": "application/geo+json",
    "format": "geojson-feature-collection",
}
_FREE_OBJECT = {"type": "object", "additionalProperties": True}

_SCHEMAS: dict[str, tuple[str, dict[str, Any]]] = {
    "string": ("A word", {"type": "string"}),
    "double": ("A number", {"type": "number"}),
    "date": ("A moment", {"type": "string", "format": "date-time"}),
    "array": (
        "One to ten integers",
        {
            "type": "array",
            "items": {"type": "integer"},
            "minItems": 1,
            "maxItems": 10,
        },
    ),
    "measure": ("A number with its unit", _MEASURE),
    "complexObject": ("Any object", _FREE_OBJECT),
    "geometry": ("A geometry, as GeoJSON or GML", _GEOMETRY),
    "boundingBox": ("A bounding box", _BBOX),
    "featureCollection": ("GeoJSON features", _FEATURES),
    "images": ("Up to three pictures", _IMAGE),
}


def _describe(suffix: str) -> dict[str, dict[str, Any]]:
    return {
        f"{name}{suffix}": {"title": title, "schema": schema}
        for name, (title, schema) in _SCHEMAS.items()
    }


_OUTPUTS = _describe("Output")
_OUTPUTS["imagesOutput"]["schema"] = {"type": "array", "items": _IMAGE["oneOf"][0]}


@registry.process(
    title="Echo",
    description="Gives back every input that it was given, "
    "under the name of the output that belongs to it.",
    keywords=["echo", "test"],
    inputs=_describe("Input"),
    outputs=_OUTPUTS,
)
def echo(  # noqa: PLR0917 - one input of every kind
    job: JobContext,
    stringInput: str | None = None,  # noqa: N803 - the names of the standard's own example
    doubleInput: float | None = None,  # noqa: N803
    dateInput: str | None = None,  # noqa: N803
    arrayInput: list[int] | None = None,  # noqa: N803
    measureInput: dict[str, Any] | None = None,  # noqa: N803
    complexObjectInput: dict[str, Any] | None = None,  # noqa: N803
    geometryInput: JSON = None,  # noqa: N803
    boundingBoxInput: dict[str, Any] | None = None,  # noqa: N803
    featureCollectionInput: dict[str, Any] | None = None,  # noqa: N803
    imagesInput: Annotated[list[str], Occurs(0, 3)] = [],  # noqa: N803, B006 - never changed
    pause: Annotated[
        float, Field(ge=0, le=600, description="Seconds to wait before the answer.")
    ] = 0,
) -> dict[str, Any]:
    """Wait, then return the inputs."""
    outputs = {
        f"{name.removesuffix('Input')}Output": value
        for name, value in locals().items()
        if name.endswith("Input") and value not in (None, [])
    }
    end = time.monotonic() + pause
    while (remaining := end - time.monotonic()) > 0:
        job.progress(100 * (1 - remaining / pause), "Pausing")
        time.sleep(min(0.1, remaining))
    return outputs
