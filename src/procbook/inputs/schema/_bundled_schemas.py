"""Schemas that descriptions refer to by address, written here so that nothing needs to be fetched.

GeoJSON is RFC 7946; bounding box, link and the rest are of OGC 18-062r2. They say what a value
needs to be useful, in less words than the originals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Final

from ..._json import JsonObject

_POSITION: Final = {"type": "array", "items": {"type": "number"}, "minItems": 2}


_COORDINATES: Final[JsonObject] = {
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
def geometry(kind: str) -> JsonObject:
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
def any_geometry() -> JsonObject:
    """Return the schema of any geometry.

    A collection holds simple geometries only, which ends the recursion.
    """
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
def feature() -> JsonObject:
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
def feature_collection() -> JsonObject:
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
def geojson() -> JsonObject:
    """Return the schema of any GeoJSON object."""
    branches = [*any_geometry()["oneOf"], feature(), feature_collection()]
    return {"title": "GeoJSON", "format": "geojson", "oneOf": branches}


@lru_cache
def bbox() -> JsonObject:
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
def link() -> JsonObject:
    """Return the schema of a link (``link.yaml``)."""
    texts = {name: {"type": "string"} for name in ("rel", "type", "hreflang", "title")}
    return {
        "title": "Link",
        "type": "object",
        "required": ["href"],
        "properties": {"href": {"type": "string"}, **texts},
    }


@lru_cache
def qualified_value() -> JsonObject:
    """Return the schema of a value with its format (``qualifiedInputValue.yaml``)."""
    texts = {name: {"type": "string"} for name in ("mediaType", "encoding")}
    return {
        "title": "Value with its format",
        "type": "object",
        "required": ["value"],
        "properties": {"value": True, **texts, "schema": True},
    }


@lru_cache
def value_or_link() -> JsonObject:
    """Return the schema of ``inlineOrRefData.yaml``: a value by value or by reference.

    That is anything but a bare object.
    """
    types = [*_SIMPLE_TYPES, "array"]
    branches = [{"type": types, "title": "Value"}, qualified_value(), bbox(), link()]
    return {"title": "Value or link", "anyOf": branches}


@lru_cache
def binary_value() -> JsonObject:
    """Return the schema of bytes as text (``binaryInputValue.yaml``)."""
    return {"title": "Binary data", "type": "string", "contentEncoding": "base64"}


@lru_cache
def reference_system() -> JsonObject:
    """Return the schema of a coordinate reference system by its address."""
    return {"title": "Reference system", "type": "string", "format": "uri"}


@lru_cache
def stac_item() -> JsonObject:
    """Return the schema of an item of a SpatioTemporal Asset Catalog: a feature with assets."""
    return {
        **feature(),
        "title": "STAC item",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            **feature()["properties"],
            "id": {"type": "string"},
            "stac_version": {"type": "string"},
            "links": {"type": "array", "items": link()},
            "assets": {"type": "object", "additionalProperties": link()},
        },
    }


@lru_cache
def _stac_list(kind: str) -> JsonObject:
    """Return the schema of a catalogue of STAC, or of a collection, which is one with an extent."""
    texts = {name: {"type": "string"} for name in ("id", "title", "stac_version")}
    return {
        "title": f"STAC {kind.lower()}",
        "type": "object",
        "required": ["id", "description", "links"],
        "properties": {
            "type": {"const": kind},
            **texts,
            "description": {"type": "string"},
            "license": {"type": "string"},
            "extent": {"type": "object"},
            "links": {"type": "array", "items": link()},
        },
    }


@lru_cache
def stac_items() -> JsonObject:
    """Return the schema of a feature collection of STAC items."""
    return {**feature_collection(), "title": "STAC items"}


@lru_cache
def _package_file(kind: str) -> JsonObject:
    """Return the schema of ``File`` or ``Directory`` of the Common Workflow Language."""
    texts = ("location", "path", "basename", "format")
    return {
        "title": kind,
        "type": "object",
        "required": ["class"],
        "properties": {
            "class": {"const": kind},
            **{name: {"type": "string"} for name in texts},
        },
    }


Maker = Callable[[], JsonObject]

_SIMPLE_TYPES: Final = ("string", "number", "boolean")
_OF_OGC: Final[dict[str, Maker]] = {
    **{kind.lower(): partial(geometry, kind) for kind in GEOMETRY_TYPES},
    **{f"{kind.lower()}geojson": partial(geometry, kind) for kind in GEOMETRY_TYPES},
    **dict.fromkeys(("geometry", "geometrygeojson"), any_geometry),
    **dict.fromkeys(("feature", "featuregeojson"), feature),
    **dict.fromkeys(
        ("featurecollection", "featurecollectiongeojson"), feature_collection
    ),
    "geojson": geojson,
    **dict.fromkeys(("bbox", "bboxdef"), bbox),
    "link": link,
    "qualifiedinputvalue": qualified_value,
    **dict.fromkeys(("inlineorrefdata", "inputvaluenoobject"), value_or_link),
    "binaryinputvalue": binary_value,
    "crs": reference_system,
}
_OF_STAC: Final[dict[str, Maker]] = {
    "item": stac_item,
    "collection": partial(_stac_list, "Collection"),
    "catalog": partial(_stac_list, "Catalog"),
    **dict.fromkeys(("itemcollection", "featurecollection"), stac_items),
}
_OF_PACKAGES: Final[dict[str, Maker]] = {
    "file": partial(_package_file, "File"),
    "directory": partial(_package_file, "Directory"),
    "stac": stac_item,
    **{f"stac{name}": make for name, make in _OF_STAC.items()},
}
_PUBLISHERS: Final[list[tuple[re.Pattern[str], dict[str, Maker]]]] = [
    (
        re.compile(
            r"stacspec\.org/|/stac-spec/|/(item|collection|catalog)-spec/|[/.]stac\b"
        ),
        _OF_STAC,
    ),
    (
        re.compile(r"/eoap\b|eoepca|commonwl|/cwl\b|application-package"),
        {**_OF_OGC, **_OF_STAC, **_OF_PACKAGES},
    ),
    (
        re.compile(
            r"(//|\.)(geojson\.org/schema|opengis\.net)/|/opengeospatial/|ogcapi"
        ),
        _OF_OGC,
    ),
]


def bundled_schema(ref: str) -> JsonObject | None:
    """Return the schema that a known address stands for, or None.

    Known are those of OGC, GeoJSON, STAC and application packages.
    """
    address, _, fragment = ref.partition("#")
    name = (fragment or address).rstrip("/").rpartition("/")[2]
    key = re.sub(r"\.(ya?ml|json)$", "", name).replace("_", "").replace("-", "").lower()
    if "://" not in address:
        is_file = address.endswith((".yaml", ".yml", ".json"))
        tables = [_OF_OGC] if is_file else []
    else:
        tables = [table for host, table in _PUBLISHERS if host.search(address.lower())]
    make = next((table[key] for table in tables if key in table), None)
    return make() if make is not None else None


def by_format(format: str) -> JsonObject | None:
    """Return the schema that a format code of the standard stands for (section 8)."""
    make = {
        "geojson-geometry": any_geometry,
        "geojson-feature": feature,
        "geojson-feature-collection": feature_collection,
        "geojson": geojson,
        "ogc-bbox": bbox,
    }.get(format)
    return make() if make is not None else None
