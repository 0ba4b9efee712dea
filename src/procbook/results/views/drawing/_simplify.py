"""GeoJSON made small enough to be drawn.

Fewer vertices, fewer decimals, and above some thousands counts in cells.

Pure Python over lists, because the map must come up without any geometry library; slices do the
work, so that 50 MB take little longer than their parsing.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from ...._json import JsonObject, JsonValue

FEATURES = 3000
"""Features that are drawn individually; above, the map shows how many there are in each cell of a
grid."""
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
"""Lists around a position in the coordinates of each type."""
_MAX_DEPTH = 8
_DECIMALS = 5
"""About a metre."""

Box: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north."""
Line: TypeAlias = list[list[float]]
"""Positions."""
_Part: TypeAlias = tuple[str, JsonValue]
"""Type and coordinates of a geometry that is no collection."""


@dataclasses.dataclass(frozen=True)
class Outline:
    """The drawing of a set of features.

    Attributes
    ----------
    features : list of dict
        GeoJSON features; their ``id`` is the index of the original, or the count of a grid cell is
        in ``properties``.
    box : tuple or None
        West, south, east, north of everything.
    kinds : dict
        The number of geometries of each type.
    gridded : bool
        Whether the features are the cells of a grid.
    thinned : bool
        Whether vertices were left out.
    """

    features: list[JsonObject]
    box: Box | None
    kinds: dict[str, int]
    gridded: bool = False
    thinned: bool = False


def outline(
    geometries: list[JsonValue], *, features: int = FEATURES, vertices: int = VERTICES
) -> Outline:
    """Return the drawing of geometries by index; None and broken ones are counted, not drawn.

    Parameters
    ----------
    geometries : list of dict or None
        GeoJSON geometries.
    features : int
        Most features that are drawn individually.
    vertices : int
        About the most vertices of the drawing.
    """
    parts_by_index = [list(_parts(geometry)) for geometry in geometries]
    kinds = Counter(kind for parts in parts_by_index for kind, _ in parts)
    if len(geometries) > features:
        return _grid(parts_by_index, dict(kinds))
    step = max(1, math.ceil(_count_vertices(parts_by_index) / vertices))
    bounds = _Bounds()
    drawings = []
    for index, parts in enumerate(parts_by_index):
        geometry = _thin_geometry(parts, step, bounds)
        if geometry is not None:
            drawings.append(
                {"type": "Feature", "id": index, "properties": {}, "geometry": geometry}
            )
    return Outline(drawings, bounds.box, dict(kinds), thinned=step > 1)


class _Bounds:
    """The smallest box around all positions that were added."""

    def __init__(self) -> None:
        self._west = self._south = math.inf
        self._east = self._north = -math.inf

    def add(self, line: Line) -> None:
        xs = [position[0] for position in line]
        ys = [position[1] for position in line]
        self._west = min(self._west, *xs)
        self._east = max(self._east, *xs)
        self._south = min(self._south, *ys)
        self._north = max(self._north, *ys)

    @property
    def box(self) -> Box | None:
        if self._west > self._east:
            return None
        return self._west, self._south, self._east, self._north


def _parts(geometry: JsonValue, depth: int = 0) -> Iterator[_Part]:
    """Yield type and coordinates of a geometry, of a collection those of each member."""
    if not isinstance(geometry, dict) or depth > _MAX_DEPTH:
        return
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for member in geometry.get("geometries") or ():
            yield from _parts(member, depth + 1)
    elif isinstance(kind, str) and kind in _DEPTH:
        coordinates = geometry.get("coordinates")
        if isinstance(coordinates, list):
            yield kind, coordinates


def _count_vertices(parts_by_index: list[list[_Part]]) -> int:
    total = 0
    for parts in parts_by_index:
        for kind, coordinates in parts:
            total += sum(map(len, _lines(kind, coordinates)))
    return total


def _lines(kind: str, coordinates: JsonValue) -> Iterable[list[Any]]:
    """Return the lists of positions in coordinates."""
    depth = _DEPTH[kind]
    if depth == 0:
        return ([coordinates],)
    lines = [coordinates]
    for _ in range(depth - 1):
        lines = [part for line in lines if isinstance(line, list) for part in line]
    return [line for line in lines if isinstance(line, list)]


def _thin_geometry(parts: list[_Part], step: int, bounds: _Bounds) -> JsonObject | None:
    """Return a geometry with every `step`-th position; None where nothing is left."""
    thinner = _Thinner(step, bounds)
    geometries = []
    for kind, coordinates in parts:
        thinned = thinner.thin(kind, coordinates)
        if thinned:
            geometries.append({"type": kind, "coordinates": thinned})
    if not geometries:
        return None
    if len(geometries) == 1:
        return geometries[0]
    return {"type": "GeometryCollection", "geometries": geometries}


class _Thinner:
    """Takes every `step`-th position of lines, rounded; invalid positions are left out."""

    def __init__(self, step: int, bounds: _Bounds) -> None:
        self._step = step
        self._bounds = bounds

    def thin(self, kind: str, coordinates: JsonValue) -> JsonValue:
        """Return fewer coordinates; None or an empty list where none are valid."""
        if kind == "Point":
            line = self._thin_line([coordinates])
            if line:
                return line[0]
            return None
        if not isinstance(coordinates, list):
            return None
        thin_line = self._thin_ring if "Polygon" in kind else self._thin_line
        lines = coordinates
        if _DEPTH[kind] == 1:
            return thin_line(lines)
        if _DEPTH[kind] == 2:
            return _map_lists(thin_line, lines)
        return _map_lists(lambda polygon: _map_lists(thin_line, polygon), lines)

    def _thin_line(self, positions: list[Any]) -> Line:
        """Return fewer positions, rounded."""
        line = []
        for position in positions[:: self._step]:
            if _is_position(position):
                x, y = position[0], position[1]
                line.append([round(x, _DECIMALS), round(y, _DECIMALS)])
        if line:
            self._bounds.add(line)
        return line

    def _thin_ring(self, positions: list[Any]) -> Line:
        """Return fewer positions of a ring.

        One that would have no area becomes the box around it.
        """
        ring = self._thin_line(positions)
        if len(ring) > 2 and ring[0] != ring[-1]:
            ring.append(ring[0])
        if len(ring) > 3:
            return ring
        line = [position for position in positions if _is_position(position)]
        if not line:
            return []
        bounds = _Bounds()
        bounds.add(line)
        ring = _ring(bounds.box or (0.0, 0.0, 0.0, 0.0))
        self._bounds.add(ring)
        return ring


def _map_lists(function: Any, values: list[Any]) -> list[Any]:
    """Return the results that are not empty, of the members that are lists."""
    results = [function(value) for value in values if isinstance(value, list)]
    return [result for result in results if result]


def _ring(box: Box) -> Line:
    west, south, east, north = box
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def _is_position(value: JsonValue) -> bool:
    if not isinstance(value, list | tuple) or len(value) < 2:
        return False
    return all(isinstance(n, int | float) and math.isfinite(n) for n in value[:2])


def _grid(parts_by_index: list[list[_Part]], kinds: dict[str, int]) -> Outline:
    """Return cells with the number of features whose first position lies in them."""
    anchors = []
    for parts in parts_by_index:
        anchor = _first_position(parts)
        if anchor is not None:
            anchors.append(anchor)
    if not anchors:
        return Outline([], None, kinds, gridded=True)
    bounds = _Bounds()
    bounds.add(anchors)
    west, south, east, north = box = bounds.box or (0.0, 0.0, 0.0, 0.0)
    columns, rows = _GRID
    width = (east - west) / columns or 1e-9
    height = (north - south) / rows or 1e-9
    counts: Counter[tuple[int, int]] = Counter()
    for x, y in anchors:
        column = min(int((x - west) / width), columns - 1)
        row = min(int((y - south) / height), rows - 1)
        counts[column, row] += 1
    cells = []
    for (column, row), count in sorted(counts.items()):
        corner = (west + column * width, south + row * height)
        cells.append(_cell(corner, width, height, count))
    return Outline(cells, box, kinds, gridded=True, thinned=True)


def _first_position(parts: list[_Part]) -> list[float] | None:
    for kind, coordinates in parts:
        position = coordinates
        for _ in range(_DEPTH[kind]):
            position = position[0] if isinstance(position, list) and position else None
        if _is_position(position):
            return [position[0], position[1]]
    return None


def _cell(
    corner: Sequence[float], width: float, height: float, count: int
) -> JsonObject:
    x, y = corner
    west, south = round(x, _DECIMALS), round(y, _DECIMALS)
    east, north = round(x + width, _DECIMALS), round(y + height, _DECIMALS)
    ring = _ring((west, south, east, north))
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"count": count}, "geometry": geometry}
