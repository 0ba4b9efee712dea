"""GeoJSON made small enough to be drawn: fewer vertices, fewer decimals, and above some thousands counts in cells.

Pure Python over plain lists, because the map must come up without any geometry library; slices do
the work, so that 50 MB take little longer than their parsing.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

FEATURES = 3000
"""Features that are drawn one by one; above, the map shows how many there are in each cell of a grid."""
VERTICES = 30_000
"""Vertices of one drawing."""
_GRID = (72, 36)
_DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
_NESTED = 8

Box = tuple[float, float, float, float]


@dataclasses.dataclass(frozen=True)
class Outline:
    """What is drawn of a set of features.

    Attributes
    ----------
    features : list of dict
        GeoJSON features; their ``id`` is the index of the original, or the count of a grid cell is
        in ``properties``.
    box : tuple or None
        West, south, east, north of everything.
    kinds : dict
        How many geometries of each type there are.
    gridded : bool
        Whether the features are the cells of a grid.
    thinned : bool
        Whether vertices were left out.
    """

    features: list[dict[str, Any]]
    box: Box | None
    kinds: dict[str, int]
    gridded: bool = False
    thinned: bool = False


def outline(
    geometries: list[Any], *, features: int = FEATURES, vertices: int = VERTICES
) -> Outline:
    """Return the drawing of geometries by index; None and broken ones are counted, not drawn."""
    simple = [list(_simple(geometry)) for geometry in geometries]
    kinds = Counter(kind for parts in simple for kind, _ in parts)
    if len(geometries) > features:
        return _grid(simple, dict(kinds))
    total = sum(
        len(line) for parts in simple for kind, c in parts for line in _lines(kind, c)
    )
    step = max(1, math.ceil(total / vertices))
    box = _Bounds()
    drawn = []
    for index, parts in enumerate(simple):
        made = [
            {"type": kind, "coordinates": c}
            for kind, c in ((k, _thin(k, c, step, box)) for k, c in parts)
            if c
        ]
        if made:
            geometry = (
                made[0]
                if len(made) == 1
                else {"type": "GeometryCollection", "geometries": made}
            )
            drawn.append(
                {"type": "Feature", "id": index, "properties": {}, "geometry": geometry}
            )
    return Outline(drawn, box.value, dict(kinds), thinned=step > 1)


class _Bounds:
    """The smallest box around all positions seen."""

    def __init__(self) -> None:
        self.west = self.south = math.inf
        self.east = self.north = -math.inf

    def add(self, line: list[list[float]]) -> None:
        xs, ys = [p[0] for p in line], [p[1] for p in line]
        self.west, self.east = min(self.west, *xs), max(self.east, *xs)
        self.south, self.north = min(self.south, *ys), max(self.north, *ys)

    @property
    def value(self) -> Box | None:
        return (
            (self.west, self.south, self.east, self.north)
            if self.west <= self.east
            else None
        )


def _simple(geometry: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the type and coordinates of a geometry, those of a collection one by one."""
    if not isinstance(geometry, dict) or depth > _NESTED:
        return
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for part in geometry.get("geometries") or ():
            yield from _simple(part, depth + 1)
    elif (
        isinstance(kind, str)
        and kind in _DEPTH
        and isinstance(geometry.get("coordinates"), list)
    ):
        yield kind, geometry["coordinates"]


def _lines(kind: str, coordinates: Any) -> Iterable[list[Any]]:
    """Return the lists of positions in coordinates."""
    depth = _DEPTH[kind]
    if depth == 0:
        return ([coordinates],)
    lines = [coordinates]
    for _ in range(depth - 1):
        lines = [part for line in lines if isinstance(line, list) for part in line]
    return [line for line in lines if isinstance(line, list)]


def _thin(kind: str, coordinates: Any, step: int, box: _Bounds) -> Any:
    """Return coordinates with every `step`-th position, rounded; what is no position is left out."""

    def line(positions: list[Any], *, ring: bool) -> list[list[float]]:
        kept = positions[::step] if step > 1 else positions
        clean = [[round(p[0], 5), round(p[1], 5)] for p in kept if _is_position(p)]
        if ring and len(clean) > 2 and clean[0] != clean[-1]:
            clean.append(clean[0])
        if clean:
            box.add(clean)
        return clean if not ring or len(clean) > 3 else _corners(positions, box)

    def nested(value: Any, depth: int) -> Any:
        if depth == 1:
            return line(value, ring="Polygon" in kind)
        return [
            made
            for part in value
            if isinstance(part, list)
            if (made := nested(part, depth - 1))
        ]

    if kind == "Point":
        found = line([coordinates], ring=False)
        return found[0] if found else None
    if not isinstance(coordinates, list):
        return None
    return nested(coordinates, _DEPTH[kind])


def _corners(positions: list[Any], box: _Bounds) -> list[list[float]]:
    """Return a ring that was thinned away as the box around it."""
    clean = [p for p in positions if _is_position(p)]
    if not clean:
        return []
    xs, ys = [p[0] for p in clean], [p[1] for p in clean]
    w, e, s, n = min(xs), max(xs), min(ys), max(ys)
    ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
    box.add(ring)
    return ring


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) >= 2
        and all(isinstance(n, int | float) and math.isfinite(n) for n in value[:2])
    )


def _grid(simple: list[list[tuple[str, Any]]], kinds: dict[str, int]) -> Outline:
    """Return cells with the number of features whose first position lies in them."""
    anchors = [p for parts in simple if (p := _anchor(parts)) is not None]
    box = _Bounds()
    if not anchors:
        return Outline([], None, kinds, gridded=True)
    box.add(anchors)
    w, s, e, n = box.value or (0.0, 0.0, 0.0, 0.0)
    dx, dy = (e - w) / _GRID[0] or 1e-9, (n - s) / _GRID[1] or 1e-9
    last_x, last_y = _GRID[0] - 1, _GRID[1] - 1
    counts = Counter(
        (min(int((x - w) / dx), last_x), min(int((y - s) / dy), last_y))
        for x, y in anchors
    )
    cells = [
        _cell(w + i * dx, s + j * dy, dx, dy, count)
        for (i, j), count in sorted(counts.items())
    ]
    return Outline(cells, box.value, kinds, gridded=True, thinned=True)


def _anchor(parts: list[tuple[str, Any]]) -> list[float] | None:
    for kind, coordinates in parts:
        value = coordinates
        for _ in range(_DEPTH[kind]):
            value = value[0] if isinstance(value, list) and value else None
        if _is_position(value):
            return [value[0], value[1]]
    return None


def _cell(x: float, y: float, dx: float, dy: float, count: int) -> dict[str, Any]:
    w, s, e, n = (round(v, 5) for v in (x, y, x + dx, y + dy))
    ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"count": count}, "geometry": geometry}
