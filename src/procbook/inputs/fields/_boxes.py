"""Bounding boxes that no format names.

They are arrays of four or six numbers, or objects with four edges.
"""

from __future__ import annotations

import re
from typing import Final

from ..._json import JsonObject, JsonValue
from ._field_kinds import type_of

_NAME: Final = re.compile(
    r"(^|[^a-z])(b_?box|bounding[\s_-]*box|area|(spatial[\s_-]*)?extent|"
    r"sub[\s_-]?region|aoi)($|[^a-z])",
    re.IGNORECASE,
)
_NORTH_FIRST: Final = re.compile(
    r"\bn(orth)?\W+w(est)?\W+s(outh)?\W+e(ast)?\b", re.IGNORECASE
)
NORTH_FIRST: Final = (
    "north",
    "west",
    "south",
    "east",
)
"""Order of the edges in the requests of data stores (CDS, ADS, EWDS), where OGC has west first."""
EDGES: Final = (
    "west",
    "south",
    "east",
    "north",
)
_BASES: Final = frozenset({"crs", "base", "height"})


def is_box(flat: JsonObject, item: JsonObject, name: str, hints: JsonObject) -> bool:
    """Return whether an array is a bounding box.

    It has four or six numbers, and its name, title or a hint calls it so.
    """
    if type_of(item) not in ("number", "integer") or "enum" in item:
        return False
    least, most = flat.get("minItems", 0), flat.get("maxItems")
    if flat.get("format") == "ogc-bbox" or hints.get("widget") in ("map", "bbox"):
        return most is None or (most >= 4 and least <= 6)
    names = (name, str(flat.get("title", "")))
    return most in (4, 6) and least in (4, 6) and any(map(_NAME.search, names))


def axes(flat: JsonObject, prose: str = "") -> JsonObject:
    """Return the hint ``axes`` for an array that does not begin with the west, else nothing."""
    texts = (prose, str(flat.get("description", "")), str(flat.get("title", "")))
    samples = [flat.get("default"), *flat.get("examples", ())]
    if any(map(_NORTH_FIRST.search, texts)) or any(map(_is_north_first, samples)):
        return {"axes": list(NORTH_FIRST)}
    return {}


def edges_of(flat: JsonObject) -> JsonObject:
    """Return the hint for an object of four edges, such as ``bounding-box`` of openEO."""
    members = flat.get("properties", {})
    names = {str(name).lower(): name for name in members}
    has_edges = names.keys() >= set(EDGES)
    if not has_edges or not names.keys() <= {*EDGES, *_BASES}:
        return {}
    return {"edges": {edge: names[edge] for edge in EDGES}}


def _is_north_first(box: JsonValue) -> bool:
    """Return whether four numbers are a box only if the order is north, west, south, east."""
    if not isinstance(box, list) or len(box) != 4:
        return False
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in box):
        return False
    north, west, south, east = box
    is_west_first = north <= south and west <= east
    return not is_west_first and south <= north <= 90 and south >= -90 and west <= east
