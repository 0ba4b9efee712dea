"""A scene of images for testing, as a Zarr store; and the description of a site processor."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from ...models import Link
from ..functions._context import JobContext
from ..functions._registry import ProcessRegistry
from ._import_extra import import_extra

registry = ProcessRegistry()
_ADVANCED = {"x-ui-advanced": True}
_TEXT = {"type": "string", "nullable": True}


@registry.process(
    title="Generate scene for testing",
    description="Simulate a set scene images slices for testing. "
    "Creates an xarray dataset with `periodicity` time slices and "
    "writes it as Zarr into a temporary location. "
    "Requires installed `dask`, `xarray`, and `zarr` packages.",
    outputs={
        "return_value": {
            "title": "Link",
            "description": "A link.",
            "schema": {
                "type": "object",
                "properties": {
                    "href": {"type": "string", "title": "Href"},
                    "rel": {
                        **_TEXT,
                        "title": "Rel",
                        "examples": ["service"],
                    },
                    "type": {
                        **_TEXT,
                        "title": "Type",
                        "examples": ["application/json"],
                    },
                    "hreflang": {
                        **_TEXT,
                        "title": "Hreflang",
                        "examples": ["en"],
                    },
                    "title": {**_TEXT, "title": "Title"},
                    "x-options": {
                        "type": "object",
                        "title": "X-Options",
                        "nullable": True,
                        "additionalProperties": {},
                    },
                },
                "required": ["href"],
                "additionalProperties": {},
            },
        }
    },
)
def simulate_scene(  # noqa: PLR0917 - the inputs that clients of this process know
    job: JobContext,
    var_names: Annotated[
        str,
        Field(
            title="Variable names",
            description="Comma-separated list of variable names.",
        ),
    ] = "a, b, c",
    bbox: Annotated[
        tuple[float, float, float, float],
        Field(
            title="Bounding box",
            description="Bounding box in geographical coordinates.",
            json_schema_extra={"x-ui-widget": "map"},
        ),
    ] = (-180, -90, 180, 90),
    resolution: Annotated[
        float,
        Field(
            title="Spatial resolution",
            description="Spatial resolution in degree.",
            ge=0.01,
            le=1.0,
            json_schema_extra=_ADVANCED,
        ),
    ] = 0.5,
    start_date: Annotated[dt.date, Field(title="Start date")] = dt.date(2025, 1, 1),
    end_date: Annotated[dt.date, Field(title="End date")] = dt.date(2025, 2, 1),
    periodicity: Annotated[
        int,
        Field(
            title="Periodicity",
            description="Size of time steps in days.",
            ge=1,
            le=10,
            json_schema_extra=_ADVANCED,
        ),
    ] = 1,
    output_path: Annotated[
        Annotated[str, Field(min_length=1)] | None,
        Field(title="Output path", description="Local output path or URI."),
    ] = None,
) -> Link:
    """Write one time step after the other, and report progress after each."""
    if end_date < start_date:
        raise ValueError(
            f"end_date must not be before start_date, but {end_date} < {start_date}"
        )
    target = _target(output_path)
    names = [name.strip() for name in var_names.split(",") if name.strip()]
    days = range(0, (end_date - start_date).days + 1, periodicity)
    for i, day in enumerate(days):
        percent = 100 * i / len(days)
        job.progress(percent, f"Writing time step {i + 1} of {len(days)}")
        date = start_date + dt.timedelta(days=day)
        time_slice = _time_slice(names, bbox, resolution, date)
        if i == 0:
            time_slice.to_zarr(target, mode="w", consolidated=False)
        else:
            time_slice.to_zarr(
                target,
                mode="a",
                append_dim="time",
                consolidated=False,
            )
    href = target if "://" in target else Path(target).absolute().as_uri()
    return Link(
        href=href,
        rel="item",
        type="application/vnd+zarr",
        title="Simulated scene",
    )


def _target(output_path: str | None) -> str:
    if output_path is None:
        return str(Path(tempfile.mkdtemp(prefix="procbook-scene-")) / "scene.zarr")
    if "://" in output_path:
        return output_path
    path = Path(output_path)
    if path.exists() and not (path / "zarr.json").exists():
        raise ValueError(f"{path.name!r} exists and is no Zarr store; it is left alone")
    return output_path


def _time_slice(
    names: list[str],
    bbox: tuple[float, float, float, float],
    resolution: float,
    date: dt.date,
) -> Any:
    """Return an ``xarray.Dataset`` with one time step; the i-th variable is i times a wave."""
    modules = ("numpy", "xarray", "zarr")
    np, xr, _ = import_extra("simulate_scene", "data", *modules)
    west, south, east, north = bbox
    lon = np.arange(west + resolution / 2, east, resolution)
    lat = np.arange(south + resolution / 2, north, resolution)
    shift = date.toordinal() * 5
    wave_of_lon = np.sin(np.radians(lon * 3 + shift))
    wave_of_lat = np.cos(np.radians(lat * 2))
    wave = wave_of_lon[None, :] * wave_of_lat[:, None]
    variables = {}
    for i, name in enumerate(names):
        values = (wave[None] * (i + 1)).astype("float32")
        variables[name] = ("time", "lat", "lon"), values
    coordinates = {
        "time": [np.datetime64(date, "ns")],
        "lat": lat,
        "lon": lon,
    }
    return xr.Dataset(variables, coordinates)


def _ui(**hints: object) -> dict[str, Any]:
    return {f"x-ui-{name}": value for name, value in hints.items()}


@registry.process(
    id="218",
    version="5.0.4",
    title="L3B AOI Indicators Processor",
    description="Site Processing L3B NDVI Processor (demo from ESA Sen3CAP project).",
    outputs={
        "return_value": {
            "title": "stacitemsfile",
            "schema": {
                "type": "string",
                "format": "uri",
                "additionalProperties": {"type": "string"},
            },
        }
    },
)
def site_processor(
    start_date: Annotated[
        dt.date, Field(title="Start date", json_schema_extra=_ui(order=10))
    ],
    end_date: Annotated[
        dt.date, Field(title="End date", json_schema_extra=_ui(order=11))
    ],
    geometry: Annotated[
        str,
        Field(
            title="Geometry (WKT)",
            json_schema_extra={"format": "wkt", **_ui(widget="map", order=20)},
        ),
    ],
    indicator_name: Annotated[
        Literal["NDVI", "LAI", "FAPAR", "FCOVER", "NDWI"] | None,
        Field(
            title="L3B Indicator Name",
            json_schema_extra=_ui(widget="radio", advanced=True, order=30),
        ),
    ] = None,
    site_extend: Annotated[
        str | None,
        Field(
            title="Site extent", json_schema_extra={"format": "wkt", **_ui(order=40)}
        ),
    ] = None,
) -> str:
    """Return the name of the file that a real processor would have written."""
    del geometry, site_extend
    return f"urn:procbook:demo:{indicator_name or 'NDVI'}:{start_date}:{end_date}"
