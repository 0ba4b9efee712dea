"""Rasters and arrays as rasterio and xarray open them, lazily wherever the bytes lie."""

from __future__ import annotations

import contextlib
import contextvars
import uuid
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from ...protocol.errors import ResultError
from .. import _limits
from .._optional import need
from .._source import Source

# Nothing but TIFF, nothing beside the file, no network of GDAL's own: a hostile file must not make
# GDAL read others.
_GDAL = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_NUM_THREADS": "ALL_CPUS",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}


_LONGEST = 10_000_000
"""Most rows or columns of a raster that get coordinates."""


@contextlib.contextmanager
def raster(source: Source) -> Iterator[Any]:
    """Open a GeoTIFF with rasterio; of a remote one only what is read is fetched."""
    rasterio = need("rasterio", extra="geo", what="Rasters")
    with (
        told(source),
        rasterio.Env(**_GDAL),
        contextlib.closing(_raster_file(source)) as dataset,
    ):
        yield dataset


def open_raster(source: Source, **options: Any) -> Any:
    """Return a GeoTIFF as ``xarray.DataArray``, lazily."""
    rioxarray = need("rioxarray", extra="geo", what="Rasters as xarray")
    with told(source):
        file = _raster_file(source)
        # Coordinates are made at once, a number for each row and column, of which a header can
        # promise billions.
        few = max(file.width, file.height) <= _LONGEST
        return rioxarray.open_rasterio(
            file, **{"masked": True, "parse_coordinates": few, **options}
        )


@contextlib.contextmanager
def told(source: Source) -> Iterator[None]:
    """Turn what rasterio raises into words; what it warns of is in a file of somebody else, or in its own code."""
    import rasterio.errors

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            yield
    except rasterio.errors.RasterioError as error:
        raise ResultError(
            f"The raster of output {source.name!r} cannot be read: {error}"
        ) from None


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

    Rasterio 1.4 keeps them in context variables without a default, set on import only, so that
    every other thread fails:
    https://github.com/rasterio/rasterio/blob/1.4.4/rasterio/_vsiopener.pyx
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
        if format_name in ("zarr", "zarr-zip"):
            return _zarr(xarray, source, format_name, options)
        return _netcdf(xarray, source, options)
    except ResultError:
        raise
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ResultError(
            f"Output {source.name!r} cannot be opened as {format_name}: {error}"
        ) from None


def open_groups(source: Source, format_name: str) -> dict[str, Any]:
    """Return the groups of a NetCDF or HDF5 output that hold variables, by path."""
    xarray = need("xarray", extra="data", what="NetCDF and Zarr")
    if (
        format_name != "netcdf" or source.head(3) == b"CDF"
    ):  # the classic format has none
        return {}
    try:
        groups = xarray.open_groups(source.path() or source.file(), engine="h5netcdf")
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError):
        return {}
    return {path.strip("/"): group for path, group in groups.items() if group.data_vars}


def _zarr(
    xarray: Any, source: Source, format_name: str, options: dict[str, Any]
) -> Any:
    need("zarr", extra="data", what="Zarr stores")
    target = _zipped(source) if format_name == "zarr-zip" else _zarr_target(source)
    options = {"chunks": None, "consolidated": _is_consolidated(target), **options}
    dataset = xarray.open_zarr(target, **options)
    if (
        not dataset.variables
        and not options["consolidated"]
        and not isinstance(target, str)
    ):
        # Without the one file that describes the store its members have to be listed, which a web
        # server need not do.
        raise ResultError(
            f"The Zarr store of output {source.name!r} is not consolidated, and its server lists no files.",
            hint="Ask its provider for a consolidated store (zarr.consolidate_metadata).",
        )
    return dataset


def _zipped(source: Source) -> Any:
    """Return a Zarr store in a ZIP archive as mapping; members are unpacked when they are looked at."""
    fsspec = need("fsspec", extra="data", what="Zipped Zarr stores")
    try:
        archive = fsspec.filesystem("zip", fo=source.file())
    except zipfile.BadZipFile as error:
        raise ResultError(
            f"Output {source.name!r} is no readable archive: {error}"
        ) from None
    members = {info.filename: info.file_size for info in archive.zip.infolist()}
    described = [name for name in members if PurePosixPath(name).name in _ZARR_FILES]
    if not described or any(members[name] > _limits.VIEW for name in described):
        raise ResultError(f"The archive of output {source.name!r} holds no Zarr store.")
    return archive.get_mapper(
        str(
            PurePosixPath(min(described, key=lambda n: n.count("/"))).parent
        ).removeprefix(".")
    )


_ZARR_FILES = {"zarr.json", ".zgroup", ".zmetadata"}


def _zarr_target(source: Source) -> Any:
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
        return (
            described.exists() and b'"consolidated_metadata"' in described.read_bytes()
        )
    return ".zmetadata" in target or b'"consolidated_metadata"' in target.get(
        "zarr.json", b""
    )


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
