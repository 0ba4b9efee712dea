"""One process for each other kind of file that a result can have."""

from __future__ import annotations

import io
import math
import struct
import wave
import zipfile
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from ..functions._annotations import MediaType
from ..functions._context import JobContext
from ..functions._registry import ProcessRegistry
from ._import_extra import import_extra

registry = ProcessRegistry()
Pixels = Annotated[
    int, Field(ge=16, le=20_000, description="Width and height in pixels.")
]


@registry.process(title="JSON tree", outputs={"tree": Field(title="Tree")})
def json_tree(
    depth: Annotated[int, Field(ge=1, le=8)] = 3,
    width: Annotated[int, Field(ge=1, le=20)] = 3,
) -> dict[str, Any]:
    """Grow a tree of JSON objects."""
    leaves: dict[str, Any] = {
        "text": "leaf",
        "number": 1.5,
        "flag": True,
        "nothing": None,
        "list": [1, 2, 3],
    }
    if depth == 1:
        return leaves
    tree = {}
    for i in range(width):
        tree[f"branch {i + 1}"] = json_tree(depth - 1, width)
    return tree


@registry.process(title="Plain text", outputs={"text": Field(title="Text")})
def plain_text(
    lines: Annotated[int, Field(ge=1, le=100_000)] = 20,
) -> Annotated[str, MediaType("text/plain")]:
    """Write some lines of text."""
    return "".join(
        f"line {i + 1}: the quick brown fox jumps over the lazy dog\n"
        for i in range(lines)
    )


@registry.process(title="Markdown", outputs={"text": Field(title="Text")})
def markdown() -> Annotated[str, MediaType("text/markdown")]:
    """Write a short report in Markdown."""
    return (
        "# Report\n\nSome **bold** words, a [link](https://ogcapi.ogc.org), and\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n"
    )


@registry.process(title="HTML page", outputs={"page": Field(title="Page")})
def html_page() -> Annotated[str, MediaType("text/html")]:
    """Write a page; its script must not run where the page is shown."""
    return (
        "<!doctype html><title>Report</title><h1>Report</h1><p id='said'>No script ran.</p>"
        "<script>document.getElementById('said').textContent = 'A script ran.'</script>"
    )


@registry.process(title="SVG drawing", outputs={"drawing": Field(title="Drawing")})
def svg_drawing(
    petals: Annotated[int, Field(ge=3, le=60)] = 12,
) -> Annotated[str, MediaType("image/svg+xml")]:
    """Draw a flower."""
    style = 'fill="#2a78d6" fill-opacity=".5"'
    shapes = []
    for i in range(petals):
        rotation = f'transform="rotate({360 * i / petals:g})"'
        shapes.append(f'<ellipse rx="20" ry="60" cy="-60" {style} {rotation}/>')
    size = 'viewBox="-130 -130 260 260" width="260"'
    namespace = 'xmlns="http://www.w3.org/2000/svg"'
    return f"<svg {namespace} {size}>{''.join(shapes)}</svg>"


@registry.process(
    title="Well-known text", outputs={"geometry": Field(title="Geometry")}
)
def wkt_geometry() -> Annotated[str, Field(json_schema_extra={"format": "wkt"})]:
    """Give back a polygon as WKT."""
    return "POLYGON ((8 53, 12 53, 12 55, 8 55, 8 53))"


@registry.process(title="Sound", outputs={"sound": Field(title="Sound")})
def sound(
    pitch: Annotated[float, Field(ge=50, le=4000)] = 440,
    seconds: Annotated[float, Field(gt=0, le=10)] = 1,
) -> Annotated[bytes, MediaType("audio/wav")]:
    """Play a tone."""
    rate = 8000
    angle_a_sample = 2 * math.pi * pitch / rate
    samples = bytearray()
    for i in range(int(rate * seconds)):
        value = 9000 * math.sin(angle_a_sample * i)
        samples += struct.pack("<h", int(value))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(bytes(samples))
    return file.getvalue()


@registry.process(title="Archive", outputs={"archive": Field(title="Archive")})
def archive(
    files: Annotated[int, Field(ge=1, le=1000)] = 3,
) -> Annotated[bytes, MediaType("application/zip")]:
    """Pack some text files into a ZIP archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive_file:
        for i in range(files):
            text = f"part {i + 1}\n" * 100
            archive_file.writestr(f"data/part-{i + 1}.txt", text)
    return file.getvalue()


@registry.process(title="Unknown bytes", outputs={"data": Field(title="Data")})
def unknown_bytes(size: Annotated[int, Field(ge=0, le=100_000_000)] = 1024) -> bytes:
    """Give back bytes that are nothing in particular."""
    return (bytes(range(256)) * (size // 256 + 1))[:size]


def _new_file(suffix: str) -> Path:
    # In the folder of the job, so that the server keeps the file without copying it.
    return JobContext.current().folder / f"output{suffix}"


@registry.process(title="GeoTIFF", outputs={"raster": Field(title="Raster")})
def geotiff(
    size: Pixels = 256,
) -> Annotated[Path, MediaType("image/tiff; application=geotiff")]:
    """Write a hilly surface over central Europe as GeoTIFF; needs the extra `geo`."""
    np, rasterio = import_extra("geotiff", "geo", "numpy", "rasterio")
    x = np.linspace(
        0,
        4 * np.pi,
        size,
        dtype="float32",
    )
    surface = np.sin(x)[None, :] * np.cos(x)[:, None]
    target = _new_file(".tif")
    pixel = 10 / size  # degrees
    profile = {
        "driver": "GTiff",
        "width": size,
        "height": size,
        "count": 1,
        "dtype": "float32",
        "crs": "EPSG:4326",
        "transform": rasterio.Affine(pixel, 0, 5, 0, -pixel, 55),  # from 5 E, 55 N
        "tiled": size >= 256,
        "compress": "deflate",
    }
    with rasterio.open(target, "w", **profile) as out:
        out.write(surface, 1)
    return target


@registry.process(title="NetCDF", outputs={"dataset": Field(title="Dataset")})
def netcdf(
    size: Pixels = 64, steps: Annotated[int, Field(ge=1, le=1000)] = 3
) -> Annotated[Path, MediaType("application/x-netcdf")]:
    """Write a small cube as NetCDF; needs the extra `data`."""
    np, xr = import_extra("netcdf", "data", "numpy", "xarray")
    lat = np.linspace(45, 55, size)
    lon = np.linspace(5, 15, size)
    step = np.arange(steps)
    hills = np.outer(np.cos(lat), np.sin(lon))
    temperature = 10 + hills[None] + step[:, None, None]
    first_day = np.datetime64("2025-01-01", "ns")
    days = first_day + step * np.timedelta64(1, "D")
    dimensions, attributes = ("time", "lat", "lon"), {"units": "degC"}
    variable = (dimensions, temperature.astype("float32"), attributes)
    coordinates = {
        "time": days,
        "lat": lat,
        "lon": lon,
    }
    cube = xr.Dataset({"temperature": variable}, coordinates)
    target = _new_file(".nc")
    cube.to_netcdf(target)
    return target


@registry.process(title="STAC item", outputs={"item": Field(title="Item")})
def stac_item() -> Annotated[
    dict[str, Any], MediaType("application/geo+json", "stac-item")
]:
    """Describe a scene as a STAC item with two assets."""
    ring = [[5, 45], [15, 45], [15, 55], [5, 55], [5, 45]]
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": "scene-1",
        "bbox": [5, 45, 15, 55],
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "datetime": "2025-01-01T00:00:00Z",
            "title": "A simulated scene",
        },
        "links": [],
        "assets": {
            "notes": {
                "href": "data:text/plain,Simulated.",
                "type": "text/plain",
                "roles": ["metadata"],
            },
            "thumbnail": {
                "href": _THUMBNAIL,
                "type": "image/svg+xml",
                "roles": ["thumbnail"],
                "title": "Thumbnail",
            },
        },
    }


_THUMBNAIL = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E"
    "%3Ccircle cx='4.5' cy='4.5' r='4' fill='%232a78d6'/%3E%3C/svg%3E"
)
