"""Well-known text (OGC 06-103r4, section 7): as GeoJSON for the map, as shapely geometry for people."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

from ...protocol.errors import ResultError
from .._optional import need

_DEEPEST = 100
_KINDS = {"POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon", "MULTIPOINT": "MultiPoint",
          "MULTILINESTRING": "MultiLineString", "MULTIPOLYGON": "MultiPolygon"}  # fmt: skip
_PLAIN = re.compile(
    r"\s*(?:SRID=\d+;)?\s*([A-Z]+)\s*(?:ZM|Z|M)?\s*(\(.*\))\s*",
    re.IGNORECASE | re.DOTALL,
)


def geometry_of(text: str) -> Any:
    """Return a geometry of shapely, without the ``SRID`` that PostGIS puts in front."""
    shapely = need("shapely", extra="geo", what="Geometries")
    # GEOS reads collections in collections on the stack of the process, which ends with it.
    steps = (1 if sign == "(" else -1 for sign in re.sub(r"[^()]", "", text))
    if max(itertools.accumulate(steps), default=0) > _DEEPEST:
        raise ResultError("This WKT is nested too deeply to be opened.")
    try:
        return shapely.from_wkt(re.sub(r"^\s*SRID=\d+;", "", text, flags=re.IGNORECASE))
    except (shapely.errors.ShapelyError, NotImplementedError) as error:
        raise ResultError(f"This is no readable WKT: {error}") from None


def geojson_of(text: str) -> dict[str, Any] | None:
    """Return a geometry as GeoJSON: the plain kinds without any library, others where shapely is there to read them."""
    if (plain := _plain(text)) is not None:
        return plain
    try:
        geometry = geometry_of(text)
    except ResultError:
        return None
    # By way of text, since the interface of shapely has tuples for arrays.
    return (
        None
        if geometry.is_empty
        else json.loads(json.dumps(geometry.__geo_interface__))
    )


def _plain(text: str) -> dict[str, Any] | None:
    found = _PLAIN.fullmatch(text)
    kind = _KINDS.get(found[1].upper()) if found else None
    if not found or not kind or re.search(r"[^\d\s().,eE+-]", found[2]):
        return None
    body = re.sub(
        r"[^\s(),]+(?:\s+[^\s(),]+)+",
        lambda m: "[" + ",".join(map(_number, m[0].split())) + "]",
        found[2],
    )
    try:
        value = json.loads(body.replace("(", "[").replace(")", "]"))
    except (ValueError, RecursionError):
        return None
    if kind == "Point":
        value = value[0]
    if kind == "MultiPoint":
        value = [p[0] if p and isinstance(p[0], list) else p for p in value]
    return {"type": kind, "coordinates": value}


def _number(text: str) -> str:
    try:
        return json.dumps(float(text))
    except ValueError:
        return "null"
