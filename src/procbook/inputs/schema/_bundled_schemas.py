"""Schemas that descriptions refer to by address, written here so that nothing needs to be fetched.

GeoJSON is RFC 7946; bounding box, link and the rest are of OGC 18-062r2. They say what a value
needs to be useful, in less words than the originals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Final

_POSITION: Final = {"type": "array", "items": {"type": "number"}, "minItems": 2}


_COORDINATES: Final[dict[str, Any]] = {
    "Point": _POSITION,
    "MultiPoint": {"type": "array", "items": _POSITION},
    "LineString": {"type": "array", "items": _POSITION, "minItems": 2},
    "MultiLineString": {
        "type": "array",
        "items": {"type": "array", "items": _POSITION, "minItems": 2},
    },
    "Polygon": {
        "type": "array",
        "items": {"type": "array", "items": _POSITION, "minItems": 4},
    },
    "MultiPolygon": {
        "type": "array",
        "items": {
            "type": "array",
            "items": {"type": "array", "items": _POSITION, "minItems": 4},
        },
    },
}
GEOMETRY_TYPES: Final = (*_COORDINATES, "GeometryCollection")


@lru_cache
def geometry(kind: str) -> dict[str, Any]:
    """Return the schema of one type of geometry (RFC 7946, section 3.1)."""
    if kind == "GeometryCollection":
        members = {"geometries": {"type": "array", "items": any_geometry()}}
    else:
        members = {"coordinates": _COORDINATES[kind]}
    return {
        "title": kind,
        "type": "object",
        "required": ["type", *members],
        "properties": {"type": {"const": kind}, **members},
    }


@lru_cache
def any_geometry() -> dict[str, Any]:
    """Return the schema of any geometry; a collection holds simple ones, which ends the recursion."""
    simple = [geometry(kind) for kind in _COORDINATES]
    collection = {
        "title": "GeometryCollection",
        "type": "object",
        "required": ["type", "geometries"],
        "properties": {
            "type": {"const": "GeometryCollection"},
            "geometries": {"type": "array", "items": {"oneOf": simple}},
        },
    }
    return {
        "title": "GeoJSON geometry",
        "format": "geojson-geometry",
        "oneOf": [*simple, collection],
    }


@lru_cache
def feature() -> dict[str, Any]:
    """Return the schema of a feature (RFC 7946, section 3.2)."""
    return {
        "title": "GeoJSON feature",
        "format": "geojson-feature",
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": ["string", "number"]},
            "geometry": {"anyOf": [any_geometry(), {"type": "null"}]},
            "properties": {"type": ["object", "null"]},
        },
    }


@lru_cache
def feature_collection() -> dict[str, Any]:
    """Return the schema of a feature collection (RFC 7946, section 3.3)."""
    return {
        "title": "GeoJSON feature collection",
        "format": "geojson-feature-collection",
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": feature()},
        },
    }


@lru_cache
def geojson() -> dict[str, Any]:
    """Return the schema of any GeoJSON object."""
    branches = [*any_geometry()["oneOf"], feature(), feature_collection()]
    return {"title": "GeoJSON", "format": "geojson", "oneOf": branches}


@lru_cache
def bbox() -> dict[str, Any]:
    """Return the schema of a bounding box (``bbox.yaml``); the reference system may be any URI."""
    return {
        "title": "Bounding box",
        "format": "ogc-bbox",
        "type": "object",
        "required": ["bbox"],
        "properties": {
            "bbox": {
                "type": "array",
                "items": {"type": "number"},
                "oneOf": [
                    {"minItems": 4, "maxItems": 4},
                    {"minItems": 6, "maxItems": 6},
                ],
            },
            "crs": {
                "type": "string",
                "default": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            },
        },
    }


@lru_cache
def link() -> dict[str, Any]:
    """Return the schema of a link (``link.yaml``)."""
    texts = {name: {"type": "string"} for name in ("rel", "type", "hreflang", "title")}
    return {
        "title": "Link",
        "type": "object",
        "required": ["href"],
        "properties": {"href": {"type": "string"}, **texts},
    }


_BY_NAME: Final[dict[str, Callable[[], dict[str, Any]]]] = {
    **{kind.lower(): partial(geometry, kind) for kind in GEOMETRY_TYPES},
    **{f"{kind.lower()}geojson": partial(geometry, kind) for kind in GEOMETRY_TYPES},
    **dict.fromkeys(("geometry", "geometrygeojson"), any_geometry),
    **dict.fromkeys(("feature", "featuregeojson"), feature),
    **dict.fromkeys(
        ("featurecollection", "featurecollectiongeojson"), feature_collection
    ),
    "geojson": geojson,
    "bbox": bbox,
    "link": link,
}
_HOSTS: Final = re.compile(
    r"^https?://([\w.-]*\.)?(geojson\.org/schema|opengis\.net|raw\.githubusercontent\.com/opengeospatial)/"
)


def bundled_schema(ref: str) -> dict[str, Any] | None:
    """Return the schema that an address of OGC or GeoJSON stands for, or None."""
    address, _, fragment = ref.partition("#")
    name = (fragment or address).rstrip("/").rpartition("/")[2]
    make = _BY_NAME.get(
        re.sub(r"\.(ya?ml|json)$", "", name).replace("_", "").replace("-", "").lower()
    )
    trusted = _HOSTS.match(address) or (
        "://" not in address and address.endswith((".yaml", ".yml", ".json"))
    )
    return make() if make is not None and trusted else None


def by_format(format: str) -> dict[str, Any] | None:
    """Return the schema that a format code of the standard stands for (section 8, table of additional formats)."""
    make = {
        "geojson-geometry": any_geometry,
        "geojson-feature": feature,
        "geojson-feature-collection": feature_collection,
        "geojson": geojson,
        "ogc-bbox": bbox,
    }.get(format)
    return make() if make is not None else None
