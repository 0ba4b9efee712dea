"""GeoTIFF as rasterio and xarray open it, lazily wherever the bytes lie."""

from __future__ import annotations

import contextlib
import contextvars
import uuid
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from ..._lazy import lazy_module
from ...protocol.errors import ResultError
from .._optional import need
from .._source import Source

if TYPE_CHECKING:
    import xarray
    from rasterio import errors as rasterio_errors
    from rasterio.io import DatasetReader
else:
    rasterio_errors = lazy_module("rasterio.errors")

# Nothing but TIFF, no neighbouring files, no network of GDAL's own: a hostile file must not make
# GDAL read others (https://gdal.org/en/stable/user/configoptions.html).
_GDAL = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "GDAL_NUM_THREADS": "ALL_CPUS",
    "GDAL_HTTP_MAX_RETRY": "0",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
}

_MAX_COORDINATES = 10_000_000
"""Most rows or columns of a raster that get coordinates."""


@contextlib.contextmanager
def open_rasterio(source: Source) -> Iterator[DatasetReader]:
    """Open a GeoTIFF with rasterio; of a remote one only the parts that are read are fetched."""
    rasterio = need("rasterio", extra="geo", subject="Rasters")
    with (
        _translate_errors(source),
        rasterio.Env(**_GDAL),
        contextlib.closing(_raster_file(source)) as dataset,
    ):
        yield dataset


def open_raster(source: Source, **options: Any) -> xarray.DataArray | xarray.Dataset:
    """Return a GeoTIFF as ``xarray.DataArray``, lazily."""
    rioxarray = need("rioxarray", extra="geo", subject="Rasters as xarray")
    with _translate_errors(source):
        file = _raster_file(source)
        # Coordinates are created at once, a number for each row and column, of which a header can
        # promise billions.
        is_small = max(file.width, file.height) <= _MAX_COORDINATES
        options = {"masked": True, "parse_coordinates": is_small, **options}
        return rioxarray.open_rasterio(file, **options)  # type: ignore[no-any-return]


@contextlib.contextmanager
def _translate_errors(source: Source) -> Iterator[None]:
    """Raise the errors of rasterio as ResultError, and hide its warnings.

    The warnings are about a file of somebody else, or about rasterio's own code.
    """
    not_georeferenced = rasterio_errors.NotGeoreferencedWarning
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", not_georeferenced)
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            yield
    except rasterio_errors.RasterioError as error:
        raise ResultError(
            f"The raster of output {source.name!r} cannot be read: {error}"
        ) from None


def _raster_file(source: Source) -> DatasetReader:
    """Return the open dataset."""
    rasterio = need("rasterio", extra="geo", subject="Rasters")
    path = source.path()
    if path is not None:
        return rasterio.open(path, driver="GTiff")
    if source.inline:
        return rasterio.open(source.file(), driver="GTiff")
    _share_open_files()
    name = f"procbook-{uuid.uuid4().hex}/raster.tif"

    def opener(file_name: str, mode: str = "rb", **_: object) -> BinaryIO:
        # GDAL opens neighbouring files as well.
        if not file_name.endswith("/raster.tif") or mode[:1] != "r":
            raise FileNotFoundError(file_name)
        return source.file()

    return rasterio.open(name, driver="GTiff", opener=opener)


_open_files: dict[str, dict[Any, Any]] = {}


def _share_open_files() -> None:
    """Let this thread see the files that rasterio has open through Python.

    Rasterio 1.4 keeps them in context variables without a default, set on import only, so that
    every other thread fails:
    https://github.com/rasterio/rasterio/blob/1.4.4/rasterio/_vsiopener.pyx
    """
    opener_module = need("rasterio._vsiopener", extra="geo", subject="Rasters")
    for name in ("_OPENER_REGISTRY", "_OPEN_FILE_EXIT_STACKS"):
        variable = getattr(opener_module, name, None)
        if isinstance(variable, contextvars.ContextVar):
            variable.set(_open_files.setdefault(name, variable.get({})))
