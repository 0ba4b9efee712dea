"""Well-known text (OGC 06-103r4, section 7).

As GeoJSON for the map, as shapely geometry for people.
"""

from __future__ import annotations

import itertools
import json
import re
from typing import TYPE_CHECKING

from ..._json import JsonObject
from ...protocol.errors import ResultError
from .._optional import need

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_MAX_DEPTH = 100
_GEOJSON_TYPES = {
    "POINT": "Point",
    "LINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint",
    "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon",
}
_TAGGED_TEXT = re.compile(
    r"\s*(?:SRID=\d+;)?\s*([A-Z]+)\s*(?:ZM|Z|M)?\s*(\(.*\))\s*",
    re.IGNORECASE | re.DOTALL,
)
_POSITION = re.compile(r"[^\s(),]+(?:\s+[^\s(),]+)+")


def geometry_of(text: str) -> BaseGeometry:
    """Return a geometry of shapely, without the ``SRID`` that PostGIS puts in front."""
    shapely = need("shapely", extra="geo", subject="Geometries")
    # GEOS reads collections in collections on the stack of the process, which ends with it.
    steps = (1 if bracket == "(" else -1 for bracket in re.sub(r"[^()]", "", text))
    if max(itertools.accumulate(steps), default=0) > _MAX_DEPTH:
        raise ResultError("This WKT is nested too deeply to be opened.")
    wkt = re.sub(r"^\s*SRID=\d+;", "", text, flags=re.IGNORECASE)
    try:
        return shapely.from_wkt(wkt)
    except (shapely.errors.ShapelyError, NotImplementedError) as error:
        raise ResultError(f"This is no readable WKT: {error}") from None


def geojson_of(text: str) -> JsonObject | None:
    """Return a geometry as GeoJSON, or None.

    The six simple types need no library; the others are read where shapely is installed.
    """
    simple = _simple_geojson(text)
    if simple is not None:
        return simple
    try:
        geometry = geometry_of(text)
    except ResultError:
        return None
    if geometry.is_empty:
        return None
    # By way of text, since the interface of shapely has tuples for arrays.
    document: JsonObject = json.loads(json.dumps(geometry.__geo_interface__))
    return document


def _simple_geojson(text: str) -> JsonObject | None:
    """Return a geometry of a simple type as GeoJSON: its brackets become those of JSON."""
    match = _TAGGED_TEXT.fullmatch(text)
    if match is None:
        return None
    type_name = _GEOJSON_TYPES.get(match[1].upper())
    if type_name is None or re.search(r"[^\d\s().,eE+-]", match[2]):
        return None
    arrays = _POSITION.sub(_json_position, match[2])
    try:
        coordinates = json.loads(arrays.replace("(", "[").replace(")", "]"))
    except (ValueError, RecursionError):
        return None
    if type_name == "Point":
        coordinates = coordinates[0]
    if type_name == "MultiPoint":
        coordinates = [
            point[0] if point and isinstance(point[0], list) else point
            for point in coordinates
        ]
    return {"type": type_name, "coordinates": coordinates}


def _json_position(match: re.Match[str]) -> str:
    numbers = [_json_number(number) for number in match[0].split()]
    return f"[{','.join(numbers)}]"


def _json_number(text: str) -> str:
    try:
        return json.dumps(float(text))
    except ValueError:
        return "null"
