"""Rasters and arrays as rasterio and xarray open them, lazily wherever the bytes lie."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
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
    rasterio_io = need("rasterio.io", extra="geo", what="Rasters")
    try:
        with rasterio.Env(**_GDAL), contextlib.ExitStack() as stack:
            path = source.path()
            if path is not None:
                yield stack.enter_context(rasterio.open(path, driver="GTiff"))
            elif source.inline:
                memory = stack.enter_context(rasterio_io.MemoryFile(source.content()))
                yield stack.enter_context(memory.open(driver="GTiff"))
            else:
                yield stack.enter_context(rasterio.open(source.file(), driver="GTiff"))
    except rasterio.errors.RasterioError as error:
        raise ResultError(f"The raster of output {source.name!r} cannot be read: {error}") from None


def open_raster(source: Source, **options: Any) -> Any:
    """Return a GeoTIFF as ``xarray.DataArray``, lazily."""
    rioxarray = need("rioxarray", extra="geo", what="Rasters as xarray")
    import rasterio.errors

    options.setdefault("masked", True)
    target: Any = source.path()
    if target is None:
        target = io.BytesIO(source.content()) if source.inline else source.file()
    try:
        opened = rioxarray.open_rasterio(target, **options)
    except rasterio.errors.RasterioError as error:
        raise ResultError(f"The raster of output {source.name!r} cannot be read: {error}") from None
    return opened


def open_dataset(source: Source, format_name: str, **options: Any) -> Any:
    """Return a NetCDF, HDF5 or Zarr output as ``xarray.Dataset``, lazily where it can be."""
    xarray = need("xarray", extra="data", what="NetCDF and Zarr")
    try:
        if format_name == "zarr":
            options.setdefault("chunks", None)
            return xarray.open_zarr(_zarr_target(source), **options)
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
