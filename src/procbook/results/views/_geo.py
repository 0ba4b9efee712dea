"""Places on a map: GeoJSON, WKT, bounding boxes, and the vector files that geopandas reads."""

from __future__ import annotations

import json
import re
from typing import Any

from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._formats import Format
from .._source import Source
from ..open._geojson import crs_of, features_of, features_of_sequence
from ..open._wkt import geojson_of
from ._scalar import text_view, value_or_json
from ._table import plain
from ._tree import tree_view
from ._view import Model, View
from .drawing import _html
from .drawing._simplify import Box, Outline, outline

_STATIC_VERTICES, _STATIC_FEATURES, _STATIC_ROWS = 900, 150, 5
_ATTRIBUTES = 100


class MapViewer:
    """Shows GeoJSON, WKT, boxes, and vector files."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Take what has coordinates."""
        return format.name in (
            "geojson",
            "geojsonseq",
            "wkt",
            "bbox",
            "geopackage",
            "flatgeobuf",
        )

    def view(self, source: Source, format: Format) -> View:
        """Return the map; what cannot be put on one is shown as tree or text."""
        if format.name in ("geopackage", "flatgeobuf"):
            return features_view(*_from_file(source))
        if format.name == "wkt":
            text = source.text(_limits.VIEW)
            geometry = geojson_of(text)
            return (
                features_view([{"geometry": geometry}]) if geometry else text_view(text)
            )
        if format.name == "geojsonseq":
            return features_view(features_of_sequence(source.text(_limits.VIEW)))
        value = value_or_json(source)
        features = (
            [{"geometry": _box(value)}] if format.name == "bbox" else features_of(value)
        )
        if not features and not (
            isinstance(value, dict) and value.get("features") == []
        ):
            return tree_view(value)
        return features_view(features, crs=crs_of(value))


def _box(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return the box as polygon when its axis order is plain: CRS84, or nothing said."""
    if not re.search(r"CRS84h?$", str(value.get("crs") or "CRS84")):
        return None
    numbers = value["bbox"]
    w, s, e, n = (
        numbers
        if len(numbers) == 4
        else (numbers[0], numbers[1], numbers[3], numbers[4])
    )
    if e < w:  # across the antimeridian
        e += 360
    return {
        "type": "Polygon",
        "coordinates": [[[w, s], [e, s], [e, n], [w, n], [w, s]]],
    }


def _from_file(source: Source) -> tuple[list[dict[str, Any]], str, int | None]:
    """Return the first features of a vector file in longitude and latitude, and how many there are."""
    from ..open._vector import read_features

    frame, total = read_features(source, most=20_000)
    if frame.crs is not None:
        frame = frame.to_crs(4326)
    value = json.loads(frame.to_json(default=str))
    return features_of(value), "", total


def features_view(
    features: list[dict[str, Any]],
    crs: str = "",
    total: int | None = None,
    *,
    model: MapModel | None = None,
) -> View:
    """Return the map of some features; `model` is one of them that knows more."""
    model = model or MapModel(features)
    drawn = model.outline()
    names = attribute_names(features)
    number = total if total is not None else len(features)
    title = f"Map, {count(number, 'feature')}"
    data = {
        "features": drawn.features, "box": drawn.box, "kinds": drawn.kinds, "gridded": drawn.gridded,
        "thinned": drawn.thinned, "count": number, "attributes": names, "crs": crs,
        "geographic": is_geographic(drawn.box),
    }  # fmt: skip
    return View("map", title, data, _static(features, drawn, names, title), model=model)


def is_geographic(box: Box | None) -> bool:
    """Tell whether a box can be longitude and latitude."""
    return box is None or (
        box[0] >= -361 and box[2] <= 541 and box[1] >= -90.1 and box[3] <= 90.1
    )


def attribute_names(features: list[dict[str, Any]]) -> list[str]:
    """Return the names of the properties of the first features."""
    found: dict[str, None] = {}
    for feature in features[:_ATTRIBUTES]:
        properties = feature.get("properties")
        if isinstance(properties, dict):
            found.update(dict.fromkeys(map(str, properties)))
    return list(found)[:_ATTRIBUTES]


class MapModel(Model):
    """Features that are drawn as outline and asked one by one."""

    def __init__(self, features: list[dict[str, Any]]) -> None:
        self.features = features
        self._outline: Outline | None = None

    def outline(self) -> Outline:
        """Return the drawing."""
        if self._outline is None:
            self._outline = outline(
                [feature.get("geometry") for feature in self.features]
            )
        return self._outline

    def ask_attributes(self, index: int) -> dict[str, Any]:
        """Return id and properties of one feature."""
        if not 0 <= index < len(self.features):
            raise ResultError(f"There is no feature {index}.")
        feature = self.features[index]
        properties = feature.get("properties")
        shown = properties if isinstance(properties, dict) else {}
        pairs = [
            [_html.short(str(name)), plain(value)]
            for name, value in list(shown.items())[:_ATTRIBUTES]
        ]
        return {"id": plain(feature.get("id")), "attributes": pairs}


def _static(
    features: list[dict[str, Any]], drawn: Outline, names: list[str], title: str
) -> str:
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in drawn.kinds.items())
    box = ", ".join(f"{n:.10g}" for n in drawn.box) if drawn.box else ""
    small = drawn
    if not drawn.gridded:
        small = outline(
            [f.get("geometry") for f in features],
            features=_STATIC_FEATURES,
            vertices=_STATIC_VERTICES,
        )
    image = (
        _html.picture(svg(small).encode(), "image/svg+xml", title)
        if small.features and small.box
        else ""
    )
    rows = (
        [
            [(f.get("properties") or {}).get(name) for name in names[:8]]
            for f in features[:_STATIC_ROWS]
        ]
        if names
        else []
    )
    attributes = (
        _html.table(names[:8], [[plain(v) for v in row] for row in rows])
        if rows
        else ""
    )
    return (
        _html.facts(
            [("Features", f"{len(features):,}"), ("Geometry", kinds), ("Extent", box)]
        )
        + image
        + attributes
    )


def svg(drawn: Outline, width: int = 480, height: int = 300) -> str:
    """Return an outline as an SVG picture in equirectangular projection."""
    w, s, e, n = drawn.box or (-180.0, -90.0, 180.0, 90.0)
    span = max(e - w, n - s, 1e-6)
    pad = span * 0.05
    w, s, e, n = w - pad, s - pad, e + pad, n + pad
    scale = min(width / (e - w), height / (n - s))
    parts = [_svg_shape(feature["geometry"], w, n, scale) for feature in drawn.features]
    size = f'width="{(e - w) * scale:.0f}" height="{(n - s) * scale:.0f}"'
    style = 'fill="#1565c0" fill-opacity=".25" stroke="#1565c0" stroke-width="1.2"'
    frame = '<rect width="100%" height="100%" fill="#808080" fill-opacity=".08"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{frame}<g {style}>{"".join(parts)}</g></svg>'


def _svg_shape(
    geometry: dict[str, Any], west: float, north: float, scale: float
) -> str:
    def path(line: list[list[float]]) -> str:
        return "M" + "L".join(
            f"{(x - west) * scale:.1f},{(north - y) * scale:.1f}" for x, y in line
        )

    def dot(x: float, y: float) -> str:
        return f'<circle cx="{(x - west) * scale:.1f}" cy="{(north - y) * scale:.1f}" r="3"/>'

    kind: str = geometry["type"]
    c: Any = geometry.get("coordinates")
    if kind == "GeometryCollection":
        return "".join(
            _svg_shape(part, west, north, scale) for part in geometry["geometries"]
        )
    if kind in ("Point", "MultiPoint"):
        return "".join(dot(x, y) for x, y in ([c] if kind == "Point" else c))
    lines: list[Any] = [c]
    for _ in range({"LineString": 0, "MultiPolygon": 2}.get(kind, 1)):
        lines = [part for line in lines for part in line]
    close = "Z" if "Polygon" in kind else ""
    fill = ' fill-rule="evenodd"' if close else ' fill="none"'
    return f'<path{fill} d="{"".join(path(line) + close for line in lines)}"/>'
