"""Objects with ``__geo_interface__`` as GeoJSON.

Its coordinates are longitude and latitude (RFC 7946, section 4).
"""

from __future__ import annotations

import math
from typing import Any, Final

from ..._json import JsonObject, JsonValue

_CRS84: Final = "OGC:CRS84"


def as_geojson(value: object) -> JsonObject:
    """Return the GeoJSON of a geometry, a feature or a table of features, in CRS84.

    Parameters
    ----------
    value
        Anything with ``__geo_interface__``. Tables of geopandas say their reference system, and are
        reprojected. Geometries without one are taken as they are.

    Raises
    ------
    TypeError
        If a value has no ``__geo_interface__``.
    ValueError
        If a table says no reference system and its coordinates cannot be longitudes and latitudes,
        or if places have no longitude and latitude.
    """
    if hasattr(value, "to_crs") and hasattr(value, "total_bounds"):
        value = _to_crs84(value)
    if not hasattr(value, "__geo_interface__"):
        raise TypeError(f"A {type(value).__name__} has no geometry to send.")
    geojson: JsonObject = with_lists(value.__geo_interface__)
    return geojson


def with_lists(geo: object) -> JsonValue:
    """Return GeoJSON with lists in place of tuples."""
    if isinstance(geo, dict):
        return {key: with_lists(member) for key, member in geo.items()}
    if isinstance(geo, list | tuple):
        return [with_lists(item) for item in geo]
    return geo


def _to_crs84(frame: Any) -> Any:
    if frame.crs is not None:
        frame = frame.to_crs(_CRS84)
        if any(math.isinf(bound) for bound in frame.total_bounds):
            raise ValueError(
                "Some places have no longitude and latitude: their coordinates do not fit "
                "their CRS."
            )
        return frame
    west, south, east, north = frame.total_bounds
    # Longitudes may go once around on either side, where something crosses the antimeridian.
    if west < -360 or east > 360 or south < -90 or north > 90:
        raise ValueError(
            "The table says no coordinate reference system, and its coordinates are no "
            "longitudes and latitudes. Say which one it is: frame.set_crs(…)."
        )
    return frame
