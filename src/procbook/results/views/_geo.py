"""Features on a map: GeoJSON, WKT, bounding boxes, and the vector files that geopandas reads."""

from __future__ import annotations

import json
import re

from ..._json import JsonObject, JsonValue
from ...display import count
from ...protocol.errors import ResultError
from .. import _limits
from .._source import Source
from ..formats._detect import Format
from ..open._geojson import crs_of, features_of, features_of_sequence
from ..open._vector import read_features
from ..open._wkt import geojson_of
from ._scalar import text_view, value_or_json
from ._table import json_cell
from ._tree import tree_view
from ._view import Model, View
from .drawing import _html
from .drawing._simplify import Box, Outline, outline
from .drawing._svg import svg

_STATIC_VERTICES, _STATIC_FEATURES = 900, 150
_STATIC_ROWS, _STATIC_COLUMNS = 5, 8
_MAX_ATTRIBUTES = 100
_MAX_FEATURES = 20_000
"""Most features that are read from a vector file."""


class MapViewer:
    """Shows GeoJSON, WKT, bounding boxes, and vector files."""

    def accepts(self, source: Source, format: Format) -> bool:
        """Return whether the output has coordinates."""
        return format.name in (
            "geojson",
            "geojsonseq",
            "wkt",
            "bbox",
            "geopackage",
            "flatgeobuf",
        )

    def view(self, source: Source, format: Format) -> View:
        """Return the map; features that cannot be drawn on one are shown as tree or text."""
        match format.name:
            case "geopackage" | "flatgeobuf":
                return _vector_file_view(source)
            case "wkt":
                text = source.text(_limits.VIEW)
                geometry = geojson_of(text)
                if geometry is None:
                    return text_view(text)
                return features_view([{"geometry": geometry}])
            case "geojsonseq":
                return features_view(features_of_sequence(source.text(_limits.VIEW)))
        value = value_or_json(source)
        if format.name == "bbox":
            return features_view([{"geometry": _box_polygon(value)}], crs=crs_of(value))
        features = features_of(value)
        if not features and not _is_empty_collection(value):
            return tree_view(value)
        return features_view(features, crs=crs_of(value))


def _is_empty_collection(value: JsonValue) -> bool:
    return isinstance(value, dict) and value.get("features") == []


def _box_polygon(value: JsonObject) -> JsonObject | None:
    """Return the box as polygon when its axis order is known: CRS84, or no reference system."""
    if not re.search(r"CRS84h?$", str(value.get("crs") or "CRS84")):
        return None
    numbers = value["bbox"]
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    w, s, e, n = numbers
    if e < w:  # across the antimeridian (RFC 7946, section 5.2)
        e += 360
    ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
    return {"type": "Polygon", "coordinates": [ring]}


def _vector_file_view(source: Source) -> View:
    """Return the first features of a vector file, in longitude and latitude."""
    frame, total = read_features(source, max_features=_MAX_FEATURES)
    if frame.crs is not None:
        frame = frame.to_crs(4326)
    value = json.loads(frame.to_json(default=str))
    return features_view(features_of(value), total=total)


def features_view(
    features: list[JsonObject],
    crs: str = "",
    total: int | None = None,
    *,
    model: MapModel | None = None,
) -> View:
    """Return the map of some features.

    Parameters
    ----------
    features : list of dict
        GeoJSON features.
    crs : str
        The name of their reference system, if it is stated.
    total : int, optional
        The number of features in the file.
    model : MapModel, optional
        The model, if it answers more than the attributes.
    """
    model = model or MapModel(features)
    drawing = model.outline()
    names = attribute_names(features)
    number = total if total is not None else len(features)
    title = f"Map, {count(number, 'feature')}"
    data = {
        "features": drawing.features,
        "box": drawing.box,
        "kinds": drawing.kinds,
        "gridded": drawing.gridded,
        "thinned": drawing.thinned,
        "count": number,
        "attributes": names,
        "crs": crs,
        "geographic": is_geographic(drawing.box),
    }
    static = (
        _static_facts(features, drawing)
        + _static_picture(features, drawing, title)
        + _static_attributes(features, names[:_STATIC_COLUMNS])
    )
    return View("map", title, data, static, model=model)


def is_geographic(box: Box | None) -> bool:
    """Return whether a box can be longitude and latitude."""
    if box is None:
        return True
    west, south, east, north = box
    return west >= -361 and east <= 541 and south >= -90.1 and north <= 90.1


def attribute_names(features: list[JsonObject]) -> list[str]:
    """Return the names of the properties of the first features."""
    names: dict[str, None] = {}
    for feature in features[:_MAX_ATTRIBUTES]:
        properties = feature.get("properties")
        if isinstance(properties, dict):
            names.update(dict.fromkeys(map(str, properties)))
    return list(names)[:_MAX_ATTRIBUTES]


class MapModel(Model):
    """Features that are drawn as outline; the page asks for the attributes of each."""

    def __init__(self, features: list[JsonObject]) -> None:
        self.features = features
        self._outline: Outline | None = None

    def outline(self) -> Outline:
        """Return the drawing."""
        if self._outline is None:
            self._outline = outline(_geometries(self.features))
        return self._outline

    def ask_attributes(self, index: int) -> JsonObject:
        """Return id and properties of one feature."""
        if not 0 <= index < len(self.features):
            raise ResultError(f"There is no feature {index}.")
        feature = self.features[index]
        properties = feature.get("properties")
        attributes = []
        if isinstance(properties, dict):
            for name, value in list(properties.items())[:_MAX_ATTRIBUTES]:
                attributes.append([_html.short(name), json_cell(value)])
        return {"id": json_cell(feature.get("id")), "attributes": attributes}


def _geometries(features: list[JsonObject]) -> list[JsonValue]:
    return [feature.get("geometry") for feature in features]


def _static_facts(features: list[JsonObject], drawing: Outline) -> str:
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in drawing.kinds.items())
    box = ", ".join(f"{n:.10g}" for n in drawing.box or ())
    return _html.facts(
        [("Features", f"{len(features):,}"), ("Geometry", kinds), ("Extent", box)]
    )


def _static_picture(features: list[JsonObject], drawing: Outline, title: str) -> str:
    """Return a small SVG picture of the features, or nothing where there is nothing to draw."""
    if not drawing.gridded:
        drawing = outline(
            _geometries(features),
            features=_STATIC_FEATURES,
            vertices=_STATIC_VERTICES,
        )
    if not drawing.features or not drawing.box:
        return ""
    return _html.picture(svg(drawing).encode(), "image/svg+xml", title)


def _static_attributes(features: list[JsonObject], names: list[str]) -> str:
    """Return the properties of the first features as a table, or nothing where they have none."""
    if not names or not features:
        return ""
    rows = []
    for feature in features[:_STATIC_ROWS]:
        properties = feature.get("properties") or {}
        rows.append([json_cell(properties.get(name)) for name in names])
    return _html.table(names, rows)
