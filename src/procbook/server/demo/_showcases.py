"""One process for each usual kind of result: a plot, a table, a map, several outputs."""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Iterator
from typing import Annotated, Any, TypedDict

from pydantic import Field

from ...display import count as number_of
from ..functions._annotations import MediaType
from ..functions._context import JobContext
from ..functions._registry import ProcessRegistry

registry = ProcessRegistry()


@registry.process(title="Plot a wave", outputs={"plot": Field(title="Plot")})
def plot(
    frequency: Annotated[float, Field(gt=0, le=50)] = 3,
    damping: Annotated[float, Field(ge=0, le=10)] = 1,
    width: Annotated[int, Field(ge=100, le=4000)] = 640,
    colour: Annotated[
        str, Field(pattern="^#[0-9a-fA-F]{6}$", json_schema_extra={"format": "color"})
    ] = "#2a78d6",
) -> Annotated[bytes, MediaType("image/png")]:
    """Draw a damped wave as a PNG picture.

    Parameters
    ----------
    frequency
        Full waves from left to right.
    damping
        How fast the wave gets smaller.
    width
        Width of the picture in pixels.
    colour
        Colour of the curve.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise RuntimeError("plot needs Pillow: pip install 'procbook[data]'") from error
    height = width // 2
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for i in range(1, 8):
        y = i * height // 8
        is_axis = i == 4
        grey = "#888888" if is_axis else "#dddddd"
        pen.line([(0, y), (width, y)], fill=grey)
    curve = []
    for x in range(width):
        fraction = x / width
        amplitude = 0.9 * math.exp(-damping * fraction)
        angle = 2 * math.pi * frequency * fraction
        value = amplitude * math.sin(angle)
        curve.append((x, height / 2 * (1 - value)))
    pen.line(
        curve,
        fill=colour,
        width=max(2, width // 200),
        joint="curve",
    )
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@registry.process(title="Table of readings", outputs={"table": Field(title="Readings")})
def table(
    stations: Annotated[int, Field(ge=1, le=100)] = 5,
    days: Annotated[int, Field(ge=1, le=10_000)] = 30,
) -> Annotated[str, MediaType("text/csv")]:
    """Make a table of daily readings at some stations, as CSV.

    Parameters
    ----------
    stations
        How many stations.
    days
        How many days, from 2025-01-01 on.
    """
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["day", "station", "temperature", "rain"])
    first_day = dt.date(2025, 1, 1)
    for day in range(days):
        date = first_day + dt.timedelta(days=day)
        season = 8 * math.cos(2 * math.pi * day / 365)
        for station in range(1, stations + 1):
            temperature = 10 - season + station / 3
            wetness = math.sin(day * 1.7 + station)
            rain = max(0.0, wetness * 6 - 3)
            row = [
                date.isoformat(),
                f"S{station:02}",
                f"{temperature:.1f}",
                f"{rain:.1f}",
            ]
            rows.writerow(row)
    return text.getvalue()


class Several(TypedDict):
    """The outputs of :func:`several_outputs`."""

    count: int
    mean: float
    values: list[float]
    report: Annotated[str, MediaType("text/markdown")]


@registry.process(
    title="Several outputs",
    outputs={
        "count": Field(title="Count"),
        "mean": Field(title="Mean"),
        "values": Field(title="Values"),
        "report": Field(title="Report"),
    },
)
def several_outputs(
    job: JobContext,
    values: Annotated[list[float], Field(min_length=1)] = [1, 2, 3, 4],  # noqa: B006
) -> Several:
    """Say something about some numbers, in four outputs.

    Parameters
    ----------
    values
        The numbers.
    """
    # The list that is the default of `values` is never changed.
    job.progress(50, "Counting")
    mean = sum(values) / len(values)
    title = number_of(len(values), "number")
    least, most = min(values), max(values)
    extremes = f"from {least:g} to {most:g}"
    report = f"# {title}\n\nTheir mean is **{mean:g}**, {extremes}.\n"
    return {
        "count": len(values),
        "mean": mean,
        "values": sorted(values),
        "report": report,
    }


Position = tuple[float, float]
_POINT = {"type": "Point", "coordinates": [10.0, 53.5]}


@registry.process(
    title="Buffer",
    inputs={
        "geometry": {
            "title": "Geometry",
            "description": "GeoJSON geometry in degrees.",
            "schema": {
                "type": "object",
                "format": "geojson-geometry",
                "contentMediaType": "application/geo+json",
                "required": ["type"],
                "properties": {"type": {"type": "string"}},
                "default": _POINT,
            },
        }
    },
    outputs={"buffer": Field(title="Buffer")},
)
def buffer(
    geometry: dict[str, Any] = _POINT,
    distance: Annotated[float, Field(gt=0, le=45)] = 1.0,
) -> Annotated[
    dict[str, Any], MediaType("application/geo+json", "geojson-feature-collection")
]:
    """Widen a geometry by a distance; without shapely, its convex hull is widened.

    Parameters
    ----------
    distance
        Distance in degrees.
    """
    polygon = _widen(geometry, distance)
    properties = {"role": "buffer", "distance": distance}
    features = [
        {
            "type": "Feature",
            "geometry": polygon,
            "properties": properties,
        },
        {
            "type": "Feature",
            "geometry": geometry,
            "properties": {"role": "input"},
        },
    ]
    return {"type": "FeatureCollection", "features": features}


def _widen(geometry: dict[str, Any], distance: float) -> dict[str, Any]:
    try:
        from shapely.geometry import mapping, shape
    except ImportError:
        coordinates = geometry.get("coordinates")
        if not coordinates:
            coordinates = [part["coordinates"] for part in geometry["geometries"]]
        ring = _hull(list(_positions(coordinates)), distance)
        return {"type": "Polygon", "coordinates": [ring]}
    polygon: dict[str, Any] = mapping(shape(geometry).buffer(distance))
    return polygon


def _positions(coordinates: list[Any]) -> Iterator[Position]:
    if coordinates and isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for item in coordinates:
            yield from _positions(item)


def _hull(corners: list[Position], distance: float) -> list[list[float]]:
    """Return the convex hull of circles around all corners, as a closed ring.

    By Andrew's monotone chain algorithm.
    """
    points = set()
    for x, y in corners:
        for i in range(64):
            angle = 2 * math.pi * i / 64
            east = distance * math.cos(angle)
            north = distance * math.sin(angle)
            points.add((x + east, y + north))
    from_west = sorted(points)
    from_east = from_west[::-1]
    ring = _half_hull(from_west) + _half_hull(from_east)
    ring.append(ring[0])
    return [list(point) for point in ring]


def _half_hull(points: list[Position]) -> list[Position]:
    """Return one side of the hull of points that are sorted, without its last point."""
    chain: list[Position] = []
    for point in points:
        while len(chain) >= 2 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain[:-1]


def _turn(
    a: Position,
    b: Position,
    c: Position,
) -> float:
    """Return a positive number for a turn to the left at `b` on the way from `a` to `c`."""
    ab_x, ab_y = b[0] - a[0], b[1] - a[1]
    ac_x, ac_y = c[0] - a[0], c[1] - a[1]
    return ab_x * ac_y - ab_y * ac_x
