"""Outlines as SVG pictures in equirectangular projection."""

from __future__ import annotations

from collections.abc import Iterable

from ...._json import JsonObject, JsonValue
from ._simplify import Line, Outline

_STYLE = 'fill="#1565c0" fill-opacity=".25" stroke="#1565c0" stroke-width="1.2"'
_FRAME = '<rect width="100%" height="100%" fill="#808080" fill-opacity=".08"/>'
_MARGIN = 0.05
"""Share of the longer side."""


def svg(outline: Outline, width: int = 480, height: int = 300) -> str:
    """Return an outline as an SVG picture of at most `width` x `height` pixels."""
    west, south, east, north = outline.box or (-180.0, -90.0, 180.0, 90.0)
    margin = max(east - west, north - south, 1e-6) * _MARGIN
    west, south = west - margin, south - margin
    east, north = east + margin, north + margin
    scale = min(width / (east - west), height / (north - south))
    projection = _Projection(west, north, scale)
    shapes = "".join(
        projection.shape(feature["geometry"]) for feature in outline.features
    )
    size = f'width="{(east - west) * scale:.0f}" height="{(north - south) * scale:.0f}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>'
        f"{_FRAME}<g {_STYLE}>{shapes}</g></svg>"
    )


class _Projection:
    """Positions as pixels right of and below the north-west corner."""

    def __init__(self, west: float, north: float, scale: float) -> None:
        self._west = west
        self._north = north
        self._scale = scale

    def _pixel(self, position: list[float]) -> tuple[str, str]:
        x, y = position
        right = (x - self._west) * self._scale
        down = (self._north - y) * self._scale
        return f"{right:.1f}", f"{down:.1f}"

    def shape(self, geometry: JsonObject) -> str:
        """Return the elements of a geometry."""
        kind = geometry["type"]
        if kind == "GeometryCollection":
            return "".join(map(self.shape, geometry["geometries"]))
        coordinates: JsonValue = geometry["coordinates"]
        match kind:
            case "Point":
                return self._dot(coordinates)
            case "MultiPoint":
                return "".join(map(self._dot, coordinates))
            case "LineString":
                return self._path([coordinates], is_area=False)
            case "MultiLineString":
                return self._path(coordinates, is_area=False)
            case "Polygon":
                return self._path(coordinates, is_area=True)
        rings = [ring for polygon in coordinates for ring in polygon]
        return self._path(rings, is_area=True)

    def _dot(self, position: list[float]) -> str:
        x, y = self._pixel(position)
        return f'<circle cx="{x}" cy="{y}" r="3"/>'

    def _path(self, lines: Iterable[Line], *, is_area: bool) -> str:
        fill = ' fill-rule="evenodd"' if is_area else ' fill="none"'
        end = "Z" if is_area else ""
        commands = ""
        for line in lines:
            points = (",".join(self._pixel(position)) for position in line)
            commands += f"M{'L'.join(points)}{end}"
        return f'<path{fill} d="{commands}"/>'
