"""Rasters and arrays as rasterio and xarray open them, lazily wherever the bytes lie."""

from __future__ import annotations

import contextlib
import contextvars
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..protocol.errors import ResultError
from . import _limits
from ._needs import need
from ._source import Source

# Nothing but TIFF, nothing beside the file, no network of GDAL's own: a hostile file must not make GDAL read others.
_GDAL = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_NUM_THREADS": "ALL_CPUS",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}


@contextlib.contextmanager
def raster(source: Source) -> Iterator[Any]:
    """Open a GeoTIFF with rasterio; of a remote one only what is read is fetched."""
    rasterio = need("rasterio", extra="geo", what="Rasters")
    with told(source), rasterio.Env(**_GDAL), contextlib.closing(_raster_file(source)) as dataset:
        yield dataset


def open_raster(source: Source, **options: Any) -> Any:
    """Return a GeoTIFF as ``xarray.DataArray``, lazily."""
    rioxarray = need("rioxarray", extra="geo", what="Rasters as xarray")
    with told(source):
        return rioxarray.open_rasterio(_raster_file(source), **{"masked": True, **options})


@contextlib.contextmanager
def told(source: Source) -> Iterator[None]:
    """Turn what rasterio raises into words."""
    import rasterio.errors

    try:
        yield
    except rasterio.errors.RasterioError as error:
        raise ResultError(f"The raster of output {source.name!r} cannot be read: {error}") from None


def _raster_file(source: Source) -> Any:
    """Return the open dataset."""
    rasterio = need("rasterio", extra="geo", what="Rasters")
    path = source.path()
    if path is not None:
        return rasterio.open(path, driver="GTiff")
    if source.inline:
        return rasterio.open(source.file(), driver="GTiff")
    _share_open_files()
    name = f"procbook-{uuid.uuid4().hex}/raster.tif"

    def opener(asked: str, mode: str = "rb", **_: Any) -> Any:
        # GDAL asks for files beside it as well.
        if not asked.endswith("/raster.tif") or mode[:1] != "r":
            raise FileNotFoundError(asked)
        return source.file()

    return rasterio.open(name, driver="GTiff", opener=opener)


_open_files: dict[str, dict[Any, Any]] = {}


def _share_open_files() -> None:
    """Let this thread see the files that rasterio has open through Python.

    Rasterio 1.4 keeps them in context variables without a default, set on import only, so that every other thread
    fails: https://github.com/rasterio/rasterio/blob/1.4.4/rasterio/_vsiopener.pyx
    """
    from rasterio import _vsiopener

    for name in ("_OPENER_REGISTRY", "_OPEN_FILE_EXIT_STACKS"):
        variable = getattr(_vsiopener, name, None)
        if isinstance(variable, contextvars.ContextVar):
            variable.set(_open_files.setdefault(name, variable.get({})))


def open_dataset(source: Source, format_name: str, **options: Any) -> Any:
    """Return a NetCDF, HDF5 or Zarr output as ``xarray.Dataset``, lazily where it can be."""
    xarray = need("xarray", extra="data", what="NetCDF and Zarr")
    try:
        if format_name == "zarr":
            target = _zarr_target(source)
            options = {"chunks": None, "consolidated": _is_consolidated(target), **options}
            return xarray.open_zarr(target, **options)
        return _netcdf(xarray, source, options)
    except ResultError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ResultError(f"Output {source.name!r} cannot be opened as {format_name}: {error}") from None


def _zarr_target(source: Source) -> Any:
    need("zarr", extra="data", what="Zarr stores")
    path = source.path()
    if path is not None:
        return str(path)
    if source.inline:
        raise ResultError("A Zarr store is a folder; this output is a value.")
    return source.mapper()


def _is_consolidated(target: Any) -> bool:
    """Look for the one file that describes the whole store; without asking, xarray tries, and warns."""
    if isinstance(target, str):
        folder = Path(target)
        if (folder / ".zmetadata").exists():
            return True
        described = folder / "zarr.json"
        return described.exists() and b'"consolidated_metadata"' in described.read_bytes()
    return ".zmetadata" in target or b'"consolidated_metadata"' in target.get("zarr.json", b"")


def _netcdf(xarray: Any, source: Source, options: dict[str, Any]) -> Any:
    path = source.path()
    if path is not None:
        return xarray.open_dataset(path, **options)
    if source.head(3) == b"CDF":
        # The classic format is read by netCDF4, which wants all of it.
        netcdf = need("netCDF4", extra="data", what="NetCDF files")
        held = netcdf.Dataset(f"{source.name}.nc", memory=source.read(_limits.READ))
        return xarray.open_dataset(xarray.backends.NetCDF4DataStore(held), **options)
    engine = "h5netcdf"
    try:
        need("h5netcdf", extra="data", what="NetCDF files in memory")
    except ResultError:
        netcdf = need("netCDF4", extra="data", what="NetCDF files")
        held = netcdf.Dataset(f"{source.name}.nc", memory=source.read(_limits.READ))
        return xarray.open_dataset(xarray.backends.NetCDF4DataStore(held), **options)
    return xarray.open_dataset(source.file(), engine=engine, **options)
