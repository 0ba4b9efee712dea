"""The features of any GeoJSON, for openers and for the map."""

from __future__ import annotations

import json
import re
from typing import Any

from ...protocol.errors import ResultError
from .._sniff import GEOMETRIES

_NESTED = 8


def features_of(value: Any, depth: int = 0) -> list[dict[str, Any]]:
    """Return the features of any GeoJSON object, those of collections inside a collection as well."""
    if not isinstance(value, dict) or depth > _NESTED:
        return []
    members = value.get("features")
    if isinstance(members, list):
        return [
            feature for member in members for feature in features_of(member, depth + 1)
        ]
    if value.get("type") in GEOMETRIES:
        return [{"geometry": value}]
    return [value] if "geometry" in value else []


def features_of_sequence(text: str) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON text sequence (RFC 8142)."""
    try:
        values = [
            json.loads(line) for line in re.split(r"[\x1e\n]+", text) if line.strip()
        ]
    except (ValueError, RecursionError) as error:
        raise ResultError(f"This is no sequence of GeoJSON: {error}") from None
    return [feature for value in values for feature in features_of(value)]


def crs_of(value: Any) -> str:
    """Return the reference system in the member ``crs`` of older GeoJSON, or nothing."""
    crs = value.get("crs") if isinstance(value, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return (
        str(properties.get("name", ""))
        if isinstance(properties, dict)
        else str(crs or "")
    )
