"""One process for each kind of result that most people meet: a plot, a table, a map, several outputs at once."""

from __future__ import annotations

import csv
import io
import math
from typing import Annotated, Any, TypedDict

from pydantic import Field

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
        pen.line(
            [(0, i * height // 8), (width, i * height // 8)],
            fill="#dddddd" if i != 4 else "#888888",
        )
    curve = [
        (
            x,
            height
            / 2
            * (
                1
                - 0.9
                * math.exp(-damping * x / width)
                * math.sin(2 * math.pi * frequency * x / width)
            ),
        )
        for x in range(width)
    ]
    pen.line(curve, fill=colour, width=max(2, width // 200), joint="curve")
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
    from datetime import date, timedelta

    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["day", "station", "temperature", "rain"])
    for day in range(days):
        for station in range(1, stations + 1):
            warmth = 10 - 8 * math.cos(2 * math.pi * day / 365) + station / 3
            rain = max(0.0, math.sin(day * 1.7 + station) * 6 - 3)
            when = date(2025, 1, 1) + timedelta(days=day)
            rows.writerow(
                [when.isoformat(), f"S{station:02}", f"{warmth:.1f}", f"{rain:.1f}"]
            )
    return text.getvalue()


class Several(TypedDict):
    """What :func:`several_outputs` gives back."""

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
    values: Annotated[list[float], Field(min_length=1)] = [1, 2, 3, 4],  # noqa: B006 - a default that is shown, and never changed
) -> Several:
    """Say something about some numbers, in four outputs.

    Parameters
    ----------
    values
        The numbers.
    """
    job.progress(50, "Counting")
    mean = sum(values) / len(values)
    noun = "number" if len(values) == 1 else "numbers"
    report = f"# {len(values)} {noun}\n\nTheir mean is **{mean:g}**, from {min(values):g} to {max(values):g}.\n"
    return {
        "count": len(values),
        "mean": mean,
        "values": sorted(values),
        "report": report,
    }


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
    widened = _widened(geometry, distance)
    features = [
        {
            "type": "Feature",
            "geometry": widened,
            "properties": {"role": "buffer", "distance": distance},
        },
        {"type": "Feature", "geometry": geometry, "properties": {"role": "input"}},
    ]
    return {"type": "FeatureCollection", "features": features}


def _widened(geometry: dict[str, Any], distance: float) -> dict[str, Any]:
    try:
        from shapely.geometry import mapping, shape
    except ImportError:
        corners = list(
            _positions(
                geometry.get("coordinates")
                or [g["coordinates"] for g in geometry["geometries"]]
            )
        )
        return {"type": "Polygon", "coordinates": [_hull(corners, distance)]}
    found: dict[str, Any] = mapping(shape(geometry).buffer(distance))
    return found


def _positions(coordinates: Any) -> Any:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])
    else:
        for inner in coordinates:
            yield from _positions(inner)


def _hull(corners: list[tuple[float, float]], distance: float) -> list[list[float]]:
    """Return the convex hull of circles around all corners (Andrew's monotone chain), as a closed ring."""
    angles = [2 * math.pi * i / 64 for i in range(64)]
    points = sorted(
        {
            (x + distance * math.cos(a), y + distance * math.sin(a))
            for x, y in corners
            for a in angles
        }
    )
    ring: list[tuple[float, float]] = []
    for run in (points, points[::-1]):
        start = len(ring)
        for point in run:
            while len(ring) >= start + 2 and _turn(ring[-2], ring[-1], point) <= 0:
                ring.pop()
            ring.append(point)
        ring.pop()
    return [list(point) for point in [*ring, ring[0]]]


def _turn(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]
) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
