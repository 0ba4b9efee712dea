"""The features of any GeoJSON, for openers and for the map."""

from __future__ import annotations

import json
import re

from ..._json import JsonObject, JsonValue
from ...protocol.errors import ResultError
from ..formats._sniff import GEOMETRIES

_MAX_DEPTH = 8
"""Collections inside collections that are followed."""


def features_of(value: JsonValue, depth: int = 0) -> list[JsonObject]:
    """Return the features of any GeoJSON object, also of collections inside a collection."""
    if not isinstance(value, dict) or depth > _MAX_DEPTH:
        return []
    members = value.get("features")
    if isinstance(members, list):
        features: list[JsonObject] = []
        for member in members:
            features += features_of(member, depth + 1)
        return features
    if value.get("type") in GEOMETRIES:
        return [{"geometry": value}]
    if "geometry" in value:
        return [value]
    return []


def features_of_sequence(text: str) -> list[JsonObject]:
    """Return the features of a GeoJSON text sequence (RFC 8142)."""
    features: list[JsonObject] = []
    for line in re.split(r"[\x1e\n]+", text):
        if not line.strip():
            continue
        try:
            features += features_of(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise ResultError(f"This is no sequence of GeoJSON: {error}") from None
    return features


def crs_of(value: JsonValue) -> str:
    """Return the name in the member ``crs`` of GeoJSON from before RFC 7946, or nothing."""
    crs = value.get("crs") if isinstance(value, dict) else None
    if not isinstance(crs, dict):
        return str(crs or "")
    properties = crs.get("properties")
    if not isinstance(properties, dict):
        return str(crs or "")
    return str(properties.get("name", ""))
