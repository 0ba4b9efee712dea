"""Geometries as Python has them -> GeoJSON, WKT or a bounding box, whatever the field takes."""

from __future__ import annotations

from collections.abc import Iterator

from ..._json import JsonObject, JsonValue
from ..fields._field import Field, with_branches
from ._geojson import as_geojson


def from_geo(value: object, field: Field | None) -> JsonValue:
    """Return the GeoJSON of an object with ``__geo_interface__``, as a field takes it."""
    geo = as_geojson(value)
    branches = with_branches(field)
    target = next((b for b in branches if b.kind in ("geometry", "wkt", "bbox")), None)
    if target is None:
        return geo
    if target.kind == "wkt":
        return wkt(_geometry(geo))
    if target.kind == "bbox":
        return box_value(bounds(geo), target)
    return _shape(geo, str(target.hints.get("geojson", "any")))


def are_corners(values: list[JsonValue]) -> bool:
    """Return whether a value is the four or six numbers of a bounding box."""
    return len(values) in (4, 6) and all(
        isinstance(v, int | float) and not isinstance(v, bool) for v in values
    )


def box_value(box: list[float], field: Field) -> JsonValue:
    """Return a box as the field takes it: numbers, or the object of the standard."""
    if field.hints.get("shape") == "array":
        return box
    return {"bbox": box, "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}


def bounds(geo: JsonObject) -> list[float]:
    """Return west, south, east, north of all positions.

    These are the smallest and the largest numbers: the antimeridian is not known here.
    """
    positions = list(_positions(geo))
    xs, ys = [p[0] for p in positions], [p[1] for p in positions]
    return [min(xs), min(ys), max(xs), max(ys)] if positions else []


def _positions(geo: JsonValue) -> Iterator[list[float]]:
    if isinstance(geo, dict):
        for key in ("coordinates", "geometry", "geometries", "features"):
            yield from _positions(geo.get(key, ()))
    elif isinstance(geo, list):
        if geo and isinstance(geo[0], int | float):
            yield geo
        else:
            for child in geo:
                yield from _positions(child)


def _shape(geo: JsonObject, shape: str) -> JsonObject:
    kind = geo.get("type")
    if shape == "geometry":
        return _geometry(geo)
    if shape == "feature" and kind not in ("Feature", "FeatureCollection"):
        return _feature(geo)
    if shape == "featureCollection" and kind != "FeatureCollection":
        return {
            "type": "FeatureCollection",
            "features": [geo if kind == "Feature" else _feature(geo)],
        }
    return geo


def _feature(geometry: JsonObject) -> JsonObject:
    return {"type": "Feature", "geometry": geometry, "properties": {}}


def _geometry(geo: JsonObject) -> JsonObject:
    if geo.get("type") == "Feature":
        return dict(geo["geometry"])
    if geo.get("type") != "FeatureCollection":
        return geo
    parts: list[JsonObject] = [feature["geometry"] for feature in geo["features"]]
    if len(parts) == 1:
        return parts[0]
    return {"type": "GeometryCollection", "geometries": parts}


def wkt(geo: JsonObject) -> str:
    """Return a GeoJSON geometry as well-known text (OGC 06-103r4, section 7)."""
    kind = str(geo.get("type", ""))
    if kind == "GeometryCollection":
        return (
            f"GEOMETRYCOLLECTION ({', '.join(wkt(part) for part in geo['geometries'])})"
        )
    first = next(_positions(geo), [])
    mark = " Z" if len(first) > 2 else ""
    if first:
        return f"{kind.upper()}{mark} {_wkt(geo['coordinates'])}"
    return f"{kind.upper()} EMPTY"


def _wkt(coordinates: JsonValue) -> str:
    if not coordinates or not isinstance(coordinates[0], list):
        return f"({_position(coordinates)})"
    if isinstance(coordinates[0][0], list):
        return f"({', '.join(_wkt(child) for child in coordinates)})"
    return f"({', '.join(_position(p) for p in coordinates)})"


def _position(position: list[float]) -> str:
    return " ".join(f"{number:.15g}" for number in position)
